"""Whose letters are worth a look first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outreach.actions.worst_cases import MOST, WorstCases, scripts_of


def seen(*people: tuple[str, str, str]) -> WorstCases:
    cases = WorstCases()
    for number, one in enumerate(people):
        cases.see(number, *one)
    return cases


def test_each_kind_names_another_person() -> None:
    cases = seen(
        ("Ana Ruiz", "Ledger", "en"),
        ("Guillermo Íñiguez Peñaloza", "Ledger", "en"),
        ("", "", "en"),
        ("", "Wire", "en"),
        ("Dee", "", "en"),
        ("陳樂行", "Ledger", "zh-Hant"),
        ("ياسين", "Ledger", "ar"),
        ("محمد", "Ledger", "en"),
        ("Bo", "The Society of All Weekly Papers", "en"),
    )
    assert dict(cases.chosen(fault=0)) == {
        "fault": 0,
        "no name": 2,
        "longest name": 1,
        "right to left": 6,
        "Arabic letters": 7,
        "Chinese characters": 5,
        "no organisation": 4,
        "longest organisation": 8,
    }


def test_the_longest_subject_is_one_if_nobody_else_is_it_already() -> None:
    cases = seen(("Ana Ruiz", "Ledger", "en"), ("Bo", "Ledger", "en"))
    assert dict(cases.chosen(subject=1))["longest subject"] == 1
    assert "longest subject" not in dict(cases.chosen(subject=0))


def test_nobody_is_no_case() -> None:
    assert WorstCases().chosen() == []


def test_accents_are_no_script_of_their_own() -> None:
    assert scripts_of("Łucja Brandt-Śliwa ﬁn") == []
    assert scripts_of("Ольга (Olga) 김") == ["Cyrillic letters", "Korean letters"]


people = st.tuples(st.text(max_size=9), st.text(max_size=9), st.sampled_from(["en", "ar", "xx"]))


@given(st.lists(people, max_size=40), st.integers(-1, 39), st.integers(-1, 39))
def test_at_most_a_few_and_nobody_twice(
    some: list[tuple[str, str, str]], fault: int, subject: int
) -> None:
    chosen = seen(*some).chosen(fault, subject)
    assert len(chosen) <= MOST
    assert len({number for _, number in chosen}) == len(chosen)
    assert all(number >= 0 for _, number in chosen)
