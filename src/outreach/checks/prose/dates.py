"""P113: days and weekdays that do not fit, lengths, and what is told as coming and is past."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from outreach.errors import Level, Problem

from .number_words import number_pattern, worth
from .passages import Passage
from .said_dates import SaidDate, said_dates
from .sentences import sentence_at
from .tags import primary

_WEEKDAYS = str.split("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d{2}(?!\d)")
_LENGTHS = {
    "en": r"(?<!\w)(?P<number>{number})[- ]day(?!\w)",
    "de": r"(?<!\w)(?P<number>{number})-?tägige",
    "fr": r"(?<=de )(?P<number>{number}) jours",
    "es": r"(?<=de )(?P<number>{number}) días",
    "zh": r"[為为]期(?P<number>{number})[天日]",
}
_TWO_MONTHS = timedelta(days=60)


def dates_that_do_not_fit(
    text: Sequence[Passage], language: str, written: date
) -> Iterator[Problem]:
    """``written`` is the statement's date, from which a day without a year is understood."""
    for passage in text:
        said = said_dates(passage.words, language)
        years = {int(year[0]) for year in _YEAR.finditer(passage.words)}
        for one in said:
            if not one.exists:
                message = f"“{_words(passage, one)}”: there is no such day"
                place = passage.where(one.start)
                yield Problem("P113", message, place, "look the date up")
            elif one.weekday >= 0:
                yield from _weekday(passage, one, years, written)
        if said:
            yield from _lengths(passage, said, language)


def _weekday(passage: Passage, one: SaidDate, years: set[int], written: date) -> Iterator[Problem]:
    near = _nearest(one, written)
    day = one.in_year(near)
    # What is well past may be meant of the year to come.
    candidates = {near, near + 1} if day and day < written - _TWO_MONTHS else {near}
    candidates = {one.year} if one.year else years | candidates
    days = [day for year in sorted(candidates) if (day := one.in_year(year))]
    if any(day.weekday() == one.weekday for day in days) or not days:
        return
    day = one.in_year(one.year or _nearest(one, written)) or days[0]
    level: Level = "error" if one.year else "warning"
    yield Problem(
        code="P113",
        message=f"“{_words(passage, one)}”: {day.isoformat()} is a {_WEEKDAYS[day.weekday()]}",
        place=passage.where(one.start),
        hint="correct the weekday or the date",
        level=level,
    )


def _nearest(one: SaidDate, written: date) -> int:
    years = (written.year - 1, written.year, written.year + 1)
    days = [day for year in years if (day := one.in_year(year))]
    return min(days, key=lambda day: abs(day - written)).year if days else written.year


def _lengths(passage: Passage, said: Sequence[SaidDate], language: str) -> Iterator[Problem]:
    """A “four-day” visit against the only span of days in its sentence."""
    pattern = _LENGTHS.get(primary(language))
    if not pattern:
        return
    for match in re.finditer(pattern.format(number=_spelled(language)), passage.words):
        start, end = sentence_at(passage.words, match.start())
        spans = [one for one in said if start <= one.start < end and one.last > one.day]
        days = worth(match["number"], language)
        if len(spans) == 1 and days and days != spans[0].last - spans[0].day + 1:
            there = spans[0].last - spans[0].day + 1
            message = f"“{match[0]}”, but “{_words(passage, spans[0])}” are {there} days"
            place = passage.where(match.start())
            yield Problem("P113", message, place, "correct one of them", "warning")


def _spelled(language: str) -> str:
    # German runs the number into the word: “viertägige”.
    return number_pattern(language).replace(r"(?!\w)", "")


def _words(passage: Passage, one: SaidDate) -> str:
    return " ".join(passage.words[one.start : one.end].split())


def nearest_date(one: SaidDate, written: date) -> date | None:
    """The day meant, in the year said or else that nearest to the writing."""
    return one.in_year(one.year or _nearest(one, written))
