"""The receiver over real HTTP: what it answers, and that a post refused harms nothing."""

from __future__ import annotations

import http.client
import json
import logging
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from outreach.domain.delivery import Account
from outreach.sandbox.webhook import SIGNATURE_HEADER, TIMESTAMP_HEADER
from outreach.store import ledger
from outreach.store.backlog import Backlog, backlog, keep
from outreach.store.database import Store, open_store, transaction
from outreach.store.plans import Plan
from outreach.store.recount import recount
from outreach.store.suppressions import barring
from outreach.web.connections import OPTIONS
from outreach.web.listen import LARGEST_POST, PATH, receiver
from outreach.web.server import running
from receiving import KEYS, Receiver, receiving, signature


@pytest.fixture
def heard(store: Store, small_plan: Callable[..., Plan]) -> Iterator[Receiver]:
    with receiving(store, small_plan(store, 2)) as one:
        yield one


def test_signed_events_are_on_disk_when_they_are_acknowledged(heard: Receiver) -> None:
    assert heard.post(heard.events("processed", "delivered", "unsubscribe")) == 204
    assert ledger.account(heard.db, heard.plan.id) == Account(submitted=2)
    assert barring(heard.db, heard.batch.deliveries[0].email)


def test_a_repeated_post_is_acknowledged_and_changes_nothing(heard: Receiver) -> None:
    body = heard.events("delivered", "bounce")
    assert [heard.post(body), heard.post(body)] == [204, 204]
    assert heard.db.execute("SELECT count(*) FROM events").fetchone() == (2,)


def test_events_of_other_mail_are_acknowledged(heard: Receiver) -> None:
    assert heard.post(heard.events("delivered", "click", outreach_batch="elsewhere")) == 204
    assert heard.post(heard.events("read_by_a_crystal_ball")) == 204
    assert heard.post(b"[]") == 204
    assert heard.untouched


