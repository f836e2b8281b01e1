"""Everybody a plan writes to, each with the message she gets, for a person to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Insider:
    """A recipient; all but the message is blank of one who was erased since.

    ``message`` counts the plan's messages from 1.
    """

    key: str
    email: str
    name: str
    message: int
    language: str


def insiders(db: Database, plan_id: str, *, lifted: bool = False) -> Iterator[Insider]:
    """By name, then address. ``lifted``: the embargo has, for what is still to go."""
    rows = db.execute(
        """WITH sent AS MATERIALIZED (SELECT d.email_key, d.email, d.name,
            coalesce(CASE WHEN b.lifted OR (:lifted AND b.state = 'pending')
                THEN b.lifted_message_id END, b.message_id) AS message
            FROM deliveries d JOIN batches b ON b.id = d.batch_id WHERE d.plan_id = :plan),
        numbered AS MATERIALIZED (SELECT id, language, row_number() OVER (ORDER BY id) AS number
            FROM messages WHERE plan_id = :plan)
        SELECT iif(s.email = '', '', s.email_key), s.email, s.name, n.number, n.language
        FROM sent s JOIN numbered n ON n.id = s.message
        ORDER BY lower(s.name), s.email_key""",
        {"plan": plan_id, "lifted": lifted},
    )
    return (Insider(*row) for row in rows)
