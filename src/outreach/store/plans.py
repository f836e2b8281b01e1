"""Plans as they were frozen, read back; and those that may be forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from outreach.domain.delivery import Attachment, Delivery, Field, Message, Stage, personalise

from .database import transaction


@dataclass(frozen=True, slots=True)
class Plan:
    """One edition's frozen plan.

    ``started`` is true once anything was, or may have been, taken. Where SendGrid refused all of
    it, nobody was written to, and the edition can be mended and planned anew.
    """

    id: str
    campaign: str
    edition: str
    digest: str
    release_line: str
    stage: Stage
    candidates: int
    recipients: int
    excluded: int
    messages: int
    requests: int
    reasons: dict[str, int]
    envelope: dict[str, Any]
    planned_at: str
    started: bool


def forget_trial(db: Database, campaign: str, edition: str) -> None:
    """Forget what an edition's plan tried in the sandbox, so that it can be tried again."""
    with transaction(db):
        plan = read_plan(db, campaign, edition)
        if plan and plan.stage is Stage.SANDBOX:
            forget(db, campaign, edition)


def leave_sandbox(db: Database, campaign: str) -> None:
    """Forget what went to the sandbox only: it reached nobody, and nobody left there."""
    with transaction(db):
        for plan in read_plans(db, campaign):
            if plan.stage is Stage.SANDBOX:
                forget(db, campaign, plan.edition)
        db.execute("DELETE FROM suppressions WHERE source = 'sandbox'")


def forget(db: Database, campaign: str, edition: str) -> None:
    """Delete a plan under which nobody was written to. Children first: siblings have an order."""
    which = "plan_id = (SELECT id FROM plans WHERE campaign = ? AND edition = ?)"
    mine = (campaign, edition)
    db.execute(
        f"DELETE FROM events WHERE delivery_id IN (SELECT id FROM deliveries WHERE {which})", mine
    )
    for table in ("deliveries", "batches", "messages", "exclusions"):
        db.execute(f"DELETE FROM {table} WHERE {which}", mine)
    db.execute("DELETE FROM plans WHERE campaign = ? AND edition = ?", mine)


def read_plan(db: Database, campaign: str, edition: str) -> Plan | None:
    return next((p for p in read_plans(db, campaign) if p.edition == edition), None)


def read_plans(db: Database, campaign: str) -> list[Plan]:
    """The plans of a campaign, oldest first."""
    rows = db.query(
        "SELECT p.*, (SELECT count(*) FROM messages m WHERE m.plan_id = p.id) AS messages,"
        " (SELECT count(*) FROM batches b WHERE b.plan_id = p.id) AS requests,"
        " EXISTS (SELECT 1 FROM batches b WHERE b.plan_id = p.id"
        " AND (b.state NOT IN ('pending', 'failed') OR b.settled_by <> '')) AS started"
        " FROM plans p WHERE campaign = ? ORDER BY planned_at, rowid",
        [campaign],
    )
    return [_plan(db, row) for row in list(rows)]


def _plan(db: Database, row: dict[str, Any]) -> Plan:
    reasons = db.execute(
        "SELECT reason, count(*) FROM exclusions WHERE plan_id = ?"
        " GROUP BY reason ORDER BY 2 DESC, 1",
        (row["id"],),
    ).fetchall()
    return Plan(
        **{
            **row,
            "reasons": dict(reasons),
            "envelope": json.loads(row["envelope"]),
            "started": bool(row["started"]),
            "stage": Stage(row["stage"]),
        }
    )


@dataclass(frozen=True, slots=True)
class Left:
    """A candidate that was left out, for a person to read. Blank of one who was erased since."""

    uid: str
    email: str
    name: str
    reason: str
    detail: str


