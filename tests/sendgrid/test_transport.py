"""How far a request came, and that each of its stages ends: with raw servers over real sockets."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach.errors import NotAuthorised, Rejected, SendGridError, Unanswered, Unreachable
from outreach.sendgrid import transport
from outreach.sendgrid.client import SendGrid
from raw_server import (
    TAKEN,
    answer,
    answering,
    certificate,
    dripping,
    request,
    reset,
    serving,
)

KEY = "SG.key"
SMALL = b'{"subject":"x"}'
BIG = b'{"subject":"' + b"x" * 12_000_000 + b'"}'
"""More than the system holds back between two ends of a connection."""

REFUSED = b'{"errors":[{"message":"no","field":null,"help":null}]}'


@pytest.fixture(params=["http", "https"])
def tls(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ssl.SSLContext | None]:
    """The server's side of TLS, which the client trusts; None for plain HTTP."""
    if request.param == "http":
        yield None
        return
    server, client = certificate(tmp_path)
    monkeypatch.setattr(transport, "_tls_context", client)
    yield server


def part(connection: socket.socket) -> None:
    got = 0
    while got < 100_000:
        got += len(connection.recv(65536))


# --- an end to waiting ----------------------------------------------------------------------------


SLOW_ANSWERS = {
    "head": TAKEN,
    "body": answer("202 Accepted", b" " * 60, "X-Message-Id: MID"),
    "refusal": answer("400 Bad Request", REFUSED + b" " * 60),
    "hundreds": b"HTTP/1.1 100 Continue\r\n\r\n" * 20 + TAKEN,
}


@pytest.mark.parametrize("slow", SLOW_ANSWERS)
def test_an_answer_that_drips_is_given_up(tls: ssl.SSLContext | None, slow: str) -> None:
    """Byte by byte it would take some seconds, and then be a good one."""
    with serving(dripping(SLOW_ANSWERS[slow]), tls) as url:
        sendgrid = SendGrid(url, KEY, timeout=0.3)
        with pytest.raises(Unanswered, match="no answer in time"):
            sendgrid.submit(SMALL)
        with pytest.raises(Unanswered, match="no answer in time"):
            sendgrid.ask("POST", "mail/batch")


def test_an_answer_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "LARGEST_ANSWER", 1000)
    for head in ("", "Content-Length: 5000000\r\n", "Transfer-Encoding: chunked\r\n"):
        body = b"fff\r\n" + b" " * 4095 + b"\r\n"
        raw = f"HTTP/1.1 202 Accepted\r\nX-Message-Id: MID\r\n{head}\r\n".encode() + body * 10
        with serving(answering(raw)) as url, pytest.raises(Unanswered):
            SendGrid(url, KEY, timeout=5).submit(SMALL)


def test_a_handshake_that_does_not_come_is_no_connection() -> None:
    with serving(lambda connection: time.sleep(0.6)) as url, pytest.raises(Unreachable):
        SendGrid(url.replace("http:", "https:"), KEY, timeout=0.2).submit(SMALL)


def slowly(connection: socket.socket) -> None:
    """Read the big request in rather more than a second."""
    request(connection, pause=0.02)
    connection.sendall(TAKEN)


def test_a_slow_line_has_the_time_it_needs(tls: ssl.SSLContext | None) -> None:
    with serving(slowly, tls) as url:
        assert SendGrid(url, KEY, timeout=0.4).submit(BIG) == "MID"


def test_a_line_that_is_too_slow_is_given_up(
    tls: ssl.SSLContext | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "SLOWEST_LINE", 10**9)
    with serving(slowly, tls) as url, pytest.raises(Unreachable, match="left whole"):
        SendGrid(url, KEY, timeout=0.4).submit(BIG)


def test_a_body_that_nobody_reads_is_given_up(tls: ssl.SSLContext | None) -> None:
    with serving(lambda _: time.sleep(1), tls) as url, pytest.raises(Unreachable, match="whole"):
        SendGrid(url, KEY, timeout=0.2).submit(BIG)


# --- what did not leave whole was not taken -------------------------------------------------------


def broken_off(connection: socket.socket) -> None:
    part(connection)
    reset(connection)


def test_a_connection_lost_while_the_body_leaves(tls: ssl.SSLContext | None) -> None:
    with serving(broken_off, tls) as url:
        sendgrid = SendGrid(url, KEY, timeout=5)
        with pytest.raises(Unreachable, match="before the request had left whole"):
            sendgrid.submit(BIG)


def test_a_connection_lost_when_the_body_has_left(tls: ssl.SSLContext | None) -> None:
    def talk(connection: socket.socket) -> None:
        request(connection)
        reset(connection)

    with serving(talk, tls) as url, pytest.raises(Unanswered):
        SendGrid(url, KEY, timeout=5).submit(SMALL)


