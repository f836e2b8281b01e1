"""Load Congress as it is today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from outreach.errors import Problem
from outreach.intake.congress import read_congress
from outreach.store.congress import load_congress
from outreach.store.database import Store


@dataclass(frozen=True, slots=True)
class CongressReport:
    """What is loaded now, of which day, and which entries were left out."""

    dated: date
    members: int
    committees: int
    memberships: int
    problems: tuple[Problem, ...] = ()


def update_congress(db: Store, folder: Path, now: datetime) -> CongressReport:
    """Replace the store's members, committees and seats by those in ``folder``."""
    congress, problems = read_congress(folder)
    load_congress(db, congress, source=folder.name, now=now)
    return CongressReport(
        dated=congress.dated,
        members=len(congress.members),
        committees=len(congress.committees),
        memberships=len(congress.memberships),
        problems=problems,
    )
