"""A real send to the sandbox: a workspace, processes, sockets, and what came of it.

The sandbox runs in the test's process and keeps what it received. Senders are processes of their
own, so that they can be killed.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from outreach.actions.contacts_import import import_file
from outreach.actions.start import init_workspace
from outreach.domain.contact import Kind
from outreach.errors import StoreLocked
from outreach.sandbox.server import RunningSandbox, running
from outreach.sandbox.settings import SandboxSettings
from outreach.sendgrid.events import load_key
from outreach.store.database import Store, open_store
from outreach.web.listen import PATH, receiver
from outreach.web.server import running as serving
from receiving import wait_until_counted
from warm import Ended, Warm

OUTREACH = Path(sys.executable).parent / "outreach"
NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
STORE = ("contacts.db", "contacts.db-wal", "contacts.db-shm")
STATES = ("pending", "submitting", "submitted", "failed", "uncertain")

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


def workspace(root: Path, cities: int, people: int, concurrency: int = 4) -> set[str]:
    """A campaign ``visit`` and its contacts; their addresses.

    The letter differs by city: as many messages, and as many requests with so many people each.
    """
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
    settings = root / "outreach.toml"
    table = "[sendgrid]\n"
    text = settings.read_text()
    assert table in text
    settings.write_text(text.replace(table, f"{table}concurrency = {concurrency}\n"))
    everybody = [
        (f"p{c}x{i}@press.example", "n" * (c + 1)) for c in range(cities) for i in range(people)
    ]
    lines = [f"Person,{email},{city}" for email, city in everybody]
    (root / "press.csv").write_text("\n".join(["name,email,city", *lines]))
    ids = iter(range(1_000_000))
    with closing(open_store(root / "contacts.db", create=True)) as db:
        import_file(db, root / "press.csv", Kind.PRESS, now=NOW, new_uid=lambda: f"u{next(ids)}")
    return {email for email, _ in everybody}


@dataclass
class Send:
    """A workspace, the sandbox it sends to, and the receiver of its events, deaf at first.

    ``host`` is where senders send: to the sandbox, or to what stands between. ``more`` is of their
    environment.
    """

    root: Path
    sandbox: RunningSandbox
    host: str
    warm: Warm | None = None
    deaf: list[bool] = field(default_factory=lambda: [True])
    more: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        return {
            "OUTREACH_WORKSPACE": str(self.root),
            "OUTREACH_DB": str(self.root / "contacts.db"),
            "OUTREACH_SENDGRID_HOST": self.host,
            **self.more,
        }

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """The installed command."""
        ours = ("OUTREACH", "SENDGRID")
        outside = {name: v for name, v in os.environ.items() if not name.startswith(ours)}
        return subprocess.Popen(
            [OUTREACH, *arguments],
            env={**outside, **self.environment()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments: str, **hooks: Any) -> Ended:
        """The command, in a process forked for it, with the faults of ``fault_hooks`` in it."""
        assert self.warm
        return _without_a_bug(self.warm.run(list(arguments), self.environment(), hooks))

    def begin(self, *arguments: str, **hooks: Any) -> None:
        assert self.warm
        self.warm.begin(list(arguments), self.environment(), hooks)

    def end(self) -> Ended:
        assert self.warm
        return _without_a_bug(self.warm.end())

    def open(self) -> Store:
        return open_store(self.root / "contacts.db")

    def keep(self, name: str) -> Path:
        """Copy the store's files as they are now into a folder of that name."""
        folder = self.root / name
        folder.mkdir()
        for file in STORE:
            if (self.root / file).exists():
                shutil.copy(self.root / file, folder)
        return folder

    def back_to(self, name: str) -> None:
        """The store's files as they were kept."""
        for one in STORE:
            (self.root / one).unlink(missing_ok=True)
        for file in (self.root / name).iterdir():
            shutil.copy(file, self.root)

    @property
    def requests(self) -> int:
        return len(self.sandbox.sandbox.requests)

    def wait_quiet(self, seconds: float = 0.4) -> None:
        """Until what was under way when the sender died has been decided."""
        seen, since = self.requests, time.monotonic()
        while time.monotonic() - since < seconds:
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

    def by_state(self) -> Mapping[str, set[str]]:
        """Addresses by the state of their batch."""
        found: dict[str, set[str]] = {state: set() for state in STATES}
        with closing(self.open()) as db:
            rows = db.execute(
                "SELECT b.state, d.email FROM deliveries d JOIN batches b ON b.id = d.batch_id"
            ).fetchall()
        for state, email in rows:
            found[state].add(email)
        return found

    def uncertain(self) -> dict[str, set[str]]:
        """Uncertain batches, with who is in them."""
        found: dict[str, set[str]] = {}
        with closing(self.open()) as db:
            rows = db.execute(
                "SELECT b.id, d.email FROM deliveries d JOIN batches b ON b.id = d.batch_id"
                " WHERE b.state = 'uncertain'"
            ).fetchall()
        for batch, email in rows:
            found.setdefault(batch, set()).add(email)
        return found


