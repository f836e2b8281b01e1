"""sync: what SendGrid tells when it is asked, by the real command against a sandbox over HTTP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from outreach.sandbox.faults import Fault
from outreach.sandbox.server import RunningSandbox


@pytest.fixture
def silent(run: Any, sandbox: RunningSandbox) -> Any:
    """The press edition was sent, and nobody heard what became of it."""
    ran = run("send", "visit", "--edition", "press", "--yes")
    assert ran.code == 0, ran.shown
    return run


def press(run: Any) -> Any:
    return json.loads(run("stats", "visit", "--json").out)["editions"][0]


def test_what_was_not_heard_is_asked_for(silent: Any) -> None:
    before = press(silent)
    assert (before["delivered"], before["synced"]) == (0, 0)
    ran = silent("sync", "--json")
    assert ran.code == 0, ran.shown
    after = press(silent)
    assert after["delivered"] == after["submitted"] > 0
    assert after["synced"] == after["submitted"]


def test_asking_again_changes_nothing(silent: Any) -> None:
    silent("sync")
    once = press(silent)
    ran = silent("sync", "--json")
    assert all(not one["new"] for one in json.loads(ran.out)["sources"]), ran.out
    again = press(silent)
    assert {**again, "hours": 0} == {**once, "hours": 0}
    assert silent("doctor", "--offline").code == 0


def test_a_source_that_may_not_be_read_keeps_none_of_the_others(
    silent: Any, sandbox: RunningSandbox
) -> None:
    sandbox.sandbox.add_fault(Fault("forbidden", times=99, path="logs"))
    found = json.loads(silent("sync", "--json").out)
    refused = {one["source"]: one["refused"] for one in found["sources"]}
    assert refused.pop("logs")
    assert set(refused.values()) == {None}


def test_a_limit_of_requests_ends_it_and_says_so(silent: Any) -> None:
    ran = silent("sync", "--most", "2")
    assert ran.code == 1
    assert "--most" in ran.err or "requests" in ran.err


def test_without_a_key_there_is_nobody_to_ask(run: Any, home: Path) -> None:
    ran = run("sync")
    assert ran.code == 2
    assert "SENDGRID_API_KEY" in ran.err
