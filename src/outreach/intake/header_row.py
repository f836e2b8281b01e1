"""Which row names the columns: lists begin with titles, dates and blank lines as often as not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from outreach.errors import NeedsFixing

from .headers import columns_of
from .rows import BrokenRow, Row

SEARCHED = 30
"""A header further down than this many rows is not looked for."""

_ADDRESS = re.compile(
    r"(?:[^<>]*<)?\s*(?:mailto:)?[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+\s*>?", re.IGNORECASE
)


def names_email(row: Row) -> bool:
    return "email" in columns_of(row.cells) and not _holds_address(row)


def find_header(rows: Sequence[Row | BrokenRow], file: str) -> Row:
    """The header among the first rows that are not blank.

    It is the first row that names a column of e-mail addresses, or else the first with as many
    cells as most rows have. Raises NeedsFixing where there is none.
    """
    if not rows:
        raise NeedsFixing(f"{file} is empty", hint="name a file with a header and rows")
    above = _above_the_people([row for row in rows[:SEARCHED] if isinstance(row, Row)])
    named = [row for row in above if names_email(row)]
    if named:
        return next((row for row in named if _filled(row) > 1), named[0])
    widths = [_width(row) for row in rows if isinstance(row, Row)]
    usual = Counter(widths).most_common(1)[0][0] if widths else 1
    header = next((row for row in above if _width(row) >= usual), None)
    if header:
        return header
    if isinstance(rows[0], BrokenRow):
        raise NeedsFixing(f"{file}:{rows[0].line}: {rows[0].reason}", hint="mend its first rows")
    raise NeedsFixing(
        f"{file} has no header: the row in line {rows[0].line} already holds an e-mail address"
        if _holds_address(rows[0])
        else f"{file} has no header above its e-mail addresses",
        hint="begin the file with a line that names its columns, such as: Name,Email",
    )


def _above_the_people(rows: Sequence[Row]) -> Sequence[Row]:
    """Rows before the first that holds an address; a lone address among wider rows is no person."""
    narrow = all(_filled(row) <= 1 for row in rows)
    for index, row in enumerate(rows):
        if _holds_address(row) and (narrow or _filled(row) > 1):
            return rows[:index]
    return [row for row in rows if not _holds_address(row)]


def _holds_address(row: Row) -> bool:
    return any("@" in cell and _ADDRESS.fullmatch(cell.strip()) for cell in row.cells)


def _filled(row: Row) -> int:
    return sum(1 for cell in row.cells if cell.strip())


def _width(row: Row) -> int:
    """The cells up to the last that is not blank."""
    return max((i for i, cell in enumerate(row.cells, 1) if cell.strip()), default=0)
