"""The brake where answers are lost, and where SendGrid has no room for another order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from outreach.actions import stop
from outreach.actions.stop import Outcome
from outreach.domain.delivery import Account
from outreach.domain.run import RunState
from outreach.errors import SendGridError
from outreach.sendgrid import schedule
from outreach.sendgrid.schedule import NoRoomToStop
from outreach.store import ledger, runs
from outreach.store.database import Store
from outreach.store.plans import Plan
from scheduled_letters import Desk, InTheWay, cut, desk, in_the_way, lost

SmallPlan = Callable[..., Plan]
ORDERS = "/v3/user/scheduled_sends"


@pytest.fixture
def at(store: Store, tmp_path: Path) -> Iterator[Desk]:
    with desk(store, tmp_path / "outbox") as one:
        yield one


@pytest.fixture
def plan(store: Store, small_plan: SmallPlan) -> Plan:
    return small_plan(store, 4)


@pytest.fixture
def way(at: Desk) -> Iterator[InTheWay]:
    """What stands between the brake and the sandbox."""
    with in_the_way(at.sandbox.url) as between:
        at.url = between.url
        yield between


def scheduled(at: Desk, plan: Plan, **ahead: float) -> None:
    at.hand_over(plan, at.start(**(ahead or {"hours": 2})))


# --- answers that do not come ---------------------------------------------------------------------


@pytest.mark.parametrize(("act", "slept"), [(lost, []), (cut, [1])])
def test_an_answer_that_is_lost_is_looked_up_or_asked_again(
    at: Desk, plan: Plan, way: InTheWay, act: Callable[..., None], slept: list[float]
) -> None:
    scheduled(at, plan)
    way.harm.append((f"POST {ORDERS}", act))
    assert stop.cancel(at.brake, at.run()).outcome is Outcome.STOPPED
    assert at.slept == slept
    assert list(at.stopped.values()) == ["cancel"]
    assert ledger.account(at.db, plan.id) == Account(failed=4)


def test_when_nobody_answers_it_is_unknown_and_the_next_command_asks(
    at: Desk, plan: Plan, way: InTheWay
) -> None:
    scheduled(at, plan)
    way.harm += [(f"POST {ORDERS}", lost)] * 9 + [(f"GET {ORDERS}", cut)] * 9
    done = stop.cancel(at.brake, at.run())
    assert done.outcome is Outcome.UNKNOWN
    assert [t.uncertain for t in map(done.tally, done.after)] == [4]
    assert at.slept == [1, 2, 4]
    assert (at.run().state, at.run().stopped_by) == (RunState.STOPPING, "Ana")
    assert not runs.is_going(at.db, "run1")
    assert ledger.account(at.db, plan.id) == Account(submitted=4)
    with pytest.raises(SendGridError):
        stop.look_up(at.brake, [at.run()])
    way.harm.clear()
    stop.look_up(at.brake, [at.run()])
    assert at.run().state is RunState.CANCELLED
    assert ledger.account(at.db, plan.id) == Account(failed=4)


def test_a_stop_that_was_begun_and_never_asked_for_did_not_happen(at: Desk, plan: Plan) -> None:
    scheduled(at, plan)
    runs.begin_change(at.db, "run1", at.clock.now, "Bo")
    at.clock.turn(minutes=6)
    stop.look_up(at.brake, [at.run()])
    assert at.run().state is RunState.GOING
    assert stop.cancel(at.brake, at.run()).outcome is Outcome.STOPPED


def test_a_stop_found_in_force_too_late_to_know_since_when_is_not_sure(
    at: Desk, plan: Plan
) -> None:
    scheduled(at, plan)
    runs.begin_change(at.db, "run1", at.clock.now, "Bo")
    schedule.stop(at.sendgrid, at.run().sendgrid_batch, "cancel")
    at.clock.turn(minutes=115)
    stop.look_up(at.brake, [at.run()])
    assert at.run().state is RunState.CANCELLED
    assert ledger.account(at.db, plan.id) == Account(uncertain=4)


@pytest.mark.parametrize("asked", [False, True])
def test_a_cancel_of_what_was_paused_in_time_is_sure_even_if_it_broke_off(
    at: Desk, plan: Plan, asked: bool
) -> None:
    scheduled(at, plan)
    stop.pause(at.brake, at.run())
    at.clock.turn(hours=5)
    runs.begin_change(at.db, "run1", at.clock.now, "Bo")
    if asked:
        schedule.stop(at.sendgrid, at.run().sendgrid_batch, "cancel")
    stop.look_up(at.brake, [at.run()])
    assert at.run().state is (RunState.CANCELLED if asked else RunState.PAUSED)
    assert stop.cancel(at.brake, at.run()).outcome is not Outcome.TOO_LATE
    assert ledger.account(at.db, plan.id) == Account(failed=4)


def test_a_refusal_leaves_the_run_as_it_was(at: Desk, plan: Plan) -> None:
    scheduled(at, plan)
    at.db.execute("UPDATE runs SET sendgrid_batch = 'of-another-account'")
    done = stop.cancel(at.brake, at.run())
    assert done.outcome is Outcome.REFUSED
    assert done.error
    assert at.run().state is RunState.GOING
    assert ledger.account(at.db, plan.id) == Account(submitted=4)


def test_what_cannot_be_reached_was_not_stopped(at: Desk, plan: Plan) -> None:
    scheduled(at, plan)
    at.url = "http://127.0.0.1:1"
    done = stop.cancel(at.brake, at.run())
    assert (done.outcome, at.run().state) == (Outcome.REFUSED, RunState.GOING)


# --- ten at a time --------------------------------------------------------------------------------


def fill(at: Desk, count: int) -> list[str]:
    """So many orders, of nobody's runs."""
    others = [schedule.new_batch_id(at.sendgrid) for _ in range(count)]
    for one in others:
        schedule.stop(at.sendgrid, one, "cancel")
    return others


