"""Zip archives that are safe to open: a few kilobytes can ask for a disk full of zeros."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from zipfile import ZipFile

from outreach.errors import NeedsFixing

from .rows import ListFile

ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,  # a password, or (NotImplementedError) a way of packing that is unknown
    ValueError,
)
"""What reading a part can raise when the archive is damaged."""
_MOST_PARTS = 1_000
_LARGEST = 300 * 1024 * 1024
_LARGEST_RATIO = 200
_HARMLESS = 10 * 1024 * 1024
"""A part this small may be packed however well."""
_UNPACK = "open it in its program and save the list as CSV UTF-8, then import that"


@contextmanager
def opened_zip(file: ListFile) -> Iterator[ZipFile]:
    """The archive, with its directory checked before anything is unpacked.

    zipfile never unpacks more than the directory says and compares the checksum, so what the
    directory promises holds while reading too. Raises NeedsFixing, in one sentence, for an archive
    that is broken, has a password, or would unpack to more than a list needs; whatever goes wrong
    with it inside the block is told the same way.
    """
    with file.open() as raw:
        try:
            archive = ZipFile(raw)
        except Exception as exc:  # zipfile trips over a false directory anyhow
            raise NeedsFixing(f"{file.name} is a damaged archive", hint=_UNPACK) from exc
        with archive:
            _check(archive, file.name)
            try:
                yield archive
            except ZIP_FAULTS as exc:
                raise NeedsFixing(f"{file.name} is a damaged archive", hint=_UNPACK) from exc


def _check(archive: ZipFile, name: str) -> None:
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS:
        raise NeedsFixing(f"{name} has more than {_MOST_PARTS:,} parts", hint=_UNPACK)
    if sum(part.file_size for part in parts) > _LARGEST:
        raise NeedsFixing(f"{name} would unpack to more than 300 MB", hint=_UNPACK)
    for part in parts:
        if part.flag_bits & 1:
            raise NeedsFixing(
                f"{name} is protected by a password", hint="save it without its password"
            )
        packed = max(part.compress_size, 1)
        if part.file_size > _HARMLESS and part.file_size / packed > _LARGEST_RATIO:
            raise NeedsFixing(
                f"{name} unpacks to more than {_LARGEST_RATIO} times its size, as no list does",
                hint=_UNPACK,
            )
