"""What waits at SendGrid and is to go out at a moment that no longer fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.domain.campaign import Campaign
    from outreach.store.database import Store


@dataclass(frozen=True, slots=True)
class Doubt:
    """Letters of a run that should not go out as they are; ``reason`` is a clause."""

    run: str
    letters: int
    reason: str

    @property
    def line(self) -> str:
        from . import show

        letters = show.plural(self.letters, "letter")
        return f"WRONG MOMENT: {letters} wait at SendGrid to go out, but {self.reason}"


def doubts(db: Store, campaign: Campaign, now: datetime) -> list[Doubt]:
    """Of the runs that wait, by what the campaign's file says today."""
    from outreach.actions.overdue import overdue
    from outreach.store.runs import read_runs

    return [
        Doubt(run.id, sum(run.letters.values()), reason)
        for run in read_runs(db, campaign.slug)
        if run.waits(now) and run.letters
        for reason in overdue(db, campaign, run, now)
    ]


def say_doubts(campaign: str, found: list[Doubt]) -> None:
    """Each, with the command that stops it, on stderr."""
    from . import show

    for one in found:
        show.say(show.safe(one.line))
        show.say(f"    → stop them: outreach cancel {campaign} --run {one.run}")
