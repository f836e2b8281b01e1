"""What several tests build on: a store on disk, and a small plan in it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from outreach.domain.contact import Contact, Kind
from outreach.domain.delivery import Field, Message, Stage
from outreach.domain.selection import Exclusion
from outreach.store.database import Store, open_store
from outreach.store.plans import Plan
from outreach.store.staging import Header, Staging

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
_ids = itertools.count(1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    db = open_store(tmp_path / "contacts.db", create=True)
    yield db
    db.close()


@pytest.fixture(scope="session")
def small_plan() -> Callable[..., Plan]:
    """``small_plan(db, 6)``: six recipients in batches of two, frozen."""
    return _small_plan


def _small_plan(
    db: Store,
    n: int,
    *,
    per_batch: int = 2,
    excluded: int = 0,
    campaign: str = "visit",
    edition: str = "press",
    stage: Stage = Stage.SENDGRID,
    digest: str = "d1",
    release_line: str = "FOR IMMEDIATE RELEASE",
) -> Plan:
    """Recipient ``i`` is ``p<i>@<campaign>.example``. A message holds one batch, so that batches
    of fewer than 1,000 can be made of few people."""
    staging = Staging(db, (f"batch{next(_ids):05d}" for _ in itertools.repeat(None)))
    message = 0
    for i in range(n):
        if i % per_batch == 0:
            fields = (Field("-x000-", "subject"), Field("-x001-", "html"), Field("-x002-", "text"))
            html = "<p>Dear -x001-</p>"
            message = staging.add_message(Message("For -x000-", html, "Dear -x002-", fields))
        name = f"Person {i}"
        staging.add_delivery(message, _person(i, campaign), (name, name, name))
    for i in range(n, n + excluded):
        staging.add_exclusion(Exclusion(_person(i, campaign), "no-reply-address"))
    envelope = {
        "from_email": "press@coalition.example",
        "from_name": "Coalition",
        "reply_to": "",
        "categories": [campaign],
        "opens": False,
        "clicks": False,
        "asm_group": 0,
        "unsubscribe": "<mailto:press@coalition.example?subject=unsubscribe>",
    }
    return staging.freeze(
        Header(
            id=f"plan{next(_ids):05d}",
            campaign=campaign,
            edition=edition,
            digest=digest,
            release_line=release_line,
            stage=stage,
            envelope=envelope,
            planned_at=NOW.isoformat(),
        )
    )


def _person(i: int, campaign: str) -> Contact:
    return Contact(i + 1, f"uid{i}", Kind.PRESS, f"p{i}@{campaign}.example", name=f"Person {i}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=20_000)  # a busy machine draws late

    from chromium import ARGUMENTS, find_chromium

    found = find_chromium()
    if found is None:
        pytest.fail(
            "These tests look at letters and pages in Chromium and found none: install it "
            "(`apt install chromium` or `playwright install chromium`), or name it in CHROMIUM."
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield browser
        browser.close()
