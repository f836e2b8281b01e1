"""Whose turn it is: the cases of a press officer, and the laws that let her trust the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.contact import Reason
from outreach.domain.followup import CLAUSES, Known, Rules, Turn, Verdict, Why, turn

WASHINGTON = ZoneInfo("America/New_York")
TUESDAY = datetime(2026, 6, 16, 10, tzinfo=UTC)
"""06:00 in Washington."""
ASKED = Known(asked_at=TUESDAY, last_contact=TUESDAY)
RULES = Rules()


def at(day: int, hour: int = 14) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("federal", "day"),
    [(False, date(2026, 6, 19)), (True, date(2026, 6, 22))],  # Juneteenth, then a weekend
)
def test_she_is_due_after_three_working_days_of_her_own(federal: bool, day: date) -> None:
    known = replace(ASKED, federal=federal)
    assert turn(known, RULES, at(17), WASHINGTON) == Verdict(Turn.NOT_YET, Why.ASKED_LATELY, day)
    due = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert turn(known, RULES, due, WASHINGTON) == Verdict(Turn.DUE, Why.NO_ANSWER, day)


def test_the_day_begins_where_she_is() -> None:
    late = datetime(2026, 6, 18, 18, tzinfo=UTC)  # Friday already in Taipei
    assert turn(ASKED, RULES, late, ZoneInfo("Asia/Taipei")).turn is Turn.DUE
    assert turn(ASKED, RULES, late, WASHINGTON).turn is Turn.NOT_YET


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Asia/Kathmandu"])
@pytest.mark.parametrize("month", [3, 10, 11])
def test_clocks_that_change_move_no_day(zone: str, month: int) -> None:
    here = ZoneInfo(zone)
    for day in range(1, 29):
        asked = datetime(2026, month, day, 23, 30, tzinfo=here)
        known = Known(asked_at=asked.astimezone(UTC), last_contact=asked.astimezone(UTC))
        due = turn(known, RULES, asked, here).day
        assert due
        assert due.weekday() < 5
        assert 3 <= (due - asked.date()).days <= 5
        morning = datetime(due.year, due.month, due.day, tzinfo=here)
        assert turn(known, RULES, morning, here).turn is Turn.DUE
        assert turn(known, RULES, morning - timedelta(seconds=1), here).turn is Turn.NOT_YET


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ({"replied": True}, Why.REPLIED),
        ({"covered": True, "replied": True}, Why.COVERED),
        ({"declined": True}, Why.DECLINED),
        ({"left": True}, Why.LEFT),
        ({"contact": False}, Why.NOT_A_CONTACT),
        ({"suppressed": Reason.UNSUBSCRIBE}, Why.SUPPRESSED),
        ({"suppressed": Reason.COMPLAINT, "replied": True}, Why.SUPPRESSED),
        ({"follow_ups": 2}, Why.ENOUGH),
        ({"asked_at": None}, Why.NOT_SENT),
        ({"asked_at": None, "uncertain": True}, Why.UNCERTAIN),
        ({"away_until": date(2026, 7, 1)}, Why.AWAY),
        ({"last_contact": at(29)}, Why.CONTACTED_LATELY),
    ],
)
def test_who_must_not_be_called(known: dict[str, object], why: Why) -> None:
    found = turn(replace(ASKED, **known), RULES, at(30), WASHINGTON)  # type: ignore[arg-type]
    assert (found.turn, found.why) == (Turn.MUST_NOT, why)


def test_who_is_back_is_due_again() -> None:
    away = replace(ASKED, away_until=date(2026, 7, 3))
    assert turn(away, RULES, at(30), WASHINGTON).day == date(2026, 7, 6)
    last_day = datetime(2026, 7, 3, 12, tzinfo=UTC)
    assert turn(away, RULES, last_day, WASHINGTON).why is Why.AWAY
    back = datetime(2026, 7, 6, 12, tzinfo=UTC)
    assert turn(away, RULES, back, WASHINGTON).turn is Turn.DUE


def test_who_was_refused_her_letter_is_called_at_once_and_not_for_her_address() -> None:
    refused = replace(ASKED, refused=True)
    assert turn(refused, RULES, at(16), WASHINGTON) == Verdict(Turn.DUE, Why.REFUSED)
    spoken = replace(refused, in_person_at=TUESDAY)
    assert turn(spoken, RULES, at(16), WASHINGTON).why is Why.CONTACTED_LATELY
    wrong = replace(refused, suppressed=Reason.BOUNCE)
    assert turn(wrong, RULES, at(16), WASHINGTON).turn is Turn.WRONG_ADDRESS


@pytest.mark.parametrize("known", [{"bounced": True}, {"suppressed": Reason.BOUNCE}])
def test_a_wrong_address_is_a_call_at_once(known: dict[str, object]) -> None:
    found = turn(replace(ASKED, **known), RULES, TUESDAY, WASHINGTON)  # type: ignore[arg-type]
    assert (found.turn, found.why) == (Turn.WRONG_ADDRESS, Why.BOUNCED)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
KNOWN = st.builds(
    Known,
    asked_at=st.none() | MOMENTS,
    uncertain=st.booleans(),
    bounced=st.booleans(),
    refused=st.booleans(),
    follow_ups=st.integers(0, 3),
    contact=st.booleans(),
    suppressed=st.none() | st.sampled_from(Reason),
    left=st.booleans(),
    declined=st.booleans(),
    covered=st.booleans(),
    replied=st.booleans(),
    away_until=st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    last_contact=st.none() | MOMENTS,
    in_person_at=st.none() | MOMENTS,
    federal=st.booleans(),
)
ZONES = st.sampled_from(["America/New_York", "Asia/Taipei", "Pacific/Auckland", "UTC"]).map(
    ZoneInfo
)
ALL_RULES = st.builds(Rules, st.integers(0, 9), st.integers(0, 9), st.integers(1, 3))
ANSWERS = ("left", "declined", "covered", "replied")


@given(KNOWN, ALL_RULES, MOMENTS, ZONES)
def test_everybody_has_one_turn_with_a_reason_in_words(
    known: Known, rules: Rules, now: datetime, zone: ZoneInfo
) -> None:
    found = turn(known, rules, now, zone)
    assert CLAUSES[found.why]
    today = now.astimezone(zone).date()
    if found.turn is Turn.NOT_YET:
        assert found.day
        assert found.day > today
    if found.turn is Turn.DUE:
        assert found.why is Why.NO_ANSWER
        assert found.day is None or found.day <= today


@given(KNOWN, ALL_RULES, MOMENTS, ZONES, st.sampled_from(ANSWERS))
def test_an_answer_never_makes_anybody_due(
    known: Known, rules: Rules, now: datetime, zone: ZoneInfo, answer: str
) -> None:
    answered = replace(known, **{answer: True})  # type: ignore[arg-type]
    assert turn(answered, rules, now, zone).turn is Turn.MUST_NOT


@given(KNOWN, ALL_RULES, MOMENTS, ZONES, st.timedeltas(timedelta(0), timedelta(400)))
def test_who_is_due_stays_so_until_something_is_known(
    known: Known, rules: Rules, now: datetime, zone: ZoneInfo, later: timedelta
) -> None:
    first, then = (turn(known, rules, when, zone) for when in (now, now + later))
    if first.turn in (Turn.DUE, Turn.WRONG_ADDRESS):
        assert then.turn is first.turn


@given(KNOWN, ALL_RULES, MOMENTS, ZONES)
def test_what_is_said_of_a_day_comes_true(
    known: Known, rules: Rules, now: datetime, zone: ZoneInfo
) -> None:
    """On the day that is named nothing holds her back for the reason that was given."""
    found = turn(known, rules, now, zone)
    if found.day is not None:
        then = datetime(found.day.year, found.day.month, found.day.day, 12, tzinfo=zone)
        assert turn(known, rules, max(then, now), zone).why is not found.why or (
            found.turn is Turn.DUE
        )
