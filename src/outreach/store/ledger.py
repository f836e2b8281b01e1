"""The ledger: claiming a batch, recording its answer, and the equation that must hold.

Each function is one transaction. The order of a send is claim, request, record; a claim that has
no record and no living owner is uncertain (docs/explanation/what-we-promise.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from outreach.domain.contact import Reason
from outreach.domain.delivery import Account, Batch, BatchState, Delivery, Message
from outreach.domain.selection import Excluded
from outreach.errors import StoreError

from .database import transaction
from .plans import read_message
from .runs import is_going, note_departure
from .settlements import Source, Verdict, record_settlement
from .suppressions import leavers


def claim(
    db: Database,
    plan_id: str,
    now: datetime,
    message: Callable[[Database, int], Message] = read_message,
    *,
    goes_out: datetime | None = None,
    run: str | None = None,
    waiting: Collection[str] = (),
) -> Batch | None:
    """The next pending batch, now ``submitting`` and ours alone; None if there is none.

    ``message`` may remember what it read: what is frozen does not change. ``goes_out`` is when the
    letters leave SendGrid, if not at once: what they say of the embargo goes by that. ``waiting``
    are paced domains whose batches are not to be claimed yet. For a ``run`` that was stopped
    meanwhile there is none.

    Addresses suppressed since the plan was made are left out first, with their reason; and who
    was merged since with a recipient whose letter was, or may have been, taken.
    """
    with transaction(db):
        if run is not None and not is_going(db, run):
            return None
        while True:
            row = db.execute(
                "SELECT b.id, b.message_id, b.lifted_message_id, b.pace, p.lifts_at FROM batches b"
                " JOIN plans p ON p.id = b.plan_id"
                " WHERE b.plan_id = ? AND b.state = 'pending'"
                " AND b.pace NOT IN (SELECT value FROM json_each(?))"
                " ORDER BY b.canary DESC, b.number LIMIT 1",
                (plan_id, json.dumps(sorted(waiting))),
            ).fetchone()
            if row is None:
                return None
            batch_id, message_id, lifted_id, pace, lifts_at = row
            if not _leave_out_suppressed(db, plan_id, batch_id):
                continue
            if not _leave_out_same_person(db, plan_id, batch_id):
                continue
            lifted = _has_lifted(lifts_at, goes_out or now)
            db.execute(
                "UPDATE batches SET state = 'submitting', attempts = attempts + 1, claimed_at = ?,"
                " lifted = ?, run_id = ? WHERE id = ? AND state = 'pending'",
                (now.isoformat(), lifted, run, batch_id),
            )
            if run is not None and goes_out is not None:
                note_departure(db, run, goes_out)
            sent = lifted_id if lifted and lifted_id is not None else message_id
            deliveries = _deliveries(db, batch_id, lifted=lifted)
            until = None if lifted or not lifts_at else datetime.fromisoformat(lifts_at)
            return Batch(batch_id, message(db, sent), deliveries, pace, until)


def _has_lifted(lifts_at: str, moment: datetime) -> bool:
    return bool(lifts_at) and moment >= datetime.fromisoformat(lifts_at)


def _deliveries(db: Database, batch_id: str, *, lifted: bool) -> tuple[Delivery, ...]:
    rows = db.execute(
        "SELECT id, email, name, coalesce(CASE WHEN ? THEN lifted_values END, field_values)"
        " FROM deliveries WHERE batch_id = ? ORDER BY id",
        (lifted, batch_id),
    )
    return tuple(
        Delivery(str(id_), email, name, tuple(json.loads(values)))
        for id_, email, name, values in rows.fetchall()
    )


def _leave_out_suppressed(db: Database, plan_id: str, batch_id: str) -> int:
    """How many of the batch remain. Who was erased meanwhile has no address to go to either."""
    erased = "SELECT id FROM deliveries WHERE batch_id = ? AND email = ''"
    ids = db.execute(erased, (batch_id,)).fetchall()
    left = {id_: f"{Excluded.SUPPRESSED}: {why}" for id_, why in leavers(db, batch_id).items()}
    reasons = left | {id_: ERASED for (id_,) in ids}
    return leave_out(db, plan_id, batch_id, reasons, "since the plan was made")


def _leave_out_same_person(db: Database, plan_id: str, batch_id: str) -> int:
    """How many of the batch remain when nobody is in it for the second time."""
    plans = json.dumps([plan_id, *_earlier_waves(db, plan_id)])
    found = db.execute(_SECOND_LETTERS, {"plans": plans, "batch": batch_id}).fetchall()
    reasons = {id_: Excluded.SAME_PERSON for (id_,) in found}
    return leave_out(db, plan_id, batch_id, reasons, "merged since the plan was made")


def _earlier_waves(db: Database, plan_id: str) -> list[str]:
    """The plans of an edition's other waves, where nobody of theirs may get this one's letter."""
    rows = db.execute(
        "SELECT o.id FROM plans p JOIN plans o ON o.campaign = p.campaign"
        " AND o.edition = p.edition AND o.id <> p.id WHERE p.id = ? AND p.kind <> 'update'"
        " AND o.kind <> 'update'",
        (plan_id,),
    )
    return [plan for (plan,) in rows.fetchall()]


_SECOND_LETTERS = """
    WITH contact(id, contact_id) AS (
        SELECT d.id, c.id FROM deliveries d CROSS JOIN contacts c ON c.email_key = d.email_key
        WHERE d.batch_id = :batch AND EXISTS (SELECT 1 FROM addresses f WHERE f.contact_id = c.id)
        UNION ALL
        SELECT d.id, f.contact_id FROM deliveries d
        CROSS JOIN addresses f ON f.email_key = d.email_key WHERE d.batch_id = :batch),
    hers(id, email_key) AS (
        SELECT p.id, c.email_key FROM contact p CROSS JOIN contacts c ON c.id = p.contact_id
        UNION ALL
        SELECT p.id, f.email_key FROM contact p
        CROSS JOIN addresses f ON f.contact_id = p.contact_id)
    SELECT DISTINCT h.id FROM hers h
    CROSS JOIN deliveries o ON o.email_key = h.email_key AND o.id <> h.id
    AND o.plan_id IN (SELECT value FROM json_each(:plans))
    CROSS JOIN batches b ON b.id = o.batch_id
    WHERE b.state IN ('submitting', 'submitted', 'uncertain')
    OR (b.id = :batch AND o.id < h.id)"""
"""Deliveries of a batch whose contact has another in these plans that comes before."""

ERASED = f"{Excluded.SUPPRESSED}: {Reason.ERASURE}"


def leave_out(
    db: Database, plan_id: str, batch_id: str, reasons: Mapping[int, str], detail: str
) -> int:
    """Deliveries of an untaken batch become exclusions; how many of it remain.

    Of who was erased only the reason is written down. An emptied batch is deleted. Belongs into
    the caller's transaction.
    """
    for delivery, reason in reasons.items():
        who = "'', ''" if reason == ERASED else "email, name"
        db.execute(
            f"INSERT INTO exclusions SELECT plan_id, contact_uid, {who}, ?, ?"
            " FROM deliveries WHERE id = ?",
            (reason, detail, delivery),
        )
        db.execute("DELETE FROM deliveries WHERE id = ?", (delivery,))
    if gone := len(reasons):
        db.execute(
            "UPDATE plans SET recipients = recipients - ?, excluded = excluded + ? WHERE id = ?",
            (gone, gone, plan_id),
        )
        db.execute("UPDATE batches SET size = size - ? WHERE id = ?", (gone, batch_id))
    left = int(db.execute("SELECT size FROM batches WHERE id = ?", (batch_id,)).fetchone()[0])
    if not left:
        db.execute("DELETE FROM batches WHERE id = ?", (batch_id,))
    return left


def record_submitted(db: Database, batch_id: str, sendgrid_id: str, now: datetime) -> None:
    """SendGrid answered 202. An event may have said so before; the message id is news even then."""
    with transaction(db):
        db.execute(
            "UPDATE batches SET state = 'submitted', sendgrid_id = ?, answered_at = ?, reason = ''"
            " WHERE id = ? AND state IN ('submitting', 'submitted', 'uncertain')",
            (sendgrid_id, now.isoformat(), batch_id),
        )


def record_untaken(db: Database, batch_id: str, reason: str) -> None:
    """Provably nothing was taken, and it may be tried again: back to pending."""
    _leave_submitting(db, batch_id, BatchState.PENDING, reason, None)


def record_failed(db: Database, batch_id: str, reason: str, now: datetime) -> None:
    """Provably nothing was taken, and trying the same again would not help."""
    _leave_submitting(db, batch_id, BatchState.FAILED, reason, now)


def record_uncertain(db: Database, batch_id: str, reason: str, now: datetime) -> None:
    """It may have been taken. An event that already settled the batch stands."""
    _leave_submitting(db, batch_id, BatchState.UNCERTAIN, reason, now)


def _leave_submitting(
    db: Database, batch_id: str, state: BatchState, reason: str, now: datetime | None
) -> None:
    with transaction(db):
        db.execute(
            "UPDATE batches SET state = ?, reason = ?, answered_at = ?"
            " WHERE id = ? AND state = 'submitting'",
            (state, reason, now and now.isoformat(), batch_id),
        )


def set_aside(
    db: Database, batch_id: str, deliveries: Sequence[str], reason: str, new_id: str, now: datetime
) -> None:
    """Take refused deliveries out into a failed batch of their own; the rest is pending again.

    An event that already settled the batch stands: then nothing changes.
    """
    with transaction(db):
        state = db.execute("SELECT state FROM batches WHERE id = ?", (batch_id,)).fetchone()
        if state != (BatchState.SUBMITTING,):
            return
        marks = ",".join("?" * len(deliveries))
        ids = [int(one) for one in deliveries]
        db.execute(
            "INSERT INTO batches"
            " (id, plan_id, message_id, lifted_message_id, lifted, pace, canary, number, size,"
            " state, attempts, claimed_at, run_id, answered_at, reason)"
            " SELECT ?, plan_id, message_id, lifted_message_id, lifted, pace, canary,"
            " (SELECT max(number) + 1 FROM batches x WHERE x.plan_id = b.plan_id),"
            " ?, 'failed', attempts, claimed_at, run_id, ?, ? FROM batches b WHERE id = ?",
            (new_id, len(ids), now.isoformat(), reason, batch_id),
        )
        db.execute(
            f"UPDATE deliveries SET batch_id = ? WHERE batch_id = ? AND id IN ({marks})",
            (new_id, batch_id, *ids),
        )
        db.execute(
            "UPDATE batches SET size = size - ?, state = 'pending', reason = '' WHERE id = ?",
            (len(ids), batch_id),
        )
        db.execute("DELETE FROM batches WHERE id = ? AND size = 0", (batch_id,))


def retry_failed(db: Database, plan_id: str) -> int:
    """Failed batches pending again, for a person has mended the cause; how many."""
    with transaction(db):
        return db.execute(
            "UPDATE batches SET state = 'pending', reason = ''"
            " WHERE plan_id = ? AND state = 'failed'",
            (plan_id,),
        ).rowcount


def disown(db: Database, campaign: str, now: datetime) -> int:
    """Claims without a living owner become uncertain; how many batches that were.

    Only to be called by who holds the campaign's sending lock: then no owner can be alive.
    """
    with transaction(db):
        return db.execute(
            "UPDATE batches SET state = 'uncertain', answered_at = ?,"
            " reason = 'the sender stopped before the answer was recorded'"
            " WHERE state = 'submitting' AND plan_id IN (SELECT id FROM plans WHERE campaign = ?)",
            (now.isoformat(), campaign),
        ).rowcount


def account(db: Database, plan_id: str) -> Account:
    """The equation's terms. A batch being submitted counts as uncertain until it is recorded.

    Raises StoreError if another command replaced the plan.
    """
    plan = db.execute("SELECT excluded FROM plans WHERE id = ?", (plan_id,)).fetchone()
    if plan is None:
        raise StoreError("the edition was planned anew meanwhile", "run this again")
    sizes = dict(
        db.execute(
            "SELECT state, sum(size) FROM batches WHERE plan_id = ? GROUP BY state", (plan_id,)
        ).fetchall()
    )
    return Account(
        excluded=plan[0],
        submitted=sizes.get(BatchState.SUBMITTED, 0),
        failed=sizes.get(BatchState.FAILED, 0),
        uncertain=sizes.get(BatchState.UNCERTAIN, 0) + sizes.get(BatchState.SUBMITTING, 0),
        remaining=sizes.get(BatchState.PENDING, 0),
    )


def pending_requests(db: Database, plan_id: str) -> int:
    """How many requests what remains of a plan takes."""
    query = "SELECT count(*) FROM batches WHERE plan_id = ? AND state = 'pending'"
    return int(db.execute(query, (plan_id,)).fetchone()[0])


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A batch a person should know of: failed or uncertain, with what was said and since when.

    One that is being submitted is under way, or an orphan: only the sending lock can tell.
    ``claimed_at`` and ``answered_at`` are UTC in ISO 8601, or blank; ``run`` is blank of a batch
    that none claimed.
    """

    id: str
    edition: str
    wave: int
    state: str
    size: int
    claimed_at: str
    answered_at: str
    reason: str
    run: str

    @property
    def since(self) -> str:
        return self.answered_at or self.claimed_at


