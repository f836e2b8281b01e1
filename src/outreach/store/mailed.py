"""Letters as they were sent, read back by person and by plan, with what became of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from outreach.domain.delivery import BatchState, Stage, Wave
from outreach.domain.event import State
from outreach.domain.run import RunState

from .erasure import Person

TIMES = (
    *("complained", "unsubscribed", "opened", "opened_doubtful", "opened_by_machine"),
    *("clicked", "clicked_doubtful", "clicked_by_machine", "replied", "covered"),
)
"""What may have happened to a letter beside its state, each once."""

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Mailed:
    """One letter. ``email`` and ``name`` are blank, and ``values`` none, of who was erased since.

    ``message`` is the id of the one that is, or was, sent, ``lifted`` whether it is for after the
    embargo's lift. ``reason`` is why its batch failed or is uncertain. Moments are UTC in ISO 8601
    or blank, ``send_at`` when a scheduled letter goes out; ``times`` are unix seconds, by TIMES.
    """

    id: int
    plan: str
    campaign: str
    edition: str
    wave: int
    kind: Wave
    digest: str
    stage: Stage
    planned_at: str
    release_line: str
    uid: str
    email: str
    email_key: str
    name: str
    message: int
    language: str
    lifted: bool
    values: tuple[str, ...]
    batch: str
    batch_state: BatchState
    claimed_at: str
    answered_at: str
    sendgrid_id: str
    reason: str
    settled_by: str
    run: str
    run_state: RunState | None
    send_at: str
    state: State
    times: Mapping[str, int]

    @property
    def taken(self) -> bool:
        """Whether SendGrid has it, or may have it."""
        return self.batch_state not in (BatchState.PENDING, BatchState.FAILED)

    @property
    def erased(self) -> bool:
        return not self.email

    @property
    def at(self) -> str:
        """When it went out or is to; of one that did neither, when it was last tried or planned."""
        tried = self.batch_state is BatchState.FAILED
        return (
            (not tried and self.send_at) or self.answered_at or self.claimed_at or self.planned_at
        )


_LIFTED = (
    "(b.lifted_message_id IS NOT NULL AND (b.lifted OR"
    " (b.state = 'pending' AND p.lifts_at <> '' AND p.lifts_at <= :now)))"
)
_MESSAGE = f"CASE WHEN {_LIFTED} THEN b.lifted_message_id ELSE b.message_id END"
_LETTERS = f"""
    SELECT d.id, d.plan_id AS plan, p.campaign, p.edition, p.wave, p.kind, p.digest, p.stage,
        p.planned_at, p.release_line, d.contact_uid AS uid, d.email, d.email_key, d.name,
        {_MESSAGE} AS message, m.language, {_LIFTED} AS lifted,
        CASE WHEN {_LIFTED} THEN coalesce(d.lifted_values, d.field_values)
            ELSE d.field_values END AS "values",
        b.id AS batch, b.state AS batch_state, coalesce(b.claimed_at, '') AS claimed_at,
        coalesce(b.answered_at, '') AS answered_at, b.sendgrid_id, b.reason, b.settled_by,
        coalesce(b.run_id, '') AS run, r.state AS run_state, coalesce(r.send_at, '') AS send_at,
        o.state, {", ".join(f"o.{one}" for one in TIMES)}
    FROM deliveries d JOIN outcomes o ON o.delivery_id = d.id JOIN plans p ON p.id = d.plan_id
    JOIN batches b ON b.id = d.batch_id JOIN messages m ON m.id = {_MESSAGE}
    LEFT JOIN runs r ON r.id = b.run_id"""


def letters_of(db: Database, her: Person, now: str) -> list[Mailed]:
    """All letters to any of a person's addresses, or to her under another; the newest first.

    ``now`` is UTC in ISO 8601: of what is still to go it decides whether the embargo has lifted.
    """
    rows = db.query(
        f"{_LETTERS} WHERE d.email_key IN (SELECT value FROM json_each(:keys))"
        " UNION ALL"
        f" {_LETTERS} JOIN json_each(:uids) u ON d.contact_uid = u.value"
        " WHERE d.email_key NOT IN (SELECT value FROM json_each(:keys)) AND d.email <> ''"
        if her.uids
        else f"{_LETTERS} WHERE d.email_key IN (SELECT value FROM json_each(:keys))",
        {**her.params, "now": now},
    )
    return sorted((_mailed(row) for row in rows), key=lambda one: (one.at, one.id), reverse=True)


def letters_of_plan(db: Database, plan_id: str, now: str) -> Iterator[Mailed]:
    """A plan's letters in their order, read in pages, so that memory does not grow."""
    last = 0
    while True:
        rows = list(
            db.query(
                f"{_LETTERS} WHERE d.id IN (SELECT id FROM deliveries WHERE +plan_id = :plan"
                " AND id > max(:after, (SELECT min(id) - 1 FROM deliveries WHERE plan_id = :plan))"
                " AND id <= (SELECT max(id) FROM deliveries WHERE plan_id = :plan)"
                " ORDER BY id LIMIT :size) ORDER BY d.id",
                {"plan": plan_id, "after": last, "size": _PAGE, "now": now},
            )
        )
        if not rows:
            return
        yield from map(_mailed, rows)
        last = rows[-1]["id"]


