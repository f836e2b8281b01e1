"""Quotation marks, as each language sets them."""

from __future__ import annotations

_MARKS = {
    "de": ("„", "“"), "cs": ("„", "“"), "pl": ("„", "”"), "fr": ("«\u00a0", "\u00a0»"),
    "es": ("«", "»"), "it": ("«", "»"), "pt": ("«", "»"), "ru": ("«", "»"), "uk": ("«", "»"),
    "ug": ("«", "»"), "ar": ("«", "»"), "fa": ("«", "»"), "ja": ("「", "」"),
}  # fmt: skip
_USUAL = ("“", "”")
_CORNERS = ("「", "」")
_TRADITIONAL = {"hant", "tw", "hk", "mo"}
_OPENING = tuple('“”„«「『"')


def quoted(text: str, language: str) -> str:
    """The text in the quotation marks of its language, unless it brings its own.

    >>> quoted("Frei!", "de-AT"), quoted("«Libres»", "es"), quoted("Free!", "en")
    ('„Frei!“', '«Libres»', '“Free!”')
    """
    if not text or text.startswith(_OPENING):
        return text
    first, *rest = language.lower().split("-")
    if first == "zh":
        opening, closing = _CORNERS if _TRADITIONAL & set(rest) else _USUAL
    else:
        opening, closing = _MARKS.get(first, _USUAL)
    return f"{opening}{text}{closing}"
