"""Posts of events that came faster than they can be counted: kept as they came, counted later.

In a rush to write a post down takes a tenth of the time that it takes to count it. What is here
was verified and acknowledged, and SendGrid does not send it again. It is personal data as SendGrid
writes it, and goes as it is counted.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from .database import transaction


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much is to be counted, and how many posts were set aside. ``since`` is blank for none."""

    posts: int = 0
    size: int = 0
    since: str = ""
    set_aside: int = 0


def keep(db: Database, bodies: Collection[bytes], now: datetime) -> None:
    """Write posts down as they came, in one transaction."""
    with transaction(db):
        db.conn.executemany(
            "INSERT INTO backlog (taken_at, body) VALUES (?, ?)",
            [(now.isoformat(), body) for body in bodies],
        )


def backlog(db: Database) -> Backlog:
    """How much waits."""
    row: Any = db.execute(
        "SELECT count(*) FILTER (WHERE fault = ''),"
        " coalesce(sum(length(body)) FILTER (WHERE fault = ''), 0),"
        " coalesce(min(taken_at) FILTER (WHERE fault = ''), ''),"
        " count(*) FILTER (WHERE fault <> '') FROM backlog"
    ).fetchone()
    return Backlog(*row)


def is_behind(db: Database) -> bool:
    """Whether anything waits to be counted."""
    return db.execute("SELECT 1 FROM backlog WHERE fault = '' LIMIT 1").fetchone() is not None


def try_again(db: Database) -> None:
    """What was set aside waits again: another version may be able to count it."""
    with transaction(db):
        db.execute("UPDATE backlog SET fault = '' WHERE fault <> ''")


def forget(db: Database, keys: Collection[str]) -> None:
    """Take what names one of these addresses out of posts that were set aside.

    For an erasure, when all that can be counted was. Joins the caller's transaction.
    """
    for id_, body in db.execute("SELECT id, body FROM backlog WHERE fault <> ''").fetchall():
        left = _without(body, keys)
        db.execute("UPDATE backlog SET body = ? WHERE id = ?", [left, id_])
    db.execute("DELETE FROM backlog WHERE fault <> '' AND body = ?", [b"[]"])


def _without(body: bytes, keys: Collection[str]) -> bytes:
    """Those of its events that name none of these addresses; none where it cannot be read."""
    try:
        events = json.loads(body)
    except (ValueError, RecursionError):
        return b"[]"
    texts = [json.dumps(event, ensure_ascii=False) for event in events]
    left = [text for text in texts if not any(key in text.casefold() for key in keys)]
    return f"[{','.join(left)}]".encode("utf-8", "surrogatepass")
