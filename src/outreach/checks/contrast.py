"""Text that is hard to see: contrast in light and dark, and letters that are too small."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

from outreach.errors import Level, Problem

from .colours import Colour, as_hex, contrast, darkened, lightened, over
from .looks import Look
from .reading import Reading
from .visible import shortened, visible_texts

_NORMAL, _LARGE = 4.5, 3.0
_LARGE_FROM, _LARGE_BOLD_FROM = 24.0, 18.66
"""CSS pixels: 18 points, or 14 points in bold (WCAG 2.2, 1.4.3)."""
_FORCED = {_NORMAL: 4.0, _LARGE: 2.7}
"""Less is asked of what programs make of a letter by rules that nobody knows."""
_SMALL, _TOO_SMALL = 14.0, 12.0
_RAISED = {"sup", "sub"}
_MARK = 0.005

_LIGHT = "on a light screen"
_DARK = "on a dark screen, by the letter’s own rules"
_MIRRORED = "where a mail program darkens the letter by itself"


@dataclass(frozen=True, slots=True)
class _Pair:
    ink: Colour
    ground: Colour
    needed: float


def check_contrast(reading: Reading) -> Iterator[Problem]:
    """A306 for each pair of colours that is too near, in three ways to show the letter.

    Text on a picture is left out: nobody can tell.
    """
    light = _pairs(reading.light)
    yield from _too_near(reading, light, _LIGHT, "error")
    if reading.sheet.has_dark_scheme:
        yield from _too_near(reading, _pairs(reading.dark), _DARK, "error")
    forced: dict[_Pair, list[str]] = {}
    for pair, texts in light.items():
        if contrast(pair.ink, pair.ground) >= pair.needed:
            mirrored = _Pair(lightened(pair.ink), darkened(pair.ground), _FORCED[pair.needed])
            forced.setdefault(mirrored, []).extend(texts)
    yield from _too_near(reading, forced, _MIRRORED, "warning")


def _pairs(looks: Mapping[HtmlElement, Look]) -> dict[_Pair, list[str]]:
    found: dict[_Pair, list[str]] = {}
    for element, text in visible_texts(looks):
        look = looks[element]
        if look.ground is not None:
            ink = over(look.ink, look.alpha, look.ground)
            needed = _LARGE if _is_large(look) else _NORMAL
            found.setdefault(_Pair(ink, look.ground, needed), []).append(text)
    return found


def _is_large(look: Look) -> bool:
    return look.size >= (_LARGE_BOLD_FROM if look.bold else _LARGE_FROM)


def _too_near(
    reading: Reading, pairs: Mapping[_Pair, list[str]], where: str, level: Level
) -> Iterator[Problem]:
    for pair, texts in pairs.items():
        ratio = contrast(pair.ink, pair.ground)
        if ratio + _MARK < pair.needed:
            said = f"“{shortened(texts[0])}”{_and_more(len(texts))}"
            yield reading.problem(
                "A306",
                f"{said} is {as_hex(pair.ink)} on {as_hex(pair.ground)} {where}:"
                f" {ratio:.1f} to 1, and {pair.needed:g} is the least",
                _hint(where),
                level,
            )


def _hint(where: str) -> str:
    if where == _DARK:
        return (
            "give it a colour that stands out in the dark colours of [design] in outreach.toml,"
            " with !important: an inlined colour wins else"
        )
    if where == _MIRRORED:
        return "move text and ground further apart in lightness"
    return "change [design] in outreach.toml or the template’s colours"


def _and_more(number: int) -> str:
    return f" and {number - 1} more" if number > 1 else ""


def check_legibility(reading: Reading) -> Iterator[Problem]:
    """A307 small letters, A308 justified text; marks above and below the line may be small."""
    small: dict[float, list[str]] = {}
    justified: list[str] = []
    for element, text in visible_texts(reading.light):
        look = reading.light[element]
        raised = any(one.tag in _RAISED for one in (element, *element.iterancestors()))
        if look.size < _SMALL and not raised:
            small.setdefault(look.size, []).append(text)
        if look.align == "justify":
            justified.append(text)
    for size, texts in sorted(small.items()):
        yield reading.problem(
            "A307",
            f"“{shortened(texts[0])}”{_and_more(len(texts))} is {size:g} pixels tall",
            "set it in 14 pixels or more",
            "error" if size < _TOO_SMALL else "warning",
        )
    if justified:
        said = f"“{shortened(justified[0])}”{_and_more(len(justified))}"
        hint = "set it flush with text-align: left, or right for right-to-left scripts"
        yield reading.problem("A308", f"{said} is justified", hint, "warning")
