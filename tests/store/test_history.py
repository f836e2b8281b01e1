"""What the store remembers of recipients and of earlier sends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from outreach.domain.contact import Kind
from outreach.domain.contact_list import ContactRow
from outreach.domain.delivery import Stage
from outreach.store import ledger
from outreach.store.contact_import import import_contacts
from outreach.store.database import Store
from outreach.store.history import last_recipients, names_known, untouched_since
from outreach.store.plans import Plan

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
MakePlan = Callable[..., Plan]


def send(db: Store, plan: Plan) -> None:
    batch = ledger.claim(db, plan.id, NOW)
    assert batch is not None
    ledger.record_submitted(db, batch.id, "m1", NOW)


@pytest.mark.parametrize(
    ("more", "sent", "count"),
    [
        ({}, True, 3),
        ({}, False, 0),
        ({"edition": "congress"}, True, 0),
        ({"stage": Stage.SANDBOX}, True, 0),
    ],
)
def test_how_many_an_edition_of_this_name_had_last_time(
    store: Store, small_plan: MakePlan, more: dict[str, object], sent: bool, count: int
) -> None:
    plan = small_plan(store, 3, campaign="earlier", **more)
    if sent:
        send(store, plan)
    assert last_recipients(store, "visit", "press") == count
    assert last_recipients(store, "earlier", "press") == 0


def know(db: Store, day: datetime, *names: str) -> list[int]:
    rows = tuple(
        ContactRow(line, f"{name.lower()}@press.example".replace(" ", "."), name=name)
        for line, name in enumerate(names, 2)
    )
    import_contacts(
        db, rows, kind=Kind.PRESS, file="f", sha256=str(day), now=day, new_uid=iter(names).__next__
    )
    return [int(row[0]) for row in db.execute("SELECT id FROM contacts ORDER BY id").fetchall()]


def test_who_was_neither_listed_nor_edited_for_a_year(store: Store) -> None:
    old = NOW - timedelta(400)
    ids = know(store, old, "Ana Ruiz", "Bo Lee", "Cy Young")
    year = NOW - timedelta(365)
    assert untouched_since(store, ids, year) == 3
    assert untouched_since(store, ids[:2], year) == 2
    assert untouched_since(store, ids, old) == 0
    know(store, NOW, "Ana Ruiz")
    assert untouched_since(store, ids, year) == 2
    store.execute("INSERT INTO edits VALUES (?, 'name', ?)", [ids[1], NOW.isoformat()])
    assert untouched_since(store, ids, year) == 1


def test_names_that_contacts_have(store: Store) -> None:
    know(store, NOW, "Ana Ruiz")
    assert names_known(store, {"ana ruiz", "ana", "bo lee"}) == {"ana ruiz"}
    assert names_known(store, set()) == frozenset()
