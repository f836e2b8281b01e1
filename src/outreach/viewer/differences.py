"""Two letters side by side: the words that differ, wrapped in ``<mark>`` in both.

Words are compared, not the white space between them, so that a line broken elsewhere is no
difference; in scripts without spaces each character is a word. Nothing but marks is added.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup, escape

from .alignment import aligned, gaps
from .markup import Edit, Kind, Piece, edited, pieces

MARK = "outreach-differs"
MARK_STYLE = (
    f"mark.{MARK}{{background:#ffe08a !important;color:#1f1a00 !important;border-radius:2px;"
    "box-shadow:0 0 0 1px #9a7400;-webkit-box-decoration-break:clone;box-decoration-break:clone}"
    f"[data-{MARK}]{{outline:2px dashed #b8860b !important;outline-offset:2px}}"
)
"""CSS for marks and for links and pictures that differ, seen on light and on dark grounds."""

_START, _END = f'<mark class="{MARK}">', "</mark>"
_OUTLINED = f" data-{MARK}"
_ALONE = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff\u0e00-\u0eff"
)
"""Han, kana, Thai and Lao: written without spaces."""
_JOINED = (
    "\ufe00-\ufe0f\U000e0100-\U000e01ef\u3099\u309a"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd"
)
"""What belongs to the character before it: variation selectors, voicing marks, vowels, tones."""
_STOPS = (
    r"!\"#$%&()*+,./:;<=>?@\[\\\]^`{|}~«»‹›“”„‘…–—¡¿·•،؛؟۔"
    "\u3000-\u3004\u3008-\u3020\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\u0f0b-\u0f14"
)
_WORD = re.compile(rf"[{_ALONE}][{_JOINED}]*|[^\s{_STOPS}{_ALONE}]+|[{_STOPS}]")
_IDEOGRAPH = re.compile(rf"[{_ALONE}]")
_LETTER = re.compile(r"[^\W_]")
_REFERENCE = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
_LONGEST_SAID = 2
"""Characters that a reference stands for; one that says more is none."""
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_INLINE_NAMES = """
a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike strong sub
sup time tt u var wbr
"""
_INLINE = frozenset(_INLINE_NAMES.split())
_LINKING = {"a": ("href",), "area": ("href",), "img": ("src", "alt")}
_FOREIGN = {"svg", "math", "select"}
"""In these a ``<mark>`` is none."""


_Gap = tuple[int, int, int, int]


class _Word(NamedTuple):
    """``run`` numbers the text it is in, which no tag parts; ``block`` the paragraph."""

    text: str
    start: int
    end: int
    run: int
    block: int


@dataclass(frozen=True, slots=True)
class _Read:
    """``links`` are what links lead to and pictures say, each with where its tag's name ends."""

    words: tuple[_Word, ...]
    links: tuple[tuple[tuple[str, ...], int], ...] = ()


@lru_cache(maxsize=8)
def marked(html: str, other: str) -> tuple[str, str, int]:
    """Both documents with their differences marked, and in how many places they differ.

    Links with other targets and pictures with other sources or texts get an attribute instead.
    """
    first, second = _read(html), _read(other)
    here, there, count = _marked_words(first.words, second.words)
    links = aligned([key for key, _ in first.links], [key for key, _ in second.links])
    for begin, end, start, stop in gaps(links, len(first.links), len(second.links)):
        here += [Edit(at, at, _OUTLINED) for _, at in first.links[begin:end]]
        there += [Edit(at, at, _OUTLINED) for _, at in second.links[start:stop]]
        count += max(end - begin, stop - start)
    return edited(html, here), edited(other, there), count


def marked_text(text: str, other: str) -> tuple[Markup, Markup, int]:
    """The same for plain text, escaped."""
    first, second = _text_words(text), _text_words(other)
    here, there, count = _marked_words(first, second)
    return _as_markup(text, here), _as_markup(other, there), count


def _as_markup(text: str, edits: Iterable[Edit]) -> Markup:
    parts: list[Markup] = []
    at = 0
    for edit in edits:
        parts += (escape(text[at : edit.start]), Markup(edit.text))  # noqa: S704 - our own tags
        at = edit.end
    return Markup().join((*parts, escape(text[at:])))


