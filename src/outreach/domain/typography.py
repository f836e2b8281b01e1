"""Spacing that no editor meant: found the same way where it is mended and where it is reported."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPACE = " \t\u00a0"
_INVISIBLE = "\u00ad\u2060\ufeff\u200b"
# Thai, Lao, Tibetan, Burmese and Khmer mark where a line may end with U+200B.
_NOT_WANTED = "(?:[\u00ad\u2060\ufeff]|(?<![\u0e00-\u109f\u1780-\u17ff])\u200b)"
_SLIP = re.compile(
    rf"(?P<before>(?<=\w)[{_SPACE}]+(?=[,.](?:\s|$)))"
    rf"|(?P<before_high>(?<=\w)[{_SPACE}]+(?=[;:!?](?:\s|$)))"
    rf"|(?P<run>[{_SPACE}{_INVISIBLE}]*[{_SPACE}][{_SPACE}{_INVISIBLE}]+)"
    rf"|(?P<tab>\t)"
    rf"|(?P<invisible>{_NOT_WANTED}+[{_SPACE}]?)"
)
# Most lines hold none, and this says so at once.
_LIKELY = re.compile(rf"[{_SPACE}{_INVISIBLE}](?:(?<! )|(?=[{_SPACE}{_INVISIBLE},.;:!?]))")
# French sets a space before these four, so there it is no slip.
_SPACED_BEFORE_HIGH = ("fr",)


@dataclass(frozen=True, slots=True)
class Slip:
    """``text[start:end]`` should be ``instead``; ``what`` names it for a message."""

    start: int
    end: int
    instead: str
    what: str


def slips(text: str, language: str = "en") -> tuple[Slip, ...]:
    """Double and stray spaces, tabs and invisible characters inside one line of running text.

    A single no-break space between two words is wanted and no slip. Words are never concerned.
    """
    if not _LIKELY.search(text):
        return ()
    found = (_slip(match) for match in _SLIP.finditer(text))
    french = language.startswith(_SPACED_BEFORE_HIGH)
    return tuple(slip for slip in found if not (french and slip.what == _HIGH))


def mended(text: str, language: str = "en") -> str:
    """``text`` with every slip put right."""
    for slip in reversed(slips(text, language)):
        text = text[: slip.start] + slip.instead + text[slip.end :]
    return text


_LOW = "space before punctuation"
_HIGH = "space before a colon, semicolon, question or exclamation mark"


def _slip(match: re.Match[str]) -> Slip:
    found = match[0]
    instead = " " if any(character in found for character in _SPACE) else ""
    match match.lastgroup:
        case "before":
            what, instead = _LOW, ""
        case "before_high":
            what, instead = _HIGH, ""
        case "tab":
            what = "tab"
        case "run" if set(found) <= {" "}:
            what = "double space"
        case "run" if "\u00a0" in found:
            what = "no-break space beside another space"
        case _:
            what = "hidden character (soft hyphen or zero width)"
    return Slip(match.start(), match.end(), instead, what)
