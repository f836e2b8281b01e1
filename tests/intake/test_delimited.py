"""Delimited text in the dialects in which people keep lists."""

from __future__ import annotations

import codecs
import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.errors import NeedsFixing
from outreach.intake.delimited import open_delimited
from outreach.intake.encodings import encoding_of
from outreach.intake.rows import BrokenRow, ListFile, Row, Table


def opened(data: bytes | str) -> Table:
    raw = data.encode() if isinstance(data, str) else data
    file = ListFile("l.csv", len(raw), lambda: io.BytesIO(raw))
    return open_delimited(file, encoding_of(file))


def rows(data: bytes | str) -> list[Row | BrokenRow]:
    return list(opened(data).read())


def cells(data: bytes | str) -> list[tuple[str, ...]]:
    return [row.cells for row in rows(data) if isinstance(row, Row)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_makes_a_table(delimiter: str) -> None:
    header = delimiter.join(["a", '"b,;|\t,,,,;;;;"', "c"])
    table = opened(f"{header}\n1{delimiter}2{delimiter}3\n")
    assert table.delimiter == delimiter
    assert list(table.read()) == [Row(2, ("1", "2", "3"))]


def test_a_column_of_addresses_shows_the_delimiter_whatever_else_is_in_the_cells() -> None:
    table = opened("E-Mail;Themen, alle, die es gibt\na@x.example;a, b, c\nb@x.example;a, b, c\n")
    assert (table.delimiter, table.header) == (";", ("E-Mail", "Themen, alle, die es gibt"))


def test_one_column_needs_no_delimiter() -> None:
    assert cells("email\nm@x.example\n") == [("m@x.example",)]


@pytest.mark.parametrize("first", ["sep=|", '"sep=|"', "SEP=|"])
def test_the_line_excel_puts_first_names_the_delimiter(first: str) -> None:
    table = opened(f"{first}\r\na|b,c,d\r\n1|2,3,4\r\n")
    assert table.header == ("a", "b,c,d")
    assert list(table.read()) == [Row(3, ("1", "2,3,4"))]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_row_has_the_line_it_begins_on(end: str) -> None:
    lines = ["", "a,b", '1,"two', 'lines"', "", " , ", "2,x", '3,"a', "", 'b"', "4,y"]
    found = [row for row in rows(end.join(lines)) if isinstance(row, Row)]
    assert [(row.line, row.cells[0]) for row in found] == [(3, "1"), (7, "2"), (8, "3"), (11, "4")]
    assert found[0].cells[1] == f"two{end}lines"


def test_everything_is_text() -> None:
    assert cells("zip,n\n02134,1e5\n") == [("02134", "1e5")]


def test_the_rows_can_be_read_again() -> None:
    table = opened("email,n\na@x.example,1\n")
    assert list(table.read()) == list(table.read()) == [Row(2, ("a@x.example", "1"))]


@pytest.mark.parametrize(
    "preamble",
    [
        "Press list 2024\n",
        "Press list 2024\n\nExported, 3 March, by the office\n",
        "\n\n",
        "office@x.example\n",
        "Press list;;\nStand: 3. März;;\n",
    ],
)
def test_titles_and_dates_above_the_header_are_passed_over(preamble: str) -> None:
    table = opened(preamble + "Name,Email,City\nAnn,a@x.example,Bonn\n")
    assert table.header == ("Name", "Email", "City")
    line = preamble.count("\n") + 2
    assert list(table.read()) == [Row(line, ("Ann", "a@x.example", "Bonn"))]


def test_a_header_without_a_word_for_address_is_the_first_row_as_wide_as_the_others() -> None:
    table = opened("The list\n\nWho,How to reach,Where\nAnn,a@x.example,Bonn\nBo,b@x.example,Ulm\n")
    assert table.header == ("Who", "How to reach", "Where")


@pytest.mark.parametrize("data", ["a@x.example,Ann\nb@x.example,Bo\n", "a@x.example\nb@x.example"])
def test_a_list_without_a_header_is_refused_with_the_way_out(data: str) -> None:
    with pytest.raises(NeedsFixing, match="no header: the row in line 1 already holds") as caught:
        opened(data)
    assert "Name,Email" in caught.value.hint


def test_columns_of_one_name_and_without_a_name_are_all_kept() -> None:
    table = opened("Email,Tag,Tag,,\na@x.example,x,y,z,\n")
    assert table.header == ("Email", "Tag", "Tag", "", "")
    assert list(table.read()) == [Row(2, ("a@x.example", "x", "y", "z", ""))]


def test_a_short_row_is_filled_up() -> None:
    assert cells("a,b,c\n1,2,3\n1\n") == [("1", "2", "3"), ("1", "", "")]


def test_a_row_with_too_many_cells_is_broken_unless_they_are_blank() -> None:
    assert rows("a,b\n1,2,3\n4,5,,\n6,7\n8,9\n")[:2] == [
        BrokenRow(2, "the row has 3 cells, the header 2: put quotes around a cell with ',' in it"),
        Row(3, ("4", "5")),
    ]


def test_spaces_before_quoted_cells_are_no_part_of_them() -> None:
    table = opened('"Name", "Email"\n"Doe, Ann", "a@x.example"\n')
    assert table.header == ("Name", "Email")
    assert list(table.read()) == [Row(2, ("Doe, Ann", "a@x.example"))]


def test_a_row_with_broken_quotes_costs_only_itself() -> None:
    first, second = rows('a,b\n"x"y,1\n2,3\n')
    assert isinstance(first, BrokenRow)
    assert first.line == 2
    assert "do not match" in first.reason
    assert second == Row(3, ("2", "3"))


def test_a_quotation_that_is_not_closed_costs_only_its_row_where_rows_follow() -> None:
    broken, *rest = rows('a,b\n1,"never\n3,4\n5,"six"\n7,8\n')
    assert broken == BrokenRow(
        2,
        'a quotation mark in this row is never closed: write a " inside a quoted cell twice: ""',
    )
    assert rest == [Row(3, ("3", "4")), Row(4, ("5", "six")), Row(5, ("7", "8"))]


def test_a_quotation_that_swallows_the_end_says_so() -> None:
    *_, last = rows('a,b\n1,2\n3,"never\nno row\nnor this\n')
    assert last == BrokenRow(
        3, "a quotation mark in this row is never closed, so nothing after it can be read"
    )


@pytest.mark.parametrize("content", ["x" * 1_500_000, "x\n" * 700_000, "x" * 9_000_000])
def test_a_cell_of_many_megabytes_is_one_broken_row(content: str) -> None:
    first, broken, last = rows(f'email,n\na@x.example,1\nb@x.example,"{content}"\nc@x.example,3\n')
    after = 4 + content.count("\n")
    assert first == Row(2, ("a@x.example", "1"))
    assert broken == BrokenRow(
        3,
        "a cell in this row is larger than 1 MB: probably a quotation mark is not closed;"
        f" reading went on in line {after}",
    )
    assert last == Row(after, ("c@x.example", "3"))


def test_a_quotation_that_swallows_megabytes_says_that_nothing_after_it_was_read() -> None:
    [broken] = rows('email,n\nb@x.example,"' + "words and words\n" * 100_000)
    assert isinstance(broken, BrokenRow)
    assert broken.line == 2
    assert broken.reason.endswith("not closed, so nothing after it can be read")


def test_a_large_cell_does_not_end_the_table() -> None:
    found = cells(f"Email,Notes\na@x.example,{'x' * 300_000}\nb@x.example,y\n")
    assert [row[0] for row in found] == ["a@x.example", "b@x.example"]


def test_a_stray_nul_does_no_harm() -> None:
    assert cells(b"name,email\nA\x00nn,a@x.example\n")[0][1] == "a@x.example"


def test_many_unclosed_quotations_are_read_in_the_time_of_the_file() -> None:
    data = "email,n\n" + 'a@x.example,"b\n' * 20_000
    assert all(isinstance(row, BrokenRow) for row in rows(data))


@pytest.mark.parametrize("data", ["", "\r\n  \r\n", "\ufeff\n"])
def test_nothing_is_no_table(data: str) -> None:
    with pytest.raises(NeedsFixing, match=r"l.csv is empty"):
        opened(data)


WESTERN = "aZ09 äßéÉñ’€@.;,|\t\"'=\r\n"
EAST_ASIAN = "aZ09 陳大文香港@.;,|\t\"'=\r\n"
HEADER = ("Email", "Name", "Notes")
STYLES = [
    ("\r\n", csv.QUOTE_MINIMAL),  # with another end, the writer leaves the other half unquoted
    ("\r\n", csv.QUOTE_ALL),
    ("\n", csv.QUOTE_ALL),
    ("\r", csv.QUOTE_ALL),
]


@settings(deadline=None, max_examples=60)
@given(
    data=st.data(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "big5"]),
    delimiter=st.sampled_from(",;\t|"),
    style=st.sampled_from(STYLES),
)
def test_what_is_written_is_read_back_cell_for_cell(
    data: st.DataObject, encoding: str, delimiter: str, style: tuple[str, Any]
) -> None:
    if encoding.startswith("utf"):
        text = st.text(st.characters(codec="utf-8", exclude_characters="\ufeff\0"), max_size=9)
    else:
        text = st.text(EAST_ASIAN if encoding == "big5" else WESTERN, max_size=9)
    written = data.draw(st.lists(st.tuples(text, text, text), max_size=6))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=style[0], quoting=style[1])
    writer.writerows([HEADER, *written])
    raw = out.getvalue().encode(encoding)
    file = ListFile("l.csv", len(raw), lambda: io.BytesIO(raw))
    # What a few bytes of a legacy encoding are is a guess; --encoding is there to say it.
    table = open_delimited(file, encoding_of(file, "" if "utf" in encoding else encoding))
    assert table.header == HEADER
    read = [row.cells for row in table.read() if isinstance(row, Row)]
    assert read == [row for row in written if any(cell.strip() for cell in row)]


def test_a_utf_16_list_with_its_mark_has_no_mark_in_its_header() -> None:
    assert opened(codecs.BOM_UTF16_BE + "Email\na@x.example".encode("utf-16-be")).header == (
        "Email",
    )
