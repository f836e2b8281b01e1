"""Spacing slips: found, mended, and never at the cost of a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.typography import mended, slips


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("General Secretary\u00a0 Xi", "General Secretary Xi"),
        ("the Region , Tibet", "the Region, Tibet"),
        ("soft\u00adhyphen and zero\u200bwidth", "softhyphen and zerowidth"),
        ("a\ttab", "a tab"),
        ("a \u200b b", "a b"),
        ("Why ?", "Why?"),
    ],
)
def test_slips_are_mended(text: str, right: str) -> None:
    assert mended(text) == right
    assert len(slips(text)) >= 1


@pytest.mark.parametrize(
    "text",
    [
        "24.\u00a0April",
        "word ... more",
        "ภาษา\u200bไทย",
        "می\u200cخواهم",
        "2 : 1 (x)",
        "a - b",
        ".5",
    ],
)
def test_what_is_wanted_stays(text: str) -> None:
    assert mended(text, "fr") == text


def test_high_marks_are_spaced_in_french_only() -> None:
    assert mended("Quoi ? Oui , non", "fr-CA") == "Quoi ? Oui, non"
    assert mended("What ?", "en") == "What?"


TEXT = st.text(st.sampled_from("ab \t\u00a0\u00ad\u200b,.!中"), max_size=30)


@given(TEXT)
def test_mending_changes_no_letter(text: str) -> None:
    blanks = str.maketrans("", "", " \t\u00a0\u00ad\u200b")
    assert mended(text).translate(blanks) == text.translate(blanks)


@given(TEXT)
def test_no_run_of_blanks_escapes(text: str) -> None:
    if any(run in text for run in ("  ", "\t", "\u00ad", "\ufeff", " \u00a0", "\u00a0 ")):
        assert slips(text)
    assert not slips(mended(text)) or mended(mended(text)) != mended(text)
