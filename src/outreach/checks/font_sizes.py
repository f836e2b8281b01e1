"""Font sizes in CSS pixels."""

from __future__ import annotations

from collections.abc import Iterable

from tinycss2 import ast

_PIXELS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54}
_NAMED = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0,
    "x-large": 24.0, "xx-large": 32.0,
}  # fmt: skip
_ROOT = 16.0


def font_size(tokens: Iterable[ast.Node], around: float) -> float | None:
    """The size that ``font-size`` or ``font`` sets; None if it sets none that is known here.

    ``around`` is the size of the element around. Of ``font`` it is the first length or name.
    """
    for token in tokens:
        if isinstance(token, ast.DimensionToken):
            return _dimension(token.value, token.lower_unit, around)
        if isinstance(token, ast.PercentageToken):
            return around * token.value / 100
        if isinstance(token, ast.NumberToken) and token.value == 0:
            return 0.0
        if isinstance(token, ast.IdentToken):
            named = _name(token.lower_value, around)
            if named is not None:
                return named
        if isinstance(token, ast.FunctionBlock):
            return _function(token, around)
        if isinstance(token, ast.LiteralToken) and token.value == "/":
            return None
    return None


def length(token: ast.Node) -> float | None:
    """A length in CSS pixels, where it is one that hangs on no font."""
    if isinstance(token, ast.DimensionToken) and token.lower_unit in _PIXELS:
        return float(token.value * _PIXELS[token.lower_unit])
    return 0.0 if isinstance(token, ast.NumberToken) and token.value == 0 else None


def _dimension(value: float, unit: str, around: float) -> float | None:
    relative = {"em": around, "rem": _ROOT, "ex": around / 2, "ch": around / 2}
    factor = relative.get(unit, _PIXELS.get(unit))
    return None if factor is None else value * factor


def _name(word: str, around: float) -> float | None:
    relative = {"smaller": 1 / 1.2, "larger": 1.2, "inherit": 1.0}
    return around * relative[word] if word in relative else _NAMED.get(word)


def _function(block: ast.FunctionBlock, around: float) -> float | None:
    """``max``, ``min`` and ``clamp`` of sizes that are known."""
    known = (font_size([token], around) for token in block.arguments)
    sizes = [size for size in known if size is not None]
    if block.lower_name not in {"max", "min", "clamp"} or not sizes:
        return None
    if block.lower_name == "clamp":
        return sorted(sizes)[len(sizes) // 2]
    return max(sizes) if block.lower_name == "max" else min(sizes)
