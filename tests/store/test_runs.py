"""Runs in the store: written before anything is handed over, changed by one brake at a time."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from outreach.domain.delivery import Account
from outreach.domain.run import Run, RunState
from outreach.errors import StoreLocked
from outreach.store import ledger, runs
from outreach.store.database import Store
from outreach.store.plans import Plan
from outreach.store.run_letters import Share, Side, shares, sides
from outreach.store.sending import sending_lock

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
RUN = Run("r1", "visit", NOW, "Bo", "https://sendgrid.example", NOW + timedelta(hours=2), "B1")


def handed_over(db: Store, plan: Plan, run: str, *answers: str) -> None:
    """The next batches of a plan, each with what became of its request."""
    for answer in answers:
        batch = ledger.claim(db, plan.id, NOW, run=run)
        assert batch
        match answer:
            case "submitted":
                ledger.record_submitted(db, batch.id, "MID", NOW)
            case "uncertain":
                ledger.record_uncertain(db, batch.id, "no answer in time", NOW)
            case "failed":
                ledger.record_failed(db, batch.id, "413", NOW)


def test_a_run_is_read_as_it_was_written(store: Store) -> None:
    at_once = Run("r0", "visit", NOW - timedelta(days=1), "Ana", "https://sendgrid.example")
    for run in (RUN, at_once, Run("r2", "other", NOW)):
        runs.start_run(store, run)
    assert runs.read_runs(store, "visit") == [at_once, RUN]
    assert runs.read_run(store, "r1") == RUN
    assert runs.read_run(store, "r9") is None
    assert list(runs.runs_of_batches(store)) == ["B1"]


def test_its_letters_are_those_that_sendgrid_has_or_may_have(
    store: Store, small_plan: Callable[..., Plan]
) -> None:
    runs.start_run(store, RUN)
    press, kit = small_plan(store, 10), small_plan(store, 2, edition="kit")
    handed_over(store, press, "r1", "submitted", "uncertain", "failed", "under way")
    handed_over(store, kit, "r1", "failed")
    (run,) = runs.read_runs(store, "visit")
    assert run.letters == {"press": 6}
    assert shares(store, "r1") == [
        Share("kit", submitted=0, uncertain=0, unanswered=0, stopped=0, pending=0),
        Share("press", submitted=2, uncertain=4, unanswered=4, stopped=0, pending=2),
    ]


def test_what_is_taken_back_is_the_runs_and_not_what_failed_before(
    store: Store, small_plan: Callable[..., Plan]
) -> None:
    for run in (RUN, Run("r2", "visit", NOW)):
        runs.start_run(store, run)
    plan = small_plan(store, 10)
    handed_over(store, plan, "r1", "submitted", "uncertain", "failed")
    handed_over(store, plan, "r2", "submitted")
    assert runs.take_back(store, "r1", NOW, surely=True) == 4
    assert runs.take_back(store, "r1", NOW, surely=True) == 0
    assert ledger.account(store, plan.id) == Account(submitted=2, failed=6, remaining=2)
    (share,) = shares(store, "r1")
    assert (share.stopped, share.submitted) == (4, 0)
    assert sorted(one.reason for one in ledger.unsettled(store, "visit")) == [
        "413",
        runs.CANCELLED,
        runs.CANCELLED,
    ]


def test_what_is_perhaps_stopped_keeps_the_reasons_of_what_was_uncertain(
    store: Store, small_plan: Callable[..., Plan]
) -> None:
    runs.start_run(store, RUN)
    plan = small_plan(store, 6)
    handed_over(store, plan, "r1", "submitted", "uncertain")
    assert runs.take_back(store, "r1", NOW, surely=False) == 2
    reasons = {one.reason for one in ledger.unsettled(store, "visit")}
    assert reasons == {runs.PERHAPS_STOPPED, "no answer in time"}
    runs.record_going(store, "r1", NOW, "Ana")
    assert ledger.account(store, plan.id) == Account(submitted=2, uncertain=2, remaining=2)


def test_a_change_that_is_begun_keeps_since_when_sendgrid_has_held_it(store: Store) -> None:
    runs.start_run(store, RUN)
    runs.mark_run(store, "r1", RunState.PAUSED, NOW, "Ana", held=True)
    runs.begin_change(store, "r1", NOW + timedelta(hours=1), "Bo")
    run = runs.read_run(store, "r1")
    assert run
    assert (run.state, run.stopped_at, run.stopped_by) == (RunState.STOPPING, NOW, "Bo")
    runs.forget_order(store, "r1")
    runs.begin_change(store, "r1", NOW + timedelta(hours=1), "Bo")
    again = runs.read_run(store, "r1")
    assert again
    assert again.stopped_at == NOW + timedelta(hours=1)


def test_what_its_letters_say_of_the_embargo(store: Store, small_plan: Callable[..., Plan]) -> None:
    runs.start_run(store, RUN)
    plan = small_plan(store, 6, release_line="EMBARGOED UNTIL noon")
    handed_over(store, plan, "r1", "submitted", "submitted", "failed")
    store.execute("UPDATE batches SET lifted = 1 WHERE number = 2")
    assert sides(store, "r1") == [
        Side("press", "EMBARGOED UNTIL noon", lifted=False, letters=2),
        Side("press", "EMBARGOED UNTIL noon", lifted=True, letters=2),
    ]


def test_a_sender_does_not_stand_in_the_brakes_way_but_another_brake_does(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    with sending_lock(path, "visit"), runs.brake_lock(path, "visit"):
        lock = tmp_path / "contacts.db.visit.brake.lock"
        assert stat.S_IMODE(lock.stat().st_mode) == 0o600
        with (
            pytest.raises(StoreLocked, match="is at work"),
            runs.brake_lock(path, "visit", patience=0.05),
        ):
            pass
        with runs.brake_lock(path, "other"):
            pass
    with runs.brake_lock(path, "visit"):
        pass
