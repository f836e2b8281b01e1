"""The brake against a sandbox over real sockets: what was stopped, what was not, how surely."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from outreach.actions import stop
from outreach.actions.stop import Outcome
from outreach.domain.delivery import Account, BatchState
from outreach.domain.event import EventKind
from outreach.domain.run import RunState
from outreach.store import ledger, runs
from outreach.store.database import Store, open_store
from outreach.store.plans import Plan, read_plan
from scheduled_letters import Desk, InTheWay, desk, in_the_way, lost, meanwhile, processed

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


# --- in time --------------------------------------------------------------------------------------


def test_what_is_cancelled_in_time_is_failed_and_never_goes_out(at: Desk, plan: Plan) -> None:
    scheduled(at, plan)
    done = stop.cancel(at.brake, at.run())
    assert done.outcome is Outcome.STOPPED
    assert [(t.stopped, t.uncertain, t.not_stopped) for t in map(done.tally, done.after)] == [
        (4, 0, 0)
    ]
    assert ledger.account(at.db, plan.id) == Account(failed=4)
    run = at.run()
    assert (run.state, run.held, run.stopped_by) == (RunState.CANCELLED, True, "Ana")
    assert run.stopped_at == at.clock.now
    assert {one.reason for one in ledger.unsettled(at.db, "visit")} == {runs.CANCELLED}
    at.clock.turn(hours=3)
    assert at.arrived() == []


def test_an_edition_that_was_stopped_whole_can_be_planned_anew(
    at: Desk, plan: Plan, small_plan: SmallPlan
) -> None:
    scheduled(at, plan)
    stop.cancel(at.brake, at.run())
    stopped = read_plan(at.db, "visit", "press")
    assert stopped
    assert not stopped.started
    small_plan(at.db, 2)
    assert at.run().letters == {}


def test_what_was_stopped_goes_out_once_by_another_run(at: Desk, plan: Plan) -> None:
    scheduled(at, plan)
    stop.cancel(at.brake, at.run())
    ledger.retry_failed(at.db, plan.id)
    at.hand_over(plan, at.start("run2", hours=3))
    assert ledger.account(at.db, plan.id) == Account(submitted=4)
    runs.sweep(at.db, at.run(), at.clock.now)
    assert ledger.account(at.db, plan.id) == Account(submitted=4)
    at.clock.turn(hours=4)
    assert at.arrived() == [f"p{i}@visit.example" for i in range(4)]


def test_what_was_stopped_is_uncertain_where_its_second_answer_is_lost(
    at: Desk, plan: Plan
) -> None:
    scheduled(at, plan)
    stop.cancel(at.brake, at.run())
    ledger.retry_failed(at.db, plan.id)
    again = at.start("run2", minutes=5)
    _, batch = at.claim(plan, again)
    ledger.record_uncertain(at.db, batch, "no answer in time", at.clock.now)
    assert [share.unanswered for share in stop.pause(at.brake, again).before] == [2]
    stop.resume(at.brake, at.run("run2"))
    assert ledger.account(at.db, plan.id) == Account(uncertain=2, remaining=2)


def test_letters_of_which_no_answer_came_are_stopped_with_the_rest(at: Desk, plan: Plan) -> None:
    run = at.start(hours=2)
    body, batch = at.claim(plan, run)
    at.submit(body)
    ledger.record_uncertain(at.db, batch, "no answer in time", at.clock.now)
    done = stop.cancel(at.brake, run)
    assert [share.unanswered for share in done.before] == [2]
    assert ledger.account(at.db, plan.id) == Account(failed=2, remaining=2)
    assert [share.pending for share in done.after] == [2]


def test_what_is_paused_waits_beyond_its_time_and_goes_when_resumed(at: Desk, plan: Plan) -> None:
    scheduled(at, plan)
    assert stop.pause(at.brake, at.run()).outcome is Outcome.STOPPED
    assert ledger.account(at.db, plan.id) == Account(submitted=4)
    at.clock.turn(hours=30)
    assert at.arrived(waiting=4) == []
    assert stop.resume(at.brake, at.run()).outcome is Outcome.GOES_ON
    assert (at.run().state, at.run().held) == (RunState.GOING, False)
    at.clock.turn(minutes=1)
    assert len(at.arrived()) == 4


def test_what_was_paused_in_time_is_cancelled_surely_even_after_its_time(
    at: Desk, plan: Plan
) -> None:
    scheduled(at, plan)
    stop.pause(at.brake, at.run())
    at.clock.turn(minutes=115)
    stop.pause(at.brake, at.run())  # said again, it was still paused in time
    at.clock.turn(hours=1)
    assert stop.cancel(at.brake, at.run()).outcome is Outcome.STOPPED
    assert ledger.account(at.db, plan.id) == Account(failed=4)
    at.clock.turn(minutes=1)
    assert at.arrived() == []


def test_every_command_may_be_given_twice(at: Desk, plan: Plan) -> None:
    scheduled(at, plan)
    for change, outcome in (
        (stop.pause, Outcome.STOPPED),
        (stop.resume, Outcome.GOES_ON),
        (stop.cancel, Outcome.STOPPED),
    ):
        assert [change(at.brake, at.run()).outcome for _ in range(2)] == [outcome] * 2
    assert stop.resume(at.brake, at.run()).outcome is Outcome.REFUSED
    assert stop.pause(at.brake, at.run()).outcome is Outcome.STOPPED
    assert at.run().state is RunState.CANCELLED
    assert list(at.stopped.values()) == ["cancel"]


# --- too late -------------------------------------------------------------------------------------


def test_a_late_stop_leaves_the_letters_uncertain_until_events_speak(at: Desk, plan: Plan) -> None:
    scheduled(at, plan, minutes=8)
    done = stop.cancel(at.brake, at.run())
    assert done.outcome is Outcome.PERHAPS
    assert list(at.stopped.values()) == ["cancel"], "SendGrid is asked all the same"
    assert ledger.account(at.db, plan.id) == Account(uncertain=4)
    assert ledger.claim(at.db, plan.id, at.clock.now) is None
    processed(at.db, plan, at.clock.now + timedelta(minutes=9))
    assert ledger.account(at.db, plan.id) == Account(submitted=2, uncertain=2)
    runs.sweep(at.db, at.run(), at.clock.now)
    assert ledger.account(at.db, plan.id) == Account(submitted=2, uncertain=2)


def test_it_is_late_where_the_answer_came_late(at: Desk, plan: Plan, way: InTheWay) -> None:
    scheduled(at, plan, minutes=11)

    def slow(exchange: object) -> None:
        at.clock.turn(minutes=2)
        lost(exchange)  # type: ignore[arg-type]

    way.harm.append((f"POST {ORDERS}", slow))
    assert stop.cancel(at.brake, at.run()).outcome is Outcome.PERHAPS
    assert ledger.account(at.db, plan.id) == Account(uncertain=4)


def test_of_what_went_out_sendgrid_is_not_asked(at: Desk, plan: Plan, way: InTheWay) -> None:
    scheduled(at, plan)
    at.clock.turn(hours=3)
    for change in (stop.cancel, stop.pause):
        done = change(at.brake, at.run())
        assert done.outcome is Outcome.TOO_LATE
        assert [t.not_stopped for t in map(done.tally, done.after)] == [4]
    assert way.asked == []
    assert ledger.account(at.db, plan.id) == Account(submitted=4)


def test_a_clock_that_is_ahead_does_not_keep_sendgrid_from_being_asked(
    at: Desk, plan: Plan
) -> None:
    scheduled(at, plan)
    at.clock.turn(minutes=140)
    at.theirs = timedelta(minutes=-40)
    assert stop.cancel(at.brake, at.run()).outcome is Outcome.PERHAPS
    assert list(at.stopped.values()) == ["cancel"]
    assert ledger.account(at.db, plan.id) == Account(uncertain=4)


def test_past_its_time_by_both_clocks_nothing_is_stopped(at: Desk, plan: Plan) -> None:
    scheduled(at, plan)
    at.clock.turn(minutes=121)
    assert stop.cancel(at.brake, at.run()).outcome is Outcome.TOO_LATE
    assert at.stopped == {}
    assert ledger.account(at.db, plan.id) == Account(submitted=4)


def test_ten_minutes_are_by_the_later_of_the_two_clocks(at: Desk, plan: Plan) -> None:
    scheduled(at, plan, minutes=20)
    at.theirs = timedelta(minutes=15)
    assert stop.cancel(at.brake, at.run()).outcome is Outcome.PERHAPS
    assert ledger.account(at.db, plan.id) == Account(uncertain=4)


def test_a_late_pause_is_uncertain_until_it_is_resumed(at: Desk, plan: Plan) -> None:
    scheduled(at, plan, minutes=5)
    assert stop.pause(at.brake, at.run()).outcome is Outcome.PERHAPS
    assert ledger.account(at.db, plan.id) == Account(uncertain=4)
    stop.resume(at.brake, at.run())
    assert ledger.account(at.db, plan.id) == Account(submitted=4)


def test_what_was_paused_late_is_never_cancelled_surely(at: Desk, plan: Plan) -> None:
    scheduled(at, plan, minutes=5)
    stop.pause(at.brake, at.run())
    at.clock.turn(hours=1)
    assert stop.cancel(at.brake, at.run()).outcome is Outcome.PERHAPS
    assert ledger.account(at.db, plan.id) == Account(uncertain=4)


def test_a_persons_word_on_a_late_stop_stands(at: Desk, plan: Plan) -> None:
    scheduled(at, plan, minutes=5)
    stop.cancel(at.brake, at.run())
    at.clock.turn(minutes=20)
    first = ledger.unsettled(at.db, "visit")[0].id
    at.db.execute(
        "UPDATE batches SET state = ?, settled_by = 'person', answered_at = ? WHERE id = ?",
        [BatchState.SUBMITTED, at.clock.now.isoformat(), first],
    )
    stop.look_up(at.brake, [at.run()])
    assert ledger.account(at.db, plan.id) == Account(submitted=2, uncertain=2)


def test_an_event_about_a_cancelled_letter_is_believed(at: Desk, plan: Plan) -> None:
    scheduled(at, plan)
    stop.cancel(at.brake, at.run())
    processed(at.db, plan, at.clock.now + timedelta(hours=2), EventKind.PROCESSED)
    assert ledger.account(at.db, plan.id) == Account(submitted=2, failed=2)
    stop.look_up(at.brake, [at.run()])
    assert ledger.account(at.db, plan.id) == Account(submitted=2, failed=2)
    again = read_plan(at.db, "visit", "press")
    assert again
    assert again.started, "an edition of which letters went out is not planned anew"


def test_that_sendgrid_has_processed_a_letter_early_does_not_let_it_out(
    at: Desk, plan: Plan
) -> None:
    scheduled(at, plan)
    processed(at.db, plan, at.clock.now, EventKind.PROCESSED)
    stop.cancel(at.brake, at.run())
    assert ledger.account(at.db, plan.id) == Account(failed=4)


# --- while a send is handing over -----------------------------------------------------------------


def test_a_request_under_way_is_stopped_too_whatever_its_answer(at: Desk, plan: Plan) -> None:
    run = at.start(hours=2)
    under_way = [at.claim(plan, run), at.claim(plan, run)]
    assert stop.cancel(at.brake, run).outcome is Outcome.STOPPED
    assert ledger.account(at.db, plan.id) == Account(failed=4)
    answers = [at.submit(body) for body, _ in under_way]
    ledger.record_submitted(at.db, under_way[0][1], answers[0], at.clock.now)
    ledger.record_untaken(at.db, under_way[1][1], "429")
    assert ledger.account(at.db, plan.id) == Account(failed=4)
    at.clock.turn(hours=3)
    assert at.arrived() == []


def test_a_sender_can_see_that_its_run_is_being_stopped(at: Desk, way: InTheWay) -> None:
    run = at.start(hours=2)
    assert runs.is_going(at.db, run.id)
    seen: list[RunState] = []
    store = Path(at.db.execute("PRAGMA database_list").fetchone()[2])
    look = partial(_state_of, store, seen)
    way.harm.append((f"POST {ORDERS}", meanwhile(look)))
    stop.pause(at.brake, run)
    assert seen == [RunState.STOPPING], "it is written down before SendGrid is asked"
    assert not runs.is_going(at.db, run.id)
    stop.resume(at.brake, at.run())
    assert runs.is_going(at.db, run.id)


def _state_of(store: Path, seen: list[RunState]) -> None:
    """As another process reads it."""
    other = open_store(store)
    (run,) = runs.read_runs(other, "visit")
    seen.append(run.state)
    other.close()


@pytest.mark.parametrize(
    ("ahead", "account", "letters"),
    [(120, Account(failed=4), 0), (5, Account(uncertain=4), 4)],
)
def test_what_is_handed_over_after_the_stop_is_taken_back(
    at: Desk, plan: Plan, ahead: int, account: Account, letters: int
) -> None:
    run = at.start(minutes=ahead)
    at.hand_over(plan, run, batches=1)
    stop.cancel(at.brake, run)
    at.hand_over_late(plan, run)
    stop.look_up(at.brake, [at.run()])
    assert ledger.account(at.db, plan.id) == account
    at.clock.turn(hours=3)
    assert len(at.arrived()) == letters


def test_what_is_handed_over_after_a_pause_waits_with_the_rest(at: Desk, plan: Plan) -> None:
    run = at.start(hours=2)
    at.hand_over(plan, run, batches=1)
    stop.pause(at.brake, run)
    at.hand_over_late(plan, run)
    stop.look_up(at.brake, [at.run()])
    assert ledger.account(at.db, plan.id) == Account(submitted=4)
    assert stop.cancel(at.brake, at.run()).outcome is Outcome.STOPPED
    assert ledger.account(at.db, plan.id) == Account(failed=4)