def exclusions(db: Database, plan_id: str) -> Iterable[Left]:
    rows = db.query(
        "SELECT contact_uid AS uid, email, name, reason, detail FROM exclusions"
        " WHERE plan_id = ? ORDER BY reason, email",
        [plan_id],
    )
    return (Left(**row) for row in rows)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A recipient of a plan: blank of one who was erased since.

    ``place`` is the outlet, organisation or office she belongs to today; ``message`` is an id.
    """

    id: int
    uid: str
    email: str
    name: str
    place: str
    message: int
    language: str


def recipients_after(db: Database, plan_id: str, after: int, size: int) -> list[Frozen]:
    """``size`` recipients of a plan in its order, those after the delivery ``after``; 0 for all."""
    rows = db.query(
        "SELECT d.id, d.contact_uid AS uid, d.email, d.name,"
        " coalesce(o.name, f.name, '') AS place, b.message_id AS message, m.language"
        " FROM (SELECT * FROM deliveries WHERE +plan_id = :plan AND id > max(:after,"
        " (SELECT min(id) - 1 FROM deliveries WHERE plan_id = :plan)) AND id <="
        " (SELECT max(id) FROM deliveries WHERE plan_id = :plan) ORDER BY id LIMIT :size) d"
        " JOIN batches b ON b.id = d.batch_id JOIN messages m ON m.id = b.message_id"
        " LEFT JOIN contacts c ON c.uid = d.contact_uid"
        " LEFT JOIN organisations o ON o.id = c.organisation_id"
        " LEFT JOIN offices f ON f.id = c.office_id ORDER BY d.id",
        {"plan": plan_id, "after": after, "size": size},
    )
    return [Frozen(**row) for row in list(rows)]


def read_message(db: Database, message_id: int) -> Message:
    row = next(iter(db.query("SELECT * FROM messages WHERE id = ?", [message_id])))
    fields = tuple(Field(**one) for one in json.loads(row["fields"]))
    return Message(
        row["subject"],
        row["html"],
        row["text"],
        fields,
        row["language"],
        _attachments(db, message_id),
    )


def _attachments(db: Database, message_id: int) -> tuple[Attachment, ...]:
    rows = db.execute(
        "SELECT a.filename, a.type, c.content FROM attachments a"
        " JOIN attachment_contents c ON c.sha256 = a.sha256"
        " WHERE a.message_id = ? ORDER BY a.number",
        (message_id,),
    )
    return tuple(Attachment(*row) for row in rows.fetchall())


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that travels with letters of a plan, for a person to read."""

    filename: str
    bytes: int


def enclosed(db: Database, plan_id: str) -> list[Enclosed]:
    """The files of all messages of a plan, each once."""
    rows = db.query(
        "SELECT DISTINCT a.filename, length(c.content) AS bytes FROM messages m"
        " JOIN attachments a ON a.message_id = m.id"
        " JOIN attachment_contents c ON c.sha256 = a.sha256"
        " WHERE m.plan_id = ? ORDER BY a.filename, bytes",
        [plan_id],
    )
    return [Enclosed(**row) for row in rows]


def enclosed_digests(db: Database, plan_id: str) -> dict[str, frozenset[str]]:
    """By file name, the digests of what travels with letters of a plan under that name."""
    rows = db.execute(
        "SELECT DISTINCT a.filename, a.sha256 FROM messages m"
        " JOIN attachments a ON a.message_id = m.id WHERE m.plan_id = ? ORDER BY a.number",
        (plan_id,),
    )
    found: dict[str, set[str]] = {}
    for name, digest in rows.fetchall():
        found.setdefault(name, set()).add(digest)
    return {name: frozenset(digests) for name, digests in found.items()}


def read_delivery(db: Database, plan_id: str, email_key: str) -> tuple[Message, Delivery] | None:
    """One recipient's frozen copy, by address key."""
    return _delivery(db, "d.plan_id = ? AND d.email_key = ?", [plan_id, email_key])


def read_delivery_of(db: Database, plan_id: str, uid: str) -> tuple[Message, Delivery] | None:
    """One recipient's frozen copy, by her uid. None of one who was erased since."""
    now = "SELECT email_key FROM contacts WHERE uid = ?"  # as a rule still her address then
    found = _delivery(
        db,
        f"d.plan_id = ? AND d.email_key = ({now}) AND d.contact_uid = ?",
        [plan_id, uid, uid],
    )
    return found or _delivery(
        db, "d.plan_id = ? AND d.contact_uid = ? AND d.email <> ''", [plan_id, uid]
    )


def _delivery(db: Database, where: str, params: Sequence[str]) -> tuple[Message, Delivery] | None:
    rows = db.query(
        "SELECT d.id, d.email, d.name, d.field_values, b.message_id FROM deliveries d"
        f" JOIN batches b ON b.id = d.batch_id WHERE {where}",
        params,
    )
    row = next(iter(rows), None)
    if row is None:
        return None
    values = tuple(json.loads(row["field_values"]))
    delivery = Delivery(str(row["id"]), row["email"], row["name"], values)
    return read_message(db, row["message_id"]), delivery


def example(db: Database, plan_id: str) -> tuple[str, str]:
    """The first recipient and the subject of her letter; blank where there is none."""
    row = db.execute(
        "SELECT email_key FROM deliveries WHERE plan_id = ? AND email <> '' ORDER BY id LIMIT 1",
        (plan_id,),
    ).fetchone()
    frozen = read_delivery(db, plan_id, row[0]) if row else None
    if frozen is None:
        return "", ""
    message, delivery = frozen
    return delivery.name or delivery.email, personalise(message, delivery.values).subject
