"""Where a send goes: what is being sent to people is not finished in a sandbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from outreach.cli.stage import own_sandbox, stage_of
from outreach.domain.delivery import Account, Delivery, Message, Stage
from outreach.errors import NotAuthorised
from outreach.sendgrid.client import SendGrid
from outreach.sendgrid.payload import Envelope, encoded, mail_send
from outreach.store import ledger
from outreach.store.database import Store, open_store
from outreach.store.plans import Plan, read_plan
from outreach.workspace import find_workspace

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


@contextmanager
def begun(
    home: Path, small_plan: Callable[..., Plan], *, done: bool
) -> Iterator[tuple[Store, str]]:
    """The press edition on its way to people: a batch of two is submitted; all, if done."""
    with closing(open_store(home / "contacts.db")) as db:
        plan = small_plan(db, 2 if done else 4, stage=Stage.SENDGRID)
        batch = ledger.claim(db, plan.id, NOW)
        assert batch
        ledger.record_submitted(db, batch.id, "MID", NOW)
        yield db, plan.id


def test_what_people_are_getting_is_not_finished_in_a_sandbox(
    home: Path, run: Any, small_plan: Callable[..., Plan]
) -> None:
    with begun(home, small_plan, done=False) as (db, plan):
        ran = run("send", "visit", "--edition", "press", "--yes")
        assert ran.code == 2
        assert "press is being sent to people" in ran.err
        assert "SENDGRID_API_KEY" in ran.err
        assert ledger.account(db, plan) == Account(submitted=2, remaining=2)


def test_nor_in_a_sandbox_that_is_named(
    home: Path, run: Any, small_plan: Callable[..., Plan], sandbox: Any
) -> None:
    with begun(home, small_plan, done=False) as (db, plan):
        assert run("send", "visit", "--edition", "press", "--yes").code == 2
        assert ledger.account(db, plan) == Account(submitted=2, remaining=2)
    assert len(sandbox.sandbox.outbox) == 0


def test_once_it_is_done_a_send_is_to_nobody_wherever(
    home: Path, run: Any, small_plan: Callable[..., Plan]
) -> None:
    with begun(home, small_plan, done=True):
        ran = run("send", "visit", "--edition", "press", "--yes")
    assert ran.code == 0
    assert "nobody was written to now" in ran.err


def test_to_look_at_the_plan_needs_no_key(
    home: Path, run: Any, small_plan: Callable[..., Plan]
) -> None:
    with begun(home, small_plan, done=False) as (db, plan):
        assert run("plan", "visit", "--edition", "press").code == 0
        again = read_plan(db, "visit", "press")
        assert again
        assert again.id == plan


@pytest.mark.parametrize(
    ("host", "key", "stage"),
    [
        ("https://api.sendgrid.com", "", Stage.SANDBOX),
        ("https://api.sendgrid.com", "SG.x", Stage.SENDGRID),
        ("http://127.0.0.1:8026", "SG.x", Stage.SANDBOX),
        ("http://localhost:8026", "", Stage.SANDBOX),
        ("http://[::1]:8026", "SG.x", Stage.SANDBOX),
    ],
)
def test_the_stage_goes_by_host_and_key(home: Path, host: str, key: str, stage: Stage) -> None:
    environment = {"OUTREACH_SENDGRID_HOST": host, "SENDGRID_API_KEY": key}
    assert stage_of(find_workspace(home, environment)) is stage


def test_a_sandbox_of_our_own_takes_letters_from_the_house_itself(
    home: Path, tmp_path: Path
) -> None:
    """Whoever has no key yet tries it with her own address, which is no example."""
    message, to = Message("News", "<p>News</p>", "News"), [Delivery("1", "a@press.example", "")]
    with own_sandbox(home / "contacts.db", tmp_path / "o", sender="Press@coalition.test") as at:
        sendgrid = SendGrid(at.host, at.key)
        for email, taken in (("press@coalition.test", True), ("desk@coalition.test", False)):
            body = encoded(
                mail_send(Envelope(email, "Coalition", "", ("visit",)), message, "b", to)
            )
            with nullcontext() if taken else pytest.raises(NotAuthorised):
                sendgrid.submit(body)


def test_what_went_to_the_sandbox_can_be_tried_again(home: Path, run: Any, sandbox: Any) -> None:
    press = ("visit", "--edition", "press")
    assert run("send", *press, "--yes").code == 0
    first = len(sandbox.sandbox.outbox)
    assert "outreach plan visit --anew" in run("send", *press, "--yes").err
    assert run("plan", *press, "--anew").code == 0
    assert run("send", *press, "--yes").code == 0
    assert len(sandbox.sandbox.outbox) == 2 * first


def test_what_went_to_people_cannot(home: Path, run: Any, small_plan: Callable[..., Plan]) -> None:
    with begun(home, small_plan, done=True) as (db, plan):
        run("plan", "visit", "--edition", "press", "--anew")
        assert ledger.account(db, plan) == Account(submitted=2)
