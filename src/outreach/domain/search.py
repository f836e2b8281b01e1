"""What is searched of a contact, and for: folded words, the same way on both sides.

Chinese, Japanese and Korean are written without spaces between words, so each of their characters
is a word here, and a run of them in a query is a phrase. Digits are words apart from letters: a
million numbered addresses would otherwise be a million words with one beginning.
"""

from __future__ import annotations

import re

from .names import name_key

_CHARACTERS = "\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_PART = re.compile(rf"[{_CHARACTERS}]|\d+|[^{_CHARACTERS}\d]+")
_DIGIT = re.compile(r"\d")


def search_words(text: str) -> str:
    """Words of a contact as the index holds them; it takes ASCII punctuation for space.

    >>> search_words("Velázquez, Straße"), search_words("香港監察")
    ('velazquez strasse', '香 港 監 察')
    >>> search_words("desk7@paper.example")
    'desk 7 @paper.example'
    """
    if text.isascii():
        return " ".join(_PART.findall(text.lower())) if _DIGIT.search(text) else text.lower()
    return " ".join(part for word in name_key(text).split() for part in _PART.findall(word))


def search_phrases(text: str) -> tuple[str, ...]:
    """The words that must all be found for ``text``; one of several parts is a phrase.

    >>> search_phrases("Ana velázq"), search_phrases("香港 Watch7")
    (('ana', 'velazq'), ('香 港', 'watch 7'))
    """
    return tuple(" ".join(_PART.findall(word)) for word in name_key(text).split())
