"""doctor: the real command, against a sandbox over HTTP and a store on disk."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from outreach.actions.doctor import hearing_signs
from outreach.sandbox.faults import Fault
from outreach.sandbox.server import RunningSandbox
from outreach.store.backlog import keep
from outreach.store.database import open_store


@pytest.fixture(autouse=True)
def _no_dns(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("the DNS was asked")

    monkeypatch.setattr("outreach.checks.records.lookup_with", refuse)


def found(ran: Any) -> dict[tuple[str, str], str]:
    """What was said, by area and health."""
    signs = json.loads(ran.out)["signs"]
    return {(one["area"], one["health"]): f"{one['said']} | {one['way_out']}" for one in signs}


def test_all_is_well_with_a_sandbox(run: Any, sandbox: RunningSandbox) -> None:
    ran = run("doctor", "--json")
    signs = found(ran)
    assert ran.code == 0, ran.shown
    for area in ("sender", "credits", "clock", "store", "events", "tracking", "account"):
        assert (area, "good") in signs, signs
    assert "a sandbox on this machine" in signs["key", "look"] or ("key", "good") in signs


def test_without_a_key_it_looks_at_what_is_here(run: Any) -> None:
    ran = run("doctor", "--json")
    signs = found(ran)
    assert ran.code == 0, ran.shown
    assert "no SENDGRID_API_KEY" in signs["key", "look"]
    assert ("sender", "good") not in signs


def test_offline_asks_nobody(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDGRID_API_KEY", "SG.real")  # the host would be SendGrid's own
    ran = run("doctor", "--offline", "--json")
    assert {area for area, _ in found(ran)} <= {"store", "contacts", "unsubscribe", "events"}


def test_a_refused_key_is_said_and_nothing_more_is_asked(run: Any, sandbox: RunningSandbox) -> None:
    sandbox.sandbox.add_fault(Fault("bad-key", times=1, path="scopes"))
    ran = run("doctor", "--json")
    signs = found(ran)
    assert ran.code == 3
    assert ("key", "bad") in signs
    assert ("sender", "good") not in signs


def test_what_the_key_may_not_read_cannot_be_told(run: Any, sandbox: RunningSandbox) -> None:
    for path in ("user/credits", "tracking_settings", "whitelabel/domains"):
        sandbox.sandbox.add_fault(Fault("forbidden", times=1, path=path))
    ran = run("doctor", "--json")
    signs = found(ran)
    assert ran.code == 0, ran.shown
    assert "the key may not read it" in signs["credits", "unknown"]
    assert ("tracking", "unknown") in signs


def test_a_sum_that_is_not_what_its_events_say_must_be_mended(run: Any, home: Path) -> None:
    assert run("send", "visit", "--edition", "press", "--yes").code == 0
    with sqlite3.connect(home / "contacts.db") as db:
        db.execute("UPDATE cohorts SET delivered = delivered + 1 WHERE id = 1")
    ran = run("doctor", "--offline")
    assert ran.code == 3
    assert "a sum is not what its events say" in ran.out


def test_what_sendgrid_reported_of_the_account_comes_first(run: Any, home: Path) -> None:
    with sqlite3.connect(home / "contacts.db") as db:
        db.execute(
            "INSERT INTO events (at, event_key, kind, email_key, reason) VALUES"
            " (1780000000, 'k', 'account_status_change', '', 'compliance_suspend\x1b[2J')"
        )
    ran = run("doctor", "--offline")
    assert ran.code == 3
    assert ran.out.splitlines()[0].startswith("MEND")
    assert "compliance_suspend" in ran.out
    assert "\x1b" not in ran.out


def test_posts_that_wait_to_be_counted_are_named(run: Any, home: Path) -> None:
    now = datetime.now(UTC)
    with closing(open_store(home / "contacts.db")) as db:
        keep(db, [b"[]"], now - timedelta(minutes=5))
        db.execute("INSERT INTO backlog (taken_at, fault, body) VALUES ('', 'KeyError', X'5B5D')")
        db.conn.commit()
        signs = {one.health: one.said for one in hearing_signs(db, now)}
    assert signs["bad"] == "1 post of events could not be counted: kept for another try"
    assert signs["look"] == "1 post of events, 0.0 MB, not counted yet"
    ran = run("doctor", "--offline")  # which counts what can be counted
    assert ran.code == 3
    assert "could not be counted" in ran.out
    assert "not counted yet" not in ran.out
