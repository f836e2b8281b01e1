"""Posts that are kept as they came: each is counted once, whatever happens in between."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from outreach.domain.delivery import Batch
from outreach.domain.event import Event
from outreach.errors import StoreError, StoreLocked
from outreach.sendgrid.events import parse
from outreach.store import ledger
from outreach.store.backlog import Backlog, backlog, forget, keep, try_again
from outreach.store.counting import Counted, count_all, count_some
from outreach.store.database import Store, open_store, transaction
from outreach.store.events import Taken
from outreach.store.plans import Plan
from outreach.store.recount import recount

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
AT = int(NOW.timestamp())


@pytest.fixture
def batch(store: Store, small_plan: Callable[..., Plan]) -> Batch:
    """Of five letters, which went out."""
    plan = small_plan(store, 5, per_batch=5)
    found = ledger.claim(store, plan.id, NOW)
    assert found
    ledger.record_submitted(store, found.id, "MID", NOW)
    return found


def post(of: Batch, *numbers: int, kind: str = "delivered") -> bytes:
    events = [
        {
            "event": kind,
            "email": of.deliveries[number].email,
            "timestamp": AT + 60,
            "sg_event_id": f"{kind}{number}",
            "outreach_batch": of.id,
            "outreach_delivery": of.deliveries[number].id,
        }
        for number in numbers
    ]
    return json.dumps(events).encode()


def delivered(db: Store) -> int:
    row = db.execute("SELECT count(*) FROM outcomes WHERE delivered IS NOT NULL").fetchone()
    return int(row[0])


def refusing(word: bytes) -> Callable[[bytes], Sequence[Event]]:
    """Reads posts, and fails at those that hold ``word``."""

    def read(raw: bytes) -> Sequence[Event]:
        if word in raw:
            raise KeyError("a fault")
        return parse(raw)

    return read


def test_what_is_kept_waits_and_counts_for_nothing_yet(store: Store, batch: Batch) -> None:
    bodies = [post(batch, 0), post(batch, 1, 2)]
    keep(store, bodies, NOW)
    assert backlog(store) == Backlog(2, sum(map(len, bodies)), NOW.isoformat(), 0)
    assert delivered(store) == 0


def test_what_is_counted_is_forgotten(store: Store, batch: Batch) -> None:
    bodies = [post(batch, 0), post(batch, 1, 2)]
    keep(store, bodies, NOW)
    assert count_some(store, parse) == Counted(2, sum(map(len, bodies)), Taken(new=3))
    assert backlog(store) == Backlog()
    assert count_some(store, parse) == Counted(0, 0)
    assert delivered(store) == 3
    assert recount(store) == []


def test_the_oldest_come_first_at_least_one_at_a_time(store: Store, batch: Batch) -> None:
    keep(store, [post(batch, 0, 1), post(batch, 2), post(batch, 3)], NOW)
    first = count_some(store, parse, size=1)
    assert (first.posts, first.more) == (1, True)
    assert delivered(store) == 2
    assert count_some(store, parse, size=2 * len(post(batch, 2))).posts == 2


def test_a_post_that_was_counted_before_counts_no_more(store: Store, batch: Batch) -> None:
    keep(store, [post(batch, 0), post(batch, 0)], NOW)
    assert count_all(store, parse) == 2
    assert (delivered(store), recount(store)) == (1, [])


def test_who_ends_in_mid_count_loses_nothing(store: Store, batch: Batch) -> None:
    def ends(raw: bytes) -> Sequence[Event]:
        raise KeyboardInterrupt

    keep(store, [post(batch, 0)], NOW)
    with pytest.raises(KeyboardInterrupt):
        count_some(store, ends)
    assert backlog(store).posts == 1
    count_all(store, parse)
    assert delivered(store) == 1


def test_a_post_that_cannot_be_counted_harms_no_other(store: Store, batch: Batch) -> None:
    keep(store, [post(batch, 0), post(batch, 1), post(batch, 2)], NOW)
    counted = count_some(store, refusing(b"delivered1"))
    assert (counted.posts, counted.set_aside, counted.taken) == (3, 1, Taken(new=2))
    left = backlog(store)
    assert (left.posts, left.set_aside) == (0, 1)
    assert store.execute("SELECT fault FROM backlog").fetchall() == [("KeyError",)]
    assert (delivered(store), recount(store)) == (2, [])


def test_what_was_set_aside_may_be_tried_again(store: Store, batch: Batch) -> None:
    keep(store, [post(batch, 0)], NOW)
    count_all(store, refusing(b"delivered0"))
    assert count_all(store, parse) == 0
    try_again(store)
    assert count_all(store, parse) == 1
    assert (delivered(store), backlog(store)) == (1, Backlog())


def test_while_another_writes_nothing_is_counted_and_nothing_set_aside(
    store: Store, batch: Batch
) -> None:
    keep(store, [post(batch, 0)], NOW)
    path = Path(store.execute("PRAGMA database_list").fetchone()[2])
    other = open_store(path, patience=0.05)
    with transaction(store), pytest.raises(StoreLocked):
        count_some(other, parse)
    other.close()
    assert backlog(store).posts == 1


def test_a_fault_of_the_store_sets_nothing_aside(store: Store, batch: Batch) -> None:
    def full(raw: bytes) -> Sequence[Event]:
        raise StoreError("the disk is full")

    keep(store, [post(batch, 0)], NOW)
    with pytest.raises(StoreError):
        count_some(store, full)
    assert backlog(store) == Backlog(1, len(post(batch, 0)), NOW.isoformat(), 0)


def test_who_is_erased_goes_from_what_was_set_aside_and_others_stay(
    store: Store, batch: Batch
) -> None:
    hers = batch.deliveries[0].email
    keep(store, [post(batch, 0, 1), post(batch, 0), post(batch, 2)], NOW)
    count_all(store, refusing(b"delivered"))
    with transaction(store):
        forget(store, [hers])
    bodies = [body for (body,) in store.execute("SELECT body FROM backlog ORDER BY id").fetchall()]
    assert [re.findall(rb"delivered\d", body) for body in bodies] == [
        [b"delivered1"],
        [b"delivered2"],
    ]
    try_again(store)
    count_all(store, parse)
    assert delivered(store) == 2
