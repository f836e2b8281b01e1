"""Charts as inline SVG: stacked bars, bars in tables, columns by hour. Pure functions.

Lengths across are in percent, so that a chart fills any width while its letters keep their size.
Colours and patterns are those of ``report_style.html``, by class; ``patterns`` must be on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

LEAST = 0.9
"""The percent of a bar's width below which a slice could not be seen."""

_PLOT, _HEAD, _AXIS = 64, 16, 34
_LINE = Markup('<line class="{}" x1="{:.3f}%" y1="{}" x2="{:.3f}%" y2="{}"/>')
_RECT = Markup('<rect class="{}" x="{:.3f}%" y="{:.2f}" width="{:.3f}%" height="{:.2f}"/>')
_TEXT = Markup('<text class="{}" x="{:.3f}%" y="{}" text-anchor="{}">{}</text>')

LOOKS = ("solid", "light", "stripes", "cross", "dots", "lines", "empty")
"""How a slice is filled: told apart by its pattern where colours are not."""


@dataclass(frozen=True, slots=True)
class Slice:
    """``look`` is of LOOKS."""

    look: str
    count: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A label below column ``at``: an hour, and the day where one begins."""

    at: int
    label: str
    day: str = ""


def widths(counts: Sequence[int], least: float = LEAST) -> list[float]:
    """Percent of the whole, in proportion; what is above zero is never narrower than ``least``.

    They come to 100, or to nothing where all are zero.

    >>> widths([1, 0, 3]), widths([9999, 1]), widths([0])
    ([25.0, 0.0, 75.0], [99.1, 0.9], [0.0])
    """
    narrow: set[int] = set()
    while True:
        rest = sum(count for at, count in enumerate(counts) if at not in narrow)
        room = 100 - least * len(narrow)
        found = [
            least if at in narrow else room * count / rest if count else 0.0
            for at, count in enumerate(counts)
        ]
        small = {at for at, width in enumerate(found) if 0 < width < least} - narrow
        if not small:
            return found
        narrow |= small


def stacked_bar(slices: Sequence[Slice], name: str, title: str, desc: str) -> Markup:
    """``name`` is the figure's own on the page: letters, digits, hyphens."""
    rects, x = [], 0.0
    for one, width in zip(slices, widths([one.count for one in slices]), strict=True):
        if one.count:
            rects.append(_RECT.format(f"slice {_look(one.look)}", x, 0.5, width, 27))
        x += width
    return _svg("bar", 28, name, title, desc, Markup("").join(rects))


def swatch(look: str) -> Markup:
    """What a slice looks like, for the list beside its bar."""
    rect = Markup('<rect class="slice {}" x="0.5" y="0.5" width="13" height="13"/>')
    return Markup('<svg class="swatch" width="14" height="14" aria-hidden="true">{}</svg>').format(
        rect.format(_look(look))
    )


def bar(part: int, whole: int) -> Markup:
    """A share beside its number: it says nothing that the number does not."""
    width = 0.0 if whole <= 0 else min(100.0, 100 * part / whole)
    width = max(width, LEAST) if part > 0 else 0.0
    rects = _RECT.format("ground", 0, 0, 100, 6) + _RECT.format("part", 0, 0, width, 6)
    return Markup('<svg class="share" height="6" aria-hidden="true">{}</svg>').format(rects)


def columns(
    counts: Sequence[int],
    ticks: Sequence[Tick],
    name: str,
    title: str,
    desc: str,
    *,
    axis: bool = True,
) -> Markup:
    """One column an hour; the greatest is as high as the plot and says how many it is.

    Days are parted by a line. Without ``axis`` the labels are left to the chart below it.
    """
    most, slot, foot = max(counts, default=0), 100 / max(1, len(counts)), _HEAD + _PLOT
    parts = [
        _LINE.format("day", tick.at * slot, _HEAD, tick.at * slot, foot)
        for tick in ticks
        if tick.day and tick.at
    ]
    for at, count in enumerate(counts):
        if count:
            high = max(2.0, _PLOT * count / most)
            left, wide = (at + 0.1) * slot, 0.8 * slot
            parts.append(_RECT.format("column", left, foot - high, wide, high))
    parts.append(_LINE.format("floor", 0, foot, 100, foot))
    if most:
        parts.append(_peak(list(counts).index(most), slot, most))
    if axis:
        parts.extend(label for tick in ticks for label in _labels(tick, slot, foot))
    height = foot + (_AXIS if axis else 2)
    return _svg("columns", height, name, title, desc, Markup("").join(parts))


def _peak(at: int, slot: float, most: int) -> Markup:
    x, anchor = _within((at + 0.5) * slot)
    return _TEXT.format("peak", x, _HEAD - 5, anchor, f"{most:,}")


def _within(middle: float) -> tuple[float, str]:
    """Where a label stands so that no edge cuts it."""
    if middle < 8:
        return 0.0, "start"
    return (100.0, "end") if middle > 92 else (middle, "middle")


def _labels(tick: Tick, slot: float, foot: int) -> list[Markup]:
    found = []
    if tick.label:
        left = tick.at * slot
        found.append(_LINE.format("tick", left, foot, left, foot + 4))
        found.append(_TEXT.format("label", left, foot + 16, "start", tick.label))
    if tick.day:
        found.append(_TEXT.format("label label--day", tick.at * slot, foot + 30, "start", tick.day))
    return found


def patterns() -> Markup:
    """What slices are filled with, once a page."""
    return _PATTERNS


_PATTERNS = Markup(
    '<svg class="patterns" width="0" height="0" aria-hidden="true"><defs>'
    '<pattern id="fill-stripes" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect class="tint tint--wait" width="6" height="6"/>'
    '<rect class="ink ink--wait" width="2.5" height="6"/></pattern>'
    '<pattern id="fill-cross" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect class="tint tint--bad" width="6" height="6"/>'
    '<rect class="ink ink--bad" width="2.5" height="6"/>'
    '<rect class="ink ink--bad" width="6" height="2.5"/></pattern>'
    '<pattern id="fill-dots" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect class="tint tint--plain" width="5" height="5"/>'
    '<circle class="ink ink--plain" cx="2.5" cy="2.5" r="1.1"/></pattern>'
    '<pattern id="fill-lines" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<rect class="tint tint--plain" width="4" height="4"/>'
    '<rect class="ink ink--plain" width="4" height="1"/></pattern>'
    "</defs></svg>"
)


def _look(look: str) -> str:
    return f"slice--{look if look in LOOKS else 'empty'}"


def _svg(kind: str, height: int, name: str, title: str, desc: str, inside: Markup) -> Markup:
    return Markup(
        '<svg class="{kind}" width="100%" height="{height}" role="img"'
        ' aria-labelledby="{name}-title {name}-desc"><title id="{name}-title">{title}</title>'
        '<desc id="{name}-desc">{desc}</desc>{inside}</svg>'
    ).format(kind=kind, height=height, name=name, title=title, desc=desc, inside=inside)
