"""What the store remembers of recipients and of earlier sends, asked before the next one."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlite_utils import Database

from outreach.domain.delivery import Stage


def last_recipients(db: Database, campaign: str, edition: str) -> int:
    """How many an edition of this name had when it last went to people; 0 if it never did."""
    row = db.execute(
        "SELECT p.recipients FROM plans p WHERE p.campaign <> ? AND p.edition = ? AND p.stage = ?"
        " AND EXISTS (SELECT 1 FROM batches b WHERE b.plan_id = p.id"
        " AND b.state NOT IN ('pending', 'failed')) ORDER BY p.planned_at DESC LIMIT 1",
        [campaign, edition, Stage.SENDGRID],
    ).fetchone()
    return int(row[0]) if row else 0


def untouched_since(db: Database, contacts: Sequence[int], day: datetime) -> int:
    """How many of these contacts neither a list nor a hand has named or changed since ``day``.

    ``contacts`` are the store's ids.
    """
    row = db.execute(
        "SELECT count(*) FROM json_each(:ids) i CROSS JOIN contacts c ON c.id = i.value"
        " WHERE c.updated_at < :day"
        " AND NOT EXISTS (SELECT 1 FROM listings l JOIN sources s ON s.id = l.source_id"
        " WHERE l.contact_id = c.id AND s.imported_at >= :day)"
        " AND NOT EXISTS (SELECT 1 FROM edits e WHERE e.contact_id = c.id AND e.at >= :day)",
        {"ids": json.dumps(contacts), "day": day.isoformat()},
    ).fetchone()
    return int(row[0])


def names_known(db: Database, keys: Collection[str]) -> frozenset[str]:
    """Those of the name keys that are the whole name of a contact."""
    rows = db.execute(
        "SELECT DISTINCT search_name FROM contacts"
        " WHERE search_name IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(keys))],
    ).fetchall()
    return frozenset(str(name) for (name,) in rows)
