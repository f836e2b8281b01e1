"""Which fonts set a press kit: the house's own for Latin, and good ones for every other script."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typst

_EMBEDDED = "Libertinus Serif"
"""Comes with Typst: Latin, Greek and Cyrillic are set the same on every machine."""

_GENERIC = {
    "serif": (_EMBEDDED,),
    "ui-serif": (_EMBEDDED,),
    "sans-serif": ("Helvetica Neue", "Arial", "Liberation Sans", "Noto Sans", "DejaVu Sans"),
    "monospace": ("DejaVu Sans Mono",),
}
_GENERIC["system-ui"] = _GENERIC["-apple-system"] = _GENERIC["ui-sans-serif"] = ()

_HANT = (
    "Noto Serif CJK TC", "Noto Serif TC", "Source Han Serif TC", "Source Han Serif HC",
    "Songti TC", "LiSong Pro", "PMingLiU", "Noto Sans CJK TC", "PingFang TC", "Microsoft JhengHei",
)  # fmt: skip
_HANS = (
    "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN",
    "Songti SC", "STSong", "SimSun", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei",
)  # fmt: skip
_JAPANESE = (
    "Noto Serif CJK JP", "Noto Serif JP", "Hiragino Mincho ProN", "Yu Mincho", "Noto Sans CJK JP",
)  # fmt: skip
_KOREAN = ("Noto Serif CJK KR", "Noto Serif KR", "AppleMyungjo", "Batang", "Noto Sans CJK KR")
_TIBETAN = ("Noto Serif Tibetan", "Jomolhari", "Kailasa", "Kokonor", "Microsoft Himalaya")
_UYGHUR = (
    "Noto Naskh Arabic", "Scheherazade New", "UKIJ Tuz Tom", "UKIJ Basma", "Microsoft Uighur",
    "Amiri", "Geeza Pro", "Arial", "DejaVu Sans",
)  # fmt: skip
_ARABIC = (
    "Noto Naskh Arabic", "Amiri", "Scheherazade New", "Geeza Pro", "Arial", "DejaVu Sans",
)  # fmt: skip
_OTHERS = (
    "Noto Serif", "Noto Serif Hebrew", "Noto Serif Devanagari", "Noto Serif Thai",
    "Noto Serif Khmer", "Noto Serif Myanmar", "Noto Sans Mongolian", "Noto Sans",
    "Noto Sans Symbols", "Noto Sans Symbols 2", "DejaVu Sans",
)  # fmt: skip

_IDEOGRAPHS = (
    r"[\u{2e80}-\u{9fff}\u{ac00}-\u{d7af}\u{f900}-\u{faff}\u{fe30}-\u{fe4f}\u{ff00}-\u{ffef}"
    r"\u{20000}-\u{3ffff}\u{2014}\u{2018}-\u{201d}\u{2026}]"
)
_ARABIC_LETTERS = (
    r"[\u{600}-\u{6ff}\u{750}-\u{77f}\u{8a0}-\u{8ff}\u{fb50}-\u{fdff}\u{fe70}-\u{feff}]"
)
_TIBETAN_LETTERS = r"[\u{f00}-\u{fff}]"

_SCRIPTS: dict[str, tuple[tuple[str, ...], str]] = {
    "hant": (_HANT, _IDEOGRAPHS),
    "hans": (_HANS, _IDEOGRAPHS),
    "ja": (_JAPANESE, _IDEOGRAPHS),
    "ko": (_KOREAN, _IDEOGRAPHS),
    "bo": (_TIBETAN, _TIBETAN_LETTERS),
    "dz": (_TIBETAN, _TIBETAN_LETTERS),
    "ug": (_UYGHUR, _ARABIC_LETTERS),
    "ar": (_ARABIC, _ARABIC_LETTERS),
    "fa": (_ARABIC, _ARABIC_LETTERS),
    "ur": (("Noto Nastaliq Urdu", *_ARABIC), _ARABIC_LETTERS),
}
"""The families of a language's script, and the characters they are taken for before all others."""

TALL = ("bo", "dz", "ur")
"""Scripts that stack their letters, or let words climb: their lines need room."""

_PACKAGES = {
    "CJK": "fonts-noto-cjk",
    "HANGUL": "fonts-noto-cjk",
    "HIRAGANA": "fonts-noto-cjk",
    "KATAKANA": "fonts-noto-cjk",
    "BOPOMOFO": "fonts-noto-cjk",
}


@cache
def installed() -> typst.Fonts:
    """Typst's own fonts and this machine's. Takes a moment, so it is done once."""
    import typst

    return typst.Fonts()


def script_of(language: str) -> str:
    """The key of ``_SCRIPTS`` for a language tag; blank where Latin fonts do."""
    parts = language.replace("_", "-").lower().split("-")
    if parts[0] == "zh":
        return "hant" if {"hant", "tw", "hk", "mo"} & set(parts) else "hans"
    return parts[0] if parts[0] in _SCRIPTS else ""


def stack(css: str, language: str, families: Collection[str]) -> list[Any]:
    """A Typst font list for text in ``language`` from a CSS font stack: those that are there.

    The script of the language comes first, for its own characters; then the house's fonts; then
    what sets names in other scripts, Traditional Chinese before Simplified.
    """
    own = script_of(language)
    first = [
        {"name": name, "covers": _SCRIPTS[own][1]} for name in (_SCRIPTS[own][0] if own else ())
    ]
    house = [one for name in _css_names(css) for one in _GENERIC.get(name.lower(), (name,))]
    order = (own, "hant", "hans", "ja", "ko", "ug", "ar", "bo")
    rest = [name for key in order if key for name in _SCRIPTS[key][0]]
    there = {name.casefold() for name in families}
    chosen = [one for one in first if one["name"].casefold() in there]
    plain = dict.fromkeys((*house, _EMBEDDED, *rest, *_OTHERS))
    return [*chosen, *(name for name in plain if name.casefold() in there)]


def _css_names(css: str) -> list[str]:
    return [name.strip().strip("\"'").strip() for name in css.split(",") if name.strip()]


_NOT_SHOWN = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def missing_characters(diagnostic: str) -> str:
    """The characters for which, by Typst's account of a failure, no font has a glyph."""
    found = (
        _ESCAPED.sub(lambda m: chr(int(m[1], 16)), one) for one in _NOT_SHOWN.findall(diagnostic)
    )
    return "".join(dict.fromkeys("".join(found)))


def package_for(script: str) -> str:
    """Where Debian has a font for a script, named as in Unicode's names of characters."""
    return _PACKAGES.get(script, "fonts-noto-core")
