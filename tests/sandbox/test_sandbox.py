"""What becomes of accepted mail, as the webhook hears it and the account remembers it."""

from __future__ import annotations

import base64
import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from outreach.sandbox.outbox import Outbox
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.settings import SandboxSettings

Mail = Callable[..., dict[str, Any]]

TRACKED = {
    "tracking_settings": {"open_tracking": {"enable": True}, "click_tracking": {"enable": True}}
}
ORDINARY = {"processed", "delivered"}


@pytest.mark.parametrize(
    ("address", "parts", "expected"),
    [
        ("ana@example.com", {}, ORDINARY),
        ("bounce@example.com", {}, {"processed", "bounce"}),
        ("drop@example.com", {}, {"dropped"}),
        ("defer@example.com", {}, {"processed", "deferred", "delivered"}),
        ("complain@example.com", {}, ORDINARY | {"spamreport"}),
        ("unsubscribe@example.com", {}, ORDINARY | {"unsubscribe"}),
        ("unsubscribe@example.com", {"asm": {"group_id": 7}}, ORDINARY | {"group_unsubscribe"}),
        ("click@example.com", TRACKED, ORDINARY | {"open", "click"}),
        ("click@example.com", {}, ORDINARY),
        ("silent@example.com", {}, {"processed"}),
    ],
)
def test_the_webhook_hears_the_outcome(
    heard: Any, webhook: Any, mail: Mail, address: str, parts: dict[str, Any], expected: set[str]
) -> None:
    assert heard.send(mail(address, **parts)).status == 202
    heard.settle()
    assert webhook.kinds(address) == expected


def test_events_of_many_letters_come_whole_signed_repeated_and_in_disorder(
    heard: Any, webhook: Any, mail: Mail
) -> None:
    addresses = [f"a{n}@example.com" for n in range(300)]
    blocks = [
        {"to": [{"email": a}], "custom_args": {"outreach_delivery": str(n)}}
        for n, a in enumerate(addresses)
    ]
    message_id = heard.send(mail(personalizations=blocks)).headers["x-message-id"]
    heard.settle()
    facts = Counter((e["outreach_delivery"], e["event"]) for e in webhook.events)
    assert set(facts) == {(str(n), kind) for n in range(300) for kind in ORDINARY}
    assert set(facts.values()) == {1, 2}
    assert {e["sg_message_id"].split(".")[0] for e in webhook.events} == {message_id}
    order = [int(e["outreach_delivery"]) for e in webhook.events]
    assert order != sorted(order)
    public = load_der_public_key(
        base64.b64decode(heard.get("/sandbox/webhook-key").json["public_key"])
    )
    assert isinstance(public, EllipticCurvePublicKey)
    for headers, body in webhook.posts:
        signature = base64.b64decode(headers["X-Twilio-Email-Event-Webhook-Signature"])
        timestamp = headers["X-Twilio-Email-Event-Webhook-Timestamp"].encode()
        public.verify(signature, timestamp + body, ECDSA(hashes.SHA256()))
        assert body.startswith(b"[{")
        assert body.endswith(b"}]\r\n")


def test_events_that_are_not_taken_come_again(heard: Any, webhook: Any, mail: Mail) -> None:
    webhook.answers += [500, 302, 400]
    heard.send(mail())
    heard.settle()
    assert len(webhook.posts) >= 4
    bodies = [body for _, body in webhook.posts]
    assert len(set(bodies)) < len(bodies), "a refused post is posted again as it was"
    assert b"followed" not in bodies
    assert webhook.kinds("ana@example.com") == ORDINARY


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("bounce@example.com", "Bounced Address"),
        ("complain@example.com", "Spam Reporting Address"),
        ("unsubscribe@example.com", "Unsubscribed Address"),
        ("late-bounce@example.com", "Bounced Address"),
    ],
)
def test_whoever_left_is_not_written_to_again(
    heard: Any, webhook: Any, mail: Mail, address: str, reason: str
) -> None:
    heard.send(mail(address))
    heard.settle()
    webhook.posts.clear()
    heard.send(mail(address.upper()))
    heard.settle()
    assert {(e["event"], e["reason"]) for e in webhook.events} == {("dropped", reason)}


def test_a_block_does_not_suppress(heard: Any, webhook: Any, mail: Mail) -> None:
    for _ in range(2):
        heard.send(mail("block@example.com"))
        heard.settle()
    assert webhook.kinds("block@example.com") == {"processed", "bounce"}


