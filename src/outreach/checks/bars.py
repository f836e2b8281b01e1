"""Bars: thick borders on one side of a passage, which mark it as asks, a quote or a notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tinycss2 import ast

from outreach.domain.colours import css_colour
from outreach.domain.contrast import Colour

from .font_sizes import length
from .styles import Declaration

_THICK = 4.0
"""CSS pixels from which on a border is more than a rule between parts."""
_STYLES = {"solid", "dashed", "dotted", "double", "groove", "ridge", "inset", "outset"}
_NO_STYLES = {"none", "hidden"}
_WIDTHS = {"thin": 1.0, "medium": 3.0, "thick": 5.0}
_SIDES = ("left", "right")
_IN_FOUR = {"left": (3, 1, 0), "right": (1, 0)}
"""Where a side's value stands among one to four: the first of these that there is."""

BORDERS = frozenset(
    {
        *("border", "border-color", "border-style", "border-width"),
        *(f"border-{side}" for side in _SIDES),
        *(f"border-{side}-{part}" for side in _SIDES for part in ("color", "style", "width")),
    }
)


@dataclass(frozen=True, slots=True)
class _Edge:
    width: float = 3.0
    drawn: bool = False
    colour: tuple[Colour, float] | None = None


def bar(declared: Mapping[str, Declaration], ink: Colour) -> tuple[Colour, float] | None:
    """The colour of the bar beside an element, with its alpha; None if it has no bar.

    ``declared`` are its declarations, those in front that others win against. A frame around it
    is no bar.
    """
    edges = {side: _edge(declared, side) for side in _SIDES}
    thick = [one for one in edges.values() if one.drawn and one.width >= _THICK]
    if len(thick) != 1:
        return None
    return thick[0].colour or (ink, 1.0)


def _edge(declared: Mapping[str, Declaration], side: str) -> _Edge:
    edge = _Edge()
    for name, one in declared.items():
        if name not in BORDERS:
            continue
        tokens = [token for token in one.tokens if not isinstance(token, ast.WhitespaceToken)]
        if name in {"border", f"border-{side}"}:
            edge = _with(_Edge(), tokens)
        elif name.startswith(f"border-{side}-"):
            edge = _with(edge, tokens)
        elif name.count("-") == 1 and name.rpartition("-")[2] in {"color", "style", "width"}:
            place = next((n for n in _IN_FOUR[side] if n < len(tokens)), None)
            edge = edge if place is None else _with(edge, tokens[place : place + 1])
    return edge


def _with(edge: _Edge, tokens: Sequence[ast.Node]) -> _Edge:
    for token in tokens:
        word = token.lower_value if isinstance(token, ast.IdentToken) else ""
        if word in _STYLES or word in _NO_STYLES:
            edge = replace(edge, drawn=word in _STYLES)
        elif word in _WIDTHS:
            edge = replace(edge, width=_WIDTHS[word])
        elif (width := length(token)) is not None:
            edge = replace(edge, width=width)
        elif (colour := css_colour(token.serialize())) is not None:
            edge = replace(edge, colour=colour)
    return edge