EARLY: list[tuple[bytes, type[SendGridError]]] = [
    (answer("400 Bad Request", REFUSED), Rejected),
    (answer("401 Unauthorized", REFUSED), NotAuthorised),
    (answer("413 Request Entity Too Large", b"<html>"), Rejected),
    (answer("403 Forbidden", b"<html>"), Unreachable),
    (answer("408 Request Timeout", b"<html>"), Unreachable),
    (answer("502 Bad Gateway", b"<html>"), Unreachable),
    (answer("303 See Other"), Unreachable),
    (TAKEN, Unanswered),
    (b"HTTP/1.1 400 Bad", Unreachable),
]


@pytest.mark.parametrize(("early", "error"), EARLY, ids=lambda case: str(case)[:20])
@pytest.mark.parametrize("ended_by", ["reset", "silence"])
def test_an_answer_that_comes_before_the_body_has_left_is_read(
    early: bytes, error: type[SendGridError], ended_by: str
) -> None:
    """The server closes with the body unread, which resets the connection; or it only stops."""

    def talk(connection: socket.socket) -> None:
        part(connection)
        connection.sendall(early)
        if ended_by == "silence":
            time.sleep(0.8)

    with serving(talk) as url, pytest.raises(SendGridError) as caught:
        SendGrid(url, KEY, timeout=0.3).submit(BIG)
    assert type(caught.value) is error
    assert isinstance(caught.value, Rejected) <= (getattr(caught.value, "status", 0) in (400, 413))


def test_over_tls_an_early_answer_is_read_or_nothing_was_taken(
    tls: ssl.SSLContext | None,
) -> None:
    def talk(connection: socket.socket) -> None:
        part(connection)
        connection.sendall(answer("413 Request Entity Too Large", b"<html>"))

    with serving(talk, tls) as url, pytest.raises((Rejected, Unreachable)):
        SendGrid(url, KEY, timeout=2).submit(BIG)


# --- what comes before the answer -----------------------------------------------------------------


@pytest.mark.parametrize("before", ["100 Continue", "102 Processing", "103 Early Hints"])
def test_what_is_said_before_the_answer_is_passed_over(before: str) -> None:
    said = f"HTTP/1.1 {before}\r\nLink: </style.css>; rel=preload\r\n\r\n".encode()
    with serving(answering(said * 2 + TAKEN)) as url:
        assert SendGrid(url, KEY, timeout=5).submit(SMALL) == "MID"
    with serving(answering(said)) as url, pytest.raises(Unanswered):
        SendGrid(url, KEY, timeout=5).submit(SMALL)


# --- on the way -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (answer("407 Proxy Authentication Required"), "proxy on the way answers 407"),
        (answer("403 <b>Forbidden</b>", b"<html>"), "proxy on the way answers 403"),
        (b"220 mail.example ESMTP\r\n", "should be a proxy"),
        (b"", "should be a proxy|lost|reset"),
    ],
    ids=["407", "403", "not HTTP", "nothing"],
)
def test_a_proxy_that_gives_no_way_is_no_connection(
    said: bytes, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def talk(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(said)

    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving(talk) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        monkeypatch.setenv("https_proxy", proxy)
        with pytest.raises(Unreachable, match=why) as caught:
            SendGrid("https://api.example", KEY, timeout=2).submit(SMALL)
    assert "<" not in caught.value.message


def test_a_proxy_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving(dripping(b"HTTP/1.0 200 OK\r\n" + b"X: y\r\n" * 20)) as proxy:
        monkeypatch.setenv("https_proxy", proxy)
        with pytest.raises(Unreachable, match="does not answer a connection"):
            SendGrid("https://api.example", KEY, timeout=0.3).submit(SMALL)


def test_the_addresses_of_a_name_are_tried_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.socket() as nobody, serving(answering(TAKEN)) as url:
        nobody.bind(("127.0.0.1", 0))
        port = int(url.rpartition(":")[2])
        places = [nobody.getsockname(), ("127.0.0.1", port)]
        found = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", place) for place in places]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_: found)
        assert SendGrid(url, KEY).submit(SMALL) == "MID"
        found.pop()
        with pytest.raises(Unreachable, match="refused"):
            SendGrid(url, KEY).submit(SMALL)
        found.clear()
        with pytest.raises(Unreachable, match="no address"):
            SendGrid(url, KEY).submit(SMALL)


# --- what no longer holds when the connection stands ----------------------------------------------


def test_letters_whose_moment_has_passed_meanwhile_do_not_leave(
    tls: ssl.SSLContext | None,
) -> None:
    heard: list[bytes] = []

    def listen(connection: socket.socket) -> None:
        heard.append(connection.recv(65536))

    with serving(listen, tls) as host, pytest.raises(Unreachable, match="moment has passed"):
        SendGrid(host, KEY, timeout=5).submit(SMALL, lambda: False)
    assert heard in ([], [b""])
