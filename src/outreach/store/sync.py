"""What `sync` asks about, how far it came, and whose letter an answer is about."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlite_utils import Database

from outreach.domain.contact import Suppression
from outreach.domain.delivery import BatchState, Stage

from .address_hash import explained
from .database import transaction
from .suppressions import suppress

_TAKEN = "('submitted', 'uncertain', 'submitting')"


@dataclass(frozen=True, slots=True)
class Hearing:
    """A source as it was last heard; ``complete_until`` is UTC in ISO 8601, or blank.

    ``detail`` is the source's own, such as how far each of its lists was read.
    """

    source: str
    heard_at: datetime
    complete_until: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


def read_hearing(db: Database, source: str) -> Hearing | None:
    row = db.execute(
        "SELECT heard_at, complete_until, detail FROM hearing WHERE source = ?", (source,)
    ).fetchone()
    if row is None:
        return None
    return Hearing(source, datetime.fromisoformat(row[0]), row[1], json.loads(row[2]))


def note_hearing(db: Database, hearing: Hearing) -> None:
    """In the place of what was known of the source."""
    with transaction(db):
        db.execute(
            "INSERT INTO hearing (source, heard_at, complete_until, detail) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (source) DO UPDATE SET heard_at = excluded.heard_at,"
            " complete_until = excluded.complete_until, detail = excluded.detail",
            (
                hearing.source,
                hearing.heard_at.astimezone(UTC).isoformat(),
                hearing.complete_until,
                json.dumps(hearing.detail),
            ),
        )


@dataclass(frozen=True, slots=True)
class Span:
    """The letters of an edition that may be out, by the category that is theirs alone.

    ``bursts`` are the unix seconds at which its requests began, in order. ``unnamed``: of some
    request the X-Message-Id is not known, or not the only one.
    """

    category: str
    campaign: str
    bursts: tuple[int, ...]
    letters: int
    unnamed: bool

    @property
    def first(self) -> int:
        return self.bursts[0]


def spans(db: Database, stage: Stage, since: datetime, campaign: str = "") -> list[Span]:
    """Those with a request that began ``since`` then, the latest first."""
    rows = db.execute(
        "SELECT p.envelope ->> '$.categories[#-1]', p.campaign,"
        " CAST(strftime('%s', b.claimed_at) AS INTEGER), b.size,"
        " b.state <> 'submitted' OR b.sendgrid_id = '' OR b.settled_by <> ''"
        " FROM plans p JOIN batches b ON b.plan_id = p.id"
        f" WHERE p.stage = ? AND b.state IN {_TAKEN} AND b.claimed_at >= ?"
        " AND ? IN ('', p.campaign) ORDER BY b.claimed_at",
        (stage, since.astimezone(UTC).isoformat(), campaign),
    )
    found: dict[str, list[tuple[str, int, int, int]]] = {}
    for category, *rest in rows.fetchall():
        if category:
            found.setdefault(category, []).append(tuple(rest))
    known = [
        Span(
            category,
            batches[0][0],
            tuple(at for _, at, _, _ in batches),
            sum(size for _, _, size, _ in batches),
            any(unnamed for *_, unnamed in batches),
        )
        for category, batches in found.items()
    ]
    return sorted(known, key=lambda span: -span.bursts[-1])


def groups_used(db: Database, stage: Stage) -> frozenset[int]:
    """The unsubscribe groups that letters were planned under."""
    rows = db.execute(
        "SELECT DISTINCT envelope ->> '$.asm_group' FROM plans WHERE stage = ?", (stage,)
    )
    return frozenset(int(group) for (group,) in rows.fetchall() if group)


@dataclass(frozen=True, slots=True)
class Letter:
    """A delivery and what is known of it; ``synced``: how far it got was asked for."""

    delivery: int
    batch: str
    state: int
    synced: bool
    complained: bool = False
    unsubscribed: bool = False


def batches_of(db: Database, stage: Stage, message_ids: Collection[str]) -> dict[str, str]:
    """Which submitted batch was answered with each X-Message-Id that is known."""
    rows = db.execute(
        "SELECT b.sendgrid_id, b.id FROM batches b JOIN plans p ON p.id = b.plan_id"
        " WHERE b.state = 'submitted' AND p.stage = ?"
        " AND b.sendgrid_id IN (SELECT value FROM json_each(?))",
        (stage, json.dumps([one for one in message_ids if one])),
    )
    return dict(rows.fetchall())


def state_of_batch(db: Database, stage: Stage, batch: str) -> BatchState | None:
    """None where it is none of ours, or not of this stage."""
    row = db.execute(
        "SELECT b.state FROM batches b JOIN plans p ON p.id = b.plan_id"
        " WHERE b.id = ? AND p.stage = ?",
        (batch, stage),
    ).fetchone()
    return BatchState(row[0]) if row else None


def letters_of(db: Database, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Letter]:
    """The deliveries by ``(batch, email_key)``, where there are such."""
    asked = json.dumps([list(pair) for pair in set(pairs)])
    rows = db.execute(
        "SELECT d.batch_id, d.email_key, d.id, o.state, o.synced"
        " FROM json_each(?) j CROSS JOIN deliveries d ON d.email_key = j.value ->> 1"
        " AND d.batch_id = j.value ->> 0 JOIN outcomes o ON o.delivery_id = d.id",
        (asked,),
    )
    return {
        (batch, key): Letter(delivery, batch, state, bool(synced))
        for batch, key, delivery, state, synced in rows.fetchall()
    }


def unheard_of(db: Database, stage: Stage, category: str, most: int) -> list[str]:
    """Addresses of up to ``most`` submitted letters of a category of which nothing is known."""
    rows = db.execute(
        "SELECT d.email FROM plans p JOIN batches b ON b.plan_id = p.id"
        " JOIN deliveries d ON d.batch_id = b.id JOIN outcomes o ON o.delivery_id = d.id"
        " WHERE p.stage = ? AND p.envelope ->> '$.categories[#-1]' = ?"
        " AND b.state = 'submitted' AND o.state = 0 AND d.email <> '' ORDER BY d.id LIMIT ?",
        (stage, category, most),
    )
    return [email for (email,) in rows.fetchall()]


def letter_before(
    db: Database, stage: Stage, email_key: str, at: int, within: int
) -> Letter | None:
    """The last letter to an address that was submitted in the ``within`` seconds before ``at``."""
    row = db.execute(
        "SELECT d.id, d.batch_id, o.state, o.synced, o.complained IS NOT NULL,"
        " o.unsubscribed IS NOT NULL FROM deliveries d JOIN batches b ON b.id = d.batch_id"
        " JOIN plans p ON p.id = d.plan_id JOIN outcomes o ON o.delivery_id = d.id"
        " WHERE d.email_key = ? AND b.state = 'submitted' AND p.stage = ?"
        " AND CAST(strftime('%s', b.claimed_at) AS INTEGER) BETWEEN ? AND ?"
        " ORDER BY b.claimed_at DESC, d.id DESC LIMIT 1",
        (email_key, stage, at - within, at),
    ).fetchone()
    if row is None:
        return None
    delivery, batch, state, *rest = row
    synced, complained, unsubscribed = map(bool, rest)
    return Letter(delivery, batch, state, synced, complained, unsubscribed)


def has_event(db: Database, at: int, key: str) -> bool:
    known = "SELECT 1 FROM events WHERE at = ? AND event_key = ?"
    return db.execute(known, (at, key)).fetchone() is not None


def bar(db: Database, suppression: Suppression, *, contacts_only: bool) -> bool:
    """Suppress, whom no letter of ours leads to; whether that was news.

    Not whom a person has let back in since, nor, with ``contacts_only``, who is no contact.
    Joins the caller's transaction.
    """
    key = suppression.email_key
    if contacts_only and not _is_contact(db, key):
        return False
    with explained(db):
        back = db.execute(
            "SELECT 1 FROM releases WHERE email_hash = address_hash(?) AND released_at > ?",
            (key, suppression.at.astimezone(UTC).isoformat()),
        ).fetchone()
    return back is None and suppress(db, suppression)


def _is_contact(db: Database, email_key: str) -> bool:
    known = (
        "SELECT 1 FROM contacts WHERE email_key = ?"
        " UNION ALL SELECT 1 FROM addresses WHERE email_key = ?"
    )
    return db.execute(known, (email_key, email_key)).fetchone() is not None


def keep_days(
    db: Database, category: str, days: Mapping[date, Mapping[str, int]], now: datetime
) -> int:
    """Keep SendGrid's counts of a category's days, in the place of older ones; how many changed."""
    changed = 0
    with transaction(db):
        for day, metrics in days.items():
            changed += db.execute(
                "INSERT INTO category_days (category, day, metrics, asked_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (category, day) DO UPDATE SET metrics = excluded.metrics,"
                " asked_at = excluded.asked_at WHERE metrics <> excluded.metrics",
                (
                    category,
                    day.isoformat(),
                    json.dumps(metrics, sort_keys=True),
                    now.astimezone(UTC).isoformat(),
                ),
            ).rowcount
    return changed
