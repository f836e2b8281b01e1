"""Asking much: the pace SendGrid allows, no more requests than wanted, and its clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from outreach.errors import Interrupted, NotAuthorised, RateLimited, SendGridError, Unanswered
from outreach.sandbox.faults import Fault
from outreach.sandbox.server import running
from outreach.sandbox.settings import SandboxSettings
from outreach.sendgrid.asking import Asker, Spent
from outreach.sendgrid.client import Answer, SendGrid

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
FINE = Answer(200, [], {"date": "Sat, 20 Jun 2026 12:00:01 GMT"})


@dataclass
class Told:
    """Gives these answers in turn, then is fine."""

    answers: list[Answer | SendGridError] = field(default_factory=list)
    asked: int = 0

    def ask(
        self,
        method: str,
        path: str | Sequence[str],
        body: object = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        self.asked += 1
        answer = self.answers.pop(0) if self.answers else FINE
        if isinstance(answer, SendGridError):
            raise answer
        return answer

    def odd(self, what: str) -> SendGridError:
        return Unanswered(what)


@dataclass
class Patience:
    """Waits no time; ``ends_after`` so many waits somebody wants it to end."""

    waits: list[float] = field(default_factory=list)
    ends_after: int = 99

    def wait(self, seconds: float) -> bool:
        if seconds:
            self.waits.append(seconds)
        return len(self.waits) >= self.ends_after


def asker(told: Any, patience: Patience | None = None, most: int = 10) -> Asker:
    return Asker(told, most, lambda: NOW, (patience or Patience()).wait)


def test_it_waits_as_long_as_it_is_told_to() -> None:
    patience = Patience()
    told = Told([RateLimited("slow", retry_after=7.5)])
    assert asker(told, patience).ask("GET", "scopes") == FINE
    assert patience.waits == [7.5]


def test_where_no_time_is_named_it_waits_longer_each_time() -> None:
    patience = Patience()
    told = Told([RateLimited("slow") for _ in range(3)])
    asker(told, patience).ask("GET", "scopes")
    assert patience.waits == [2, 4, 8]


@pytest.mark.parametrize(
    "answers", [[RateLimited("slow", retry_after=3600)], [RateLimited("slow", retry_after=1)] * 9]
)
def test_a_wait_without_end_is_given_up(answers: list[Answer | SendGridError]) -> None:
    with pytest.raises(RateLimited):
        asker(Told(answers)).ask("GET", "scopes")


def test_a_lost_answer_is_asked_for_once_more() -> None:
    assert asker(Told([Unanswered("lost")])).ask("GET", "scopes") == FINE
    with pytest.raises(Unanswered):
        asker(Told([Unanswered("lost"), Unanswered("lost")])).ask("GET", "scopes")


def test_what_is_refused_is_not_asked_for_again() -> None:
    told = Told([NotAuthorised("no")])
    with pytest.raises(NotAuthorised):
        asker(told).ask("GET", "logs")
    assert told.asked == 1


def test_no_more_requests_are_made_than_wanted() -> None:
    told = Told([RateLimited("slow", retry_after=1)])
    one = asker(told, most=2)
    one.ask("GET", "scopes")
    with pytest.raises(Spent, match="2 requests were made"):
        one.ask("GET", "scopes")
    assert (told.asked, one.left) == (2, 0)


def test_who_wants_it_to_end_is_heard_while_it_waits() -> None:
    told = Told([RateLimited("slow", retry_after=60)])
    with pytest.raises(Interrupted):
        asker(told, Patience(ends_after=1)).ask("GET", "scopes")
    assert told.asked == 1


@pytest.mark.parametrize(
    ("date", "skew"),
    [
        ("Sat, 20 Jun 2026 12:00:01 GMT", 0),
        ("Sat, 20 Jun 2026 12:05:00 GMT", 300),
        ("Sat, 20 Jun 2026 11:00:00 GMT", -3600),
        ("yesterday", 0),
        ("", 0),
    ],
)
def test_the_clock_is_sendgrids(date: str, skew: int) -> None:
    one = asker(Told([Answer(200, [], {"date": date})]))
    one.ask("GET", "scopes")
    assert one.skew == timedelta(seconds=skew)
    assert one.clock() == int(NOW.timestamp()) + skew


def test_a_real_429_says_when(tmp_path: Any) -> None:
    patience = Patience()
    with running(SandboxSettings(outbox=tmp_path / "outbox")) as at:
        at.sandbox.add_fault(Fault("rate-limit", seconds=30, path="scopes"))
        one = Asker(SendGrid(at.url, "SG.x"), 5, lambda: datetime.now(UTC), patience.wait)
        one.ask("GET", "scopes")
    assert patience.waits == [30]
    assert one.asked == 2
