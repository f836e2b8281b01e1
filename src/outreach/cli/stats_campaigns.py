"""stats without a campaign: all of them, a line each, the newest first."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from outreach.store.database import Store
    from outreach.workspace import Workspace

_BECAME = ("delivered", "bounced", "unsubscribed", "replied", "covered")


def all_campaigns(db: Store, ws: Workspace, *, csv: bool, json: bool) -> None:
    """Counted in letters over all editions and waves."""
    from outreach.store.stats import outlines

    from . import show
    from .stats_broken import SHOWN, listed, outline_rows
    from .stats_live import print_once
    from .stats_tables import csv_lines

    found = list(outlines(db))
    if json:
        rows = [
            {
                "campaign": one.campaign,
                "planned_at": one.planned_at.isoformat(),
                "sandbox": one.sandbox,
                "planned": one.planned,
                "submitted": one.submitted,
                **{name: n for name, n in asdict(one.tally).items() if name in _BECAME},
            }
            for one in found
        ]
        show.as_json({"campaigns": rows})
        return
    zone = ZoneInfo(ws.settings.timezone)
    header = ["campaign", "planned on", "planned", "submitted", *_BECAME]
    table = [
        [
            f"{one.campaign} (sandbox)" if one.sandbox else one.campaign,
            f"{one.planned_at.astimezone(zone):%Y-%m-%d}",
            one.planned,
            one.submitted,
            *(getattr(one.tally, name) for name in _BECAME),
        ]
        for one in found
    ]
    if csv:
        for line in csv_lines(header, table):
            show.out(line)
    elif table:
        if sys.stdout.isatty():
            rows_shown = [
                (f"{row[1]} {row[0]}", one.planned, one.submitted, one.tally)
                for row, one in zip(table, found, strict=True)
            ]
            print_once(lambda paper: listed("campaign", SHOWN, outline_rows(rows_shown), paper))
        else:
            show.table(header, table)
        show.say("What became of one: outreach stats CAMPAIGN")
    else:
        show.say("No campaign has a plan yet: outreach plan CAMPAIGN")
