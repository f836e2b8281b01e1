"""Event webhooks by the settings API: made, changed, signed, tried and posted to."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from outreach.sandbox.webhook import SIGNATURE_HEADER, TIMESTAMP_HEADER

API = "/v3/user/webhooks/event"


def make(client: Any, url: str, **switches: bool) -> Any:
    answer = client.post(f"{API}/settings", {"url": url, "enabled": True, **switches})
    assert answer.status == 201, answer.content
    return answer.json


def sign(client: Any, hook: Any, enabled: bool = True) -> str:
    answer = client.call("PATCH", f"{API}/settings/signed/{hook['id']}", {"enabled": enabled})
    assert answer.status == 200
    key: str = answer.json["public_key"]
    return key


def verifies(key: str, headers: Any, body: bytes) -> bool:
    public = load_der_public_key(base64.b64decode(key))
    assert isinstance(public, EllipticCurvePublicKey)
    signature = base64.b64decode(headers[SIGNATURE_HEADER])
    try:
        public.verify(signature, headers[TIMESTAMP_HEADER].encode() + body, ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def test_it_is_there_as_it_was_made(client: Any, webhook: Any) -> None:
    made = make(client, webhook.url, bounce=True, friendly_name="ours")
    found = client.get(f"{API}/settings/all").json
    assert found["webhooks"] == [made] == [client.get(f"{API}/settings/{made['id']}").json]
    assert (made["bounce"], made["delivered"], made["enabled"]) == (True, False, True)
    assert made["public_key"] == ""
    assert found["max_allowed"] == 5


def test_the_accounts_own_changes_are_shown_to_who_asks(client: Any, webhook: Any) -> None:
    make(client, webhook.url, account_status_change=True)
    plain = client.get(f"{API}/settings/all").json["webhooks"][0]
    asked = client.get(f"{API}/settings/all?include=account_status_change").json["webhooks"][0]
    assert "account_status_change" not in plain
    assert asked["account_status_change"] is True


def test_a_change_leaves_the_rest(client: Any, webhook: Any) -> None:
    made = make(client, webhook.url, bounce=True)
    path = f"{API}/settings/{made['id']}"
    changed = client.call("PATCH", path, {"delivered": True, "enabled": False}).json
    assert (changed["bounce"], changed["delivered"], changed["enabled"]) == (True, True, False)
    assert changed["url"] == webhook.url


def test_each_has_a_key_of_its_own_and_one_switched_off_is_gone(client: Any, webhook: Any) -> None:
    one, other = make(client, webhook.url), make(client, webhook.url + "/2")
    keys = {sign(client, one), sign(client, other)}
    assert len(keys) == 2
    assert sign(client, one) in keys
    assert sign(client, one, enabled=False) == ""
    assert sign(client, one) not in keys


def test_the_test_is_posted_signed_as_the_webhook_signs(client: Any, webhook: Any) -> None:
    make(client, webhook.url + "/2")
    made = make(client, webhook.url)
    key = sign(client, made)
    assert client.post(f"{API}/test", {"url": webhook.url, "id": made["id"]}).status == 204
    ((headers, body),) = webhook.posts
    assert verifies(key, headers, body)
    assert len(json.loads(body)) == 11


def test_an_unsigned_one_is_posted_to_unsigned(client: Any, webhook: Any) -> None:
    made = make(client, webhook.url)
    client.post(f"{API}/test", {"url": webhook.url, "id": made["id"]})
    ((headers, _),) = webhook.posts
    assert SIGNATURE_HEADER not in headers


def test_letters_are_reported_to_each_as_it_wants(
    client: Any, webhook: Any, mail: Callable[..., Any]
) -> None:
    made = make(client, webhook.url, delivered=True)
    key = sign(client, made)
    make(client, webhook.url + "/off", processed=True)["id"]
    off = make(client, webhook.url + "/none", bounce=True)
    client.call("PATCH", f"{API}/settings/{off['id']}", {"enabled": False})
    assert client.send(mail("ana@example.com")).status == 202
    client.settle()
    assert webhook.kinds("ana@example.com") == {"delivered", "processed"}
    signed = [(h, b) for h, b in webhook.posts if SIGNATURE_HEADER in h]
    assert signed
    assert all(verifies(key, h, b) for h, b in signed)


def test_one_that_is_removed_hears_nothing_more(
    client: Any, webhook: Any, mail: Callable[..., Any]
) -> None:
    made = make(client, webhook.url, delivered=True)
    path = f"{API}/settings/{made['id']}"
    assert client.call("DELETE", path).status == 204
    assert [client.get(path).status, client.call("DELETE", path).status] == [404, 404]
    client.send(mail("ana@example.com"))
    client.settle()
    assert webhook.posts == []


def test_the_plan_allows_so_many(sandbox_with: Callable[..., Any], webhook: Any) -> None:
    with sandbox_with(webhooks=1) as client:
        make(client, webhook.url)
        refused = client.post(f"{API}/settings", {"url": webhook.url + "/2"})
        assert refused.status == 400
        assert "maximum number" in refused.errors[0][1]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"enabled": True}, "url"),
        ({"url": ""}, "url"),
        ({"url": 7}, "url"),
        ({"url": "https://elsewhere.example/hook"}, "url"),
        ({"url": "http://127.0.0.1:1/", "bounce": "yes"}, "bounce"),
        ({"url": "http://127.0.0.1:1/", "enabled": 1}, "enabled"),
    ],
)
def test_what_cannot_be_is_refused(refuser: Any, body: Any, field: str) -> None:
    refused = refuser.post(f"{API}/settings", body)
    assert (refused.status, refused.errors[0][0]) == (400, field)


def test_two_cannot_have_one_address(client: Any, webhook: Any) -> None:
    make(client, webhook.url)
    other = make(client, webhook.url + "/2")
    again = client.post(f"{API}/settings", {"url": webhook.url})
    assert (again.status, again.errors[0][0]) == (400, "url")
    moved = client.call("PATCH", f"{API}/settings/{other['id']}", {"url": webhook.url})
    assert moved.status == 400


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/settings/none", None),
        ("PATCH", "/settings/none", {"enabled": True}),
        ("DELETE", "/settings/none", None),
        ("GET", "/settings/signed/none", None),
        ("PATCH", "/settings/signed/none", {"enabled": True}),
        ("POST", "/test", {"url": "http://127.0.0.1:1/", "id": "none"}),
    ],
)
def test_an_unknown_one_is_not_found(refuser: Any, method: str, path: str, body: Any) -> None:
    assert refuser.call(method, API + path, body).status == 404


@pytest.mark.parametrize("url", ["https://elsewhere.example/hook", "", None])
def test_nothing_is_tried_elsewhere(refuser: Any, url: str | None) -> None:
    assert refuser.post(f"{API}/test", {"url": url}).status == 400


def test_a_sandbox_started_again_signs_as_before(
    sandbox_with: Callable[..., Any], webhook: Any
) -> None:
    keys = []
    for _ in range(2):
        with sandbox_with() as client:
            keys.append(sign(client, make(client, webhook.url)))
            assert client.get("/sandbox/webhook-key").json["public_key"] == keys[-1]
    assert len(set(keys)) == 1
