"""approve and plan --people, --diff on the command line, in a shared workspace."""

from __future__ import annotations

import json
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run

FILE = Path("campaigns/visit/approvals/press.toml")


@pytest.fixture(autouse=True)
def tom(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTREACH_USER", "Tom")


def digest(run: Run, *more: str) -> str:
    ran = run("plan", "visit", "--edition", "press", "--json", *more)
    return str(json.loads(ran.out)["editions"][0]["plan"])


def approve(run: Run, *more: str, by: str = "Ana") -> Any:
    return run("approve", "visit", "--edition", "press", "--as", by, "--yes", *more)


def amend() -> None:
    statement = Path("campaigns/visit/statement.md")
    statement.write_text(f"{statement.read_text()}\nOne sentence more is here.\n")


def test_what_is_approved_is_shown_and_written(run: Run) -> None:
    planned = digest(run)
    ran = approve(run)
    assert ran.code == 0
    assert f"press, plan {planned}" in ran.err
    assert "39 recipients, 0 left out" in ran.err
    assert "planned by Tom" in ran.err
    kept = tomllib.loads(FILE.read_text())
    assert (kept["plan"], kept["approved_by"], kept["planned_by"]) == (planned, "Ana", "Tom")
    assert kept["recipients"] == 39


def test_nobody_is_asked_where_nobody_can_answer(run: Run) -> None:
    ran = run("approve", "visit", "--edition", "press", "--as", "Ana")
    assert ran.code == 2
    assert "--yes" in ran.err
    assert not FILE.exists()


def test_the_planner_is_refused_with_the_way_out(run: Run) -> None:
    digest(run)
    ran = approve(run, by="tom")
    assert ran.code == 1
    assert "was planned by Tom" in ran.err
    assert "--anew" in ran.err
    assert not FILE.exists()


def test_planned_anew_it_is_another_s_plan(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    digest(run)
    monkeypatch.setenv("OUTREACH_USER", "Ana")
    digest(run)
    assert approve(run, by="Ana").code == 0
    digest(run, "--anew")
    assert approve(run, by="Ana").code == 1
    assert approve(run, by="Tom").code == 0


def test_who_only_looked_may_approve_and_is_no_planner(run: Run) -> None:
    assert approve(run).code == 0
    assert "planned_by" not in tomllib.loads(FILE.read_text())
    assert approve(run).code == 0


def test_another_digest_is_refused(run: Run) -> None:
    planned = digest(run)
    assert approve(run, "--plan", planned.upper()).code == 0
    amend()
    ran = approve(run, "--plan", planned)
    assert ran.code == 1
    assert f"and not {planned}" in ran.err
    assert tomllib.loads(FILE.read_text())["plan"] == planned


def test_what_changed_since_the_last_approval_is_shown(run: Run) -> None:
    digest(run)
    approve(run)
    amend()
    ran = approve(run)
    assert "Ana approved it" in ran.err
    assert "since then: other words in 1 message" in ran.err


def test_only_approvers(run: Run) -> None:
    settings = Path("outreach.toml")
    settings.write_text(f'approvers = ["Tessa Holm"]\n{settings.read_text()}')
    assert "Tessa Holm" in approve(run).err
    assert approve(run, by="tessa holm").code == 0


def test_withdrawn(run: Run) -> None:
    approve(run)
    assert run("approve", "visit", "--withdraw", "--edition", "press").code == 0
    assert not FILE.exists()
    assert run("approve", "visit", "--withdraw").code == 2


def test_as_json(run: Run) -> None:
    (one,) = json.loads(approve(run, "--json").out)["approvals"]
    assert one["file"] == str(FILE)
    assert one["plan"] == digest(run)
    assert one["approved_by"] == "Ana"


# --- plan -----------------------------------------------------------------------------------------


def test_everybody_in_or_out(run: Run) -> None:
    ran = run("plan", "visit", "--edition", "congress", "--people")
    rows = [line.split("\t") for line in ran.out.splitlines() if line.count("\t") == 5]
    assert rows[0] == ["edition", "gets", "name", "address", "language", "why"]
    gets = [row[1] for row in rows[1:]]
    assert (gets.count("message 1"), gets.count("nothing")) == (24, 5)
    assert any(row[5].startswith("congress, committee ") for row in rows)
    (edition,) = json.loads(
        run("plan", "visit", "--edition", "congress", "--people", "--json").out
    )["editions"]
    assert sum(one["in"] for one in edition["people"]) == 24
    assert all(one["because"] for one in edition["people"] if not one["in"])


def test_what_changed_since_the_last_plan(run: Run) -> None:
    assert "there is no plan before this" in run("plan", "visit", "--diff").out
    assert run("plan", "visit", "--diff").out.count("nothing changed") == 3
    amend()
    ran = run("plan", "visit", "--diff", "--edition", "press")
    assert "other words in 1 message" in ran.out
    assert "One sentence more" in ran.out
    amend()
    (edition,) = json.loads(run("plan", "visit", "--diff", "-e", "press", "--json").out)["editions"]
    assert edition["changes"]["messages"][0]["people"] == 39
    assert edition["changes"]["nothing"] is False


# --- send -----------------------------------------------------------------------------------------


@pytest.fixture
def strict(tom: None) -> None:
    settings = Path("outreach.toml")
    settings.write_text(f"require_approval = true\n{settings.read_text()}")


def send(run: Run) -> Any:
    return run("send", "visit", "--edition", "press", "--yes")


@pytest.mark.usefixtures("strict")
def test_what_nobody_approved_is_not_sent(run: Run) -> None:
    ran = send(run)
    assert ran.code == 3
    assert "(not-approved)" in ran.err
    assert json.loads(run("status", "visit", "--json").out)["editions"][0]["submitted"] == 0


@pytest.mark.usefixtures("strict")
def test_what_was_approved_is_sent_and_that_is_noted(run: Run) -> None:
    planned = digest(run)
    approve(run)
    assert send(run).code == 0
    with closing(sqlite3.connect("contacts.db")) as db:
        noted = db.execute("SELECT digest, planned_by, approved_by FROM plans").fetchall()
    assert noted == [(planned, "Tom", "Ana")]


@pytest.mark.usefixtures("strict")
def test_what_changed_since_is_said_and_not_sent(run: Run) -> None:
    digest(run)
    approve(run)
    amend()
    ran = send(run)
    assert ran.code == 3
    assert "does not hold any more: other words in 1 message" in ran.err


@pytest.mark.usefixtures("strict")
def test_who_left_since_is_left_out_and_the_rest_is_sent(run: Run) -> None:
    planned = digest(run)
    approve(run)
    (edition,) = json.loads(run("plan", "visit", "-e", "press", "--people", "--json").out)[
        "editions"
    ]
    gone = edition["people"][0]["address"]
    assert run("contacts", "suppress", gone, "--reason", "unsubscribe").code == 0
    assert digest(run) == planned
    assert send(run).code == 0
    (account,) = json.loads(run("status", "visit", "--json").out)["editions"]
    assert (account["submitted"], account["excluded"]) == (38, 1)


def test_what_would_not_be_sent_is_not_approved(run: Run) -> None:
    statement = Path("campaigns/visit/statement.md")
    statement.write_text(f"{statement.read_text()}\nAsk [NAME] for TODO.\n")
    assert send(run).code == 3
    ran = approve(run)
    assert ran.code == 3
    assert "visit is not fit to be sent" in ran.err
    assert not FILE.exists()


@pytest.mark.usefixtures("strict")
def test_the_next_step_is_said(run: Run) -> None:
    ran = run("plan", "visit", "--edition", "press")
    assert "→ next, a second person: outreach approve visit --edition press" in ran.err
    assert "→ next, a second person: outreach approve visit\n" in run("plan", "visit").err
    both = "outreach approve visit --edition press; then: outreach send visit --edition press"
    assert both in send(run).err
