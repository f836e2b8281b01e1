"""What became of each edition, counted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from outreach.domain.event import State


@dataclass(frozen=True, slots=True)
class Counts:
    """Deliveries by what is known of them; a delivery that bounced after all is not delivered."""

    delivered: int = 0
    deferred: int = 0
    bounced: int = 0
    dropped: int = 0
    complained: int = 0
    unsubscribed: int = 0
    opened: int = 0
    opened_by_machine: int = 0
    clicked: int = 0
    clicked_by_machine: int = 0


def counts(db: Database, plan_id: str) -> Counts:
    """Opens and clicks count people; by a machine only where no person was seen."""
    row = db.execute(
        "SELECT"
        " count(*) FILTER (WHERE state = ?),"
        " count(*) FILTER (WHERE state = ?),"
        " count(*) FILTER (WHERE state = ?),"
        " count(*) FILTER (WHERE state = ?),"
        " count(complained),"
        " count(unsubscribed),"
        " count(opened),"
        " count(opened_by_machine) FILTER (WHERE opened IS NULL),"
        " count(clicked),"
        " count(clicked_by_machine) FILTER (WHERE clicked IS NULL)"
        " FROM deliveries WHERE plan_id = ?",
        (State.DELIVERED, State.DEFERRED, State.BOUNCED, State.DROPPED, plan_id),
    ).fetchone()
    return Counts(*row)


def bounce_reasons(db: Database, plan_id: str, limit: int = 5) -> list[tuple[str, int]]:
    """The commonest reasons of bounces and drops: text of foreign servers, escape it."""
    rows = db.execute(
        "SELECT e.reason, count(DISTINCT e.delivery_id) FROM events e"
        " JOIN deliveries d ON d.id = e.delivery_id"
        " WHERE d.plan_id = ? AND e.kind IN ('bounce', 'dropped') GROUP BY e.reason"
        " ORDER BY 2 DESC, 1 LIMIT ?",
        (plan_id, limit),
    )
    return [(str(reason), int(n)) for reason, n in rows.fetchall()]
