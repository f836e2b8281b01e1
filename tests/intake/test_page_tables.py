"""Tables of signatories: cells that span rows and columns, and rows that name nobody."""

from __future__ import annotations

import pytest

from outreach.intake.page import Page, read_page

PARAGRAPH = (
    "We are alarmed by the arrest of five people who did nothing but speak, and we stand with them."
)
HEAD = "<tr><th>Country</th><th>Organisation</th></tr>"


def read(table: str) -> Page:
    above = f"<!doctype html><html lang=en><h1>Open letter on five arrests</h1><p>{PARAGRAPH}</p>"
    return read_page(
        f"{above}\n<h2>Signatories</h2><table>\n{table}</table></html>".encode(), "page.html"
    )


def signed(page: Page) -> list[tuple[str, str]]:
    return [(one.name, one.country) for one in page.statement.signatories]


def doubts(page: Page) -> list[tuple[str, str]]:
    return [(str(one.place), one.message) for one in page.problems if one.code == "I210"]


def test_a_cell_that_spans_rows_belongs_to_each() -> None:
    page = read(
        f"{HEAD}<tr><td rowspan=2>Germany</td><td>Org A e.V.</td></tr>"
        "<tr><td>Org B, Inc.</td></tr><tr><td>France</td><td>Org C</td></tr>"
    )
    assert signed(page) == [
        ("Org A e.V.", "Germany"), ("Org B, Inc.", "Germany"), ("Org C", "France")
    ]  # fmt: skip
    assert doubts(page) == []


def test_a_name_that_spans_the_columns_is_taken_and_doubted() -> None:
    page = read(
        f"{HEAD}<tr><td>France</td><td>Org C</td></tr>\n<tr><td colspan=2>Org Wide</td></tr>"
    )
    assert signed(page) == [("Org C", "France"), ("Org Wide", "")]
    assert doubts(page) == [
        (
            "page.html:4",
            "signatory “Org Wide”: its cell spans the table, so it may be a heading",
        )
    ]


def test_a_country_that_spans_the_columns_heads_a_group() -> None:
    page = read(
        "<tr><th>Organisation</th><th>City</th></tr><tr><th colspan=2>Germany</th></tr>"
        "<tr><td>Org A</td><td>Berlin</td></tr><tr><th colspan=2>France</th></tr>"
        "<tr><td>Org C</td><td>Paris</td></tr>"
    )
    assert signed(page) == [("Org A", "Germany"), ("Org C", "France")]
    assert doubts(page) == []


def test_a_caption_above_the_headings_is_no_row() -> None:
    page = read(
        f"<tr><th colspan=2>All who signed</th></tr>{HEAD}<tr><td>France</td><td>Org C</td></tr>"
    )
    assert signed(page) == [("Org C", "France")]


def test_a_name_beside_a_wide_cell_keeps_its_column() -> None:
    page = read(
        "<tr><th>Organisation</th><th>City</th><th>Country</th></tr>"
        "<tr><td>Org A</td><td colspan=2>Germany</td></tr>"
        "<tr><td colspan=2>Org B</td><td>France</td></tr>"
    )
    assert [(one.name, one.country) for one in page.statement.signatories][1] == ("Org B", "France")


def test_a_name_that_spans_rows_is_one_signatory() -> None:
    page = read(
        "<tr><th>Organisation</th><th>City</th></tr>"
        "<tr><td rowspan=2>Org A</td><td>Berlin</td></tr><tr><td>Paris</td></tr>"
        "<tr><td>Org B</td><td>Oslo</td></tr>"
    )
    assert [one.name for one in page.statement.signatories] == ["Org A", "Org B"]
    assert [text for _, text in page.left_out] == ["Organisation", "City", "Paris"]


def test_a_row_without_a_name_is_named() -> None:
    page = read(
        f"{HEAD}<tr><td>France</td><td>Org C</td></tr>\n<tr><td>Peru</td><td></td></tr>\n"
        "<tr><td>Chile</td><td>Org D</td></tr>"
    )
    assert signed(page) == [("Org C", "France"), ("Org D", "Chile")]
    assert doubts(page) == [("page.html:4", "the table's row “Peru” names no signatory")]


def test_head_body_and_foot_count_as_one_table() -> None:
    page = read(
        f"<thead>{HEAD}</thead><tbody><tr><td rowspan=0>Peru</td><td>Org A</td></tr>"
        "<tr><td>Org B</td></tr></tbody><tfoot><tr><td>Chile</td><td>Org C</td></tr></tfoot>"
    )
    assert signed(page) == [("Org A", "Peru"), ("Org B", "Peru"), ("Org C", "Chile")]


@pytest.mark.parametrize("span", ["999999999999", "-1", "x", "0"])
def test_any_span_is_borne(span: str) -> None:
    page = read(
        f"{HEAD}<tr><td rowspan={span} colspan={span}>Peru</td><td>Org A</td></tr>"
        "<tr><td>Chile</td><td>Org C</td></tr>"
    )
    assert page.words.kept
