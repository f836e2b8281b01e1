"""test: somebody's finished letter in the staff's own mailboxes, and nothing else happens."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from outreach.sandbox.faults import Fault
from outreach.sandbox.server import RunningSandbox

from .conftest import Ran, Run, rows

DESK, CHAIR = "desk@coalition.example", "chair@coalition.example"
WIRE, ODUYA = "newsdesk@beltwaywire.example", "m.oduya@potomacledger.example"
CHO = "seoyun.n@hangangilbo.example"


@pytest.fixture(autouse=True)
def staffed(home: Path) -> None:
    settings = home / "outreach.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f'test_recipients = ["{DESK}", "{CHAIR}"]\n{text}', encoding="utf-8")


def letters_of(ran: Ran) -> list[dict[str, Any]]:
    assert ran.code == 0, ran.err
    letters: list[dict[str, Any]] = json.loads(ran.out)["letters"]
    return letters


def mailboxes(sandbox: RunningSandbox) -> list[str]:
    return sorted(one.to for one in sandbox.sandbox.outbox)


def test_the_first_recipient_s_letter_goes_to_all_of_the_staff(
    run: Run, sandbox: RunningSandbox
) -> None:
    ran = run("test", "visit", "--edition", "press", "--yes", "--json")
    (letter,) = letters_of(ran)
    assert (letter["as"], letter["to"]) == (ODUYA, [DESK, CHAIR])
    assert letter["subject"].startswith("[TEST ")
    assert mailboxes(sandbox) == [CHAIR, DESK]
    assert f"press, as it goes to Marguerite Oduya <{ODUYA}>" in ran.err
    assert f"2 test letters to {DESK}, {CHAIR}" in ran.err
    assert f"through {sandbox.url}" in ran.err


def test_it_is_the_letter_that_render_prints(run: Run, sandbox: RunningSandbox) -> None:
    (letter,) = letters_of(run("test", "visit", "-e", "press", "--as", WIRE, "--yes", "--json"))
    ran = run("render", "visit", "-e", "press", "--to", WIRE, "--part", "digest")
    assert letter["digest"] == ran.out.strip()


def test_nothing_of_it_is_written_down(
    run: Run, home: Path, everything: Callable[[], dict[str, object]]
) -> None:
    """Without a key the sandbox takes it, whose events come back, too."""
    letters_of(run("test", "visit", "-e", "press", "--yes", "--json"))
    before = everything()
    ran = run("test", "visit", "-e", "press", "--yes")
    assert ran.code == 0
    after = everything()
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert {name for name in changed if not name.startswith("outbox/")} == set()
    assert "nobody is written to" in ran.err
    assert str(home / "outbox") in ran.err
    assert run("status", "visit").out.count("\n") == 0


def test_several_people_s_letters_go_to_one_mailbox(run: Run, sandbox: RunningSandbox) -> None:
    ran = run(
        *("test", "visit", "-e", "press", "--to", f"The desk <{DESK.upper()}>", "--yes", "--json"),
        *("--as", WIRE, "--as", "oduya", "--as", WIRE),
    )
    assert [(one["as"], one["to"]) for one in letters_of(ran)] == [(WIRE, [DESK]), (ODUYA, [DESK])]
    assert mailboxes(sandbox) == [DESK, DESK]


def test_the_worst_cases_say_why(run: Run, sandbox: RunningSandbox) -> None:
    ran = run("test", "visit", "-e", "press", "--worst", "--to", DESK, "--yes", "--json")
    why = {one["why"]: one["as"] for one in letters_of(ran)}
    assert {"no name", "longest name", "Chinese characters"} <= set(why)
    assert why["no name"] == WIRE
    assert len(mailboxes(sandbox)) == len(why)
    assert "(longest name)" in ran.err


def test_a_table_for_people(run: Run, sandbox: RunningSandbox) -> None:
    ran = run("test", "visit", "-e", "press", "--as", WIRE, "--yes")
    header, line = ran.out.splitlines()
    assert header == "as\tsubject\tdigest"
    assert line.startswith(f"{WIRE}\t[TEST ")


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("visit",), 2, "which edition?"),
        (("visit", "-e", "pres"), 2, "did you mean press?"),
        (("visti", "-e", "press"), 2, "did you mean visit?"),
        (("visit", "-e", "press"), 2, "add --yes"),
        (("visit", "-e", "press", "--to", "ana@desk.example", "--yes"), 2, "is no test recipient"),
        (("visit", "-e", "press", "--as", "ana@desk.example", "--yes"), 1, "not in the audience"),
        (("visit", "-e", "press", "--as", "e", "--yes"), 2, "give an address"),
    ],
)
def test_what_is_asked_for_wrongly(
    run: Run, sandbox: RunningSandbox, args: tuple[str, ...], code: int, said: str
) -> None:
    ran = run("test", *args)
    assert (ran.code, said in ran.err) == (code, True), ran.err
    assert mailboxes(sandbox) == []


def test_without_test_recipients_it_says_where_they_are_named(
    run: Run, home: Path, sandbox: RunningSandbox
) -> None:
    settings = home / "outreach.toml"
    settings.write_text(settings.read_text().partition("\n")[2])
    ran = run("test", "visit", "-e", "press", "--yes")
    assert ran.code == 2
    assert "test_recipients = [" in ran.err


def test_who_left_gets_no_test_letter_either(run: Run, sandbox: RunningSandbox) -> None:
    assert run("contacts", "suppress", CHAIR).code == 0
    ran = run("test", "visit", "-e", "press", "--yes")
    assert ran.code == 1
    assert f"must not be written to: {CHAIR}" in ran.err
    assert mailboxes(sandbox) == []
    assert run("test", "visit", "-e", "press", "--to", DESK, "--yes").code == 0


def test_a_letter_that_cannot_be_made_is_not_sent(
    run: Run, home: Path, sandbox: RunningSandbox
) -> None:
    template = home / "templates" / "email" / "press-release.txt.j2"
    template.write_text("{{ nothing_of_the_kind }}", encoding="utf-8")
    ran = run("test", "visit", "-e", "press", "--yes")
    assert ran.code == 3
    assert "press-release.txt.j2:1" in ran.err
    assert mailboxes(sandbox) == []


def test_an_edition_for_nobody_has_no_letter(run: Run, home: Path, sandbox: RunningSandbox) -> None:
    file = home / "campaigns" / "visit" / "campaign.toml"
    text = file.read_text(encoding="utf-8")
    assert 'audience = "press -tag:do-not-pitch"' in text
    file.write_text(text.replace("press -tag:do-not-pitch", "press country:IS"), encoding="utf-8")
    ran = run("test", "visit", "-e", "press", "--yes")
    assert ran.code == 3
    assert "nobody is in the audience" in ran.err


@pytest.mark.parametrize(("fault", "rest"), [("credits", ODUYA), ("accept-then-drop", CHO)])
def test_what_stops_halfway_names_the_rest(
    run: Run, sandbox: RunningSandbox, fault: str, rest: str
) -> None:
    """What may have gone out is not among it: it is looked for in the mailbox."""
    sandbox.sandbox.add_fault(Fault(fault, after=1))
    whose = "--as", WIRE, "--as", ODUYA, "--as", CHO
    ran = run("test", "visit", "-e", "press", "--to", DESK, *whose, "--yes", "--json")
    assert ran.code == 4
    assert [one["as"] for one in json.loads(ran.out)["letters"]] == [WIRE]
    assert "1 of 3 went to each mailbox" in ran.err
    assert f"outreach test visit --edition press --as {rest}" in ran.err
    assert WIRE not in ran.err.splitlines()[-1]


def test_where_nothing_went_it_is_the_fault_alone(run: Run, sandbox: RunningSandbox) -> None:
    sandbox.sandbox.add_fault(Fault("sender"))
    ran = run("test", "visit", "-e", "press", "--yes")
    assert (ran.code, ran.out) == (1, "")


def test_once_it_is_being_sent_the_letter_is_the_one_that_was_planned(
    run: Run, home: Path, sandbox: RunningSandbox
) -> None:
    assert run("send", "visit", "-e", "signatories", "--yes").code == 0
    people = len(mailboxes(sandbox))
    ledger = {name: rows(home / "contacts.db")[name] for name in ("plans", "batches", "deliveries")}
    ran = run("test", "visit", "-e", "signatories", "--to", DESK, "--yes", "--json")
    (letter,) = letters_of(ran)
    assert "as sent to" in ran.err
    assert len(mailboxes(sandbox)) == people + 1
    after = rows(home / "contacts.db")
    assert ledger == {name: after[name] for name in ledger}
    digest = run("render", "visit", "-e", "signatories", "--to", letter["as"], "--part", "digest")
    assert letter["digest"] == digest.out.strip()
