"""What is asked of SendGrid beside mail/send: of the sandbox, and of servers that answer oddly."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from outreach.errors import (
    NotAuthorised,
    RateLimited,
    Rejected,
    SendGridError,
    Unanswered,
    WrongUsage,
)
from outreach.sandbox.faults import Fault
from outreach.sandbox.server import RunningSandbox, running
from outreach.sandbox.settings import SandboxSettings
from outreach.sendgrid.account import credits_left
from outreach.sendgrid.client import SendGrid
from outreach.sendgrid.logs import MOST_LISTED, Trace, trace
from outreach.sendgrid.schedule import (
    MOST_STOPPED,
    NoRoomToStop,
    forget_order,
    let_go,
    new_batch_id,
    stop,
    stopped,
)
from raw_server import answer, answering, request, serving

KEY = "SG.key"
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    with running(SandboxSettings(outbox=tmp_path / "outbox", credits=5)) as it:
        yield it


@pytest.fixture
def sendgrid(sandbox: RunningSandbox) -> SendGrid:
    return SendGrid(sandbox.url, KEY)


def mail(*addresses: str, batch: str = "b1", **parts: Any) -> bytes:
    whole = {
        "from": {"email": "press@example.org"},
        "subject": "Hello",
        "content": [{"type": "text/plain", "value": "Hello"}],
        "personalizations": [
            {"to": [{"email": one}], "custom_args": {"outreach_batch": batch}} for one in addresses
        ],
    }
    return json.dumps(whole | parts).encode()


# --- the request ----------------------------------------------------------------------------------


def asked(path: Any, query: dict[str, str] | None = None, body: object = None) -> bytes:
    """The request as it arrives."""
    got = []

    def talk(connection: Any) -> None:
        got.append(request(connection))
        connection.sendall(answer("200 OK", b'{"a": [1]}', "X-Odd-Case: y"))

    with serving(talk) as url:
        found = SendGrid(url, KEY).ask("POST", path, body, query)
    assert (found.status, found.body, found.headers["x-odd-case"]) == (200, {"a": [1]}, "y")
    return got[0]


def test_path_and_query_are_quoted_and_the_body_is_utf8() -> None:
    raw = asked(("logs", "a/b?c#d @é"), {"q": "a&b=ü"}, {"name": "Жанна"})
    assert raw.startswith(b"POST /v3/logs/a%2Fb%3Fc%23d%20%40%C3%A9?q=a%26b%3D%C3%BC HTTP/1.1\r\n")
    assert raw.endswith('{"name": "Жанна"}'.encode())
    assert asked("user/scheduled_sends").startswith(b"POST /v3/user/scheduled_sends HTTP/1.1\r\n")


@pytest.mark.parametrize("part", ["", ".", ".."])
def test_a_part_that_leads_elsewhere_is_refused(sendgrid: SendGrid, part: str) -> None:
    with pytest.raises(WrongUsage):
        sendgrid.ask("DELETE", ("user", "scheduled_sends", part))


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (answer("200 OK", b"<html>"), Unanswered),
        (answer("200 OK", b"\xff"), Unanswered),
        (answer("200 OK", b"[" * 100_000), Unanswered),
        (answer("302 Found", b"", "Location: http://127.0.0.1:9/"), Rejected),
        (answer("303 See Other", b"", "Location: http://127.0.0.1:9/"), Rejected),
        (answer("403 Forbidden", b"<html>"), NotAuthorised),
        (answer("404 Not Found"), Rejected),
        (answer("429 T", b"", "X-RateLimit-Reset: 1"), RateLimited),
        (answer("500 Oh", b"<html>"), Unanswered),
        (b"", Unanswered),
    ],
)
def test_what_is_no_success_is_an_error_of_its_kind(raw: bytes, error: type[SendGridError]) -> None:
    with serving(answering(raw)) as url, pytest.raises(SendGridError) as caught:
        SendGrid(url, KEY, timeout=5).ask("GET", "scopes")
    assert type(caught.value) is error


def test_no_error_and_no_log_names_who_was_asked_about(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    words = b'{"errors":[{"message":"bad query to_email = \\"ana@press.example\\"","field":"q"}]}'
    with serving(answering(answer("400 No", words))) as url, pytest.raises(Rejected) as caught:
        trace(SendGrid(url, KEY), email="ana@press.example", batch="b1", since=SINCE)
    told = f"{caught.value!r} {caught.value.faults} {caplog.text}"
    assert "press.example" not in told
    assert KEY not in told


ODD = [b"", b"null", b"5", b"[]", b"{}", b'{"batch_id": 5}', b'{"messages": [5]}', b'[{"x": 1}]']


@pytest.mark.parametrize("body", ODD)
def test_a_success_of_another_shape_is_an_error_too(body: bytes) -> None:
    with serving(answering(answer("200 OK", body))) as url:
        sendgrid = SendGrid(url, KEY)
        for call in (
            lambda: new_batch_id(sendgrid),
            lambda: trace(sendgrid, email="a@press.example", batch="b", since=SINCE),
            sendgrid.scopes,
        ):
            with pytest.raises(Unanswered):
                call()
        assert credits_left(sendgrid) is None
        if body != b"[]":
            with pytest.raises(Unanswered):
                stopped(sendgrid)


# --- the brake ------------------------------------------------------------------------------------


def test_a_batch_is_stopped_changed_and_let_go_however_often(sendgrid: SendGrid) -> None:
    first, second = new_batch_id(sendgrid), new_batch_id(sendgrid)
    assert first != second
    let_go(sendgrid, first)
    for _ in range(2):
        stop(sendgrid, first, "pause")
    stop(sendgrid, second, "cancel")
    assert stopped(sendgrid) == {first: "pause", second: "cancel"}
    stop(sendgrid, first, "cancel")
    assert stopped(sendgrid) == {first: "cancel", second: "cancel"}
    for _ in range(2):
        let_go(sendgrid, first)
    assert stopped(sendgrid) == {second: "cancel"}


def test_an_eleventh_finds_no_room(sendgrid: SendGrid) -> None:
    ids = [new_batch_id(sendgrid) for _ in range(MOST_STOPPED + 1)]
    for one in ids[:-1]:
        stop(sendgrid, one, "cancel")
    stop(sendgrid, ids[0], "pause")
    with pytest.raises(NoRoomToStop) as caught:
        stop(sendgrid, ids[-1], "cancel")
    assert caught.value.hint
    forget_order(sendgrid, ids[0])
    stop(sendgrid, ids[-1], "cancel")


def test_a_batch_that_sendgrid_does_not_know_is_rejected(sendgrid: SendGrid) -> None:
    with pytest.raises(Rejected, match="invalid batch id") as caught:
        stop(sendgrid, "mine", "cancel")
    assert type(caught.value) is Rejected


@pytest.mark.parametrize("kind", ["accept-then-drop", "drop-before-accept", "server-error"])
def test_a_stop_whose_answer_is_lost_is_asked_for_again(
    sandbox: RunningSandbox, sendgrid: SendGrid, kind: str
) -> None:
    batch_id = new_batch_id(sendgrid)
    sandbox.sandbox.add_fault(Fault(kind, path="user/scheduled_sends"))
    with pytest.raises(Unanswered):
        stop(sendgrid, batch_id, "cancel")
    stop(sendgrid, batch_id, "cancel")
    assert stopped(sendgrid) == {batch_id: "cancel"}


# --- the account ----------------------------------------------------------------------------------


def test_the_credits_that_are_left(
    sandbox: RunningSandbox, sendgrid: SendGrid, tmp_path: Path
) -> None:
    assert credits_left(sendgrid) == 5
    sendgrid.submit(mail("a@press.example", "b@press.example"))
    assert credits_left(sendgrid) == 3
    for kind in ("forbidden", "bad-key", "rate-limit", "proxy-4xx", "server-error", "not-sendgrid"):
        sandbox.sandbox.add_fault(Fault(kind, path="user/credits"))
        assert credits_left(sendgrid) is None
    assert credits_left(sendgrid) == 3
    with running(SandboxSettings(outbox=tmp_path / "other", credits=None)) as untold:
        assert credits_left(SendGrid(untold.url, KEY)) is None


# --- the logs -------------------------------------------------------------------------------------


def test_a_letter_that_was_taken_is_found_by_its_batch(
    sandbox: RunningSandbox, sendgrid: SendGrid
) -> None:
    before = datetime.now(UTC) + timedelta(minutes=10)  # a clock that is ahead
    sendgrid.submit(mail("Ana@press.example", batch="other"))
    message_id = sendgrid.submit(mail("Ana@press.example", "bo@press.example"))
    assert sandbox.wait_idle()
    found = trace(sendgrid, email="Ana@press.example", batch="b1", since=before)
    assert found == Trace(True, message_id, "delivered", 2)
    none = trace(sendgrid, email="Ana@press.example", batch="b2", since=before)
    assert none == Trace(False, looked_at=2)
    assert trace(sendgrid, email="zoe@press.example", batch="b1", since=before) == Trace(False)


def test_the_logs_of_a_cancelled_batch_know_it(sandbox: RunningSandbox, sendgrid: SendGrid) -> None:
    batch_id = new_batch_id(sendgrid)
    at = int(datetime.now(UTC).timestamp()) + 9
    sendgrid.submit(mail("a@press.example", send_at=at, batch_id=batch_id))
    found = trace(sendgrid, email="a@press.example", batch="b1", since=SINCE)
    assert (found.found, found.status) == (True, "processed")


@pytest.mark.parametrize("kind", ["rate-limit", "forbidden", "server-error"])
def test_logs_that_cannot_be_read_are_an_error_and_no_absence(
    sandbox: RunningSandbox, sendgrid: SendGrid, kind: str
) -> None:
    sendgrid.submit(mail("a@press.example"))
    for after in (0, 1):  # the list, the details
        sandbox.sandbox.add_fault(Fault(kind, after=after, path="logs"))
        with pytest.raises((RateLimited, NotAuthorised, Unanswered)):
            trace(sendgrid, email="a@press.example", batch="b1", since=SINCE)


def listing(rows: int, details: bytes, status: str = "200 OK") -> Any:
    """A server whose logs list so many letters, each with these details."""
    messages = [{"sg_message_id": f"id{n}.x", "status": "processed"} for n in range(rows)]

    def talk(connection: Any) -> None:
        if request(connection).startswith(b"POST"):
            raw = answer("200 OK", json.dumps({"messages": messages}).encode())
        else:
            raw = answer(status, details)
        connection.sendall(raw)

    return talk


@pytest.mark.parametrize(
    ("rows", "details", "status", "expected"),
    [
        (1, b'{"custom_args": {}}', "200 OK", Trace(False, looked_at=1)),
        (1, b'{"custom_args": {"outreach_batch": 5}}', "200 OK", Trace(False, looked_at=1)),
        (1, b"{}", "200 OK", Trace(False, looked_at=1, complete=False)),
        (1, b'{"custom_args": null}', "200 OK", Trace(False, looked_at=1, complete=False)),
        (1, b"", "404 Not Found", Trace(False, looked_at=1, complete=False)),
        (60, b'{"custom_args": {}}', "200 OK", Trace(False, looked_at=50, complete=False)),
    ],
)
def test_absence_is_complete_only_where_all_was_looked_into(
    rows: int, details: bytes, status: str, expected: Trace
) -> None:
    with serving(listing(rows, details, status)) as url:
        sendgrid = SendGrid(url, KEY)
        assert trace(sendgrid, email="a@press.example", batch="b", since=SINCE) == expected


def test_a_list_that_was_cut_proves_no_absence() -> None:
    with serving(listing(MOST_LISTED, b'{"custom_args": {"outreach_batch": "b"}}')) as url:
        found = trace(SendGrid(url, KEY), email="a@press.example", batch="b", since=SINCE)
    assert found == Trace(True, "id0", "processed", 1, complete=False)


@pytest.mark.parametrize("email", ['"a b"@press.example', "a\\b@press.example"])
def test_an_address_that_no_query_can_hold_is_not_asked_about(email: str) -> None:
    sendgrid = SendGrid("https://api.example", KEY)
    assert trace(sendgrid, email=email, batch="b", since=SINCE) == Trace(False, complete=False)
