"""listen: one process that hears events, replies and who leaves; ended, it ends in order."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from outreach.sandbox.server import RunningSandbox

TOKEN = "a-token-of-the-tests"
FORM = "multipart/form-data; boundary=xYzZY"


@contextmanager
def listening(home: Path, key: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The command as a process of its own, at a free port; its host and port."""
    command = [sys.executable, "-m", "outreach", "listen", "--port", "0", "--key", key]
    started = subprocess.Popen(
        command,
        cwd=home,
        env={**os.environ, "OUTREACH_INBOUND_TOKEN": TOKEN},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert started.stderr
        found = None
        while found is None:
            line = started.stderr.readline()
            assert line, "it ended before it listened"
            found = re.search(r"http://([0-9.:]+)/", line)
        yield found[1], started
    finally:
        started.send_signal(signal.SIGTERM)
        started.communicate(timeout=20)


def asked(at: str, method: str, path: str, body: str = "", kind: str = "") -> tuple[int, str]:
    connection = http.client.HTTPConnection(at, timeout=10)
    try:
        headers = {"Content-Type": kind or "application/x-www-form-urlencoded"}
        connection.request(method, path, body.encode(), headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def form(fields: dict[str, str]) -> str:
    """As Inbound Parse posts it."""
    parts = (
        f'--xYzZY\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    return "".join(parts) + "--xYzZY--\r\n"


@pytest.fixture
def public(home: Path) -> Path:
    file = home / "outreach.toml"
    file.write_text('public_url = "https://outreach.example.org"\n' + file.read_text())
    return home


def test_events_replies_and_who_leaves_come_in_by_one_process(
    run: Any, public: Path, sandbox: RunningSandbox
) -> None:
    with listening(public, sandbox.sandbox.public_key) as (at, process):
        sandbox.sandbox.post_events_to(f"http://{at}/webhooks/sendgrid")
        assert run("send", "visit", "--edition", "press", "--yes").code == 0
        sandbox.wait_idle()
        letter = next(iter(sandbox.sandbox.outbox))
        raw = next(Path(sandbox.sandbox.settings.outbox).rglob("*.eml")).read_text()
        link = re.search(r"https://outreach\.example\.org(/u/[a-z0-9]+)", raw)
        assert link
        assert asked(at, "GET", link[1])[0] == 200
        assert one(run)["unsubscribed"] == 0
        assert asked(at, "POST", link[1], "List-Unsubscribe=One-Click")[0] == 200
        reply = form(
            {
                "headers": f"Message-ID: <a@press.example>\nIn-Reply-To: <{letter.message_id}@x>",
                "from": letter.to,
                "to": "press@coalition.example",
                "subject": "Re: statement",
                "text": "Thank you, we will run it tomorrow.",
                "SPF": "pass",
            }
        )
        door = f"/webhooks/inbound?token={TOKEN}"
        assert asked(at, "POST", door, reply, FORM)[0] == 204
        assert asked(at, "POST", "/webhooks/inbound?token=wrong", reply, FORM)[0] == 401
        assert json.loads(asked(at, "GET", "/health")[1])["ok"] is True
    assert process.returncode == 0
    found = one(run)
    assert found["delivered"] == found["submitted"] > 0
    assert (found["unsubscribed"], found["replied"]) == (1, 1)
    assert run("doctor", "--offline").code == 0


def one(run: Any) -> Any:
    return json.loads(run("stats", "visit", "--json").out)["editions"][0]
