"""cancel, pause and resume: what they show, what they ask, and what they say was stopped."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from outreach.domain.delivery import Account
from outreach.domain.run import RunState
from outreach.sandbox.server import RunningSandbox
from outreach.sendgrid import schedule
from outreach.sendgrid.client import SendGrid
from outreach.store import ledger, runs
from outreach.store.database import Store, open_store
from outreach.store.plans import Plan
from scheduled_letters import KEY, Desk, Turned


@pytest.fixture
def db(home: Path) -> Iterator[Store]:
    with closing(open_store(home / "contacts.db")) as db:
        yield db


@pytest.fixture
def plan(db: Store, small_plan: Callable[..., Plan]) -> Plan:
    return small_plan(db, 4)


@pytest.fixture
def desk(db: Store, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("OUTREACH_USER", "Ana")
    return Desk(db, sandbox, Turned(datetime.now(UTC)))


def in_hours(desk: Desk, plan: Plan, hours: float, batches: int = 100) -> None:
    desk.hand_over(plan, desk.start(hours=hours), batches)


def sent_at(db: Store, hours: float) -> None:
    """Turn the run's time instead of the clock."""
    then = (datetime.now(UTC) + timedelta(hours=hours)).isoformat()
    db.execute("UPDATE runs SET send_at = ?1, lasts_until = ?1", [then])


def test_cancel_says_what_it_stopped_and_how_to_send_it_after_all(
    run: Any, desk: Desk, plan: Plan
) -> None:
    in_hours(desk, plan, 2)
    ran = run("cancel", "visit", "--yes")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "run\tedition\tletters\tcancelled\tuncertain\tnot stopped",
        "run1\tpress\t4\t4\t0\t0",
    ]
    assert "run run1, scheduled by Bo at" in ran.err
    assert "    press: 4 letters" in ran.err
    assert ", in 2 h" in ran.err
    assert "4 letters of run run1 will not go out." in ran.err
    assert "→ to send them after all: outreach send visit --retry-failed" in ran.err
    assert (desk.run().state, desk.run().stopped_by) == (RunState.CANCELLED, "Ana")


def test_without_a_terminal_it_asks_for_the_flag_and_does_nothing(
    run: Any, desk: Desk, plan: Plan
) -> None:
    in_hours(desk, plan, 2)
    for command in ("cancel", "pause"):
        ran = run(command, "visit")
        assert ran.code == 2
        assert "add --yes" in ran.err
        assert desk.run().state is RunState.GOING
        assert desk.stopped == {}


def test_json_has_the_counts_by_edition(run: Any, desk: Desk, plan: Plan) -> None:
    in_hours(desk, plan, 2, batches=1)
    ran = run("cancel", "visit", "--yes", "--json")
    (shown,) = json.loads(ran.out)["runs"]
    assert (shown["run"], shown["state"], shown["outcome"]) == ("run1", "cancelled", "stopped")
    assert shown["editions"] == [
        {
            "edition": "press",
            "letters": 2,
            "stopped": 2,
            "uncertain": 0,
            "not_stopped": 0,
            "remaining": 2,
        }
    ]
    assert "2 letters of press SendGrid was not given." in ran.err
    assert "→ outreach send visit would send them" in ran.err


def test_said_twice_it_is_still_cancelled(run: Any, desk: Desk, plan: Plan) -> None:
    in_hours(desk, plan, 2)
    run("cancel", "visit", "--yes")
    ran = run("cancel", "visit", "--yes")
    assert ran.code == 0
    assert "run run1: cancelled by Ana at" in ran.err


def test_a_late_cancel_says_that_it_is_not_sure(run: Any, desk: Desk, plan: Plan) -> None:
    in_hours(desk, plan, 0.1)
    ran = run("cancel", "visit", "--yes")
    assert ran.code == 1
    assert ran.out.splitlines()[1] == "run1\tpress\t4\t0\t4\t0"
    assert "SendGrid promises to stop only what is more than 10 min away" in ran.err
    assert "4 letters may go out all the same, or have gone" in ran.err
    assert list(desk.stopped.values()) == ["cancel"]
    assert ledger.account(desk.db, plan.id) == Account(uncertain=4)
    ran = run("cancel", "visit", "--yes")
    assert ran.code == 1
    assert "4 letters of it went out, or may have" in ran.err


