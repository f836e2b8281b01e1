"""HTML in the pieces it is written in, each with where it stands, so that it can be changed there.

A reading of the HTML Living Standard, 13.2.5, that keeps to tags and text: what it calls a letter's
text, tag or comment is what a browser does, but in SVG and MathML, whose styles and titles hold
tags of their own. Nothing that keeps a letter in its place may depend on it there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from html import escape, unescape

_RAW = {"style", "script", "title", "textarea", "xmp", "iframe", "noembed", "noframes"}
_TAG = re.compile(r"<(/?)([a-zA-Z][^\t\n\f\r />]*)")
_ATTRIBUTE = re.compile(
    r"""[\t\n\f\r /]*
    (?P<name>[^\t\n\f\r />][^\t\n\f\r />=]*)
    (?:[\t\n\f\r ]*=[\t\n\f\r ]*
      (?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\t\n\f\r "'>][^\t\n\f\r >]*))?
    )?""",
    re.VERBOSE,
)
_SKIPPED = re.compile(r"[\t\n\f\r /]*")
_LONGEST, _MOST = 500, 12
_COMMENT = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))", re.DOTALL)
_BOGUS = re.compile(r"<(?:[!?]|/[^a-zA-Z])[^>]*(?:>|\Z)|</>")


class Kind(Enum):
    """``RAW`` is what a style sheet, a script or a title holds; ``OTHER`` a comment or doctype."""

    TEXT = "text"
    START = "start"
    END = "end"
    RAW = "raw"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Attribute:
    """``name`` is in lower case and ``value`` without references.

    ``start`` is where the name begins, and ``end`` where the value ends, with its quotes;
    ``inside`` is where the written value lies between them.
    """

    name: str
    value: str
    start: int
    end: int
    inside: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """``name`` is the tag's in lower case, and for ``RAW`` that of the element it is in."""

    kind: Kind
    start: int
    end: int
    name: str = ""
    attributes: tuple[Attribute, ...] = ()

    def attribute(self, name: str) -> str:
        """Blank where it is not there. Of two of a name the first counts, as in browsers."""
        return next((one.value for one in self.attributes if one.name == name), "")


@dataclass(frozen=True, slots=True)
class Edit:
    """``text`` in place of what stands from ``start`` to ``end``."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Those that reach into an earlier one are left out; those at one place keep their order."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda one: one.start):
        if edit.start >= at:
            parts += (text[at : edit.start], edit.text)
            at = edit.end
    return "".join((*parts, text[at:]))


def rewritten(attribute: Attribute, value: str) -> Edit:
    """The attribute with another value, within the quotes it has."""
    start, end = attribute.inside
    if attribute.end > end:
        return Edit(start, end, escape(value, quote=True))
    return Edit(attribute.start, attribute.end, f'{attribute.name}="{escape(value, quote=True)}"')


def pieces(html: str) -> Iterator[Piece]:
    """All of it, one after the other and without gaps."""
    at = 0
    while at < len(html):
        piece = _piece(html, at)
        yield piece
        at = piece.end
        if piece.kind is Kind.START and piece.name in _RAW:
            end = _end_of_raw(html, at, piece.name)
            if end > at:
                yield Piece(Kind.RAW, at, end, piece.name)
            at = end


def openings(html: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """The ``<name`` of whatever could be a start tag of these names, also within a comment or a

    value: so none can hide, whatever stands around it.
    """
    wanted = re.compile(rf"<(?:{'|'.join(names)})(?=[\t\n\f\r />])", re.IGNORECASE)
    return (match.span() for match in wanted.finditer(html))


def short_tag(html: str, start: int) -> Piece | None:
    """The tag that begins there; None if it is longer than anybody writes one in good faith."""
    tag = _tag(html[start : start + _LONGEST], 0, most=_MOST)
    return tag if tag.kind is Kind.START else None


def _piece(html: str, at: int) -> Piece:
    if html[at] == "<":
        if html.startswith("<!--", at):
            match = _COMMENT.match(html, at)
            return Piece(Kind.OTHER, at, match.end() if match else len(html))
        if _TAG.match(html, at):
            return _tag(html, at)
        if match := _BOGUS.match(html, at):
            return Piece(Kind.OTHER, at, match.end())
    end = html.find("<", at + 1)
    while end >= 0 and not (_TAG.match(html, end) or html[end + 1 : end + 2] in ("!", "?", "/")):
        end = html.find("<", end + 1)
    return Piece(Kind.TEXT, at, len(html) if end < 0 else end)


def _tag(html: str, start: int, *, most: int = 10_000) -> Piece:
    """Of a tag that never ends browsers make nothing; it is a piece of no kind."""
    opening = _TAG.match(html, start)
    assert opening
    found: list[Attribute] = []
    at = opening.end()
    while (at := _skipped(html, at)) < len(html) and html[at] != ">":
        match = _ATTRIBUTE.match(html, at)
        if match is None or len(found) == most or _never_closed(html, match):
            return Piece(Kind.OTHER, start, len(html))
        found.append(_attribute(match))
        at = match.end()
    if at >= len(html) or html[at] != ">":
        return Piece(Kind.OTHER, start, len(html))
    kind = Kind.END if opening[1] else Kind.START
    return Piece(kind, start, at + 1, opening[2].lower(), tuple(found))


def _attribute(match: re.Match[str]) -> Attribute:
    group = next((name for name in ("double", "single", "bare") if match[name] is not None), "")
    inside = match.span(group) if group else (match.end(), match.end())
    value = unescape(match[group]) if group else ""
    return Attribute(match["name"].lower(), value, match.start("name"), match.end(), inside)


def _never_closed(html: str, match: re.Match[str]) -> bool:
    """A quote was opened, and all that follows is in it."""
    return match[0].rstrip().endswith("=") and html[match.end() : match.end() + 1] in ('"', "'")


def _skipped(html: str, at: int) -> int:
    match = _SKIPPED.match(html, at)
    return match.end() if match else at


def _end_of_raw(html: str, at: int, name: str) -> int:
    match = re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE).search(html, at)
    return match.start() if match else len(html)
