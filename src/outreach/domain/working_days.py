"""Days on which offices in Washington are closed, or Congress is usually away."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6

_FIXED = {
    (1, 1): "New Year's Day",
    (6, 19): "Juneteenth",
    (7, 4): "Independence Day",
    (11, 11): "Veterans Day",
    (12, 25): "Christmas Day",
}
_NTH = {
    (1, _MONDAY, 3): "Martin Luther King Jr. Day",
    (2, _MONDAY, 3): "Washington's Birthday",
    (5, _MONDAY, -1): "Memorial Day",
    (9, _MONDAY, 1): "Labor Day",
    (10, _MONDAY, 2): "Columbus Day",
    (11, _THURSDAY, 4): "Thanksgiving Day",
}


def federal_holiday(day: date) -> str:
    """The federal holiday kept on this day, blank if it is none (5 U.S.C. 6103).

    One that falls on a Saturday is kept on the Friday before, on a Sunday on the Monday after.
    Inauguration Day is none outside Washington.

    >>> federal_holiday(date(2026, 7, 3)), federal_holiday(date(2026, 11, 26))
    ('Independence Day', 'Thanksgiving Day')
    """
    for kept in (day, day + timedelta(1), day - timedelta(1)):
        name = _FIXED.get((kept.month, kept.day))
        if name and _kept_on(kept) == day:
            return name
    last = -1 if (day + timedelta(7)).month != day.month else 0
    which = (day.day - 1) // 7 + 1
    monthly = ((day.month, day.weekday(), number) for number in (which, last))
    return next((_NTH[one] for one in monthly if one in _NTH), "")


def _kept_on(holiday: date) -> date:
    shift = {_SATURDAY: -1, _SUNDAY: 1}.get(holiday.weekday(), 0)
    return holiday + timedelta(shift)


def weekend(day: date) -> bool:
    return day.weekday() in (_SATURDAY, _SUNDAY)


def working_day(day: date, *, federal: bool) -> bool:
    """Whether an office works; ``federal`` ones keep the federal holidays."""
    return not (weekend(day) or (federal and federal_holiday(day)))


@lru_cache(maxsize=1000)
def working_day_after(day: date, number: int, *, federal: bool) -> date:
    """The working day that many after ``day``, which need not be one itself.

    >>> str(working_day_after(date(2026, 7, 1), 3, federal=True))  # a Wednesday; the 3rd is kept
    '2026-07-07'
    """
    while number > 0:
        day += timedelta(1)
        number -= working_day(day, federal=federal)
    return day


def usual_recess(day: date) -> str:
    """The recess that Congress usually takes on this day, blank if none.

    Its calendar is settled anew each year, so that this is a guess to look at.

    >>> usual_recess(date(2026, 8, 17)), usual_recess(date(2026, 9, 8))
    ('the August recess', '')
    """
    before_labor_day = day.month == 9 and day <= _labor_day(day.year)
    if day.month == 8 or before_labor_day:
        return "the August recess"
    if (day.month, day.day) >= (12, 21) or (day.month, day.day) <= (1, 2):
        return "the recess over the turn of the year"
    return ""


def _labor_day(year: int) -> date:
    first = date(year, 9, 1)
    return first + timedelta(-first.weekday() % 7)
