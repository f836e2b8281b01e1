"""Stats as tables for a terminal, a pipe and a spreadsheet, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from .results import account_json

if TYPE_CHECKING:
    from outreach.domain.stats import Breakdown, CampaignStats, EditionStats, Tally

Cells = list[str | int | None]

_BECAME = (
    *("delivered", "deferred", "bounced", "dropped", "complained", "unsubscribed"),
    *("replied", "covered"),
)
_ENGAGED = ("opened", "clicked")
_WORDS = {"covered": "coverage", "link": "link", "recipients": "planned"}
_OF = {
    "reason": ("deferred", "dropped", "bounced"),
    "link": ("clicked", "clicked_doubtful", "clicked_by_machine"),
}


def edition_table(stats: CampaignStats) -> tuple[list[str], list[Cells]]:
    """What is not measured has no number. Columns are added at the end, never moved."""
    header = ["edition", "excluded", "submitted", *_BECAME[:6], "planned", "failed", "uncertain"]
    header += ["remaining", "replied", "coverage"]
    header += [name for one in _ENGAGED for name in _engaged_names(one)]
    rows: list[Cells] = []
    for one in stats.editions:
        a, t = one.account, one.tally
        row: Cells = [one.edition, a.excluded, a.submitted]
        row += [getattr(t, name) for name in _BECAME[:6]]
        row += [a.planned, a.failed, a.uncertain, a.remaining, t.replied, t.covered]
        row += _engaged_cells(t, "opened", on=one.opens) + _engaged_cells(
            t, "clicked", on=one.clicks
        )
        rows.append(row)
    return header, rows


def _engaged_names(name: str) -> tuple[str, str, str]:
    return name, f"{name}_doubtful", f"{name}_by_machine"


def _engaged_cells(tally: Tally, name: str, *, on: bool) -> Cells:
    return [getattr(tally, one) if on else None for one in _engaged_names(name)]


def breakdown_table(stats: CampaignStats, broken: Breakdown) -> tuple[list[str], list[Cells]]:
    """Of opens and clicks only where they are measured."""
    names = [*_OF.get(broken.by, ("recipients", "processed", *_BECAME))]
    if broken.by == "hour":
        names.remove("recipients")
    if broken.by not in _OF:
        for one, on in zip(_ENGAGED, _measured(stats), strict=True):
            names += _engaged_names(one) if on else ()
    rows: list[Cells] = [
        [row.name or "(none)", *(getattr(row.tally, one) for one in names)] for row in broken.rows
    ]
    return [broken.by, *(_WORDS.get(one, one) for one in names)], rows


def _measured(stats: CampaignStats) -> tuple[bool, bool]:
    return any(one.opens for one in stats.editions), any(one.clicks for one in stats.editions)


def csv_lines(header: Sequence[str], rows: Sequence[Cells]) -> Iterator[str]:
    """No cell is a formula, whatever a foreign server said (OWASP, CSV Injection)."""
    import csv
    from io import StringIO

    from outreach.domain.spreadsheet import guarded

    from .show import safe

    for row in (header, *rows):
        line = StringIO()
        cells = ["" if cell is None else cell for cell in row]
        guard = [guarded(safe(cell)) if isinstance(cell, str) else cell for cell in cells]
        csv.writer(line, lineterminator="").writerow(guard)
        yield line.getvalue()


def stats_json(stats: CampaignStats) -> dict[str, Any]:
    """The contract's shape, with the needs, the sources and what was broken down beside it."""
    opens, clicks = _measured(stats)
    return {
        "campaign": stats.campaign,
        "title": stats.title,
        "as_of": stats.as_of.isoformat(),
        "timezone": stats.timezone,
        "sandbox": stats.sandbox,
        "since": _iso(stats.since),
        "editions": [_edition_json(one) for one in stats.editions],
        "needs": [asdict(need) for need in stats.needs],
        "breakdowns": [
            {
                "by": broken.by,
                "rows": [
                    {"name": row.name, **_became_json(row.tally, opens=opens, clicks=clicks)}
                    for row in broken.rows
                ],
                "rest": broken.rest,
            }
            for broken in stats.breakdowns
        ],
        "sources": {
            "heard_at": _iso(stats.heard_at),
            "synced_at": _iso(stats.synced_at),
            "synced": stats.tally.synced,
            "sendgrid_delivered": stats.own_count,
            "counted_at": _iso(stats.counted_at),
        },
    }


def _edition_json(one: EditionStats) -> dict[str, Any]:
    first = None if one.first_at is None else datetime.fromtimestamp(one.first_at, UTC)
    return {
        **account_json(one.edition, one.account),
        **_became_json(one.tally, opens=one.opens, clicks=one.clicks),
        "synced": one.tally.synced,
        "first_at": _iso(first),
        "hours": {
            measure: [
                {"hour": datetime.fromtimestamp(hour, UTC).isoformat(), "count": n}
                for hour, n in each
            ]
            for measure, each in one.hours.items()
        },
    }


def _became_json(tally: Tally, *, opens: bool, clicks: bool) -> dict[str, Any]:
    """``people`` are surely such; what is not measured is null."""
    return {
        "recipients": tally.recipients,
        "processed": tally.processed,
        **{name: getattr(tally, name) for name in _BECAME},
        "opened": _engaged_json(tally, "opened") if opens else None,
        "clicked": _engaged_json(tally, "clicked") if clicks else None,
    }


def _engaged_json(tally: Tally, name: str) -> dict[str, int]:
    people, doubtful, machine = (getattr(tally, one) for one in _engaged_names(name))
    return {"people": people, "doubtful": doubtful, "machine": machine}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
