"""Each kind of event as SendGrid posts it, byte for byte, against the real receiver."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from outreach.domain.event import EventKind
from outreach.sendgrid.events import parse
from outreach.store.database import Store
from outreach.store.plans import Plan
from outreach.store.recount import recount
from outreach.store.suppressions import barring
from receiving import Receiver, receiving, signature

WIRE = Path(__file__).parents[1] / "wire"
FILES = sorted(WIRE.glob("*.json"))
OF_NO_LETTER = {"unknown-kind", "foreign", "test-post", "account_status_change"}


@pytest.fixture
def heard(store: Store, small_plan: Callable[..., Plan]) -> Iterator[Receiver]:
    with receiving(store, small_plan(store, 2)) as one:
        yield one


def wire(name: str, to: Receiver) -> bytes:
    """The bytes of a file, about the first letter of the batch."""
    delivery = to.batch.deliveries[0]
    raw = (WIRE / f"{name}.json").read_bytes()
    names = {b"EMAIL": delivery.email, b"BATCH": to.batch.id, b"DELIVERY": delivery.id}
    for word, text in names.items():
        raw = raw.replace(b'"%b"' % word, json.dumps(str(text)).encode())
    return raw


def stored(to: Receiver) -> list[tuple[str, int | None]]:
    return to.db.execute("SELECT kind, delivery_id FROM events ORDER BY at, event_key").fetchall()


def test_there_is_a_file_of_every_kind() -> None:
    there = {event["event"] for file in FILES for event in json.loads(file.read_bytes())}
    assert there >= set(EventKind)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_bytes_are_sendgrids(file: Path) -> None:
    """An event a line, CRLF between them and at the end: what a checkout must not change."""
    raw = file.read_bytes()
    assert raw.startswith(b"[{")
    assert raw.endswith(b"}]\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n") == len(json.loads(raw))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_post_is_taken_once_and_counted(heard: Receiver, file: Path) -> None:
    raw = wire(file.stem, heard)
    assert heard.post(raw) == 204
    first = stored(heard)
    assert heard.post(raw) == 204
    assert stored(heard) == first
    assert recount(heard.db) == []
    ours = int(heard.batch.deliveries[0].id)
    if file.stem in OF_NO_LETTER:
        assert all(delivery is None for _, delivery in first)
    elif file.stem != "bounce-asynchronous":  # it happened before this letter was claimed
        assert first == [(json.loads(raw)[0]["event"], ours)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
@pytest.mark.parametrize(
    "rewritten",
    [
        lambda raw: json.dumps(json.loads(raw)).encode(),
        lambda raw: raw.replace(b"\r\n", b"\n"),
        lambda raw: raw.rstrip(),
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: raw.decode().encode("utf-16"),
    ],
    ids=["as other JSON", "without CR", "without its end", "with a BOM", "in UTF-16"],
)
def test_bytes_that_a_proxy_rewrote_are_refused(
    heard: Receiver, file: Path, rewritten: Callable[[bytes], bytes]
) -> None:
    raw = wire(file.stem, heard)
    assert heard.post(rewritten(raw), signature(raw)) == 401
    assert heard.untouched


@pytest.mark.parametrize(
    ("name", "suppressed"),
    [
        ("bounce", ["bounce"]),
        ("dropped", ["bounce"]),
        ("blocked", []),
        ("spamreport", ["complaint"]),
        ("unsubscribe", ["unsubscribe"]),
        ("group_unsubscribe", ["unsubscribe"]),
        ("group_resubscribe", []),
        ("open", []),
    ],
)
def test_who_must_not_be_written_to_again(
    heard: Receiver, name: str, suppressed: list[str]
) -> None:
    assert heard.post(wire(name, heard)) == 204
    her = heard.batch.deliveries[0].email
    assert [str(one.reason) for one in barring(heard.db, her)] == suppressed


def test_what_an_event_says_is_kept_in_our_words(heard: Receiver) -> None:
    (blocked,) = parse(wire("blocked", heard))
    assert (blocked.soft, blocked.status, blocked.message_id) == (True, "5.7.1", "MID")
    assert blocked.reason == "550 5.7.1 Message rejected – 請稍後"
    (opened,), (fetched,) = parse(wire("open", heard)), parse(wire("open-machine", heard))
    assert (opened.machine, fetched.machine) == (False, True)
    (click,) = parse(wire("click", heard))
    assert click.url == "https://coalition.example.org/statement?a=1&b=é"
    (account,) = parse(wire("account_status_change", heard))
    assert (account.reason, account.email_key) == ("compliance_suspend", "")
    assert parse(wire("unknown-kind", heard)) == ()


def test_a_kind_that_nobody_knows_does_not_cost_its_neighbours(heard: Receiver) -> None:
    unknown, known = wire("unknown-kind", heard).strip(), wire("delivered", heard).strip()
    assert heard.post(unknown[:-1] + b",\r\n" + known[1:] + b"\r\n") == 204
    assert [kind for kind, _ in stored(heard)] == ["delivered"]