def _marked_words(
    first: Sequence[_Word], second: Sequence[_Word]
) -> tuple[list[Edit], list[Edit], int]:
    same = aligned([word.text for word in first], [word.text for word in second])
    places = list(_joined(list(gaps(same, len(first), len(second))), first, second))
    here = [edit for begin, end, _, _ in places for edit in _marks(first[begin:end])]
    there = [edit for _, _, start, stop in places for edit in _marks(second[start:stop])]
    return here, there, len(places)


def _joined(
    places: Iterable[_Gap], first: Sequence[_Word], second: Sequence[_Word]
) -> Iterator[_Gap]:
    """Those that only stops part, within a paragraph, as one: a name and the next are one place."""
    last: _Gap | None = None
    for gap in places:
        if last and _parts_nothing(first, last[1], gap[0], second, last[3], gap[2]):
            last = (last[0], gap[1], last[2], gap[3])
            continue
        if last:
            yield last
        last = gap
    if last:
        yield last


def _parts_nothing(
    first: Sequence[_Word], begin: int, end: int, second: Sequence[_Word], start: int, stop: int
) -> bool:
    """One ideograph that two passages share by chance parts as little as a stop."""
    between = first[begin:end]
    by_chance = len(between) == 1 and bool(_IDEOGRAPH.match(between[0].text))
    return (
        (by_chance or not any(_LETTER.search(word.text) for word in between))
        and first[begin - 1 if begin else 0].block == first[min(end, len(first) - 1)].block
        and second[start - 1 if start else 0].block == second[min(stop, len(second) - 1)].block
    )


def _marks(words: Sequence[_Word]) -> Iterator[Edit]:
    """One mark around all that no tag parts."""
    for _, run in groupby(words, key=lambda word: word.run):
        found = list(run)
        yield Edit(found[0].start, found[0].start, _START)
        yield Edit(found[-1].end, found[-1].end, _END)


def _text_words(text: str) -> list[_Word]:
    breaks = [match.end() for match in _PARAGRAPH.finditer(text)]
    return [
        _Word(match[0], *match.span(), run := bisect_right(breaks, match.start()), run)
        for match in _WORD.finditer(text)
    ]


def _read(html: str) -> _Read:
    words: list[_Word] = []
    links: list[tuple[tuple[str, ...], int]] = []
    block = foreign = 0
    for run, piece in enumerate(pieces(html)):
        if piece.kind is Kind.TEXT and not foreign:
            words += _html_words(html, piece, run, block)
        elif piece.kind in (Kind.START, Kind.END):
            block += piece.name not in _INLINE
            foreign = _within_foreign(html, piece, foreign)
            if key := _link(piece):
                links.append((key, piece.start + 1 + len(piece.name)))
    return _Read(tuple(words), tuple(links))


def _within_foreign(html: str, piece: Piece, depth: int) -> int:
    if piece.name not in _FOREIGN or html.endswith("/>", piece.start, piece.end):
        return depth
    return depth + 1 if piece.kind is Kind.START else max(depth - 1, 0)


def _link(piece: Piece) -> tuple[str, ...]:
    """What makes a link or a picture what it is; empty for anything else."""
    if piece.kind is not Kind.START or piece.name not in _LINKING:
        return ()
    said = tuple(piece.attribute(name) for name in _LINKING[piece.name])
    return (piece.name, *said) if any(said) else ()


def _html_words(html: str, piece: Piece, run: int, block: int) -> Iterator[_Word]:
    text, places = _resolved(html[piece.start : piece.end])
    for match in _WORD.finditer(text):
        begin, end = match.span()
        start, stop = (places[begin], places[end]) if places else (begin, end)
        yield _Word(match[0], piece.start + start, piece.start + stop, run, block)


def _resolved(text: str) -> tuple[str, list[int]]:
    """The text without references, and where each of its characters stands; none if all stay."""
    if "&" not in text:
        return text, []
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for match in _REFERENCE.finditer(text):
        said = unescape(match[0])
        if len(said) > _LONGEST_SAID:
            continue
        parts += (text[at : match.start()], said)
        places += (*range(at, match.start()), *[match.start()] * len(said))
        at = match.end()
    places += range(at, len(text) + 1)
    return "".join((*parts, text[at:])), places
