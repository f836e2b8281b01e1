"""Days, moments and numbers in the words' language; English as American newsrooms write it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.campaign import Edition, Embargo, Release, release_line
from outreach.render.locales import long_date, moment, number
from outreach.render.nouns import BlankValueError, blank

DAY = dt.date(2024, 4, 24)
NEW_YORK = ZoneInfo("America/New_York")
LIFT = dt.datetime(2024, 4, 24, 6, tzinfo=NEW_YORK)
UNDER = Edition("e", "t", "press", "s", release=Release.UNDER_EMBARGO)


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


@pytest.mark.parametrize("language", ["fr", "fr-CA"])
def test_the_first_of_a_month_is_french(language: str) -> None:
    assert long_date(dt.date(2026, 12, 1), language) == "1er décembre 2026"
    assert long_date(dt.date(2026, 12, 11), language) == "11 décembre 2026"
    assert moment(dt.datetime(2026, 12, 1, 6), language).startswith("mardi 1er décembre 2026 à")


@pytest.mark.parametrize(
    ("language", "zone", "written"),
    [
        ("en", "America/New_York", "6:00 a.m. EST, Tuesday, December 1, 2026"),
        ("de", "Europe/Berlin", "Dienstag, 1. Dezember 2026, 6.00 Uhr MEZ"),
        ("de", "America/New_York", "Dienstag, 1. Dezember 2026, 6.00 Uhr EST"),
        ("de", "Europe/London", "Dienstag, 1. Dezember 2026, 6.00 Uhr GMT"),
        ("de", "Asia/Taipei", "Dienstag, 1. Dezember 2026, 6.00 Uhr UTC+8"),
        ("de", "UTC", "Dienstag, 1. Dezember 2026, 6.00 Uhr UTC"),
        ("fr", "Europe/Berlin", "mardi 1er décembre 2026 à 6\xa0h (CET)"),
        ("fr", "America/New_York", "mardi 1er décembre 2026 à 6\xa0h (EST)"),
        ("fr-CA", "America/New_York", "mardi 1er décembre 2026 à 6\xa0h (HNE)"),
        ("fr", "UTC", "mardi 1er décembre 2026 à 6\xa0h (UTC)"),
        ("es", "Europe/Berlin", "martes, 1 de diciembre de 2026, 6:00\xa0h (CET)"),
        ("es", "Asia/Hong_Kong", "martes, 1 de diciembre de 2026, 6:00\xa0h (HKT)"),
        ("es", "America/Sao_Paulo", "martes, 1 de diciembre de 2026, 6:00\xa0h (UTC-3)"),
        ("es", "Asia/Kolkata", "martes, 1 de diciembre de 2026, 6:00\xa0h (UTC+5:30)"),
        ("zh-Hant", "Europe/Berlin", "2026年12月1日（星期二）上午6時（中歐時間）"),
        ("zh-Hant", "Asia/Taipei", "2026年12月1日（星期二）上午6時（台北時間）"),
        ("zh-Hant", "UTC", "2026年12月1日（星期二）上午6時（UTC）"),
        ("zh-Hans", "Asia/Hong_Kong", "2026年12月1日（星期二）上午6时（香港时间）"),
        ("zh-Hans", "Europe/London", "2026年12月1日（星期二）上午6时（英国时间）"),
        ("it", "Europe/Berlin", "martedì 1 dicembre 2026 06:00 CET"),
    ],
)
def test_a_moment_has_day_time_and_zone_as_newsrooms_write_them(
    language: str, zone: str, written: str
) -> None:
    assert moment(dt.datetime(2026, 12, 1, 6, tzinfo=ZoneInfo(zone)), language) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [("de", "6.00 Uhr MESZ"), ("fr", "6\xa0h (CEST)"), ("zh-Hant", "上午6時（中歐時間）")],
)
def test_a_moment_in_summer_says_so(language: str, written: str) -> None:
    berlin = dt.datetime(2026, 7, 1, 6, tzinfo=ZoneInfo("Europe/Berlin"))
    assert moment(berlin, language).endswith(written)


def test_a_zone_known_by_its_offset_alone_is_named_by_it() -> None:
    when = dt.datetime(2026, 12, 1, 6, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    assert moment(when, "de").endswith("6.00 Uhr UTC+1")
    assert moment(when, "zh-Hant").endswith("上午6時（UTC+1）")


@pytest.mark.parametrize(
    ("hour", "minute", "written"),
    [
        (0, 0, "凌晨0時"),
        (9, 5, "上午9時05分"),
        (12, 30, "中午12時30分"),
        (15, 0, "下午3時"),
        (23, 59, "晚上11時59分"),
    ],
)
def test_chinese_names_the_part_of_the_day(hour: int, minute: int, written: str) -> None:
    assert moment(dt.datetime(2026, 12, 1, hour, minute), "zh-Hant").endswith(f"）{written}")


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
    assert moment(LIFT.replace(tzinfo=None), "de") == "Mittwoch, 24. April 2024, 6.00 Uhr"


@given(st.datetimes(min_value=dt.datetime(1970, 1, 1), timezones=st.just(NEW_YORK)))
def test_english_moments_are_those_of_the_release_line(when: dt.datetime) -> None:
    before = when - dt.timedelta(days=1)
    assert release_line(UNDER, Embargo(when), before) == f"EMBARGOED UNTIL {moment(when)}"


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
