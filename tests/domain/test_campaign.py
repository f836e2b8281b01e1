"""The embargo: what a letter says of it, and when it lets one go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from outreach.domain.campaign import Edition, Embargo, Release, may_go_out, release_line

LIFT = datetime(2024, 4, 24, 6, tzinfo=ZoneInfo("America/New_York"))
PRESS = Edition("press", "t", "press", "s", release=Release.UNDER_EMBARGO)
CONGRESS = Edition("congress", "t", "congress", "s")
SECOND = timedelta(seconds=1)


def test_without_an_embargo_everything_goes_at_once() -> None:
    assert release_line(PRESS, None, LIFT) == "FOR IMMEDIATE RELEASE"
    assert may_go_out(CONGRESS, None, LIFT)


@pytest.mark.parametrize("wait", [timedelta(days=-3), -SECOND, timedelta(0), SECOND])
def test_who_is_written_to_after_the_lift_is_never_asked_to_wait(wait: timedelta) -> None:
    assert release_line(CONGRESS, Embargo(LIFT), LIFT + wait) == "FOR IMMEDIATE RELEASE"


@pytest.mark.parametrize(
    ("until", "line"),
    [
        (LIFT, "EMBARGOED UNTIL 6:00 a.m. EDT, Wednesday, April 24, 2024"),
        (
            LIFT.replace(hour=0, minute=1),
            "EMBARGOED UNTIL 12:01 a.m. EDT, Wednesday, April 24, 2024",
        ),
        (LIFT.replace(hour=12), "EMBARGOED UNTIL 12:00 p.m. EDT, Wednesday, April 24, 2024"),
        (
            LIFT.replace(month=1, hour=23, minute=5),
            "EMBARGOED UNTIL 11:05 p.m. EST, Wednesday, January 24, 2024",
        ),
    ],
)
def test_the_line_says_time_zone_and_day(until: datetime, line: str) -> None:
    assert release_line(PRESS, Embargo(until), until - SECOND) == line


def test_the_embargo_lifts_at_its_moment_whatever_the_zone() -> None:
    lift = LIFT.astimezone(UTC)
    for now, out in ((lift - SECOND, False), (lift, True), (lift + SECOND, True)):
        assert may_go_out(CONGRESS, Embargo(LIFT), now) is out
        assert may_go_out(PRESS, Embargo(LIFT), now)
        assert (release_line(PRESS, Embargo(LIFT), now) == "FOR IMMEDIATE RELEASE") is out
