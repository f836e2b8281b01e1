"""A real ``outreach send``, killed at random moments and started again until it is done.

The sandbox runs here and keeps what it received; the sender is a process of its own. Afterwards
nobody has received the edition twice, nobody is lost, and what nobody can know is uncertain.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from outreach.actions.contacts_import import import_file
from outreach.actions.start import init_workspace
from outreach.domain.contact import Kind
from outreach.errors import StoreLocked
from outreach.sandbox.faults import Fault
from outreach.sandbox.server import RunningSandbox, running
from outreach.sandbox.settings import SandboxSettings
from outreach.sendgrid.events import load_key
from outreach.store.database import Store, open_store
from outreach.web.listen import PATH, receiver
from outreach.web.server import running as serving
from receiving import wait_until_counted

OUTREACH = Path(sys.executable).parent / "outreach"
NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
CITIES, PEOPLE = 24, 5
"""The letter differs by city: as many messages, and as many requests of few people."""

CAMPAIGN = """
title = "Visit"
[editions.press]
template = "release"
audience = "press"
subject = "For {{ contact.name }}"
"""
STATEMENT = """---
title: Free them
date: 2026-06-20
---

We urge the government to act.
"""
HTML = (
    "<!DOCTYPE html><html lang=en dir=ltr><head><title>{{ subject }}</title></head><body>"
    "<h1>{{ statement.title }}</h1>{{ statement.html }}"
    "<p>{% for letter in contact.city %}.{% endfor %} Dear {{ contact.name }}, "
    "<a href='{{ unsubscribe_url }}'>leave our list</a></p></body></html>"
)


@dataclass
class Send:
    """A workspace, the sandbox it sends to, and the receiver of its events."""

    root: Path
    sandbox: RunningSandbox
    deaf: list[bool] = field(default_factory=lambda: [True])

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("OUTREACH", "SENDGRID"))},
            "OUTREACH_WORKSPACE": str(self.root),
            "OUTREACH_SENDGRID_HOST": self.sandbox.url,
        }
        return subprocess.Popen(
            [OUTREACH, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments: str) -> tuple[int, Any]:
        """Exit code, and the JSON printed."""
        with self.start(*arguments, "--json") as process:
            out, err = process.communicate(timeout=60)
        assert b"Traceback" not in err
        assert process.returncode != 70, err
        return process.returncode, json.loads(out) if out else None

    @property
    def requests(self) -> int:
        return len(self.sandbox.sandbox.requests)

    def wait_quiet(self) -> None:
        """Until what was under way when the sender died has been decided."""
        seen, since = self.requests, time.monotonic()
        while time.monotonic() - since < 0.4:
            if self.requests != seen:
                seen, since = self.requests, time.monotonic()
            time.sleep(0.02)

    def hear(self) -> None:
        """Take the events in that could not be taken so far."""
        self.deaf[0] = False
        assert self.sandbox.wait_idle(20)
        wait_until_counted(self.root / "contacts.db")

    def received(self) -> Counter[str]:
        return Counter(letter.to for letter in self.sandbox.sandbox.outbox)

    def orphans(self) -> int:
        """Batches whose sender died between claim and record."""
        db = open_store(self.root / "contacts.db")
        query = "SELECT count(*) FROM batches WHERE reason LIKE 'the sender stopped%'"
        count: int = db.execute(query).fetchone()[0]
        db.close()
        return count

    def by_state(self) -> Mapping[str, set[str]]:
        """Addresses by the state of their batch."""
        found: dict[str, set[str]] = {"submitted": set(), "uncertain": set()}
        db = open_store(self.root / "contacts.db")
        rows = db.execute(
            "SELECT batches.state, email FROM deliveries JOIN batches ON batches.id = batch_id"
        ).fetchall()
        db.close()
        for state, email in rows:
            found.setdefault(state, set()).add(email)
        return found


def workspace(root: Path) -> set[str]:
    """The campaign and its contacts; the addresses."""
    init_workspace(root)
    folder = root / "campaigns" / "visit"
    folder.mkdir()
    (folder / "campaign.toml").write_text(CAMPAIGN)
    (folder / "statement.md").write_text(STATEMENT)
    (folder / "signatories.txt").write_text("Organisation A\nOrganisation B\n")
    (root / "templates" / "email" / "release.html.j2").write_text(HTML)
    (root / "templates" / "email" / "release.txt.j2").write_text(
        "Dear {{ contact.name }}\n{{ unsubscribe_url }}"
    )
    people = [
        (f"p{c}x{i}@press.example", "n" * (c + 1)) for c in range(CITIES) for i in range(PEOPLE)
    ]
    lines = [f"Person,{email},{city}" for email, city in people]
    (root / "press.csv").write_text("\n".join(["name,email,city", *lines]))
    db = open_store(root / "contacts.db", create=True)
    ids = iter(range(1_000_000))
    import_file(db, root / "press.csv", Kind.PRESS, now=NOW, new_uid=lambda: f"u{next(ids)}")
    db.close()
    return {email for email, _ in people}


@contextmanager
def sending(root: Path) -> Iterator[Send]:
    with running(SandboxSettings(outbox=root / "outbox", time_scale=0.0005)) as sandbox:
        send = Send(root, sandbox)
        keys = [load_key(sandbox.sandbox.public_key)]

        store = root / "contacts.db"

        def unless_deaf() -> Store:
            if send.deaf[0]:
                raise StoreLocked("not now")
            return open_store(store)

        app = receiver(unless_deaf, store, keys)
        with serving(app) as url:
            sandbox.sandbox.post_events_to(url + PATH)
            yield send


def kill_once(send: Send, random: Random, requests: int, within: float) -> None:
    """Kill a sender some time after it has had so many more requests answered, or before any."""
    target = send.requests + requests
    with send.start("send", "visit", "--yes") as process:
        while send.requests < target and process.poll() is None:
            time.sleep(0.002)
        time.sleep(random.uniform(0, within))
        process.kill()
        process.communicate()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killed_at_random_and_resumed_nobody_gets_it_twice_and_nobody_is_lost(
    tmp_path: Path, seed: int
) -> None:
    random = Random(seed)
    planned = workspace(tmp_path)
    with sending(tmp_path) as send:
        for kind in ("accept-then-drop", "drop-before-accept", "rate-limit"):
            send.sandbox.sandbox.add_fault(Fault(kind, after=random.randrange(CITIES)))
        send.sandbox.sandbox.add_fault(Fault("delay", times=1000, seconds=0.06))
        kill_once(send, random, 0, within=1.5)
        for _ in range(2):
            kill_once(send, random, random.randrange(1, 8), within=0.1)
        for _ in range(5):
            code, _ = send.run("send", "visit", "--yes")
            if not send.run("status", "visit")[1]["editions"][0]["remaining"]:
                break
        send.wait_quiet()
        _check_accounted_for(send, planned)
        before = send.requests
        code, _ = send.run("send", "visit", "--yes")
        assert code == (4 if send.by_state()["uncertain"] else 0)
        assert send.requests == before, "a finished edition is sent again"
        send.hear()
        received = set(send.received())
        assert send.by_state()["submitted"] == received
        assert send.by_state()["uncertain"] == planned - received


def _check_accounted_for(send: Send, planned: set[str]) -> None:
    received, states = send.received(), send.by_state()
    assert max(received.values()) == 1, "somebody received it twice"
    assert states["submitted"] | states["uncertain"] == planned
    assert set(states) == {"submitted", "uncertain"}
    assert states["submitted"] <= set(received), "somebody is lost"
    assert set(received) - states["submitted"] <= states["uncertain"]
    assert send.orphans(), "the kills missed every request; choose other seeds"
    _, status = send.run("status", "visit")
    (edition,) = status["editions"]
    assert edition["candidates"] == len(planned)
    assert edition["submitted"] == len(states["submitted"])
    assert edition["uncertain"] == len(states["uncertain"])
    assert {one["state"] for one in status["unsettled"]} == {"uncertain"}
    assert sum(one["deliveries"] for one in status["unsettled"]) == edition["uncertain"]


def test_interrupted_it_waits_for_what_is_under_way_and_says_how_to_go_on(tmp_path: Path) -> None:
    planned = workspace(tmp_path)
    with sending(tmp_path) as send:
        send.sandbox.sandbox.add_fault(Fault("delay", times=1000, seconds=0.1))
        with send.start("send", "visit", "--yes") as process:
            while send.requests < 3 and process.poll() is None:
                time.sleep(0.002)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=30)
        assert process.returncode == 130
        assert b"outreach send visit" in err
        states = send.by_state()
        assert states["uncertain"] == set()
        assert states["submitted"] == set(send.received())
        assert 0 < len(states["submitted"]) < len(planned)
        code, _ = send.run("send", "visit", "--yes")
        assert code == 0
        assert send.received() == Counter(planned)


def test_two_terminals_at_once_send_it_once(tmp_path: Path) -> None:
    planned = workspace(tmp_path)
    with sending(tmp_path) as send:
        send.sandbox.sandbox.add_fault(Fault("delay", times=1000, seconds=0.05))
        both = [send.start("send", "visit", "--yes") for _ in range(2)]
        errors = [process.communicate(timeout=60)[1] for process in both]
        codes = sorted(process.returncode for process in both)
        assert codes in ([0, 1], [0, 0])  # refused, or too late to find anything to do
        if codes == [0, 1]:
            assert any(b"another `outreach send` of visit is running" in err for err in errors)
        assert send.received() == Counter(planned)
