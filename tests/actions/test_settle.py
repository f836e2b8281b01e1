"""Uncertain batches looked up in the logs of a SendGrid on this machine, over real sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from outreach.actions.settle import Looked, settle_by_evidence, settle_by_logs
from outreach.domain.delivery import Account, Batch
from outreach.domain.run import Run
from outreach.errors import Unanswered, Unreachable
from outreach.sandbox.faults import Fault
from outreach.sandbox.server import RunningSandbox, running
from outreach.sandbox.settings import SandboxSettings
from outreach.sendgrid.client import SendGrid
from outreach.sendgrid.payload import Envelope, encoded, mail_send
from outreach.store import ledger
from outreach.store.database import Store
from outreach.store.plans import Plan
from outreach.store.runs import start_run
from outreach.store.settlements import read_settlements

SmallPlan = Callable[..., Plan]


def now() -> datetime:
    return datetime.now(UTC)


def much_later() -> datetime:
    return now() + timedelta(minutes=17)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    with running(SandboxSettings(outbox=tmp_path / "outbox", time_scale=0.001)) as at:
        yield at


@pytest.fixture
def sendgrid(sandbox: RunningSandbox) -> SendGrid:
    return SendGrid(sandbox.url, "SG.sandbox")


@pytest.fixture
def plan(store: Store, small_plan: SmallPlan) -> Plan:
    return small_plan(store, 2)


def lost(store: Store, plan: Plan, sandbox: RunningSandbox, *, taken: bool, run: str = "") -> Batch:
    """A batch whose answer was lost, after SendGrid took it, or before."""
    batch = ledger.claim(store, plan.id, now(), run=run or None)
    assert batch
    if taken:
        sandbox.sandbox.add_fault(Fault("accept-then-drop"))
        envelope = Envelope.from_dict(plan.envelope)
        body = mail_send(envelope, batch.message, batch.id, batch.deliveries)
        with pytest.raises(Unanswered):
            SendGrid(sandbox.url, "SG.sandbox").submit(encoded(body))
    ledger.record_uncertain(store, batch.id, "the connection was lost", now())
    return batch


def looked_up(store: Store, sendgrid: SendGrid, sandbox: RunningSandbox) -> Looked:
    (one,) = settle_by_logs(store, "visit", sendgrid, sandbox.url, now)
    return one


def test_what_the_logs_know_was_submitted(
    store: Store, plan: Plan, sandbox: RunningSandbox, sendgrid: SendGrid
) -> None:
    batch = lost(store, plan, sandbox, taken=True)
    found = looked_up(store, sendgrid, sandbox)
    assert (found.batch, found.verdict, found.refused) == (batch.id, "submitted", None)
    assert ledger.account(store, plan.id) == Account(submitted=2)
    (kept,) = read_settlements(store, "visit")
    assert (kept.source, kept.evidence) == ("logs", found.evidence)
    query = "SELECT sendgrid_id FROM batches WHERE id = ?"
    message = store.execute(query, (batch.id,)).fetchone()[0]
    assert message
    assert f"SendGrid's logs know message {message} (" in found.evidence


def test_what_they_do_not_know_stays_uncertain(
    store: Store, plan: Plan, sandbox: RunningSandbox, sendgrid: SendGrid
) -> None:
    lost(store, plan, sandbox, taken=False)
    (found,) = settle_by_logs(store, "visit", sendgrid, sandbox.url, much_later)
    assert (found.verdict, found.decidable) == ("unknown", True)
    assert found.evidence == "no trace of 2 of its 2 letters 17 min after the request"
    assert not looked_up(store, sendgrid, sandbox).decidable
    assert ledger.account(store, plan.id) == Account(uncertain=2)
    assert [one.verdict for one in read_settlements(store, "visit")] == ["unknown", "unknown"]


def test_another_letter_to_the_same_people_is_no_trace(
    store: Store, small_plan: SmallPlan, sandbox: RunningSandbox, sendgrid: SendGrid
) -> None:
    lost(store, small_plan(store, 2, edition="other"), sandbox, taken=True)
    lost(store, small_plan(store, 2), sandbox, taken=False)
    found = settle_by_logs(store, "visit", sendgrid, sandbox.url, now)
    assert [one.verdict for one in found] == ["submitted", "unknown"]


def test_a_key_that_may_not_read_logs_settles_nothing_and_is_asked_once(
    store: Store, small_plan: SmallPlan, sandbox: RunningSandbox
) -> None:
    plan = small_plan(store, 4)
    lost(store, plan, sandbox, taken=True)
    lost(store, plan, sandbox, taken=True)
    down = SendGrid("http://127.0.0.1:9", "SG.sandbox")  # nobody listens on the discard port
    found = settle_by_logs(store, "visit", down, "http://127.0.0.1:9", now)
    assert [type(one.refused) for one in found] == [Unreachable, Unreachable]
    assert found[0].refused is found[1].refused
    assert ledger.account(store, plan.id) == Account(uncertain=4)
    assert read_settlements(store, "visit") == []


def test_another_host_is_not_asked_about_it(
    store: Store, plan: Plan, sandbox: RunningSandbox, sendgrid: SendGrid
) -> None:
    start_run(store, Run("r1", "visit", now(), host="https://elsewhere.example"))
    lost(store, plan, sandbox, taken=False, run="r1")
    found = looked_up(store, sendgrid, sandbox)
    assert (found.verdict, found.refused) == ("unknown", None)
    assert "handed to https://elsewhere.example" in found.evidence
    assert read_settlements(store, "visit") == []


def test_without_a_sendgrid_events_alone_settle(
    store: Store, plan: Plan, sandbox: RunningSandbox
) -> None:
    lost(store, plan, sandbox, taken=True)
    assert settle_by_evidence(store, "visit", None, "", now) == []
    assert ledger.account(store, plan.id) == Account(uncertain=2)
