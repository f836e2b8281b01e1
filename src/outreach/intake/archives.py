"""Archives of lists, such as Mailchimp's export of subscribed, unsubscribed and cleaned people."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, BinaryIO, TypeVar
from zipfile import ZipFile, ZipInfo

from outreach.errors import NeedsFixing, Place, Problem

from .rows import ListFile, Table
from .zip_guard import ZIP_FAULTS, opened_zip

_T = TypeVar("_T")
_LISTS = {".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".json", ".jsonl", ".ndjson", ".vcf"}
_UNPACK = "unpack it and import the lists one by one"
_OTHERS = (
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a presentation"),
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
    ("content.xml", "an OpenDocument file"),
    ("Index/Document.iwa", "a Numbers or Pages file"),
    ("Index.zip", "a Numbers or Pages file"),
)


def is_workbook(file: ListFile) -> bool:
    """Whether the archive is an Excel workbook.

    Raises NeedsFixing, saying what it is, for the file of another office program.
    """
    with opened_zip(file) as archive:
        names = set(archive.namelist())
    for part, what in _OTHERS:
        if part in names and not (part == "content.xml" and "mimetype" not in names):
            raise NeedsFixing(
                f"{file.name} is {what}, not a list that can be read",
                hint="open it in its program and save it as .xlsx or CSV, then import that",
            )
    return "[Content_Types].xml" in names


def open_archive(file: ListFile, open_list: Callable[[ListFile], list[Table]]) -> list[Table]:
    """The table of each list in the archive, read where it lies and never unpacked to disk.

    Files that are no lists, among them archives, are left out with a warning. Raises NeedsFixing
    where there is no list, or one of them cannot be read.
    """
    tables: list[Table] = []
    left: list[str] = []
    with opened_zip(file) as archive:
        parts = [part for part in archive.infolist() if _is_meant(part)]
    for part in parts:
        if part.file_size == 0 or PurePosixPath(part.filename).suffix.lower() not in _LISTS:
            left.append(part.filename)
            continue
        tables += open_list(_member(file, part))
    if not tables:
        raise NeedsFixing(f"{file.name} has no list in it", hint=_UNPACK)
    if left:
        message = f"not read, because they are no lists: {', '.join(left[:9])}"
        doubt = Problem("not-read", message, Place(file.name), _UNPACK, level="warning")
        tables[0] = replace(tables[0], doubts=(*tables[0].doubts, doubt))
    return tables


def _is_meant(part: ZipInfo) -> bool:
    """Macs add a shadow of each file, and hidden files are nobody's list."""
    path = PurePosixPath(part.filename)
    hidden = path.name.startswith(".") or "__MACOSX" in path.parts
    return not part.is_dir() and not hidden


def _member(file: ListFile, part: ZipInfo) -> ListFile:
    name = f"{file.name}/{part.filename}"

    def opened() -> BinaryIO:
        raw = io.BufferedReader(_Member(file, part))
        if raw.peek(4)[:4] != b"PK\x03\x04":
            return raw
        with raw:  # a workbook is an archive too, and is read from its end
            return io.BytesIO(raw.read())

    return ListFile(name, part.file_size, opened)


class _Member(io.RawIOBase):
    """The bytes of one part, whose damage is told as of a list; closes the archive with itself."""

    def __init__(self, file: ListFile, part: ZipInfo) -> None:
        self._name = f"{file.name}/{part.filename}"
        self._open = ExitStack()
        with self._open as open_until_known:
            raw = open_until_known.enter_context(file.open())
            archive = open_until_known.enter_context(self._told(lambda: ZipFile(raw)))
            self._part = open_until_known.enter_context(self._told(lambda: archive.open(part)))
            self._open = open_until_known.pop_all()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._told(lambda: self._part.read(len(buffer)))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._open.close()
        super().close()

    def _told(self, step: Callable[[], _T]) -> _T:
        try:
            return step()
        except ZIP_FAULTS as exc:
            raise NeedsFixing(f"{self._name} is damaged", hint=_UNPACK) from exc
