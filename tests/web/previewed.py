"""The sample workspace in a preview of its own, to ask, to look at and to change."""

from __future__ import annotations

import http.client
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from outreach.cli.preview import watched
from outreach.web.server import running
from outreach.workspace import Workspace, find_workspace

ROOT = Path(__file__).parents[2]
CAMPAIGN = "blinken-china-visit"
PRESS = f"/c/{CAMPAIGN}/press"
TEMPLATE = "templates/email/press-release.html.j2"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: str

    def __getitem__(self, name: str) -> str:
        return self.headers.get(name, "")


@dataclass(frozen=True, slots=True)
class Served:
    """A preview that runs at ``url``, of the workspace in ``root``."""

    url: str
    root: Path

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def ask(
        self, path: str, method: str = "GET", body: str = "", headers: dict[str, str] | None = None
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body or None, headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode("utf-8", "replace"))
        finally:
            connection.close()

    def raw(self, target: bytes) -> bytes:
        """What is answered to a request for exactly these bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as to:
            host = f"Host: localhost:{self.port}".encode()
            to.sendall(
                b"GET " + target + b" HTTP/1.1\r\n" + host + b"\r\nConnection: close\r\n\r\n"
            )
            answer = b""
            while part := to.recv(65536):
                answer += part
        return answer

    def first(self, edition: str = PRESS) -> str:
        """The address of the edition's first letter."""
        return self.ask(edition)["location"]


def workspace(folder: Path, **environment: str) -> Workspace:
    """A copy of this repository's campaigns, templates and fictional contacts."""
    for name in ("campaigns", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("outreach.toml", "contacts.db"):
        shutil.copy(ROOT / name, folder / name)
    return find_workspace(folder, environment)


@contextmanager
def serving(ws: Workspace, port: int = 0) -> Iterator[Served]:
    with watched(ws) as (app, stop), running(app, port, on_stop=stop) as url:
        yield Served(url, ws.root)
