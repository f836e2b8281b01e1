"""Tables as spreadsheets write them."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.errors import NeedsFixing
from outreach.intake.tables import Row, read_table

TEXT = "Name;Ort\r\nGroß;Köln\r\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("cp1252"), "cp1252"),
    ],
)
def test_each_encoding_is_recognised(data: bytes, encoding: str) -> None:
    table = read_table(data, "l.csv")
    assert (table.encoding, table.header) == (encoding, ("Name", "Ort"))
    assert table.rows == (Row(2, ("Groß", "Köln")),)
    assert table.problems == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_the_header_has_most_of(delimiter: str) -> None:
    header = delimiter.join(["a", '"b,;|\t,,,,;;;;"', "c"])
    table = read_table(f"{header}\n1{delimiter}2{delimiter}3\n".encode(), "l.csv")
    assert table.delimiter == delimiter
    assert table.rows == (Row(2, ("1", "2", "3")),)


def test_one_column_needs_no_delimiter() -> None:
    table = read_table(b"email\nm@x.example\n", "l.csv")
    assert (table.header, table.rows) == (("email",), (Row(2, ("m@x.example",)),))


def test_the_line_excel_puts_first_names_the_delimiter() -> None:
    table = read_table(b"sep=|\r\na|b,c,d\r\n1|2\r\n", "l.csv")
    assert table.header == ("a", "b,c,d")
    assert table.rows == (Row(3, ("1", "2")),)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_row_has_the_line_it_begins_on(end: str) -> None:
    lines = ["", "a,b", '1,"two', 'lines"', "", " , ", "2,x", '3,"a', "", 'b"', "4,y"]
    table = read_table(end.join(lines).encode(), "l.csv")
    assert [(row.line, row.cells[0]) for row in table.rows] == [
        (3, "1"),
        (7, "2"),
        (8, "3"),
        (11, "4"),
    ]
    assert table.rows[0].cells[1] == f"two{end}lines"


def test_everything_is_text() -> None:
    assert read_table(b"zip,n\n02134,1e5\n", "l.csv").rows[0].cells == ("02134", "1e5")


def test_a_short_row_is_filled_up_and_told() -> None:
    table = read_table(b"a,b,c\n1\n", "l.csv")
    assert table.rows == (Row(2, ("1", "", "")),)
    [problem] = table.problems
    assert (problem.level, str(problem)) == (
        "warning",
        "l.csv:2: the row has 1 of 3 cells; the rest is taken as blank",
    )


def test_a_row_with_too_many_cells_is_left_out_and_told() -> None:
    table = read_table(b"a,b\n1,2,3\n4,5,,\n", "l.csv")
    assert table.rows == (Row(3, ("4", "5")),)
    [problem] = table.problems
    assert (problem.level, str(problem)) == (
        "error",
        "l.csv:2: the row has 3 cells, the header 2",
    )


def test_a_row_with_broken_quotes_costs_only_itself() -> None:
    table = read_table(b'a,b\n"x"y,1\n2,3\n', "l.csv")
    assert table.rows == (Row(3, ("2", "3")),)
    assert [(p.place and p.place.line, p.level) for p in table.problems] == [(2, "error")]


@pytest.mark.parametrize("rest", ["", "x" * 200_000])
def test_a_quotation_that_never_ends_is_told_where_it_begins(rest: str) -> None:
    table = read_table(f'a,b\n1,2\n3,"never\n5,6\n{rest}\n7,8\n'.encode(), "l.csv")
    assert table.rows == (Row(2, ("1", "2")),)
    [problem] = table.problems
    assert str(problem).startswith("l.csv:3: a quotation mark in this row is never closed")


def test_utf8_inside_windows_1252_is_doubted() -> None:
    data = b"name\nGro\xdf\n" + "Jürgen\n".encode()
    [problem] = read_table(data, "l.csv").problems
    assert (problem.level, problem.place and problem.place.line) == ("warning", 3)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "l.csv is empty"),
        (b"\xef\xbb\xbf\r\n  \r\n", "l.csv is empty"),
        (b"PK\x03\x04....", "l.csv is a spreadsheet or another zip archive"),
        (b"%PDF-1.7", "l.csv is a PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x81", "l.csv is not a table as text"),
        ("a,b\n1,2\n".encode("utf-16-le"), "l.csv is not a table as text"),
    ],
)
def test_what_is_no_table_is_said_in_a_sentence_with_the_way_out(data: bytes, message: str) -> None:
    with pytest.raises(NeedsFixing, match=message) as caught:
        read_table(data, "l.csv")
    assert caught.value.hint


def test_a_stray_nul_does_no_harm() -> None:
    assert (
        read_table(b"name,email\nA\x00nn,a@x.example\n", "l.csv").rows[0].cells[1] == "a@x.example"
    )


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        table = read_table(data, "l.csv")
    except NeedsFixing:
        return
    assert all(len(row.cells) == len(table.header) for row in table.rows)


cells = st.text(st.characters(codec="utf-8", exclude_characters="\ufeff"), max_size=9)


@given(st.lists(st.tuples(cells, cells), max_size=5), st.sampled_from(",;\t|"))
def test_what_a_spreadsheet_quotes_comes_back(rows: list[tuple[str, str]], delimiter: str) -> None:
    def quoted(row: tuple[str, str]) -> str:
        return delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row)

    text = "\r\n".join(map(quoted, [("first", "second"), *rows])) + "\r\n" + " " * 500
    table = read_table(text.encode("utf-8-sig"), "l.csv")
    assert [row.cells for row in table.rows] == [r for r in rows if any(c.strip() for c in r)]


def test_a_huge_cell_does_not_end_the_table() -> None:
    table = read_table(
        f"Email,Notes\na@example.org,{'x' * 300_000}\nb@example.org,y\n".encode(), "l"
    )
    assert [row.cells[0] for row in table.rows] == ["a@example.org", "b@example.org"]
    assert not table.problems
