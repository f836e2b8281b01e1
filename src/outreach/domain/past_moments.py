"""Moments that lie behind us, as people write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .moments import at_wall_clock, clock

WAYS_TO_SAY = "2h, 30m, 3d, 06:00, yesterday, yesterday 06:00, 2024-04-24 or 2024-04-24 06:00"

_AGO = re.compile(r"(\d{1,6})\s*(m|min|h|d)", re.ASCII)
_WALL = re.compile(
    r"(?P<day>today|yesterday|\d{4}-\d\d-\d\d)?(?:(?:\s+|(?<=\d)t|^)(?P<clock>\d{1,2}:\d\d)(?::\d\d)?)?"
    r"(?P<offset>z|[+-]\d\d:\d\d)?",
    re.ASCII,
)
_UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days"}


def parse_past(text: str, now: datetime, zone: str) -> datetime:
    """The moment that ``text`` names to somebody in ``zone``, aware and in that zone.

    A time without a day is the last such time; a day without a time is its midnight. Raises
    ValueError with a sentence for what cannot be read or lies ahead.

    >>> now = datetime(2024, 4, 24, 9, 55, 10, tzinfo=UTC)
    >>> [str(parse_past(one, now, "America/New_York")) for one in ("2h", "06:00", "yesterday")]
    ['2024-04-24 03:55:10-04:00', '2024-04-23 06:00:00-04:00', '2024-04-23 00:00:00-04:00']
    """
    said = text.strip().lower()
    try:
        moment = _moment(said, now, ZoneInfo(zone))
    except (OverflowError, _UnreadableError):
        raise ValueError(f"{text!r} is no time that was: write {WAYS_TO_SAY}") from None
    if moment > now:
        raise ValueError(f"{text!r} lies ahead: that is {clock(moment)}")
    return moment.astimezone(ZoneInfo(zone))


class _UnreadableError(Exception):
    """The words are none that name a time."""


def _moment(said: str, now: datetime, there: ZoneInfo) -> datetime:
    if ago := _AGO.fullmatch(said):
        return now.astimezone(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    match = _WALL.fullmatch(said)
    if match is None or not (match["day"] or match["clock"]):
        raise _UnreadableError
    today = now.astimezone(there).date()
    day = match["day"] or "today"
    try:
        at = time.fromisoformat(match["clock"].zfill(5)) if match["clock"] else time()
        if match["offset"]:
            return datetime.fromisoformat(f"{day}T{at.isoformat()}{match['offset'].upper()}")
        date = {"today": today, "yesterday": today - timedelta(days=1)}.get(day)
        wall = datetime.combine(date or datetime.fromisoformat(day).date(), at)
    except ValueError:
        raise _UnreadableError from None
    moment = at_wall_clock(wall, there)
    if match["day"] is None and moment > now:
        return at_wall_clock(wall - timedelta(days=1), there)
    return moment
