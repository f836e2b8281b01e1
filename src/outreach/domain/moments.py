"""Moments as people write and read them, in the zones they sit in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

FARTHEST_AHEAD = timedelta(hours=72)
"""How far ahead SendGrid schedules a letter (its page “Scheduling Parameters”, ``send_at``)."""

STOPPABLE_UNTIL = timedelta(minutes=10)
"""How long before it goes out a scheduled letter can surely be paused or cancelled (as above)."""

WAYS_TO_SAY = "06:00, tomorrow 06:00, 2024-04-24 06:00, 2024-04-24T06:00-04:00, +20m, +2h or lift"

_CLOCK = r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d)(?::00)?)?\s*(?:(?P<half>[ap])\.?m\.?)?"
_WALL = re.compile(
    rf"(?:(?P<day>today|tomorrow|\d{{4}}-\d\d-\d\d)(?:\s+|(?<=\d)t))?{_CLOCK}"
    r"(?P<offset>z|[+-]\d\d:\d\d)?",
    re.ASCII,
)
_AHEAD = re.compile(
    r"\+\s*(?=\d)(?:(?P<hours>\d{1,4})\s*h)?\s*(?:(?P<minutes>\d{1,6})\s*m(?:in)?)?", re.ASCII
)


def parse_moment(text: str, now: datetime, zone: str, *, lift: datetime | None = None) -> datetime:
    """The moment that ``text`` names to somebody in ``zone``, aware and in that zone.

    ``lift`` is the embargo's. A time without a day is the next such time. What counts from ``now``
    is rounded up to the minute, so that its clock shows no earlier moment than it is. Raises
    ValueError with a sentence for what cannot be read, is past, or comes twice or never on a clock
    in that zone. It may lie as far ahead as it likes: see FARTHEST_AHEAD.

    >>> now = datetime(2024, 4, 24, 9, 55, 10, tzinfo=UTC)
    >>> [str(parse_moment(one, now, "America/New_York")) for one in ("06:00", "5am", "+2h")]
    ['2024-04-24 06:00:00-04:00', '2024-04-25 05:00:00-04:00', '2024-04-24 07:56:00-04:00']
    """
    there = ZoneInfo(zone)
    said = text.strip().lower()
    try:
        if said == "lift":
            moment = _lift(lift)
        elif ahead := _AHEAD.fullmatch(said):
            moment = _ahead(ahead, now)
        else:
            moment = _on_the_wall(said, now, there)
        moment = moment.astimezone(there)
        past = _utc(moment) < _utc(now)
    except OverflowError:
        raise ValueError(f"{text!r} is farther away than a calendar goes") from None
    except _UnreadableError:
        raise ValueError(f"{text!r} is no time: write {WAYS_TO_SAY}") from None
    if past:
        what = "the embargo has lifted" if said == "lift" else f"{text!r} is past"
        raise ValueError(f"{what}: that was {clock(moment)}")
    return moment


class _UnreadableError(Exception):
    """The words are none that name a time."""


def _lift(lift: datetime | None) -> datetime:
    if lift is None:
        raise ValueError("there is no embargo, so nothing lifts")
    return lift


def _ahead(said: re.Match[str], now: datetime) -> datetime:
    moment = _utc(now) + timedelta(hours=int(said["hours"] or 0), minutes=int(said["minutes"] or 0))
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + timedelta(minutes=1)


def _on_the_wall(said: str, now: datetime, there: tzinfo) -> datetime:
    match = _WALL.fullmatch(said)
    if match is None or not (match["minute"] or match["half"]):
        raise _UnreadableError
    today = now.astimezone(there).date()
    try:
        clock_time = _time(match)
        written = datetime.fromisoformat(match["day"]).date() if _dated(match) else today
        offset = _offset(match["offset"] or "")
    except ValueError:
        raise _UnreadableError from None
    if offset is not None:
        if not _dated(match):
            raise _UnreadableError
        return datetime.combine(written, clock_time, offset)
    if match["day"] == "tomorrow":
        written += timedelta(days=1)
    wall = datetime.combine(written, clock_time)
    if match["day"] is None and max(map(_utc, _readings(wall, there))) <= _utc(now):
        wall += timedelta(days=1)
    return at_wall_clock(wall, there)


def _dated(match: re.Match[str]) -> bool:
    return match["day"] is not None and match["day"][0].isdigit()


def _time(match: re.Match[str]) -> time:
    """Raises ValueError for a clock that there is not."""
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
    if half and not 1 <= hour <= 12:
        raise ValueError
    return time((hour % 12) + (12 if half == "p" else 0) if half else hour, minute)


def _offset(text: str) -> tzinfo | None:
    if not text:
        return None
    return datetime.fromisoformat(f"2000-01-01T00:00{text.upper()}").tzinfo


def at_wall_clock(wall: datetime, there: tzinfo) -> datetime:
    """The moment at which clocks there show ``wall``, which is naive.

    Raises ValueError with a sentence where that is never, because they go forward over it, or
    twice, because they go back.
    """
    before, after = _readings(wall, there)
    ahead = (after.utcoffset() or timedelta()) - (before.utcoffset() or timedelta())
    if not ahead:
        return before
    where = f"on {wall.date()} in {there}, as clocks go"
    if ahead > timedelta():
        later = _utc(before).astimezone(there).replace(tzinfo=None).isoformat(" ", "minutes")
        raise ValueError(
            f"{wall:%H:%M} does not come {where} forward then; write {later}, or a time before"
        )
    both = (f"{one.isoformat(timespec='minutes')} ({_zone(one)})" for one in (before, after))
    raise ValueError(f"{wall:%H:%M} comes twice {where} back then; write {' or '.join(both)}")


def _readings(wall: datetime, there: tzinfo) -> tuple[datetime, datetime]:
    """By the offset before a change of the clocks, and by the one after it (PEP 495)."""
    return wall.replace(tzinfo=there, fold=0), wall.replace(tzinfo=there, fold=1)


def _utc(moment: datetime) -> datetime:
    """For comparing: moments of one zone are compared by its clocks, even where those go back."""
    return moment.astimezone(UTC)


def clock(moment: datetime) -> str:
    """Time, zone and day, as American releases print them.

    >>> clock(datetime(2024, 4, 24, 6, tzinfo=ZoneInfo("America/New_York")))
    '6:00 a.m. EDT, Wednesday, April 24, 2024'
    """
    half = "a.m." if moment.hour < 12 else "p.m."
    time_there = f"{moment.hour % 12 or 12}:{moment:%M} {half} {_zone(moment)}"
    return f"{time_there}, {moment:%A}, {moment:%B} {moment.day}, {moment.year}"


def clock_in(moment: datetime, zones: Sequence[str]) -> str:
    """The moment in the first of these zones, and behind it what clocks show in the others.

    Zones whose clocks show the same are told once. Where it is another day there, its name is told.

    >>> lift = datetime(2024, 4, 24, 10, tzinfo=UTC)
    >>> clock_in(lift, ["America/New_York", "Europe/Berlin", "Europe/Madrid"])
    '6:00 a.m. EDT, Wednesday, April 24, 2024 (12:00 CEST in Berlin)'
    >>> clock_in(lift, ["America/New_York", "Pacific/Auckland"])
    '6:00 a.m. EDT, Wednesday, April 24, 2024 (22:00 NZST in Auckland)'
    """
    readings: dict[datetime, str] = {}
    for name in zones:
        there = moment.astimezone(ZoneInfo(name))
        readings.setdefault(there.replace(tzinfo=None, fold=0), name)
    if not readings:
        return clock(moment)
    (first, home), *others = readings.items()
    told = [_behind(moment.astimezone(ZoneInfo(name)), name, first) for _, name in others]
    return clock(moment.astimezone(ZoneInfo(home))) + (f" ({', '.join(told)})" if told else "")


def _behind(there: datetime, name: str, first: datetime) -> str:
    day = "" if there.date() == first.date() else f" on {there:%A}"
    area, _, city = name.rpartition("/")
    where = f" in {city.replace('_', ' ')}" if area and area != "Etc" else ""
    return f"{there:%H:%M} {_zone(there)}{day}{where}"


def _zone(moment: datetime) -> str:
    """Its letters; where it has none, how far it is from UTC."""
    name = moment.tzname() or ""
    return f"UTC{moment.isoformat()[-6:]}" if name[:1] in ("+", "-") else name


def span(seconds: float) -> str:
    """How long that is, in its two greatest units; none at all where it is below zero.

    >>> [span(one) for one in (0.4, 200, 3900, 172_800, 100_000)]
    ['0 s', '3 min 20 s', '1 h 5 min', '2 days', '1 day 4 h']
    """
    whole = max(0, round(seconds))
    minutes, hours = round(whole / 60), round(whole / 3600)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return _both(f"{whole // 60} min", whole % 60, "s")
    if minutes < 24 * 60:
        return _both(f"{minutes // 60} h", minutes % 60, "min")
    days = hours // 24
    return _both(f"{days} day{'s' if days > 1 else ''}", hours % 24, "h")


def _both(greater: str, lesser: int, unit: str) -> str:
    return f"{greater} {lesser} {unit}" if lesser else greater
