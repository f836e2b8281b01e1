"""Taking events in: each fact once, folded into its delivery, settled and suppressed by.

One transaction for a post of events; a repeat changes nothing, whatever the order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database

from outreach.domain.contact import Suppression
from outreach.domain.delivery import BatchState
from outreach.domain.event import Event, EventKind, outcome_of, suppresses

from .database import transaction
from .runs import PERHAPS_STOPPED
from .settlements import record_settlement
from .suppressions import suppress

_TIMES = (
    "complained",
    "unsubscribed",
    "opened",
    "opened_by_machine",
    "clicked",
    "clicked_by_machine",
)
_JOIN = (
    "UPDATE deliveries SET state = max(state, :state), "
    + ", ".join(f"{t} = min(coalesce({t}, :{t}), coalesce(:{t}, {t}))" for t in _TIMES)
    + " WHERE id = :delivery"
)
"""``domain.event.join`` as one statement."""


_LEAVING = (EventKind.COMPLAINT, EventKind.UNSUBSCRIBE, EventKind.GROUP_UNSUBSCRIBE)
"""A person's word, kept by address whether or not she is a contact yet."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a post: facts that were news, repeats, and events of other mail."""

    new: int = 0
    repeated: int = 0
    foreign: int = 0


def record_events(db: Database, events: Iterable[Event]) -> Taken:
    """Store what is news and act on it. Events of other mail suppress, and are not kept."""
    new = repeated = foreign = 0
    with transaction(db):
        for event in events:
            delivery = _delivery_of(db, event)
            if delivery is None:
                foreign += 1
                if event.kind in _LEAVING or _is_contact(db, event.email_key):
                    _suppress(db, event, event.email_key, "event")
            elif _insert(db, event, delivery):
                new += 1
                _fold(db, event, delivery)
                _settle(db, event)
                _suppress(db, event, *_whose(db, event, delivery))
            else:
                repeated += 1
    return Taken(new, repeated, foreign)


def _delivery_of(db: Database, event: Event) -> int | None:
    """By our own ids; asynchronous bounces come without and go by address and time.

    A letter to people comes before one to the sandbox: who bounced for real must stay suppressed.
    """
    own = event.delivery
    if event.batch and own.isascii() and own.isdigit() and len(own) < 19:
        row = db.execute(
            "SELECT id FROM deliveries WHERE id = ? AND batch_id = ?",
            (int(own), event.batch),
        ).fetchone()
    elif not event.batch and event.email_key:
        row = db.execute(
            "SELECT d.id FROM deliveries d JOIN batches b ON b.id = d.batch_id"
            " JOIN plans p ON p.id = d.plan_id"
            " WHERE d.email_key = ? AND b.state IN ('submitted', 'uncertain', 'submitting')"
            " AND CAST(strftime('%s', b.claimed_at) AS INTEGER) <= ?"
            " ORDER BY p.stage = 'sandbox', b.claimed_at DESC, d.id DESC LIMIT 1",
            (event.email_key, event.at),
        ).fetchone()
    else:
        return None
    return row[0] if row else None


def _insert(db: Database, event: Event, delivery: int) -> bool:
    cursor = db.execute(
        "INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            event.at,
            event.key,
            event.kind,
            event.email_key,
            delivery,
            event.batch,
            event.reason,
            event.status,
            event.url,
        ),
    )
    return cursor.rowcount == 1


def _fold(db: Database, event: Event, delivery: int) -> None:
    outcome = outcome_of(event)
    times = {time: getattr(outcome, time) for time in _TIMES}
    db.execute(_JOIN, {"state": int(outcome.state), "delivery": delivery, **times})


def _settle(db: Database, event: Event) -> None:
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
            _note_evidence(db, event, at)
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
        _note_evidence(db, event, at)


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


def _note_evidence(db: Database, event: Event, at: datetime) -> None:
    """Once for a message."""
    about = f"for message {event.message_id} at "
    known = "SELECT 1 FROM settlements WHERE batch_id = ? AND source = 'event'"
    if db.execute(f"{known} AND instr(evidence, ?)", (event.batch, about)).fetchone() is None:
        said = f"SendGrid reported {event.kind} {about}{at:%Y-%m-%d %H:%M:%S} UTC"
        record_settlement(db, event.batch, "submitted", "event", at, evidence=said)


def _whose(db: Database, event: Event, delivery: int) -> tuple[str, str]:
    """The address an event is about, and its source: nobody leaves in the sandbox.

    Of who was erased it is kept that something happened, and nothing more.
    """
    email, email_key, stage = db.execute(
        "SELECT email, email_key, stage FROM deliveries JOIN plans ON plans.id = plan_id"
        " WHERE deliveries.id = ?",
        (delivery,),
    ).fetchone()
    if not email:
        db.execute(
            "UPDATE events SET email_key = '', reason = '', url = ''"
            " WHERE at = ? AND event_key = ?",
            (event.at, event.key),
        )
        email_key = ""
    return event.email_key or email_key, "sandbox" if stage == "sandbox" else "event"


def _suppress(db: Database, event: Event, email_key: str, source: str) -> None:
    reason = suppresses(event)
    if reason is not None and email_key:
        at = datetime.fromtimestamp(event.at, UTC)
        suppress(db, Suppression(email_key, reason, at, source))


def _is_contact(db: Database, email_key: str) -> bool:
    known = (
        "SELECT 1 FROM contacts WHERE email_key = ?"
        " UNION ALL SELECT 1 FROM addresses WHERE email_key = ?"
    )
    return db.execute(known, (email_key, email_key)).fetchone() is not None
