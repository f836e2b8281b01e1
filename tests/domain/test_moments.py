"""Moments: what people write is understood once, or refused with the reason."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.moments import at_wall_clock, clock, clock_in, parse_moment, span

NEW_YORK, BERLIN = "America/New_York", "Europe/Berlin"
ZONES = (
    *(NEW_YORK, BERLIN, "Europe/London", "Asia/Kathmandu", "Asia/Kolkata", "Australia/Lord_Howe"),
    *(
        "America/St_Johns",
        "Pacific/Kiritimati",
        "Pacific/Niue",
        "Pacific/Apia",
        "UTC",
        "Asia/Dubai",
    ),
)
NOW = datetime(2024, 4, 24, 9, 55, tzinfo=UTC)
"""5:55 in New York, 11:55 in Berlin."""
LIFT = datetime(2024, 4, 24, 6, tzinfo=ZoneInfo(NEW_YORK))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))
zones = st.sampled_from(ZONES)


def answer(text: str, now: datetime, zone: str) -> tuple[datetime | None, str]:
    """What it is read as, or the sentence it is refused with."""
    try:
        return parse_moment(text, now, zone), ""
    except ValueError as refused:
        return None, str(refused)


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("06:00", NEW_YORK, "2024-04-24T06:00-04:00"),
        ("6:00", NEW_YORK, "2024-04-24T06:00-04:00"),
        ("05:55", NEW_YORK, "2024-04-25T05:55-04:00"),
        ("05:54", NEW_YORK, "2024-04-25T05:54-04:00"),
        ("06:00", BERLIN, "2024-04-25T06:00+02:00"),
        ("6 a.m.", NEW_YORK, "2024-04-24T06:00-04:00"),
        ("12:15am", NEW_YORK, "2024-04-25T00:15-04:00"),
        ("12pm", NEW_YORK, "2024-04-24T12:00-04:00"),
        (" Tomorrow  06:00 ", NEW_YORK, "2024-04-25T06:00-04:00"),
        ("today 6:30 PM", NEW_YORK, "2024-04-24T18:30-04:00"),
        ("2024-04-24 06:00", NEW_YORK, "2024-04-24T06:00-04:00"),
        ("2024-04-24T06:00:00", NEW_YORK, "2024-04-24T06:00-04:00"),
        ("2024-04-24T06:00-04:00", BERLIN, "2024-04-24T12:00+02:00"),
        ("2024-04-24T10:00Z", NEW_YORK, "2024-04-24T06:00-04:00"),
        ("lift", BERLIN, "2024-04-24T12:00+02:00"),
        ("+20m", NEW_YORK, "2024-04-24T06:15-04:00"),
        ("+0m", NEW_YORK, "2024-04-24T05:55-04:00"),
        ("+ 1h 30min", NEW_YORK, "2024-04-24T07:25-04:00"),
        ("+72h", NEW_YORK, "2024-04-27T05:55-04:00"),
        # Across the date line it is another day already.
        ("tomorrow 06:00", "Pacific/Kiritimati", "2024-04-25T06:00+14:00"),
        ("tomorrow 06:00", "Pacific/Niue", "2024-04-24T06:00-11:00"),
        ("06:00", "Asia/Kathmandu", "2024-04-25T06:00+05:45"),
    ],
)
def test_what_people_write(text: str, zone: str, moment: str) -> None:
    read = parse_moment(text, NOW, zone, lift=LIFT)
    assert read.isoformat(timespec="minutes") == moment
    assert read.tzinfo == ZoneInfo(zone)


@pytest.mark.parametrize(
    "text",
    [
        *("", "6", "24:00", "06:60", "13pm", "0 am", "noon", "06:00:30", "0600", "06:00-04:00"),
        *(
            "2024-02-30 06:00",
            "2024-4-24 06:00",
            "24.4.2024 06:00",
            "2024-04-24",
            "+",
            "+m",
            "-20m",
        ),
        *(
            "+20",
            "20m",
            "tomorrow",
            "tomorrowt06:00",
            "2024-04-24T06:00+25:00",
            "٠٦:٠٠",
            "06:00\x00",
        ),
        *("06:00 EDT", "next 06:00", "1" * 5000, "lift 06:00"),
    ],
)
def test_what_nobody_could_understand(text: str) -> None:
    with pytest.raises(ValueError, match="is no time: write 06:00, tomorrow 06:00"):
        parse_moment(text, NOW, NEW_YORK, lift=LIFT)


@pytest.mark.parametrize("text", ["2024-04-24 05:54", "today 05:00", "2024-04-24T09:54Z"])
def test_what_is_past(text: str) -> None:
    with pytest.raises(ValueError, match=r"is past: that was 5:.* a\.m\. EDT, Wednesday, April 24"):
        parse_moment(text, NOW, NEW_YORK)


def test_the_lift() -> None:
    late = LIFT + timedelta(seconds=1)
    with pytest.raises(ValueError, match=r"the embargo has lifted: that was 6:00 a\.m\. EDT"):
        parse_moment("lift", late, NEW_YORK, lift=LIFT)
    with pytest.raises(ValueError, match="there is no embargo"):
        parse_moment("lift", NOW, NEW_YORK)


def test_so_far_away_that_there_is_no_calendar() -> None:
    for text in ("9999-12-31T23:59-12:00", "9999-12-31 23:59"):
        with pytest.raises(ValueError, match="farther away than a calendar goes"):
            parse_moment(text, NOW, "Pacific/Niue")


def test_a_span_from_now_goes_by_the_clock_of_the_world_not_of_the_wall() -> None:
    before = datetime(2024, 3, 10, 1, 30, tzinfo=ZoneInfo(NEW_YORK))
    assert str(parse_moment("+1h", before, NEW_YORK)) == "2024-03-10 03:30:00-04:00"


def test_a_span_from_now_is_no_earlier_than_its_clock_shows() -> None:
    read = parse_moment("+20m", NOW + timedelta(microseconds=1), NEW_YORK)
    assert str(read) == "2024-04-24 06:16:00-04:00"


@pytest.mark.parametrize(
    ("text", "now", "zone", "why"),
    [
        (
            "2024-03-10 02:30",
            "2024-03-01",
            NEW_YORK,
            (
                "02:30 does not come on 2024-03-10 in America/New_York, as clocks go forward then;"
                " write 2024-03-10 03:30, or a time before"
            ),
        ),
        ("02:00", "2024-03-10", NEW_YORK, "02:00 does not come on 2024-03-10"),
        ("tomorrow 02:59", "2024-03-30", BERLIN, "02:59 does not come on 2024-03-31"),
        (
            "2024-11-03 01:30",
            "2024-11-01",
            NEW_YORK,
            (
                "01:30 comes twice on 2024-11-03 in America/New_York, as clocks go back then; write"
                " 2024-11-03T01:30-04:00 (EDT) or 2024-11-03T01:30-05:00 (EST)"
            ),
        ),
        ("2024-10-27 02:00", "2024-10-01", BERLIN, "02:00 comes twice on 2024-10-27"),
        # Half an hour, and the whole day that Samoa left out.
        ("2024-04-07 01:45", "2024-04-01", "Australia/Lord_Howe", "01:45 comes twice"),
        ("2024-10-06 02:15", "2024-10-01", "Australia/Lord_Howe", "write 2024-10-06 02:45"),
        ("2011-12-30 12:00", "2011-12-01", "Pacific/Apia", "does not come on 2011-12-30"),
    ],
)
def test_a_clock_that_shows_it_twice_or_never(text: str, now: str, zone: str, why: str) -> None:
    there = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo(zone))
    with pytest.raises(ValueError, match=re.escape(why)):
        parse_moment(text, there, zone)


def test_either_of_two_readings_can_be_meant() -> None:
    now = datetime(2024, 11, 1, tzinfo=UTC)
    first, second = (
        parse_moment(f"2024-11-03T01:30{offset}", now, NEW_YORK) for offset in ("-04:00", "-05:00")
    )
    assert (first.tzname(), second.tzname()) == ("EDT", "EST")
    assert (second.astimezone(UTC) - first.astimezone(UTC)) == timedelta(hours=1)


def test_between_two_readings_neither_is_taken_for_the_other() -> None:
    between = datetime(2024, 11, 3, 5, 45, tzinfo=UTC).astimezone(ZoneInfo(NEW_YORK))
    with pytest.raises(ValueError, match="comes twice"):
        parse_moment("01:30", between, NEW_YORK)
    with pytest.raises(ValueError, match=r"is past: that was 1:30 a\.m\. EDT"):
        parse_moment("2024-11-03T01:30-04:00", between, NEW_YORK)
    assert parse_moment("2024-11-03T01:30-05:00", between, NEW_YORK).tzname() == "EST"


def test_an_offset_has_no_such_clocks() -> None:
    there = timezone(timedelta(hours=-4))
    assert at_wall_clock(datetime(2024, 3, 10, 2, 30), there).utcoffset() == timedelta(hours=-4)


@given(moments, zones)
def test_a_moment_that_is_written_down_is_read_back(moment: datetime, zone: str) -> None:
    """Where its clock shows it once, the wall clock says enough; else the offset is needed."""
    moment = moment.replace(second=0, microsecond=0)
    there = moment.astimezone(ZoneInfo(zone))
    before = moment - timedelta(days=3)
    assert parse_moment(there.isoformat(timespec="minutes"), before, zone) == moment
    read, refused = answer(f"{there:%Y-%m-%d %H:%M}", before, zone)
    if read is None:
        assert "comes twice" in refused
        assert there.isoformat(timespec="minutes") in refused
    else:
        assert read.astimezone(UTC) == moment


@given(moments, zones, st.integers(0, 23), st.integers(0, 59))
def test_a_time_alone_is_the_next_such_time(
    now: datetime, zone: str, hour: int, minute: int
) -> None:
    read, refused = answer(f"{hour:02}:{minute:02}", now, zone)
    if read is None:
        assert "clocks go" in refused
    else:
        assert (read.hour, read.minute) == (hour, minute)
        # A day that a clock change makes longer has more than 24 hours.
        assert timedelta() < read.astimezone(UTC) - now <= timedelta(hours=25)


@given(st.text(max_size=30), moments, zones)
def test_it_is_read_or_refused_with_a_sentence(text: str, now: datetime, zone: str) -> None:
    read, refused = answer(text, now, zone)
    assert refused if read is None else read.astimezone(UTC) >= now


@pytest.mark.parametrize(
    ("zones", "said"),
    [
        ([], "6:00 a.m. EDT, Wednesday, April 24, 2024"),
        ([NEW_YORK], "6:00 a.m. EDT, Wednesday, April 24, 2024"),
        (
            [NEW_YORK, "America/Toronto", BERLIN, "Europe/Madrid"],
            "6:00 a.m. EDT, Wednesday, April 24, 2024 (12:00 CEST in Berlin)",
        ),
        ([BERLIN, "UTC"], "12:00 p.m. CEST, Wednesday, April 24, 2024 (10:00 UTC)"),
        (["UTC", "Etc/GMT+3"], "10:00 a.m. UTC, Wednesday, April 24, 2024 (07:00 UTC-03:00)"),
        (
            [NEW_YORK, "Asia/Kathmandu", "Pacific/Kiritimati"],
            (
                "6:00 a.m. EDT, Wednesday, April 24, 2024"
                " (15:45 UTC+05:45 in Kathmandu, 00:00 UTC+14:00 on Thursday in Kiritimati)"
            ),
        ),
        (
            ["Pacific/Niue", "America/Argentina/Buenos_Aires"],
            (
                "11:00 p.m. UTC-11:00, Tuesday, April 23, 2024"
                " (07:00 UTC-03:00 on Wednesday in Buenos Aires)"
            ),
        ),
    ],
)
def test_a_moment_in_several_zones(zones: list[str], said: str) -> None:
    assert clock_in(LIFT, zones) == said


@given(moments, st.lists(zones, min_size=1))
def test_clocks_that_show_the_same_are_told_once(moment: datetime, zones: list[str]) -> None:
    said = clock_in(moment, zones)
    shown = {moment.astimezone(ZoneInfo(one)).replace(tzinfo=None) for one in zones}
    assert said.startswith(clock(moment.astimezone(ZoneInfo(zones[0]))))
    assert said.partition("(")[2].count(",") == max(0, len(shown) - 2)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "0 s"),
        (0, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (3599.7, "1 h"),
        (3600 + 59 * 60 + 31, "2 h"),
        (86_399, "1 day"),
        (86_400, "1 day"),
        (2 * 86_400 + 1800 + 1, "2 days 1 h"),
        (72 * 3600, "3 days"),
    ],
)
def test_how_long_it_takes(seconds: float, said: str) -> None:
    assert span(seconds) == said


def test_the_second_unit_never_makes_another_of_the_first() -> None:
    most = {"s": 60, "min": 60, "h": 24}
    for seconds in range(0, 200_000, 97):
        words = span(seconds).split()
        assert all(int(n) < most[unit] for n, unit in batched(words) if unit in most), words


def batched(words: list[str]) -> list[tuple[str, str]]:
    return list(zip(words[::2], words[1::2], strict=True))
