"""Sends in a test's own time, to a SendGrid that answers what it is told."""

from __future__ import annotations

import json
import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from outreach.actions.order import Clock, Order
from outreach.actions.send import Sent, send_edition
from outreach.sendgrid.payload import Envelope
from outreach.store.database import Store
from outreach.store.plans import Plan

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


@dataclass
class Time:
    """Goes on while somebody sleeps, and never else; ``wall`` is how far the clock was set."""

    passed: float = 0.0
    wall: timedelta = timedelta()
    pauses: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.passed) + self.wall

    def sleep(self, seconds: float) -> None:
        self.pauses.append(round(seconds, 6))
        self.passed += seconds

    @property
    def clock(self) -> Clock:
        return Clock(self.now, self.sleep, lambda: 0.0, lambda: self.passed, self.sleep)


@dataclass
class Answers:
    """A SendGrid that gives these answers in turn, then takes all; keeps what it took."""

    answers: list[BaseException | None] = field(default_factory=list)
    time: Time = field(default_factory=Time)
    taken: list[str] = field(default_factory=list)
    requests: int = 0
    at: list[float] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def submit(self, body: bytes, _still: object = None) -> str:
        with self.lock:
            self.requests += 1
            self.at.append(round(self.time.passed, 6))
            answer = self.answers.pop(0) if self.answers else None
            if answer is not None:
                raise answer
            self.bodies.append(json.loads(body))
            blocks = self.bodies[-1]["personalizations"]
            self.taken += [block["to"][0]["email"] for block in blocks]
            return f"MID{self.requests}"


def send(
    db: Store,
    plan: Plan,
    sendgrid: Any,
    order: Order | None = None,
    *,
    time: Time | None = None,
    concurrency: int = 1,
    **more: Any,
) -> tuple[Sent, list[float]]:
    """Send with one request at a time; how it ended, and the pauses taken."""
    numbers = iter(range(10_000))
    time = time or getattr(sendgrid, "time", Time())
    sent = send_edition(
        db,
        plan.id,
        Envelope.from_dict(plan.envelope),
        sendgrid,
        replace(order or Order(), concurrency=concurrency),
        clock=time.clock,
        new_id=lambda: f"aside{plan.id}{next(numbers)}",
        **more,
    )
    return sent, time.pauses


def everybody(n: int) -> Counter[str]:
    return Counter(f"p{i}@visit.example" for i in range(n))
