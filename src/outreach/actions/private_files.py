"""Files that hold personal data: readable by their owner alone, and never over another file."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from csv import writer
from pathlib import Path
from typing import IO

from outreach.domain.spreadsheet import guarded
from outreach.errors import OutreachError, WrongUsage


def create_private(path: Path) -> IO[str]:
    """A new text file, 0600. Raises WrongUsage where there is one already."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise WrongUsage(f"{path} exists already", "name a file that does not") from None
    except OSError as exc:
        raise OutreachError(
            f"cannot write {path}: {exc.strerror}", "name a folder that can be written to"
        ) from None
    return os.fdopen(handle, "w", encoding="utf-8", newline="")


def write_private(path: Path, content: bytes, *, force: bool = False) -> None:
    """A whole file, 0600, or none. Over another only with ``force``; else WrongUsage."""
    if path.exists() and not force:
        raise WrongUsage(f"{path} exists already", "name a file that does not, or add --force")
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        draft.replace(path)
    except OSError as exc:
        with suppress(OSError):
            draft.unlink()
        raise OutreachError(
            f"cannot write {path}: {exc.strerror}", "name a folder that can be written to"
        ) from None


def free_name(path: Path) -> Path:
    """``path``, or the first of ``path-2``, ``path-3`` … that is not taken."""
    numbered = (path.with_stem(f"{path.stem}-{n}") for n in itertools.count(2))
    return next(one for one in itertools.chain([path], numbered) if not one.exists())


def write_spreadsheet(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """A CSV that Excel reads as UTF-8 and in which no cell is a formula; how many rows it has.

    A file that could not be finished is removed.
    """
    count = 0
    with create_private(path) as file:
        try:
            file.write("\ufeff")
            table = writer(file)
            table.writerow(header)
            for count, row in enumerate(rows, 1):  # noqa: B007
                table.writerow([guarded(cell) for cell in row])
        except BaseException:
            with suppress(OSError):
                path.unlink()
            raise
    return count
