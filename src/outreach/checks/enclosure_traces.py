"""What a file says of who made it, where and with what, beside what it is meant to say.

Found values are never repeated in findings: reports go to terminals, logs and other people.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from io import BytesIO

from outreach.domain.delivery import Attachment

from .enclosure_kinds import ending

_LONGEST_PART = 4 * 2**20
_STREAM = re.compile(rb"/Type\s*/ObjStm\b[^>]{0,400}>>\s*stream\r?\n")
_AUTHOR = re.compile(
    rb"/Author\s*(?:\(((?:\\.|[^\\()]){1,400})\)|<([0-9A-Fa-f\s]{2,800})>)", re.DOTALL
)
_XMP_CREATOR = re.compile(rb"<dc:creator>(.{1,800}?)</dc:creator>", re.DOTALL)
_ENCRYPTED = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R\b")
_TAGGED = re.compile(rb"/StructTreeRoot\b")
_OFFICE_NAMES = re.compile(
    rb"<(?:dc:creator|cp:lastModifiedBy|Manager|meta:initial-creator)>([^<]+)</"
)
_OFFICE_CHANGES = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo) [^>]*w:author=")
_GPS, _ARTIST, _MAKE, _MODEL, _EXIF, _SERIAL = 0x8825, 0x13B, 0x10F, 0x110, 0x8769, 0xA431
_TEXT = "word/document.xml"
_XMP_GPS = re.compile(rb"exif:GPSL(?:at|ong)itude")
_AUTHOR_TRACE = "who wrote it (its author property)"


def traces(attachment: Attachment, public: Collection[str] = ()) -> tuple[str, ...]:
    """What the file gives away, as what is said after that; ``public`` names are no trace."""
    kind = ending(attachment.filename)
    known = frozenset(name.casefold().strip() for name in public)
    if kind == "pdf":
        found = _pdf(attachment.content, known)
    elif kind in ("docx", "xlsx", "pptx", "odt", "ods", "odp"):
        found = _office(attachment.content, known)
    elif kind in ("jpg", "jpeg", "png"):
        found = _picture(attachment.content)
    else:
        return ()
    return tuple(dict.fromkeys(found))


def is_encrypted(attachment: Attachment) -> bool:
    return ending(attachment.filename) == "pdf" and bool(_ENCRYPTED.search(attachment.content))


def is_untagged(attachment: Attachment) -> bool:
    """Whether a PDF has no structure, so that screen readers guess (ISO 14289-1, 7.1)."""
    if ending(attachment.filename) != "pdf":
        return False
    return not any(_TAGGED.search(part) for part in _pdf_parts(attachment.content))


def _pdf(content: bytes, known: Collection[str]) -> Iterator[str]:
    for part in _pdf_parts(content):
        names = [_pdf_text(*match.groups()) for match in _AUTHOR.finditer(part)]
        names += [
            re.sub(r"<[^>]*>", "", match[1].decode("utf-8", "replace"))
            for match in _XMP_CREATOR.finditer(part)
        ]
        if any(_is_trace(name, known) for name in names):
            yield _AUTHOR_TRACE


def _pdf_parts(content: bytes) -> Iterator[bytes]:
    """The file, and its objects that lie compressed in it (ISO 32000-1, 7.5.7)."""
    yield content
    for match in _STREAM.finditer(content):
        try:
            yield zlib.decompressobj().decompress(content[match.end() :], _LONGEST_PART)
        except zlib.error:
            continue


def _pdf_text(literal: bytes | None, digits: bytes | None) -> str:
    """A text string (ISO 32000-1, 7.9.2.2) as far as it takes to compare names."""
    if literal is not None:
        data = re.sub(rb"\\([\\()])", rb"\1", literal)
        data = re.sub(rb"\\([0-7]{1,3})", lambda m: bytes([int(m[1], 8) & 255]), data)
    else:
        data = bytes.fromhex((digits or b"").decode("ascii").replace("\n", "")[: 2 * 400])
    if data.startswith(b"\xfe\xff"):
        return data[2:].decode("utf-16-be", "replace")
    return data.decode("utf-8", "replace")


def _is_trace(name: str, known: Collection[str]) -> bool:
    name = name.strip().strip("\x00").casefold()
    return bool(name) and name not in known


def _office(content: bytes, known: Collection[str]) -> Iterator[str]:
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except zipfile.BadZipFile:
        return
    names = set(archive.namelist())
    for part in ("docProps/core.xml", "docProps/app.xml", "meta.xml"):
        found = _OFFICE_NAMES.findall(_part(archive, part)) if part in names else []
        if any(_is_trace(name.decode("utf-8", "replace"), known) for name in found):
            yield _AUTHOR_TRACE
    if any(re.search(r"(?:^|/)comments?\d*\.xml$|/threadedComments/", name) for name in names):
        yield "comments of its editors"
    if _OFFICE_CHANGES.search(_part(archive, _TEXT) if _TEXT in names else b""):
        yield "tracked changes, with what was deleted"


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as opened:
            return opened.read(_LONGEST_PART)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError, KeyError):
        return b""


def _picture(content: bytes) -> Iterator[str]:
    if _XMP_GPS.search(content):
        yield "where it was taken"
    start = content.find(b"Exif\x00\x00") + 6 if content[:2] == b"\xff\xd8" else _png_exif(content)
    if start < 6:
        return
    try:
        tags = set(_exif_tags(content[start : start + 2**17]))
    except struct.error:
        return
    if _GPS in tags:
        yield "where it was taken"
    if _ARTIST in tags:
        yield "who took it"
    if tags & {_MAKE, _MODEL, _SERIAL}:
        yield "which camera or telephone took it"


def _png_exif(content: bytes) -> int:
    place = content.find(b"eXIf")
    return place + 4 if place > 0 else 0


def _exif_tags(data: bytes) -> Iterator[int]:
    """Tags of the first directory and of Exif's own (CIPA DC-008, 4.6); struct.error if damaged."""
    order = "<" if data[:2] == b"II" else ">"
    (first,) = struct.unpack_from(f"{order}I", data, 4)
    for tag, value in _directory(data, order, first):
        yield tag
        if tag == _EXIF:
            yield from (one for one, _ in _directory(data, order, value))


def _directory(data: bytes, order: str, at: int) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(f"{order}H", data, at)
    for n in range(count):
        tag, _, _, value = struct.unpack_from(f"{order}HHII", data, at + 2 + 12 * n)
        yield tag, value
