"""Catching up: whatever was acknowledged counts before a command looks."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from outreach.actions.catch_up import catch_up
from outreach.store import ledger
from outreach.store.backlog import Backlog, backlog, keep
from outreach.store.database import Store, open_store, transaction
from outreach.store.plans import Plan

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


def posts(db: Store, plan: Plan, count: int) -> list[bytes]:
    """Each of a click, on a link of its own."""
    batch = ledger.claim(db, plan.id, NOW)
    assert batch
    ledger.record_submitted(db, batch.id, "MID", NOW)
    click = {
        "event": "click",
        "email": batch.deliveries[0].email,
        "timestamp": int(NOW.timestamp()),
        "outreach_batch": batch.id,
        "outreach_delivery": batch.deliveries[0].id,
        "padding": "x" * 600_000,
    }
    return [json.dumps([{**click, "sg_event_id": f"c{n}"}]).encode() for n in range(count)]


def events(db: Store) -> int:
    row = db.execute("SELECT count(*) FROM events").fetchone()
    return int(row[0])


def test_all_that_waits_is_counted(store: Store, small_plan: Callable[..., Plan]) -> None:
    keep(store, posts(store, small_plan(store, 1), 5), NOW)
    catch_up(store, 10)
    assert (events(store), backlog(store)) == (5, Backlog())


def test_nobody_waits_for_longer_than_was_said(
    store: Store, small_plan: Callable[..., Plan]
) -> None:
    keep(store, posts(store, small_plan(store, 1), 5), NOW)
    catch_up(store, 0)
    assert 0 < events(store) < 5


def test_while_another_writes_it_is_left_to_others(
    store: Store, small_plan: Callable[..., Plan]
) -> None:
    keep(store, posts(store, small_plan(store, 1), 1), NOW)
    path = Path(store.execute("PRAGMA database_list").fetchone()[2])
    with closing(open_store(path, patience=0.05)) as other, transaction(store):
        begin = time.monotonic()
        catch_up(other, 10)
        assert time.monotonic() - begin < 5
    assert backlog(store).posts == 1
