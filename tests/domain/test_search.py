"""Words that are searched, folded the same way on both sides."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    ],
)
def test_what_a_query_asks_for(text: str, phrases: tuple[str, ...]) -> None:
    assert search_phrases(text) == phrases


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=20))
def test_a_name_is_asked_for_as_it_is_held(name: str) -> None:
    held = search_words(f"é {name}")  # never ASCII: the index itself folds that
    for phrase in search_phrases(name):
        if any(map(str.isalnum, phrase)):
            assert f" {phrase} " in f" {held} "
