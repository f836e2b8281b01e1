"""Sending while the store cannot be written: nothing unclaimed is sent, no answer is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from outreach.actions.answers import PATIENCE_SECONDS
from outreach.domain.delivery import Account, BatchState
from outreach.errors import Rejected, StoreError, StoreLocked, Unanswered
from outreach.store import database, ledger
from outreach.store.database import Store, open_store
from outreach.store.plans import Plan
from sent import NOW, Answers, everybody, send

SmallPlan = Callable[..., Plan]
FULL = StoreError("no room to write contacts.db: the disk is full", "free some space")


def failing(times: float, write: Callable[..., Any]) -> Callable[..., Any]:
    left = [times]

    def instead(*args: Any, **more: Any) -> Any:
        if left[0] > 0:
            left[0] -= 1
            raise FULL
        return write(*args, **more)

    return instead


def test_what_cannot_be_claimed_is_not_sent(
    store: Store, small_plan: SmallPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, sendgrid = small_plan(store, 4), Answers()
    monkeypatch.setattr(ledger, "claim", failing(1, ledger.claim))
    sent, _ = send(store, plan, sendgrid)
    assert (sent.account, sent.stopped_by) == (Account(remaining=4), FULL)
    assert sendgrid.requests == 0
    assert send(store, plan, sendgrid)[0].account == Account(submitted=4)


def test_a_locked_store_stops_the_run_and_no_answer_is_lost(
    store: Store, small_plan: SmallPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody keeps the store for as long as it takes to fail one claim; what SendGrid answers
    to requests under way is written down all the same."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    plan = small_plan(store, 8)
    mine = open_store(tmp_path / "contacts.db")
    both_fly = threading.Barrier(2)
    answers = Answers()

    class Slow:
        def submit(self, body: bytes, _still: object = None) -> str:
            both_fly.wait(5)
            return answers.submit(body)

    claim = ledger.claim
    claims = iter(range(10))

    def claim_under_lock(*args: Any, **more: Any) -> Any:
        if next(claims) < 2:
            return claim(*args, **more)
        store.execute("BEGIN IMMEDIATE")
        try:
            return claim(*args, **more)
        finally:
            store.execute("ROLLBACK")

    monkeypatch.setattr(ledger, "claim", claim_under_lock)
    sent, _ = send(mine, plan, Slow(), concurrency=2)
    mine.close()
    assert isinstance(sent.stopped_by, StoreLocked)
    account = ledger.account(store, plan.id)
    assert account == sent.account
    assert account == Account(submitted=len(answers.taken), remaining=8 - len(answers.taken))
    assert account.submitted >= 4


def test_an_answer_is_written_as_soon_as_there_is_room_again(
    store: Store, small_plan: SmallPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, sendgrid, heard = small_plan(store, 4), Answers(), []
    monkeypatch.setattr(ledger, "record_submitted", failing(3, ledger.record_submitted))
    sent, _ = send(store, plan, sendgrid, progress=lambda _, pulse: heard.append(pulse.waiting_for))
    assert sent.account == Account(submitted=4)
    assert sent.stopped_by is None
    assert heard.count(FULL.message) == 3
    assert sendgrid.taken == sorted(everybody(4).elements())


def test_an_answer_that_cannot_be_written_is_said(
    store: Store, small_plan: SmallPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, sendgrid = small_plan(store, 4), Answers()
    monkeypatch.setattr(ledger, "record_submitted", failing(float("inf"), Any))
    sent, pauses = send(store, plan, sendgrid)
    assert sent.account == Account(uncertain=2, remaining=2)
    assert sendgrid.requests == 1
    assert sum(pauses) == PATIENCE_SECONDS
    assert isinstance(sent.stopped_by, StoreError)
    (batch,) = ledger.unsettled(store, "visit")
    assert batch.state == BatchState.SUBMITTING
    assert f"batch {batch.id}: SendGrid took it, message id MID1" in sent.stopped_by.message
    assert f"--batch {batch.id} --as submitted" in sent.stopped_by.hint
    assert sent.stopped_by.hint.startswith("free some space")
    assert "@" not in sent.stopped_by.message
    assert ledger.disown(store, "visit", NOW + timedelta(hours=1)) == 1


def test_of_a_refusal_that_cannot_be_written_it_is_said_that_nothing_was_taken(
    store: Store, small_plan: SmallPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = small_plan(store, 4)
    monkeypatch.setattr(ledger, "record_failed", failing(float("inf"), Any))
    sent, _ = send(store, plan, Answers([Rejected("no", "", 400, [("subject", "bad")])]))
    assert sent.stopped_by is not None
    assert "SendGrid took nothing of it" in sent.stopped_by.message
    assert "--as not-submitted" in sent.stopped_by.hint


def test_of_an_answer_that_proves_nothing_nobody_is_told_to_settle_it(
    store: Store, small_plan: SmallPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = small_plan(store, 4)
    monkeypatch.setattr(ledger, "record_uncertain", failing(float("inf"), Any))
    sent, _ = send(store, plan, Answers([Unanswered("reset")]))
    assert sent.stopped_by is not None
    assert "settle" not in sent.stopped_by.hint
    assert "message id" not in sent.stopped_by.message


def test_patience_begins_anew_with_every_answer_that_was_written(
    store: Store, small_plan: SmallPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, write, calls = small_plan(store, 4), ledger.record_submitted, iter(range(100))
    full = {*range(8), *range(9, 17)}  # four seconds, twice

    def record(*args: Any) -> None:
        if next(calls) in full:
            raise FULL
        write(*args)

    monkeypatch.setattr(ledger, "record_submitted", record)
    assert send(store, plan, Answers())[0].account == Account(submitted=4)


def test_an_account_that_no_longer_adds_up_is_said(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 2)

    def lose_count(account: Account, _pulse: object) -> None:
        if account.submitted:
            store.execute("UPDATE plans SET excluded = 1, candidates = candidates + 1")

    sent, _ = send(store, plan, Answers(), progress=lose_count)
    assert sent.stopped_by is not None
    assert "of 2 candidates 3 are accounted for" in sent.stopped_by.message
