"""listen --check: the whole walk on loopback, with a receiver that is a process of its own."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from outreach.sandbox.faults import Fault
from outreach.sandbox.server import RunningSandbox
from raw_server import serving


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        found: int = free.getsockname()[1]
    return found


@pytest.fixture
def public(home: Path, port: int) -> str:
    """The workspace's public address, where nobody listens yet."""
    at = f"http://127.0.0.1:{port}"
    file = home / "outreach.toml"
    file.write_text(f'public_url = "{at}"\n' + file.read_text())
    return at


def trust(home: Path, line: str) -> None:
    file = home / "outreach.toml"
    file.write_text(re.sub(r"(?m)^\[sendgrid\]$", f"[sendgrid]\n{line}", file.read_text()))


def forget_address(home: Path) -> None:
    file = home / "outreach.toml"
    file.write_text(re.sub(r"(?m)^public_url = .*\n", "", file.read_text()))


@contextmanager
def listening(home: Path, port: int, *more: str) -> Iterator[None]:
    command = [sys.executable, "-m", "outreach", "listen", "--port", str(port), *more]
    started = subprocess.Popen(
        command, cwd=home, env={**os.environ}, stderr=subprocess.PIPE, text=True
    )
    try:
        assert started.stderr
        line = started.stderr.readline()
        assert "listening at" in line, line
        yield
    finally:
        started.send_signal(signal.SIGTERM)
        started.communicate(timeout=20)


def test_the_whole_walk(run: Any, home: Path, sandbox: RunningSandbox, public: str) -> None:
    asked = run("listen", "--check")
    assert asked.code == 2
    assert "there is no webhook with this URL" in asked.err
    assert "--yes" in asked.err
    assert sandbox.sandbox.hooks.all() == ()

    made = run("listen", "--check", "--yes")
    assert made.code == 3, made.shown
    line = next(x for x in made.out.splitlines() if x.startswith("webhook_keys = "))
    assert "run outreach listen --check once more" in made.out
    trust(home, line)

    alone = run("listen", "--check")
    assert alone.code == 0, alone.shown
    assert "as it must be" in alone.out
    assert "cannot tell" in alone.out
    assert "start outreach listen" in alone.out

    with listening(home, int(public.rpartition(":")[2])):
        done = run("listen", "--check")
        assert (done.code, done.err) == (0, "")
        assert "arrived, and its signature is right" in done.out
        assert of_webhook(run)["said"].endswith("of no letter of ours yet")
        forget_address(home)  # letters would have links that lead nowhere
        assert run("send", "visit", "--edition", "press", "--yes").code == 0
        sandbox.wait_idle()
    assert of_webhook(run)["health"] == "good"
    assert "of our letters it told last at" in of_webhook(run)["said"]


def of_webhook(run: Any) -> Any:
    signs = json.loads(run("doctor", "--json").out)["signs"]
    return next(one for one in signs if one["area"] == "webhook")


def test_a_receiver_with_an_old_key_refuses_the_test(
    run: Any, home: Path, sandbox: RunningSandbox, public: str, port: int
) -> None:
    made = json.loads(run("listen", "--check", "--yes", "--json").out)
    (hook,) = sandbox.sandbox.hooks.all()
    with listening(home, port, "--key", made["public_key"]):
        off = sandbox.sandbox.hooks.sign(hook, signed=False)
        sandbox.sandbox.hooks.sign(off, signed=True)
        unknown = run("listen", "--check", "--key", made["public_key"], "--json")
        found = json.loads(unknown.out)
        assert (unknown.code, found["key_known"], found["test"]) == (3, False, "refused")
        trust(home, found["webhook_keys_line"])
        stale = run("listen", "--check")
        assert stale.code == 3
        assert "refused its signature" in stale.out
        assert "start outreach listen again" in stale.out


def test_the_receiver_of_this_machine_is_asked_where_the_public_one_says_nothing(
    run: Any,
    home: Path,
    sandbox: RunningSandbox,
    public: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("outreach.actions.webhook_check.PATIENCE_SECONDS", 0.5)
    made = json.loads(run("listen", "--check", "--yes", "--json").out)
    trust(home, made["webhook_keys_line"])
    with socket.create_server(("127.0.0.1", 0)) as free:
        other = free.getsockname()[1]
    with listening(home, other):
        silent = run("listen", "--check", "--port", str(other), "--json")
    # SendGrid posts to the public address, where nobody is, and the one here hears nothing.
    assert (silent.code, json.loads(silent.out)["test"]) == (3, "silent")


def test_other_webhooks_are_left_alone(
    run: Any, home: Path, sandbox: RunningSandbox, public: str
) -> None:
    sandbox.sandbox.post_events_to("http://127.0.0.1:1/theirs")
    (before,) = sandbox.sandbox.hooks.all()
    assert run("listen", "--check", "--yes").code == 3
    after = sandbox.sandbox.hooks.all()
    assert after[0] == before
    assert len(after) == 2


def test_where_opens_are_measured_they_are_asked_for(
    run: Any, home: Path, sandbox: RunningSandbox, public: str
) -> None:
    assert run("listen", "--check", "--yes").code == 3
    (hook,) = sandbox.sandbox.hooks.all()
    assert "open" not in hook.on
    file = home / "campaigns" / "visit" / "campaign.toml"
    text = file.read_text()
    file.write_text(re.sub(r"(?m)^\[\[?editions?.*$", r"\g<0>\ntracking = { opens = true }", text))
    differs = run("listen", "--check")
    assert "these events are off: open" in differs.err, differs.shown
    with contextlib.suppress(OSError):
        file.write_text("this is no TOML")
    assert run("listen", "--check", "--json").code in (0, 3)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--check",), 2, "has no public_url"),
        (("--check", "--url", "http://hear.example/webhooks/sendgrid"), 2, "begins with https://"),
        (("--check", "--url", "https://[::1"), 2, "no address"),
        (("--check", "--url", "https://hear.example/a b"), 2, "no address"),
        (("--yes",), 2, "--yes goes with --check"),
        (("--url", "https://hear.example/"), 2, "--url goes with --check"),
        (("--json",), 2, "--json goes with --check"),
    ],
)
def test_what_cannot_be_done_says_the_way_out(
    run: Any, sandbox: RunningSandbox, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ran = run("listen", *arguments)
    assert ran.code == code, ran.shown
    assert said in ran.err


def test_without_a_key_there_is_nobody_to_ask(run: Any) -> None:
    ran = run("listen", "--check", "--url", "https://hear.example/webhooks/sendgrid")
    assert ran.code == 2
    assert "no SENDGRID_API_KEY" in ran.err


@pytest.mark.parametrize("fault", ["forbidden", "bad-key"])
def test_a_key_that_may_not_read_it_names_the_scope(
    run: Any, sandbox: RunningSandbox, public: str, fault: str
) -> None:
    sandbox.sandbox.add_fault(Fault(fault, path="user/webhooks"))
    ran = run("listen", "--check")
    assert ran.code == 1
    assert "your key may not read event webhooks" in ran.err
    assert "user.webhooks.event.settings.read" in ran.err


def test_who_speaks_no_http_is_no_receiver(run: Any, home: Path, sandbox: RunningSandbox) -> None:
    def talk(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"220 mail.example ESMTP\r\n")

    with serving(talk) as at:
        ran = run("listen", "--check", "--yes", "--json", "--url", f"{at}/webhooks/sendgrid")
    assert json.loads(ran.out)["test"] == "unseen"
