"""Moments that lie behind us, as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.past_moments import parse_past

NOW = datetime(2024, 4, 24, 9, 55, 10, tzinfo=UTC)
NEW_YORK = "America/New_York"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2h", "2024-04-24T07:55:10+00:00"),
        ("30 min", "2024-04-24T09:25:10+00:00"),
        ("3d", "2024-04-21T09:55:10+00:00"),
        ("05:00", "2024-04-24T05:00:00-04:00"),
        ("6:00", "2024-04-23T06:00:00-04:00"),
        ("today", "2024-04-24T00:00:00-04:00"),
        ("yesterday 06:00", "2024-04-23T06:00:00-04:00"),
        ("2024-04-22", "2024-04-22T00:00:00-04:00"),
        (" 2024-04-22T06:00 ", "2024-04-22T06:00:00-04:00"),
        ("2024-04-22 06:00Z", "2024-04-22T06:00:00+00:00"),
        ("2024-04-22T06:00+02:00", "2024-04-22T04:00:00+00:00"),
    ],
)
def test_ways_to_say_when(text: str, moment: str) -> None:
    assert parse_past(text, NOW, NEW_YORK) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is no time that was"),
        ("soon", "is no time that was"),
        ("25:00", "is no time that was"),
        ("2024-02-30", "is no time that was"),
        ("06:00+02:00", "is no time that was"),
        ("yesterday 06:00Z", "is no time that was"),
        ("999999d", "is no time that was"),
        ("٢h", "is no time that was"),
        ("2024-04-25", "lies ahead"),
        ("today 23:00", "lies ahead"),
        ("2024-03-10 02:30", "does not come"),
        ("2023-11-05 01:30", "comes twice"),
    ],
)
def test_what_names_no_moment_that_was(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_past(text, NOW, NEW_YORK)


@given(st.text(max_size=20))
def test_any_text_is_a_past_moment_or_a_sentence(text: str) -> None:
    try:
        moment = parse_past(text, NOW, NEW_YORK)
    except ValueError:
        return
    assert moment <= NOW


@given(st.integers(0, 10_000))
def test_so_many_minutes_ago(minutes: int) -> None:
    assert parse_past(f"{minutes}m", NOW, NEW_YORK) == NOW - timedelta(minutes=minutes)
