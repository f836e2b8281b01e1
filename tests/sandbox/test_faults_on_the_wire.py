"""Faults as a client meets them, on mail/send and on other paths."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable
from typing import Any

import pytest

Mail = Callable[..., dict[str, Any]]


def fault(client: Any, **parts: Any) -> None:
    assert client.post("/sandbox/faults", parts).status == 204


def test_a_fault_of_a_path_hits_that_path_alone(client: Any, mail: Mail) -> None:
    fault(client, kind="rate-limit", path="logs", seconds=3)
    fault(client, kind="forbidden", path="user")
    assert client.send(mail()).status == 202
    limited = client.post("/v3/logs", {"query": 'to_email = "a@example.com"'})
    assert (limited.status, limited.headers["retry-after"]) == (429, "3")
    assert client.get("/v3/user/credits").status == 403
    assert client.get("/v3/user/credits").status == 200
    assert [entry["status"] for entry in client.get("/sandbox/requests").json] == [202]
    assert client.post("/sandbox/faults", {"kind": "delay", "path": "/v3/logs"}).status == 400


def test_a_proxys_refusal_is_not_sendgrids(client: Any, mail: Mail) -> None:
    fault(client, kind="proxy-4xx")
    reply = client.send(mail())
    assert (reply.status, reply.headers["content-type"][:9]) == (403, "text/html")
    assert client.letters() == []


@pytest.mark.parametrize("path", ["mail/send", "mail/batch"])
def test_a_slow_answer_comes_a_byte_at_a_time_and_whole(client: Any, mail: Mail, path: str) -> None:
    fault(client, kind="slow", seconds=0.2, path=path)
    host, port = client.url.removeprefix("http://").split(":")
    body = json.dumps(mail() if path == "mail/send" else {}).encode()
    head = f"POST /v3/{path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer SG.key\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection((host, int(port)), 10) as connection:
        connection.sendall(head.encode() + body)
        pieces = list(iter(lambda: connection.recv(65536), b""))
    raw = b"".join(pieces)
    assert len(pieces) > 10
    assert raw.startswith(b"HTTP/1.1 20")
    if path == "mail/send":
        assert b"x-message-id: " in raw.lower()
        assert len(client.letters()) == 1
    else:
        assert json.loads(raw.partition(b"\r\n\r\n")[2])["batch_id"]


@pytest.mark.parametrize("kind", ["reset-during-body", "drop-before-accept", "accept-then-drop"])
def test_a_connection_is_reset(client: Any, mail: Mail, kind: str) -> None:
    fault(client, kind=kind)
    big = mail(content=[{"type": "text/plain", "value": "x" * 9_000_000}])
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        client.send(big)
    assert len(client.letters()) == (kind == "accept-then-drop")
    (entry,) = client.get("/sandbox/requests").json
    assert entry["status"] == 0
