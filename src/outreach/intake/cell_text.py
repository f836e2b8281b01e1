"""What a spreadsheet's cell says: numbers as they are shown, never as ``1e+15``."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from outreach.domain.spreadsheet import unguarded

_WRAPPED = re.compile(r'\s*="((?:[^"]|"")*)"\s*')
_DIGITS = re.compile(r"[0()\- +/]*0")
_LITERALS = re.compile(r'\\(.)|"([^"]*)"')


def cell_text(value: object, kind: str, number_format: str) -> str:
    """The text of a cell; ``kind`` is Excel's (``e`` is an error, which says nothing).

    >>> cell_text(2134, "n", "00000"), cell_text(2134.0, "n", "General")
    ('02134', '2134')
    """
    if value is None or kind == "e":
        return ""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return _number(value, number_format)
        case datetime():
            plain = value.time() == time()
            return value.date().isoformat() if plain else value.isoformat(" ", "seconds")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("seconds")
        case timedelta():
            return str(value)
    return str(value)


def plain_text(cell: str) -> str:
    """A cell without what spreadsheets put around it to keep it text."""
    return unwrapped(unguarded(cell))


def unwrapped(cell: str) -> str:
    """The text of a formula that is nothing but text, which keeps Excel from reading a number.

    >>> unwrapped('="02134"'), unwrapped('="a""b"'), unwrapped('=A1&"x"')
    ('02134', 'a"b', '=A1&"x"')
    """
    found = _WRAPPED.fullmatch(cell)
    return found[1].replace('""', '"') if found else cell


def _number(value: float, number_format: str) -> str:
    """Excel keeps and shows 15 digits."""
    text = format(Decimal(format(value, ".15g") if isinstance(value, float) else value), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    shape = _LITERALS.sub(
        lambda found: found[1] or found[2] or "", number_format.split(";", maxsplit=1)[0]
    )
    return _in_shape(text, shape) if text.isdigit() and _DIGITS.fullmatch(shape) else text


def _in_shape(digits: str, shape: str) -> str:
    """A format such as ``00000`` or ``(000) 000-0000`` filled in from its right end."""
    places = shape.count("0")
    filled = iter(digits.rjust(places, "0")[-places:])
    shown = "".join(next(filled) if ch == "0" else ch for ch in shape)
    surplus = digits[: max(0, len(digits) - places)]
    first = shown.index(next(ch for ch in shown if ch.isdigit()))
    return shown[:first] + surplus + shown[first:]
