"""How the store is: whole, consistent, and how old what it says of people is."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from .driver import is_sound

_STALE_DAYS = 365
_FAULTS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Condition:
    """``faults`` are the first few things that are broken; sizes are in bytes, ``log_size`` that
    of the write-ahead log, ``free`` what the disk has left."""

    faults: tuple[str, ...]
    size: int
    log_size: int
    free: int


def condition(db: Database, path: Path) -> Condition:
    """Reads the whole file, which lies at ``path``."""
    faults = [] if is_sound(db.conn) else ["SQLite finds the file damaged"]
    orphans = db.execute("PRAGMA foreign_key_check").fetchmany(_FAULTS_SHOWN)
    faults += [f"a row of {table} belongs to none of {parent}" for table, _, parent, _ in orphans]
    real = path.resolve()
    log = real.with_name(f"{real.name}-wal")
    return Condition(
        tuple(faults),
        real.stat().st_size,
        log.stat().st_size if log.exists() else 0,
        shutil.disk_usage(real.parent).free,
    )


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old what is known of people is. ``congress_day`` is blank where none is loaded.

    ``stale`` contacts were neither listed, edited nor delivered to within a year; ``bounced`` are
    contacts whose address bounced, so that nothing reaches them; ``termed`` sit in the office of a
    Member whose term has ended.
    """

    contacts: int
    stale: int
    bounced: int
    termed: int
    congress_day: str


def freshness(db: Database, now: datetime) -> Freshness:
    cutoff = now.timestamp() - _STALE_DAYS * 86400
    day = datetime.fromtimestamp(cutoff, now.tzinfo).date().isoformat()
    row = db.execute(
        "SELECT count(*), count(*) FILTER (WHERE c.updated_at < :day AND c.listed_on < :day"
        " AND NOT EXISTS (SELECT 1 FROM deliveries d JOIN outcomes o ON o.delivery_id = d.id"
        " WHERE d.email_key = c.email_key AND o.state = 3 AND o.delivered >= :cutoff)),"
        " count(*) FILTER (WHERE EXISTS (SELECT 1 FROM suppressions s"
        " WHERE s.email_hash = address_hash(c.email_key) AND s.reason = 'bounce'))"
        " FROM contacts c",
        {"day": day, "cutoff": int(cutoff)},
    ).fetchone()
    termed = db.execute(
        "SELECT count(*) FROM recipients WHERE member_term_ends <> '' AND member_term_ends < ?",
        (now.date().isoformat(),),
    ).fetchone()[0]
    loaded = db.execute("SELECT dated FROM datasets WHERE name = 'congress'").fetchone()
    return Freshness(
        int(row[0]), int(row[1]), int(row[2]), int(termed), loaded[0] if loaded else ""
    )


@dataclass(frozen=True, slots=True)
class Heard:
    """When SendGrid was last heard, by events and by asking, and since when letters are out.

    All are ISO 8601 in UTC, blank for never; ``notices`` are what it reported of the account.
    """

    events: str
    asked: str
    last_letter: str
    notices: tuple[tuple[int, str], ...]
    unmatched: int


def heard(db: Database) -> Heard:
    marks = dict(db.execute("SELECT source, heard_at FROM hearing").fetchall())
    last = db.execute(
        "SELECT max(b.answered_at) FROM batches b JOIN plans p ON p.id = b.plan_id"
        " WHERE b.state = 'submitted' AND p.stage = 'sendgrid'"
    ).fetchone()[0]
    notices = db.execute(
        "SELECT at, reason FROM events WHERE kind = 'account_status_change'"
        " ORDER BY at DESC LIMIT 3"
    ).fetchall()
    unmatched = db.execute(
        "SELECT count(*) FROM events WHERE delivery_id IS NULL AND kind <> 'account_status_change'"
    ).fetchone()[0]
    asked = max((at for source, at in marks.items() if source != "events"), default="")
    return Heard(
        marks.get("events", ""),
        asked,
        last or "",
        tuple((a, r) for a, r in notices),
        int(unmatched),
    )


def letters_to_go(db: Database) -> int:
    """Planned letters to people that SendGrid has not been given yet."""
    row = db.execute(
        "SELECT coalesce(sum(b.size), 0) FROM batches b JOIN plans p ON p.id = b.plan_id"
        " WHERE b.state = 'pending' AND p.stage = 'sendgrid'"
    ).fetchone()
    return int(row[0])
