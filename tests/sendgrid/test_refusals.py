"""What an answer proves, over real sockets: may its letters have been taken?"""

from __future__ import annotations

import json
import time
from email.utils import formatdate

import pytest

from outreach.errors import NotAuthorised, RateLimited, Rejected, SendGridError, Unanswered
from outreach.sendgrid.client import SendGrid
from raw_server import answer, answering, serving

KEY = "SG.key"
BODY = b'{"subject":"x"}'
HTML = b"<html><body><h1>Who goes there</h1></body></html>"


def said(message: str = "no", field: str | None = None) -> bytes:
    return json.dumps({"errors": [{"message": message, "field": field, "help": None}]}).encode()


def refused(raw: bytes) -> SendGridError:
    with serving(answering(raw)) as url, pytest.raises(SendGridError) as caught:
        SendGrid(url, KEY, timeout=5).submit(BODY)
    return caught.value


PROVED: list[tuple[int, type[SendGridError]]] = [
    (400, Rejected),
    (401, NotAuthorised),
    (403, NotAuthorised),
    (404, Rejected),
    (405, Rejected),
    (413, Rejected),
    (415, Rejected),
    (422, Rejected),
    (429, RateLimited),
]


@pytest.mark.parametrize(("status", "error"), PROVED)
def test_sendgrids_own_words_prove_that_nothing_was_taken(
    status: int, error: type[SendGridError]
) -> None:
    assert type(refused(answer(f"{status} No", said()))) is error


STRANGERS = [
    *(HTML, b"", b"[]", b"\xff", b'{"errors": []}', b'{"errors": 5}', b'{"errors": [5]}'),
    *(b'{"errors": [{"field": "x"}]}', b'{"errors": [{"message": 5}]}', b'{"error": "no"}'),
    b'{"errors":' + b"[" * 100_000,
]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        *((status, HTML) for status in (400, 401, 403, 405, 415, 418, 422, 451)),
        *((404, body) for body in STRANGERS),
    ],
)
def test_a_strangers_refusal_proves_nothing(status: int, body: bytes) -> None:
    """A proxy may refuse SendGrid's answer to us as well as our request."""
    error = refused(answer(f"{status} No", body))
    assert type(error) is Unanswered
    assert str(status) in error.message
    assert "<" not in error.message


@pytest.mark.parametrize("body", [HTML, b"", said()], ids=["HTML", "nothing", "SendGrid's"])
@pytest.mark.parametrize("status", [101, 300, 303, 304, 408, 409, 425, 499, 500, 502, 503, 504])
def test_what_may_come_late_proves_nothing_whoever_says_it(status: int, body: bytes) -> None:
    assert type(refused(answer(f"{status} Hm", body))) is Unanswered


@pytest.mark.parametrize("body", [HTML, b"", said()], ids=["HTML", "nothing", "SendGrid's"])
@pytest.mark.parametrize(
    ("status", "error"),
    [(407, Rejected), (413, Rejected), (429, RateLimited)],
)
def test_who_turns_away_before_all_is_believed(
    status: int, error: type[SendGridError], body: bytes
) -> None:
    assert type(refused(answer(f"{status} No", body))) is error


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_a_success_without_a_message_id_proves_nothing(status: int) -> None:
    assert type(refused(answer(f"{status} Fine"))) is Unanswered


def test_a_refusals_words_are_one_short_line_without_addresses() -> None:
    words = f"We know \x1b[31m[ana@press.example] <bo@press.example>\n{'x' * 5000}"
    error = refused(answer("400 No", said(words, "personalizations.0")))
    assert isinstance(error, Rejected)
    for text in (error.message, error.faults[0][1]):
        assert text.isprintable()
        assert len(text) < 400
        assert "press.example" not in text
        assert "[(address)]" in text


NOW = 1_800_000_000


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        (["Retry-After: 7"], 7),
        ([f"Date: {formatdate(NOW)}", f"Retry-After: {formatdate(NOW + 90, usegmt=True)}"], 90),
        ([f"Date: {formatdate(NOW)}", f"Retry-After: {formatdate(NOW - 90, usegmt=True)}"], 0),
        ([f"Date: {formatdate(NOW)}", f"X-Ratelimit-Reset: {NOW + 30}"], 30),
        ([f"X-RateLimit-Reset: {NOW + 30}", "Retry-After: 7"], 7),
        ([f"Date: {formatdate(NOW)}", f"X-RateLimit-Reset: {NOW + 30}", "Retry-After: soon"], 30),
        (["X-RateLimit-Reset: soon"], None),
        (["Retry-After: -1"], None),
        (["Retry-After: " + "9" * 400], None),
        (["Retry-After: Mon, 99 Foo 2026 99:99:99 GMT"], None),
        ([], None),
    ],
)
def test_when_to_try_again(headers: list[str], seconds: float | None) -> None:
    error = refused(answer("429 Too Many Requests", said(), *headers))
    assert isinstance(error, RateLimited)
    assert error.retry_after == seconds


def test_without_a_date_this_machines_clock_counts() -> None:
    error = refused(answer("429 T", b"", f"X-RateLimit-Reset: {int(time.time()) + 3600}"))
    assert isinstance(error, RateLimited)
    assert error.retry_after is not None
    assert 3500 < error.retry_after <= 3600
