"""How much room a line takes, and how much of it inboxes show."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_JOINER, _AS_EMOJI = "\u200d", "\ufe0f"


@dataclass(frozen=True, slots=True)
class Inbox:
    """``subject`` and ``preheader`` are what one line of its list shows of each, in letters."""

    name: str
    subject: int
    preheader: int


INBOXES = (
    Inbox("iPhone Mail", 41, 90),
    Inbox("Gmail on a phone", 40, 45),
    Inbox("Outlook on a phone", 42, 50),
    Inbox("Outlook", 60, 55),
    Inbox("Yahoo Mail", 60, 60),
    Inbox("Gmail in a browser", 70, 90),
    Inbox("Apple Mail", 70, 100),
)
"""From general knowledge, and approximate: windows, fonts and versions differ."""

CLIPPED_AT = 102 * 1024
"""Gmail shows no more bytes of a letter's HTML than these; observed, Google does not say so."""


def characters(text: str) -> list[str]:
    """The text as a reader counts it: an accent, an emoji or a flag is one with what it joins.

    >>> len(characters("Ü\u0308")), len(characters("\U0001f469\u200d\U0001f469\u200d\U0001f467"))
    (1, 1)
    """
    found: list[str] = []
    for char in text:
        if found and (_belongs(char) or found[-1].endswith(_JOINER) or _is_flag(found[-1], char)):
            found[-1] += char
        else:
            found.append(char)
    return found


def room(text: str) -> int:
    """How many Latin letters take as much room; an ideograph or an emoji takes that of two."""
    return sum(_room(character) for character in characters(text))


def cut(text: str, length: int) -> str:
    """What an inbox with room for ``length`` letters shows; an ellipsis where it cuts."""
    if room(text) <= length:
        return text
    shown, left = "", length - 1
    for character in characters(text):
        left -= _room(character)
        if left < 0:
            break
        shown += character
    return f"{shown.rstrip()}…"


def _room(character: str) -> int:
    if unicodedata.category(character[0]) in ("Cf", "Cc"):
        return 0
    wide = unicodedata.east_asian_width(character[0]) in "WF" or _AS_EMOJI in character
    return 2 if wide else 1


def _belongs(char: str) -> bool:
    modifier = "\U0001f3fb" <= char <= "\U0001f3ff"
    return modifier or char == _JOINER or unicodedata.category(char) in ("Mn", "Me", "Mc")


def _is_flag(before: str, char: str) -> bool:
    """Two regional indicators make a flag."""
    first, last = "\U0001f1e6", "\U0001f1ff"
    return len(before) == 1 and first <= before <= last and first <= char <= last
