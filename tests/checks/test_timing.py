"""When letters go out: the embargo, the calendar, the reader's clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from letter_read import reading
from outreach.checks.timing import (
    check_embargo,
    check_hour,
    check_release_words,
    check_statement_date,
)
from outreach.domain.campaign import Edition, Embargo, Release
from outreach.domain.contact import Kind
from outreach.errors import Problem

NEW_YORK = ZoneInfo("America/New_York")
TUESDAY = datetime(2026, 4, 21, 10, tzinfo=NEW_YORK)
PRESS = Edition("press", "t", "press", "s", release=Release.UNDER_EMBARGO)
AFTER = replace(PRESS, release=Release.AFTER_EMBARGO)

Found = list[tuple[str, str]]


def codes(found: Iterable[Problem]) -> Found:
    return [(one.code, one.level) for one in found]


def at(*when: int) -> Embargo:
    return Embargo(datetime(*when, tzinfo=NEW_YORK))  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("embargo", "found"),
    [
        (at(2026, 4, 22, 6), []),
        (at(2027, 3, 14, 2, 30), [("M802", "error"), ("M804", "warning"), ("M805", "warning")]),
        (at(2026, 11, 1, 1, 30), [("M802", "warning"), ("M804", "warning"), ("M805", "warning")]),
        (at(2026, 4, 25, 6), [("M804", "warning")]),
        (at(2026, 5, 25, 6), [("M804", "warning")]),
        (at(2026, 6, 19, 23), [("M804", "warning")]),
        (at(2026, 6, 23, 6), [("M805", "warning")]),
        (at(2025, 3, 9, 2, 30), []),
    ],
    ids=["good", "in a gap", "in a fold", "saturday", "memorial day", "juneteenth", "far", "past"],
)
def test_the_moment_an_embargo_lifts(embargo: Embargo, found: Found) -> None:
    assert codes(check_embargo(embargo, TUESDAY, None)) == found


def test_an_offset_is_no_zone() -> None:
    until = datetime(2026, 4, 22, 6, tzinfo=timezone(timedelta(hours=-4)))
    assert codes(check_embargo(Embargo(until), TUESDAY, None)) == [("M802", "warning")]
    assert codes(check_embargo(Embargo(until.astimezone(UTC)), TUESDAY, None)) == []


@pytest.mark.parametrize(
    ("day", "embargo", "found"),
    [
        (date(2026, 4, 21), None, []),
        (date(2026, 4, 20), None, []),
        (date(2026, 4, 22), None, []),
        (date(2026, 4, 19), None, [("M803", "warning")]),
        (date(2026, 4, 30), None, [("M803", "warning")]),
        (date(2026, 4, 30), at(2026, 4, 30, 6), []),
        (date(2026, 4, 29), at(2026, 4, 30, 6), []),
        (date(2026, 4, 21), at(2026, 4, 30, 6), [("M803", "warning")]),
        (date(2026, 4, 21), at(2025, 4, 21, 6), [("M803", "warning")]),
        (None, None, []),
    ],
)
def test_a_statement_is_of_the_day_it_goes_out(
    day: date | None, embargo: Embargo | None, found: Found
) -> None:
    told = check_statement_date(
        day, embargo, TUESDAY, zone="America/New_York", place=None, began=False
    )
    assert codes(told) == found


def test_later_editions_of_a_statement_may_follow_when_they_like() -> None:
    last_week = date(2026, 4, 14)
    told = check_statement_date(last_week, None, TUESDAY, zone="UTC", place=None, began=True)
    assert list(told) == []


def hour(
    now: datetime,
    edition: Edition = PRESS,
    embargo: Embargo | None = None,
    kind: Kind = Kind.PRESS,
    zone: str = "America/New_York",
    **zones: int,
) -> Found:
    counted = {name.replace("_", "/"): count for name, count in zones.items()} or {"": 1}
    found = check_hour(edition, embargo, now, kinds=(kind,), zone=zone, zones=counted)
    return codes(found)


@pytest.mark.parametrize(
    ("now", "kind", "zone", "found"),
    [
        (TUESDAY, Kind.PRESS, "America/New_York", []),
        (TUESDAY.replace(hour=22), Kind.PRESS, "America/New_York", [("M804", "info")]),
        (TUESDAY.replace(hour=22), Kind.PRESS, "no such zone", []),
        (TUESDAY.replace(day=25), Kind.PRESS, "America/New_York", [("M804", "info")]),
        (TUESDAY.replace(month=5, day=25), Kind.CONGRESS, "UTC", [("M804", "info")]),
        (TUESDAY.replace(month=5, day=25), Kind.PRESS, "UTC", []),
        (TUESDAY.replace(month=8, day=11), Kind.CONGRESS, "UTC", [("M804", "info")]),
        (TUESDAY.replace(month=8, day=11), Kind.PRESS, "UTC", []),
    ],
)
def test_what_nobody_reads_when_it_comes(
    now: datetime, kind: Kind, zone: str, found: Found
) -> None:
    if zone == "no such zone":  # it is taken for UTC, where it is two in the morning
        found = [("M804", "info")]
    assert hour(now, kind=kind, zone=zone) == found


def test_night_is_that_of_a_good_part_of_the_recipients() -> None:
    evening = TUESDAY.replace(hour=16)
    assert hour(evening, Europe_Berlin=3, America_Chicago=7) == [("M804", "info")]
    assert hour(evening, Europe_Berlin=1, America_Chicago=9) == []


@pytest.mark.parametrize(
    ("edition", "until", "found"),
    [
        (PRESS, TUESDAY + timedelta(hours=20), []),
        (PRESS, TUESDAY + timedelta(minutes=30), [("M805", "warning")]),
        (PRESS, TUESDAY + timedelta(days=15), [("M805", "warning")]),
        (AFTER, TUESDAY + timedelta(days=2), [("M805", "info")]),
        (AFTER, TUESDAY - timedelta(days=2), []),
    ],
)
def test_how_long_reporters_have_it_before_the_lift(
    edition: Edition, until: datetime, found: Found
) -> None:
    assert hour(TUESDAY, edition, Embargo(until)) == found


UNDER = "EMBARGOED UNTIL 6:00 a.m. EDT, Wednesday, April 22, 2026"
TOMORROW = at(2026, 4, 22, 6)
YESTERDAY = at(2026, 4, 20, 6)


@pytest.mark.parametrize(
    ("subject", "text", "embargo", "found"),
    [
        (f"{UNDER}: 44 ask", UNDER, TOMORROW, []),
        ("44 ask", UNDER, TOMORROW, [("M801", "warning")]),
        (f"{UNDER}: 44 ask", "Text", TOMORROW, [("M801", "error")]),
        ("Embargo: 44 ask", "FOR IMMEDIATE RELEASE", TOMORROW, [("M801", "error")]),
        ("44 ask", "FOR IMMEDIATE RELEASE", YESTERDAY, []),
        ("44 ask", "FOR IMMEDIATE RELEASE", None, []),
        ("44 ask", UNDER, YESTERDAY, [("M801", "error")]),
        ("44 ask", UNDER, None, [("M801", "error")]),
        ("44 ask", "Lift the arms embargo on embargoed goods.", YESTERDAY, []),
    ],
)
def test_a_letter_says_embargoed_as_long_as_it_is(
    subject: str, text: str, embargo: Embargo | None, found: Found
) -> None:
    letter = reading(text=text, subject=subject)
    letter = replace(letter, edition=replace(letter.edition, release=Release.UNDER_EMBARGO))
    assert codes(check_release_words(letter, embargo, TUESDAY)) == found


@pytest.mark.parametrize(
    ("language", "line", "found"),
    [
        ("de", "SPERRFRIST bis 6 Uhr", []),
        ("zh-Hant", "禁止發布", []),
        ("fr", "SOUS EMBARGO", []),
        ("de", "Text", [("M801", "warning"), ("M801", "error")]),
        ("bo", "Text", [("M801", "warning"), ("M801", "warning")]),
    ],
)
def test_the_word_for_it_is_known_in_several_languages(
    language: str, line: str, found: Found
) -> None:
    letter = reading(text=line, subject=line)
    letter = replace(
        letter,
        edition=replace(letter.edition, release=Release.UNDER_EMBARGO),
        message=replace(letter.message, language=language),
    )
    assert codes(check_release_words(letter, TOMORROW, TUESDAY)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("FOR IMMEDIATE RELEASE", []), ("Text", []), (UNDER, [("M801", "error")])],
)
def test_an_edition_that_waits_for_the_lift_is_read_as_it_will_be_then(
    text: str, found: Found
) -> None:
    letter = reading(text=text)
    assert letter.edition.release is Release.AFTER_EMBARGO
    problems = list(check_release_words(letter, TOMORROW, TUESDAY))
    assert codes(problems) == found
    assert all("will have lifted when it goes out" in one.message for one in problems)