def test_after_its_time_it_is_too_late(run: Any, desk: Desk, plan: Plan) -> None:
    in_hours(desk, plan, 2)
    sent_at(desk.db, -1.1)
    for command in ("cancel", "pause"):
        ran = run(command, "visit", "--yes")
        assert ran.code == 1
        assert "too late: the letters went out" in ran.err
        assert "→ what became of them: outreach stats visit" in ran.err
    assert desk.stopped == {}


def test_paused_letters_are_held_and_let_go(run: Any, desk: Desk, plan: Plan) -> None:
    in_hours(desk, plan, 2)
    ran = run("pause", "visit", "--yes")
    assert ran.code == 0
    assert ran.out.splitlines()[1] == "run1\tpress\t4\t4\t0\t0"
    assert "4 letters of run run1 wait at SendGrid, which discards them at" in ran.err
    assert "→ to let them go: outreach resume visit" in ran.err
    assert run("pause", "visit").code == 0
    ran = run("resume", "visit", "--yes")
    assert ran.code == 0
    assert ran.out.splitlines() == ["run\tedition\tletters\tresumed", "run1\tpress\t4\t4"]
    assert desk.stopped == {}


def test_what_was_cancelled_cannot_be_resumed(run: Any, desk: Desk, plan: Plan) -> None:
    in_hours(desk, plan, 2)
    run("cancel", "visit", "--yes")
    ran = run("resume", "visit", "--yes")
    assert ran.code == 1
    assert "a cancelled run cannot be resumed" in ran.err
    assert "→ outreach send visit --retry-failed" in ran.err
    assert desk.run().state is RunState.CANCELLED


def release(home: Path, line: str) -> None:
    """Put a line into the press edition of the campaign file."""
    file = home / "campaigns" / "visit" / "campaign.toml"
    text = file.read_text(encoding="utf-8")
    assert "[editions.press]\n" in text
    file.write_text(text.replace("[editions.press]\n", f"[editions.press]\n{line}\n", 1))


def test_letters_that_were_not_to_go_out_so_late_are_not_let_go_by_the_way(
    run: Any, home: Path, desk: Desk, plan: Plan
) -> None:
    in_hours(desk, plan, 2)
    run("pause", "visit", "--yes")
    sent_at(desk.db, -1)
    release(home, "not_after = 2026-01-01T00:00:00Z")
    ran = run("resume", "visit", "--yes")
    assert ran.code == 1
    assert "press was not to go out after 12:00 a.m. UTC" in ran.err
    assert "--as-planned" in ran.err
    assert desk.run().state is RunState.PAUSED
    ran = run("resume", "visit", "--yes", "--as-planned")
    assert ran.code == 0
    assert "4 letters of run run1: go out at once." in ran.err


def test_letters_that_say_embargoed_are_not_let_go_after_the_lift(
    run: Any, desk: Desk, plan: Plan
) -> None:
    in_hours(desk, plan, 2)
    desk.db.execute("UPDATE plans SET release_line = 'EMBARGOED UNTIL noon'")
    run("pause", "visit", "--yes")
    ran = run("resume", "visit", "--yes")
    assert ran.code == 1
    assert "letters of press say EMBARGOED UNTIL noon, which no longer holds" in ran.err
    desk.db.execute("UPDATE batches SET lifted = 1")  # those for after the lift were handed over
    assert run("resume", "visit", "--yes").code == 0


def test_the_brake_works_while_a_send_holds_its_lock_and_the_files_are_broken(
    run: Any, home: Path, desk: Desk, plan: Plan
) -> None:
    from outreach.store.sending import sending_lock

    in_hours(desk, plan, 2)
    (home / "campaigns" / "visit" / "campaign.toml").write_text("this is = no toml [")
    with sending_lock(home / "contacts.db", "visit"):
        assert run("cancel", "visit", "--yes").code == 0
    assert desk.run().state is RunState.CANCELLED


