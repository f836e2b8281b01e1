"""The signatories of a press kit, in columns that end with the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from outreach.domain.language import direction
from outreach.domain.statement import Signatory

from .press_kit_blocks import Node, joined, linked, shown_address, words
from .press_kit_fonts import TALL, script_of

_FEW = 12
_PAGE = 600.0
"""Points of a US letter page below a heading; A4 is taller."""
_SMALLER, _BESIDE, _LEADING, _SPACING = 0.92, 0.85, 0.5, 0.9
"""As ``press_kit.typ`` sets them, in parts of the size of letters."""
_LINE, _ARABIC_LINE, _TALL_LINE = 0.66, 1.0, 1.55
_A_LITTLE = 0.1
_NAME_WIDTH, _BESIDE_WIDTH = 42, 50
_APART, _END_APART = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Measure:
    """The size of the text in points, and the height of its lines in parts of that."""

    size: float
    line: float = _LINE

    def height(self, signatory: Signatory) -> float:
        """About how many points of a column this takes; rather too many."""
        size = self.size * _SMALLER
        names = -(-_width(signatory.name) // _NAME_WIDTH)
        beside = -(-_width(" · ".join(_beside(signatory))) // _BESIDE_WIDTH)
        name = max(self.line, _line(signatory.name))
        small = max(self.line, _line(signatory.native_name)) * _BESIDE
        lines = names * (name + _LEADING) + beside * (small + _LEADING)
        return size * (lines - _LEADING + _SPACING)


def measure(size: float, language: str) -> Measure:
    """That of a text in ``language``, whose letters are ``size`` points high."""
    if script_of(language) in TALL:
        return Measure(size, _TALL_LINE)
    return Measure(size, _ARABIC_LINE if direction(language) == "rtl" else _LINE)


def columns(
    signatories: Sequence[Signatory], measured: Measure, around: str
) -> list[dict[str, Any]]:
    """The signatories in groups of two columns, each as high as a page at most.

    A few stand in one column. ``around`` is the way in which the text around them runs.
    """
    if len(signatories) < _FEW:
        heights = [measured.height(one) for one in signatories]
        one_column = _group(list(signatories), len(signatories), heights, around)
        return [one_column] if signatories else []
    groups: list[dict[str, Any]] = []
    held: list[Signatory] = []
    heights = []
    for one in signatories:
        height = measured.height(one)
        if held and _highest([*heights, height]) > _PAGE:
            groups.append(_group(held, _middle(heights), heights, around))
            held, heights = [], []
        held.append(one)
        heights.append(height)
    return [*groups, _group(held, _middle(heights), heights, around)]


def _middle(heights: Sequence[float]) -> int:
    """How many fill the first of two columns of the same height."""
    tops = list(accumulate(heights))
    return 1 + sum(2 * top < tops[-1] - _A_LITTLE for top in tops[:-1])


def _highest(heights: Sequence[float]) -> float:
    middle = _middle(heights)
    return max(sum(heights[:middle]), sum(heights[middle:]))


def _group(
    signatories: list[Signatory], first_column: int, heights: list[float], around: str
) -> dict[str, Any]:
    both = [signatories[:first_column], signatories[first_column:]]
    return {
        "columns": [[_signatory(one, around) for one in column] for column in both if column],
        "fits": max(sum(heights[:first_column]), sum(heights[first_column:])) <= _PAGE,
    }


def _signatory(signatory: Signatory, around: str) -> dict[str, list[Node]]:
    place, host = _place(signatory), shown_address(signatory.url)
    parts = [
        words(_apart(signatory.native_name, around)),
        [{"is": "muted", "in": words(_apart(place, around))}] if place else [],
        linked(words(_apart(host, around)), signatory.url) if host else [],
    ]
    return {"name": words(_apart(signatory.name, around)), "beside": joined(parts, " · ")}


def _beside(signatory: Signatory) -> list[str]:
    parts = (signatory.native_name, _place(signatory), shown_address(signatory.url))
    return [part for part in parts if part]


def _place(signatory: Signatory) -> str:
    return ", ".join(filter(None, (signatory.city, signatory.country)))


def _apart(text: str, around: str) -> str:
    """A name that runs the other way than the text ``around``, with what belongs to it.

    Else its full stop or bracket would move to its other end (Unicode Standard Annex 9, 2.4).
    """
    kinds = map(unicodedata.bidirectional, text)
    first = next((one for one in kinds if one in ("L", "R", "AL")), "")
    runs = {"": around, "L": "ltr"}.get(first, "rtl")
    return text if runs == around else f"{_APART}{text}{_END_APART}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _line(text: str) -> float:
    """The height of a line with these letters, in parts of their size."""
    if any("\u0f00" <= one <= "\u0fff" for one in text):
        return _TALL_LINE
    return _ARABIC_LINE if any(unicodedata.bidirectional(one) == "AL" for one in text) else _LINE
