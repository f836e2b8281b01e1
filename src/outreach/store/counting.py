"""Counting posts that were kept as they came."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlite_utils import Database

from outreach.domain.event import Event
from outreach.errors import StoreError

from .backlog import is_behind
from .database import transaction
from .events import Taken, take_in

CHUNK_BYTES = 1024 * 1024
"""About 2,500 events: a tenth of a second, in which nobody else can write."""

Parse = Callable[[bytes], Sequence[Event]]


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
    return replace(counted, more=is_behind(db))


def count_all(db: Database, parse: Parse) -> int:
    """Take in whatever waits; how many posts that were."""
    posts = 0
    while (counted := count_some(db, parse)).posts:
        posts += counted.posts
    return posts


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