def _mailed(row: dict[str, Any]) -> Mailed:
    times = {name: row.pop(name) for name in TIMES}
    return Mailed(
        **{
            **row,
            "kind": Wave(row["kind"]),
            "stage": Stage(row["stage"]),
            "lifted": bool(row["lifted"]),
            "values": tuple(json.loads(row["values"])) if row["email"] else (),
            "batch_state": BatchState(row["batch_state"]),
            "run_state": RunState(row["run_state"]) if row["run_state"] else None,
            "state": State(row["state"]),
            "times": {name: at for name, at in times.items() if at is not None},
        }
    )


@dataclass(frozen=True, slots=True)
class Reported:
    """An event of a letter. ``at`` is in unix seconds, ``reason`` in a foreign server's words."""

    delivery: int
    at: int
    kind: str
    key: str
    batch: str
    email_key: str
    reason: str
    status: str
    url: str


def events_of(db: Database, deliveries: Sequence[int]) -> Iterator[Reported]:
    """What SendGrid reported of these letters, letter by letter, each in the order of time."""
    rows = db.query(
        "SELECT e.delivery_id AS delivery, e.at, e.kind, e.event_key AS key, e.batch_id AS batch,"
        " e.email_key, e.reason, e.status, e.url FROM json_each(?) d"
        " CROSS JOIN events e ON e.delivery_id = d.value ORDER BY e.delivery_id, e.at, e.event_key",
        [json.dumps(list(deliveries))],
    )
    return (Reported(**row) for row in rows)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """That somebody was left out of a plan, and why."""

    campaign: str
    edition: str
    wave: int
    stage: Stage
    planned_at: str
    email: str
    reason: str
    detail: str


def left_out(db: Database, her: Person) -> list[LeftOut]:
    """The plans that have no letter for her, though their audience picked her; newest first."""
    rows = db.query(
        "SELECT p.campaign, p.edition, p.wave, p.stage, p.planned_at, x.email, x.reason, x.detail"
        " FROM exclusions x JOIN plans p ON p.id = x.plan_id"
        " WHERE x.email <> '' AND (x.contact_uid IN (SELECT value FROM json_each(:uids))"
        " OR lower(x.email) IN (SELECT value FROM json_each(:keys)))"
        " ORDER BY p.planned_at DESC, p.edition, p.wave",
        her.params,
    )
    return [LeftOut(**{**row, "stage": Stage(row["stage"])}) for row in rows]


def known_as(db: Database, beginning: str, most: int = 20_000) -> list[tuple[str, str]]:
    """Addresses and names of contacts of which either begins so, which is in lower case."""
    rows = db.execute(
        "SELECT email_key, name FROM contacts WHERE substr(email_key, 1, length(?1)) = ?1"
        " OR substr(lower(name), 1, length(?1)) = ?1 LIMIT ?2",
        [beginning, most],
    )
    return [(email, name) for email, name in rows.fetchall()]


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that travels with letters, as it is kept once: ``number`` is its place in one."""

    message: int
    number: int
    filename: str
    type: str
    sha256: str
    bytes: int


def enclosures(db: Database, plan_id: str) -> list[Enclosure]:
    """Which files travel with which messages of a plan, without their bytes."""
    rows = db.query(
        "SELECT a.message_id AS message, a.number, a.filename, a.type, a.sha256,"
        " length(c.content) AS bytes FROM messages m JOIN attachments a ON a.message_id = m.id"
        " JOIN attachment_contents c ON c.sha256 = a.sha256"
        " WHERE m.plan_id = ? ORDER BY a.message_id, a.number",
        [plan_id],
    )
    return [Enclosure(**row) for row in rows]


def enclosed_bytes(db: Database, sha256: str) -> bytes:
    row: Any = db.execute(
        "SELECT content FROM attachment_contents WHERE sha256 = ?", [sha256]
    ).fetchone()
    return bytes(row[0])


@contextmanager
def as_of_one_moment(db: Database) -> Iterator[None]:
    """Everything read inside is of one moment, whatever is sent meanwhile. Writes nothing."""
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.rollback()
