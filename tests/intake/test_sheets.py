"""Excel workbooks, the honest and the others."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest

from outreach.domain.contact import Kind
from outreach.errors import NeedsFixing
from outreach.intake.cell_text import cell_text
from outreach.intake.contacts import read_contacts
from outreach.intake.rows import BrokenRow, ListFile, Row, Table
from outreach.intake.sheets import open_sheet

HEADER = ["Name", "Email", "ZIP"]


def of(data: bytes) -> ListFile:
    return ListFile("l.xlsx", len(data), lambda: io.BytesIO(data))


def workbook(*sheets: list[list[Any]], change: Callable[[Any], None] = lambda _: None) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def tampered(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old_zip, zipfile.ZipFile(out, "w", 8) as new_zip:
        for info in old_zip.infolist():
            body = old_zip.read(info)
            new_zip.writestr(info, body.replace(old, new) if info.filename == part else body)
    return out.getvalue()


def opened(*sheets: list[list[Any]], change: Callable[[Any], None] = lambda _: None) -> Table:
    return open_sheet(of(workbook(*sheets, change=change)))


def cells(rows: list[list[Any]], change: Callable[[Any], None] = lambda _: None) -> list[Any]:
    return [row.cells for row in opened(rows, change=change).read() if isinstance(row, Row)]


def test_the_header_need_not_be_the_first_row_and_rows_keep_their_numbers() -> None:
    table = opened([["Press list"], [], HEADER, ["Ann", "a@x.example"], [], ["Bo", None, "1"]])
    assert (table.format, table.header) == ("xlsx", ("Name", "Email", "ZIP"))
    assert list(table.read()) == [Row(4, ("Ann", "a@x.example", "")), Row(6, ("Bo", "", "1"))]
    assert list(table.read()) == list(table.read())


def test_the_first_sheet_that_is_shown_and_not_empty_is_read() -> None:
    def hide(book: Any) -> None:
        book.worksheets[0].sheet_state = "hidden"

    table = opened([["Secret"]], [], LIST, [["Else"]], change=hide)
    assert table.header == ("Name", "Email", "ZIP")
    [doubt] = table.doubts
    assert doubt.level == "warning"
    assert doubt.message == "only the sheet Sheet2 is read; not read: Sheet3"


COLUMNS_EXPLAINED = [["Email", "Where we write to"], ["Name", "As in letters"]]


@pytest.mark.parametrize(
    "before",
    [
        [["Read me"], ["Ask the desk before you change this"]],
        [["Read me"], ["Questions: desk@x.example"]],
        [["a", "b"], ["Ann", "a@x.example"]],
        COLUMNS_EXPLAINED,
    ],
)
def test_the_first_sheet_with_a_column_of_addresses_is_read(before: list[list[Any]]) -> None:
    table = opened(before, LIST, [HEADER, ["Bo", "b@x.example", 1]])
    assert list(table.read()) == [Row(2, ("Ann", "a@x.example", "1"))]
    [doubt] = table.doubts
    assert doubt.message == "only the sheet Sheet1 is read; not read: Sheet, Sheet2"


def test_a_workbook_without_a_list_is_refused_with_the_sheet_that_was_looked_at() -> None:
    with pytest.raises(NeedsFixing, match=r"\(on the sheet Sheet; not read: Sheet1\)"):
        opened([["Ann", "a@x.example"], ["Bo", "b@x.example"]], [["Notes"], ["None"]])


def test_a_list_without_addresses_is_told_with_the_sheets_that_were_not_looked_at() -> None:
    with pytest.raises(NeedsFixing, match="column of e-mail addresses; only the sheet Sheet is"):
        read_contacts(opened([["Name", "ZIP"], ["Ann", 1]], [["Notes"], ["None"]]), Kind.PRESS)


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (2134, "00000", "02134"),
        (2134.0, "General", "2134"),
        (12025550101, "General", "12025550101"),
        (1e15, "General", "1000000000000000"),
        (1.5e-7, "General", "0.00000015"),
        (-3.50, "0.00", "-3.5"),
        (2025550101, "(000) 000-0000", "(202) 555-0101"),
        (12025550101, '"+"0 000\\-000\\-0000', "+1 202-555-0101"),
        (200011234, "00000-0000", "20001-1234"),
        (True, "General", "true"),
        (False, "General", "false"),
        (datetime(2024, 4, 24), "yyyy-mm-dd", "2024-04-24"),
        (datetime(2024, 4, 24, 6, 30), "yyyy-mm-dd hh:mm", "2024-04-24 06:30:00"),
        (time(6, 30), "hh:mm", "06:30:00"),
        ("02134", "General", "02134"),
    ],
)
def test_a_cell_says_what_the_sheet_shows(value: Any, number_format: str, shown: str) -> None:
    def set_format(book: Any) -> None:
        book.worksheets[0]["C2"].number_format = number_format

    assert cells([HEADER, ["Ann", "a@x.example", value]], set_format)[0][2] == shown


def test_a_number_has_the_fifteen_digits_that_excel_shows() -> None:
    assert cell_text(0.1 + 0.2, "n", "General") == "0.3"
    assert cell_text(1234567890123456789, "n", "General") == "1234567890123456789"


def test_an_error_says_nothing_and_a_formula_its_last_value() -> None:
    data = workbook([HEADER, ["Ann", "a@x.example", "#N/A"], ["Bo", "b@x.example", 7]])
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b't="e"' in archive.read(sheet)
    data = tampered(data, sheet, b"<v>7</v>", b"<f>3+4</f><v>7</v>")
    assert [row.cells[2] for row in open_sheet(of(data)).read() if isinstance(row, Row)] == [
        "",
        "7",
    ]


def test_a_link_gives_its_text() -> None:
    def link(book: Any) -> None:
        book.worksheets[0]["B2"].hyperlink = "mailto:other@x.example"

    assert cells([HEADER, ["Ann", "a@x.example", 1]], link)[0][1] == "a@x.example"


def mailing(*cells: str, to: str = "mailto:link@x.example?subject=Hello") -> Callable[[Any], None]:
    def link(book: Any) -> None:
        for cell in cells:
            book.worksheets[0][cell].hyperlink = to

    return link


@pytest.mark.parametrize("shown", ["Send mail", "click here", "✉"])
def test_a_link_whose_text_is_no_address_gives_the_address_behind_it(shown: str) -> None:
    rows = [["Press"], HEADER, ["Ann", shown, 1], [], ["Bo", "b@x.example", 1], ["Cy", "n/a", 1]]
    read = cells(rows, mailing("B3", "B5"))
    assert [row[1] for row in read] == ["link@x.example", "b@x.example", "n/a"]


def test_a_link_in_another_column_or_to_another_place_is_left_alone() -> None:
    rows = [HEADER, ["Ann", "Send mail", 1]]
    assert cells(rows, mailing("A2"))[0][:2] == ("Ann", "Send mail")

    def astray(book: Any) -> None:
        mailing("B2", to="x.example/a@x.example")(book)
        mailing("A2")(book)

    assert cells(rows, astray)[0][1] == "Send mail"


def test_where_no_column_is_known_for_its_addresses_links_show_which_it_is() -> None:
    table = opened([["Name", "Write"], ["Ann", "Send mail"]], change=mailing("A2", "B2"))
    assert list(table.read()) == [Row(2, ("Ann", "link@x.example"))]


def test_a_link_over_several_cells_is_one_for_each() -> None:
    data = workbook([HEADER, ["Ann", "mail", 1], ["Bo", "mail", 1]], change=mailing("B2"))
    data = tampered(data, SHEET, b'ref="B2"', b'ref="B2:B1048576"')
    rows = [row.cells[1] for row in open_sheet(of(data)).read() if isinstance(row, Row)]
    assert rows == ["link@x.example"] * 2


@pytest.mark.parametrize(
    ("formula", "shown", "address"),
    [
        (b'HYPERLINK("mailto:link@x.example","Send mail")', b"Send mail", "link@x.example"),
        (b'hyperlink( "MAILTO:link@x.example?subject=a" )', b"", "link@x.example"),
        (b'IF(A2="","",HYPERLINK("mailto:link@x.example","x"))', b"x", "link@x.example"),
        (b'HYPERLINK("mailto:link@x.example","a@x.example")', b"a@x.example", "a@x.example"),
        (b'HYPERLINK("https://x.example/","Home")', b"Home", "Home"),
    ],
)
def test_a_formula_that_links_gives_the_address(formula: bytes, shown: bytes, address: str) -> None:
    data = workbook([HEADER, ["Ann", 7, 1]])
    formula = formula.replace(b'"', b"&quot;")
    data = tampered(
        data,
        SHEET,
        b'<c r="B2" t="n"><v>7</v>',
        b'<c r="B2" t="str"><f>' + formula + b"</f><v>" + shown + b"</v>",
    )
    [row] = open_sheet(of(data)).read()
    assert row == Row(2, ("Ann", address, "1"))


def test_a_broken_link_costs_only_itself() -> None:
    data = workbook([HEADER, ["Ann", "mail", 1]], change=mailing("B2"))
    for place in (b"", b"B", b"1:2", b"B2:", b"B2:B2:B2", b"ZZZZ99999999999999"):
        bad = tampered(data, SHEET, b'ref="B2"', b'ref="' + place + b'"')
        assert list(open_sheet(of(bad)).read()) == [Row(2, ("Ann", "mail", "1"))]


def test_cells_beyond_the_header_break_their_row() -> None:
    table = opened([[*HEADER, ""], ["Ann", "a@x.example"], ["Bo", "b@x.example", 1, None, "x"]])
    assert list(table.read()) == [
        Row(2, ("Ann", "a@x.example", "")),
        BrokenRow(3, "the row has 5 cells, the header 3"),
    ]


def test_a_cell_of_megabytes_is_no_cell() -> None:
    data = workbook([HEADER, ["Ann", "a@x.example", 7], ["Bo", "b@x.example", 8]])
    data = tampered(data, SHEET, b"<v>7</v>", b"<v>" + b"7" * 1_100_000 + b"</v>")
    data = tampered(data, SHEET, b'<c r="C2" t="n">', b'<c r="C2" t="str">')
    assert list(open_sheet(of(data)).read()) == [
        BrokenRow(2, "a cell in this row is larger than 1 MB"),
        Row(3, ("Bo", "b@x.example", "8")),
    ]


def test_dates_outside_any_calendar_say_nothing_and_warn_nobody() -> None:
    assert cell_text(date(2024, 4, 24), "d", "") == "2024-04-24"

    def as_date(book: Any) -> None:
        book.worksheets[0]["C2"].number_format = "yyyy-mm-dd"

    assert cells([HEADER, ["Ann", "a@x.example", 1e12]], as_date)[0][2] == ""


def test_an_empty_workbook_is_said_to_be_empty() -> None:
    with pytest.raises(NeedsFixing, match=r"l.xlsx is empty"):
        opened([], [[None, " "]])


BOOK = "xl/workbook.xml"
STYLES = "xl/styles.xml"
SHEET = "xl/worksheets/sheet1.xml"
LIST = [HEADER, ["Ann", "a@x.example", 1]]
END = b"</sheetData>"
ENTITY = b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'
FILLER = b"<!--" + random.Random(1).randbytes(40_000).hex().encode() * 270 + b"-->"
FAR_DOWN = b'<row r="99999999999"><c><v>1</v></c></row>' + END
FAR_OUT = b'<row r="3"><c r="ZZZ3"><v>1</v></c></row>' + END


def bomb(size: int, parts: int = 1) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for i in range(parts):
            archive.writestr(f"xl/worksheets/sheet{i}.xml", b"0" * size)
    return out.getvalue()


def promising(size: int) -> bytes:
    """An archive whose directory says that its first part unpacks to ``size`` bytes."""
    data = bytearray(workbook(LIST))
    entry = data.index(b"PK\1\2")
    data[entry + 24 : entry + 28] = size.to_bytes(4, "little")
    return bytes(data)


def test_a_size_that_is_a_lie_is_not_believed() -> None:
    data = tampered(workbook(LIST), SHEET, b'ref="A1:C2"', b'ref="A1:XFD1048576"')
    table = open_sheet(of(data))
    assert list(table.read()) == [Row(2, ("Ann", "a@x.example", "1"))]


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda: bomb(50_000_000), "more than 200 times its size"),
        (lambda: promising(320_000_000), "more than 300 MB"),
        (lambda: bomb(1, parts=1_001), "more than 1,000 parts"),
        (lambda: workbook(LIST)[:-200], "damaged archive"),
        (lambda: tampered(workbook(LIST), SHEET, END, b""), "damaged workbook"),
        (lambda: tampered(workbook(LIST), BOOK, b"<sheets>", b"<sheats>"), "damaged workbook"),
        (lambda: tampered(workbook(LIST), SHEET, END, FAR_DOWN), "more rows or columns"),
        (lambda: tampered(workbook(LIST), SHEET, END, FAR_OUT), "more rows or columns"),
        (lambda: tampered(workbook(LIST), SHEET, b"<worksheet", ENTITY), "declares XML entities"),
        (
            lambda: tampered(workbook(LIST), STYLES, b"<fonts", FILLER + b"<fonts"),
            "part far larger",
        ),
    ],
    ids=[
        *("ratio", "total", "parts", "cut", "xml"),
        *("no-sheets", "rows", "columns", "entities", "styles"),
    ],
)
def test_a_workbook_that_is_none_is_refused_in_a_sentence(
    made: Callable[[], bytes], message: str
) -> None:
    with pytest.raises(NeedsFixing, match=message) as caught:
        list(open_sheet(of(made())).read())
    assert caught.value.hint
