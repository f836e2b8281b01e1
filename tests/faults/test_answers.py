"""Every answer, and every way of getting none: who was taken is known, or known to be unknown."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from loopback import Act, Exchange, between, http_answer
from real_send import check_accounted_for, commands, go_on_to_the_end, sending, workspace
from warm import Warm

CITIES, PEOPLE = 4, 2
HTML = b"<html><body><h1>It hurts</h1></body></html>"


def refused(status: str, message: str, field: str | None = None) -> Act:
    body = json.dumps({"errors": [{"message": message, "field": field, "help": None}]}).encode()
    return says(http_answer(status, body, Content_Type="application/json"))


def says(answer: bytes) -> Act:
    """Nothing is taken; this is what is answered."""

    def act(exchange: Exchange) -> None:
        exchange.body()
        exchange.answer(answer)

    return act


def page(status: str, **headers: str) -> Act:
    return says(http_answer(status, HTML, Content_Type="text/html", **headers))


def reset_before_the_body(exchange: Exchange) -> None:
    exchange.reset()


def reset_in_the_body(exchange: Exchange) -> None:
    exchange.body(0.5)
    exchange.reset()


def reset_after_the_body(exchange: Exchange) -> None:
    exchange.body()
    exchange.reset()


def close_after_the_body(exchange: Exchange) -> None:
    exchange.body()


def silence(exchange: Exchange) -> None:
    exchange.body()
    exchange.wait_until_it_gives_up()


def taken_then_reset(exchange: Exchange) -> None:
    exchange.forwarded()
    exchange.reset()


def taken_then_silence(exchange: Exchange) -> None:
    exchange.forwarded()
    exchange.wait_until_it_gives_up()


def taken_then_half_an_answer(exchange: Exchange) -> None:
    exchange.answer(exchange.forwarded()[:30])
    exchange.reset()


def taken_then_a_gateway_that_lost_it(exchange: Exchange) -> None:
    exchange.forwarded()
    exchange.answer(http_answer("502 Bad Gateway", HTML, Content_Type="text/html"))


def taken_without_a_message_id(exchange: Exchange) -> None:
    exchange.forwarded()
    exchange.answer(http_answer("202 Accepted"))


def taken_and_slowly_said(exchange: Exchange) -> None:
    answer = exchange.forwarded()
    time.sleep(0.5)
    exchange.answer(answer)


def taken_and_dripped(exchange: Exchange) -> None:
    """One byte at a time: each comes in time, and the answer never."""
    for byte in exchange.forwarded():
        exchange.answer(bytes([byte]))
        time.sleep(0.1)


def redirected(exchange: Exchange) -> None:
    """To where it would be taken, if it were followed."""
    exchange.body()
    host, port = exchange.server
    to = f"http://{host}:{port}/v3/mail/send"
    exchange.answer(http_answer("307 Temporary Redirect", Location=to))


def not_http(exchange: Exchange) -> None:
    exchange.body()
    exchange.answer(b"220 mail.example ESMTP\r\n")


@dataclass(frozen=True)
class Case:
    """``acts`` are what the first requests run into. ``uncertain`` and ``failed`` are how many

    people are so after the first send, ``code`` how it ended, ``words`` what it must say.
    """

    name: str
    acts: tuple[Act, ...]
    code: int = 0
    uncertain: int = 0
    failed: int = 0
    words: str = ""


def once(act: Act, name: str = "", **more: int | str) -> Case:
    return Case(name or getattr(act, "__name__", ""), (act,), **more)  # type: ignore[arg-type]


LOST = {"code": 4, "uncertain": PEOPLE, "words": "2 people uncertain"}
CREDITS = refused("401 Unauthorized", "Maximum credits exceeded")
KEY = refused(
    "401 Unauthorized", "The provided authorization grant is invalid, expired, or revoked"
)
SENDER = refused("403 Forbidden", "The from address does not match a verified Sender", "from")
CASES = [
    once(reset_in_the_body, **LOST),
    once(reset_after_the_body, **LOST),
    once(close_after_the_body, **LOST),
    once(silence, **LOST),
    once(taken_then_reset, **LOST),
    once(taken_then_silence, **LOST),
    once(taken_then_half_an_answer, **LOST),
    once(taken_then_a_gateway_that_lost_it, **LOST),
    once(taken_without_a_message_id, **LOST),
    once(taken_and_slowly_said),
    once(taken_and_dripped, **LOST),
    once(not_http, **LOST),
    once(page("500 Internal Server Error"), "500 in HTML", **LOST),
    once(page("502 Bad Gateway"), "502 in HTML", **LOST),
    once(page("503 Service Unavailable", Retry_After="1"), "503 in HTML", **LOST),
    once(page("200 OK"), "a guest network's page", **LOST),
    once(refused("429 Too Many Requests", "too many requests"), "429"),
    once(page("429 Too Many Requests", Retry_After="0"), "429 with Retry-After"),
    Case("429 for ever", (page("429 Too Many Requests"),) * 20, 1, words="slow down"),
    once(redirected, code=1, words="redirect"),
    once(page("302 Found", Location="https://login.example/"), "302", code=1, words="redirect"),
    once(page("407 Proxy Authentication Required"), "407 of a proxy", code=1, words="proxy"),
    once(refused("404 Not Found", "Not Found"), "404 of SendGrid", code=1, words="Not Found"),
    once(CREDITS, "no credits", code=1, words="Maximum credits exceeded"),
    once(KEY, "the key", code=1, words="SENDGRID_API_KEY"),
    once(SENDER, "the sender", code=1, words="verified Sender"),
    once(page("403 Forbidden"), "403 in HTML", **LOST),
    once(page("413 Payload Too Large"), "413", code=1, failed=PEOPLE, words="413"),
    once(refused("400 Bad Request", "Bad subject", "subject"), "400", code=1, failed=PEOPLE),
    Case("three in a row are lost", (taken_then_reset,) * 3, 1, 3 * PEOPLE),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_after(case: Case, tmp_path: Path, warm: Warm) -> None:
    planned = workspace(tmp_path, CITIES, PEOPLE, concurrency=1)
    with sending(tmp_path, warm) as send, between(send.sandbox.url, case.acts) as way:
        send.host = way.url
        ended = send.run("send", "visit", "--yes", timeout=0.6, hurry=0.02)
        assert ended.code == case.code, ended.err
        assert case.words in ended.err
        states = send.by_state()
        assert len(states["uncertain"]) == case.uncertain
        assert len(states["failed"]) == case.failed
        assert len(states["submitted"]) + case.uncertain <= len(planned)
        check_accounted_for(send, planned)
        way.acts.clear()  # the fault has been mended
        go_on_to_the_end(send, planned, ended.err)


def test_a_reset_before_the_body_is_unsent_or_uncertain(tmp_path: Path, warm: Warm) -> None:
    """Which it is, is a race: whether the reset comes before the last byte has left."""
    planned = workspace(tmp_path, CITIES, PEOPLE, concurrency=1)
    with (
        sending(tmp_path, warm) as send,
        between(send.sandbox.url, [reset_before_the_body]) as way,
    ):
        send.host = way.url
        ended = send.run("send", "visit", "--yes", hurry=0.02)
        uncertain = send.by_state()["uncertain"]
        assert (ended.code, len(uncertain)) in ((0, 0), (4, PEOPLE))
        assert set(send.received()) == planned - uncertain
        check_accounted_for(send, planned)
        go_on_to_the_end(send, planned, ended.err)


def test_one_bad_address_among_a_thousand_is_set_aside_and_the_rest_goes(
    tmp_path: Path, warm: Warm
) -> None:
    planned = workspace(tmp_path, cities=1, people=1000)
    said = "Does not contain a valid address."
    field = "personalizations.617.to.0.email"
    bad: list[str] = []

    def refuse_one(exchange: Exchange) -> None:
        blocks = json.loads(exchange.body())["personalizations"]
        bad.append(blocks[617]["to"][0]["email"])
        refused("400 Bad Request", said, field)(exchange)

    with sending(tmp_path, warm) as send, between(send.sandbox.url, [refuse_one]) as way:
        send.host = way.url
        ended = send.run("send", "visit", "--yes")
        assert ended.code == 4
        assert "1 person failed" in ended.err
        assert way.seen == 2
        assert set(send.received()) == planned - set(bad)
        check_accounted_for(send, planned, gone=bad)
        status = send.run("status", "visit")
        assert f"SendGrid: {said}" in status.err
        assert bad[0] not in status.err, (
            "a log may be pasted anywhere; whose it is, is in the store"
        )
        assert send.run("send", "visit", "--yes").code == 4
        assert way.seen == 2, "what was refused goes again by itself"
        (again,) = [c for c in commands(ended.err) if "--retry-failed" in c]
        assert send.run(*again, "--yes").code == 0
        check_accounted_for(send, planned)
        assert set(send.received()) == planned
