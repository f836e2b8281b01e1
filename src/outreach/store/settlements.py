"""Decisions on uncertain batches, each with what it stands on. None is ever taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

Verdict = Literal["submitted", "not-submitted", "unknown"]
Source = Literal["event", "logs", "person"]


@dataclass(frozen=True, slots=True)
class Settlement:
    """What was decided on a batch, or, where it is ``unknown``, looked for in vain.

    ``decided_by`` is blank where nobody did. ``evidence`` is a sentence without personal data,
    unless a person put some into hers: escape it. ``at`` is UTC in ISO 8601: of an event its own
    time, else when it was decided.
    """

    batch: str
    edition: str
    verdict: Verdict
    source: Source
    decided_by: str
    evidence: str
    at: str


def record_settlement(
    db: Database,
    batch_id: str,
    verdict: Verdict,
    source: Source,
    at: datetime,
    *,
    decided_by: str = "",
    evidence: str = "",
) -> None:
    """Belongs into the caller's transaction, together with what it changes."""
    db.execute(
        "INSERT INTO settlements (batch_id, verdict, source, decided_by, evidence, at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (batch_id, verdict, source, decided_by, evidence, at.isoformat()),
    )


def read_settlements(db: Database, campaign: str, batch_id: str = "") -> list[Settlement]:
    """Those of a campaign, or of one batch of it, in the order in which they were written down."""
    rows = db.query(
        "SELECT s.batch_id AS batch, p.edition, s.verdict, s.source, s.decided_by, s.evidence, s.at"
        " FROM settlements s JOIN batches b ON b.id = s.batch_id JOIN plans p ON p.id = b.plan_id"
        " WHERE p.campaign = :campaign AND :batch IN ('', s.batch_id) ORDER BY s.id",
        {"campaign": campaign, "batch": batch_id},
    )
    return [Settlement(**row) for row in rows]


@dataclass(frozen=True, slots=True)
class Twice:
    """A batch that SendGrid may have taken twice, for a person had it sent again."""

    batch: str
    edition: str
    size: int


def perhaps_twice(db: Database, campaign: str) -> list[Twice]:
    """Batches that a person had sent again, and of which an event says that the first request

    may have been taken after all: it is about another message than the one of the answer, or
    the second request has no answer either.
    """
    own_answer = "b.settled_by <> 'event' AND coalesce(b.answered_at, '') >= b.claimed_at"
    same = "instr(e.evidence, 'for message ' || b.sendgrid_id || ' at ')"
    rows = db.query(
        "SELECT DISTINCT b.id AS batch, p.edition, b.size"
        " FROM plans p JOIN batches b ON b.plan_id = p.id"
        " JOIN settlements s ON s.batch_id = b.id AND s.verdict = 'not-submitted'"
        " JOIN settlements e ON e.batch_id = b.id AND e.id > s.id AND e.source = 'event'"
        " WHERE p.campaign = ? AND b.state = 'submitted' AND b.claimed_at > s.at"
        f" AND NOT ({own_answer} AND {same}) ORDER BY p.planned_at, b.number",
        [campaign],
    )
    return [Twice(**row) for row in rows]
