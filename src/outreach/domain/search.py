"""What is searched of a contact, and for: folded words, the same way on both sides.

Chinese, Japanese and Korean are written without spaces between words, so each of their characters
is a word here, and a run of them in a query is a phrase. Digits are words apart from letters: a
million numbered addresses would otherwise be a million words with one beginning. A name with an
apostrophe inside is held in its parts and joined, and asked for joined: who types ``obrien`` finds
O’Brien as well as who types ``o brien``. Arabic is folded as it is typed: without vowel signs, and
with plain alef, waw, yeh and heh.
"""

from __future__ import annotations

import re

from .names import name_key

_CHARACTERS = "\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_PART = re.compile(rf"[{_CHARACTERS}]|\d+|[^{_CHARACTERS}\d ]+")
_ASCII_PART = re.compile("[0-9]+|[^0-9]+")
_ASCII_DIGIT = re.compile("[0-9]")
_INSIDE = re.compile("(?<=\\S)['’‘ʼʻ`´＇]+(?=\\S)")
_ARABIC = re.compile("[\u0622-\u0671]")
_FOLDED_ARABIC = str.maketrans(
    "\u0622\u0623\u0625\u0671\u0624\u0629\u0649",  # alefs, waw with hamza, teh marbuta, dotless yeh
    "\u0627\u0627\u0627\u0627\u0648\u0647\u064a",
    "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670",  # tatweel and vowel signs
)


def search_words(text: str) -> str:
    """Words of a contact as the index holds them; it takes ASCII punctuation for space.

    >>> search_words("Velázquez, Straße"), search_words("香港監察")
    ('velazquez strasse', '香 港 監 察')
    >>> search_words("desk7@paper.example"), search_words("O’Brien")
    ('desk 7 @paper.example', 'o brien obrien')
    """
    joined = _INSIDE.sub("", text)
    return _words(text) if joined == text else f"{_words(text)} {_words(joined)}"


def _words(text: str) -> str:
    if text.isascii():
        words = text.lower()
        return " ".join(_ASCII_PART.findall(words)) if _ASCII_DIGIT.search(words) else words
    return " ".join(_PART.findall(_key(text)))


def _key(text: str) -> str:
    key = name_key(text)
    return key.translate(_FOLDED_ARABIC) if _ARABIC.search(key) else key


def search_phrases(text: str) -> tuple[str, ...]:
    """The words that must all be found for ``text``; one of several parts is a phrase.

    >>> search_phrases("Ana velázq"), search_phrases("香港 Watch7")
    (('ana', 'velazq'), ('香 港', 'watch 7'))
    """
    return tuple(" ".join(_PART.findall(word)) for word in _key(_INSIDE.sub("", text)).split())
