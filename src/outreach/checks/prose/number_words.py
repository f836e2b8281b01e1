"""Numbers as statements write them: in digits of several scripts, and in words up to 199."""

from __future__ import annotations

import re
from functools import cache

from .tags import primary

_EN_UNITS = str.split("""
one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen""")
_EN_TENS = str.split("twenty thirty forty fifty sixty seventy eighty ninety")
_DE_UNITS = str.split("""
ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn
fünfzehn sechzehn siebzehn achtzehn neunzehn""")
_DE_TENS = str.split("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
_FR_UNITS = str.split("""
un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze
seize dix-sept dix-huit dix-neuf""")
_FR_TENS = str.split("vingt trente quarante cinquante soixante")
_ES_UNITS = str.split("""
uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince
dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro
veinticinco veintiséis veintisiete veintiocho veintinueve""")
_ES_TENS = str.split("treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_HAN_DIGITS = dict(
    zip("〇零一二兩两三四五六七八九", (0, 0, 1, 2, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}


@cache
def words_for_numbers(language: str) -> dict[str, int]:
    """Number words and their worth; nothing for a language that is not known here.

    One is left out where its word is the article: “un groupe” counts nothing.

    >>> words_for_numbers("de")["vierundvierzig"], words_for_numbers("fr")["quatre-vingt-onze"]
    (44, 91)
    """
    makers = {"en": _english, "de": _german, "fr": _french, "es": _spanish}
    make = makers.get(primary(language))
    return make() if make else {}


@cache
def number_pattern(language: str) -> str:
    """A regular expression, without groups, for a number in digits or words."""
    words = sorted(words_for_numbers(language), key=len, reverse=True)
    if language.startswith("zh"):
        return r"(?:\d[\d,，]*|[〇零一二兩两三四五六七八九十百千]+)"
    # A plain space between digits groups them where commas and stops do not.
    space = " " if primary(language) in ("fr", "es") else ""
    digits = (
        rf"(?<![\w.,])\d{{1,3}}(?:[.,\u202f\u00a0{space}]\d{{3}})+(?![\d.,]\d|\d)"
        r"|(?<![\w.,])\d+"
    )
    return rf"(?:{digits}|(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w))" if words else digits


def worth(said: str, language: str) -> int | None:
    """What :func:`number_pattern` has found is worth.

    >>> worth("Forty-four", "en"), worth("1.200", "de"), worth("四十四", "zh-Hant")
    (44, 1200, 44)
    """
    digits = re.sub(r"[.,，\s\u202f]", "", said)
    if digits.isdigit():
        return int(digits)
    if language.startswith("zh"):
        return _han(said)
    return words_for_numbers(language).get(said.casefold())


def _han(said: str) -> int | None:
    if not any(letter in _HAN_UNITS for letter in said):
        return int("".join(str(_HAN_DIGITS[letter]) for letter in said))
    total, digit = 0, 0
    for letter in said:
        if letter in _HAN_UNITS:
            total += (digit or 1) * _HAN_UNITS[letter]
            digit = 0
        else:
            digit = _HAN_DIGITS[letter]
    return total + digit


def _english() -> dict[str, int]:
    found = {word: worth for worth, word in enumerate(_EN_UNITS, 1)}
    for tenfold, ten in zip(range(20, 100, 10), _EN_TENS, strict=True):
        found[ten] = tenfold
        found |= {f"{ten}-{unit}": tenfold + n for n, unit in enumerate(_EN_UNITS[:9], 1)}
    hundred = {f"{one} hundred": 100 for one in ("one", "a")}
    more = {
        f"one hundred{joined}{word}": 100 + n
        for word, n in found.items()
        for joined in (" ", " and ")
    }
    return found | hundred | more


def _german() -> dict[str, int]:
    found = {word: n for n, word in enumerate(_DE_UNITS, 1) if n > 1}
    for n, ten in enumerate(_DE_TENS, 2):
        found[ten] = n * 10
        found |= {f"{unit}und{ten}": n * 10 + m for m, unit in enumerate(_DE_UNITS[:9], 1)}
    return found | {f"{one}hundert": 100 for one in ("", "ein")}


def _french() -> dict[str, int]:
    found = {word: n for n, word in enumerate(_FR_UNITS, 1) if n > 1}
    for n, ten in enumerate(_FR_TENS, 2):
        found |= {ten: n * 10, f"{ten} et un": n * 10 + 1, f"{ten}-et-un": n * 10 + 1}
        above = _FR_UNITS if ten == "soixante" else _FR_UNITS[:9]
        found |= {f"{ten}-{unit}": n * 10 + m for m, unit in enumerate(above, 1) if m > 1}
    found |= {"soixante et onze": 71, "quatre-vingts": 80, "cent": 100}
    return found | {f"quatre-vingt-{unit}": 80 + n for n, unit in enumerate(_FR_UNITS, 1)}


def _spanish() -> dict[str, int]:
    found = {word: n for n, word in enumerate(_ES_UNITS, 1) if n > 1}
    for n, ten in enumerate(_ES_TENS, 3):
        found[ten] = n * 10
        found |= {f"{ten} y {unit}": n * 10 + m for m, unit in enumerate(_ES_UNITS[:9], 1)}
        found |= {f"{ten} y {one}": n * 10 + 1 for one in ("un", "una")}
    return found | {"cien": 100}
