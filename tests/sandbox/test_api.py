"""The paths under /v3 beside mail/send."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from outreach.sandbox.routes import entries

Mail = Callable[..., dict[str, Any]]


def filled(path: str) -> str:
    return path.replace("{id:count}", "7").replace("{id}", "x").replace("{email}", "a@example.com")


def test_every_path_wants_a_key_and_answers_in_json(client: Any) -> None:
    for method, path, _ in entries():
        refused = client.call(method, filled(path), headers={"Authorization": "Bearer nothing"})
        assert (refused.status, refused.errors[0][0]) == (401, None), path
        reply = client.call(method, filled(path), {"nothing": "known"})
        assert reply.status in {200, 201, 204, 400, 404}, path
        assert reply.status == 204 or reply.json is not None


def test_scopes_credits_and_senders(sandbox_with: Callable[..., Any], mail: Mail) -> None:
    with sandbox_with(verified=("example.org", "ana@example.com")) as client:
        client.send(mail())
        assert "mail.send" in client.get("/v3/scopes").json["scopes"]
        credit = client.get("/v3/user/credits").json
        assert (credit["used"], credit["total"] - credit["remain"]) == (1, 1)
        (sender,) = client.get("/v3/verified_senders").json["results"]
        assert (sender["from_email"], sender["verified"]) == ("ana@example.com", True)
        (domain,) = client.get("/v3/whitelabel/domains").json
        assert (domain["domain"], domain["valid"]) == ("example.org", True)
        assert client.get("/v3/whitelabel/domains?domain=other.example").json == []


def test_the_credits_are_the_settings(sandbox_with: Callable[..., Any], mail: Mail) -> None:
    with sandbox_with(credits=2) as client:
        client.send(mail("a@example.com", "b@example.com", "c@example.com"))
        credit = client.get("/v3/user/credits").json
        assert (credit["remain"], credit["overage"]) == (0, 1)
    with sandbox_with(credits=None) as client:
        assert client.get("/v3/user/credits").status == 403


def test_logs_list_ten_unless_told_otherwise(client: Any, mail: Mail) -> None:
    client.send(mail(personalizations=[{"to": [{"email": "a@example.com"}]}] * 12))
    query = {"query": 'to_email = "a@example.com"'}
    for more, listed in (({}, 10), ({"limit": 11}, 11), ({"limit": 1000}, 12)):
        assert len(client.post("/v3/logs", query | more).json["messages"]) == listed


def test_batches(client: Any) -> None:
    made = client.post("/v3/mail/batch")
    batch_id = made.json["batch_id"]
    assert made.status == 201
    assert client.get(f"/v3/mail/batch/{batch_id}").json == {"batch_id": batch_id}
    unknown = client.get("/v3/mail/batch/mine")
    assert (unknown.status, unknown.errors) == (400, [(None, "invalid batch id")])


def test_the_emergency_brake(client: Any) -> None:
    ids = [client.post("/v3/mail/batch").json["batch_id"] for _ in range(2)]
    path = "/v3/user/scheduled_sends"
    assert client.get(path).json == []
    for batch_id in ids:
        assert client.post(path, {"batch_id": batch_id, "status": "pause"}).status == 201
    again = client.post(path, {"batch_id": ids[0], "status": "cancel"})
    assert again.errors == [
        ("batch_id", "a status for this batch id exists, try PATCH to update the status")
    ]
    assert client.call("PATCH", f"{path}/{ids[0]}", {"status": "cancel"}).status == 204
    assert client.get(f"{path}/{ids[0]}").json == [{"batch_id": ids[0], "status": "cancel"}]
    assert client.call("DELETE", f"{path}/{ids[0]}").status == 204
    assert client.get(path).json == [{"batch_id": ids[1], "status": "pause"}]


def test_suppression_lists_are_listed_shown_and_emptied(client: Any, mail: Mail) -> None:
    addresses = [f"bounce{n}@example.com" for n in range(5)]
    client.send(mail(*addresses))
    client.settle()
    path = "/v3/suppression/bounces"
    assert {row["email"] for row in client.get(path).json} == set(addresses)
    assert [row["email"] for row in client.get(f"{path}?limit=2&offset=3").json] == addresses[3:]
    assert client.get(f"{path}?end_time=1").json == []
    assert len(client.get(f"{path}?email=bounce1%25").json) == 1
    one = quote(addresses[0], safe="")
    assert client.get(f"{path}/{one}").json[0]["status"] == "5.1.1"
    assert client.call("DELETE", f"{path}/{one}").status == 204
    assert client.get(f"{path}/{one}").json == []
    assert client.call("DELETE", f"{path}/{one}").status == 404
    assert client.call("DELETE", path, {"emails": addresses[1:2]}).status == 204
    assert client.call("DELETE", path, {"emails": ["a"], "delete_all": True}).status == 400
    assert len(client.get(path).json) == 3
    assert client.call("DELETE", path, {"delete_all": True}).status == 204
    assert client.get(path).json == []


def test_groups(sandbox_with: Callable[..., Any]) -> None:
    with sandbox_with(groups=(7, 8)) as client:
        path = "/v3/asm/groups/7/suppressions"
        people = {"recipient_emails": ["Ana@example.com", "bo@example.com"]}
        assert client.post(path, people).status == 201
        assert client.get(path).json == ["Ana@example.com", "bo@example.com"]
        asked = {"recipient_emails": ["ana@example.com", "zoe@example.com"]}
        assert client.post(f"{path}/search", asked).json == ["ana@example.com"]
        assert [(g["id"], g["unsubscribes"]) for g in client.get("/v3/asm/groups").json] == [
            (7, 2),
            (8, 0),
        ]
        assert client.call("DELETE", f"{path}/ana@example.com").status == 204
        assert client.get(path).json == ["bo@example.com"]


def test_a_group_that_does_not_exist_is_the_global_list(sandbox_with: Callable[..., Any]) -> None:
    with sandbox_with(groups=(7,)) as client:
        client.post("/v3/asm/groups/9/suppressions", {"recipient_emails": ["ana@example.com"]})
        path = "/v3/asm/suppressions/global/ana@example.com"
        assert client.get(path).json == {"recipient_email": "ana@example.com"}
        assert client.call("DELETE", path).status == 204
        assert client.get(path).json == {}


def test_stats_count_by_day_and_category(client: Any, mail: Mail) -> None:
    client.send(mail("a@example.com", "bounce@example.com", categories=["press"]))
    client.send(mail("b@example.com"))
    client.settle()
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    (day,) = client.get(f"/v3/stats?start_date={today}").json
    (entry,) = day["stats"]
    counted = {name: n for name, n in entry["metrics"].items() if n}
    assert counted == {"requests": 2, "processed": 3, "delivered": 2, "bounces": 1}
    (day,) = client.get(f"/v3/categories/stats?start_date={today}&categories=press").json
    assert day["stats"][0]["name"] == "press"
    assert day["stats"][0]["metrics"]["delivered"] == 1
    assert client.get("/v3/stats").errors[0][0] == "start_date"
    assert client.get(f"/v3/categories/stats?start_date={today}").status == 400


def test_logs_settle_what_was_uncertain(client: Any, mail: Mail) -> None:
    before = datetime.fromtimestamp(0, UTC).isoformat().replace("+00:00", "Z")
    client.send(mail(custom_args={"outreach_batch": "b1"}))
    client.send(mail("bounce@example.com"))
    client.settle()
    query = f'to_email = "ana@example.com" AND sg_message_id_created_at > TIMESTAMP "{before}"'
    (found,) = client.post("/v3/logs", {"query": query}).json["messages"]
    assert (found["status"], found["subject"]) == ("delivered", "Hello")
    detail = client.get(f"/v3/logs/{found['sg_message_id']}").json
    assert detail["custom_args"] == {"outreach_batch": "b1"}
    assert [event["event"] for event in detail["events"]] == ["processed", "delivered"]
    assert client.post("/v3/logs", {"query": 'to_email = "no@example.com"'}).json == {
        "messages": []
    }
    bounced = client.post("/v3/logs", {"query": 'to_email = "bounce@example.com"'}).json
    assert bounced["messages"][0]["reason"].startswith("550 5.1.1")
    assert client.post("/v3/logs", {"query": "everything"}).status == 400
    for limit in (0.5, 0, 1001, True, "9"):
        assert client.post("/v3/logs", {"query": query, "limit": limit}).status == 400
    assert client.get("/v3/logs/unknown").status == 404


def test_webhook_settings_and_its_trial(heard: Any, webhook: Any) -> None:
    (hook,) = heard.get("/v3/user/webhooks/event/settings/all").json["webhooks"]
    assert (hook["url"], hook["enabled"], hook["spam_report"]) == (webhook.url, True, True)
    signed = heard.get(f"/v3/user/webhooks/event/settings/signed/{hook['id']}").json
    door = heard.get("/sandbox/webhook-key").json
    assert signed["public_key"] == hook["public_key"] == door["public_key"]
    assert heard.post("/v3/user/webhooks/event/test", {"url": webhook.url}).status == 204
    assert len(webhook.events) == 11
    far = heard.post("/v3/user/webhooks/event/test", {"url": "https://elsewhere.example"})
    assert (far.status, far.errors[0][0]) == (400, "url")
