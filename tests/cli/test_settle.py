"""settle: a person's word on what is uncertain, and on nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from outreach.domain.delivery import Account, Stage
from outreach.store import ledger
from outreach.store.database import Store, open_store
from outreach.store.plans import Plan

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
    ran = run("settle", "visit", "--batch", uncertain, "--as", verdict)
    assert (ran.code, ran.out) == (0, f"2 deliveries: {verdict}\n")
    assert ledger.account(db, plan.id) == account


def test_what_failed_is_no_longer_open(run: Any, db: Store, sent: tuple[Plan, str, str]) -> None:
    plan, failed, _ = sent
    ran = run("settle", "visit", "--batch", failed, "--as", "submitted")
    assert ran.code == 2
    assert f"no uncertain batch {failed}" in ran.err
    assert ledger.account(db, plan.id) == Account(failed=2, uncertain=2)
