"""A send resumed after the embargo lifted does not go on saying EMBARGOED by itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from outreach.domain.delivery import Account, Stage
from outreach.store import ledger
from outreach.store.database import open_store
from outreach.store.plans import Plan, read_plan

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
OLD = "EMBARGOED UNTIL 6:00 a.m. EDT, Wednesday, April 24, 2024"


@pytest.fixture
def half_sent(home: Path, small_plan: Callable[..., Plan]) -> Path:
    """Two of four letters went to the sandbox while the embargo held."""
    with closing(open_store(home / "contacts.db")) as db:
        plan = small_plan(db, 4, stage=Stage.SANDBOX, release_line=OLD)
        batch = ledger.claim(db, plan.id, NOW)
        assert batch
        ledger.record_submitted(db, batch.id, "MID", NOW)
    return home


def account(home: Path) -> Account:
    with closing(open_store(home / "contacts.db")) as db:
        plan = read_plan(db, "visit", "press")
        assert plan
        return ledger.account(db, plan.id)


def test_the_rest_is_not_sent_with_words_that_no_longer_hold(half_sent: Path, run: Any) -> None:
    ran = run("send", "visit", "--edition", "press", "--yes")
    assert ran.code == 1
    assert f"2 letters of press still to be sent say {OLD}" in ran.err
    assert "--as-planned" in ran.err
    assert account(half_sent) == Account(submitted=2, remaining=2)


def test_unless_a_person_says_so(half_sent: Path, run: Any) -> None:
    ran = run("send", "visit", "--edition", "press", "--yes", "--as-planned")
    assert ran.code == 0, ran.err
    assert account(half_sent) == Account(submitted=4)
