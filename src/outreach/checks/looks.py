"""How each element of a letter looks: the cascade of CSS, as far as the checks need it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from outreach.domain.colours import BLACK, css_colour, over
from outreach.domain.contrast import WHITE, Colour

from .bars import BORDERS, bar
from .font_sizes import font_size
from .styles import Declaration, Sheet, applies, inline_declarations, matches

_DARK_CANVAS: Colour = (0x12 / 255,) * 3
_OWN_SIZE = {
    "h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67, "small": 1 / 1.2,
    "sup": 1 / 1.2, "sub": 1 / 1.2, "big": 1.2,
}  # fmt: skip
_BOLD = {"h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "th"}
_WANTED = {
    "color", "background", "background-color", "background-image", "font-size", "font",
    "font-weight", "display", "visibility", "opacity", "text-align", "direction", "color-scheme",
    *BORDERS,
}  # fmt: skip
_GROUNDED = {"body", "table", "thead", "tbody", "tfoot", "tr", "td", "th"}
"""The elements whose ``bgcolor`` browsers read (HTML Living Standard, 15.3)."""
_LINK_LIGHT: Colour = (0.0, 0.0, 0xEE / 255)
_LINK_DARK: Colour = (0x9E / 255, 0x9E / 255, 1.0)

_Weight = tuple[bool, bool, tuple[int, int, int], int]
_Declared = Mapping[str, Declaration]


@dataclass(frozen=True, slots=True)
class Look:
    """``ground`` is the colour behind the text, unknown (None) where it stands on a picture.

    ``size`` is in CSS pixels. ``alpha`` is what the opacity of the element and all around it
    makes of its ink. ``direction`` is what CSS says, without ``dir``. ``dark`` is whether the
    browser's own colours are its dark ones. ``bar`` is the colour of a bar beside it.
    """

    ink: Colour = BLACK
    ground: Colour | None = WHITE
    size: float = 16.0
    bold: bool = False
    hidden: bool = False
    align: str = "start"
    direction: str = "ltr"
    alpha: float = 1.0
    dark: bool = False
    bar: Colour | None = None


def looks(tree: HtmlElement, sheet: Sheet, *, dark: bool = False) -> dict[HtmlElement, Look]:
    """Every element of the document, by the rules of CSS for a desktop's screen.

    ``dark`` is what a program shows that follows the letter's own dark rules; a letter that has
    none keeps its light colours there.
    """
    declared = _cascade(tree, sheet, dark=dark)
    start = Look()
    by_meta = _chosen(_said_by_meta(tree), dark)
    if _is_dark(declared.get(tree, {}), by_meta, dark):
        start = Look(ink=WHITE, ground=_DARK_CANVAS, dark=True)
    found: dict[HtmlElement, Look] = {}
    for element in tree.iter():
        if isinstance(element.tag, str):
            parent = element.getparent()
            around = start if parent is None else found[parent]
            found[element] = _look(element, around, declared.get(element, {}), dark)
    return found


def suits_dark(tree: HtmlElement, sheet: Sheet) -> bool:
    """Whether the letter has rules of its own for dark screens, or says that both suit it."""
    return (
        sheet.has_dark_scheme
        or "dark" in _said_by_meta(tree).split()
        or any(
            one.name == "color-scheme" and "dark" in one.value.split()
            for element in tree.iter()
            if isinstance(element.tag, str) and (style := element.get("style"))
            for one in inline_declarations(style)
        )
    )


def _said_by_meta(tree: HtmlElement) -> str:
    metas = [meta for meta in tree.iter("meta") if meta.get("name") == "color-scheme"]
    return (metas[0].get("content") or "").lower() if metas else ""


def _is_dark(declared: _Declared, otherwise: bool, on_dark_screen: bool) -> bool:
    """Whether the browser's own colours are its dark ones."""
    one = declared.get("color-scheme")
    if one is None or one.value == "inherit":
        return otherwise
    return _chosen(one.value, on_dark_screen)


def _chosen(schemes: str, on_dark_screen: bool) -> bool:
    """Who suits the dark alone is dark on every screen (CSS Color Adjust 1, 2.2)."""
    words = schemes.split()
    return "dark" in words and (on_dark_screen or "light" not in words)


def _cascade(
    tree: HtmlElement, sheet: Sheet, *, dark: bool
) -> dict[HtmlElement, dict[str, Declaration]]:
    """The winning declaration of each property of each element, those that win most at the end."""
    best: dict[HtmlElement, dict[str, tuple[_Weight, Declaration]]] = {}

    def put(element: HtmlElement, declaration: Declaration, weight: _Weight) -> None:
        mine = best.setdefault(element, {})
        standing = mine.get(declaration.name)
        if standing is None or standing[0] <= weight:
            mine[declaration.name] = (weight, declaration)

    for order, rule in enumerate(sheet.rules):
        wanted = [one for one in rule.declarations if one.name in _WANTED]
        if wanted and applies(rule.media, dark=dark):
            for specificity, element in matches(rule, tree):
                for one in wanted:
                    put(element, one, (one.important, False, specificity, order))
    for element in tree.iter():
        style = element.get("style") if isinstance(element.tag, str) else None
        for order, one in enumerate(inline_declarations(style) if style else ()):
            if one.name in _WANTED:
                put(element, one, (one.important, True, (0, 0, 0), order))
    return {
        element: {name: one for name, (_, one) in sorted(_in_force(mine), key=lambda it: it[1][0])}
        for element, mine in best.items()
    }


