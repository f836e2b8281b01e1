"""Freezing a plan: all of it in one transaction, in place of one that was not begun."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from outreach.domain.contact import Contact, Kind, Reason, Suppression
from outreach.domain.delivery import BATCH_SIZE, BatchState, Field, Message, Stage, personalise
from outreach.domain.event import Event, EventKind
from outreach.errors import StoreError
from outreach.store import ledger, plans, staging
from outreach.store.database import Store
from outreach.store.events import record_events
from outreach.store.plans import Plan, leave_sandbox, read_plan, read_plans
from outreach.store.staging import Header, Staging
from outreach.store.suppressions import suppress, suppressions

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
SmallPlan = Callable[..., Plan]
TABLES = ("plans", "exclusions", "messages", "batches", "deliveries", "events")


def rows(db: Store) -> dict[str, int]:
    return {t: db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in TABLES}


def test_a_plan_is_read_back_as_it_was_frozen(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 5, excluded=2)
    assert plan == read_plan(store, "visit", "press")
    assert (plan.candidates, plan.recipients, plan.excluded) == (7, 5, 2)
    assert (plan.messages, plan.requests, plan.started) == (3, 3, False)
    assert plan.reasons == {"no-reply-address": 2}
    frozen = plans.read_delivery(store, plan.id, "p3@visit.example")
    assert frozen
    assert personalise(frozen[0], frozen[1].values).html == "<p>Dear Person 3</p>"
    assert plans.read_delivery(store, plan.id, "p5@visit.example") is None
    assert plans.example(store, plan.id) == ("Person 0", "For Person 0")
    assert read_plan(store, "visit", "congress") is None


def test_a_new_plan_takes_the_place_of_one_not_begun(store: Store, small_plan: SmallPlan) -> None:
    small_plan(store, 5, excluded=2)
    other = small_plan(store, 2, edition="congress")
    new = small_plan(store, 3, excluded=1, digest="d2")
    assert {p.id for p in read_plans(store, "visit")} == {new.id, other.id}
    assert list(rows(store).values()) == [2, 1, 3, 3, 5, 0]


def test_a_plan_that_was_begun_is_never_replaced(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 3)
    batch = ledger.claim(store, plan.id, NOW)
    assert batch
    before = rows(store)
    with pytest.raises(StoreError, match="being sent"):
        small_plan(store, 5)
    ledger.record_uncertain(store, batch.id, "reset", NOW)
    with pytest.raises(StoreError, match="being sent"):
        small_plan(store, 5)
    ledger.settle(store, batch.id, BatchState.PENDING, "person", NOW)
    with pytest.raises(StoreError, match="being sent"):
        small_plan(store, 5)  # its evidence may still arrive
    assert rows(store) == before


def test_what_was_refused_altogether_may_be_planned_anew(
    store: Store, small_plan: SmallPlan
) -> None:
    """Such as under a sender that is not verified: nobody was written to."""
    plan = small_plan(store, 3)
    one, two = ledger.claim(store, plan.id, NOW), ledger.claim(store, plan.id, NOW)
    assert one
    assert two
    ledger.record_failed(store, one.id, "400", NOW)
    ledger.record_untaken(store, two.id, "403")
    assert small_plan(store, 5).recipients == 5


def test_a_crash_while_freezing_leaves_the_old_plan(
    store: Store, small_plan: SmallPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = small_plan(store, 3, excluded=1)
    before = rows(store)

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(staging, "_verify", power_cut)
    with pytest.raises(KeyboardInterrupt):
        small_plan(store, 6)
    assert read_plan(store, "visit", "press") == old
    assert rows(store) == before


def test_an_address_is_in_an_edition_once(store: Store) -> None:
    making = Staging(store, (f"b{i}" for i in itertools.count()))
    message = making.add_message(Message("s", "h", "t"))
    for uid, email in (("u1", "Ana@press.example"), ("u2", "ana@PRESS.example")):
        making.add_delivery(message, Contact(1, uid, Kind.PRESS, email), ())
    header = Header("p", "visit", "press", "", Stage.SENDGRID, {}, NOW.isoformat())
    with pytest.raises(sqlite3.IntegrityError):
        making.freeze(header)
    assert not any(rows(store).values())


def test_rows_are_flushed_as_they_come_and_batches_hold_a_thousand(store: Store) -> None:
    making = Staging(store, (f"b{i}" for i in itertools.count()))
    message = making.add_message(Message("-t-", "h", "t", (Field("-t-", "subject"),)))
    for i in range(2 * BATCH_SIZE + 1):
        contact = Contact(i, f"u{i}", Kind.PRESS, f"p{i}@press.example")
        making.add_delivery(message, contact, (str(i),))
        assert len(making._rows) < BATCH_SIZE
    header = Header("p", "visit", "press", "", Stage.SENDGRID, {}, NOW.isoformat())
    assert making.freeze(header).requests == 3
    sizes = store.execute("SELECT size FROM batches ORDER BY number").fetchall()
    assert sizes == [(1000,), (1000,), (1,)]


def test_what_went_to_the_sandbox_gives_way(store: Store, small_plan: SmallPlan) -> None:
    tried = small_plan(store, 3, stage=Stage.SANDBOX)
    real = small_plan(store, 2, edition="congress")
    batch = ledger.claim(store, tried.id, NOW)
    assert batch
    one = batch.deliveries[0]
    at = int(NOW.timestamp())
    record_events(
        store, [Event("k", EventKind.UNSUBSCRIBE, at, one.email, one.id, batch.id, "MID")]
    )
    suppress(store, Suppression("gone@press.example", Reason.COMPLAINT, NOW, "event"))
    assert {s.source for s in suppressions(store)} == {"sandbox", "event"}
    leave_sandbox(store, "visit")
    assert [p.id for p in read_plans(store, "visit")] == [real.id]
    assert [s.source for s in suppressions(store)] == ["event"]
    assert rows(store)["events"] == 0


def test_a_sandbox_plan_of_another_campaign_stays(store: Store, small_plan: SmallPlan) -> None:
    other = small_plan(store, 2, campaign="other", stage=Stage.SANDBOX)
    leave_sandbox(store, "visit")
    assert read_plans(store, "other") == [other]
