"""The house's own colours, looked at where they are set, before any letter is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from outreach.domain.colours import BLACK, as_hex, over
from outreach.domain.contrast import FOR_TEXT, WHITE, Colour, contrast, from_hex
from outreach.domain.design import Design, Palette
from outreach.errors import Place, Problem

from .contrast import DARK, LIGHT, as_ratio, of_pair

_TEXTS = {
    "text": ("the text", ("background", "panel")),
    "muted": ("small print", ("background",)),
    "link": ("links", ("background", "panel")),
    "accent": ("the house’s name", ("background",)),
    "alert": ("an embargo or a correction", ("background",)),
}
"""What is written in a colour, and the grounds it stands on in the letters of this house."""
_STEPS = 40

Places = Callable[[str, str], Place | None]
"""Where a colour of ``light`` or ``dark`` stands in the settings."""


@dataclass(frozen=True, slots=True)
class _Fault:
    """A colour that is too near a ground it stands on."""

    scheme: str
    name: str
    ink: Colour
    grounds: tuple[str, ...]
    palette: Palette


def check_palette(design: Design, at: Places = lambda _scheme, _name: None) -> Iterator[Problem]:
    """A306 for each colour of the design that is too near the grounds it stands on."""
    for one in _faults(design):
        what, _ = _TEXTS[one.name]
        ground = min(one.grounds, key=lambda name: contrast(one.ink, _colour(one.palette, name)))
        pair = of_pair(one.ink, _colour(one.palette, ground), _where(one.scheme))
        ratio = as_ratio(contrast(one.ink, _colour(one.palette, ground)))
        yield Problem(
            "A306",
            f"the colour {one.name}, in which {what} stands, is {pair}:"
            f" {ratio}, and {FOR_TEXT:g} is the least",
            at(one.scheme, one.name),
            _hint(one),
        )


def without_told(problems: Iterable[Problem], design: Design) -> list[Problem]:
    """Findings on letters but for pairs of colours that ``check_palette`` tells already."""
    told = {
        of_pair(one.ink, _colour(one.palette, ground), _where(one.scheme))
        for one in _faults(design)
        for ground in one.grounds
    }
    return [
        one
        for one in problems
        if one.code != "A306" or not any(pair in one.message for pair in told)
    ]


def _faults(design: Design) -> Iterator[_Fault]:
    for scheme, palette in (("light", design.light), ("dark", design.dark)):
        for name, (_, grounds) in _TEXTS.items():
            ink = _colour(palette, name)
            near = tuple(one for one in grounds if _too_near(ink, _colour(palette, one)))
            if near:
                yield _Fault(scheme, name, ink, near, palette)


def _too_near(ink: Colour, ground: Colour) -> bool:
    return contrast(ink, ground) < FOR_TEXT


def _colour(palette: Palette, name: str) -> Colour:
    return from_hex(getattr(palette, name))


def _where(scheme: str) -> str:
    return LIGHT if scheme == "light" else DARK


def _hint(fault: _Fault) -> str:
    grounds = [_colour(fault.palette, name) for name in _TEXTS[fault.name][1]]
    table = f"[design.{fault.scheme}]"
    for end, how in ((BLACK, "darker"), (WHITE, "lighter")):
        for step in range(1, _STEPS):
            one = over(end, step / _STEPS, fault.ink)
            rounded = from_hex(as_hex(one))
            if not any(_too_near(rounded, ground) for ground in grounds):
                return f'write a {how} one in {table}, such as {fault.name} = "{as_hex(one)}"'
    return f"move {fault.name} and {' and '.join(fault.grounds)} further apart in {table}"
