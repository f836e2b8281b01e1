"""send: the plan it is pinned to, the moment it is for, the count it asks, the canary, the lift."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from outreach.cli import here
from outreach.sandbox.faults import Fault
from outreach.store.database import open_store
from outreach.store.runs import read_runs

from .conftest import Run

PRESS = ("send", "visit", "--edition", "press", "--yes")


def digest_of_press(run: Run) -> str:
    (edition,) = json.loads(run("plan", "visit", "--edition", "press", "--json").out)["editions"]
    return str(edition["plan"])


# --- pinned to a plan -----------------------------------------------------------------------------


@pytest.mark.parametrize("digits", [16, 8])
def test_the_plan_that_was_named_is_sent(run: Run, sandbox: Any, digits: int) -> None:
    digest = digest_of_press(run)
    assert run(*PRESS, "--plan", digest[:digits]).code == 0
    assert len(sandbox.sandbox.outbox) > 0


def test_another_plan_than_the_one_that_was_named_is_not(
    home: Path, run: Run, sandbox: Any
) -> None:
    digest = digest_of_press(run)
    statement = home / "campaigns" / "visit" / "statement.md"
    statement.write_text(f"{statement.read_text()}\nOne sentence more is here.\n")
    ran = run(*PRESS, "--plan", digest)
    assert ran.code == 1
    assert digest in ran.err
    assert "outreach plan visit --diff" in ran.err
    assert len(sandbox.sandbox.outbox) == 0


@pytest.mark.parametrize("named", ["1234567", "not-a-digest-at-all"])
def test_what_is_no_digest_is_refused(run: Run, sandbox: Any, named: str) -> None:
    assert run(*PRESS, "--plan", named).code == 2
    assert len(sandbox.sandbox.outbox) == 0


def test_a_campaign_that_was_renamed_does_not_go_to_everybody_again(
    home: Path, run: Run, sandbox: Any
) -> None:
    assert run(*PRESS).code == 0
    letters = len(sandbox.sandbox.outbox)
    (home / "campaigns" / "visit").rename(home / "campaigns" / "tour")
    ran = run("send", "tour", "--edition", "press", "--yes")
    assert ran.code == 1
    assert f"{letters} recipients of press had this very letter already, as visit/press" in ran.err
    assert len(sandbox.sandbox.outbox) == letters
    assert run("send", "tour", "--edition", "press", "--yes", "--as-planned").code == 0
    assert len(sandbox.sandbox.outbox) == 2 * letters


# --- for a moment ---------------------------------------------------------------------------------


def test_letters_for_later_wait_at_sendgrid_under_one_id(
    home: Path, run: Run, sandbox: Any
) -> None:
    ran = run(*PRESS, "--at", "+2h", "--json")
    assert ran.code == 0, ran.err
    said = json.loads(ran.out)
    goes_out = datetime.fromisoformat(said["goes_out"])
    assert timedelta(hours=1, minutes=58) < goes_out - datetime.now(UTC) < timedelta(hours=2.1)
    assert said["editions"][0]["submitted"] == said["editions"][0]["planned"] > 0
    letters = list(sandbox.sandbox.outbox)
    assert {one.send_at for one in letters} == {goes_out.timestamp()}
    with closing(open_store(home / "contacts.db")) as db:
        (known,) = read_runs(db, "visit")
    assert sandbox.sandbox.schedule.batch_ids == {known.sendgrid_batch}
    assert "outreach cancel visit" in ran.err


def test_what_the_embargo_holds_back_may_be_scheduled_for_its_lift(
    home: Path, run: Run, sandbox: Any
) -> None:
    lift = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0)
    file = home / "campaigns" / "visit" / "campaign.toml"
    held = f'title = "Visit"\n[embargo]\nuntil = {lift:%Y-%m-%dT%H:%M:%S}Z\n[editions.press]\n'
    held += 'template = "press-release"\naudience = "press"\nsubject = "News"\n'
    file.write_text(held)
    assert run(*PRESS).code == 1
    assert len(sandbox.sandbox.outbox) == 0
    ran = run(*PRESS, "--at", "lift")
    assert ran.code == 0, ran.err
    letters = list(sandbox.sandbox.outbox)
    assert {one.send_at for one in letters} == {lift.timestamp()}
    assert all(b"EMBARGOED" not in sandbox.sandbox.outbox.read(one) for one in letters)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("+73h", "more than 72 hours ahead"),
        ("2020-01-01 06:00", "is past"),
        ("lift", "there is no embargo"),
        ("soon", "is no time"),
    ],
)
def test_a_moment_that_sendgrid_does_not_do(run: Run, sandbox: Any, moment: str, said: str) -> None:
    ran = run(*PRESS, "--at", moment)
    assert ran.code == 2
    assert said in ran.err
    assert len(sandbox.sandbox.outbox) == 0


def test_the_sandbox_of_this_command_keeps_nothing_for_later(run: Run) -> None:
    ran = run(*PRESS, "--at", "+2h")
    assert ran.code == 2
    assert "outreach sandbox --port" in ran.err


def embargoed(home: Path, lift: datetime) -> None:
    file = home / "campaigns" / "visit" / "campaign.toml"
    held = f'title = "Visit"\n[embargo]\nuntil = {lift:%Y-%m-%dT%H:%M:%S}Z\n[editions.press]\n'
    file.write_text(held + 'template = "press-release"\naudience = "press"\nsubject = "News"\n')


def test_letters_that_wait_for_a_lift_that_was_put_off_are_told(
    home: Path, run: Run, sandbox: Any
) -> None:
    lift = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0)
    embargoed(home, lift)
    assert run(*PRESS, "--at", "lift").code == 0
    assert "WRONG MOMENT" not in run("status", "visit").err
    embargoed(home, lift + timedelta(hours=15))
    for command in (("status", "visit"), PRESS):
        said = run(*command).err
        assert "WRONG MOMENT" in said
        assert "the embargo still holds press back" in said
        assert "outreach cancel visit --run" in said
    (wrong,) = json.loads(run("status", "visit", "--json").out)["wrong_moment"]
    assert wrong["letters"] == len(sandbox.sandbox.outbox)


def test_what_waits_has_not_been_sent(run: Run, sandbox: Any) -> None:
    assert run(*PRESS, "--at", "+2h").code == 0
    again = run(*PRESS)
    assert "letters wait for their time" in again.err
    assert "--anew" not in again.err
    assert run("pause", "visit", "--yes").code == 0
    assert "outreach resume visit" in run(*PRESS).err


def test_the_way_on_goes_no_farther_than_what_was_asked_for(run: Run, sandbox: Any) -> None:
    sandbox.sandbox.add_fault(Fault("credits"))
    ran = run(*PRESS)
    assert ran.code == 1
    assert "outreach send visit --edition press" in ran.err
    sandbox.sandbox.add_fault(Fault("credits"))
    assert "outreach send visit --edition press --at 20" in run(*PRESS, "--at", "+2h").err


# --- the question ---------------------------------------------------------------------------------


@pytest.fixture
def to_people(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the sandbox were SendGrid itself, and somebody sat at a terminal."""
    monkeypatch.setattr("outreach.cli.stage.is_local", lambda _host: False)
    settings = home / "outreach.toml"
    settings.write_text(f"{settings.read_text()}\n[send]\nconfirm_above = 5\n")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)


