"""Text that is hard to see: contrast in light and dark, and letters that are too small."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

from outreach.domain.colours import as_hex, darkened, lightened, over
from outreach.domain.contrast import (
    FOR_GRAPHICS,
    FOR_LARGE_TEXT,
    FOR_TEXT,
    Colour,
    contrast,
)
from outreach.errors import Level, Problem

from .looks import Look, suits_dark
from .reading import Reading
from .visible import folded, shortened, visible_texts, words_of

_LARGE_FROM, _LARGE_BOLD_FROM = 24.0, 18.66
"""CSS pixels: 18 points, or 14 points in bold (WCAG 2.2, 1.4.3)."""
_FORCED = {FOR_TEXT: 4.0, FOR_LARGE_TEXT: 2.7}
"""Less is asked of what programs make of a letter by rules that nobody knows."""
_SMALL, _TOO_SMALL = 14.0, 12.0
_RAISED = {"sup", "sub"}
_MARK = 0.005

LIGHT = "on a light screen"
DARK = "on a dark screen"
_OWN_DARK = f"{DARK}, by the letter’s own rules"
_MIRRORED = "where a mail program darkens the letter by itself"


@dataclass(frozen=True, slots=True)
class _Pair:
    ink: Colour
    ground: Colour
    needed: float


def check_contrast(reading: Reading) -> Iterator[Problem]:
    """A306 for each pair of colours that is too near, in three ways to show the letter.

    Text on a picture is left out: nobody can tell. Bars that mark a passage are a warning.
    """
    light = _pairs(reading.light)
    yield from _too_near(reading, light, LIGHT, "error")
    yield from _too_near(reading, _bars(reading.light), LIGHT, "warning")
    if suits_dark(reading.tree, reading.sheet):
        yield from _too_near(reading, _pairs(reading.dark), _OWN_DARK, "error")
        yield from _too_near(reading, _bars(reading.dark), _OWN_DARK, "warning")
    forced: dict[_Pair, list[str]] = {}
    for pair, texts in light.items():
        if contrast(pair.ink, pair.ground) >= pair.needed:
            mirrored = _Pair(lightened(pair.ink), darkened(pair.ground), _FORCED[pair.needed])
            forced.setdefault(mirrored, []).extend(texts)
    yield from _too_near(reading, forced, _MIRRORED, "warning")


def _pairs(looks: Mapping[HtmlElement, Look]) -> dict[_Pair, list[str]]:
    """The texts of each pair, as findings quote them."""
    found: dict[_Pair, list[str]] = {}
    for element, said in (*_texts(looks), *_alt_texts(looks)):
        look = looks[element]
        if look.ground is not None:
            ink = over(look.ink, look.alpha, look.ground)
            needed = FOR_LARGE_TEXT if _is_large(look) else FOR_TEXT
            found.setdefault(_Pair(ink, look.ground, needed), []).append(said)
    return found


def _texts(looks: Mapping[HtmlElement, Look]) -> Iterator[tuple[HtmlElement, str]]:
    return ((element, f"“{shortened(text)}”") for element, text in visible_texts(looks))


def _alt_texts(looks: Mapping[HtmlElement, Look]) -> Iterator[tuple[HtmlElement, str]]:
    """Inboxes show these in the colour of the text around, until pictures are asked for."""
    for element, look in looks.items():
        alt = folded(element.get("alt") or "") if element.tag == "img" else ""
        if alt and not look.hidden:
            yield element, f"“{shortened(alt)}” (seen with pictures off)"


def _is_large(look: Look) -> bool:
    return look.size >= (_LARGE_BOLD_FROM if look.bold else _LARGE_FROM)


def _bars(looks: Mapping[HtmlElement, Look]) -> dict[_Pair, list[str]]:
    """Bars beside passages, but for those whose ground alone sets them off."""
    found: dict[_Pair, list[str]] = {}
    for element, look in looks.items():
        parent = element.getparent()
        around = looks[parent].ground if parent is not None else None
        if look.bar is None or look.hidden or around is None or look.ground is None:
            continue
        words = words_of(element)
        if words and contrast(look.ground, around) < FOR_GRAPHICS:
            said = f"the bar beside “{shortened(words)}”"
            found.setdefault(_Pair(look.bar, around, FOR_GRAPHICS), []).append(said)
    return found


def _too_near(
    reading: Reading, pairs: Mapping[_Pair, list[str]], where: str, level: Level
) -> Iterator[Problem]:
    for pair, said in pairs.items():
        ratio = contrast(pair.ink, pair.ground)
        if ratio + _MARK < pair.needed:
            yield reading.problem(
                "A306",
                f"{said[0]}{_and_more(len(said))} is {of_pair(pair.ink, pair.ground, where)}:"
                f" {as_ratio(ratio)}, and {pair.needed:g} is the least",
                _hint(where),
                level,
            )


def of_pair(ink: Colour, ground: Colour, where: str) -> str:
    """Such as ``#ff9900 on #ffffff on a light screen``."""
    return f"{as_hex(ink)} on {as_hex(ground)} {where}"


def as_ratio(ratio: float) -> str:
    """Rounded down: what falls short never reads as if it did not."""
    return f"{int(ratio * 100) / 100:.2f} to 1"


def _hint(where: str) -> str:
    if where == _OWN_DARK:
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
