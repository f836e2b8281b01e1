"""A page's text as lines: what stands where, and which lines are items of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from .page_controls import Stray, without_controls
from .prose import marked_up

Kind = Literal["text", "heading", "quote", "bullet", "number"]

_MARKER = re.compile(
    r"(?P<bullet>[-–—•‣◦▪▫●○■□·*+➢➤►✓]\s+)(?=\S)|(?:\(?\d{1,2}[.)]\s+)(?=\S)"
    r"|\d{1,2}、\s*(?=\S)|[一二三四五六七八九十]、\s*(?=\S)|(?:\([a-j]\)|[a-j]\))\s+(?=\S)"
)
_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_CHINESE_DIGITS = "一二三四五六七八九十"
_SPACELESS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_SPACELESS}]|[^\s{_SPACELESS}\u3000-\u303f\uff00-\uff20]+")
_LINE_END = re.compile(r"\r\n?|\n|\u2028|\u2029|\x0b|\x0c|\x85")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page, or one block of it where the page is HTML.

    ``text`` is trimmed and otherwise as it stands, without its ``marker``; ``markup`` is the
    same as inline Markdown. Lines of one ``stanza`` have no blank line between them.
    ``column`` is that of ``text``, 0 where the page has no lines of its own. ``words`` are those
    that stand on the page for it. ``cell`` is its table, row and column, and ``span`` how
    many rows and columns that takes; ``link`` the address a line leads to that is nothing but a
    link. ``outside`` is furniture: menus, footers, buttons. ``goes_on`` says that something else
    stood before it on one line of the page, ``strays`` what was removed from it.
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
    words: int = 0
    cell: tuple[int, int, int] | None = None
    span: tuple[int, int] = (1, 1)
    link: str = ""
    outside: bool = False
    goes_on: bool = False
    strays: tuple[Stray, ...] = ()

    @property
    def whole(self) -> str:
        return self.marker + self.text

    @property
    def printed(self) -> str:
        """The line as the page prints it: a list's own bullets are no part of it."""
        return self.whole if self.words >= word_count(self.whole) else self.text

    @property
    def ordinal(self) -> int:
        mark = self.marker.strip("()、. \t")
        if mark in _CHINESE_DIGITS and mark:
            return _CHINESE_DIGITS.index(mark) + 1
        if len(mark) == 1 and "a" <= mark <= "j":
            return ord(mark) - ord("a") + 1
        return int("".join(filter(str.isdigit, mark)) or 0)


def word_count(text: str) -> int:
    """How many words: runs between blanks, and of Chinese and Japanese every character.

    >>> word_count("Signed by: 香港監察, and – others")
    10
    """
    return len(_WORD.findall(text))


def cut(line: Line, at: int) -> tuple[Line, Line]:
    """The line in two, before and from ``text[at]``; each word counts where it begins.

    The first keeps the marker. What emphasis spans the cut is text in the first part.
    """
    before, after = line.text[:at].rstrip(), line.text[at:].lstrip()
    words = sum(match.start() < at for match in _WORD.finditer(line.text))
    words += line.words - word_count(line.text)
    column = line.column + len(line.text) - len(after) if line.column else 0
    first = replace(line, text=before, markup=marked_up(before)[0], words=words, emphasised=())
    rest = replace(
        line, text=after, markup=_markup_from(line, len(line.text) - len(after)), marker="",
        kind="text", column=column, words=line.words - words, goes_on=True, strays=(),
    )  # fmt: skip
    return first, rest


def _markup_from(line: Line, at: int) -> str:
    """The markup of ``text[at:]``: emphasis that was open there begins anew."""
    seen, position, mark = 0, 0, ""
    while seen < at and position < len(line.markup):
        if line.markup[position] == line.text[seen]:
            seen += 1
            position += 1
            continue
        stars = len(line.markup[position:]) - len(line.markup[position:].lstrip("*"))
        if stars and line.markup[position - 1 : position] != "\\":
            mark = "" if mark else "*" * stars
        position += stars or 1
    rest = line.markup[position:].lstrip()
    if "](" in line.markup[:position] and rest.count("](") != rest.count("["):
        return marked_up(line.text[at:])[0]
    return rest[len(mark) :].lstrip() if mark and rest.startswith(mark) else mark + rest


def text_lines(text: str) -> tuple[Line, ...]:
    """The lines that are not blank."""
    lines: list[Line] = []
    stanza = 0
    for number, raw in enumerate(_LINE_END.split(text), 1):
        plain, strays = without_controls(raw)
        stripped = plain.strip()
        if stripped:
            markup, meant = marked_up(stripped)
            column = plain.index(stripped) + 1
            count = word_count(stripped)
            line = Line(
                number, column, stanza, stripped, markup, emphasised=meant, words=count,
                strays=strays,
            )  # fmt: skip
            lines.append(_headed(line, first=not lines))
        else:
            stanza += 1
    return tuple(with_markers(lines))


def _headed(line: Line, *, first: bool) -> Line:
    """A line typed as a Markdown heading as one; “# 1 in the world” is none below the top."""
    match = _HEADING.match(line.text)
    if not match or (len(match[1]) == 1 and not first):
        return line
    text = line.text[match.end() :]
    markup, meant = marked_up(text)
    return replace(
        line, column=line.column + match.end(), text=text, markup=markup, emphasised=meant,
        kind="heading", level=len(match[1]), marker=match[0],
    )  # fmt: skip


def with_markers(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines with typed bullets and numbers recognised."""
    for line in lines:
        match = _MARKER.match(line.text) if line.kind == "text" else None
        bare = line.markup.removeprefix("\\")
        yield _marked(line, match) if match and bare.startswith(match[0]) else line


def _marked(line: Line, match: re.Match[str]) -> Line:
    marker = match[0]
    return replace(
        line,
        column=line.column + len(marker) if line.column else 0,
        text=line.text[len(marker) :],
        markup=line.markup.removeprefix("\\")[len(marker) :],
        kind="bullet" if match["bullet"] else "number",
        marker=marker,
    )
