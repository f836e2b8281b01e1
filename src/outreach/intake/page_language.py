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

_TRADITIONAL, _SIMPLIFIED = "[們國這說對會時發權與聲]", "[们国这说对会时发权与声]"
_COMMON = {
    "en": "the and of to in that is for we with are this on their by",
    "de": "der die das und den von zu wir ist mit für dem auf nicht eine sind dass",
    "fr": "le la les et des du de en que nous est une pour dans qui au aux",
    "es": "el la los las y de que en por para una con del se es al",
    "it": "il la le gli e di che in per una con del della sono dei nel",
}
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


def _by_words(text: str) -> str:
    words = re.findall(r"\w+", text.casefold())
    counts = {tag: sum(word in known for word in words) for tag, known in _WORDS.items()}
    best = max(counts, key=lambda tag: counts[tag])
    return best if counts[best] > 2 and counts[best] > counts["en"] * 1.5 else "en"
