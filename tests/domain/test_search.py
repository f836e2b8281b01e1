"""Words that are searched, folded the same way on both sides."""

from __future__ import annotations

import re
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.domain import search
from outreach.domain.search import search_phrases, search_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Íñigo Velázquez", "inigo velazquez"),
        ("Straße", "strasse"),
        ("Østergård", "ostergard"),
        ("陳樂行", "陳 樂 行"),
        ("海港新聞 Harbour News", "海 港 新 聞 harbour news"),
        ("김민수", "김 민 수"),
        ("がくしゃ", "が く し ゃ"),
        ("བོད་ཡིག", "བོད ཡིག"),
        ("ئۇيغۇر", "ئۇيغۇر"),
        ("Åse7", "ase 7"),
        ("", ""),
        ("O’Brien", "o brien obrien"),
        ("Ana O'Brien", "ana o'brien ana obrien"),
        ("الأحمد آمنة", "الاحمد امنه"),
        ("مُحَمَّـد مؤمن", "محمد مومن"),
    ],
)
def test_words_as_the_index_holds_them(text: str, words: str) -> None:
    assert search_words(text) == words


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Ana  PAZ", ("ana", "paz")),
        ("樂行", ("樂 行",)),
        ("desk7@paper", ("desk 7", "paper")),
        ("", ()),
        ("o'brien", ("obrien",)),
        ("O’Brien o brien", ("obrien", "o", "brien")),
        ("'x' ana's", ("x", "anas")),
        ("الأحمد", ("الاحمد",)),
    ],
)
def test_what_a_query_asks_for(text: str, phrases: tuple[str, ...]) -> None:
    assert search_phrases(text) == phrases


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        alphabet=st.one_of(
            st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from("'’ʼo7 أىةّ樂")
        ),
        max_size=20,
    )
)
def test_a_name_is_asked_for_as_it_is_held(name: str) -> None:
    held = search_words(f"é {name}")  # never ASCII: the index itself folds that
    for phrase in search_phrases(name):
        if any(map(str.isalnum, phrase)):
            assert f" {phrase} " in f" {held} "


CHARACTERS = (
    ("\u2e80", "\ua4cf"),
    ("\uac00", "\ud7af"),
    ("\uf900", "\ufaff"),
    ("\U00020000", "\U0003ffff"),
)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec="ascii")) | st.text("aB7 @.-_\n"))
def test_ascii_is_parted_at_its_digits_alone(text: str) -> None:
    parts = ("".join(part) for _, part in groupby(text.lower(), str.isdigit))
    assert search._words(text) == " ".join(parts)


def _kind(ch: str) -> object:
    """Digits are of one kind, letters of another; a character is of its own."""
    if re.match("\\d", ch):
        return "digit"
    is_character = any(low <= ch <= high for low, high in CHARACTERS)
    return object() if is_character else "letter"


@settings(max_examples=300, deadline=None)
@given(st.text() | st.text("aÉ7٣ \u00a0-陳樂が김"))
def test_other_words_are_parted_at_digits_and_characters(text: str) -> None:
    if not text.isascii():
        words = search._key(text).split()
        parts = ("".join(part) for word in words for _, part in groupby(word, _kind))
        assert search._words(text) == " ".join(parts)