def test_leaving_a_group_leaves_other_groups_alone(heard: Any, webhook: Any, mail: Mail) -> None:
    heard.send(mail("unsubscribe@example.com", asm={"group_id": 7}))
    heard.settle()
    for group, expected in ((7, {"dropped"}), (8, {"processed", "delivered", "group_unsubscribe"})):
        webhook.posts.clear()
        heard.send(mail("unsubscribe@example.com", asm={"group_id": group}))
        heard.settle()
        assert webhook.kinds("unsubscribe@example.com") == expected


def test_lists_can_be_bypassed(heard: Any, webhook: Any, mail: Mail) -> None:
    heard.post("/v3/asm/suppressions/global", {"recipient_emails": ["ana@example.com"]})
    heard.send(mail(mail_settings={"bypass_list_management": {"enable": True}}))
    heard.settle()
    assert webhook.kinds("ana@example.com") == ORDINARY


def test_without_a_webhook_the_account_still_learns(client: Any, mail: Mail) -> None:
    client.send(mail("bounce@example.com"))
    client.settle()
    (row,) = client.get("/v3/suppression/bounces").json
    assert (row["email"], row["status"]) == ("bounce@example.com", "5.1.1")
    assert client.letters()[0]["status"] == "bounce"


def test_the_unsubscribe_page_asks_first_and_then_keeps_its_word(
    heard: Any, webhook: Any, mail: Mail
) -> None:
    html = {"type": "text/html", "value": "<a href='<%asm_group_unsubscribe_raw_url%>'>x</a>"}
    heard.send(mail(asm={"group_id": 7}, content=[html]))
    heard.settle()
    letter = heard.letters()[0]
    source = heard.get(f"/letters/{letter['id']}/html").content.decode()
    link = source.split("'")[1]
    assert link == f"{heard.url}/unsubscribe/{letter['id']}"
    path = link.removeprefix(heard.url)
    assert b">Unsubscribe</button>" in heard.get(path).content
    heard.settle()
    assert "group_unsubscribe" not in webhook.kinds("ana@example.com"), "looking is not leaving"
    one_click = {"Content-Type": "application/x-www-form-urlencoded"}
    for _ in range(2):
        assert heard.post(path, b"List-Unsubscribe=One-Click", headers=one_click).status == 200
        heard.settle()
    left = {e["sg_event_id"] for e in webhook.events if e["event"] == "group_unsubscribe"}
    assert len(left) == 1
    assert heard.get("/v3/asm/groups/7/suppressions").json == ["ana@example.com"]
    assert heard.post("/unsubscribe/no-such-letter", b"x").status == 404


class Clock:
    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


def wait_for(client: Any, *statuses: str) -> None:
    end = time.monotonic() + 10
    while sorted(letter["status"] for letter in client.letters()) != sorted(statuses):
        assert time.monotonic() < end, client.letters()
        time.sleep(0.01)


def scheduled(client: Any, mail: Mail, clock: Clock) -> str:
    """Two letters of one batch that wait for an hour, and one of no batch; the batch's id."""
    batch_id: str = client.post("/v3/mail/batch").json["batch_id"]
    later = int(clock() + 3600)
    first = mail("a@example.com", "b@example.com", send_at=later, batch_id=batch_id)
    for body in (first, mail("c@example.com", send_at=later)):
        assert client.send(body).status == 202
    wait_for(client, "scheduled", "scheduled", "scheduled")
    return batch_id


def test_scheduled_mail_waits_for_its_time(
    sandbox_with: Callable[..., Any], webhook: Any, mail: Mail
) -> None:
    clock = Clock()
    with sandbox_with(now=clock, webhook_url=webhook.url) as client:
        scheduled(client, mail, clock)
        assert webhook.posts == []
        clock.ahead = 3601
        wait_for(client, "delivered", "delivered", "delivered")


def test_a_cancelled_batch_is_dropped_at_its_time(
    sandbox_with: Callable[..., Any], webhook: Any, mail: Mail
) -> None:
    clock = Clock()
    with sandbox_with(now=clock, webhook_url=webhook.url) as client:
        stop = {"batch_id": scheduled(client, mail, clock), "status": "cancel"}
        assert client.post("/v3/user/scheduled_sends", stop).status == 201
        clock.ahead = 3601
        wait_for(client, "cancelled", "cancelled", "delivered")
        client.settle()
        assert {event["email"] for event in webhook.events} == {"c@example.com"}
        assert len(list(client.running.sandbox.outbox.root.rglob("*.eml"))) == 1


