"""Files that hold lists, whatever their format -> tables of text."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from outreach.errors import NeedsFixing, WrongUsage

from .archives import is_workbook, open_archive
from .delimited import open_delimited
from .encodings import encoding_of, open_text
from .json_lists import is_json_lines, open_json, open_json_lines
from .rows import BrokenRow, ListFile, Row, Table
from .sheets import open_sheet
from .vcards import open_cards

__all__ = ["BrokenRow", "Row", "Table", "open_tables"]

_HEAD = 1 << 16
_CONVERT = "save it as CSV (in Excel: CSV UTF-8), then import that"
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = {
    _OLE: "an old Excel or Word file",
    b"PK\x05\x06": "an empty archive",
    b"%PDF": "a PDF",
    b"SQLite format 3": "an SQLite database",
    b"{\\rtf": "a text document (RTF)",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "packed (gzip)",
    b"7z\xbc\xaf\x27\x1c": "packed (7-Zip)",
    b"Rar!\x1a\x07": "packed (RAR)",
}
_JSON_LINES = {".jsonl", ".ndjson"}
_PROMISES = {".json": "JSON", ".jsonl": "JSON", ".ndjson": "JSON", ".vcf": "vCard"}


def open_tables(path: Path, *, encoding: str = "") -> list[Table]:
    """The list in the file, or the several lists of an archive.

    CSV and its kin, XLSX, JSON, JSON Lines, vCard, and zip archives of these, told by what is in
    them before what they are called. ``encoding`` overrules what the bytes speak for. Rows are
    read only when the table is. Raises WrongUsage for what is no file that can be read twice, and
    NeedsFixing, in one sentence with the way out, for a file that holds no list.
    """
    try:
        if str(path) == "-" or not stat.S_ISREG(path.stat().st_mode):
            raise _no_file(path)
        file = ListFile(path.name, path.stat().st_size, lambda: path.open("rb"))
        return [_guarded(table) for table in _open(file, encoding)]
    except FileNotFoundError:
        raise WrongUsage(f"there is no file {path}", hint="name a file that is there") from None
    except OSError as exc:
        hint = "look at who may read it, and at its disk"
        raise NeedsFixing(f"{path.name} cannot be read: {_why(exc)}", hint=hint) from exc


def _no_file(path: Path) -> WrongUsage:
    if path.is_dir():
        return WrongUsage(f"{path} is a folder", hint="name a file in it")
    return WrongUsage(
        f"{path} can be read only once, and a list is read twice",
        hint="write it to a file first, as in: COMMAND > list.csv, and name that file",
    )


def _open(file: ListFile, encoding: str) -> list[Table]:
    with file.open() as raw:
        start = raw.read(_HEAD)
    if start.startswith(_ZIP):
        if is_workbook(file):
            return [open_sheet(file)]
        return open_archive(file, partial(_inside, encoding=encoding))
    return [_open_text(file, start, encoding)]


def _inside(file: ListFile, encoding: str) -> list[Table]:
    """A list in an archive. Of further archives only workbooks are opened."""
    with file.open() as raw:
        start = raw.read(_HEAD)
    if not start.startswith(_ZIP):
        return [_open_text(file, start, encoding)]
    if is_workbook(file):
        return [open_sheet(file)]
    raise NeedsFixing(f"{file.name} is an archive in an archive", hint="unpack the outer one")


def _open_text(file: ListFile, start: bytes, forced: str) -> Table:
    for magic, what in _OTHERS.items():
        if start.startswith(magic):
            raise _protected(file) if magic == _OLE else _no_list(file, what)
    if not start.strip():
        raise NeedsFixing(f"{file.name} is empty", hint="name a file with a header and rows")
    encoding = encoding_of(file, forced)
    with open_text(file, encoding) as text:
        head = text.read(_HEAD).lstrip("\ufeff").lstrip()
    if _is_binary(head):
        raise NeedsFixing(f"{file.name} is not a table as text", hint=_CONVERT)
    suffix = Path(file.name).suffix.lower()
    if head[:11].upper() == "BEGIN:VCARD":
        return open_cards(file, encoding)
    if head.startswith("{") and (suffix in _JSON_LINES or is_json_lines(head)):
        return open_json_lines(file, encoding)
    inner = head[1:].lstrip()[:1]
    if (head[:1], inner) in {("{", '"'), ("{", "}"), ("[", "{"), ("[", "]")}:
        return open_json(file, encoding)
    if suffix in _PROMISES:
        raise NeedsFixing(
            f"{file.name} holds no list of people in {_PROMISES[suffix]}, as its name promises",
            hint="export the list again, or save it as CSV UTF-8 and import that",
        )
    if head[:5].lower() in {"<html", "<!doc", "<?xml"} or head[:6].lower() == "<table":
        raise _no_list(file, "a web page or XML")
    return open_delimited(file, encoding)


def _no_list(file: ListFile, what: str) -> NeedsFixing:
    return NeedsFixing(f"{file.name} is {what}, not a list that can be read", hint=_CONVERT)


def _protected(file: ListFile) -> NeedsFixing:
    """Excel wraps a workbook with a password in the format of its forebears."""
    end = b""
    with file.open() as raw:
        while chunk := raw.read(1 << 20):
            if _ENCRYPTED in end + chunk:
                return NeedsFixing(
                    f"{file.name} is protected by a password",
                    hint="save it without its password, then import that",
                )
            end = chunk[-len(_ENCRYPTED) :]
    return _no_list(file, _OTHERS[_OLE])


def _is_binary(head: str) -> bool:
    """A stray control character does no harm, many are no text."""
    odd = sum(1 for ch in head if ch < " " and ch not in "\t\r\n\f")
    return odd > len(head) // 10


def _guarded(table: Table) -> Table:
    """A file that is not what it was a moment ago is told of, too."""

    def read() -> Iterator[Row | BrokenRow]:
        try:
            yield from table.read()
        except (UnicodeError, OSError) as exc:
            message = f"{table.name} cannot be read to its end: {_why(exc)}"
            raise NeedsFixing(message, hint="was it changed? import it again") from exc

    return replace(table, read=read)


def _why(exc: Exception) -> str:
    return (exc.strerror if isinstance(exc, OSError) else None) or type(exc).__name__
