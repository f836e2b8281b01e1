"""A sandbox over real HTTP, a client for it, and a webhook that keeps what it is posted."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from outreach.sandbox.server import RunningSandbox, running
from outreach.sandbox.settings import SandboxSettings

FAST = 0.0005


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def errors(self) -> list[tuple[str | None, str]]:
        return [(e["field"], e["message"]) for e in self.json["errors"]]


@dataclass(frozen=True)
class Client:
    """One sandbox as a program sees it."""

    url: str
    running: RunningSandbox

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 10,
    ) -> Reply:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode() if body else None
        sent = {"Authorization": "Bearer SG.key", "Content-Type": "application/json"}
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=timeout)
        try:
            connection.request(method, path, raw, {**sent, **(headers or {})})
            got = connection.getresponse()
            names = {name.lower(): value for name, value in got.headers.items()}
            return Reply(got.status, names, got.read())
        finally:
            connection.close()

    def get(self, path: str, **options: Any) -> Reply:
        return self.call("GET", path, **options)

    def post(self, path: str, body: object = None, **options: Any) -> Reply:
        return self.call("POST", path, body, **options)

    def send(self, mail: object, **options: Any) -> Reply:
        return self.post("/v3/mail/send", mail, **options)

    def letters(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/letters?format=json").json
        return found

    def settle(self) -> None:
        assert self.running.wait_idle(20), "events are still pending"


@dataclass
class Webhook:
    """A receiver; ``answers`` are the statuses of its next answers, after them 204."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    posts: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for _, body in self.posts for event in json.loads(body)]

    def kinds(self, address: str) -> set[str]:
        return {event["event"] for event in self.events if event.get("email") == address}


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    kept = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.posts.append((dict(self.headers), body))
            self.send_response(kept.answers.pop(0) if kept.answers else 204)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            kept.posts.append((dict(self.headers), b"followed"))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept.url = f"http://127.0.0.1:{server.server_port}/webhooks/sendgrid"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield kept
        server.shutdown()
        thread.join()


@contextmanager
def started(
    outbox: Path, now: Callable[[], float] = time.time, **settings: Any
) -> Iterator[Client]:
    chosen = {"outbox": outbox, "time_scale": FAST, **settings}
    with running(SandboxSettings(**chosen), now=now) as it:
        yield Client(it.url, it)


@pytest.fixture
def sandbox_with(tmp_path: Path) -> Callable[..., Any]:
    """``with sandbox_with(webhook_url=...) as client``: a sandbox with these settings."""
    return partial(started, tmp_path / "outbox")


@pytest.fixture(scope="module")
def refuser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """One sandbox for all tests of a file that end with an empty outbox."""
    with started(tmp_path_factory.mktemp("refuser")) as client:
        yield client


@pytest.fixture
def client(sandbox_with: Callable[..., Any]) -> Iterator[Client]:
    with sandbox_with() as client:
        yield client


@pytest.fixture
def heard(sandbox_with: Callable[..., Any], webhook: Webhook) -> Iterator[Client]:
    """A sandbox that posts to ``webhook``."""
    with sandbox_with(webhook_url=webhook.url) as client:
        yield client


@pytest.fixture
def mail() -> Callable[..., dict[str, Any]]:
    """A mail/send body that SendGrid takes, to the addresses given, with parts replaced."""

    def body(*addresses: str, **parts: Any) -> dict[str, Any]:
        recipients = addresses or ("ana@example.com",)
        whole = {
            "from": {"email": "press@example.org", "name": "The Coalition"},
            "subject": "Hello",
            "content": [
                {"type": "text/plain", "value": "Hello"},
                {"type": "text/html", "value": "<p>Hello</p>"},
            ],
            "personalizations": [{"to": [{"email": address}]} for address in recipients],
        } | parts
        return {name: value for name, value in whole.items() if value is not None}

    return body
