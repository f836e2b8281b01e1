"""Keys by which two spellings are the same name."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from outreach.domain.names import name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("human-rights", "Human Rights"),
        ("JÜRGEN WEISSMÜLLER-GROSS", "Jürgen Weißmüller-Groß"),
        ("Jose\u0301", "José"),
        ("Hello Taiwan (", "Hello Taiwan"),
        ("The  Potomac\u00a0Ledger", "the potomac ledger"),
        ("Ｈｏｎｇ Ｋｏｎｇ Ｗａｔｃｈ", "Hong Kong Watch"),
        ("Jørstad", "jorstad"),
        ("Freiheit für Hongkong e.V.", "Freiheit fur Hongkong e V"),
    ],
)
def test_the_same_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hongkonger", "Hongkongers"),
        ("子晴", "詠思"),
        # The vowel signs of Tibetan and Hindi, and what makes ka into ga in Japanese, stay.
        ("བོད", "བད"),
        ("हिन्दी", "हनद"),
        ("が", "か"),
        ("...", "!!!"),
    ],
)
def test_different_names(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(st.text())
def test_a_key_is_its_own_key(text: str) -> None:
    key = name_key(text)
    assert name_key(key) == key


@given(st.text().filter(lambda text: text.strip()))
@example("\u0301")
def test_only_a_blank_text_has_a_blank_key(text: str) -> None:
    assert name_key(text)


def _key_by_the_letter(text: str) -> str:
    strokes = str.maketrans(
        {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ħ": "h"}
        | {"æ": "ae", "œ": "oe", "þ": "th"}
    )

    def unaccented(one: str) -> str:
        decomposed = unicodedata.normalize("NFKD", one)
        bare = "".join(ch for ch in decomposed if not "\u0300" <= ch <= "\u036f")
        return unicodedata.normalize("NFKC", bare).translate(strokes)

    def stays(ch: str) -> bool:
        return ch.isalnum() or unicodedata.category(ch).startswith("M")

    plain = unaccented(unaccented(text).casefold())
    words = "".join(ch if stays(ch) else " " for ch in plain).split()
    return " ".join(words or plain.split() or text.split())


@settings(deadline=None, max_examples=300)
@given(st.text() | st.text("aZ9ßéØłŁİıẞ\u0301\u0f72 \u00a0_-.陳が"))
def test_a_key_is_the_same_letter_by_letter(text: str) -> None:
    assert name_key(text) == _key_by_the_letter(text)
