"""Plans as they were frozen, read back; and those that may be forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from outreach.domain.campaign import IMMEDIATE
from outreach.domain.delivery import Attachment, Delivery, Field, Message, Stage, Wave, personalise

from .database import transaction


@dataclass(frozen=True, slots=True)
class Plan:
    """One edition's frozen plan, or that of a later ``wave`` of it.

    ``started`` is true once anything was, or may have been, taken. Where SendGrid refused all of
    it, nobody was written to, and the edition can be mended and planned anew. ``lifts_at`` is when
    the embargo lifts where the plan has other letters for after that: UTC in ISO 8601, or blank.
    ``parts`` are digests of what is in it, by name, as ``domain.approval`` words them.
    ``signatories`` are those its letters name.
    """

    id: str
    campaign: str
    edition: str
    wave: int
    kind: Wave
    digest: str
    parts: dict[str, str]
    release_line: str
    lifts_at: str
    signatories: tuple[str, ...]
    stage: Stage
    candidates: int
    recipients: int
    excluded: int
    messages: int
    requests: int
    reasons: dict[str, int]
    envelope: dict[str, Any]
    planned_at: str
    planned_by: str
    approved_by: str
    approved_at: str
    started: bool

    def lifted(self, moment: datetime) -> bool:
        """Whether its letters that leave then, an aware moment, are those for after the lift."""
        return bool(self.lifts_at) and moment >= datetime.fromisoformat(self.lifts_at)

    def line_at(self, moment: datetime) -> str:
        """The release line of its letters that leave at ``moment``, which is aware."""
        return IMMEDIATE if self.lifted(moment) else self.release_line


def leave_sandbox(db: Database, campaign: str) -> None:
    """Forget what went to the sandbox only: it reached nobody, and nobody left there."""
    with transaction(db):
        for plan in read_plans(db, campaign):
            if plan.stage is Stage.SANDBOX:
                forget(db, campaign, plan.edition, plan.wave)
        db.execute("DELETE FROM suppressions WHERE source = 'sandbox'")


def forget(db: Database, campaign: str, edition: str, wave: int = 0) -> None:
    """Delete the plans under which nobody was written to, or that of one wave.

    Children first: siblings have an order.
    """
    whose = "campaign = ? AND edition = ? AND (wave = ? OR ? = 0)"
    which = f"plan_id IN (SELECT id FROM plans WHERE {whose})"
    mine = (campaign, edition, wave, wave)
    db.execute(
        f"DELETE FROM events WHERE delivery_id IN (SELECT id FROM deliveries WHERE {which})", mine
    )
    for table in ("deliveries", "batches", "messages", "exclusions"):
        db.execute(f"DELETE FROM {table} WHERE {which}", mine)
    db.execute(f"DELETE FROM plans WHERE {whose}", mine)


def read_plan(db: Database, campaign: str, edition: str) -> Plan | None:
    """The plan of the edition's first wave: whether its send has begun is for it to say."""
    return next(iter(read_waves(db, campaign, edition)), None)


def read_waves(db: Database, campaign: str, edition: str) -> list[Plan]:
    """All plans of an edition, the first wave first."""
    waves = (plan for plan in read_plans(db, campaign) if plan.edition == edition)
    return sorted(waves, key=lambda plan: plan.wave)


def read_plans(db: Database, campaign: str) -> list[Plan]:
    """The plans of a campaign, of all waves, oldest first."""
    rows = db.query(
        "SELECT p.*, (SELECT count(*) FROM messages m WHERE m.plan_id = p.id) AS messages,"
        " (SELECT count(*) FROM batches b WHERE b.plan_id = p.id) AS requests,"
        " EXISTS (SELECT 1 FROM batches b WHERE b.plan_id = p.id"
        " AND (b.state NOT IN ('pending', 'failed') OR b.settled_by <> '')) AS started"
        " FROM plans p WHERE campaign = ? ORDER BY planned_at, rowid",
        [campaign],
    )
    return [_plan(db, row) for row in list(rows)]


def campaign_of(db: Database, plan_id: str) -> str:
    """Blank where there is no such plan any more."""
    row = db.execute("SELECT campaign FROM plans WHERE id = ?", (plan_id,)).fetchone()
    return str(row[0]) if row else ""


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
            "kind": Wave(row["kind"]),
            "parts": json.loads(row["parts"]),
            "signatories": tuple(json.loads(row["signatories"])),
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


_LIFTED = "(b.lifted OR (:lifted AND b.state = 'pending'))"
_MESSAGE = f"coalesce(CASE WHEN {_LIFTED} THEN b.lifted_message_id END, b.message_id)"
"""What is, or was, sent. Of a letter still to go ``:lifted`` says if the embargo has lifted."""


def recipients_after(
    db: Database, plan_id: str, after: int, size: int, *, lifted: bool = False
) -> list[Frozen]:
    """``size`` recipients of a plan in its order, those after the delivery ``after``; 0 for all.

    ``lifted``: the embargo has, so that what is still to go says so.
    """
    rows = db.query(
        "SELECT d.id, d.contact_uid AS uid, d.email, d.name,"
        f" coalesce(o.name, f.name, '') AS place, {_MESSAGE} AS message, m.language"
        " FROM (SELECT * FROM deliveries WHERE +plan_id = :plan AND id > max(:after,"
        " (SELECT min(id) - 1 FROM deliveries WHERE plan_id = :plan)) AND id <="
        " (SELECT max(id) FROM deliveries WHERE plan_id = :plan) ORDER BY id LIMIT :size) d"
        f" JOIN batches b ON b.id = d.batch_id JOIN messages m ON m.id = {_MESSAGE}"
        " LEFT JOIN contacts c ON c.uid = d.contact_uid"
        " LEFT JOIN organisations o ON o.id = c.organisation_id"
        " LEFT JOIN offices f ON f.id = c.office_id ORDER BY d.id",
        {"plan": plan_id, "after": after, "size": size, "lifted": lifted},
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


def read_delivery(
    db: Database, plan_id: str, email_key: str, *, lifted: bool = False
) -> tuple[Message, Delivery] | None:
    """One recipient's frozen copy, by address key.

    ``lifted``: the embargo has, so that a letter which is still to go says so; one that went stays
    what it was.
    """
    where = "d.plan_id = :plan AND d.email_key = :key"
    return _delivery(db, where, {"plan": plan_id, "key": email_key, "lifted": lifted})


def read_delivery_of(
    db: Database, plan_id: str, uid: str, *, lifted: bool = False
) -> tuple[Message, Delivery] | None:
    """As ``read_delivery``, by her uid. None of one who was erased since."""
    params = {"plan": plan_id, "uid": uid, "lifted": lifted}
    now = "SELECT email_key FROM contacts WHERE uid = :uid"  # as a rule still her address then
    found = _delivery(
        db, f"d.plan_id = :plan AND d.email_key = ({now}) AND d.contact_uid = :uid", params
    )
    return found or _delivery(
        db, "d.plan_id = :plan AND d.contact_uid = :uid AND d.email <> ''", params
    )


def _delivery(
    db: Database, where: str, params: dict[str, object]
) -> tuple[Message, Delivery] | None:
    rows = db.query(
        "SELECT d.id, d.email, d.name,"
        f" coalesce(CASE WHEN {_LIFTED} THEN d.lifted_values END, d.field_values) AS field_values,"
        f" {_MESSAGE} AS message_id"
        f" FROM deliveries d JOIN batches b ON b.id = d.batch_id WHERE {where}",
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