def test_one_run_alone(run: Any, desk: Desk, plan: Plan) -> None:
    in_hours(desk, plan, 2, batches=1)
    desk.hand_over(plan, desk.start("run2", hours=3))
    assert run("cancel", "visit", "--run", "run2", "--yes").code == 0
    assert [one.state for one in runs.read_runs(desk.db, "visit")] == ["going", "cancelled"]
    ran = run("cancel", "visit", "--run", "run3", "--yes")
    assert ran.code == 2
    assert "its scheduled runs: run1, run2" in ran.err


def test_where_nothing_is_scheduled_it_says_so(run: Any, desk: Desk) -> None:
    ran = run("cancel", "visit", "--yes")
    assert ran.code == 1
    assert "no letter of visit is scheduled" in ran.err
    assert run("cancel", "vist", "--yes").code == 2


def test_what_another_host_was_given_is_not_asked_of_this_one(
    run: Any, desk: Desk, plan: Plan
) -> None:
    in_hours(desk, plan, 2)
    desk.db.execute("UPDATE runs SET host = 'https://api.eu.sendgrid.com'")
    ran = run("cancel", "visit", "--yes")
    assert ran.code == 2
    assert "→ set OUTREACH_SENDGRID_HOST=https://api.eu.sendgrid.com" in ran.err


def test_without_a_key_it_names_the_way(
    run: Any, desk: Desk, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_hours(desk, plan, 2)
    desk.db.execute("UPDATE runs SET host = 'https://api.sendgrid.com'")
    monkeypatch.setenv("SENDGRID_API_KEY", "")
    monkeypatch.setenv("OUTREACH_SENDGRID_HOST", "https://api.sendgrid.com")
    ran = run("cancel", "visit", "--yes")
    assert ran.code == 2
    assert "SENDGRID_API_KEY is not set" in ran.err


def test_where_sendgrid_has_no_room_it_shows_what_fills_it(
    run: Any, desk: Desk, plan: Plan
) -> None:
    sendgrid = SendGrid(desk.sandbox.url, KEY)
    for _ in range(9):
        schedule.stop(sendgrid, schedule.new_batch_id(sendgrid), "cancel")
    run_id = desk.start("other", campaign="other", hours=1)
    schedule.stop(sendgrid, run_id.sendgrid_batch, "pause")
    in_hours(desk, plan, 2)
    ran = run("cancel", "visit", "--yes")
    assert ran.code == 1
    assert ran.out.splitlines()[1] == "run1\tpress\t4\t0\t0\t4"
    assert "run run1 was not cancelled: SendGrid keeps 10 stopped batches" in ran.err
    assert "    pause: run other of other, for" in ran.err
    assert ran.err.count("which is of no run here") == 9
    assert "then run this again" in ran.err


def test_where_nobody_knows_it_names_the_command_to_repeat(
    run: Any, desk: Desk, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    from outreach.cli import stopping
    from scheduled_letters import cut, in_the_way, lost

    in_hours(desk, plan, 2)
    orders = "/v3/user/scheduled_sends"
    monkeypatch.setattr(stopping.time, "sleep", lambda _: None)
    acts = [(f"POST {orders}", lost)] * 4 + [(f"GET {orders}", cut)] * 4
    with in_the_way(desk.sandbox.url, *acts) as way:
        monkeypatch.setenv("OUTREACH_SENDGRID_HOST", way.url)
        desk.db.execute("UPDATE runs SET host = ?", [way.url])
        ran = run("cancel", "visit", "--yes")
        assert ran.code == 1
        assert "nobody knows whether SendGrid cancelled run run1" in ran.err
        assert "→ run this again, it does no harm: outreach cancel visit" in ran.err
        way.harm.clear()
        assert run("cancel", "visit", "--yes").code == 0
    assert ledger.account(desk.db, plan.id) == Account(failed=4)
