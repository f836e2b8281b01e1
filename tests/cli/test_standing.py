"""status: the equation, what is open, and a next command that is accepted."""

from __future__ import annotations

import itertools
import json
import shlex
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from outreach.cli.standing_shown import Seen, equation_lines, said_of
from outreach.domain.delivery import Account, BatchState, Stage
from outreach.domain.run import Run
from outreach.store import ledger
from outreach.store.campaign_standing import is_sending, read_standing
from outreach.store.database import Store, open_store
from outreach.store.plans import Plan
from outreach.store.runs import mark_run, start_run
from outreach.store.sending import sending_lock

NOW = datetime.now(UTC)
SmallPlan = Callable[..., Plan]


@pytest.fixture
def db(home: Path) -> Iterator[Store]:
    with closing(open_store(home / "contacts.db")) as db:
        yield db


@pytest.fixture
def plan(db: Store, small_plan: SmallPlan) -> Plan:
    return small_plan(db, 4, excluded=1, stage=Stage.SANDBOX)


@pytest.fixture
def key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sandbox that nobody runs, with a key."""
    monkeypatch.setenv("OUTREACH_SENDGRID_HOST", "http://127.0.0.1:9")
    monkeypatch.setenv("SENDGRID_API_KEY", "SG.sandbox")


def put(db: Store, plan: Plan, state: str) -> str:
    """The next batch, in that state."""
    batch = ledger.claim(db, plan.id, NOW)
    assert batch
    if state == "failed":
        ledger.record_failed(db, batch.id, "SendGrid: too large", NOW)
    elif state == "uncertain":
        ledger.record_uncertain(db, batch.id, "no answer in time", NOW)
    elif state == "submitted":
        ledger.record_submitted(db, batch.id, "MID", NOW)
    return batch.id


# --- the equation ---------------------------------------------------------------------------------


def test_the_equation_stands_down_the_page() -> None:
    lines = equation_lines([("press", Account(1, 2000)), ("congress", Account(5))], 80)
    assert lines[0] == "             press  congress"
    assert lines[1] == "candidates   2,001         5"
    assert lines[3] == "+ submitted  2,000         0"


def test_many_editions_stand_one_below_the_other() -> None:
    lines = equation_lines([(f"edition-{n}", Account(n)) for n in range(9)], 40)
    assert max(map(len, lines)) <= 40
    assert sum(line.startswith("candidates") for line in lines) == 5


def test_who_does_not_add_up_is_said_loudly(run: Any, db: Store, plan: Plan) -> None:
    db.execute("DELETE FROM deliveries WHERE plan_id = ? AND contact_uid = 'uid0'", (plan.id,))
    db.commit()
    ran = run("status", "visit")
    assert ran.code == 1
    assert "THE ACCOUNT DOES NOT ADD UP: press (wave 1)" in ran.err
    assert "→ outreach send" not in ran.err
    shown = run("status", "visit", "--json")
    assert (shown.code, json.loads(shown.out)["holds"]) == (1, False)


# --- what is open ---------------------------------------------------------------------------------


def test_a_request_of_a_living_sender_is_under_way(
    run: Any, home: Path, db: Store, plan: Plan
) -> None:
    batch = put(db, plan, "submitting")
    with sending_lock(home / "contacts.db", "visit"):
        ran = run("status", "visit")
    assert f"under way: batch {batch}" in ran.err
    assert "Being sent now." in ran.err
    assert "outreach settle" not in ran.err
    alone = run("status", "visit")
    assert f"uncertain: batch {batch}" in alone.err
    assert "Being sent" not in alone.err


def test_looking_does_not_take_the_lock(home: Path) -> None:
    store = home / "contacts.db"
    assert not is_sending(store, "visit")
    with sending_lock(store, "visit"):
        assert is_sending(store, "visit")
        assert not is_sending(store, "other")
    assert not is_sending(store, "visit")


def test_where_the_system_does_not_tell_the_lock_is_tried(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.store.campaign_standing._LOCKS", home / "no-such-file")
    with sending_lock(home / "contacts.db", "visit"):
        assert is_sending(home / "contacts.db", "visit")
    assert not is_sending(home / "contacts.db", "visit")


@pytest.mark.parametrize(
    ("state", "said", "command"),
    [
        ("going", "scheduled: ", "outreach cancel visit"),
        ("paused", "paused: ", "outreach resume visit"),
    ],
)
@pytest.mark.usefixtures("key")
def test_what_sendgrid_holds_is_told(
    run: Any, db: Store, plan: Plan, state: Any, said: str, command: str
) -> None:
    at = datetime.now(UTC) + timedelta(hours=2)
    start_run(db, Run("r1", "visit", NOW, host="http://127.0.0.1:9", send_at=at))
    ledger.claim(db, plan.id, NOW, goes_out=at, run="r1")
    mark_run(db, "r1", state, NOW, "Ana", False)
    ran = run("status", "visit")
    assert said in ran.err
    assert "2 letters" in ran.err
    assert "(in 1 h 59 min)" in ran.err or "(in 2 h)" in ran.err
    assert command in ran.err
    (told,) = json.loads(run("status", "visit", "--json").out)["runs"]
    assert (told["run"], told["state"], told["waits"]) == ("r1", state, True)


def test_an_approval_and_each_wave_are_told(db: Store, home: Path, small_plan: SmallPlan) -> None:
    small_plan(db, 2)
    later = small_plan(db, 2, edition="later")
    db.execute(
        "UPDATE plans SET edition = 'press', wave = 2, kind = 'new' WHERE id = ?", (later.id,)
    )
    db.execute("UPDATE plans SET approved_by = 'Ana', approved_at = ?", (NOW.isoformat(),))
    db.commit()
    put(db, later, "failed")
    lines = list(said_of(read_standing(db, home / "contacts.db", "visit"), Seen(NOW, "UTC")))
    assert "press, wave 1 (first): 2 remaining" in lines
    assert "press, wave 2 (new): 2 failed" in lines
    assert f"approved: press, wave 2 by Ana, {NOW:%H:%M} UTC" in lines


def test_decisions_are_told_with_their_evidence(run: Any, db: Store, plan: Plan) -> None:
    batch = put(db, plan, "uncertain")
    ledger.settle(
        db, batch, BatchState.SUBMITTED, "person", NOW, decided_by="Ana", evidence="she has it"
    )
    (one,) = json.loads(run("status", "visit", "--json").out)["settlements"]
    assert (one["batch"], one["verdict"], one["decided_by"]) == (batch, "submitted", "Ana")
    assert one["evidence"] == "she has it"


def test_what_was_said_from_outside_cannot_draw(run: Any, db: Store, plan: Plan) -> None:
    batch = ledger.claim(db, plan.id, NOW)
    assert batch
    ledger.record_failed(db, batch.id, "\x1b[2Jbad\x07", NOW)
    assert "\x1b" not in run("status", "visit").err


# --- the next command -----------------------------------------------------------------------------

STATES = ("submitted", "failed", "uncertain", "submitting", "pending")


CASES = (
    *((Stage.SANDBOX, *pair) for pair in itertools.combinations(STATES, 2)),
    *((Stage.SENDGRID, one, one) for one in STATES),
)


@pytest.mark.parametrize("case", CASES, ids=map("-".join, CASES))
def test_every_next_command_is_accepted(
    run: Any, db: Store, small_plan: SmallPlan, case: tuple[Stage, str, str]
) -> None:
    stage, *states = case
    plan = small_plan(db, 4, stage=stage)
    for state in states:
        if state != "pending":
            put(db, plan, state)
    steps = json.loads(run("status", "visit", "--json").out)["next"]
    assert steps
    for step in reversed(steps):  # what begins again is the first, and takes the rest away
        if "set SENDGRID_API_KEY, then" in step:
            continue
        args = shlex.split(step.partition("outreach ")[2])
        ran = run(*args, *(["--yes"] if args[0] == "send" else []))
        assert ran.code not in (2, 70), (step, ran.err)


def test_without_a_plan_the_next_command_makes_one(run: Any) -> None:
    ran = run("status", "visit")
    assert ran.code == 0
    assert "visit has no plan yet: outreach plan visit" in ran.err


def test_a_campaign_whose_files_broke_still_has_its_account(
    run: Any, home: Path, db: Store, plan: Plan
) -> None:
    put(db, plan, "submitted")
    (home / "campaigns/visit/campaign.toml").write_text("title = ")
    ran = run("status", "visit")
    assert ran.code == 0
    assert "outreach check visit" in ran.err


def test_without_a_name_each_campaign_has_a_line(run: Any, plan: Plan) -> None:
    ran = run("status")
    assert ran.out.splitlines()[1].split("\t") == ["visit", "5", "1", "0", "0", "0", "4"]
    (one,) = json.loads(run("status", "--json").out)["campaigns"]
    assert (one["campaign"], one["candidates"], len(one["next"])) == ("visit", 5, 1)


@pytest.mark.parametrize("args", [("visit",), ("visit", "--json"), ()])
def test_watching_in_a_pipe_is_refused_with_the_way_out(run: Any, args: tuple[str, ...]) -> None:
    ran = run("status", *args, "--watch")
    assert ran.code == 2
    assert "outreach status" in ran.err
