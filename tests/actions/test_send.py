"""Sending: what each answer leads to, and that everybody is accounted for at the end."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from outreach.actions.order import Order, Pulse
from outreach.actions.send import Sent
from outreach.domain.contact import Reason, Suppression
from outreach.domain.delivery import Account
from outreach.domain.protocol import MOST_TRIES
from outreach.domain.run import Run
from outreach.errors import (
    NotAuthorised,
    RateLimited,
    Rejected,
    SendGridError,
    Unanswered,
    Unreachable,
)
from outreach.sandbox.faults import Fault
from outreach.sandbox.server import RunningSandbox, running
from outreach.sandbox.settings import SandboxSettings
from outreach.sendgrid.client import SendGrid
from outreach.store import ledger
from outreach.store.database import Store
from outreach.store.plans import Plan, exclusions
from outreach.store.runs import start_run
from outreach.store.suppressions import suppress
from sent import NOW, Answers, everybody, send

SmallPlan = Callable[..., Plan]


def bad(*fields: str | None, status: int = 400) -> Rejected:
    return Rejected("no", "", status, tuple((one, "said") for one in fields))


@pytest.mark.parametrize("concurrency", [1, 4])
def test_everybody_is_sent_it_once_and_a_second_send_is_to_nobody(
    store: Store, small_plan: SmallPlan, concurrency: int
) -> None:
    plan, sendgrid = small_plan(store, 9, excluded=2), Answers()
    sent, pauses = send(store, plan, sendgrid, concurrency=concurrency)
    assert sent == Sent(Account(excluded=2, submitted=9))
    assert Counter(sendgrid.taken) == everybody(9)
    assert pauses == []
    again, _ = send(store, plan, sendgrid, concurrency=concurrency)
    assert again == sent
    assert sendgrid.requests == 5


@pytest.mark.parametrize("error", [RateLimited("slow down"), Unreachable("no network")])
def test_what_was_not_taken_is_tried_again_later(
    store: Store, small_plan: SmallPlan, error: SendGridError
) -> None:
    plan, sendgrid = small_plan(store, 4), Answers([error, error])
    sent, pauses = send(store, plan, sendgrid)
    assert sent == Sent(Account(submitted=4), retries=2)
    assert Counter(sendgrid.taken) == everybody(4)
    assert pauses == [0.5, 1.0]


def test_what_is_never_taken_stays_and_can_be_sent_later(
    store: Store, small_plan: SmallPlan
) -> None:
    plan, error = small_plan(store, 4), Unreachable("no network")
    sent, pauses = send(store, plan, Answers([error] * MOST_TRIES))
    assert sent == Sent(Account(remaining=4), stopped_by=error, retries=MOST_TRIES - 1)
    assert pauses == [0.5, 1.0, 2.0, 4.0, 8.0]
    sendgrid = Answers()
    assert send(store, plan, sendgrid)[0] == Sent(Account(submitted=4))
    assert Counter(sendgrid.taken) == everybody(4)


def test_when_the_credits_end_the_batch_is_put_back_and_the_run_stops(
    store: Store, small_plan: SmallPlan
) -> None:
    plan, error = small_plan(store, 6), NotAuthorised("SendGrid says: Maximum credits exceeded")
    sendgrid = Answers([None, error])
    sent, _ = send(store, plan, sendgrid)
    assert sent == Sent(Account(submitted=2, remaining=4), stopped_by=error)
    assert send(store, plan, sendgrid)[0] == Sent(Account(submitted=6))
    assert Counter(sendgrid.taken) == everybody(6)


def test_a_bad_address_is_set_aside_and_the_rest_goes(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 6, per_batch=3)
    refusal = Rejected(
        "no", "", 400, [("personalizations.1.to.0.email", "Not valid: [p1@visit.example].")]
    )
    sendgrid = Answers([refusal])
    sent, _ = send(store, plan, sendgrid)
    assert sent == Sent(Account(submitted=5, failed=1))
    assert Counter(sendgrid.taken) == everybody(6) - Counter(["p1@visit.example"])
    (failed,) = ledger.unsettled(store, "visit")
    assert (failed.state, failed.size) == ("failed", 1)
    assert "Not valid" in failed.reason
    assert "@" not in failed.reason


def test_a_request_refused_as_such_fails_and_stops_the_run(
    store: Store, small_plan: SmallPlan
) -> None:
    plan, error = small_plan(store, 4), bad("subject")
    sent, _ = send(store, plan, Answers([error]))
    assert sent == Sent(Account(failed=2, remaining=2), stopped_by=error)


def test_an_uncertain_batch_is_passed_over_and_never_repeated(
    store: Store, small_plan: SmallPlan
) -> None:
    plan, sendgrid = small_plan(store, 6), Answers([None, Unanswered("reset")])
    sent, _ = send(store, plan, sendgrid)
    assert sent == Sent(Account(submitted=4, uncertain=2))
    assert send(store, plan, sendgrid)[0] == sent
    assert sendgrid.requests == 3


def test_three_uncertain_in_a_row_stop_the_run(store: Store, small_plan: SmallPlan) -> None:
    plan, lost = small_plan(store, 14), Unanswered("reset")
    sendgrid = Answers([lost, lost, None, lost, lost, lost])
    sent, _ = send(store, plan, sendgrid)
    assert sent == Sent(Account(submitted=2, uncertain=10, remaining=2), stopped_by=lost)


def test_a_fault_of_our_own_after_the_request_began_is_uncertain(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 2)
    sent, _ = send(store, plan, Answers([ZeroDivisionError("ana@press.example")]))
    assert sent == Sent(Account(uncertain=2))
    assert [one.reason for one in ledger.unsettled(store, "visit")] == [
        "the request broke off (ZeroDivisionError)"
    ]


def test_when_asked_to_stop_nothing_more_is_claimed_and_what_flies_is_recorded(
    store: Store, small_plan: SmallPlan
) -> None:
    plan, sendgrid = small_plan(store, 20), Answers()
    sent, _ = send(store, plan, sendgrid, concurrency=2, stopping=lambda: sendgrid.requests >= 3)
    assert sent.interrupted
    assert sent.account.uncertain == 0
    assert 6 <= sent.account.submitted <= 10
    assert sent.account.submitted == len(sendgrid.taken)
    assert sent.account.remaining == 20 - len(sendgrid.taken)
    again, _ = send(store, plan, sendgrid)
    assert again == Sent(Account(submitted=20))
    assert Counter(sendgrid.taken) == everybody(20)


def test_when_asked_to_stop_before_the_first_request_nobody_is_written_to(
    store: Store, small_plan: SmallPlan
) -> None:
    plan, sendgrid = small_plan(store, 4), Answers()
    sent, _ = send(store, plan, sendgrid, stopping=lambda: True)
    assert sent == Sent(Account(remaining=4), interrupted=True)
    assert sendgrid.requests == 0


def test_who_left_between_plan_and_send_is_not_written_to(
    store: Store, small_plan: SmallPlan
) -> None:
    plan, sendgrid = small_plan(store, 4, excluded=1), Answers()
    suppress(store, Suppression("p2@visit.example", Reason.COMPLAINT, NOW, "event"))
    sent, _ = send(store, plan, sendgrid)
    assert sent == Sent(Account(excluded=2, submitted=3))
    assert "p2@visit.example" not in sendgrid.taken
    why = {left.email: left.reason for left in exclusions(store, plan.id)}
    assert why["p2@visit.example"] == "suppressed: complaint"


def test_progress_hears_of_every_answer(store: Store, small_plan: SmallPlan) -> None:
    heard: list[int] = []

    def hear(account: Account, _pulse: Pulse) -> None:
        heard.append(account.submitted)

    send(store, small_plan(store, 6), Answers(), progress=hear)
    assert heard == [0, 2, 4, 6]


def test_a_request_that_cannot_be_built_leaves_its_batch_for_later(
    store: Store, small_plan: SmallPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, sendgrid = small_plan(store, 4), Answers()
    made = iter([1, 0])
    monkeypatch.setattr(
        "outreach.actions.send.encoded", lambda body: body_of(1 // next(made), body)
    )
    with pytest.raises(ZeroDivisionError):
        send(store, plan, sendgrid)
    assert ledger.account(store, plan.id) == Account(submitted=2, remaining=2)


def body_of(_one: int, body: Any) -> bytes:
    return json.dumps(body).encode()


def test_a_fault_of_our_own_loses_no_answer_under_way(
    store: Store, small_plan: SmallPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, sendgrid = small_plan(store, 6), Answers()
    claim, claims = ledger.claim, iter(range(10))

    def claim_once(*args: Any, **more: Any) -> Any:
        if next(claims) == 1:
            raise ZeroDivisionError
        return claim(*args, **more)

    monkeypatch.setattr(ledger, "claim", claim_once)
    with pytest.raises(ZeroDivisionError):
        send(store, plan, sendgrid, concurrency=2)
    assert ledger.account(store, plan.id) == Account(submitted=2, remaining=4)


def test_who_left_in_mid_run_is_in_the_account_while_it_runs(
    store: Store, small_plan: SmallPlan
) -> None:
    plan, heard = small_plan(store, 6), list[Account]()
    suppress(store, Suppression("p2@visit.example", Reason.COMPLAINT, NOW, "event"))
    order = Order(per_second=0.5)
    send(store, plan, Answers(), order, progress=lambda account, _: heard.append(account))
    assert heard[2] == Account(excluded=1, submitted=3, remaining=2)


def test_what_is_under_way_is_shown_as_remaining(store: Store, small_plan: SmallPlan) -> None:
    plan, answers, heard = small_plan(store, 4), Answers(), threading.Event()
    accounts: list[Account] = []

    class SecondIsSlow:
        def submit(self, body: bytes, _still: object = None) -> str:
            if b"p2@visit.example" in body:
                heard.wait(5)
            return answers.submit(body)

    def hear(account: Account, _pulse: Pulse) -> None:
        accounts.append(account)
        if account.submitted:
            heard.set()

    send(store, plan, SecondIsSlow(), concurrency=2, progress=hear)
    assert accounts[1] == Account(submitted=2, remaining=2)


def test_what_a_run_handed_over_bears_its_name(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 4)
    start_run(store, Run("run1", "visit", NOW))
    send(store, plan, Answers(), Order(run="run1"))
    assert store.execute("SELECT DISTINCT run_id FROM batches").fetchall() == [("run1",)]


# --- over HTTP ------------------------------------------------------------------------------------


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    with running(SandboxSettings(outbox=tmp_path / "outbox")) as it:
        yield it


def received(sandbox: RunningSandbox) -> Counter[str]:
    return Counter(letter.to for letter in sandbox.sandbox.outbox)


def test_faults_of_every_kind_and_everybody_is_accounted_for(
    store: Store, small_plan: SmallPlan, sandbox: RunningSandbox
) -> None:
    plan = small_plan(store, 16)
    for kind in ("rate-limit", "accept-then-drop", "drop-before-accept"):
        sandbox.sandbox.add_fault(Fault(kind))
    sent, _ = send(store, plan, SendGrid(sandbox.url, "SG.x"), concurrency=3)
    assert sent.account == Account(submitted=12, uncertain=4)
    assert max(received(sandbox).values()) == 1
    assert received(sandbox).total() == 14  # one of the two uncertain batches was taken


def test_a_name_sendgrid_refuses_costs_one_person_only(
    store: Store, small_plan: SmallPlan, sandbox: RunningSandbox
) -> None:
    plan = small_plan(store, 3, per_batch=3)
    store.execute("UPDATE deliveries SET email = 'p1@visit' WHERE email_key LIKE 'p1@%'")
    sent, _ = send(store, plan, SendGrid(sandbox.url, "SG.x"))
    assert sent == Sent(Account(submitted=2, failed=1))
    assert received(sandbox) == everybody(3) - Counter(["p1@visit.example"])