@pytest.mark.parametrize(("typed", "code"), [("{count}", 0), ("y", 1), ("", 1), ("1{count}", 1)])
@pytest.mark.usefixtures("to_people")
def test_many_letters_are_sent_when_their_number_is_typed(
    run: Run, sandbox: Any, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    plan = json.loads(run("plan", "visit", "--edition", "press", "--json").out)
    count = plan["editions"][0]["recipients"]
    asked: list[str] = []

    def answer(question: str, **_options: object) -> str:
        asked.append(question)
        return typed.format(count=count)

    monkeypatch.setattr("typer.prompt", answer)
    assert run("send", "visit", "--edition", "press").code == code
    assert f"{count} letters" in asked[0]
    assert len(sandbox.sandbox.outbox) == (count if code == 0 else 0)


def test_what_is_said_before_names_the_clock_and_the_credits(run: Run, sandbox: Any) -> None:
    ran = run(*PRESS)
    assert "now       " in ran.err
    assert "credits left" in ran.err
    assert f"plan {digest_of_press(run)}" in ran.err


# --- the canary -----------------------------------------------------------------------------------


def test_where_no_word_comes_of_the_canary_the_rest_is_held(run: Run, sandbox: Any) -> None:
    ran = run(*PRESS, "--canary", "3", "--canary-wait", "0", "--json")
    assert ran.code == 4
    (press,) = json.loads(ran.out)["editions"]
    assert press["submitted"] == 3
    assert press["remaining"] == press["planned"] - 3
    assert "the rest is held" in ran.err
    assert "outreach send visit" in ran.err
    assert run(*PRESS).code == 0
    addresses = [one.to for one in sandbox.sandbox.outbox]
    assert len(addresses) == len(set(addresses)) == press["planned"]


def test_a_canary_for_later_tells_nothing(run: Run, sandbox: Any) -> None:
    ran = run(*PRESS, "--canary", "3", "--at", "+2h")
    assert ran.code == 2
    assert "without --at" in ran.err
    assert len(sandbox.sandbox.outbox) == 0


def test_where_the_canary_fares_well_all_goes(run: Run) -> None:
    ran = run(*PRESS, "--canary", "3", "--canary-wait", "20", "--json")
    assert ran.code == 0, ran.err
    (press,) = json.loads(ran.out)["editions"]
    assert press["submitted"] == press["planned"] > 3


def test_a_canary_that_sendgrid_refuses_holds_the_rest(run: Run, sandbox: Any) -> None:
    sandbox.sandbox.add_fault(Fault("too-large"))
    ran = run(*PRESS, "--canary", "3", "--canary-wait", "0")
    assert ran.code == 1
    assert len(sandbox.sandbox.outbox) == 0


# --- the lift -------------------------------------------------------------------------------------


def test_a_send_that_goes_on_after_the_lift_says_so_by_itself(
    home: Path, run: Run, sandbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lift = (datetime.now(UTC) + timedelta(hours=1)).replace(microsecond=0)
    file = home / "campaigns" / "visit" / "campaign.toml"
    text = f'title = "Visit"\n[embargo]\nuntil = {lift:%Y-%m-%dT%H:%M:%S}Z\n[editions.press]\n'
    text += 'template = "press-release"\naudience = "press"\nsubject = "{{ release_line }}"\n'
    file.write_text(f'{text}release = "under-embargo"\n')
    assert run(*PRESS, "--canary", "3", "--canary-wait", "0").code == 4
    before = {one.id for one in sandbox.sandbox.outbox}
    monkeypatch.setattr(here, "now", lambda: lift + timedelta(seconds=1))
    ran = run(*PRESS)
    assert ran.code == 0, ran.err
    subjects = {(one.id in before, one.subject.split()[0]) for one in sandbox.sandbox.outbox}
    assert subjects == {(True, "EMBARGOED"), (False, "FOR")}


def test_nothing_goes_out_after_the_moment_it_was_not_to(
    home: Path, run: Run, sandbox: Any
) -> None:
    file = home / "campaigns" / "visit" / "campaign.toml"
    text = file.read_text().replace(
        "[editions.press]\n", "[editions.press]\nnot_after = 2024-05-01T00:00:00Z\n"
    )
    file.write_text(text)
    ran = run(*PRESS)
    assert ran.code == 1
    assert "not to go out after" in ran.err
    assert "campaign.toml:" in ran.err
    assert len(sandbox.sandbox.outbox) == 0
