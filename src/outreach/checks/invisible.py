"""Characters in a finished letter that nobody sees and that do harm: X505.

Controls are drawn as boxes, cut a text off or steer a terminal; marks of direction can turn words
round, so that a reader sees another text than a program does; tags hold text for machines alone.
What scripts need is let be: joiners, marks of direction, embeddings and isolates that are closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from outreach.domain.unseen import named
from outreach.errors import Problem

from .reading import Reading
from .visible import folded

_HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ufff9-\ufffb\U000e0001\U000e0020-\U000e007f]"
)
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
"""A flag of a part of a country is spelled in tags."""
_CLOSED_BY = {
    "\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c",
    "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069",
}  # fmt: skip
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_INLINE_NAMES = """
a abbr b bdi bdo br cite code del dfn em font i img ins kbd mark q s small span strong sub sup time
u var
"""
_INLINE = frozenset(_INLINE_NAMES.split())
_SHOWN = 30


def check_invisible(reading: Reading) -> Iterator[Problem]:
    """X505 of the filled-in sample, each character once; the subject has H108."""
    found: dict[str, str] = {}
    for text in (reading.sample.text, reading.sample.html):
        for char, at in _harmful(text):
            found.setdefault(char, _before(text, at))
    for paragraph in (*_PARAGRAPH.split(reading.sample.text), *_paragraphs(reading.tree)):
        for char, at in _open(paragraph):
            found.setdefault(char, _before(paragraph, at))
    for char, before in found.items():
        where = f"after “{before}”" if before else "where a line begins"
        opened = char in _CLOSED_BY and not _HARMFUL.match(char)
        what = "stands open" if opened else "stands in the letter"
        said = f"“{named(char)}” {what}, {where}: nobody sees it"
        yield reading.problem("X505", said, "delete it: type the words anew, without copying")


def unseen(text: str) -> Iterator[tuple[str, int]]:
    """What X505 names in a paragraph: each character, and where in the text it stands."""
    yield from _harmful(text)
    yield from _open(text)


def _harmful(text: str) -> Iterator[tuple[str, int]]:
    """Each character that no text may have."""
    flags = [match.span() for match in _FLAG.finditer(text)]
    for match in _HARMFUL.finditer(text):
        if not any(start <= match.start() < end for start, end in flags):
            yield match[0], match.start()


def _open(paragraph: str) -> Iterator[tuple[str, int]]:
    """Each mark that opens another direction and that the paragraph does not close."""
    opened: list[tuple[str, int]] = []
    for match in _TURNING.finditer(paragraph):
        if match[0] in _CLOSED_BY:
            opened.append((match[0], match.start()))
            continue
        fitting = [n for n, (char, _) in enumerate(opened) if _CLOSED_BY[char] == match[0]]
        del opened[fitting[-1] if fitting else len(opened) :]
    yield from opened


def _before(text: str, at: int) -> str:
    line = re.sub(r"<[^<>]*>", " ", text[max(0, at - 200) : at].rpartition("\n")[2])
    return folded(_HARMFUL.sub("", line).rpartition(">")[2])[-_SHOWN:].strip()


def _paragraphs(tree: HtmlElement) -> Iterator[str]:
    """The texts of the HTML from one block's beginning or end to the next, and its attributes'."""
    parts: list[str] = []
    for block, text in _pieces(tree):
        if block:
            yield "".join(parts)
            parts = []
        parts.append(text)
    yield "".join(parts)
    for element in tree.iter():
        for name in ("alt", "title", "aria-label"):
            yield element.get(name) or ""


def _pieces(tree: HtmlElement) -> Iterator[tuple[bool, str]]:
    """Each text, and whether a block begins or ends before it."""
    from lxml import etree

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        block = element.tag not in _INLINE and isinstance(element.tag, str)
        if event == "end":
            yield block, element.tail or ""
        elif isinstance(element.tag, str) and element.tag not in ("style", "script"):
            yield block, element.text or ""
        else:
            yield block, ""
