"""What a file of contacts holds, whatever its format: a header and rows of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from outreach.errors import Problem


@dataclass(frozen=True, slots=True)
class Row:
    """As many cells as the header has. ``line`` is where the row begins, counted from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that cannot be read at all, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """A header and a way to the rows below it.

    ``name`` is the file's, to be shown; inside an archive it is ``export.zip/subscribed.csv``.
    ``format`` is csv, xlsx, json, jsonl or vcard. ``encoding`` and ``delimiter`` are blank where
    the format has none. ``doubts`` are warnings about the file as a whole. ``read`` opens the
    file anew each time and streams; it raises NeedsFixing where the file turns out to be broken.
    """

    name: str
    header: tuple[str, ...]
    format: str
    encoding: str
    delimiter: str
    doubts: tuple[Problem, ...]
    read: Callable[[], Iterator[Row | BrokenRow]]


@dataclass(frozen=True, slots=True)
class ListFile:
    """The bytes of one list, on disk or inside an archive. ``open`` begins anew each time."""

    name: str
    size: int
    open: Callable[[], BinaryIO]


LARGEST_CELL = 1_000_000
"""Characters; no cell of a list of people is longer."""


def fitted(row: Row, width: int, hint: str = "") -> Row | BrokenRow:
    """The row filled up to ``width`` cells; a row with more is broken, for which cell is which?"""
    size = len(row.cells)
    if size == width:
        return row
    if any(map(str.strip, row.cells[width:])):
        reason = f"the row has {size} cells, the header {width}"
        return BrokenRow(row.line, f"{reason}: {hint}" if hint else reason)
    return Row(row.line, row.cells[:width] + ("",) * (width - size))


def sized(row: Row) -> Row | BrokenRow:
    """The row, unless one of its cells is no cell of a list."""
    if max(map(len, row.cells), default=0) > LARGEST_CELL:
        return BrokenRow(row.line, "a cell in this row is larger than 1 MB")
    return row


def printable(text: str) -> str:
    """Half a character, which JSON can write and nothing can store, becomes a question mark."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text