def unsettled(db: Database, campaign: str) -> list[Unsettled]:
    rows = db.query(
        "SELECT b.id, p.edition, p.wave, b.state, b.size, coalesce(b.claimed_at, '') AS claimed_at,"
        " coalesce(b.answered_at, '') AS answered_at, b.reason, coalesce(b.run_id, '') AS run"
        " FROM batches b JOIN plans p ON p.id = b.plan_id"
        " WHERE p.campaign = ? AND b.state IN ('failed', 'uncertain', 'submitting')"
        " ORDER BY p.planned_at, b.number",
        [campaign],
    )
    return [Unsettled(**row) for row in rows]


def settle(
    db: Database,
    batch_id: str,
    state: BatchState,
    source: Source,
    now: datetime,
    *,
    decided_by: str = "",
    evidence: str = "",
    sendgrid_id: str = "",
) -> int:
    """A decision on an uncertain batch, written down with what it stands on.

    ``state`` is submitted, pending (it goes again) or failed. How many deliveries it settles; 0
    if an event, or somebody else, was faster.
    """
    with transaction(db):
        done = db.execute(
            "UPDATE batches SET state = ?, settled_by = ?, answered_at = ?,"
            " sendgrid_id = coalesce(nullif(?, ''), sendgrid_id)"
            " WHERE id = ? AND state = 'uncertain'",
            (state, source, now.isoformat(), sendgrid_id, batch_id),
        ).rowcount
        if not done:
            return 0
        verdict: Verdict = "submitted" if state is BatchState.SUBMITTED else "not-submitted"
        record_settlement(
            db, batch_id, verdict, source, now, decided_by=decided_by, evidence=evidence
        )
        return int(db.execute("SELECT size FROM batches WHERE id = ?", (batch_id,)).fetchone()[0])