def test_old_orders_of_ours_make_room(at: Desk, plan: Plan) -> None:
    for number in range(3):
        stop.cancel(at.brake, at.start(f"old{number}", hours=1))
    others = fill(at, 7)
    at.clock.turn(hours=3)
    scheduled(at, plan)
    assert stop.cancel(at.brake, at.run()).outcome is Outcome.STOPPED
    assert set(at.stopped) == {*others, at.run().sendgrid_batch}
    assert [run.held for run in runs.read_runs(at.db, "visit")] == [False, False, False, True]


def test_orders_that_hold_letters_back_are_never_removed_to_make_room(at: Desk, plan: Plan) -> None:
    stop.cancel(at.brake, at.start("young", hours=1))
    stop.pause(at.brake, at.start("paused", hours=1))
    at.clock.turn(minutes=100)  # the first is 40 minutes past its time
    others = fill(at, 8)
    scheduled(at, plan)
    done = stop.cancel(at.brake, at.run())
    assert done.outcome is Outcome.REFUSED
    assert isinstance(done.error, NoRoomToStop)
    assert at.run().state is RunState.GOING
    kept = {at.run(one).sendgrid_batch for one in ("young", "paused")}
    assert set(at.stopped) == {*others, *kept}
    assert {(o.run.id if o.run else "", o.status) for o in stop.orders(at.brake)} == {
        ("young", "cancel"),
        ("paused", "pause"),
        ("", "cancel"),
    }


def test_what_is_paused_stays_paused_however_long_its_time_is_past(at: Desk, plan: Plan) -> None:
    scheduled(at, plan)
    stop.pause(at.brake, at.run())
    at.clock.turn(hours=60)
    assert stop.clean_up(at.db, at.sendgrid, at.clock.now) == 0
    assert list(at.stopped.values()) == ["pause"]
    assert at.arrived(waiting=4) == []


