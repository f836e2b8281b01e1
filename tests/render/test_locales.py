"""Days, moments and numbers in the words' language; English as American newsrooms write it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.campaign import Edition, Embargo, release_line
from outreach.render.locales import long_date, moment, number
from outreach.render.nouns import BlankValueError, blank

DAY = dt.date(2024, 4, 24)
NEW_YORK = ZoneInfo("America/New_York")
LIFT = dt.datetime(2024, 4, 24, 6, tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "April 24, 2024"),
        ("en-US", "April 24, 2024"),
        ("en-GB", "24 April 2024"),
        ("de", "24. April 2024"),
        ("fr", "24 avril 2024"),
        ("es", "24 de abril de 2024"),
        ("zh-Hant", "2024年4月24日"),
        ("zh-Hans", "2024年4月24日"),
        ("tlh", "April 24, 2024"),
        ("no such tag", "April 24, 2024"),
    ],
)
def test_a_date_in_each_language(language: str, written: str) -> None:
    assert long_date(DAY, language) == long_date(LIFT, language) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "6:00 a.m. EDT, Wednesday, April 24, 2024"),
        ("de", "Mittwoch, 24. April 2024, 06:00 Nordamerikanische Ostküsten-Sommerzeit"),
        ("es", "miércoles, 24 de abril de 2024, 6:00 (hora de verano oriental)"),
    ],
)
def test_a_moment_has_day_time_and_zone(language: str, written: str) -> None:
    assert moment(LIFT, language) == written


@pytest.mark.parametrize(
    "language", ["fr", "fr-CA", "bg", "fi", "zh-Hant", "zh-Hans", "ja", "ar", "ug", "bo", "ko"]
)
def test_no_language_writes_seconds(language: str) -> None:
    when = LIFT.replace(minute=37, second=48)
    written = moment(when, language)
    assert "48" not in written
    assert "37" in written or "٣٧" in written


def test_a_moment_without_a_zone_is_printed_without() -> None:
    assert moment(LIFT.replace(tzinfo=None)) == "6:00 a.m., Wednesday, April 24, 2024"
    assert moment(LIFT.replace(tzinfo=None), "de") == "Mittwoch, 24. April 2024, 06:00"


@given(st.datetimes(min_value=dt.datetime(1970, 1, 1), timezones=st.just(NEW_YORK)))
def test_english_moments_are_those_of_the_release_line(when: dt.datetime) -> None:
    edition, before = Edition("e", "t", "press", "s"), when - dt.timedelta(days=1)
    assert release_line(edition, Embargo(when), before) == f"EMBARGOED UNTIL {moment(when)}"


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "1,044"), ("de", "1.044"), ("zh-Hant", "1,044"), ("tlh", "1,044")],
)
def test_a_number_has_its_thousands_apart(language: str, written: str) -> None:
    assert number(1044, language) == written


@pytest.mark.parametrize(
    ("said", "value"),
    [
        (long_date, "2024-04-24"),
        (long_date, 3),
        (moment, DAY),
        (number, "44"),
        (number, True),
        (number, None),
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_what_is_of_another_kind_is_refused(said: Any, value: object, language: str) -> None:
    with pytest.raises(TypeError, match="the filter"):
        said(value, language)


@pytest.mark.parametrize("said", [long_date, moment, number])
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_blank_says_which_it_is(said: Any, language: str) -> None:
    with pytest.raises(BlankValueError, match=r"statement\.date is blank"):
        said(blank("statement.date"), language)
