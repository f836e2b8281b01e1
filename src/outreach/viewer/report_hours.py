"""The first hours of a campaign as charts, with times as clocks in its zone show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from outreach.domain.stats import CampaignStats, EditionStats

from .charts import Tick, columns
from .report_numbers import SMALL, hour, many, zone

FIRST_HOURS = 72
_FEWEST = 6
"""Columns in a chart, so that one hour does not fill it."""
_HOUR = 3600

_CHARTED = {
    "delivered": "Taken by a mail server",
    "bounced": "Bounced",
    "opened": "Opened, surely by a person",
    "clicked": "Clicked, surely by a person",
    "replied": "Answered",
    "covered": "Covered",
}
"""What is charted, if anything of it was heard."""


@dataclass(frozen=True, slots=True)
class Charted:
    """One measure over the hours."""

    label: str
    chart: Markup


@dataclass(frozen=True, slots=True)
class HoursShown:
    """``table`` has an hour a row, those in which anything was heard; ``later`` letters by what

    happened after the chart's last hour. ``zones`` names both where the clocks changed. ``ahead``:
    the last hours shown are still to come.
    """

    charts: tuple[Charted, ...]
    labels: tuple[str, ...]
    table: tuple[tuple[str, tuple[int, ...]], ...]
    zones: tuple[str, ...]
    later: tuple[tuple[str, int], ...]
    ahead: bool


def hours_shown(stats: CampaignStats) -> HoursShown | None:
    """None where nothing was heard."""
    series = {measure: found for measure in _CHARTED if (found := _series(stats.editions, measure))}
    if not series:
        return None
    there = ZoneInfo(stats.timezone)
    begin, n = _window(stats, series)
    starts = [begin + at * _HOUR for at in range(n)]
    clocks = [datetime.fromtimestamp(start, there) for start in starts]
    inside = {measure: [each.get(start, 0) for start in starts] for measure, each in series.items()}
    charted = {measure: each for measure, each in inside.items() if any(each)}
    end = begin + n * _HOUR
    later = {
        measure: sum(count for start, count in each.items() if start >= end)
        for measure, each in series.items()
    }
    table = [
        (_row_name(clock), tuple(each[at] for each in charted.values()))
        for at, clock in enumerate(clocks)
        if any(each[at] for each in charted.values())
    ]
    return HoursShown(
        tuple(_charts(charted, clocks)),
        tuple(_CHARTED[measure] for measure in charted),
        tuple(table),
        tuple(dict.fromkeys(zone(clock) for clock in clocks)),
        tuple((_CHARTED[measure].lower(), count) for measure, count in later.items() if count),
        end - _HOUR > stats.as_of.timestamp(),
    )


def _series(editions: Sequence[EditionStats], measure: str) -> dict[int, int]:
    """By an hour's first unix second, of all editions; of engagement where it is measured, and
    never of so few people that it would say who."""
    found: dict[int, int] = {}
    for one in editions:
        measured = {"opened": one.opens, "clicked": one.clicks}.get(measure)
        if measured is False or (measured and one.tally.recipients < SMALL):
            continue
        for start, count in one.hours.get(measure, ()):
            if count > 0:
                found[start] = found.get(start, 0) + count
    return found


def _window(stats: CampaignStats, series: Mapping[str, Mapping[int, int]]) -> tuple[int, int]:
    """The first hour, and how many: from when letters left, where they are shown from there."""
    heard = [start for each in series.values() for start in each]
    left = [one.first_at // _HOUR * _HOUR for one in stats.editions if one.first_at is not None]
    begin = min([*heard, *(left if stats.since is None else [])])
    if min(heard) - begin >= FIRST_HOURS * _HOUR:
        begin = min(heard)
    last = max(start for start in heard if start < begin + FIRST_HOURS * _HOUR)
    return begin, max(_FEWEST, (last - begin) // _HOUR + 1)


def _charts(charted: Mapping[str, Sequence[int]], clocks: Sequence[datetime]) -> list[Charted]:
    found = []
    ticks = tuple(_ticks(clocks))
    for at, (measure, counts) in enumerate(charted.items()):
        label = _CHARTED[measure]
        desc = (
            f"{many(sum(counts), 'letter')} in {many(len(counts), 'hour')}, the most in one hour:"
            f" {max(counts):,}. The table below has every hour."
        )
        title = f"{label}, hour by hour"
        axis = at == len(charted) - 1
        chart = columns(counts, ticks, f"hours-{measure}", title, desc, axis=axis)
        found.append(Charted(label, chart))
    return found


def _ticks(clocks: Sequence[datetime]) -> list[Tick]:
    """At most six labels, on hours that part the day evenly; days where they begin.

    The first day is named at the first column, unless the next begins too near to it.
    """
    n = len(clocks)
    most = 6 if not any(clock.minute for clock in clocks) else 4
    step = next(step for step in (1, 2, 3, 4, 6, 12, 24) if n <= most * step or step == 24)
    days = [at for at in range(1, n) if clocks[at].date() != clocks[at - 1].date()]
    named = days if days and days[0] * 4 < n else [0, *days]
    found = []
    for at, clock in enumerate(clocks):
        label = hour(clock) if clock.hour % step == 0 and n - at > n / 12 else ""
        room = n - at >= n / 5
        day = f"{clock:%a}, {clock:%b} {clock.day}" if at in named else ""
        if label or day:
            found.append(Tick(at, label, day if room or at == 0 else ""))
    return found


def _row_name(clock: datetime) -> str:
    return f"{clock:%a}, {clock:%b} {clock.day}, {hour(clock)} {zone(clock)}"
