"""What earlier waves of an edition left behind, asked before the next one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from .plans import Left, Plan

_GONE = """
    SELECT d.contact_uid AS uid, d.email, d.name, '' AS reason, '' AS detail
    FROM deliveries d JOIN batches b ON b.id = d.batch_id
    WHERE d.plan_id = :plan AND b.state = 'submitted'
    AND NOT EXISTS (SELECT 1 FROM contacts c WHERE c.uid = d.contact_uid)
    AND NOT EXISTS (SELECT 1 FROM contacts c WHERE c.email_key = d.email_key)
    AND NOT EXISTS (SELECT 1 FROM addresses a WHERE a.email_key = d.email_key)
    AND d.contact_uid NOT IN (SELECT contact_uid FROM deliveries
        WHERE plan_id IN (SELECT value FROM json_each(:later)))
    ORDER BY d.id"""


def had_elsewhere(db: Database, plan: Plan) -> list[tuple[str, int]]:
    """Where people of a plan were, or may have been, sent this very letter, and how many.

    As another edition, or of another campaign: such as one that has been renamed since.
    """
    letters = [plan.parts[part] for part in ("content", "lifted") if part in plan.parts]
    rows = db.execute(
        "SELECT p.campaign || '/' || p.edition, count(DISTINCT d.id) FROM plans p"
        " CROSS JOIN deliveries d ON d.plan_id = :plan"
        " CROSS JOIN deliveries o ON o.email_key = d.email_key AND o.plan_id = p.id"
        " CROSS JOIN batches b ON b.id = o.batch_id"
        " WHERE p.stage = :stage AND (p.campaign <> :campaign OR p.edition <> :edition)"
        " AND (json_extract(p.parts, '$.content') IN (SELECT value FROM json_each(:letters))"
        " OR json_extract(p.parts, '$.lifted') IN (SELECT value FROM json_each(:letters)))"
        " AND b.state IN ('submitting', 'submitted', 'uncertain')"
        " GROUP BY p.campaign, p.edition ORDER BY 2 DESC, 1",
        {
            "plan": plan.id,
            "stage": plan.stage,
            "campaign": plan.campaign,
            "edition": plan.edition,
            "letters": json.dumps(letters),
        },
    )
    return [(str(where), int(count)) for where, count in rows.fetchall()]


def gone_since(db: Database, plan_id: str, later: Sequence[str]) -> Iterator[Left]:
    """Who was sent a letter of this plan, none of the ``later`` ones, and is no contact any more.

    Blank of one who was erased.
    """
    params = {"plan": plan_id, "later": json.dumps(later)}
    return (Left(**row) for row in db.query(_GONE, params))


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message that ``letters`` people were sent, one of whom is the contact ``example``.

    ``lifted``: it is what goes out once the embargo has. ``example`` is a uid, blank where none
    of them is a contact any more.
    """

    id: int
    lifted: bool
    letters: int
    example: str


def sent_messages(db: Database, plan_id: str) -> list[SentMessage]:
    """What was sent by a plan, that which most people got first."""
    rows = db.execute(
        "SELECT coalesce(CASE WHEN b.lifted THEN b.lifted_message_id END, b.message_id) AS message,"
        " max(b.lifted), count(*), min(printf('%020d', d.id) || c.uid)"
        " FROM batches b JOIN deliveries d ON d.batch_id = b.id"
        " LEFT JOIN contacts c ON c.uid = d.contact_uid"
        " WHERE b.plan_id = ? AND b.state = 'submitted' GROUP BY message ORDER BY 3 DESC, 1",
        (plan_id,),
    ).fetchall()
    return [SentMessage(id_, bool(lifted), n, (uid or "")[20:]) for id_, lifted, n, uid in rows]
