"""Dates, times and numbers as a language writes them.

English is as American newsrooms write it (AP style); the others are CLDR's, through Babel.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2.runtime import Undefined

if TYPE_CHECKING:
    from babel import Locale

_ZONE = re.compile(r"[\[(]?z+[\])]?")
_AMERICAN = ("en", "en-us")


def long_date(day: dt.date, language: str = "en") -> str:
    """``April 24, 2024``, ``24. April 2024``. TypeError for what is no date."""
    _expect(day, dt.date, "long_date")
    locale = _locale(language)
    if locale is None:
        return f"{_MONTHS[day.month]} {day.day}, {day.year}"
    from babel.dates import format_date

    return format_date(day, "long", locale=locale)


def number(value: float, language: str = "en") -> str:
    """``1,044``, ``1.044``. TypeError for what is no number."""
    if isinstance(value, bool):
        raise TypeError("the filter number is for numbers")
    _expect(value, int | float, "number")
    locale = _locale(language)
    if locale is None:
        return f"{value:,}"
    from babel.numbers import format_decimal

    return format_decimal(value, locale=locale)


def moment(when: dt.datetime, language: str = "en") -> str:
    """Day, time to the minute, and zone: ``6:00 a.m. EDT, Wednesday, April 24, 2024``.

    TypeError for what is no day with a time; one without a zone is printed without.
    """
    _expect(when, dt.datetime, "moment")
    locale = _locale(language)
    if locale is None:
        half = "a.m." if when.hour < 12 else "p.m."
        zone = f" {when.tzname()}" if when.tzinfo else ""
        weekday = _WEEKDAYS[when.weekday()]
        return f"{when.hour % 12 or 12}:{when:%M} {half}{zone}, {weekday}, {long_date(when)}"
    from babel.dates import format_date, format_time

    time = format_time(when, _to_the_minute(when, locale), tzinfo=when.tzinfo, locale=locale)
    together = str(locale.datetime_formats["full"]).replace("'", "")
    return together.format(time, format_date(when, "full", locale=locale))


def _to_the_minute(when: dt.datetime, locale: Locale) -> str:
    """CLDR's short pattern, with the zone where its full one, which has seconds, has it."""
    short, full = (locale.time_formats[length].pattern for length in ("short", "full"))
    zone = _ZONE.search(full)
    if when.tzinfo is None or zone is None:
        return str(short)
    return f"{zone[0]} {short}" if full.startswith(zone[0]) else f"{short} {zone[0]}"


def _expect(value: Any, kind: Any, filter_name: str) -> None:
    if isinstance(value, Undefined):
        str(value)  # a blank says which it is
    if not isinstance(value, kind):
        what = {"number": "numbers", "long_date": "dates", "moment": "days with a time"}
        raise TypeError(f"the filter {filter_name} is for {what[filter_name]}, not {value!r}")


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale | None:
    """What Babel knows of the language; None for American English and for what it does not."""
    if language.lower() in _AMERICAN:
        return None
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


# Of our own: strftime's names follow the locale of the process.
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
