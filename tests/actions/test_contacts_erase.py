"""Erasing a person: what waits to be counted does not bring her back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from outreach.actions.contacts_erase import erase_contact, remaining
from outreach.store import ledger
from outreach.store.backlog import Backlog, backlog, keep
from outreach.store.database import Store
from outreach.store.plans import Plan

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


def test_posts_that_wait_are_counted_before_she_goes(
    store: Store, small_plan: Callable[..., Plan]
) -> None:
    plan = small_plan(store, 2, per_batch=2)
    batch = ledger.claim(store, plan.id, NOW)
    assert batch
    ledger.record_submitted(store, batch.id, "MID", NOW)
    her = batch.deliveries[0]
    event = {
        "event": "delivered",
        "email": her.email,
        "timestamp": int(NOW.timestamp()),
        "sg_event_id": "one",
        "outreach_batch": batch.id,
        "outreach_delivery": her.id,
    }
    keep(store, [json.dumps([event]).encode()], NOW)
    path = Path(store.execute("PRAGMA database_list").fetchone()[2])
    erase_contact(store, path, her.email, now=NOW)
    assert backlog(store) == Backlog()
    assert store.execute("SELECT email_key, delivery_id FROM events").fetchall() == [
        ("", int(her.id))
    ]
    store.close()
    assert remaining(path, [her.email]) == {}


def test_what_was_set_aside_names_her_no_more(store: Store) -> None:
    email = "reader@outlet.example"
    people = [{"event": "delivered", "email": one} for one in (email, "other@outlet.example")]
    store.execute(
        "INSERT INTO contacts (uid, kind, email, email_key, name, search_name, created_at,"
        " updated_at) VALUES ('u', 'press', ?1, ?1, '', '', '', '')",
        [email],
    )
    store.execute(
        "INSERT INTO backlog (taken_at, fault, body) VALUES ('', 'KeyError', ?)",
        [json.dumps(people).encode()],
    )
    store.commit()
    path = Path(store.execute("PRAGMA database_list").fetchone()[2])
    erase_contact(store, path, email, now=NOW)
    assert backlog(store) == Backlog(set_aside=1)
    store.close()
    assert remaining(path, [email]) == {}
