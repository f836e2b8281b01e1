"""The report of a campaign: one file that is read on a phone, printed and forwarded.

It names nobody who was written to. Outlets and offices are organisations and are named; of groups
under three people it is not said whether one opened or clicked, and mail domains of so few, which
may be one person's own, are counted together. Addresses in what foreign servers said are left out,
and so is what follows the path of a link. One file: no script, nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from outreach.domain.moments import clock
from outreach.domain.stats import CampaignStats, EditionStats, Need, Tally

from .charts import Slice, patterns, stacked_bar, swatch
from .pages import printed
from .report_hours import hours_shown
from .report_numbers import SMALL, between, hour, many, plain, share, shown, zone
from .report_tables import tables_shown


@dataclass(frozen=True, slots=True)
class Part:
    """One slice of a bar, in the list beside it."""

    swatch: Markup
    label: str
    count: int
    share: str


@dataclass(frozen=True, slots=True)
class BarShown:
    """``of`` is the base of all its shares."""

    of: str
    chart: Markup
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class NeedShown:
    urgent: bool
    what: Markup
    way_out: Markup
    command: bool


@dataclass(frozen=True, slots=True)
class EditionShown:
    """``facts`` are what happened to letters besides, ``engagement`` sentences on opens, clicks."""

    name: Markup
    people: BarShown
    letters: BarShown
    facts: tuple[tuple[str, int], ...]
    engagement: tuple[tuple[str, str], ...]


def report(stats: CampaignStats) -> str:
    """Numbers are those of ``stats`` and nothing else. Breakdowns by hour and by edition are not
    shown beside the chart and the editions, which say the same."""
    there = ZoneInfo(stats.timezone)
    title = stats.title or stats.campaign
    return printed(
        "report.html",
        stats=stats,
        window=plain(f"Report: {title}"),
        title=shown(title),
        campaign=shown(stats.campaign),
        as_of=clock(stats.as_of.astimezone(there)),
        headline=headline(stats),
        needs=[_need(one) for one in stats.needs],
        editions=[_edition(one, at) for at, one in enumerate(stats.editions, 1)],
        hours=hours_shown(stats),
        tables=tables_shown(stats),
        sources=list(_sources(stats, there)),
        patterns=patterns(),
        measured=any(one.opens or one.clicks for one in stats.editions),
        small=SMALL,
    )


def _need(need: Need) -> NeedShown:
    command = need.way_out.startswith("outreach")
    return NeedShown(need.level == "urgent", shown(need.what), shown(need.way_out), command)


def unsent(one: EditionStats) -> int:
    """Letters that provably did not go out. After several waves people and letters differ, and
    letters are not parted by it."""
    kept, silent = one.account.failed + one.account.remaining, _silent(one.tally)
    return kept if one.tally.recipients == one.account.planned and silent >= kept else 0


def _silent(tally: Tally) -> int:
    """Letters of which no word came."""
    told = tally.processed + tally.deferred + tally.delivered + tally.dropped + tally.bounced
    return max(0, tally.recipients - told)


def headline(stats: CampaignStats) -> str:
    """What became of it, in one sentence."""
    if not stats.editions:
        return "Nothing is planned yet."
    tally, planned = stats.tally, many(stats.tally.recipients, "letter")
    kept, silent = sum(map(unsent, stats.editions)), sum(_silent(e.tally) for e in stats.editions)
    if not stats.account.submitted and not stats.account.uncertain and silent == tally.recipients:
        return f"Nothing has been sent yet: {planned} planned."
    if silent == tally.recipients:
        said = f"Nothing has been heard yet of {many(silent - kept, 'letter')}"
    else:
        said = f"{tally.delivered:,} of {planned} reached a mail server{_by_when(stats)}"
    more = [
        (tally.bounced, "bounced"),
        (tally.dropped, f"{_was(tally.dropped)} dropped"),
        (kept, f"{_was(kept)} not sent"),
        (tally.replied, f"{_was(tally.replied)} answered"),
        (tally.covered, "led to coverage"),
    ]
    return "; ".join([said, *(f"{n:,} {what}" for n, what in more if n)]) + "."


def _was(n: int) -> str:
    return "was" if n == 1 else "were"


def _by_when(stats: CampaignStats) -> str:
    """The end of the hour in which the last was taken, once that is over."""
    heard = [start for one in stats.editions for start, _ in one.hours.get("delivered", ())]
    known = sum(n for one in stats.editions for _, n in one.hours.get("delivered", ()))
    if not heard or stats.tally.delivered < 2 or known < stats.tally.delivered:
        return ""
    there, end = ZoneInfo(stats.timezone), max(heard) + 3600
    if stats.since is not None or end > stats.as_of.timestamp():
        return ""
    last, first = (datetime.fromtimestamp(at, there) for at in (end, min(heard)))
    same = last.date() == first.date() == stats.as_of.astimezone(there).date()
    day = "" if same else f" on {last:%A}, {last:%B} {last.day}"
    return f", the last of them by {hour(last)} {zone(last)}{day}"


def _edition(one: EditionStats, at: int) -> EditionShown:
    name, tally, kept = plain(one.edition), one.tally, unsent(one)
    people = _bar(
        f"people-{at}",
        f"{name}: who was in the audience",
        (one.account.candidates, "person in the audience", "people in the audience"),
        [
            ("solid", "submitted", one.account.submitted),
            ("lines", "excluded", one.account.excluded),
            ("cross", "failed", one.account.failed),
            ("stripes", "uncertain", one.account.uncertain),
            ("empty", "remaining", one.account.remaining),
        ],
    )
    letters = _bar(
        f"letters-{at}",
        f"{name}: what became of the letters",
        (tally.recipients, "letter planned", "letters planned"),
        [
            ("solid", "delivered", tally.delivered),
            ("light", "on the way", tally.processed),
            ("stripes", "deferred", tally.deferred),
            ("cross", "bounced", tally.bounced),
            ("dots", "dropped", tally.dropped),
            ("lines", "nothing heard", _silent(tally) - kept),
            ("empty", "not sent", kept),
        ],
    )
    facts = [
        ("answered", tally.replied),
        ("led to coverage", tally.covered),
        ("unsubscribed", tally.unsubscribed),
        ("complained of spam", tally.complained),
    ]
    return EditionShown(shown(one.edition), people, letters, tuple(facts), _engagement(one))


def _bar(
    name: str, title: str, base: tuple[int, str, str], parts: list[tuple[str, str, int]]
) -> BarShown:
    whole, of = base[0], many(*base)
    found = [(look, label, count) for look, label, count in parts if count > 0]
    said = ", ".join(f"{count:,} {label}" for _, label, count in found)
    chart = stacked_bar(
        [Slice(look, count) for look, _, count in found], name, title, f"{of}: {said or 'nobody'}."
    )
    listed = [Part(swatch(look), label, n, share(n, whole)) for look, label, n in found]
    return BarShown(of, chart if found else Markup(), tuple(listed))


def _engagement(one: EditionStats) -> tuple[tuple[str, str], ...]:
    tally = one.tally
    return (
        (
            "opened",
            _measured(one, one.opens, tally.opened, tally.opened_doubtful, tally.opened_by_machine),
        ),
        (
            "clicked",
            _measured(
                one, one.clicks, tally.clicked, tally.clicked_doubtful, tally.clicked_by_machine
            ),
        ),
    )


def _measured(one: EditionStats, on: bool, surely: int, doubtful: int, machines: int) -> str:
    if not on:
        return "not measured"
    if one.tally.recipients < SMALL:
        return f"not shown: fewer than {SMALL} people"
    most = surely + doubtful
    base = f" of {one.tally.delivered:,} delivered" if most <= one.tally.delivered else ""
    said = f"{surely:,} to {most:,} people" if doubtful else many(surely, "person", "people")
    return f"{said}{base}; besides, {between(machines, 0)} by machines alone"


def _sources(stats: CampaignStats, there: ZoneInfo) -> Iterator[str]:
    """Where the numbers are from, and how fresh they are."""
    if stats.heard_at is not None:
        yield f"SendGrid’s last report came at {clock(stats.heard_at.astimezone(there))}."
    if stats.synced_at is not None:
        yield f"SendGrid was last asked at {clock(stats.synced_at.astimezone(there))}."
    if stats.heard_at is None and stats.synced_at is None:
        yield "SendGrid has reported nothing yet, and was not asked."
    if synced := stats.tally.synced:
        yield f"What became of {many(synced, 'letter')} is known from asking alone."
    if stats.own_count is not None and stats.counted_at is not None:
        when = clock(stats.counted_at.astimezone(there))
        own, ours = stats.own_count, stats.tally.delivered
        differs = (
            "the same as here"
            if own == ours
            else f"{abs(own - ours):,} " + ("more than here" if own > ours else "fewer than here")
        )
        yield f"SendGrid’s own count of letters delivered was {own:,} at {when}: {differs}."
    if stats.since is not None:
        begin = clock(stats.since.astimezone(there))
        yield f"Hours are shown from {begin}; all other numbers are of all times."
