"""Tables as spreadsheets write them: any of their encodings and delimiters, everything text."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from outreach.errors import NeedsFixing, Place, Problem

_DELIMITERS = ",;\t|"
_CONVERT = "save it as CSV (in Excel: CSV UTF-8), then import that"
_FORMATS = {
    b"PK\x03\x04": "a spreadsheet or another zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"%PDF": "a PDF",
    b"SQLite format 3": "an SQLite database",
}
_UTF8_SEQUENCE = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the order of the header. ``line`` is where the row begins, counted from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header, the rows that fit it, and a problem for each row that does not.

    A problem of level error means that its row is not among ``rows``.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str
    problems: tuple[Problem, ...] = ()


def read_table(data: bytes, filename: str) -> Table:
    """Read delimited text whose first line that is not blank is the header.

    UTF-8, UTF-16 with its mark, or else Windows-1252; comma, semicolon, tab or bar, whichever the
    header has most of. Raises NeedsFixing for what is empty or no table.
    """
    text, encoding, doubts = _decoded(data, filename)
    text, line, named = _after_preamble(text)
    delimiter = named or _delimiter(text)
    problems = list(doubts)
    records = _records(text, delimiter, line, filename, problems)
    header = next(records, None)
    if header is None:
        raise NeedsFixing(f"{filename} is empty", hint="name a file with a header and rows")
    names = tuple(cell.strip() for cell in header.cells)
    rows = tuple(_fitting(records, len(names), delimiter, filename, problems))
    return Table(names, rows, encoding, delimiter, tuple(problems))


def _decoded(data: bytes, filename: str) -> tuple[str, str, list[Problem]]:
    for magic, what in _FORMATS.items():
        if data.startswith(magic):
            raise NeedsFixing(f"{filename} is {what}, not a table as text", hint=_CONVERT)
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _strictly(data, encoding, filename), encoding, []
    try:
        text, encoding = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, encoding = _strictly(data, "cp1252", filename), "cp1252"
    if text.count("\0") > len(text) // 10:
        raise NeedsFixing(f"{filename} is not a table as text", hint=_CONVERT)
    return text, encoding, _mixed(data, filename) if encoding == "cp1252" else []


def _strictly(data: bytes, encoding: str, filename: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as exc:
        raise NeedsFixing(
            f"{filename} is not a table as text: byte {exc.start + 1} is no {encoding}",
            hint=_CONVERT,
        ) from None


def _mixed(data: bytes, filename: str) -> list[Problem]:
    """Windows-1252 that has UTF-8 inside would greet people as JÃ¼rgen."""
    found = _UTF8_SEQUENCE.search(data)
    if not found:
        return []
    line = data.count(b"\n", 0, found.start()) + 1
    return [
        Problem(
            "mixed-encodings",
            "this is partly UTF-8, partly Windows-1252; read as Windows-1252, names may be wrong",
            Place(filename, line),
            "save the file as CSV UTF-8, look at its names, and import it again",
            level="warning",
        )
    ]


def _after_preamble(text: str) -> tuple[str, int, str]:
    """Without Excel's ``sep=;`` line: the rest, the line it begins on, the delimiter it names."""
    match = re.match(r"\s*sep=(.)(\r\n|\r|\n)", text)
    return (text[match.end() :], 2, match[1]) if match else (text, 1, "")


def _delimiter(text: str) -> str:
    """The one the header has most of, outside quotes; a comma where it has none."""
    counts: Counter[str] = Counter()
    quoted = False
    for ch in text.lstrip():
        if ch == '"':
            quoted = not quoted
        elif not quoted and ch in "\r\n":
            break
        elif not quoted and ch in _DELIMITERS:
            counts[ch] += 1
    return counts.most_common(1)[0][0] if counts else ","


def _records(
    text: str, delimiter: str, line: int, filename: str, problems: list[Problem]
) -> Iterator[Row]:
    """Rows that are not blank, each with the line it begins on, however many it spans."""
    offset = line - 1
    # newline="" leaves CR, LF and CRLF to the csv module, which takes each as an end of row.
    csv.field_size_limit(len(text) + 1)  # the library's own limit would end the table
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = offset + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            # Inside a quotation that never ends, later lines are not rows.
            lost = str(exc).startswith(("unexpected end", "field larger"))
            problems.append(_broken(Place(filename, line), lost))
            if lost:
                return
            continue
        if any(cell.strip() for cell in cells):
            yield Row(line, tuple(cells))


def _broken(place: Place, lost: bool) -> Problem:
    if lost:
        message = "a quotation mark in this row is never closed, so nothing after it can be read"
    else:
        message = "the quotation marks in this row do not match"
    return Problem("broken-row", message, place, 'write a " inside a quoted cell twice: ""')


def _fitting(
    rows: Iterator[Row], width: int, delimiter: str, filename: str, problems: list[Problem]
) -> Iterator[Row]:
    for row in rows:
        place = Place(filename, row.line)
        surplus = [cell for cell in row.cells[width:] if cell.strip()]
        if surplus:
            message = f"the row has {len(row.cells)} cells, the header {width}"
            hint = f"put quotes around a cell with {delimiter!r} in it"
            problems.append(Problem("long-row", message, place, hint))
            continue
        if len(row.cells) < width:
            message = f"the row has {len(row.cells)} of {width} cells; the rest is taken as blank"
            problems.append(Problem("short-row", message, place, level="warning"))
        padding = ("",) * (width - len(row.cells))
        yield Row(row.line, row.cells[:width] + padding)
