"""Names as people type them, folded to the key by which two of them are the same."""

from __future__ import annotations

import unicodedata

_ACCENTS = dict.fromkeys(range(0x0300, 0x0370))
"""Latin, Greek and Cyrillic accents fold away; in Tibetan or Hindi a mark may be a vowel."""

_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th"}
)


def name_key(text: str) -> str:
    """Words in lower case without accents and punctuation, one space between them.

    Meant for comparing, never for showing: "human-rights" and "Human rights" have one key. A
    text of nothing but punctuation or accents keeps them, so that it is not everybody's namesake.

    >>> name_key("Freiheit für Hongkong e.V."), name_key("US-China  relations")
    ('freiheit fur hongkong e v', 'us china relations')
    >>> name_key("Łucja Święcka"), name_key("香港監察")
    ('lucja swiecka', '香港監察')
    """
    plain = text.lower() if text.isascii() else _unaccented(_unaccented(text).casefold())
    words = "".join(ch if ch.isalnum() or _is_mark(ch) else " " for ch in plain).split()
    return " ".join(words or plain.split() or text.split())


def _unaccented(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).translate(_ACCENTS)
    return unicodedata.normalize("NFKC", bare).translate(_UNDECOMPOSED)


def _is_mark(ch: str) -> bool:
    return unicodedata.category(ch)[0] == "M"
