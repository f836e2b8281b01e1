"""Excel workbooks: the sheet with the people on it, each cell as the text the sheet shows."""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from outreach.errors import NeedsFixing, OutreachError, Place, Problem

from .addresses import addresses_in
from .cell_text import cell_text
from .header_row import SEARCHED, find_header, names_email
from .headers import columns_of, fields_of
from .rows import BrokenRow, ListFile, Row, Table, fitted, sized
from .sheet_links import Links, mail_links, relations_of
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
    """The table in a workbook: its first sheet that has a column of e-mail addresses.

    Without one it is the first that is not empty. Cells of that column that only link to an
    address give the address. Raises NeedsFixing for a workbook that is damaged, empty, larger
    than Excel allows, or declares entities, which no spreadsheet program writes.
    """
    with opened_zip(file) as archive:
        linking = _checked(archive, file.name)
    with _workbook(file) as book:
        sheets = _sheets_with_rows(book, file.name)
        if not sheets:
            raise NeedsFixing(f"{file.name} is empty", hint="name a file with a header and rows")
        chosen = max(sheets, key=lambda sheet: sheet.worth)
        others = [sheet.title for sheet in sheets if sheet is not chosen]
        header = _header(chosen, others)
        links = _links(file, book, chosen.title, header, linking)
    names = [cell.strip() for cell in header.cells]
    while names and not names[-1]:
        names.pop()

    def read() -> Iterator[Row | BrokenRow]:
        with _workbook(file) as book:
            for row in _rows(book, chosen.title, file.name, links):
                if row.line > header.line:
                    fit = fitted(row, len(names))
                    yield sized(fit) if isinstance(fit, Row) else fit

    doubts = _other_sheets(file.name, chosen.title, others)
    return Table(file.name, tuple(names), "xlsx", "", "", doubts, read)


def _checked(archive: ZipFile, name: str) -> set[str]:
    """The parts that mention a ``mailto:``, of an archive that is as a workbook should be."""
    linking: set[str] = set()
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
                data = end + chunk
                if _DECLARES.search(data):
                    raise NeedsFixing(
                        f"{name} declares XML entities, which no spreadsheet does", hint=_SAVE
                    )
                if part.filename not in linking and b"mailto:" in data.lower():
                    linking.add(part.filename)
                end = chunk[-16:]
    return linking


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


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The first rows of a sheet, and its header or what is wrong with it."""

    title: str
    header: Row | NeedsFixing
    first: list[Row]

    @property
    def worth(self) -> int:
        """A column of addresses makes it a list; an explanation of the columns has none below."""
        if isinstance(self.header, NeedsFixing) or not names_email(self.header):
            return 0
        line, column = self.header.line, columns_of(self.header.cells)["email"]
        below = [row.cells[column : column + 1] for row in self.first if row.line > line]
        return 2 if any("@" in cell for cells in below for cell in cells) else 1


def _sheets_with_rows(book: Workbook, name: str) -> list[_Sheet]:
    sheets = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        if first := list(islice(_rows(book, sheet.title, name), 2 * SEARCHED)):
            try:
                header: Row | NeedsFixing = find_header(first, name)
            except NeedsFixing as exc:
                header = exc
            sheets.append(_Sheet(sheet.title, header, first))
    return sheets


def _header(sheet: _Sheet, others: list[str]) -> Row:
    if isinstance(sheet.header, Row):
        return sheet.header
    message, hint = sheet.header.message, sheet.header.hint
    if others:
        message = f"{message} (on the sheet {sheet.title}; not read: {', '.join(others)})"
    raise NeedsFixing(message, hint=hint)


def _links(
    file: ListFile, book: Workbook, title: str, header: Row, linking: Collection[str]
) -> Links:
    """Links in columns of addresses, or, where none is known, in those nobody knows."""
    sheet: Any = book[title]
    part: str = sheet._worksheet_path  # the library keeps links from those who read row by row
    if not {part, relations_of(part)} & {*linking}:
        return {}
    fields = fields_of(header.cells)
    wanted = "email" if "email" in fields else ""
    columns = [index for index, field in enumerate(fields, 1) if field == wanted]
    with opened_zip(file) as archive:
        return mail_links(archive, part, columns)


def _other_sheets(name: str, title: str, others: list[str]) -> tuple[Problem, ...]:
    if not others:
        return ()
    message = f"only the sheet {title} is read; not read: {', '.join(others)}"
    hint = "save each sheet as a file of its own to import it"
    return (Problem("other-sheets", message, Place(name), hint, level="warning"),)


def _rows(book: Workbook, title: str, name: str, links: Links | None = None) -> Iterator[Row]:
    """Rows that are not blank, with their numbers in the sheet."""
    sheet: Any = book[title]
    sheet.reset_dimensions()  # what the file says of its size may be stale or a lie
    seen = 0
    for number, cells in enumerate(_quietly(sheet.iter_rows()), 1):
        seen += len(cells)
        if number > _MOST_ROWS or len(cells) > _MOST_COLUMNS or seen > _MOST_CELLS:
            raise NeedsFixing(f"{name} has more rows or columns than a list needs", hint=_SAVE)
        texts = tuple([cell_text(cell.value, cell.data_type, _format(cell)) for cell in cells])
        if any(map(str.strip, texts)):
            yield Row(number, _linked(number, texts, links) if links else texts)


def _linked(number: int, texts: tuple[str, ...], links: Links) -> tuple[str, ...]:
    """What a link shows counts where it is an address by itself."""
    return tuple(
        link if (link := links.get((number, column))) and not addresses_in(text).addresses else text
        for column, text in enumerate(texts, 1)
    )


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
