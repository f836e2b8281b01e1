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
