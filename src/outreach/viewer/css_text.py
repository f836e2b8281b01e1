"""Style sheets as they are written: their declarations and conditions, each with where it stands.

Reads sheets and ``style`` attributes alike, by the tokens of CSS Syntax 3, section 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMMENT = r"/\*.*?(?:\*/|\Z)"
_STRING = r""""(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?"""
_GAP = r"(?:\s|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)*"
_TOKEN = re.compile(
    rf"""(?P<comment>{_COMMENT})|(?P<string>{_STRING})
    |\burl\(\s*[^"'\s)][^)]*(?:\)|\Z)|\\.|(?P<mark>[(){{}}\[\];])""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_DECLARATION = re.compile(rf"{_GAP}([-\w]+){_GAP}:", re.DOTALL)
_FUNCTION = re.compile(r"[-\w]+\(")
_WORD = re.compile(r"#?[-\w]+")
_CONDITION = re.compile(
    rf"{_COMMENT}|{_STRING}"
    rf"|\((?P<said>{_GAP}prefers-color-scheme{_GAP}:{_GAP}(?P<scheme>dark|light){_GAP})\)",
    re.DOTALL | re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"""url\(\s*(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^)"']*)\s*\)""", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Declared:
    """The value stands from ``start`` to ``end``. ``name`` and ``selector`` are in lower case."""

    selector: str
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Chunk:
    """What stands between braces and semicolons, and the mark it ends with, blank at the end."""

    start: int
    end: int
    closed_by: str


def declared(css: str) -> Iterator[Declared]:
    """Every declaration, also those below conditions and in rules within rules."""
    selectors: list[str] = []
    for chunk in _chunks(css):
        if chunk.closed_by == "{":
            selectors.append(css[chunk.start : chunk.end].strip().lower())
            continue
        match = _DECLARATION.match(css, chunk.start, chunk.end)
        if match:
            selector = selectors[-1] if selectors else ""
            yield Declared(selector, match[1].lower(), match.end(), chunk.end)
        if chunk.closed_by == "}" and selectors:
            selectors.pop()


def with_scheme(css: str, *, dark: bool) -> str:
    """Its conditions on the reader's scheme made always true or never; what they said stays there

    as a comment. Comments and strings that read like one are none. ``css`` is a sheet or the
    conditions of a ``media`` attribute.
    """

    def settled(match: re.Match[str]) -> str:
        said = match["said"]
        if said is None:
            return match[0]
        feature = "min-width" if (match["scheme"].lower() == "dark") == dark else "max-width"
        return f"({feature}:0)" if "/*" in said else f"({feature}:0/*{said}*/)"

    return _CONDITION.sub(settled, css) if "prefers-color-scheme" in css.lower() else css


def without_addresses(css: str) -> str:
    """``none`` in place of every picture, face or sheet that it would fetch."""
    return _ADDRESS.sub("none", css) if "url(" in css.lower() else css


def words(value: str) -> Iterator[tuple[int, int]]:
    """Where in a value its words and whole functions are; those within functions are none."""
    at = 0
    while at < len(value):
        if token := _TOKEN.match(value, at):
            at = token.end()
        elif function := _FUNCTION.match(value, at):
            at = _closed(value, function.end())
            yield function.start(), at
        elif word := _WORD.match(value, at):
            at = word.end()
            yield word.span()
        else:
            at += 1


def _chunks(css: str) -> Iterator[_Chunk]:
    start, depth = 0, 0
    for match in _TOKEN.finditer(css):
        mark = match["mark"]
        if mark is None:
            continue
        if mark in "([":
            depth += 1
        elif mark in ")]":
            depth = max(depth - 1, 0)
        elif depth == 0:
            yield _Chunk(start, match.start(), mark)
            start = match.end()
    yield _Chunk(start, len(css), "")


def _closed(value: str, at: int) -> int:
    depth = 1
    while depth:
        token = _TOKEN.search(value, at)
        if token is None:
            return len(value)
        depth += {"(": 1, ")": -1}.get(token["mark"] or "", 0)
        at = token.end()
    return at
