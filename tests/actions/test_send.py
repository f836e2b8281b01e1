"""Sending: what each answer leads to, and that everybody is accounted for at the end."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from outreach.actions.send import (
    MOST_TRIES,
    Clock,
    Fate,
    Sent,
    Step,
    next_step,
    pause_before,
    send_edition,
)
from outreach.domain.contact import Reason, Suppression
from outreach.domain.delivery import Account
from outreach.errors import (
    NotAuthorised,
    RateLimited,
    Rejected,
    SendGridError,
    StoreLocked,
    Unanswered,
    Unreachable,
)
from outreach.sandbox.faults import Fault
from outreach.sandbox.server import RunningSandbox, running
from outreach.sandbox.settings import SandboxSettings
from outreach.sendgrid.client import SendGrid
from outreach.sendgrid.payload import Envelope
from outreach.store import database, ledger
from outreach.store.database import Store, open_store
from outreach.store.plans import Plan, exclusions
from outreach.store.suppressions import suppress

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
SmallPlan = Callable[..., Plan]


def bad(*fields: str | None, status: int = 400) -> Rejected:
    return Rejected("no", "", status, tuple((one, "said") for one in fields))


# --- the decision ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "tries", "row", "step"),
    [
        (None, 1, 0, Step(Fate.SUBMITTED)),
        (Unreachable(""), 1, 0, Step(Fate.RETRY)),
        (Unreachable(""), MOST_TRIES - 1, 0, Step(Fate.RETRY)),
        (Unreachable(""), MOST_TRIES, 0, Step(Fate.PUT_BACK, stop=True)),
        (RateLimited(""), 1, 0, Step(Fate.RETRY)),
        (RateLimited(""), MOST_TRIES, 0, Step(Fate.PUT_BACK, stop=True)),
        (NotAuthorised(""), 1, 0, Step(Fate.PUT_BACK, stop=True)),
        (Unanswered(""), 1, 0, Step(Fate.UNCERTAIN)),
        (Unanswered(""), 1, 1, Step(Fate.UNCERTAIN)),
        (Unanswered(""), 1, 2, Step(Fate.UNCERTAIN, stop=True)),
        (SendGridError(""), 1, 0, Step(Fate.UNCERTAIN)),
        (bad("personalizations.3.to.0.email"), 1, 0, Step(Fate.SET_ASIDE, aside=(3,))),
        (
            bad("personalizations.4.to", "personalizations.0.to.0.email", "personalizations.4.to"),
            *(1, 0),
            Step(Fate.SET_ASIDE, aside=(0, 4)),
        ),
        (bad("personalizations.5.to"), 1, 0, Step(Fate.FAILED, stop=True)),  # there are five
        (bad("personalizations.1.to", "subject"), 1, 0, Step(Fate.FAILED, stop=True)),
        (bad("personalizations.1.substitutions"), 1, 0, Step(Fate.FAILED, stop=True)),
        (bad("personalizations.1.top"), 1, 0, Step(Fate.FAILED, stop=True)),
        (bad("personalizations.1"), 1, 0, Step(Fate.FAILED, stop=True)),
        (bad(None), 1, 0, Step(Fate.FAILED, stop=True)),
        (bad(), 1, 0, Step(Fate.FAILED, stop=True)),
        (bad("personalizations.1.to", status=413), 1, 0, Step(Fate.FAILED, stop=True)),
    ],
)
def test_the_next_step(error: SendGridError | None, tries: int, row: int, step: Step) -> None:
    assert next_step(error, tries, size=5, uncertain_in_a_row=row) == step


def test_the_pause_grows_is_spread_and_has_an_end() -> None:
    unreachable = Unreachable("")
    assert [pause_before(n, unreachable, 0.0) for n in (1, 2, 3)] == [0.5, 1.0, 2.0]
    assert pause_before(1, unreachable, 0.999) < 1.0
    assert pause_before(50, unreachable, 0.999) < 60.0


def test_sendgrids_word_on_the_pause_wins_within_reason() -> None:
    assert pause_before(1, RateLimited("", retry_after=7), 0.5) == 7
    assert pause_before(1, RateLimited("", retry_after=9_999), 0.5) == 60
    assert pause_before(1, RateLimited(""), 0.0) == 0.5


# --- the run --------------------------------------------------------------------------------------


@dataclass
class Answers:
    """A SendGrid that gives these answers in turn, then takes all; keeps what it took."""

    answers: list[Exception | None] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    requests: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def submit(self, body: bytes) -> str:
        with self.lock:
            self.requests += 1
            answer = self.answers.pop(0) if self.answers else None
            if answer is not None:
                raise answer
            blocks = json.loads(body)["personalizations"]
            self.taken += [block["to"][0]["email"] for block in blocks]
            return f"MID{self.requests}"


def send(db: Store, plan: Plan, sendgrid: Any, **more: Any) -> tuple[Sent, list[float]]:
    """Send with one request at a time; how it ended, and the pauses taken."""
    pauses: list[float] = []
    options = {"concurrency": 1, **more}
    numbers = iter(range(10_000))
    sent = send_edition(
        db,
        plan.id,
        Envelope.from_dict(plan.envelope),
        sendgrid,
        clock=Clock(now=lambda: NOW, sleep=pauses.append, jitter=lambda: 0.0),
        new_id=lambda: f"aside{plan.id}{next(numbers)}",
        **options,
    )
    return sent, pauses


def everybody(n: int) -> Counter[str]:
    return Counter(f"p{i}@visit.example" for i in range(n))


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
    assert sent == Sent(Account(submitted=4))
    assert Counter(sendgrid.taken) == everybody(4)
    assert pauses == [0.5, 1.0]


def test_what_is_never_taken_stays_and_can_be_sent_later(
    store: Store, small_plan: SmallPlan
) -> None:
    plan, error = small_plan(store, 4), Unreachable("no network")
    sent, pauses = send(store, plan, Answers([error] * MOST_TRIES))
    assert sent == Sent(Account(remaining=4), stopped_by=error)
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
    heard: list[Account] = []
    send(store, small_plan(store, 6), Answers(), progress=heard.append)
    assert [account.submitted for account in heard] == [2, 4, 6]


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
        def submit(self, body: bytes) -> str:
            both_fly.wait(5)
            return answers.submit(body)

    claim = ledger.claim
    claims = iter(range(10))

    def claim_under_lock(*args: Any) -> Any:
        if next(claims) < 2:
            return claim(*args)
        store.execute("BEGIN IMMEDIATE")
        try:
            return claim(*args)
        finally:
            store.execute("ROLLBACK")

    monkeypatch.setattr(ledger, "claim", claim_under_lock)
    with pytest.raises(StoreLocked):
        send(mine, plan, Slow(), concurrency=2)
    mine.close()
    account = ledger.account(store, plan.id)
    assert account == Account(submitted=len(answers.taken), remaining=8 - len(answers.taken))
    assert account.submitted >= 4


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
