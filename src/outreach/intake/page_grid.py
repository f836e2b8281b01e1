"""Where the cells of a table in HTML stand, those that span rows or columns among them."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.html import HtmlElement

_WIDEST = 1000
"""The most columns that a cell may span (HTML, 4.9.11)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's row and column, counted from 0 over the whole table, and how many it spans."""

    row: int
    column: int
    rows: int
    columns: int


def grid_of(table: HtmlElement) -> dict[HtmlElement, Cell]:
    """The cells of the table itself; no span leaves the head, body or foot that it begins in."""
    cells: dict[HtmlElement, Cell] = {}
    above: dict[int, int] = {}
    section = None
    for number, row in enumerate(table.xpath("./tr|./thead/tr|./tbody/tr|./tfoot/tr")):
        if row.getparent() is not section:
            section, above = row.getparent(), {}
        left = 1 + sum(1 for _ in row.itersiblings("tr"))
        below = {column: rows - 1 for column, rows in above.items() if rows > 1}
        column = 0
        for one in row.iterchildren("td", "th"):
            while column in above:
                column += 1
            columns = min(_span(one, "colspan") or 1, _WIDEST)
            rows = min(_span(one, "rowspan") or left, left)
            cells[one] = Cell(number, column, rows, columns)
            if rows > 1:
                below |= dict.fromkeys(range(column, column + columns), rows - 1)
            column += columns
        above = below
    return cells


def _span(cell: HtmlElement, name: str) -> int:
    """How many rows or columns; 0, which for rows means all that are left, 1 if it is no number."""
    said = (cell.get(name) or "1").strip()
    return int(said[:6]) if said.isascii() and said.isdecimal() else 1
