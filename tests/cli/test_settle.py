"""settle: a person's word on what is uncertain, and on nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from outreach.domain.delivery import Account, Stage
from outreach.sandbox.faults import Fault
from outreach.sandbox.server import RunningSandbox
from outreach.store import ledger
from outreach.store.database import Store, open_store, transaction
from outreach.store.plans import Plan
from outreach.store.settlements import read_settlements, record_settlement

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


@pytest.fixture
def db(home: Path) -> Iterator[Store]:
    with closing(open_store(home / "contacts.db")) as db:
        yield db


@pytest.fixture
def sent(db: Store, small_plan: Callable[..., Plan]) -> tuple[Plan, str, str]:
    """A plan, its failed batch and, claimed after it, its uncertain one."""
    plan = small_plan(db, 4, stage=Stage.SANDBOX)
    failed, uncertain = ledger.claim(db, plan.id, NOW), ledger.claim(db, plan.id, NOW)
    assert failed
    assert uncertain
    ledger.record_failed(db, failed.id, "SendGrid rejects the request", NOW)
    ledger.record_uncertain(db, uncertain.id, "no answer in time", NOW)
    return plan, failed.id, uncertain.id


def test_status_names_the_uncertain_batch_to_settle(run: Any, sent: tuple[Plan, str, str]) -> None:
    ran = run("status", "visit")
    assert f"outreach settle visit --batch {sent[2]} --as submitted" in ran.err
    for batch, state in ((sent[1], "failed"), (sent[2], "uncertain")):
        assert f"{state}: batch {batch} of press, 2 deliveries" in ran.err


@pytest.mark.parametrize(
    ("verdict", "account"),
    [
        ("submitted", Account(failed=2, submitted=2)),
        ("not-submitted", Account(failed=2, remaining=2)),
    ],
)
def test_a_verdict_is_written_down(
    run: Any, db: Store, sent: tuple[Plan, str, str], verdict: str, account: Account
) -> None:
    plan, _, uncertain = sent
    ran = run("settle", "visit", "--batch", uncertain, "--as", verdict, "--yes")
    assert (ran.code, ran.out) == (0, f"2 deliveries: {verdict}\n")
    assert ledger.account(db, plan.id) == account


def test_sending_it_again_is_asked_for(run: Any, db: Store, sent: tuple[Plan, str, str]) -> None:
    plan, _, uncertain = sent
    ran = run("settle", "visit", "--batch", uncertain, "--as", "not-submitted")
    assert ran.code == 2
    assert "2 people of press would be written to again" in ran.err
    assert "--yes" in ran.err
    assert ledger.account(db, plan.id) == Account(failed=2, uncertain=2)


def test_who_decided_and_why_is_kept(run: Any, db: Store, sent: tuple[Plan, str, str]) -> None:
    decided = ("--as", "submitted", "--because", "Ana has it", "--by", "Ben")
    assert run("settle", "visit", "--batch", sent[2], *decided).code == 0
    (one,) = read_settlements(db, "visit")
    assert (one.verdict, one.source, one.decided_by) == ("submitted", "person", "Ben")
    assert one.evidence == "Ana has it"


def test_what_was_found_before_is_shown_to_who_decides(
    run: Any, db: Store, sent: tuple[Plan, str, str]
) -> None:
    with transaction(db):
        record_settlement(db, sent[2], "unknown", "logs", NOW, evidence="no trace of 2 letters")
    ran = run("settle", "visit", "--batch", sent[2], "--as", "submitted")
    assert "logs: unknown: no trace of 2 letters" in ran.err


@pytest.mark.usefixtures("sent")
def test_without_a_sendgrid_settle_says_that_nobody_was_written_to(run: Any) -> None:
    ran = run("settle", "visit")
    assert ran.code == 1
    assert "nobody was written to" in ran.err
    assert "outreach plan visit --anew" in ran.err


@pytest.mark.usefixtures("small_plan")
def test_where_nothing_is_uncertain_settle_says_so(run: Any) -> None:
    ran = run("settle", "visit")
    assert (ran.code, ran.out) == (0, "Nothing is uncertain.\n")


def test_the_logs_settle_what_was_taken(run: Any, sandbox: RunningSandbox) -> None:
    sandbox.sandbox.add_fault(Fault("accept-then-drop"))
    assert run("send", "visit", "--edition", "press", "--yes").code == 1
    ran = run("settle", "visit", "--json")
    (one,) = json.loads(ran.out)["looked"]
    assert (ran.code, one["verdict"], one["deliveries"]) == (0, "submitted", 39)
    assert "SendGrid's logs know message" in one["evidence"]


def test_what_the_logs_do_not_know_is_left_to_a_person(run: Any, sandbox: RunningSandbox) -> None:
    sandbox.sandbox.add_fault(Fault("drop-before-accept"))
    run("send", "visit", "--edition", "press", "--yes")
    ran = run("settle", "visit")
    assert ran.code == 1
    assert "still uncertain: batch" in ran.out
    assert "39 people in 1 batch still uncertain" in ran.err
    assert "--as submitted, or --as not-submitted" in ran.err


@pytest.mark.parametrize(
    "args", [("--batch", "b"), ("--as", "submitted"), ("--because", "x"), ("--by", "x")]
)
def test_half_a_decision_is_none(run: Any, args: tuple[str, ...]) -> None:
    assert run("settle", "visit", *args).code == 2


def test_what_failed_is_no_longer_open(run: Any, db: Store, sent: tuple[Plan, str, str]) -> None:
    plan, failed, _ = sent
    ran = run("settle", "visit", "--batch", failed, "--as", "submitted")
    assert ran.code == 2
    assert f"no uncertain batch {failed}" in ran.err
    assert ledger.account(db, plan.id) == Account(failed=2, uncertain=2)
