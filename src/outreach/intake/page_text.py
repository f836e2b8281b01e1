"""A page's text as lines: what stands where, and which lines are items of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from outreach.errors import NeedsFixing, Place, Problem

from .prose import marked_up

Kind = Literal["text", "heading", "quote", "bullet", "number"]

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_MARKER = re.compile(r"(?P<bullet>[-–—•‣◦▪▫●○■□·*+➢➤►✓]\s+)(?=\S)|(?:\(?\d{1,2}[.)]\s+)(?=\S)")
_LINE_END = re.compile(r"\r\n?|\n|\u2028|\u2029|\x0b|\x0c")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page, or one block of it where the page is HTML.

    ``text`` is trimmed and otherwise as it stands, without its ``marker``; ``markup`` is the
    same as inline Markdown. Lines of one ``stanza`` have no blank line between them.
    ``column`` is that of ``text``, 0 where the page has no lines of its own.
    """

    number: int
    column: int
    stanza: int
    text: str
    markup: str
    kind: Kind = "text"
    marker: str = ""
    level: int = 0
    emphasised: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        return self.marker + self.text

    @property
    def ordinal(self) -> int:
        return int("".join(filter(str.isdigit, self.marker)) or 0)


def decoded(data: bytes, filename: str) -> tuple[str, tuple[Problem, ...]]:
    """The file's text: as its byte order mark says, else UTF-8, else Windows-1252 and reported.

    Raises NeedsFixing for what is no text at all.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), ()
    if b"\0" in data or data.startswith((b"%PDF-", b"PK\x03\x04", b"{\\rtf")):
        raise NeedsFixing(
            f"{filename} is not a text or HTML file",
            hint="copy the statement's text into a .txt file, or save the page as HTML",
        )
    try:
        return data.decode(), ()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), (_guessed(filename),)


def text_lines(text: str) -> tuple[Line, ...]:
    """The lines that are not blank."""
    lines: list[Line] = []
    stanza = 0
    for number, raw in enumerate(_LINE_END.split(text), 1):
        stripped = raw.strip()
        if stripped:
            markup, meant = marked_up(stripped)
            column = raw.index(stripped) + 1
            lines.append(Line(number, column, stanza, stripped, markup, emphasised=meant))
        else:
            stanza += 1
    return tuple(with_markers(lines))


def with_markers(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines with typed bullets and numbers recognised."""
    for line in lines:
        match = _MARKER.match(line.text) if line.kind == "text" else None
        bare = line.markup.removeprefix("\\")
        yield _marked(line, match) if match and bare.startswith(match[0]) else line


def _marked(line: Line, match: re.Match[str]) -> Line:
    marker = match[0]
    return Line(
        number=line.number,
        column=line.column + len(marker) if line.column else 0,
        stanza=line.stanza,
        text=line.text[len(marker) :],
        markup=line.markup.removeprefix("\\")[len(marker) :],
        kind="bullet" if match["bullet"] else "number",
        marker=marker,
        emphasised=line.emphasised,
    )


def _guessed(filename: str) -> Problem:
    return Problem(
        code="I206",
        message="not UTF-8, so it was read as Windows-1252",
        place=Place(filename),
        hint="look at accents and quotation marks, or save the page as UTF-8",
        level="warning",
    )
