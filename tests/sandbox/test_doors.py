"""The levers for tests, and who may pull them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Mail = Callable[..., dict[str, Any]]


def test_another_sites_page_cannot_pull_a_lever(refuser: Any) -> None:
    foreign = {"Origin": "http://elsewhere.example"}
    assert refuser.post("/sandbox/faults", {"kind": "credits"}, headers=foreign).status == 403
    assert refuser.post("/unsubscribe/x", b"x", headers=foreign).status == 403
    unnamed = {"Origin": "null", "Sec-Fetch-Site": "cross-site"}
    assert refuser.post("/sandbox/faults", {"kind": "credits"}, headers=unnamed).status == 403
    assert refuser.post("/unsubscribe/x", b"x", headers={"Origin": "null"}).status == 403
    own = {"Origin": refuser.url}
    assert refuser.post("/sandbox/faults", {"kind": "credits"}, headers=own).status == 204
    assert refuser.call("DELETE", "/sandbox/faults", headers=own).status == 204


CROSS = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}


def test_another_sites_page_reads_nothing(client: Any, mail: Mail) -> None:
    client.send(mail())
    for path in ("/", "/letters", "/sandbox/requests", "/inbox/stamp"):
        assert client.call("GET", path, headers=CROSS).status == 403
        assert (
            client.call("GET", path, headers={"Origin": "http://elsewhere.example"}).status == 403
        )
    follows = {**CROSS, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert client.call("GET", "/", headers=follows).status == 200
    assert client.call("GET", "/", headers={"Sec-Fetch-Site": "same-origin"}).status == 200


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/v3/nowhere", 404),
        ("PUT", "/letters", 405),
        ("GET", "/letters/x/file/" + "9" * 5000, 404),
        ("GET", "/v3/asm/groups/" + "9" * 5000 + "/suppressions", 404),
        ("GET", "/letters/x", 404),
        ("GET", "/v3/scopes", 401),
    ],
)
def test_every_answer_tells_the_browser_what_to_refuse(
    client: Any, verb: str, path: str, status: int
) -> None:
    reply = client.call(verb, path, headers={"Authorization": ""})
    assert reply.status == status
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "earthquake"},
        {"kind": "delay", "times": "two"},
        {"kind": "delay", "seconds": -1},
        {"times": 1},
        b"not json",
    ],
)
def test_a_fault_that_makes_no_sense_is_explained(refuser: Any, body: object) -> None:
    reply = refuser.post("/sandbox/faults", body)
    assert reply.status == 400
    assert "fault" in reply.json["message"].lower()


def test_faults_can_be_taken_back(client: Any, mail: Mail) -> None:
    client.post("/sandbox/faults", {"kind": "credits", "times": 99})
    assert client.send(mail()).status == 401
    assert client.call("DELETE", "/sandbox/faults").status == 204
    assert client.send(mail()).status == 202


def test_the_sandbox_says_how_many_events_are_pending(
    sandbox_with: Callable[..., Any], mail: Mail
) -> None:
    with sandbox_with(time_scale=60) as client:
        client.send(mail())
        idle = client.get("/sandbox/idle").json
        assert (idle["idle"], idle["pending_events"] > 0) == (False, True)
        assert not client.running.wait_idle(0.01)


def test_the_webhook_can_be_set(client: Any, webhook: Any, mail: Mail) -> None:
    assert client.post("/sandbox/webhook", {"url": "http://elsewhere.example"}).status == 400
    assert client.post("/sandbox/webhook", {"url": webhook.url}).status == 200
    client.send(mail())
    client.settle()
    assert client.get("/sandbox/idle").json == {"idle": True, "pending_events": 0}
    assert webhook.kinds("ana@example.com") == {"processed", "delivered"}
