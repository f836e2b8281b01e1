"""Names as people type them, folded to the key by which two of them are the same."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f]+")
"""Latin, Greek and Cyrillic accents fold away; in Tibetan or Hindi a mark may be a vowel."""

_UNDECOMPOSED = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th"
}  # fmt: skip
_ONE_UNDECOMPOSED = re.compile(f"[{''.join(_UNDECOMPOSED)}]")
_ASCII_WORD = re.compile("[a-z0-9]+")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def name_key(text: str) -> str:
    """Words in lower case without accents and punctuation, one space between them.

    Meant for comparing, never for showing: "human-rights" and "Human rights" have one key. A
    text of nothing but punctuation or accents keeps them, so that it is not everybody's namesake.

    >>> name_key("Freiheit für Hongkong e.V."), name_key("US-China  relations")
    ('freiheit fur hongkong e v', 'us china relations')
    >>> name_key("Łucja Święcka"), name_key("香港監察")
    ('lucja swiecka', '香港監察')
    """
    plain = text if text.isascii() else _unaccented(text)
    if plain.isascii():
        plain = plain.lower()
        words = _ASCII_WORD.findall(plain)
    else:
        plain = _unaccented(plain.casefold())
        words = _BETWEEN_WORDS.sub(_marks, plain).split()
    return " ".join(words or plain.split() or text.split())


def _unaccented(text: str) -> str:
    bare = unicodedata.normalize("NFKC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text)))
    return _ONE_UNDECOMPOSED.sub(lambda found: _UNDECOMPOSED[found[0]], bare)


def _marks(between: re.Match[str]) -> str:
    """What is no letter, without all that is no mark either: that parts words."""
    gap = between[0]
    return " " if gap == " " else "".join(ch if _is_mark(ch) else " " for ch in gap)


def _is_mark(ch: str) -> bool:
    return unicodedata.category(ch)[0] == "M"
