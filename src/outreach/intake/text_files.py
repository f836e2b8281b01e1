"""The files of a campaign's folder: their bytes, and their texts in UTF-8 with plain line ends."""

from __future__ import annotations

import stat
from pathlib import Path

from outreach.errors import Place, Problem

MOST_TEXT = 1_000_000
"""Bytes of a list of names or of settings."""
MOST_STATEMENT = 300_000
"""Bytes of a statement. Gmail cuts a letter off at a third of that."""


def bytes_of(path: Path, most: int) -> bytes:
    """What the file holds. Raises OSError where it cannot be read.

    So is what may never end: a pipe would be waited for. So is a file of more than ``most`` bytes.
    """
    status = path.stat()
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
        raise OSError(0, "it is a pipe or a device, no file")
    if status.st_size > most:
        limit = f"{most // 1000} KB" if most < 1_000_000 else f"{most // 1_000_000} MB"
        raise OSError(0, f"it is larger than {limit}")
    return path.read_bytes()


def read_text(path: Path, most: int = MOST_TEXT) -> tuple[str | None, tuple[Problem, ...]]:
    """The file's text without a byte order mark and blank lines around it, or why there is none."""
    try:
        text = bytes_of(path, most).removeprefix(b"\xef\xbb\xbf").decode()
    except FileNotFoundError:
        return None, (Problem("F101", f"{path.name} is missing", Place(str(path))),)
    except OSError as error:
        reason = error.strerror or "unreadable"
        return None, (Problem("F101", f"cannot read {path.name}: {reason}", Place(str(path))),)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        hint = "save the file as UTF-8"
        return None, (Problem("F102", "this is not UTF-8 text", Place(str(path), line), hint),)
    return with_plain_line_ends(text), ()


def with_plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
