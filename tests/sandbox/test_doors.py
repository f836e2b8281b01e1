"""The inbox in the browser and the levers for tests."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from typing import Any

import pytest

Mail = Callable[..., dict[str, Any]]

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def test_the_inbox_shows_the_newest_first_by_edition(client: Any, mail: Mail) -> None:
    client.send(mail("a@example.com", subject="First", categories=["blinken", "press"]))
    client.send(mail("b@example.com", subject="Second", categories=["blinken", "press"]))
    client.send(mail("c@example.com", subject="Third", categories=["blinken", "congress"]))
    page = client.get("/").content.decode()
    order = [page.index(text) for text in ("blinken/congress", "Third", "blinken/press", "Second")]
    assert [*order, page.index("First")] == sorted([*order, page.index("First")])


def test_hostile_letters_are_inert(client: Any, mail: Mail) -> None:
    client.send(
        mail(
            subject=HOSTILE,
            content=[
                {"type": "text/plain", "value": HOSTILE},
                {"type": "text/html", "value": HOSTILE},
            ],
            categories=[HOSTILE],
            custom_args={HOSTILE: HOSTILE},
            headers={"X-Hostile": HOSTILE},
            personalizations=[{"to": [{"email": "ana@example.com", "name": HOSTILE}]}],
        )
    )
    (letter,) = client.letters()
    paths = ["/", f"/letters/{letter['id']}", f"/unsubscribe/{letter['id']}"]
    for page in map(client.get, paths):
        assert page.status == 200
        assert b"<script>alert" not in page.content
        assert b"<img src=x" not in page.content
        assert "default-src 'none'" in page.headers["content-security-policy"]
    html = client.get(f"/letters/{letter['id']}/html")
    assert html.content.decode().strip() == HOSTILE, "the letter itself is shown as it is"
    assert html.headers["content-security-policy"] == (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    )
    assert html.headers["referrer-policy"] == "no-referrer"
    assert html.headers["x-content-type-options"] == "nosniff"


def test_a_letter_is_shown_and_can_be_taken_away(client: Any, mail: Mail) -> None:
    client.send(mail(subject="Grüße", categories=["blinken", "press"]))
    (letter,) = client.letters()
    page = client.get(f"/letters/{letter['id']}").content.decode()
    assert f'<iframe sandbox src="/letters/{letter["id"]}/html"' in page
    assert "Grüße" in page
    taken = client.get(f"/letters/{letter['id']}.eml")
    assert taken.headers["content-type"] == "message/rfc822"
    assert "0001-ana-example-com.eml" in taken.headers["content-disposition"]
    assert message_from_bytes(taken.content)["To"] == "ana@example.com"
    filed = client.running.sandbox.outbox.root / letter["path"]
    assert filed.read_bytes() == taken.content


def test_a_letter_of_text_alone_is_shown_as_text(client: Any, mail: Mail) -> None:
    client.send(mail(content=[{"type": "text/plain", "value": "a < b"}]))
    (letter,) = client.letters()
    assert b"<pre>a &lt; b" in client.get(f"/letters/{letter['id']}/html").content


@pytest.mark.parametrize("path", ["/letters/x", "/letters/x.eml", "/letters/x/html"])
def test_an_unknown_letter(refuser: Any, path: str) -> None:
    assert refuser.get(path).status == 404


def test_an_empty_inbox_says_so(client: Any) -> None:
    assert b"No letters yet" in client.get("/").content
    assert client.get("/sandbox/letters").json == []


def test_another_sites_page_cannot_pull_a_lever(refuser: Any) -> None:
    foreign = {"Origin": "http://elsewhere.example"}
    assert refuser.post("/sandbox/faults", {"kind": "credits"}, headers=foreign).status == 403
    assert refuser.post("/unsubscribe/x", b"x", headers=foreign).status == 403
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
