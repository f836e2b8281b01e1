"""The text part: 72 columns, whole addresses, no markup left."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.render.plaintext import columns, markdown_text, wrap

LONG_URL = "https://press.example/statements/2024/04/24/" + "x" * 60


def test_paragraphs_are_wrapped_and_stand_apart() -> None:
    text = markdown_text("word " * 30 + "\n\nNext.")
    assert max(map(len, text.split("\n"))) <= 72
    assert text.endswith("\n\nNext.")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("- aaa bbb ccc ddd\n- e", "- aaa bbb\n  ccc ddd\n- e"),
        ("9. aaa bbb ccc\n10. aaa bbb", "9. aaa bbb\n   ccc\n10. aaa\n    bbb"),
        ("- a\n\n- b", "- a\n\n- b"),
        ("- a\n  - b", "- a\n  - b"),
        ("> aaa bbb ccc\n>\n> d", "> aaa bbb\n> ccc\n>\n> d"),
        ("# Head\n\n### Sub", "Head\n----\n\nSub\n~~~"),
        ("a  \nb", "a\nb"),
        ("*soft* and **loud**", "soft and\nloud"),
        ("&lt;b&gt; \\*x\\*", "<b> *x*"),
        ("", ""),
    ],
)
def test_blocks_in_ten_columns(body: str, expected: str) -> None:
    assert markdown_text(body, width=10) == expected


def test_links_are_numbered_once_and_listed_at_the_end() -> None:
    body = (
        "[Law](https://a.example/law), [report](https://a.example/r), [law](https://a.example/law)."
    )
    assert markdown_text(body) == (
        "Law [1], report [2], law [1].\n\n[1] https://a.example/law\n[2] https://a.example/r"
    )


def test_a_link_that_shows_its_address_needs_no_number() -> None:
    assert markdown_text("<https://a.example/law> <press@a.example>") == (
        "https://a.example/law press@a.example"
    )


def test_an_address_is_never_broken() -> None:
    lines = wrap(f"before {LONG_URL} after", 40).split("\n")
    assert lines == ["before", LONG_URL, "after"]


def test_wrap_hangs_under_what_the_caller_has_written() -> None:
    assert "- " + wrap("aaa bbb ccc", 10, "  ") == "- aaa bbb\n  ccc"


def test_wrap_keeps_lines_and_their_own_indent() -> None:
    assert wrap("one\n\n  two three", 7) == "one\n\n  two\n  three"


def test_a_no_break_space_holds() -> None:
    assert wrap("am 24.\u00a0April", 8) == "am\n24.\u00a0April"


def test_ideographs_take_two_columns_and_punctuation_never_begins_a_line() -> None:
    lines = wrap("我們要求釋放，立即釋放「所有」人", 12).split("\n")
    assert lines == ["我們要求釋", "放，立即釋放", "「所有」人"]


def test_right_to_left_text_keeps_its_logical_order() -> None:
    text = "ئۇيغۇر ئېلى heqqide 2024"
    assert wrap(text, 72) == text


PROSE = st.text(alphabet=st.sampled_from("ab ,.-\n中、」（é\u0301\u00a0"), max_size=120)


@given(PROSE, st.integers(10, 40))
def test_wrapping_moves_only_blanks(text: str, width: int) -> None:
    assert re.sub(r"[ \n]", "", wrap(text, width)) == re.sub(r"[ \n]", "", text)


@given(PROSE, st.integers(10, 40))
def test_wrapping_twice_changes_nothing(text: str, width: int) -> None:
    once = wrap(text, width)
    assert wrap(once, width) == once


@given(st.lists(st.text(alphabet="abcdefg", min_size=1, max_size=10)), st.integers(10, 40))
def test_short_words_never_stick_out(words: list[str], width: int) -> None:
    assert all(columns(line) <= width for line in wrap(" ".join(words), width).split("\n"))


@given(st.text(max_size=80))
def test_any_text_becomes_text(body: str) -> None:
    assert isinstance(markdown_text(body), str)
