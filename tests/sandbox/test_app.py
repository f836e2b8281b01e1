"""mail/send over HTTP: what a client sees."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

Mail = Callable[..., dict[str, Any]]

BAD_REQUEST = {"errors": [{"message": "Bad Request", "field": None, "help": None}]}
BAD_KEY = "The provided authorization grant is invalid, expired, or revoked"
ERRORS = "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#"


def test_an_accepted_mail(client: Any, mail: Mail) -> None:
    reply = client.send(mail())
    assert (reply.status, reply.content) == (202, b"")
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", reply.headers["x-message-id"])
    assert not [name for name in reply.headers if "ratelimit" in name]
    (letter,) = client.letters()
    assert letter["message_id"] == reply.headers["x-message-id"]
    assert (letter["to"], letter["subject"]) == ("ana@example.com", "Hello")


@pytest.mark.parametrize(
    ("captured", "broken"),
    [
        (
            {
                "message": "Does not contain a valid address.",
                "field": "personalizations.0.to.0.email",
                "help": f"{ERRORS}message.personalizations.to",
            },
            {"personalizations": [{"to": [{"email": "nobody"}]}]},
        ),
        (
            {
                "message": "The to email parameter is required.",
                "field": "personalizations.0.to.0.email",
                "help": f"{ERRORS}message.personalizations.to",
            },
            {"personalizations": [{"to": [{"name": "Ana"}]}]},
        ),
        (
            {
                "message": "The to array is required for all personalization objects, and must "
                "have at least one email object with a valid email address.",
                "field": "personalizations.1.to",
                "help": f"{ERRORS}message.personalizations.to",
            },
            {"personalizations": [{"to": [{"email": "a@example.com"}]}, {}]},
        ),
        (
            {"message": "Bad Request", "field": None, "help": None},
            {
                "personalizations": [
                    {"to": [{"email": "a@example.com"}], "substitutions": {"-n-": 42}}
                ]
            },
        ),
    ],
)
def test_bodies_captured_from_the_live_service(
    refuser: Any, mail: Mail, captured: dict[str, Any], broken: dict[str, Any]
) -> None:
    reply = refuser.send(mail(**broken))
    assert (reply.status, reply.json) == (400, {"errors": [captured]})


def test_one_bad_address_of_many_takes_nothing(client: Any, mail: Mail) -> None:
    addresses = [f"a{n}@example.com" for n in range(50)]
    reply = client.send(mail(*addresses, "broken", *addresses))
    assert reply.errors == [("personalizations.50.to.0.email", "Does not contain a valid address.")]
    assert client.letters() == []
    assert not list(client.running.sandbox.outbox.root.rglob("*.eml"))


@pytest.mark.parametrize(
    ("headers", "status", "message"),
    [
        ({"Authorization": ""}, 401, BAD_KEY),
        ({"Authorization": "Bearer not-a-key"}, 401, BAD_KEY),
        ({"Authorization": "Basic SG.key"}, 401, BAD_KEY),
        ({"Content-Type": "text/plain"}, 415, "Content-Type should be application/json."),
    ],
)
def test_who_may_ask_and_how(
    refuser: Any, mail: Mail, headers: dict[str, str], status: int, message: str
) -> None:
    reply = refuser.send(mail(), headers=headers)
    assert (reply.status, reply.errors) == (status, [(None, message)])
    assert refuser.letters() == []


def test_only_the_keys_named_are_known_where_keys_are_named(
    sandbox_with: Callable[..., Any], mail: Mail
) -> None:
    with sandbox_with(keys=("SG.mine",)) as client:
        assert client.send(mail()).status == 401
        assert client.send(mail(), headers={"Authorization": "Bearer SG.mine"}).status == 202


@pytest.mark.parametrize("body", [b"{", b"[]", b"5", b"", b'{"a":' * 100_000, b"NaN"])
def test_what_is_no_mail_at_all(refuser: Any, body: bytes) -> None:
    reply = refuser.send(body)
    assert (reply.status, reply.json) == (400, BAD_REQUEST)


def test_invalid_utf8(refuser: Any) -> None:
    reply = refuser.send(b'{"subject":"\xff"}')
    assert (reply.status, reply.errors) == (415, [(None, "Invalid UTF8 in request")])


def test_more_than_30_mb_is_refused_by_the_front_door_in_html(refuser: Any) -> None:
    reply = refuser.send(b" " * (30 * 1024 * 1024 + 1), timeout=60)
    assert reply.status == 413
    assert reply.headers["content-type"].startswith("text/html")
    assert b"413 Request Entity Too Large" in reply.content


def test_half_a_surrogate_pair_is_replaced(client: Any, mail: Mail) -> None:
    body = json.dumps(mail(subject="XX")).replace("XX", r"\ud83d \ud83d\ude00").encode()
    assert client.send(body).status == 202
    assert client.letters()[0]["subject"].endswith(" \U0001f600")
    assert client.get("/").status == 200


def test_an_unverified_sender(refuser: Any, mail: Mail) -> None:
    reply = refuser.send(mail(**{"from": {"email": "press@elsewhere.example.com"}}))
    assert reply.status == 403
    ((field, message),) = reply.errors
    assert field == "from"
    assert message.startswith("The from address does not match a verified Sender Identity.")
    assert refuser.letters() == []


def test_sandbox_mode_checks_and_sends_nothing(heard: Any, webhook: Any, mail: Mail) -> None:
    switch = {"sandbox_mode": {"enable": True}}
    assert heard.send(mail("broken", mail_settings=switch)).status == 400
    reply = heard.send(mail(mail_settings=switch))
    heard.settle()
    assert (reply.status, heard.letters(), webhook.posts) == (200, [], [])
    assert "x-message-id" not in reply.headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v3/mail/send", 405),
        ("PUT", "/v3/scopes", 405),
        ("GET", "/v3/marketing/contacts", 404),
        ("GET", "/v3/suppression/nothing", 404),
    ],
)
def test_other_paths_and_methods(refuser: Any, method: str, path: str, status: int) -> None:
    reply = refuser.call(method, path)
    assert reply.status == status
    assert reply.json["errors"][0]["field"] is None


def test_only_loopback_names_are_hosts(client: Any, mail: Mail) -> None:
    assert client.send(mail(), headers={"Host": "rebound.example"}).status == 400
    assert client.send(mail(), headers={"Host": "localhost:1"}).status == 202


def test_requests_are_logged_without_a_word_about_people(client: Any, mail: Mail) -> None:
    client.send(mail("ana@example.com", "bo@example.com"))
    client.send(mail("broken"))
    log = client.get("/sandbox/requests").json
    assert [(e["status"], e["personalizations"]) for e in log] == [(202, 2), (400, 1)]
    assert {key for entry in log for key in entry} == {
        *("time", "status", "size", "personalizations")
    }


def test_a_connection_is_kept_for_the_next_request(client: Any, mail: Mail) -> None:
    connection = http.client.HTTPConnection(client.url.removeprefix("http://"))
    headers = {"Authorization": "Bearer SG.key", "Content-Type": "application/json"}
    for _ in range(2):
        connection.request("POST", "/v3/mail/send", json.dumps(mail()), headers)
        connection.getresponse().read()
        assert connection.sock is not None
    connection.close()
