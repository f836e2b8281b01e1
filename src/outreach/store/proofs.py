"""What an event proves of its batch: that SendGrid took it, whatever was thought."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from sqlite_utils import Database

from outreach.domain.delivery import BatchState
from outreach.domain.event import Event, EventKind

from .many_rows import in_values
from .runs import PERHAPS_STOPPED
from .settlements import record_settlement


def settle_by(db: Database, events: Iterable[Event], teller: str = "SendGrid") -> None:
    """Settle the batches that events name, by the word of ``teller``.

    Joins the caller's transaction.
    """
    told = _one_a_message(events)
    settled = _surely_submitted(db, {event.batch for event in told})
    for event in told:
        if event.batch not in settled:
            _settle(db, event, teller)


def _surely_submitted(db: Database, batches: Collection[str]) -> set[str]:
    """Of these, those of which nobody ever doubted that they were taken."""
    found: set[str] = set()
    for values, params in in_values([(one,) for one in batches]):
        rows = db.execute(
            "SELECT id FROM batches WHERE state = 'submitted' AND settled_by = ''"
            f" AND id IN ({values})",
            params,
        )
        found |= {id_ for (id_,) in rows.fetchall()}
    return found


def _one_a_message(events: Iterable[Event]) -> Collection[Event]:
    """What tells anything of a batch that others of its message do not: any, or other than

    that SendGrid had it. In the order in which they happened.
    """
    found: dict[tuple[str, str, bool], Event] = {}
    for event in sorted(events, key=lambda one: (one.at, one.key)):
        kind = event.kind is EventKind.PROCESSED
        if event.batch:
            found.setdefault((event.batch, event.message_id, kind), event)
    return found.values()


def _settle(db: Database, event: Event, teller: str) -> None:
    """An event that carries our batch's id proves that it was taken, whatever was thought.

    Of a batch that a person had sent again, an event about another message than the one that
    answered says that it was taken before as well: ``settlements.perhaps_twice`` reads that.
    """
    if not event.batch:
        return
    state, known, settled_by = db.execute(
        "SELECT state, sendgrid_id, settled_by FROM batches WHERE id = ?", (event.batch,)
    ).fetchone()
    at = datetime.fromtimestamp(event.at, UTC)
    if state == BatchState.SUBMITTED:
        if settled_by and event.message_id not in ("", known):
            _note_evidence(db, event, at, teller)
        return
    if _is_of_a_stopped_run(db, event, at):
        return
    db.execute(
        "UPDATE batches SET state = 'submitted', sendgrid_id = ?,"
        " settled_by = CASE WHEN settled_by = '' OR state = 'uncertain' THEN 'event'"
        " ELSE settled_by END,"
        " answered_at = CASE state WHEN 'pending' THEN max(coalesce(claimed_at, ''), ?)"
        " ELSE answered_at END WHERE id = ?",
        (event.message_id, at.isoformat(), event.batch),
    )
    if state != BatchState.SUBMITTING or settled_by:  # else its answer is still awaited
        _note_evidence(db, event, at, teller)


def _is_of_a_stopped_run(db: Database, event: Event, at: datetime) -> bool:
    """Whether it says no more than that SendGrid had it, of what was stopped before its time."""
    if event.kind is not EventKind.PROCESSED:
        return False
    row = db.execute(
        "SELECT r.send_at FROM batches b JOIN runs r ON r.id = b.run_id WHERE b.id = ?"
        " AND r.send_at <> '' AND (r.state = 'cancelled' OR b.reason = ?)",
        (event.batch, PERHAPS_STOPPED),
    ).fetchone()
    return row is not None and at < datetime.fromisoformat(row[0])


def _note_evidence(db: Database, event: Event, at: datetime, teller: str) -> None:
    """Once for a message."""
    about = f"for message {event.message_id} at " if event.message_id else "at "
    known = "SELECT 1 FROM settlements WHERE batch_id = ? AND source = 'event'"
    if db.execute(f"{known} AND instr(evidence, ?)", (event.batch, about)).fetchone() is None:
        said = f"{teller} reported {event.kind} {about}{at:%Y-%m-%d %H:%M:%S} UTC"
        record_settlement(db, event.batch, "submitted", "event", at, evidence=said)
