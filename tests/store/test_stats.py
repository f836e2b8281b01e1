"""What became of an edition, counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from outreach.domain.event import Event, EventKind
from outreach.store import ledger
from outreach.store.database import Store
from outreach.store.events import record_events
from outreach.store.plans import Plan
from outreach.store.stats import Counts, bounce_reasons, counts

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
AT = int(NOW.timestamp())


def tell(db: Store, plan: Plan, *told: tuple[int, EventKind, dict[str, object]]) -> None:
    batch = ledger.claim(db, plan.id, NOW)
    assert batch
    events = []
    for number, (whom, kind, more) in enumerate(told):
        one = batch.deliveries[whom]
        ids = (one.email, one.id, batch.id, "MID")
        events.append(Event(f"k{number}", kind, AT + number, *ids, **more))  # type: ignore[arg-type]
    record_events(db, events)


def test_nothing_is_known_at_first(store: Store, small_plan: Callable[..., Plan]) -> None:
    plan = small_plan(store, 2)
    assert counts(store, plan.id) == Counts()
    assert bounce_reasons(store, plan.id) == []


def test_people_are_counted_once_and_by_the_last_word(
    store: Store, small_plan: Callable[..., Plan]
) -> None:
    plan = small_plan(store, 6, per_batch=6)
    machine = {"machine": True}
    tell(
        store,
        plan,
        (0, EventKind.DELIVERED, {}),
        (0, EventKind.OPEN, machine),
        (0, EventKind.OPEN, {}),
        (0, EventKind.OPEN, {}),
        (1, EventKind.DELIVERED, {}),
        (1, EventKind.OPEN, machine),
        (1, EventKind.CLICK, {}),
        (2, EventKind.DELIVERED, {}),
        (2, EventKind.BOUNCE, {}),  # after all
        (3, EventKind.DEFERRED, {}),
        (4, EventKind.DROPPED, {}),
        (5, EventKind.DELIVERED, {}),
        (5, EventKind.COMPLAINT, {}),
        (5, EventKind.UNSUBSCRIBE, {}),
        (5, EventKind.GROUP_UNSUBSCRIBE, {}),
    )
    assert counts(store, plan.id) == Counts(
        delivered=3,
        deferred=1,
        bounced=1,
        dropped=1,
        complained=1,
        unsubscribed=1,
        opened=1,
        opened_by_machine=1,
        clicked=1,
    )


def test_the_commonest_reasons_first_each_person_once(
    store: Store, small_plan: Callable[..., Plan]
) -> None:
    plan = small_plan(store, 4, per_batch=4)
    full, gone = {"reason": "452 mailbox full"}, {"reason": "550 no such user"}
    tell(
        store,
        plan,
        (0, EventKind.BOUNCE, gone),
        (1, EventKind.BOUNCE, gone),
        (2, EventKind.BOUNCE, full),
        (2, EventKind.BOUNCE, full),
        (3, EventKind.DEFERRED, {"reason": "try later"}),
    )
    assert bounce_reasons(store, plan.id) == [("550 no such user", 2), ("452 mailbox full", 1)]
    assert bounce_reasons(store, plan.id, limit=1) == [("550 no such user", 2)]