def _without_a_bug(ended: Ended) -> Ended:
    assert "Traceback" not in ended.err, ended.err
    assert ended.code not in (70, 99), ended.err
    return ended


@contextmanager
def sending(root: Path, warm: Warm | None = None) -> Iterator[Send]:
    with running(SandboxSettings(outbox=root / "outbox", time_scale=0.0005)) as sandbox:
        send = Send(root, sandbox, sandbox.url, warm)
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


_COMMAND = re.compile(r"\boutreach (?:send|status|settle|plan|cancel|resume)\b[^;,()\n]*")


def commands(text: str) -> list[list[str]]:
    """The commands a message names as the way on, in its order, without the program's name."""
    return [shlex.split(found.rstrip("`'. "))[1:] for found in _COMMAND.findall(text)]


def check_accounted_for(send: Send, planned: set[str], gone: Sequence[str] = ()) -> None:
    """What must hold at any moment, as the outbox, the store and ``status`` say it.

    ``gone`` are addresses SendGrid refused. No sender may be running.
    """
    received, states = send.received(), send.by_state()
    twice = {to for to, times in received.items() if times > 1}
    assert not twice, f"somebody received it twice: {twice}"
    assert sum(map(len, states.values())) == len(planned), "somebody is lost, or there twice"
    assert states["submitted"] <= set(received), "submitted, and never taken"
    taken = set(received) - states["submitted"]
    assert taken <= states["uncertain"] | states["submitting"], "taken, and not known to be"
    assert set(gone) <= states["failed"]
    status = send.run("status", "visit", "--json").json
    (edition,) = status["editions"]
    parts = ("excluded", "submitted", "failed", "uncertain", "remaining")
    assert edition["candidates"] == sum(edition[part] for part in parts) == len(planned)
    assert edition["submitted"] == len(states["submitted"])
    assert edition["failed"] == len(states["failed"])
    assert edition["uncertain"] == len(states["uncertain"]) + len(states["submitting"])
    assert edition["remaining"] == len(states["pending"])


def go_on_to_the_end(send: Send, planned: set[str], said: str, gone: Sequence[str] = ()) -> int:
    """Do what the messages say until everybody has it, beginning with the commands in ``said``.

    Who decides on an uncertain batch looks into the outbox, as a person would in SendGrid's
    activity. How many commands that took.
    """
    done = 0
    for _ in range(8):
        if set(send.received()) == planned - set(gone) and not send.uncertain():
            break
        named = commands(said)
        assert named, f"no way on is named: {said!r}"
        said = ""
        for command in named:
            for arguments in _decided(send, command):
                ended = send.run(*arguments)
                assert ended.code in (0, 4), (arguments, ended.err)
                said += ended.out + ended.err
                done += 1
                check_accounted_for(send, planned, gone)
    assert send.received() == Counter(planned - set(gone))
    return done


def _decided(send: Send, command: list[str]) -> list[list[str]]:
    """A command as a person would give it: with a yes, and with what she has looked up."""
    if command[0] == "send":
        return [[*command, "--yes"]]
    if command[0] != "settle":
        return [command]
    verdicts = []
    received = set(send.received())
    for batch, people in send.uncertain().items():
        verdict = "submitted" if people <= received else "not-submitted"
        verdicts.append(["settle", "visit", "--batch", batch, "--as", verdict, "--yes"])
    return verdicts