@pytest.mark.parametrize(("minutes", "expected"), [(11, "cancelled"), (9, "delivered")])
def test_a_batch_can_be_stopped_until_ten_minutes_before(
    sandbox_with: Callable[..., Any], mail: Mail, minutes: int, expected: str
) -> None:
    clock = Clock()
    # At this scale ten of SendGrid's minutes are ten here; so events take as long as there.
    with sandbox_with(now=clock, time_scale=1.0) as client:
        stop = {"batch_id": scheduled(client, mail, clock), "status": "cancel"}
        clock.ahead = 3600 - 60 * minutes
        assert client.post("/v3/user/scheduled_sends", stop).status == 201
        clock.ahead = 3605
        wait_for(client, expected, expected, "delivered")
        listed = client.get("/v3/user/scheduled_sends").json
        assert listed == [stop], "it stays until it is deleted"
        query = {"query": 'to_email = "a@example.com"'}
        (row,) = client.post("/v3/logs", query).json["messages"]
        events = client.get(f"/v3/logs/{row['sg_message_id']}").json["events"]
        if expected == "cancelled":
            assert row["status"] == "dropped"
            assert [event["event"] for event in events] == ["cancel_drop"]
        else:
            assert events[0]["event"] == "processed"
            assert events[0]["send_at"] > 0


def test_a_cancellation_that_is_deleted_in_time_is_none(
    sandbox_with: Callable[..., Any], mail: Mail
) -> None:
    clock = Clock()
    with sandbox_with(now=clock) as client:
        batch_id = scheduled(client, mail, clock)
        client.post("/v3/user/scheduled_sends", {"batch_id": batch_id, "status": "cancel"})
        assert client.call("DELETE", f"/v3/user/scheduled_sends/{batch_id}").status == 204
        clock.ahead = 3601
        wait_for(client, "delivered", "delivered", "delivered")


@pytest.mark.parametrize("resumed", [True, False])
def test_a_paused_batch_waits_to_be_resumed_for_three_days(
    sandbox_with: Callable[..., Any], mail: Mail, resumed: bool
) -> None:
    clock = Clock()
    with sandbox_with(now=clock) as client:
        batch_id = scheduled(client, mail, clock)
        client.post("/v3/user/scheduled_sends", {"batch_id": batch_id, "status": "pause"})
        clock.ahead = 3601
        wait_for(client, "scheduled", "scheduled", "delivered")
        if resumed:
            assert client.call("DELETE", f"/v3/user/scheduled_sends/{batch_id}").status == 204
        clock.ahead += 72 * 3600 if not resumed else 2
        expected = "delivered" if resumed else "cancelled"
        wait_for(client, expected, expected, "delivered")


def test_a_full_disk_takes_nothing(
    client: Any, mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_file = Outbox.file
    filed: list[Any] = []

    def file(self: Outbox, *args: Any) -> Any:
        if len(filed) == 3:
            raise OSError("no space left on device")
        filed.append(really_file(self, *args))
        return filed[-1]

    monkeypatch.setattr(Outbox, "file", file)
    reply = client.send(mail(*(f"a{n}@example.com" for n in range(10))))
    assert (reply.status, reply.errors) == (500, [(None, "internal server error")])
    assert client.letters() == []
    assert not list(client.running.sandbox.outbox.root.rglob("*.eml"))


def test_a_thousand_letters_are_filed_by_one_request(tmp_path: Path, mail: Mail) -> None:
    sandbox = Sandbox(SandboxSettings(tmp_path))
    answer = sandbox.submit(mail(*(f"a{n}@example.com" for n in range(1000))))
    assert answer.status == 202
    assert len(list(tmp_path.rglob("*.eml"))) == len(sandbox.outbox) == 1000


def test_ids_and_clock_are_the_callers(tmp_path: Path, mail: Mail) -> None:
    names = iter(["token", "run", "message", "letter"])
    sandbox = Sandbox(SandboxSettings(tmp_path), lambda: 1_800_000_000.0, lambda: next(names))
    assert sandbox.submit(mail()).headers == {"X-Message-Id": "message"}
    (letter,) = sandbox.outbox
    assert (letter.id, letter.time) == ("letter", 1_800_000_000.0)
    assert json.dumps(letter.custom_args) == "{}"
