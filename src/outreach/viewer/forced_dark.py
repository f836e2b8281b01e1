"""Letters as programs show them that darken by themselves: Gmail on a phone, Outlook.com.

They turn light grounds dark and dark text light, and leave pictures, gradients among them. How
dark is theirs alone and not published; ``domain.colours`` says what previews have settled on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from outreach.domain.colours import BLACK, as_hex, css_colour, darkened, lightened
from outreach.domain.contrast import WHITE, Colour

from .css_text import declared, words
from .markup import Attribute, Edit, Kind, Piece, edited, pieces, rewritten

_Turn = Callable[[Colour], Colour]

_GROUNDS = {"background", "background-color"}
_INKS = re.compile(
    r"color|-webkit-text-fill-color|-webkit-text-stroke(?:-color)?|caret-color|text-decoration"
    r"(?:-color)?|(?:border|outline|column-rule)(?:-[a-z-]*)?"
)
_GROUND_ATTRIBUTES = {"bgcolor"}
_INK_ATTRIBUTES = {"color", "text", "link", "vlink", "alink", "bordercolor"}
_BARE_HEX = re.compile(r"(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_CANVAS = re.compile(r"(?:^|[\s,>+~}])(?:html|body|:root|\*)(?![-\w])")

GROUND, INK = as_hex(darkened(WHITE)), as_hex(lightened(BLACK))
"""What becomes of a ground and of text that have no colour of their own."""


def forced_dark(html: str) -> str:
    """The letter with its colours turned, in style sheets, styles and attributes."""
    return edited(html, _turned_pieces(html))


def canvas_style(html: str) -> str:
    """CSS for the page behind the letter, where the letter itself says nothing of it."""
    ground = "" if _has_ground(html) else f"background-color:{GROUND};"
    return f":where(:root){{{ground}color:{INK}}}"


def turned_css(css: str) -> str:
    """A sheet, or what a ``style`` attribute says, with its colours turned."""
    edits: list[Edit] = []
    for one in declared(css):
        turn = _turn_of(one.name)
        if turn is None:
            continue
        value = css[one.start : one.end]
        for start, end in words(value):
            if (colour := _turned(value[start:end], turn)) is not None:
                edits.append(Edit(one.start + start, one.start + end, colour))
    return edited(css, edits)


def _turned_pieces(html: str) -> Iterator[Edit]:
    for piece in pieces(html):
        if piece.kind is Kind.RAW and piece.name == "style":
            yield Edit(piece.start, piece.end, turned_css(html[piece.start : piece.end]))
        elif piece.kind is Kind.START:
            for attribute in piece.attributes:
                value = _turned_attribute(attribute)
                if value != attribute.value:
                    yield rewritten(attribute, value)


def _turned_attribute(attribute: Attribute) -> str:
    if attribute.name == "style":
        return turned_css(attribute.value)
    if attribute.name in _GROUND_ATTRIBUTES:
        return _turned(_legacy(attribute.value), darkened) or attribute.value
    if attribute.name in _INK_ATTRIBUTES:
        return _turned(_legacy(attribute.value), lightened) or attribute.value
    return attribute.value


def _legacy(value: str) -> str:
    """Attributes may leave the hash out (HTML Living Standard, 2.4.6)."""
    bare = value.strip()
    return f"#{bare}" if _BARE_HEX.fullmatch(bare) else bare


def _turn_of(name: str) -> _Turn | None:
    if name in _GROUNDS:
        return darkened
    return lightened if _INKS.fullmatch(name) else None


def _turned(word: str, turn: _Turn) -> str | None:
    """None where it is no colour, or one that stays."""
    read = css_colour(word)
    if read is None:
        return None
    colour, alpha = read
    turned = turn(colour)
    if turned == colour or alpha == 0:
        return None
    return as_hex(turned) + (f"{round(alpha * 255):02x}" if alpha < 1 else "")


def _has_ground(html: str) -> bool:
    return any(
        _grounds_canvas(piece)
        if piece.kind is Kind.START
        else piece.kind is Kind.RAW and piece.name == "style" and _sheet_grounds_canvas(html, piece)
        for piece in pieces(html)
    )


def _grounds_canvas(piece: Piece) -> bool:
    if piece.name not in {"html", "body"}:
        return False
    names = {one.name for one in declared(piece.attribute("style"))}
    return bool(piece.attribute("bgcolor") or piece.attribute("background") or names & _GROUNDS)


def _sheet_grounds_canvas(html: str, piece: Piece) -> bool:
    return any(
        one.name in _GROUNDS and _CANVAS.search(one.selector)
        for one in declared(html[piece.start : piece.end])
    )
