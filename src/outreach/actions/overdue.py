"""Whether letters that waited for longer than was meant still say what holds."""

from __future__ import annotations

from datetime import datetime

from outreach.domain.campaign import Campaign, Edition, may_go_out, release_line
from outreach.domain.moments import clock
from outreach.domain.run import Run
from outreach.store.database import Store
from outreach.store.run_letters import Side, sides


def overdue(db: Store, campaign: Campaign, run: Run, now: datetime) -> list[str]:
    """Why letters of a run should not go out as they are, a sentence for each reason.

    They go at the run's time, or now where that has passed. Of an edition that the campaign's file
    no longer has nothing is known.
    """
    goes_out = max(now, run.send_at) if run.send_at else now
    found = []
    for side in sides(db, run.id):
        edition = campaign.edition(side.edition)
        if edition is not None:
            found += _reasons(campaign, edition, side, goes_out)
    return list(dict.fromkeys(found))


def _reasons(campaign: Campaign, edition: Edition, side: Side, at: datetime) -> list[str]:
    embargo = campaign.embargo
    said = release_line(edition, None, at) if side.lifted else side.release_line
    found = []
    if edition.not_after and at >= edition.not_after:
        found.append(f"{edition.name} was not to go out after {clock(edition.not_after)}")
    if not may_go_out(edition, embargo, at):
        found.append(f"the embargo still holds {edition.name} back")
    if said != release_line(edition, embargo, at):
        found.append(f"letters of {edition.name} say {said}, which no longer holds")
    return found
