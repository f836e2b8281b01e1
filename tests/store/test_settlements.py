"""Decisions on uncertain batches, each with its evidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from outreach.domain.delivery import Account, Batch, BatchState
from outreach.domain.event import Event, EventKind
from outreach.domain.run import Run
from outreach.store import ledger
from outreach.store.database import Store
from outreach.store.events import record_events
from outreach.store.plans import Plan
from outreach.store.runs import record_cancelled, start_run
from outreach.store.settlements import Settlement, perhaps_twice, read_settlements
from outreach.store.uncertain import settle_by_events, uncertain_batches

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=30)
SmallPlan = Callable[..., Plan]


def claimed(db: Store, plan: Plan, at: datetime = NOW) -> Batch:
    batch = ledger.claim(db, plan.id, at)
    assert batch
    return batch


def heard(db: Store, batch: Batch, message: str, at: datetime = LATER) -> None:
    delivery = batch.deliveries[0]
    seconds = int(at.timestamp())
    key = f"{message}-{seconds}"
    event = Event(key, EventKind.DELIVERED, seconds, delivery.email, delivery.id, batch.id, message)
    record_events(db, [event])


@pytest.fixture
def plan(store: Store, small_plan: SmallPlan) -> Plan:
    return small_plan(store, 2)


@pytest.fixture
def lost(store: Store, plan: Plan) -> Batch:
    batch = claimed(store, plan)
    ledger.record_uncertain(store, batch.id, "no answer in time", NOW)
    return batch


def test_a_persons_word_is_kept_with_who_and_why(store: Store, lost: Batch) -> None:
    ledger.settle(
        store, lost.id, BatchState.SUBMITTED, "person", NOW, decided_by="Ana", evidence="she has it"
    )
    assert read_settlements(store, "visit") == [
        Settlement(lost.id, "press", "submitted", "person", "Ana", "she has it", NOW.isoformat())
    ]
    assert read_settlements(store, "other") == read_settlements(store, "visit", "another") == []


def test_what_is_settled_already_gets_no_second_verdict(store: Store, lost: Batch) -> None:
    ledger.settle(store, lost.id, BatchState.SUBMITTED, "person", NOW)
    assert ledger.settle(store, lost.id, BatchState.PENDING, "person", NOW) == 0
    assert [one.verdict for one in read_settlements(store, "visit")] == ["submitted"]


def test_an_event_is_written_down_as_evidence_once(store: Store, lost: Batch) -> None:
    heard(store, lost, "M1")
    heard(store, lost, "M1", LATER + timedelta(seconds=1))
    (one,) = read_settlements(store, "visit")
    assert (one.verdict, one.source, one.at) == ("submitted", "event", LATER.isoformat())
    assert one.evidence == "SendGrid reported delivered for message M1 at 2026-06-20 12:30:00 UTC"


def test_an_event_before_its_answer_settles_nothing(store: Store, plan: Plan) -> None:
    batch = claimed(store, plan)
    heard(store, batch, "M1")
    ledger.record_submitted(store, batch.id, "M1", NOW)
    assert read_settlements(store, "visit") == []


def test_what_an_event_in_the_store_proves_is_settled_by_it(store: Store, lost: Batch) -> None:
    heard(store, lost, "M1")
    store.execute("UPDATE batches SET state = 'uncertain'")
    store.commit()
    (found,) = settle_by_events(store, "visit", LATER)
    assert found.event == "delivered at 2026-06-20 12:30:00 UTC"
    assert read_settlements(store, "visit")[-1].source == "event"
    assert ledger.account(store, found_plan(store)) == Account(submitted=2)


def found_plan(store: Store) -> str:
    return str(store.execute("SELECT id FROM plans").fetchone()[0])


def test_an_uncertain_batch_is_looked_up_by_its_first_and_its_last(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 3, per_batch=3)
    batch = claimed(store, plan)
    ledger.record_uncertain(store, batch.id, "reset", NOW)
    (one,) = uncertain_batches(store, "visit")
    assert one.addresses == ("p0@visit.example", "p2@visit.example")
    assert (one.claimed_at, one.host, one.stopped, one.event) == (NOW, "", False, "")
    assert "visit.example" not in repr(one)


# --- sent again by a person, and taken the first time after all -----------------------------------


@pytest.fixture
def again(store: Store, plan: Plan, lost: Batch) -> Batch:
    """Said not to be submitted, and claimed a second time."""
    ledger.settle(store, lost.id, BatchState.PENDING, "person", NOW + timedelta(minutes=1))
    return claimed(store, plan, NOW + timedelta(minutes=2))


def twice(store: Store) -> list[str]:
    return [one.batch for one in perhaps_twice(store, "visit")]


def test_evidence_before_it_went_again_keeps_it_once(store: Store, lost: Batch) -> None:
    ledger.settle(store, lost.id, BatchState.PENDING, "person", NOW + timedelta(minutes=1))
    heard(store, lost, "M1")
    assert twice(store) == []
    assert [one.verdict for one in read_settlements(store, "visit")] == [
        "not-submitted",
        "submitted",
    ]


def test_another_message_than_the_answers_is_told(store: Store, again: Batch) -> None:
    ledger.record_submitted(store, again.id, "M2", LATER)
    heard(store, again, "M2")
    assert twice(store) == []
    heard(store, again, "M1")
    assert twice(store) == [again.id]


def test_its_own_event_before_its_answer_is_no_alarm(store: Store, again: Batch) -> None:
    heard(store, again, "M2")
    ledger.record_submitted(store, again.id, "M2", LATER)
    assert twice(store) == []


def test_the_firsts_event_before_the_seconds_answer_is_told(store: Store, again: Batch) -> None:
    heard(store, again, "M1")
    ledger.record_submitted(store, again.id, "M2", LATER)
    assert twice(store) == [again.id]


def test_one_proof_for_two_requests_without_an_answer_is_told(store: Store, again: Batch) -> None:
    ledger.record_uncertain(store, again.id, "reset", NOW)
    heard(store, again, "M1")
    assert twice(store) == [again.id]


def test_a_second_request_that_was_refused_is_no_alarm(store: Store, again: Batch) -> None:
    ledger.record_failed(store, again.id, "413", LATER)
    heard(store, again, "M1")
    assert twice(store) == []


def test_a_second_request_that_never_left_is_no_alarm(store: Store, again: Batch) -> None:
    ledger.record_untaken(store, again.id, "429")
    heard(store, again, "M1", NOW + timedelta(seconds=1))
    assert twice(store) == []


# --- of a run that was stopped --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "after", "account"),
    [
        (EventKind.PROCESSED, -1, Account(failed=2)),
        (EventKind.PROCESSED, 0, Account(submitted=2)),
        (EventKind.DELIVERED, -1, Account(submitted=2)),
    ],
)
def test_that_sendgrid_had_it_before_its_time_does_not_undo_its_cancelling(
    store: Store, plan: Plan, kind: EventKind, after: int, account: Account
) -> None:
    run = Run("r1", "visit", NOW, send_at=LATER, sendgrid_batch="B")
    start_run(store, run)
    batch = ledger.claim(store, plan.id, NOW, goes_out=LATER, run="r1")
    assert batch
    ledger.record_submitted(store, batch.id, "M1", NOW)
    record_cancelled(store, run, NOW, "Ana")
    delivery, at = batch.deliveries[0], int(LATER.timestamp()) + after
    event = Event("k", kind, at, delivery.email, delivery.id, batch.id, "M1")
    record_events(store, [event])
    assert ledger.account(store, plan.id) == account