def test_a_forged_post_is_refused_and_harms_nothing(heard: Receiver) -> None:
    body = heard.events("processed", "unsubscribe")
    now = time.time()
    other = ec.generate_private_key(ec.SECP256R1())
    good = signature(body)
    assert heard.post(body, {}) == 401
    assert heard.post(body, {TIMESTAMP_HEADER: good[TIMESTAMP_HEADER]}) == 401
    assert heard.post(body, {SIGNATURE_HEADER: good[SIGNATURE_HEADER]}) == 401
    assert heard.post(body, {**good, SIGNATURE_HEADER: "%%%"}) == 401
    assert heard.post(body, signature(body, by=other)) == 401
    assert heard.post(body, signature(body, at=now - 27 * 3600)) == 401
    assert heard.post(body, signature(body, at=now + 3600)) == 401
    assert heard.post(body[:-2], good) == 401
    assert heard.post(body[: len(body) // 2], good) == 401
    assert heard.post(body.replace(b"\r\n", b"\n"), good) == 401
    assert heard.post(json.dumps(json.loads(body)).encode(), good) == 401
    assert heard.post(b"", good) == 401
    assert heard.untouched


def test_signed_nonsense_is_refused_and_harms_nothing(heard: Receiver) -> None:
    assert heard.post(b"[not json") == 400
    assert heard.post(b"\xff\xfe") == 401
    assert heard.post(b"[" * 100_000) == 400
    assert heard.post(b'["\xff"]') == 400
    assert heard.post(b'[null, 5, {"event": []}, {"event": {}, "timestamp": 1}]') == 204
    assert heard.untouched


def test_awkward_events_are_taken_all_the_same(heard: Receiver) -> None:
    """NUL, half a surrogate pair, a date beyond dates: SendGrid would repeat a 500 for a day."""
    at = 9_999_999_999_999
    assert heard.post(heard.events("unsubscribe", timestamp=at)) == 204
    assert heard.post(heard.events("bounce", outreach_delivery="²")) == 204
    assert heard.post(heard.events("bounce", sg_event_id="k\x00", reason="a\x00\ud800b")) == 204
    assert heard.db.execute("SELECT event_key, reason FROM events").fetchall() == [
        ("bounce-k", "a?b")
    ]


def test_a_huge_post_is_refused_without_being_kept(heard: Receiver) -> None:
    with socket.create_connection(heard.url.removeprefix("http://").split(":")) as raw:  # type: ignore[arg-type]
        raw.settimeout(10)
        length = LARGEST_POST + 1024
        head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"
        raw.sendall(head.encode() + b"[" * length)
        assert raw.recv(100).startswith(b"HTTP/1.1 413 ")
    assert heard.untouched


def test_a_post_that_breaks_off_harms_nothing(heard: Receiver) -> None:
    body = heard.events("unsubscribe")
    lines = [f"{name}: {value}" for name, value in signature(body).items()]
    head = "\r\n".join([f"POST {PATH} HTTP/1.1", "Host: x", f"Content-Length: {len(body)}", *lines])
    with socket.create_connection(heard.url.removeprefix("http://").split(":")) as raw:  # type: ignore[arg-type]
        raw.sendall(f"{head}\r\n\r\n".encode() + body[:50])
    assert heard.post(b"[]") == 204
    assert heard.untouched


def test_while_the_store_is_locked_sendgrid_is_asked_to_come_again(
    heard: Receiver,
) -> None:
    body = heard.events("processed")
    with transaction(heard.db):
        assert heard.post(body) == 503
    assert heard.untouched
    assert heard.post(body) == 204
    assert ledger.account(heard.db, heard.plan.id) == Account(submitted=2)


def test_only_posts_to_the_one_path_are_answered(heard: Receiver) -> None:
    connection = http.client.HTTPConnection(heard.url.removeprefix("http://"), timeout=10)
    for method, path, status in (("GET", PATH, 405), ("POST", "/", 404), ("GET", "/health", 200)):
        connection.request(method, path)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == status
    connection.close()


def test_the_log_names_nobody(heard: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    body = heard.events("processed", "unsubscribe", reason="ana@press.example does not exist")
    heard.post(body)
    heard.post(body, {})
    assert "2 new" in caplog.text
    assert "@" not in caplog.text


def a_rush(heard: Receiver, kinds: int = 200) -> bytes:
    """One post that is larger than what is counted before it is answered."""
    events = [
        {**one, "sg_event_id": f"n{number}"}
        for number in range(kinds)
        for one in json.loads(heard.events("open"))
    ]
    return json.dumps(events).encode()


def test_in_a_rush_events_are_on_disk_when_they_are_acknowledged_and_counted_after(
    heard: Receiver,
) -> None:
    assert heard.post(a_rush(heard)) == 204
    kept = backlog(heard.db).posts
    counted = heard.db.execute("SELECT count(*) FROM events").fetchone()[0]
    assert (kept, counted) in ((1, 0), (0, 200))
    heard.wait_until_counted()
    assert heard.db.execute("SELECT count(*) FROM events").fetchone() == (200,)
    assert recount(heard.db) == []


def test_what_an_earlier_receiver_did_not_count_is_counted_first(
    store: Store, small_plan: Callable[..., Plan]
) -> None:
    plan = small_plan(store, 2)
    with receiving(store, plan) as one:
        left = one.events("open", "delivered")
    keep(store, [left], datetime.now(UTC))
    path = Path(store.execute("PRAGMA database_list").fetchone()[2])
    with running(receiver(lambda: open_store(path), path, KEYS), options=OPTIONS):
        limit = time.monotonic() + 20
        while backlog(store).posts and time.monotonic() < limit:
            time.sleep(0.01)
        assert backlog(store) == Backlog()
    assert store.execute("SELECT count(*) FROM events").fetchone() == (2,)


def test_while_the_store_is_locked_what_was_kept_stays_and_is_counted_later(
    heard: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    with transaction(heard.db):
        assert heard.post(a_rush(heard)) == 503
        assert backlog(heard.db) == Backlog()
    assert heard.post(a_rush(heard)) == 204
    with transaction(heard.db):
        time.sleep(0.3)
    heard.wait_until_counted()
    assert heard.db.execute("SELECT count(*) FROM events").fetchone() == (200,)


def test_two_receivers_of_one_store_count_each_others_posts_once(
    heard: Receiver,
) -> None:
    path = Path(heard.db.execute("PRAGMA database_list").fetchone()[2])
    with running(receiver(lambda: open_store(path), path, KEYS), options=OPTIONS) as url:
        other = replace(heard, url=url)
        for number in range(6):
            body = a_rush(heard).replace(b'"n', f'"n{number}-'.encode())
            assert (heard, other)[number % 2].post(body) == 204
        heard.wait_until_counted()
        for one in (heard, other):
            assert one.post(one.events("click")) == 204
    assert heard.db.execute("SELECT kind, count(*) FROM events GROUP BY 1").fetchall() == [
        ("click", 1),
        ("open", 1200),
    ]
    assert recount(heard.db) == []


def test_whoever_cannot_write_any_more_says_so(
    heard: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> float:
        raise IndexError("a fault")

    monkeypatch.setattr("outreach.web.writer.Rush.patience", broken)
    statuses = [heard.post(heard.events("open")) for _ in range(3)]
    assert statuses[1:] == [503, 503]
