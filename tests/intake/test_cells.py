"""What single cells of a list say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.domain.contact import Reason
from outreach.intake.cells import (
    answer,
    country,
    iso_day,
    language_tag,
    reason_left,
    utc_moment,
    values_in,
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-05-28", "2026-05-28"),
        ("2026-05-28T10:00:00Z", "2026-05-28"),
        ("2026-05-28 10:00:00", "2026-05-28"),
        ("28.05.2026", "2026-05-28"),
        ("28.5.2026", "2026-05-28"),
        ("28. Mai 2026", "2026-05-28"),
        ("May 28, 2026", "2026-05-28"),
        ("2026年5月28日", "2026-05-28"),
        ("05/28/2026", "2026-05-28"),
        ("28/05/2026", "2026-05-28"),
        ("04/03/2026", ""),
        ("04/04/2026", "2026-04-04"),
        ("2026-02-30", ""),
        ("in May", ""),
        ("", ""),
    ],
)
def test_a_date_is_read_if_it_can_be_read_one_way(text: str, day: str) -> None:
    assert iso_day(text) == day


@settings(deadline=None, max_examples=100)
@given(st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(2100, 1, 1)))
def test_a_moment_survives_and_is_in_utc(moment: datetime) -> None:
    assert utc_moment(str(moment)) == moment.replace(tzinfo=UTC).isoformat()
    assert iso_day(f"{moment:%d.%m.%Y}") == moment.date().isoformat()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-02-03T08:00:00-05:00", "2026-02-03T13:00:00+00:00"),
        ("28.05.2026", "2026-05-28T00:00:00+00:00"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+00:00"),
        ("yes", ""),
    ],
)
def test_a_time_of_leaving(text: str, moment: str) -> None:
    assert utc_moment(text) == moment


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("German", "de"), ("deutsch", "de"), ("Français", "fr"), ("中文", "zh"), ("Русский", "ru"),
        ("EN", "en"), ("en_US", "en-US"), ("zh-TW", "zh-TW"), ("ZH-hant", "zh-Hant"),
        ("繁體中文", "zh-Hant"), ("de-DE-1996", "de-DE-1996"), ("eng", "en"), ("deu", "de"),
        ("German, English", "German, English"), ("Klingon", "Klingon"), ("", ""),
    ],
)  # fmt: skip
def test_a_language_by_its_name_or_code(text: str, tag: str) -> None:
    assert language_tag(text) == tag


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1", True), ("Yes", True), ("TRUE", True), ("ja", True), ("sí", True), ("是", True),
        ("x", True), ("2026-01-31", True), ("0", False), ("No", False), ("nein", False),
        ("нет", False), ("", False), ("perhaps", None), ("2", None),
    ],
)  # fmt: skip
def test_yes_and_no(text: str, said: bool | None) -> None:
    assert answer(text) is said


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("Unsubscribed", Reason.UNSUBSCRIBE),
        ("opted-out", Reason.UNSUBSCRIBE),
        ("abgemeldet", Reason.UNSUBSCRIBE),
        ("Hard Bounce", Reason.BOUNCE),
        ("spam complaint", Reason.COMPLAINT),
        ("previous spam complaint", Reason.COMPLAINT),
        ("previous bounce", None),
        ("subscribed", None),
        ("", None),
    ],
)
def test_a_status_that_means_that_somebody_left(status: str, reason: Reason | None) -> None:
    assert reason_left(status) is reason


_VALUES = st.text(st.sampled_from("aé香 1;,:、|'-"), max_size=8)


@settings(deadline=None)
@given(st.lists(_VALUES, max_size=5))
def test_quoted_values_may_hold_any_separator(values: list[str]) -> None:
    cell = ",".join(f'"{value}"' for value in values)
    assert values_in(cell) == tuple(dict.fromkeys(v.strip() for v in values if v.strip()))


def test_countries_stay_as_they_are_written() -> None:
    assert [country(text) for text in ("us", "Germany", "香港", "")] == [
        "US",
        "Germany",
        "香港",
        "",
    ]
