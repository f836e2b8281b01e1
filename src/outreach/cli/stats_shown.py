"""The first screen of stats, in lines: what needs attention, and what became of each edition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from .show import plural, safe

if TYPE_CHECKING:
    from outreach.domain.stats import CampaignStats, EditionStats, Tally

Line = tuple[str, str]
"""A line that fits, and its style."""

SANDBOX = "These letters went to the sandbox on this machine; nobody was written to."

_EIGHTHS = "▏▎▍▌▋▊▉█"
_HEIGHTS = "▁▂▃▄▅▆▇█"
_LABEL = 14
_LONGEST_BAR = 40
_HOURS = 24


@dataclass(frozen=True, slots=True)
class Paper:
    """What is written on: ``width`` columns, and whether it takes more than ASCII."""

    width: int
    unicode: bool = True

    @property
    def arrow(self) -> str:
        return "→" if self.unicode else "->"

    @property
    def dot(self) -> str:
        return "·" if self.unicode else "-"

    def text(self, words: object, indent: str = "", hang: str = "") -> list[str]:
        """Broken between words; what hangs below is further in. Wide characters count twice."""
        room = max(40, self.width) - len(indent) - len(hang)
        lines = list(_broken(self.fit(safe(words)), room)) or [""]
        return [f"{indent}{hang if number else ''}{line}" for number, line in enumerate(lines)]

    def fit(self, line: str) -> str:
        return line if self.unicode else line.encode("ascii", "replace").decode()

    def bar(self, part: int, whole: int, room: int) -> str:
        """As long as its share, and never nothing where there is something."""
        if not part or not whole or room < 1:
            return ""
        eighths = max(1, round(8 * room * min(part, whole) / whole))
        if not self.unicode:
            return "#" * max(1, eighths // 8)
        return _EIGHTHS[-1] * (eighths // 8) + (_EIGHTHS[eighths % 8 - 1] if eighths % 8 else "")

    def spark(self, heights: Sequence[int]) -> str:
        steps = _HEIGHTS if self.unicode else ".:-=+*#@"
        top = max(heights, default=0)
        return "".join(
            steps[max(0, -(-len(steps) * one // top) - 1)] if one else " " for one in heights
        )


def _broken(words: str, room: int) -> Iterator[str]:
    from rich.cells import cell_len, chop_cells

    line = ""
    for word in words.split():
        for part in chop_cells(word, room):
            if line and cell_len(line) + 1 + cell_len(part) > room:
                yield line
                line = part
            else:
                line = f"{line} {part}" if line else part
    if line:
        yield line


def share(part: int, whole: int) -> str:
    """In whole percent, where all and none are said of nothing less.

    >>> share(1, 3), share(1, 1000), share(999, 1000), share(0, 0)
    ('33 %', '<1 %', '>99 %', '')
    """
    if not part or not whole:
        return ""
    percent = round(100 * part / whole)
    if percent == 0:
        return "<1 %"
    return ">99 %" if percent == 100 and part < whole else f"{percent} %"


def first_screen(stats: CampaignStats, paper: Paper) -> Iterator[Line]:
    title = f" {paper.dot} {stats.title}" if stats.title else ""
    yield from _styled(paper.text(f"{stats.campaign}{title}"), "bold")
    if stats.sandbox:
        yield from _styled(paper.text(SANDBOX), "yellow")
    if stats.since is None:
        yield from _styled(paper.text(headline(stats)), "")
    else:
        begin = stats.since.replace(minute=0, second=0, microsecond=0)
        said = f"What happened since {_when(begin, stats)}"
        yield from _styled(paper.text(said), "")
    yield "", ""
    yield from _needs(stats, paper)
    for edition in stats.editions:
        yield "", ""
        yield from _edition(stats, edition, paper)
    yield "", ""
    for said in notes(stats):
        yield from _styled(paper.text(said), "dim")


def _styled(lines: Sequence[str], style: str) -> Iterator[Line]:
    return ((line, style) for line in lines)


def headline(stats: CampaignStats) -> str:
    """All of it in a sentence."""
    tally, account = stats.tally, stats.account
    if not account.submitted:
        return f"{plural(account.planned, 'letter')} planned; none has been sent."
    said = [
        f"{tally.delivered:,} of {plural(account.planned, 'letter')} reached a mail server",
        f"{tally.bounced:,} bounced",
        f"{plural(tally.replied, 'person', 'people')} replied",
    ]
    if tally.covered:
        said.append(f"{tally.covered:,} gave coverage")
    return f"{'; '.join(said)}."


def _needs(stats: CampaignStats, paper: Paper) -> Iterator[Line]:
    if not stats.needs:
        yield "Nothing needs attention.", "green"
        return
    yield "What needs attention", "bold"
    for need in stats.needs:
        urgent = need.level == "urgent"
        mark = "!" if urgent else paper.dot
        yield from _styled(
            paper.text(f"{mark} {need.what}", "  ", "  "), "bold red" if urgent else "yellow"
        )
        yield paper.fit(f"      {paper.arrow} {safe(need.way_out)}"), ""


def _edition(stats: CampaignStats, edition: EditionStats, paper: Paper) -> Iterator[Line]:
    account = edition.account
    parts = [f"{account.planned:,} planned", f"{account.excluded:,} excluded"]
    terms = ((term, getattr(account, term)) for term in ("failed", "uncertain", "remaining"))
    parts += [f"{n:,} {term}" for term, n in terms if n]
    yield from _styled(paper.text(f"{edition.edition}: {', '.join(parts)}"), "bold")
    if stats.since is not None:
        yield from _styled(paper.text(since_said(stats, edition), "  "), "")
        return
    room = min(_LONGEST_BAR, paper.width - _LABEL - 20)
    for label, n, style in _bars(edition):
        bar = paper.bar(n, account.planned, room)
        yield f"  {label:<{_LABEL}}{n:>9,}{share(n, account.planned):>7}  {bar}".rstrip(), style
    for label, said in _measured(edition):
        yield from _labelled(label, said, paper)
    yield from _first_hours(edition, stats.timezone, paper)


def _bars(edition: EditionStats) -> Iterator[tuple[str, int, str]]:
    """What is always told, and what is told where it happened."""
    tally = edition.tally
    yield "submitted", edition.account.submitted, ""
    yield "delivered", tally.delivered, "green" if tally.delivered else ""
    for label, n in (("deferred", tally.deferred), ("dropped", tally.dropped)):
        if n:
            yield label, n, "yellow"
    yield "bounced", tally.bounced, "red" if tally.bounced else ""
    if tally.complained:
        yield "complained", tally.complained, "red"
    yield "unsubscribed", tally.unsubscribed, ""
    yield "replied", tally.replied, "cyan" if tally.replied else ""
    yield "coverage", tally.covered, "cyan" if tally.covered else ""


def _measured(edition: EditionStats) -> Iterator[tuple[str, str]]:
    """Opens and clicks, where one of the two is measured."""
    if not (edition.opens or edition.clicks):
        return
    for label, on, name in (
        ("opened", edition.opens, "opened"),
        ("clicked", edition.clicks, "clicked"),
    ):
        yield label, bounds(edition.tally, name) if on else "not measured"


def bounds(tally: Tally, name: str) -> str:
    """``opened`` or ``clicked`` as people, between what is sure and what may be; and machines.

    >>> from outreach.domain.stats import Tally
    >>> bounds(Tally(delivered=40, opened=12, opened_doubtful=7, opened_by_machine=3), "opened")
    '12 to 19 people (30 to 48 %), 3 by machines alone'
    """
    sure: int = getattr(tally, name)
    most = sure + getattr(tally, f"{name}_doubtful")
    machines = getattr(tally, f"{name}_by_machine")
    low, high = share(sure, tally.delivered), share(most, tally.delivered)
    if sure and low != high:
        high = f"{low.removesuffix(' %')} to {high}"
    within = f" ({high})" if high else ""
    return f"{people(tally, name)}{within}, {machines:,} by machines alone"


def people(tally: Tally, name: str) -> str:
    """The bounds alone: ``12 to 19 people``."""
    sure: int = getattr(tally, name)
    most = sure + getattr(tally, f"{name}_doubtful")
    told = plural(most, "person", "people")
    return told if sure == most else f"{sure:,} to {told}"


def _labelled(label: str, said: str, paper: Paper) -> Iterator[Line]:
    room = max(30, paper.width - _LABEL - 2)
    for number, line in enumerate(_broken(paper.fit(said), room)):
        yield f"  {'' if number else label:<{_LABEL}}{line}", ""


def _first_hours(edition: EditionStats, zone: str, paper: Paper) -> Iterator[Line]:
    """When letters came to their servers, an hour a column, from the first that did."""
    came = dict(edition.hours.get("delivered", ()))
    if not came:
        return
    begin = min(came)
    most = min(_HOURS, max(1, paper.width - _LABEL - 2))
    end = max(hour for hour in came if hour < begin + most * 3600) + 3600
    since = f"{datetime.fromtimestamp(begin, ZoneInfo(zone)):%a %H:%M}"
    heights = [came.get(hour, 0) for hour in range(begin, end, 3600)]
    first = sum(heights)
    later = sum(came.values()) - first
    until = f"{datetime.fromtimestamp(end, ZoneInfo(zone)):%H:%M %Z}"
    told = f"{first:,} delivered from {since} to {until}"
    if len(heights) == 1:
        yield from _labelled("first hours", told, paper)
        return
    yield f"  {'first hours':<{_LABEL}}{paper.spark(heights)}", "green"
    more = f", {later:,} later" if later else ""
    yield from _labelled("", f"{told}{more}", paper)


def since_said(stats: CampaignStats, edition: EditionStats) -> str:
    """What happened since, by full hours."""
    from outreach.domain.stats import MEASURES

    assert stats.since is not None
    told = [
        f"{sum(n for _, n in edition.hours[one]):,} {_HAPPENED.get(one, one)}"
        for one in MEASURES
        if edition.hours.get(one)
    ]
    return ", ".join(told) or "nothing was heard"


_HAPPENED = {
    "processed": "taken by SendGrid",
    "opened": "opened by people",
    "opened_doubtful": "perhaps opened by people",
    "opened_by_machine": "opened by machines",
    "clicked": "clicked by people",
    "clicked_doubtful": "perhaps clicked by people",
    "clicked_by_machine": "clicked by machines",
    "covered": "covered",
}


def notes(stats: CampaignStats) -> Iterator[str]:
    """What the numbers mean, where they are from and how fresh they are."""
    if stats.since is not None:
        begin = stats.since.replace(minute=0, second=0, microsecond=0)
        yield f"Counted by full hours, from {_when(begin, stats)} on."
    else:
        yield (
            "Delivered: the receiving server took the letter, and did not send it back. Shares are"
            " of those planned."
        )
    if any(one.opens or one.clicks for one in stats.editions) and stats.since is None:
        yield (
            "Opened: pictures were loaded; clicked: a link was followed. Security filters and mail"
            " programs do both by themselves, and people read with pictures off: so it is told"
            " between how many people at least and how many at most. Their shares are of those"
            " delivered. Replies and coverage say more."
        )
    elif stats.since is None:
        yield "Opens and clicks are not measured: tracking is off."
    yield from _sources(stats)


def _sources(stats: CampaignStats) -> Iterator[str]:
    from outreach.domain.moments import span

    if not stats.account.submitted:
        pass
    elif stats.heard_at is None:
        yield "No event has been heard yet: outreach listen hears them, outreach sync asks."
    else:
        ago = span((stats.as_of - stats.heard_at).total_seconds())
        yield f"From SendGrid's events, the last {_when(stats.heard_at, stats)} ({ago} ago)."
    synced = stats.tally.synced
    if stats.synced_at is not None:
        asked = f"SendGrid was asked {_when(stats.synced_at, stats)}"
        yield f"{asked}; of {plural(synced, 'letter')} that alone says what became of them."
    if stats.own_count is not None and stats.counted_at is not None:
        ours = sum(n for one in stats.editions for _, n in one.hours.get("delivered", ()))
        differs = abs(stats.own_count - ours)
        if stats.since is None and differs:
            yield (
                f"SendGrid's own count of this category was {stats.own_count:,} delivered,"
                f" {_when(stats.counted_at, stats)}: {differs:,}"
                f" {'more' if stats.own_count > ours else 'less'} than is told here."
            )
        elif stats.since is None:
            yield f"SendGrid's own count of letters delivered is the same, {ours:,}."
    yield f"As of {_when(stats.as_of, stats, seconds=True)}."


def _when(moment: datetime, stats: CampaignStats, *, seconds: bool = False) -> str:
    zone = ZoneInfo(stats.timezone)
    there = moment.astimezone(zone)
    clock = f"{there:%H:%M:%S %Z}" if seconds else f"{there:%H:%M %Z}"
    today = there.date() == stats.as_of.astimezone(zone).date()
    return clock if today and not seconds else f"{there:%Y-%m-%d} {clock}"
