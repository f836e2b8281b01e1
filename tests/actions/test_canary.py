"""Sending the canary alone, and watching it."""

from __future__ import annotations

from collections.abc import Callable

from outreach.actions.canary import watch_canary
from outreach.actions.order import Order
from outreach.domain.canary import CanaryOutcome, Next
from outreach.domain.contact import Reason, Suppression
from outreach.domain.delivery import Account
from outreach.store.canary import split_canary
from outreach.store.database import Store
from outreach.store.plans import Plan
from outreach.store.suppressions import suppress
from sent import NOW, Answers, Time, everybody, send

SmallPlan = Callable[..., Plan]
ALONE = Order(canary_only=True)


def canary(db: Store, plan: Plan, size: int = 2) -> None:
    ids = iter(range(9))
    split_canary(db, plan.id, size, lambda: f"{plan.id}c{next(ids)}")


def heard(db: Store, state: int) -> None:
    db.execute(
        "UPDATE outcomes SET state = ? WHERE delivery_id IN"
        " (SELECT d.id FROM deliveries d JOIN batches b ON b.id = d.batch_id"
        " WHERE b.canary > 0 AND b.state = 'submitted')",
        (state,),
    )
    db.commit()


def test_the_canary_goes_alone_and_the_rest_after_it(store: Store, small_plan: SmallPlan) -> None:
    plan, sendgrid = small_plan(store, 8, per_batch=4), Answers()
    canary(store, plan)
    assert send(store, plan, sendgrid, ALONE)[0].account == Account(submitted=2, remaining=6)
    assert send(store, plan, sendgrid, ALONE)[0].account == Account(submitted=2, remaining=6)
    untouched = "SELECT max(attempts) FROM batches WHERE canary = 0"
    assert store.execute(untouched).fetchone() == (0,)
    assert send(store, plan, sendgrid)[0].account == Account(submitted=8)
    assert sorted(sendgrid.taken) == sorted(everybody(8).elements())


def test_where_all_of_the_canary_left_meanwhile_nothing_else_goes_for_it(
    store: Store, small_plan: SmallPlan
) -> None:
    plan, sendgrid = small_plan(store, 8, per_batch=4), Answers()
    canary(store, plan)
    gone = store.execute(
        "SELECT email FROM deliveries WHERE batch_id IN (SELECT id FROM batches WHERE canary > 0)"
    ).fetchall()
    for (email,) in gone:
        suppress(store, Suppression(email, Reason.COMPLAINT, NOW, "event"))
    sent, _ = send(store, plan, sendgrid, ALONE)
    assert sent.account == Account(excluded=2, remaining=6)
    assert sendgrid.requests == 0


def test_it_looks_each_second_until_it_is_decided(store: Store, small_plan: SmallPlan) -> None:
    plan, time = small_plan(store, 4), Time()
    canary(store, plan)
    send(store, plan, Answers(), ALONE)
    seen: list[CanaryOutcome] = []

    def look(outcome: CanaryOutcome) -> None:
        seen.append(outcome)
        if len(seen) == 3:
            heard(store, 3)

    found = watch_canary(store, [plan.id], 0.1, 60, clock=time.clock, progress=look)
    assert found.next is Next.GO_ON
    assert time.pauses == [1, 1, 1]
    assert [one.silent for one in seen] == [2, 2, 2, 0]


def test_bounces_hold_at_once(store: Store, small_plan: SmallPlan) -> None:
    plan, time = small_plan(store, 4), Time()
    canary(store, plan)
    send(store, plan, Answers(), ALONE)
    heard(store, 5)
    found = watch_canary(store, [plan.id], 0.1, 60, clock=time.clock)
    assert (found.next, time.pauses) == (Next.HOLD, [])


def test_without_word_it_holds_and_says_of_how_many(store: Store, small_plan: SmallPlan) -> None:
    plan, time = small_plan(store, 4), Time()
    canary(store, plan)
    send(store, plan, Answers(), ALONE)
    found = watch_canary(store, [plan.id], 0.1, 2.5, clock=time.clock)
    assert found.next is Next.HOLD
    assert found.why.startswith("2 of the canary's 2 letters have not been heard of in")
    assert time.pauses == [1, 1, 0.5]


def test_asked_to_stop_it_waits_no_longer(store: Store, small_plan: SmallPlan) -> None:
    plan, time = small_plan(store, 4), Time()
    canary(store, plan)
    found = watch_canary(store, [plan.id], 0.1, 60, clock=time.clock, stopping=lambda: True)
    assert (found.next, time.pauses) == (Next.WAIT, [])


def test_canaries_of_several_editions_are_one(store: Store, small_plan: SmallPlan) -> None:
    plans = [small_plan(store, 4), small_plan(store, 4, edition="congress")]
    for plan in plans:
        canary(store, plan)
        send(store, plan, Answers(), ALONE)
    heard(store, 3)
    found = watch_canary(store, [one.id for one in plans], 0.1, 60, clock=Time().clock)
    assert found.why == "of the canary's 4 letters 4 delivered"
