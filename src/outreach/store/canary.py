"""The canary in the ledger: batches of its own, made of a plan's pending ones.

A plan's canaries are counted in ``batches.canary``: the first is 1, 0 is of none. The last counts.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlite_utils import Database

from outreach.domain.canary import CanaryOutcome
from outreach.domain.event import State

from .database import transaction

_LAST = "canary = (SELECT max(canary) FROM batches WHERE plan_id = :plan AND canary > 0)"


def split_canary(db: Database, plan_id: str, size: int, new_id: Callable[[], str]) -> int:
    """Put up to ``size`` letters into canary batches, which are claimed first; how many they are.

    They are spread over the messages, then over the receiving domains, the largest first; the same
    plan gives the same ones. Where a canary is there whose letters have not all been handed over
    and heard of, nothing changes. Only batches that were never requested are taken from: an event
    may still come in about one that was.
    """
    with transaction(db):
        if there := _unfinished(db, plan_id):
            return there
        number = _number(db, plan_id) + 1
        rows = db.execute(_CHOICE, {"plan": plan_id, "size": size}).fetchall()
        batches: dict[tuple[object, ...], tuple[str, str, list[int]]] = {}
        for delivery, source, message, lifted, pace in rows:
            # Batches of a paced domain are cut to a minute's worth, and stay so.
            key = (message, lifted, pace, source if pace else "")
            batches.setdefault(key, (new_id(), source, []))[2].append(delivery)
        for new, source, deliveries in batches.values():
            _move(db, source, new, number, deliveries)
        _resize(db, sorted({source for _, source, *_ in rows}))
        return len(rows)


_CHOICE = """
    WITH open AS (
        SELECT d.id, d.batch_id, b.message_id, b.lifted_message_id, b.pace,
            substr(d.email_key, instr(d.email_key, '@') + 1) AS domain
        FROM batches b JOIN deliveries d ON d.batch_id = b.id
        WHERE b.plan_id = :plan AND b.state = 'pending' AND b.canary = 0 AND b.attempts = 0
        AND d.email <> ''),
    in_domain AS (
        SELECT *, row_number() OVER (PARTITION BY message_id, domain ORDER BY id) AS nth,
            count(*) OVER (PARTITION BY message_id, domain) AS others FROM open),
    in_message AS (
        SELECT *, row_number() OVER
            (PARTITION BY message_id ORDER BY nth, others DESC, domain) AS turn FROM in_domain)
    SELECT id, batch_id, message_id, lifted_message_id, pace FROM in_message
    ORDER BY turn, message_id LIMIT :size"""


def _unfinished(db: Database, plan_id: str) -> int:
    """The letters of the last canary, if any of them is still to be sent or heard of."""
    waits = db.execute(
        f"SELECT 1 FROM batches WHERE plan_id = :plan AND {_LAST}"
        " AND state IN ('pending', 'submitting') LIMIT 1",
        {"plan": plan_id},
    ).fetchone()
    outcome = canary_outcome(db, plan_id)
    return outcome.letters if waits or outcome.silent else 0


def _number(db: Database, plan_id: str) -> int:
    query = "SELECT coalesce(max(canary), 0) FROM batches WHERE plan_id = ?"
    return int(db.execute(query, (plan_id,)).fetchone()[0])


def _move(db: Database, source: str, new: str, canary: int, deliveries: list[int]) -> None:
    """Into a batch like the one they came from."""
    db.execute(
        "INSERT INTO batches"
        " (id, plan_id, message_id, lifted_message_id, pace, number, size, canary)"
        " SELECT ?, plan_id, message_id, lifted_message_id, pace,"
        " (SELECT max(number) + 1 FROM batches x WHERE x.plan_id = b.plan_id), ?, ?"
        " FROM batches b WHERE id = ?",
        (new, len(deliveries), canary, source),
    )
    marks = ",".join("?" * len(deliveries))
    db.execute(f"UPDATE deliveries SET batch_id = ? WHERE id IN ({marks})", (new, *deliveries))


def _resize(db: Database, sources: list[str]) -> None:
    for source in sources:
        db.execute(
            "UPDATE batches SET size = (SELECT count(*) FROM deliveries WHERE batch_id = :id)"
            " WHERE id = :id",
            {"id": source},
        )
        db.execute("DELETE FROM batches WHERE id = ? AND size = 0", (source,))


def canary_is_pending(db: Database, plan_id: str) -> bool:
    """Whether letters of the plan's canary are still to be handed over."""
    query = "SELECT 1 FROM batches WHERE plan_id = ? AND state = 'pending' AND canary > 0 LIMIT 1"
    return db.execute(query, (plan_id,)).fetchone() is not None


def is_of_canary(db: Database, batch_id: str) -> bool:
    row = db.execute("SELECT canary FROM batches WHERE id = ?", (batch_id,)).fetchone()
    return row is not None and bool(row[0])


def canary_outcome(db: Database, plan_id: str) -> CanaryOutcome:
    """What is known of the letters of the plan's last canary; all zeros if it has none."""
    row = db.execute(_OUTCOME, {"plan": plan_id, **_STATES}).fetchone()
    return CanaryOutcome(*(int(count or 0) for count in row))


_STATES = {"delivered": int(State.DELIVERED), "dropped": int(State.DROPPED)} | {
    "bounced": int(State.BOUNCED)
}
_OUTCOME = f"""
    WITH known AS (
        SELECT CASE
            WHEN o.complained IS NOT NULL THEN 'complained'
            WHEN o.state = :bounced THEN 'bounced'
            WHEN o.state = :dropped THEN 'dropped'
            WHEN o.state = :delivered THEN 'delivered'
            WHEN b.state = 'failed' THEN 'failed'
            WHEN b.state IN ('uncertain', 'submitting') THEN 'uncertain'
            ELSE 'silent' END AS fate
        FROM (SELECT id, state FROM batches WHERE plan_id = :plan AND {_LAST}) b
        JOIN deliveries d ON d.batch_id = b.id JOIN outcomes o ON o.delivery_id = d.id)
    SELECT count(*), sum(fate = 'delivered'), sum(fate = 'bounced'), sum(fate = 'dropped'),
        sum(fate = 'complained'), sum(fate = 'failed'), sum(fate = 'uncertain'),
        sum(fate = 'silent') FROM known"""
