"""What stats are broken down to, in lines for a terminal: names, three numbers, and the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from .show import plural, safe
from .stats_shown import Line, Paper, bounds, people

if TYPE_CHECKING:
    from outreach.domain.stats import Breakdown, CampaignStats, Row, Tally

SHOWN = ("planned", "delivered", "bounced")
_NUMBER = 10
_LEAST_NAME = 16

_WORDS = {
    "dropped": "dropped",
    "deferred": "deferred",
    "complained": "complained",
    "unsubscribed": "unsubscribed",
    "replied": "replied",
    "covered": "gave coverage",
}


def breakdown_lines(stats: CampaignStats, broken: Breakdown, paper: Paper) -> Iterator[Line]:
    if not broken.rows:
        yield from ((line, "dim") for line in paper.text(f"There is nothing by {broken.by} yet."))
    elif broken.by == "reason":
        yield from _reasons(broken.rows, paper)
    elif broken.by == "link":
        yield from _links(broken.rows, paper)
    elif broken.by == "hour":
        yield from _hours(broken.rows, paper)
    else:
        opens = any(one.opens for one in stats.editions)
        clicks = any(one.clicks for one in stats.editions)
        told = [
            (row.name or "(none)", _three(row.tally), extras(row.tally, opens=opens, clicks=clicks))
            for row in broken.rows
        ]
        yield from listed(broken.by, SHOWN, told, paper)
    if broken.rest:
        yield f"{broken.rest:,} more: --csv or --json gives all.", "dim"


def _three(tally: Tally) -> tuple[int, int, int]:
    return tally.recipients, tally.delivered, tally.bounced


def extras(tally: Tally, *, opens: bool = False, clicks: bool = False) -> str:
    """What else happened, where something did; opens and clicks where they are measured."""
    said = [f"{n:,} {word}" for name, word in _WORDS.items() if (n := getattr(tally, name))]
    for name, on in (("opened", opens), ("clicked", clicks)):
        if on and (getattr(tally, name) or getattr(tally, f"{name}_doubtful")):
            said.append(f"{name} by {people(tally, name)}")
    return "; ".join(said)


def listed(
    title: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[int], str]],
    paper: Paper,
) -> Iterator[Line]:
    """A line for each: its name, cut where it is long, its numbers, and below what else is said."""
    from rich.cells import cell_len, set_cell_size

    names = [safe(paper.fit(name)) for name, _, _ in rows]
    room = paper.width - _NUMBER * len(columns) - 2
    if room < _LEAST_NAME:
        yield from _stacked(title, columns, rows, paper)
        return
    width = min(room, max(cell_len(name) for name in (*names, title)))
    heads = "".join(f"{one:>{_NUMBER}}" for one in columns)
    yield f"{set_cell_size(title, width)}{heads}", "bold"
    for name, (_, numbers, more) in zip(names, rows, strict=True):
        mark = "…" if paper.unicode else "~"
        cut = f"{set_cell_size(name, width - 1)}{mark}" if cell_len(name) > width else name
        told = "".join(f"{n:>{_NUMBER},}" for n in numbers)
        yield f"{set_cell_size(cut, width)}{told}", ""
        if more:
            yield from ((line, "dim") for line in paper.text(more, "    "))


def _stacked(
    title: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[int], str]],
    paper: Paper,
) -> Iterator[Line]:
    """For a narrow terminal: the numbers below the name."""
    yield title, "bold"
    yield "".join(f"{one:>{_NUMBER}}" for one in columns), "bold"
    for name, numbers, more in rows:
        yield from ((line, "") for line in paper.text(name))
        yield "".join(f"{n:>{_NUMBER},}" for n in numbers), ""
        if more:
            yield from ((line, "dim") for line in paper.text(more, "    "))


def _reasons(rows: Sequence[Row], paper: Paper) -> Iterator[Line]:
    for row in rows:
        said = [
            f"{n:,} {word}"
            for word in ("bounced", "dropped", "deferred")
            if (n := getattr(row.tally, word))
        ]
        yield ", ".join(said), "bold"
        yield from ((line, "") for line in paper.text(row.name or "no reason was given", "    "))


def _links(rows: Sequence[Row], paper: Paper) -> Iterator[Line]:
    """No shares: a link is followed by some of those who got it, and it is in each letter."""
    for row in rows:
        yield from ((line, "bold") for line in paper.text(row.name))
        yield from ((line, "") for line in paper.text(bounds(row.tally, "clicked"), "    "))


def _hours(rows: Sequence[Row], paper: Paper) -> Iterator[Line]:
    """What came in each hour, as a bar, and all that happened in words."""
    most = max((row.tally.delivered for row in rows), default=0)
    room = min(30, paper.width - 42)
    for row in rows:
        begins = datetime.fromisoformat(row.name)
        tally = row.tally
        bar = paper.bar(tally.delivered, most, room)
        yield f"{begins:%a %Y-%m-%d %H:%M}{tally.delivered:>9,} delivered  {bar}".rstrip(), ""
        also = {
            "bounced": tally.bounced,
            "opened by people": tally.opened,
            "perhaps opened by people": tally.opened_doubtful,
            "clicked by people": tally.clicked,
            "perhaps clicked by people": tally.clicked_doubtful,
        }
        said = "; ".join(f"{n:,} {what}" for what, n in also.items() if n)
        more = "; ".join(part for part in (extras(tally), said) if part)
        if more:
            yield from ((line, "dim") for line in paper.text(more, "    "))


def outline_rows(
    found: Sequence[tuple[str, int, int, Tally]],
) -> list[tuple[str, Sequence[int], str]]:
    """Campaigns for ``listed``, from a name, those planned and those submitted."""
    rows: list[tuple[str, Sequence[int], str]] = []
    for name, planned, submitted, tally in found:
        unsent = planned - submitted
        said = [f"{plural(unsent, 'letter')} not submitted"] if unsent else []
        more = "; ".join(part for part in (*said, extras(tally)) if part)
        rows.append((name, (planned, tally.delivered, tally.bounced), more))
    return rows
