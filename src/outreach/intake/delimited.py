"""Delimited text as spreadsheets write it, in any of their dialects: everything stays text."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import TextIO

from outreach.errors import NeedsFixing

from .encodings import Encoding, open_text
from .header_row import SEARCHED, find_header, names_email
from .lines import Lines, TooLong
from .rows import LARGEST_CELL, BrokenRow, ListFile, Row, Table, fitted

_DELIMITERS = ",;\t|"
_HEAD = 1 << 18
"""Characters in which the delimiter and the header are looked for."""
_NAMED = re.compile(r'\s*"?sep=(.)"?(?:\r\n|\r|\n|$)', re.IGNORECASE)
_DOUBLE = 'write a " inside a quoted cell twice: ""'
_NEVER_CLOSED = "a quotation mark in this row is never closed"


def open_delimited(file: ListFile, encoding: Encoding) -> Table:
    """The table in a file of delimited text.

    Commas, semicolons, tabs or bars, as Excel's ``sep=`` line names them or as they make a table.
    Raises NeedsFixing for a file that is empty or has no header.
    """
    with open_text(file, encoding) as text:
        head = text.read(_HEAD).lstrip("\ufeff")
    named = _NAMED.match(head)
    delimiter = named[1] if named else _delimiter(head, file.name)
    rows = [row for row in _first_rows(head, delimiter) if not named or row.line > 1]
    header = find_header(rows, file.name)
    spaced = delimiter != "\t" and f'"{delimiter} "' in "".join(head.splitlines()[: header.line])
    names = tuple(cell.strip() for cell in header.cells)

    def read() -> Iterator[Row | BrokenRow]:
        with open_text(file, encoding) as text:
            yield from _rows(text, delimiter, header.line, len(names), spaced=spaced)

    if spaced:
        names = tuple(name.strip('"') for name in names)
    return Table(file.name, names, "csv", encoding.name, delimiter, encoding.doubts, read)


def _first_rows(head: str, delimiter: str) -> list[Row | BrokenRow]:
    """The first rows that are not blank. The last of a head that was cut off is none."""
    records = _records(Lines(io.StringIO(head, newline="")), delimiter)
    rows = list(islice(records, 2 * SEARCHED))
    return rows[:-1] if len(head) == _HEAD and 1 < len(rows) < 2 * SEARCHED else rows


def _delimiter(head: str, file: str) -> str:
    """The one that shows a column of e-mail addresses, or else gives most rows one width."""

    def worth(delimiter: str) -> tuple[int, float, int]:
        rows = [row for row in _first_rows(head, delimiter) if isinstance(row, Row)]
        try:
            header = find_header(rows, file)
        except NeedsFixing:
            header = None
        if header and names_email(header):
            return 2, 1, len(header.cells)
        usual = Counter(len(row.cells) for row in rows if len(row.cells) > 1).most_common(1)
        return (1, usual[0][1] / len(rows), usual[0][0]) if usual else (0, 0, 0)

    return max(_DELIMITERS, key=worth)


def _rows(
    text: TextIO, delimiter: str, header_line: int, width: int, *, spaced: bool
) -> Iterator[Row | BrokenRow]:
    """The rows below the header, each as wide as the header or broken."""
    lines = Lines(text)
    for row in _records(lines, delimiter, spaced=spaced):
        if row.line >= header_line:
            break
    hint = f"put quotes around a cell with {delimiter!r} in it"
    for row in _records(lines, delimiter, width, spaced=spaced):
        yield row if isinstance(row, BrokenRow) else fitted(row, width, hint)


def _records(
    lines: Lines, delimiter: str, width: int = 0, *, spaced: bool = False
) -> Iterator[Row | BrokenRow]:
    """Rows that are not blank, each with the line it begins on, however many it spans."""
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=spaced)
    while True:
        begin = lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, TooLong) as exc:
            # The library has only words for it: "unexpected end of data", "field larger than …".
            lost = isinstance(exc, TooLong) or str(exc).startswith(("unexpected end", "field"))
            yield BrokenRow(begin, _passed(lines, delimiter, width, lost=lost))
            continue
        if any(map(str.strip, cells)):
            yield Row(begin, tuple(cells))


def _passed(lines: Lines, delimiter: str, width: int, *, lost: bool) -> str:
    """Go past a row that cannot be read, losing as little as possible; say what is wrong.

    A quotation mark that is not closed takes the rows below for text of its cell. Where the next
    line by itself is a row, reading goes on there.
    """
    below = lines.record[1:]
    if below and _is_row(below[0], delimiter, width) and lines.give_back(below):
        return f"{_NEVER_CLOSED}: {_DOUBLE}"
    if not lost:
        span = f" and it goes on to line {lines.taken}" if below else ""
        return f"the quotation marks in this row do not match{span}: {_DOUBLE}"
    if not width:
        return _NEVER_CLOSED
    large = lines.is_large()
    reason = "a cell in this row is larger than 1 MB" if large else _NEVER_CLOSED
    likely = ": probably a quotation mark is not closed" if large else ""
    last = lines.pass_quotation()
    if not last:
        return f"{reason}{likely}, so nothing after it can be read"
    return f"{reason}{likely}; reading went on in line {last + 1}"


def _is_row(line: str, delimiter: str, width: int) -> bool:
    try:
        cells = next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return False
    return len(cells) == width and (width > 1 or "@" in line)
