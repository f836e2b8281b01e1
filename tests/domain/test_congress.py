"""When what is known of Congress is too old to rely on, and what a new load changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.domain.congress import Turnover, group_stale, stale, turn_between, turnover
from outreach.domain.contact import Member

DAYS = st.dates(date(2020, 1, 1), date(2034, 12, 31))


@pytest.mark.parametrize(
    ("dated", "today", "said"),
    [
        (date(2026, 6, 15), date(2026, 6, 15), ""),
        (date(2026, 6, 15), date(2026, 8, 14), ""),
        (date(2026, 6, 15), date(2026, 8, 15), "61 days old"),
        (date(2026, 10, 20), date(2026, 11, 2), ""),
        (date(2026, 10, 20), date(2026, 11, 3), "the general election of 2026-11-03"),
        (date(2026, 11, 3), date(2026, 11, 20), ""),
        (date(2026, 12, 1), date(2027, 1, 2), ""),
        (date(2026, 12, 1), date(2027, 1, 3), "the new Congress of 2027-01-03"),
        (date(2026, 6, 15), date(2027, 1, 3), "the new Congress of 2027-01-03"),
        (date(2027, 1, 3), date(2027, 1, 4), ""),
        (date(2027, 10, 20), date(2027, 11, 20), ""),
        (date(2027, 12, 20), date(2028, 1, 20), ""),
        (date(2028, 11, 1), date(2028, 11, 7), "the general election of 2028-11-07"),
        (date(2027, 1, 1), date(2026, 1, 1), ""),
    ],
)
def test_old_data_is_told_and_why(dated: date, today: date, said: str) -> None:
    message = stale(dated, today)
    assert said in message
    assert bool(message) is bool(said)
    assert not message or str(dated) in message


@settings(deadline=None, max_examples=100)
@given(dated=DAYS, today=DAYS, later=st.integers(0, 900))
def test_what_is_old_stays_old(dated: date, today: date, later: int) -> None:
    if stale(dated, today):
        assert stale(dated, today + timedelta(days=later))


@settings(deadline=None, max_examples=100)
@given(start=DAYS, days=st.integers(1, 1200))
def test_an_election_is_on_a_tuesday_of_november(start: date, days: int) -> None:
    turn = turn_between(start, start + timedelta(days=days))
    if "election" in turn:
        day = date.fromisoformat(turn[-10:])
        assert (day.weekday(), day.month, day.year % 2) == (1, 11, 0)
        assert 2 <= day.day <= 8


@pytest.mark.parametrize(
    ("checked_on", "today", "said"),
    [
        (date(2026, 3, 1), date(2026, 8, 28), ""),
        (date(2026, 3, 1), date(2026, 8, 29), "181 days ago"),
        (date(2026, 10, 1), date(2026, 11, 4), "from before the general election"),
    ],
)
def test_a_hand_kept_group_is_to_be_checked_again(checked_on: date, today: date, said: str) -> None:
    message = group_stale("CECC", checked_on, today)
    assert said in message
    assert bool(message) is bool(said)


def test_a_load_changes_who_sits_where() -> None:
    ash = Member("A1", "A. Ash", "Ash", "Representative", "", "house", "CA", "3", "Republican")
    birch = replace(ash, bioguide="B1", name="B. Birch")
    cedar = replace(ash, bioguide="C1", name="C. Cedar")
    elm = replace(ash, bioguide="E1", name="E. Elm")
    turned = replace(ash, party="Independent")
    promoted = replace(birch, chamber="senate", district="")
    renamed = replace(elm, name="Eve Elm", phone="202-555-0100")
    assert turnover((ash, birch, cedar, elm), (turned, promoted, renamed)) == Turnover(
        joined=(), left=(cedar,), moved=((ash, turned), (birch, promoted))
    )
    assert turnover((), (ash,)) == Turnover(joined=(ash,))
