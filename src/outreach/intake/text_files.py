"""The texts of a campaign's folder: UTF-8, plain line ends, or a problem that says why not."""

from __future__ import annotations

from pathlib import Path

from outreach.errors import Place, Problem


def read_text(path: Path) -> tuple[str | None, tuple[Problem, ...]]:
    """The file's text without a byte order mark and blank lines around it, or why there is none."""
    try:
        text = path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode()
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
