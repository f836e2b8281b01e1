"""Excel workbooks: the first sheet that is not empty, each cell as the text the sheet shows."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from outreach.errors import NeedsFixing, OutreachError, Place, Problem

from .cell_text import cell_text
from .header_row import SEARCHED, find_header
from .rows import BrokenRow, ListFile, Row, Table, fitted, sized
from .zip_guard import opened_zip

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384
_MOST_CELLS = 50_000_000
"""A sheet with one cell at its far corner claims seventeen thousand millions."""
_LARGEST_FRAME = 20 * 1024 * 1024
"""Bytes of a part that is not cells: styles, theme, relations. These are read as a whole."""
_CELLS = re.compile(r"xl/(worksheets/[^/]+\.xml|sharedStrings\.xml)", re.IGNORECASE)
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\0!\0D\0O|\0<\0!\0D\0O")
_SAVE = "open it in Excel and save the sheet as CSV UTF-8, then import that"


def open_sheet(file: ListFile) -> Table:
    """The table in a workbook.

    Raises NeedsFixing for one that is damaged, empty, larger than Excel allows, or declares
    entities, which no spreadsheet program writes.
    """
    with opened_zip(file) as archive:
        _check(archive, file.name)
    with _workbook(file) as book:
        titles = _sheets_with_rows(book, file.name)
        if not titles:
            raise NeedsFixing(f"{file.name} is empty", hint="name a file with a header and rows")
        header = find_header(
            list(islice(_rows(book, titles[0], file.name), 2 * SEARCHED)), file.name
        )
    names = [cell.strip() for cell in header.cells]
    while names and not names[-1]:
        names.pop()

    def read() -> Iterator[Row | BrokenRow]:
        with _workbook(file) as book:
            for row in _rows(book, titles[0], file.name):
                if row.line > header.line:
                    fit = fitted(row, len(names))
                    yield sized(fit) if isinstance(fit, Row) else fit

    doubts = _other_sheets(file.name, titles)
    return Table(file.name, tuple(names), "xlsx", "", "", doubts, read)


def _check(archive: ZipFile, name: str) -> None:
    for part in archive.infolist():
        if part.file_size > _LARGEST_FRAME and not _CELLS.fullmatch(part.filename):
            if part.filename.startswith("xl/media/"):
                continue
            raise NeedsFixing(f"{name} has a part far larger than its cells", hint=_SAVE)
        if not part.filename.lower().endswith((".xml", ".rels")):
            continue
        end = b""
        with archive.open(part) as xml:
            while chunk := xml.read(1 << 20):
                if _DECLARES.search(end + chunk):
                    raise NeedsFixing(
                        f"{name} declares XML entities, which no spreadsheet does", hint=_SAVE
                    )
                end = chunk[-16:]


@contextmanager
def _workbook(file: ListFile) -> Iterator[Workbook]:
    """The workbook, whose faults the library reports in a dozen ways, in one."""
    from openpyxl import load_workbook

    try:
        with file.open() as raw:
            with _without_warnings():
                book = load_workbook(raw, read_only=True, data_only=True, keep_links=False)
            with closing(book):
                yield book
    except OutreachError:
        raise
    except Exception as exc:  # a damaged workbook fails anywhere in it
        raise NeedsFixing(f"{file.name} is a damaged workbook", hint=_SAVE) from exc


@contextmanager
def _without_warnings() -> Iterator[None]:
    """What the library leaves out (charts, rules, colours) is of no use here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _sheets_with_rows(book: Workbook, name: str) -> list[str]:
    shown = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return [title for title in shown if next(_rows(book, title, name), None)]


def _other_sheets(name: str, titles: list[str]) -> tuple[Problem, ...]:
    if len(titles) < 2:
        return ()
    left = ", ".join(titles[1:])
    message = f"only the first sheet, {titles[0]}, is read; not read: {left}"
    hint = "save each sheet as a file of its own to import it"
    return (Problem("other-sheets", message, Place(name), hint, level="warning"),)


def _rows(book: Workbook, title: str, name: str) -> Iterator[Row]:
    """Rows that are not blank, with their numbers in the sheet."""
    sheet: Any = book[title]
    sheet.reset_dimensions()  # what the file says of its size may be stale or a lie
    seen = 0
    for number, cells in enumerate(_quietly(sheet.iter_rows()), 1):
        seen += len(cells)
        if number > _MOST_ROWS or len(cells) > _MOST_COLUMNS or seen > _MOST_CELLS:
            raise NeedsFixing(f"{name} has more rows or columns than a list needs", hint=_SAVE)
        texts = tuple(cell_text(cell.value, cell.data_type, _format(cell)) for cell in cells)
        if any(map(str.strip, texts)):
            yield Row(number, texts)


def _quietly(rows: Iterator[Any]) -> Iterator[Any]:
    """By the hundred: the caller's own warnings are not touched, and the filter costs little."""
    while True:
        with _without_warnings():
            some = list(islice(rows, 100))
        if not some:
            return
        yield from some


def _format(cell: Any) -> str:
    return str(cell.number_format) if cell.data_type == "n" and cell.value is not None else ""
