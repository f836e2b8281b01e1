"""doctor: what SendGrid will not say, question by question; clock, store, webhook gone wrong."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from outreach.sandbox.faults import Fault
from outreach.sandbox.server import RunningSandbox

AREAS = {
    "scopes": ("key", "clock"),
    "whitelabel/domains": ("sender",),
    "tracking_settings": ("tracking",),
    "mail_settings": ("account",),
    "asm/groups": ("unsubscribe",),
    "user/webhooks": ("webhook",),
    "user/credits": ("credits",),
}
"""Which area cannot be told where a path of the API is forbidden."""


def told(ran: Any) -> list[dict[str, str]]:
    signs: list[dict[str, str]] = json.loads(ran.out)["signs"]
    return signs


def of(ran: Any, area: str) -> list[tuple[str, str]]:
    return [(one["health"], one["said"]) for one in told(ran) if one["area"] == area]


def settle(home: Path, top: str, sendgrid: str = "") -> None:
    file = home / "outreach.toml"
    text = re.sub(r"(?m)^\[sendgrid\]$", f"[sendgrid]\n{sendgrid}", file.read_text())
    file.write_text(f"{top}\n{text}")


@pytest.mark.parametrize("path", AREAS)
def test_one_answer_that_is_forbidden_is_all_that_cannot_be_told(
    run: Any, home: Path, sandbox: RunningSandbox, path: str
) -> None:
    settle(home, 'public_url = "http://127.0.0.1:1"', "asm_groups = { press = 101 }")
    plain = {one["area"] for one in told(run("doctor", "--json"))}
    sandbox.sandbox.add_fault(Fault("forbidden", times=9, path=path))
    ran = run("doctor", "--json")
    for area in AREAS[path]:
        (one,) = [said for health, said in of(ran, area) if health == "unknown"]
        assert one.startswith("cannot tell"), one
        assert "the key may not read it" in one
    assert {one["area"] for one in told(ran)} == plain


def test_where_all_is_forbidden_nothing_is_said_to_be_well(
    run: Any, sandbox: RunningSandbox
) -> None:
    for path in AREAS:
        sandbox.sandbox.add_fault(Fault("forbidden", times=9, path=path))
    ran = run("doctor", "--json")
    asked = {area for areas in AREAS.values() for area in areas} - {"unsubscribe"}
    assert not [one for one in told(ran) if one["area"] in asked and one["health"] == "good"]


@pytest.mark.parametrize("fault", ["server-error", "not-sendgrid", "rate-limit", "redirect"])
def test_a_sendgrid_in_trouble_is_no_end_of_it(
    run: Any, sandbox: RunningSandbox, fault: str
) -> None:
    for path in AREAS:
        sandbox.sandbox.add_fault(Fault(fault, times=9, path=path))
    ran = run("doctor", "--json")
    assert of(ran, "credits")[0][0] == "unknown"
    assert of(ran, "webhook")[0][0] == "unknown"
    assert "Traceback" not in ran.shown


def test_a_clock_that_is_ahead_is_seen_by_the_date_of_an_answer(
    run: Any, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seconds, health in ((60, "look"), (-400, "bad")):
        monkeypatch.setattr(
            "outreach.cli.here.now",
            lambda off=seconds: datetime.now(UTC) + timedelta(seconds=off),
        )
        ran = run("doctor", "--json")
        ((found, said),) = of(ran, "clock")
        assert found == health
        assert ("ahead of" if seconds > 0 else "behind") in said
        assert ran.code == (3 if health == "bad" else 0)


@pytest.mark.parametrize("at", [0, 5_000])
def test_a_damaged_store_must_be_mended_and_the_rest_is_looked_at(
    run: Any, home: Path, sandbox: RunningSandbox, at: int
) -> None:
    with (home / "contacts.db").open("r+b") as file:
        file.seek(at)
        file.write(b"\xa5" * 60_000)
    ran = run("doctor", "--json")
    assert ran.code == 3
    assert of(ran, "store")[0][0] == "bad"
    assert of(ran, "sender") == [("good", "SendGrid signs for coalition.example")]
    assert all(one["way_out"] for one in told(ran) if one["area"] == "store")


def test_a_webhook_with_another_key_and_one_that_is_not_there(
    run: Any, home: Path, sandbox: RunningSandbox
) -> None:
    url = "http://127.0.0.1:1"
    settle(home, f'public_url = "{url}"', 'webhook_keys = ["MFkwOLD"]')
    missing = run("doctor", "--json")
    assert missing.code == 3
    assert "no webhook at SendGrid" in of(missing, "webhook")[0][1]
    sandbox.sandbox.post_events_to(f"{url}/webhooks/sendgrid")
    other = run("doctor", "--json")
    ((health, said),) = of(other, "webhook")
    assert (other.code, health) == (3, "bad")
    assert "a key that is not in outreach.toml" in said


def test_it_fits_a_terminal_of_80_columns(home: Path, sandbox: RunningSandbox) -> None:
    shown, terminal = pty.openpty()
    with os.fdopen(shown, "rb", closefd=True) as read:
        ran = subprocess.Popen(
            [sys.executable, "-m", "outreach", "doctor"],
            cwd=home,
            env={**os.environ, "COLUMNS": "80", "LINES": "24"},
            stdout=terminal,
            stderr=subprocess.DEVNULL,
        )
        os.close(terminal)
        raw = bytearray()
        try:
            while part := os.read(read.fileno(), 65536):
                raw += part
        except OSError:
            pass  # the other end is closed: it has ended
        assert ran.wait(timeout=20) == 0
    lines = raw.decode().splitlines()
    assert len(lines) > 10
    assert max(map(len, lines)) <= 80
