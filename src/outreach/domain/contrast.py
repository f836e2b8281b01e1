"""How far two colours stand apart, as WCAG 2 counts it.

Colours are ``(red, green, blue)`` in sRGB, each from 0 to 1.
"""

from __future__ import annotations

Colour = tuple[float, float, float]
WHITE: Colour = (1.0, 1.0, 1.0)

FOR_TEXT, FOR_LARGE_TEXT, FOR_GRAPHICS = 4.5, 3.0, 3.0
"""The least that WCAG 2.2 asks for: 1.4.3 for text, 1.4.11 for what else carries meaning."""


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Colour) -> float:
    """Relative luminance, from 0 to 1."""
    red, green, blue = (linear(channel) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(channel: float) -> float:
    """A channel of sRGB by the light it gives."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def from_hex(written: str) -> Colour:
    """The colour written as ``#rrggbb``."""
    red, green, blue = (int(written[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue
