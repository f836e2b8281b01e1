"""followup: whom to call, by the real command after a send through a sandbox."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def sent(run: Any) -> Any:
    ran = run("send", "visit", "--edition", "congress", "--yes")
    assert ran.code == 0, ran.shown
    return run


def at_once(run: Any, *more: str) -> Any:
    return run("followup", "visit", "--after", "0", "--quiet", "0", *more)


def test_everybody_is_in_one_place(sent: Any) -> None:
    found = json.loads(at_once(sent, "--json").out)
    assert sum(found["turns"].values()) == found["recipients"] > 0
    called = sum(1 + len(one["others"]) for one in found["calls"])
    assert called + len(found["others"]) == found["recipients"]


def test_nobody_is_due_on_the_day_itself(sent: Any) -> None:
    ran = sent("followup", "visit")
    assert ran.out.startswith("0 calls to make")
    assert "the next are due on" in ran.out


def test_who_answered_is_not_called(sent: Any) -> None:
    first = json.loads(at_once(sent, "--json").out)["calls"][0]["first"]["email"]
    ran = sent("note", first, "is glad to help", "--kind", "replied", "--campaign", "visit")
    assert ran.code == 0, ran.shown
    after = json.loads(at_once(sent, "--json").out)
    assert first not in {one["first"]["email"] for one in after["calls"]}
    assert first in {one["email"] for one in after["others"]}


def test_the_sheets_are_private_and_not_written_over(sent: Any, home: Path) -> None:
    for option, name in (("--csv", "calls.csv"), ("--html", "calls.html")):
        assert at_once(sent, option, name).code == 0
        assert (home / name).stat().st_mode & 0o077 == 0
        assert at_once(sent, option, name).code == 2


def test_an_edition_to_those_who_did_not_answer(sent: Any) -> None:
    ran = sent("followup", "visit", "--edition", "again")
    assert 'audience = "received:visit -replied:visit -covered:visit -declined:visit"' in ran.out
    assert sent("followup", "visit", "--edition", "congress").code == 2


def test_an_edition_that_is_written_can_be_checked_and_rendered_at_once(
    sent: Any, home: Path
) -> None:
    ran = sent("followup", "visit", "--edition", "again", "--write")
    assert ran.code == 0, ran.shown
    assert "campaign.toml: edition again is added" in ran.err
    checked = sent("check", "visit", "--edition", "again", "--json")
    assert checked.code == 0, checked.shown
    problems = json.loads(checked.out)["findings"]
    assert not [
        one for one in problems if one.get("edition") == "again" and one["level"] == "error"
    ]
    assert "visit/again" in sent("template", "list").out
    assert sent("followup", "visit", "--edition", "again", "--write").code == 2


def test_write_needs_a_name(sent: Any) -> None:
    ran = sent("followup", "visit", "--write")
    assert ran.code == 2
    assert "--write goes with --edition NAME" in ran.err


def test_a_campaign_that_was_not_sent_has_nobody(run: Any) -> None:
    ran = run("followup", "visit")
    assert ran.code == 1
    assert "outreach send visit" in ran.err
