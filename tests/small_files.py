"""Small files of several kinds, made by hand."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO


def pdf(size: int = 0, *, tagged: bool = True, extra: bytes = b"") -> bytes:
    """The outline of a PDF, padded to about ``size`` bytes."""
    tags = b"/StructTreeRoot 4 0 R" if tagged else b""
    catalog = b"<</Type/Catalog " + tags + b">>\n" + extra
    return b"%PDF-1.7\n" + catalog + bytes(size) + b"\n%%EOF\n"


def stream(objects: bytes) -> bytes:
    """Objects as they lie compressed in a PDF."""
    packed_ = zlib.compress(objects)
    return b"<</Type /ObjStm /N 1>>\nstream\r\n" + packed_ + b"\nendstream"


def png(metadata: bytes = b"") -> bytes:
    chunk = struct.pack(">I", len(metadata)) + b"eXIf" + metadata if metadata else b""
    return b"\x89PNG\r\n\x1a\n" + chunk + b"IEND"


def jpeg(metadata: bytes = b"") -> bytes:
    return b"\xff\xd8\xff\xe1" + metadata + b"\xff\xd9"


def exif(tags: Mapping[int, int], order: str, more: Mapping[int, int] | None = None) -> bytes:
    """An Exif block with these tags and values; ``more`` is a directory that follows."""
    directories = [tags, *([more] if more else [])]
    mark = b"II*\x00" if order == "<" else b"MM\x00*"
    body = b"".join(
        struct.pack(f"{order}H", len(one))
        + b"".join(struct.pack(f"{order}HHII", tag, 4, 1, at) for tag, at in one.items())
        + bytes(4)
        for one in directories
    )
    return b"Exif\x00\x00" + mark + struct.pack(f"{order}I", 8) + body


def packed(entries: Mapping[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(more: Mapping[str, bytes] | None = None, text: bytes = b"<w:p/>") -> bytes:
    return packed({"word/document.xml": text, **(more or {})})
