"""Uncertain batches, with what it takes to look them up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from outreach.domain.delivery import BatchState, Stage

from . import ledger


@dataclass(frozen=True, slots=True, repr=False)
class Uncertain:
    """``claimed_at`` is when its request began, ``addresses`` up to two of whom it went to.

    ``host`` is whom the run handed it to, blank where no run is known. Of a run that was
    ``stopped`` to have been taken does not mean to have gone out. ``event`` is what an event
    that proves that it was taken is, where one came; blank elsewhere.
    """

    id: str
    edition: str
    size: int
    stage: Stage
    claimed_at: datetime
    addresses: tuple[str, ...]
    host: str
    stopped: bool
    event: str


_EVENT = """
    SELECT e.kind || ' at ' || strftime('%Y-%m-%d %H:%M:%S', e.at, 'unixepoch') || ' UTC'
    FROM deliveries d JOIN events e ON e.delivery_id = d.id
    WHERE d.batch_id = b.id AND e.batch_id = b.id ORDER BY e.at, e.event_key LIMIT 1"""


def uncertain_batches(db: Database, campaign: str) -> list[Uncertain]:
    """In the order of the plans and their requests."""
    rows = db.execute(
        "SELECT b.id, p.edition, b.size, p.stage, coalesce(b.claimed_at, p.planned_at),"
        " coalesce(r.host, ''), coalesce(r.send_at <> '' AND r.state <> 'going', 0),"
        f" coalesce(({_EVENT}), '')"
        " FROM plans p JOIN batches b ON b.plan_id = p.id LEFT JOIN runs r ON r.id = b.run_id"
        " WHERE p.campaign = ? AND b.state = 'uncertain' ORDER BY p.planned_at, b.number",
        (campaign,),
    ).fetchall()
    return [
        Uncertain(
            id_,
            edition,
            size,
            Stage(stage),
            datetime.fromisoformat(claimed),
            _addresses(db, id_),
            host,
            bool(stopped),
            event,
        )
        for id_, edition, size, stage, claimed, host, stopped, event in rows
    ]


def _addresses(db: Database, batch_id: str) -> tuple[str, ...]:
    """Of the first and of the last: between them lies the whole request."""
    rows = db.execute(
        "WITH hers AS (SELECT id, email FROM deliveries WHERE batch_id = ? AND email <> '')"
        " SELECT email FROM hers WHERE id IN"
        " ((SELECT min(id) FROM hers), (SELECT max(id) FROM hers)) ORDER BY id",
        (batch_id,),
    ).fetchall()
    return tuple(email for (email,) in rows)


def settle_by_events(db: Database, campaign: str, now: datetime) -> list[Uncertain]:
    """Settle what an event that is in the store already proves to have been taken; which.

    Of a stopped run an event may tell no more than that SendGrid had it before it was stopped.
    """
    proved = [one for one in uncertain_batches(db, campaign) if one.event and not one.stopped]
    for one in proved:
        said = f"SendGrid reported {one.event}"
        ledger.settle(db, one.id, BatchState.SUBMITTED, "event", now, evidence=said)
    return proved
