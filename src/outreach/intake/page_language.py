"""The language that a text's script or its commonest words give away."""

from __future__ import annotations

import re

_SCRIPTS = (
    ("ja", "[\u3040-\u30ff]", 8),
    ("zh", "[\u4e00-\u9fff]", 4),
    ("ko", "[\uac00-\ud7af]", 4),
    ("bo", "[\u0f00-\u0fff]", 4),
    ("ug", "[\u06d0\u06cb\u06c8\u06c6\u06ad]", 40),
    ("ar", "[\u0600-\u06ff]", 4),
    ("he", "[\u0590-\u05ff]", 4),
    ("ru", "[\u0400-\u04ff]", 4),
)
"""Tag, letters, and the share of all letters (1 in so many) that tells."""

_SIGNS = {tag: sign for tag, sign, _ in _SCRIPTS}
_TRADITIONAL, _SIMPLIFIED = "[們國這說對會時發權與聲]", "[们国这说对会时发权与声]"
_COMMON = {
    "en": "the and of to in that is for we with are this on their by",
    "de": "der die das und den von zu wir ist mit für dem auf nicht eine sind dass",
    "fr": "le la les et des du de en que nous est une pour dans qui au aux",
    "es": "el la los las y de que en por para una con del se es al",
    "it": "il la le gli e di che in per una con del della sono dei nel",
}
_ALIKE = {
    "ar": "ar fa ps ur ku ckb sd az ug",
    "ug": "ar fa ps ur ku ckb sd az ug",
    "ru": "ru uk be bg sr mk mn kk ky tg tt uz",
    "zh": "zh cmn yue nan hak wuu lzh",
    "he": "he yi",
    "bo": "bo dz",
}
"""The languages of one script, which are not told apart."""
_WORDS = {tag: frozenset(words.split()) for tag, words in _COMMON.items()}


def language_of(text: str) -> str:
    """The likely tag of a text; ``en`` where nothing tells."""
    letters = sum(character.isalpha() for character in text)
    likely = (
        tag for tag, sign, one_in in _SCRIPTS if len(re.findall(sign, text)) * one_in > letters
    )
    tag = next(likely, "")
    if tag == "zh":
        traditional = len(re.findall(_TRADITIONAL, text)) > len(re.findall(_SIMPLIFIED, text))
        return "zh-Hant" if traditional else "zh-Hans"
    return tag or _by_words(text)


def plainly_not(said: str, text: str) -> str:
    """The tag of what a text plainly is in, if that is not the language ``said``; else blank.

    >>> plainly_not("de", "We are with all of them in this, and for the right to speak.")
    'en'
    """
    primary = said.partition("-")[0].lower()
    tag = language_of(text)
    reads_as = tag.partition("-")[0]
    letters = sum(character.isalpha() for character in text)
    sign = "[\u0600-\u06ff]" if reads_as == "ug" else _SIGNS.get(reads_as, "")
    if sign:
        share = len(re.findall(sign, text)) * (4 if reads_as == "ja" else 2)
        same = primary in _ALIKE.get(reads_as, reads_as).split()
        return tag if share > letters and not same else ""
    words = re.findall(r"\w+", text.casefold())
    common = sum(word in _WORDS[tag] for word in words)
    known = primary in _WORDS or primary in _SIGNS or tag == "en"
    return tag if known and tag != primary and common > 2 and common * 7 > len(words) else ""


def _by_words(text: str) -> str:
    words = re.findall(r"\w+", text.casefold())
    counts = {tag: sum(word in known for word in words) for tag, known in _WORDS.items()}
    best = max(counts, key=lambda tag: counts[tag])
    return best if counts[best] > 2 and counts[best] > counts["en"] * 1.5 else "en"
