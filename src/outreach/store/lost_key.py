"""Going on when the key of the suppressions is lost for good: what cannot be read is given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from outreach.domain.contact import Suppression
from outreach.domain.event import Event, EventKind, suppresses
from outreach.errors import WrongUsage

from .address_hash import FINGERPRINTED, is_in_use, key_file
from .database import transaction
from .suppressions import suppress

BECAUSE = "key lost"


@dataclass(frozen=True, slots=True)
class NewKey:
    """How many suppressions were given up, and how many stand again by what the events say."""

    lost: int
    restored: int


def unreadable(db: Database, store: Path) -> int:
    """How many suppressions nobody can read any more.

    Raises WrongUsage where no key is in use, or there is a file in its place.
    """
    file = key_file(store)
    if not is_in_use(db):
        raise WrongUsage("nobody is suppressed, so no key is in use", "there is nothing to do")
    if file.exists() or file.is_symlink():
        raise WrongUsage(
            f"{file} is there",
            "if `outreach` says it is not this store's key, move it away: it may be another's",
        )
    return int(db.execute("SELECT count(*) FROM suppressions").fetchone()[0])


def begin_anew(db: Database, store: Path, losing: int, now: datetime) -> NewKey:
    """Give the unreadable suppressions up, each on record as a release, and make a new key.

    Whom an event in the store says to have left is suppressed again. Raises as ``unreadable``,
    and WrongUsage where there are not as many as ``losing``.
    """
    with transaction(db):
        lost = unreadable(db, store)
        if lost != losing:
            raise WrongUsage(
                f"{lost} suppressions would be lost, not {losing}", "nothing was changed"
            )
        db.execute(
            "INSERT INTO releases (email_hash, reason, suppressed_at, released_at, because)"
            " SELECT email_hash, reason, at, ?, ? FROM suppressions",
            [now.astimezone(UTC).isoformat(), BECAUSE],
        )
        db.execute("DELETE FROM suppressions")
        db.execute("DELETE FROM suppression_key")
        _heed_events(db)
        db.execute("INSERT OR IGNORE INTO suppression_key VALUES (1, address_hash(?))", _CONSTANT)
        restored = db.execute("SELECT count(*) FROM suppressions").fetchone()[0]
    return NewKey(lost, int(restored))


_CONSTANT = (FINGERPRINTED,)


def _heed_events(db: Database) -> None:
    """What ``record_events`` took in, once more; of the sandbox's letters nobody left.

    Bounces are left to happen again: whether one was a block, which suppresses nobody, is not kept.
    """
    rows = db.execute(
        "SELECT e.event_key, e.kind, e.at, coalesce(nullif(e.email_key, ''), d.email_key),"
        " e.reason, e.status FROM events e"
        " JOIN deliveries d ON d.id = e.delivery_id JOIN plans p ON p.id = d.plan_id"
        " WHERE d.email <> '' AND p.stage <> 'sandbox'"
        " AND e.kind <> 'bounce'"
    ).fetchall()
    for key, kind, at, email_key, reason, status in rows:
        event = Event(key, EventKind(kind), at, email_key, reason=reason, status=status)
        why = suppresses(event)
        if why is not None:
            suppress(db, Suppression(email_key, why, datetime.fromtimestamp(at, UTC), "event"))