def test_what_was_paused_and_then_cancelled_past_its_time_is_kept_until_it_is_discarded(
    at: Desk, plan: Plan
) -> None:
    scheduled(at, plan)
    stop.pause(at.brake, at.run())
    at.clock.turn(hours=3)
    stop.cancel(at.brake, at.run())
    at.clock.turn(hours=70)
    assert stop.clean_up(at.db, at.sendgrid, at.clock.now) == 0
    at.clock.turn(hours=3)
    assert stop.clean_up(at.db, at.sendgrid, at.clock.now) == 1
    assert at.stopped == {}


def test_an_order_that_sendgrid_will_not_remove_does_not_keep_the_others(
    at: Desk, plan: Plan
) -> None:
    scheduled(at, plan, hours=1)
    stop.cancel(at.brake, at.start("foreign", hours=1))
    at.db.execute("UPDATE runs SET sendgrid_batch = 'a/b' WHERE id = 'foreign'")
    stop.cancel(at.brake, at.run())
    at.clock.turn(hours=3)
    stop.clean_up(at.db, at.sendgrid, at.clock.now)
    assert at.run().sendgrid_batch not in at.stopped


@pytest.mark.parametrize("theirs", [timedelta(hours=-2), None])
def test_an_order_is_kept_until_sendgrids_clock_too_says_that_it_is_over(
    at: Desk, plan: Plan, theirs: timedelta | None
) -> None:
    scheduled(at, plan)
    stop.cancel(at.brake, at.run())
    at.clock.turn(minutes=179)
    assert stop.clean_up(at.db, at.sendgrid, at.clock.now) == 0, "an hour after its time"
    at.clock.turn(minutes=2)
    at.theirs = theirs
    assert stop.clean_up(at.db, at.sendgrid, at.clock.now) == 0
    assert (list(at.stopped.values()), at.run().held) == (["cancel"], True)
    at.theirs = timedelta()
    assert stop.clean_up(at.db, at.sendgrid, at.clock.now) == 1


@pytest.mark.parametrize("theirs", [timedelta(hours=-5), None])
def test_what_is_paused_is_not_thought_discarded_by_this_clock_alone(
    at: Desk, plan: Plan, theirs: timedelta | None
) -> None:
    scheduled(at, plan)
    stop.pause(at.brake, at.run())
    at.clock.turn(hours=75)
    at.theirs = theirs
    stop.look_up(at.brake, [at.run()])
    assert at.run().state is RunState.PAUSED
    assert ledger.account(at.db, plan.id) == Account(submitted=4)


def test_an_order_that_was_lost_just_now_may_still_be_taken(
    at: Desk, plan: Plan, way: InTheWay
) -> None:
    scheduled(at, plan)
    way.harm += [(f"POST {ORDERS}", cut)] * 4
    assert stop.cancel(at.brake, at.run()).outcome is Outcome.UNKNOWN
    stop.look_up(at.brake, [at.run()])
    assert at.run().state is RunState.STOPPING
    assert stop.resume(at.brake, at.run()).outcome is Outcome.UNKNOWN
    assert stop.cancel(at.brake, at.run()).outcome is Outcome.STOPPED


# --- what SendGrid discards -----------------------------------------------------------------------


def test_what_was_paused_for_72_hours_is_failed(at: Desk, plan: Plan) -> None:
    scheduled(at, plan)
    stop.pause(at.brake, at.run())
    at.clock.turn(hours=75)
    stop.look_up(at.brake, [at.run()])
    assert at.run().state is RunState.CANCELLED
    assert ledger.account(at.db, plan.id) == Account(failed=4)
    assert {one.reason for one in ledger.unsettled(at.db, "visit")} == {runs.EXPIRED}
    assert at.arrived() == []


def test_what_somebody_let_go_in_sendgrid_went_out(at: Desk, plan: Plan) -> None:
    scheduled(at, plan)
    stop.pause(at.brake, at.run())
    schedule.let_go(at.sendgrid, at.run().sendgrid_batch)
    at.clock.turn(hours=75)
    stop.look_up(at.brake, [at.run()])
    assert at.run().state is RunState.GOING
    assert ledger.account(at.db, plan.id) == Account(submitted=4)
