"""Posts of events that came faster than they can be counted: kept as they came, counted later.

In a rush to write a post down takes a tenth of the time that it takes to count it. What is here
was verified and acknowledged, and SendGrid does not send it again. It is personal data as SendGrid
writes it, and goes as it is counted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from outreach.domain.event import Event
from outreach.errors import StoreError

from .database import transaction
from .events import Taken, take_in

CHUNK_BYTES = 1024 * 1024
"""About 2,500 events: a tenth of a second, in which nobody else can write."""

Parse = Callable[[bytes], Sequence[Event]]


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much is to be counted, and how many posts were set aside. ``since`` is blank for none."""

    posts: int = 0
    size: int = 0
    since: str = ""
    set_aside: int = 0


_NOTHING = Taken()


@dataclass(frozen=True, slots=True)
class Counted:
    """What was taken in of so many posts, and how many bytes they had; how many were set aside.

    ``more``: others wait.
    """

    posts: int
    size: int
    taken: Taken = _NOTHING
    set_aside: int = 0
    more: bool = False


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


def count_some(db: Database, parse: Parse, size: int = CHUNK_BYTES) -> Counted:
    """Take in the oldest posts, up to ``size`` bytes of them but at least one, and forget them.

    Both in one transaction: who is killed in it begins again, and two that count at once count
    nothing twice. A post that cannot be counted harms no other: it is set aside, and stays.
    Raises StoreError.
    """
    try:
        with transaction(db):
            counted = _count(db, parse, list(_oldest(db, size)))
    except StoreError:
        raise
    except Exception:  # noqa: BLE001 - a fault of ours, or of the post
        counted = _count_singly(db, parse, size)
    left = db.execute("SELECT 1 FROM backlog WHERE fault = '' LIMIT 1").fetchone()
    return replace(counted, more=left is not None)


def count_all(db: Database, parse: Parse) -> int:
    """Take in whatever waits; how many posts that were."""
    posts = 0
    while (counted := count_some(db, parse)).posts:
        posts += counted.posts
    return posts


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


Post = tuple[int, bytes]


def _oldest(db: Database, size: int) -> Iterator[Post]:
    left = size
    for id_, body in db.execute("SELECT id, body FROM backlog WHERE fault = '' ORDER BY id"):
        if left < len(body) and left < size:
            return
        left -= len(body)
        yield id_, body


def _count(db: Database, parse: Parse, posts: Sequence[Post]) -> Counted:
    if not posts:
        return Counted(0, 0)
    taken = take_in(db, [event for _, body in posts for event in parse(body)])
    db.conn.executemany("DELETE FROM backlog WHERE id = ?", [(id_,) for id_, _ in posts])
    return Counted(len(posts), sum(len(body) for _, body in posts), taken)


def _count_singly(db: Database, parse: Parse, size: int) -> Counted:
    total = Counted(0, 0)
    for post in list(_oldest(db, size)):
        try:
            with transaction(db):
                one = _count(db, parse, [post])
        except StoreError:
            raise
        except Exception as exc:  # noqa: BLE001 - as above; its text may be somebody's
            id_, body = post
            with transaction(db):
                db.execute("UPDATE backlog SET fault = ? WHERE id = ?", [type(exc).__name__, id_])
            one = Counted(1, len(body), set_aside=1)
        total = _both(total, one)
    return total


def _both(one: Counted, other: Counted) -> Counted:
    taken = Taken(
        one.taken.new + other.taken.new,
        one.taken.repeated + other.taken.repeated,
        one.taken.foreign + other.taken.foreign,
        one.taken.unmatched + other.taken.unmatched,
    )
    return Counted(
        one.posts + other.posts, one.size + other.size, taken, one.set_aside + other.set_aside
    )
