"""Faults over a real socket, and the server's start and end."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

import outreach
from outreach.errors import OutreachError
from outreach.sandbox.server import _listening, running
from outreach.sandbox.settings import SandboxSettings

Mail = Callable[..., dict[str, Any]]

HTML = {"bad-gateway", "too-large", "not-sendgrid"}


@pytest.mark.parametrize(
    ("kind", "status", "message"),
    [
        ("rate-limit", 429, "too many requests"),
        ("credits", 401, "Maximum credits exceeded"),
        ("bad-key", 401, "The provided authorization grant is invalid, expired, or revoked"),
        ("sender", 403, "The from address does not match a verified Sender Identity."),
        ("forbidden", 403, "access forbidden"),
        ("server-error", 500, "internal server error"),
        ("bad-gateway", 502, "502 Bad Gateway"),
        ("unavailable", 503, "service unavailable"),
        ("too-large", 413, "413 Request Entity Too Large"),
        ("not-sendgrid", 200, "Welcome"),
    ],
)
def test_a_fault_answers_in_place_of_sendgrid_and_takes_nothing(
    refuser: Any, mail: Mail, kind: str, status: int, message: str
) -> None:
    refuser.post("/sandbox/faults", {"kind": kind})
    reply = refuser.send(mail())
    assert reply.status == status
    assert message in reply.content.decode()
    assert reply.headers["content-type"].startswith("text/html") == (kind in HTML)
    assert refuser.letters() == []
    assert refuser.send(mail("broken")).status == 400, "and is over"


def test_a_redirect_leads_to_another_host(client: Any, mail: Mail) -> None:
    client.post("/sandbox/faults", {"kind": "redirect"})
    reply = client.send(mail())
    assert (reply.status, client.letters()) == (302, [])
    assert reply.headers["location"].startswith("http://elsewhere.example/")


def test_a_rate_limit_says_how_long_when_told_to(client: Any, mail: Mail) -> None:
    client.post("/sandbox/faults", {"kind": "rate-limit", "seconds": 2})
    assert client.send(mail()).headers["retry-after"] == "2"


def test_a_delay_ends_in_the_normal_answer(client: Any, mail: Mail) -> None:
    client.post("/sandbox/faults", {"kind": "delay", "seconds": 0.2})
    start = time.monotonic()
    assert client.send(mail()).status == 202
    assert time.monotonic() - start >= 0.2


@pytest.mark.parametrize(("kind", "taken"), [("drop-before-accept", 0), ("accept-then-drop", 1)])
def test_the_connection_is_really_reset(client: Any, mail: Mail, kind: str, taken: int) -> None:
    client.post("/sandbox/faults", {"kind": kind})
    with pytest.raises(ConnectionResetError) as caught:
        client.send(mail())
    assert not isinstance(caught.value, http.client.RemoteDisconnected), "a reset is no goodbye"
    assert len(client.letters()) == taken
    assert [e["status"] for e in client.get("/sandbox/requests").json] == [0]
    assert client.send(mail()).status == 202


def test_a_hanging_request_was_taken(client: Any, mail: Mail) -> None:
    client.post("/sandbox/faults", {"kind": "accept-then-hang"})
    with pytest.raises(TimeoutError):
        client.send(mail(), timeout=0.3)
    end = time.monotonic() + 10
    while not client.letters() and time.monotonic() < end:
        time.sleep(0.01)
    assert len(client.letters()) == 1


def test_other_paths_meet_no_fault(client: Any) -> None:
    client.post("/sandbox/faults", {"kind": "drop-before-accept", "times": 5})
    assert client.get("/v3/scopes").status == 200


def test_stopping_does_not_wait_for_whoever_still_hangs(tmp_path: Path, mail: Mail) -> None:
    with running(SandboxSettings(tmp_path)) as it:
        connection = http.client.HTTPConnection(it.url.removeprefix("http://"))
        connection.request("POST", "/sandbox/faults", b'{"kind":"accept-then-hang"}')
        connection.getresponse().read()
        headers = {"Authorization": "Bearer SG.x", "Content-Type": "application/json"}
        connection.request("POST", "/v3/mail/send", b"{}", headers)
        start = time.monotonic()
    assert time.monotonic() - start < 5
    connection.close()


def test_a_port_that_is_taken_is_a_sentence(tmp_path: Path) -> None:
    with running(SandboxSettings(tmp_path / "a")) as it:
        port = int(it.url.rpartition(":")[2])
        with (
            pytest.raises(OutreachError, match=f"port {port}"),
            running(SandboxSettings(tmp_path / "b"), port),
        ):
            pytest.fail("two sandboxes share a port")


def test_no_answer_is_held_back_for_the_next_packet() -> None:
    """asyncio turns Nagle's algorithm off for sockets of this protocol alone."""
    with _listening(0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


SERVE = """
import sys
from pathlib import Path
from outreach.sandbox.server import serve_forever
from outreach.sandbox.settings import SandboxSettings

serve_forever(SandboxSettings(Path(sys.argv[1])), 0, lambda it: print(it.url, flush=True))
print("ended", flush=True)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_serving_ends_in_peace(tmp_path: Path, how: signal.Signals) -> None:
    source = str(Path(outreach.__file__).parents[1])
    with (
        subprocess.Popen(
            [sys.executable, "-c", SERVE, str(tmp_path / "outbox")],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": source},
        ) as process,
        ExitStack() as failing,
    ):
        failing.callback(process.kill)
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with urllib.request.urlopen(f"{url}/") as page:
            assert page.status == 200
        process.send_signal(how)
        rest, errors = process.communicate(timeout=20)
    assert (process.returncode, rest, errors) == (0, "ended\n", "")
