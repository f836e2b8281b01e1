"""SendGrid's lists, of a sandbox over HTTP and of one whose pages shift."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from outreach.domain.contact import Reason
from outreach.domain.event import EventKind, suppresses
from outreach.errors import SendGridError, Unanswered
from outreach.sandbox.server import RunningSandbox, running
from outreach.sandbox.settings import SandboxSettings
from outreach.sendgrid.client import Answer, SendGrid
from outreach.sendgrid.suppressions import LISTS, Entry, listed, members


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    with running(SandboxSettings(outbox=tmp_path / "outbox")) as at:
        yield at


def names(sendgrid: Any, name: str, start: int = 0, end: int = 2000) -> list[str]:
    windows = listed(sendgrid, name, start, end)
    return [entry.email_key for window in windows for entry in window.rows]


@pytest.mark.parametrize("seconds", [1, 2, 700])
def test_a_list_longer_than_a_page_is_read_whole(sandbox: RunningSandbox, seconds: int) -> None:
    people = [f"P{n}@example.com" for n in range(1300)]
    for n, one in enumerate(people):
        sandbox.sandbox.suppressions.add("unsubscribes", one, 1000 + n % seconds)
    found = names(SendGrid(sandbox.url, "SG.x"), "unsubscribes")
    assert sorted(found) == sorted(one.lower() for one in people)


def test_both_ends_of_the_time_belong_to_it(sandbox: RunningSandbox) -> None:
    for at in (9, 10, 20, 21):
        sandbox.sandbox.suppressions.add("bounces", f"p{at}@example.com", at)
    found = names(SendGrid(sandbox.url, "SG.x"), "bounces", 10, 20)
    assert found == ["p20@example.com", "p10@example.com"]


@dataclass
class Shifting:
    """A list of one second to whose top an address is added with each page that is read."""

    rows: list[dict[str, object]] = field(default_factory=list)

    def ask(
        self,
        method: str,
        path: str | Sequence[str],
        body: object = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        offset = int((query or {}).get("offset", "0"))
        page = self.rows[offset : offset + 500]
        self.rows.insert(0, {"email": f"late{len(self.rows)}@example.com", "created": 5})
        return Answer(200, page, {})

    def odd(self, what: str) -> SendGridError:
        return Unanswered(what)


def test_pages_that_shift_lose_and_repeat_nobody() -> None:
    people = {f"p{n}@example.com" for n in range(1200)}
    shifting = Shifting([{"email": one, "created": 5} for one in sorted(people)])
    found = names(shifting, "blocks", 5, 5)
    assert people <= set(found)
    assert len(found) == len(set(found))


@dataclass
class Deaf:
    """Answers the same full page, whatever it is asked for."""

    def ask(self, *_: object, **__: object) -> Answer:
        return Answer(200, [{"email": f"p{n}@example.com", "created": 5} for n in range(500)], {})

    def odd(self, what: str) -> SendGridError:
        return Unanswered(what)


def test_a_server_that_knows_no_offset_ends_the_reading() -> None:
    assert len(names(Deaf(), "blocks", 5, 5)) == 500


@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        ("bounces", EventKind.BOUNCE, Reason.BOUNCE),
        ("blocks", EventKind.BOUNCE, None),
        ("invalid_emails", EventKind.DROPPED, Reason.BOUNCE),
        ("spam_reports", EventKind.COMPLAINT, Reason.COMPLAINT),
        ("unsubscribes", EventKind.UNSUBSCRIBE, Reason.UNSUBSCRIBE),
        ("groups", EventKind.GROUP_UNSUBSCRIBE, Reason.UNSUBSCRIBE),
    ],
)
def test_what_each_list_says_of_a_letter(name: str, kind: EventKind, reason: Reason | None) -> None:
    entry = Entry(name, "ana@example.com", 5, "550 no", "5.1.1")
    event = entry.event("1", "b")
    assert (event.kind, event.at, event.source) == (kind, 5, "suppressions")
    assert suppresses(event) == reason
    assert event == entry.event("1", "b")
    assert "ana" not in event.key


@dataclass
class Odd:
    body: object

    def ask(self, *_: object, **__: object) -> Answer:
        return Answer(200, self.body, {})

    def odd(self, what: str) -> SendGridError:
        return Unanswered(what)


@pytest.mark.parametrize(
    "row",
    [
        None,
        "ana@example.com",
        {},
        {"email": "", "created": 1},
        {"email": "ana@example.com"},
        {"email": "ana@example.com", "created": True},
        {"email": "ana@example.com", "created": "1"},
        {"email": "ana@example.com", "created": 10**15},
        {"email": 5, "created": 1},
    ],
)
def test_an_odd_entry_says_nothing_and_hides_none(row: object) -> None:
    good = {"email": "Bo@example.com\u0000", "created": 7, "reason": None}
    assert names(Odd([row, good]), "bounces") == ["", "bo@example.com"]
    rows = [{"group_id": 7, "created_at": 7, "email": "bo@example.com"}, row]
    assert [group for group, _ in members(Odd(rows))] == [7]


@pytest.mark.parametrize("body", [None, {}, "no"])
def test_what_is_no_list_is_said(body: object) -> None:
    for name in LISTS:
        with pytest.raises(Unanswered):
            names(Odd(body), name)
    with pytest.raises(Unanswered):
        list(members(Odd(body)))