def _in_force(
    mine: Mapping[str, tuple[_Weight, Declaration]],
) -> Iterator[tuple[str, tuple[_Weight, Declaration]]]:
    """Without what a later shorthand sets back, or a later longhand replaces."""
    for longhand, shorthand in (
        ("background-color", "background"),
        ("background-image", "background"),
        ("font-size", "font"),
        ("font-weight", "font"),
    ):
        one, all_of_it = mine.get(longhand), mine.get(shorthand)
        if one and all_of_it and one[0] < all_of_it[0]:
            mine = {name: pair for name, pair in mine.items() if name != longhand}
    yield from mine.items()


def _look(element: HtmlElement, around: Look, declared: _Declared, on_dark_screen: bool) -> Look:
    tag = element.tag
    dark = _is_dark(declared, around.dark, on_dark_screen)
    link = _LINK_DARK if dark else _LINK_LIGHT
    look = replace(
        around,
        size=around.size * _OWN_SIZE.get(tag, 1.0),
        bold=around.bold or tag in _BOLD,
        ink=link if tag == "a" and element.get("href") else around.ink,
        hidden=around.hidden or element.get("hidden") is not None,
        align="center" if tag in {"center", "th"} else element.get("align") or around.align,
        dark=dark,
    )
    look = _with_text(look, around, declared)
    return _with_colours(element, look, around, declared)


def _with_text(look: Look, around: Look, declared: _Declared) -> Look:
    size, weight = look.size, look.bold
    if font := declared.get("font"):
        size = _known(font_size(font.tokens, around.size), size)
        weight = any(_is_bold(word, around.bold) for word in font.value.split()[:3])
    if one := declared.get("font-size"):
        size = _known(font_size(one.tokens, around.size), size)
    if one := declared.get("font-weight"):
        weight = _is_bold(one.value, around.bold)
    hidden = look.hidden or size == 0
    if one := declared.get("display"):
        hidden = hidden or one.value == "none"
    if one := declared.get("visibility"):
        hidden = hidden or one.value in {"hidden", "collapse"}
    align = declared["text-align"].value if "text-align" in declared else look.align
    direction = declared["direction"].value if "direction" in declared else look.direction
    return replace(look, size=size, bold=weight, hidden=hidden, align=align, direction=direction)


def _known(size: float | None, otherwise: float) -> float:
    return otherwise if size is None else size


def _is_bold(value: str, around: bool) -> bool:
    if value == "inherit":
        return around
    return value in {"bold", "bolder"} or (value.isdecimal() and int(value) >= 600)


def _with_colours(element: HtmlElement, look: Look, around: Look, declared: _Declared) -> Look:
    alpha = look.alpha
    if one := declared.get("opacity"):
        with suppress(ValueError):
            alpha *= min(max(float(one.value), 0.0), 1.0)
    ground = _ground(element, look.ground, declared)
    ink = look.ink
    if one := declared.get("color"):
        ink = _ink(one.value, look, around, ground)
    elif (named := element.get("color")) and element.tag == "font":
        ink = _ink(named, look, around, ground)
    beside = bar(declared, ink)
    seen = over(*beside, around.ground) if beside and beside[1] and around.ground else None
    hidden = look.hidden or alpha == 0
    return replace(look, ink=ink, ground=ground, alpha=alpha, hidden=hidden, bar=seen)


def _ink(value: str, look: Look, around: Look, ground: Colour | None) -> Colour:
    if value in {"inherit", "currentcolor"}:
        return around.ink
    read = css_colour(value)
    if read is None:
        return look.ink
    colour, alpha = read
    return colour if ground is None else over(colour, alpha, ground)


def _ground(element: HtmlElement, behind: Colour | None, declared: _Declared) -> Colour | None:
    ground = behind
    written = element.get("bgcolor") if element.tag in _GROUNDED else None
    colours = [written] if written else []
    for name in ("background", "background-color"):
        if one := declared.get(name):
            colours = [*_colour_words(one)]
    for value in colours:
        read = css_colour(value)
        if read is not None and read[1] == 1:
            ground = read[0]
        elif read is not None and read[1] > 0:
            ground = over(*read, ground) if ground is not None else None
    image = any(
        "url(" in declared[name].value or "gradient(" in declared[name].value
        for name in ("background", "background-image")
        if name in declared
    )
    return None if image or element.get("background") else ground


def _colour_words(declaration: Declaration) -> Iterator[str]:
    for token in declaration.tokens:
        text = token.serialize()
        if css_colour(text) is not None:
            yield text
