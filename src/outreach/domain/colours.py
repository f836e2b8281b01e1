"""Colours: those of CSS, laid over one another, and what a forced dark mode makes of one."""

from __future__ import annotations

from collections.abc import Callable
from math import atan2, cos, hypot, sin
from typing import Any

from tinycss2.color4 import parse_color

from .contrast import Colour, linear

BLACK: Colour = (0.0, 0.0, 0.0)

_WHITE_POINT = (0.95047, 1.0, 1.08883)
_MIDDLE = 50.0
_KEPT_DISTANCE = 0.75
_KEPT_CHROMA = 0.8


def over(colour: Colour, alpha: float, ground: Colour) -> Colour:
    """What is seen of a translucent colour on an opaque one."""
    red, green, blue = (
        alpha * top + (1 - alpha) * below for top, below in zip(colour, ground, strict=True)
    )
    return red, green, blue


def css_colour(value: str) -> tuple[Colour, float] | None:
    """The colour and its alpha, if the value is a colour that is known here."""
    read: Any = parse_color(value)
    if read is None or isinstance(read, str):
        return None
    try:
        red, green, blue = (min(max(part, 0.0), 1.0) for part in read.to("srgb").coordinates)
    except (NotImplementedError, TypeError):
        return None
    return (red, green, blue), read.alpha


def as_hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in colour)


def darkened(ground: Colour) -> Colour:
    """A light ground as programs that force dark mode show it; a dark one stays."""
    return _mirrored(ground, lambda lightness: lightness >= _MIDDLE)


def lightened(ink: Colour) -> Colour:
    """Dark text as programs that force dark mode show it; light text stays."""
    return _mirrored(ink, lambda lightness: lightness < _MIDDLE)


def _mirrored(colour: Colour, wanted: Callable[[float], bool]) -> Colour:
    """Lightness mirrored at the middle and drawn towards it, with less chroma, in CIE LCh.

    The programs do not publish theirs; previews of e-mail editors have settled on this.
    """
    lightness, chroma, hue = _to_lch(colour)
    if not wanted(lightness):
        return colour
    mirrored = _MIDDLE - (lightness - _MIDDLE) * _KEPT_DISTANCE
    return _from_lch(mirrored, chroma * _KEPT_CHROMA, hue)


def _to_lch(colour: Colour) -> tuple[float, float, float]:
    red, green, blue = (linear(channel) for channel in colour)
    xyz = (
        0.4124564 * red + 0.3575761 * green + 0.1804375 * blue,
        0.2126729 * red + 0.7151522 * green + 0.0721750 * blue,
        0.0193339 * red + 0.1191920 * green + 0.9503041 * blue,
    )
    x, y, z = (_lab(part / white) for part, white in zip(xyz, _WHITE_POINT, strict=True))
    a, b = 500 * (x - y), 200 * (y - z)
    return 116 * y - 16, hypot(a, b), atan2(b, a)


def _from_lch(lightness: float, chroma: float, hue: float) -> Colour:
    """The nearest sRGB has: channels out of its gamut are cut off."""
    y = (lightness + 16) / 116
    parts = y + chroma * cos(hue) / 500, y, y - chroma * sin(hue) / 200
    x, y, z = (white * _unlab(part) for part, white in zip(parts, _WHITE_POINT, strict=True))
    return (
        _gamma(3.2404542 * x - 1.5371385 * y - 0.4985314 * z),
        _gamma(-0.9692660 * x + 1.8760108 * y + 0.0415560 * z),
        _gamma(0.0556434 * x - 0.2040259 * y + 1.0572252 * z),
    )


def _gamma(channel: float) -> float:
    held = min(max(channel, 0.0), 1.0)
    return held * 12.92 if held <= 0.0031308 else 1.055 * held ** (1 / 2.4) - 0.055


def _lab(part: float) -> float:
    return part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116


def _unlab(part: float) -> float:
    return part**3 if part > 6 / 29 else (116 * part - 16) * 27 / 24389
