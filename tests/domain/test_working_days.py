"""Days on which offices are closed: those of 2026 and 2027, as they were kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from outreach.domain.working_days import federal_holiday, usual_recess, weekend


def holidays(year: int) -> list[str]:
    days = (date(year, 1, 1) + timedelta(n) for n in range(366))
    return [f"{day:%m-%d}" for day in days if day.year == year and federal_holiday(day)]


@pytest.mark.parametrize(
    ("year", "kept"),
    [
        # https://www.opm.gov/policy-data-oversight/pay-leave/federal-holidays/
        (2026, "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25"),
        (2027, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31"),
    ],
)
def test_the_holidays_of_a_year(year: int, kept: str) -> None:
    assert holidays(year) == kept.split()


def test_a_weekend_has_two_days() -> None:
    week = [date(2026, 4, 20) + timedelta(n) for n in range(7)]
    assert [weekend(day) for day in week] == [False] * 5 + [True, True]


@pytest.mark.parametrize(
    ("day", "away"),
    [
        (date(2026, 7, 31), False),
        (date(2026, 8, 3), True),
        (date(2026, 9, 7), True),
        (date(2026, 9, 8), False),
        (date(2026, 12, 22), True),
        (date(2027, 1, 4), False),
    ],
)
def test_when_congress_is_usually_away(day: date, away: bool) -> None:
    assert bool(usual_recess(day)) is away
