"""A sandbox whose clock a test turns, runs whose letters wait there, and harm on the way to it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from loopback import Act, Between, Exchange, http_answer
from outreach.actions.stop import Brake
from outreach.domain.event import Event, EventKind
from outreach.domain.moments import STOPPABLE_UNTIL
from outreach.domain.run import Run
from outreach.sandbox.agenda import LONGEST_NAP
from outreach.sandbox.server import RunningSandbox, running
from outreach.sandbox.settings import SandboxSettings
from outreach.sendgrid import schedule
from outreach.sendgrid.client import Answer, SendGrid
from outreach.sendgrid.payload import Envelope, encoded, mail_send
from outreach.store import ledger, runs
from outreach.store.database import Store
from outreach.store.events import record_events
from outreach.store.plans import Plan
from sample_workspace import until

NOON = datetime(2026, 6, 20, 12, tzinfo=UTC)
KEY = "SG.sandbox"
_SCALE = 0.0005


@dataclass
class Turned:
    """A clock that goes when it is turned."""

    now: datetime = NOON

    @property
    def seconds(self) -> float:
        return self.now.timestamp()

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


class Dated(SendGrid):
    """SendGrid with a clock that a test turns; None: it does not say what time it is."""

    clock: datetime | None = None

    def ask(self, *args: Any, **more: Any) -> Answer:
        answer = super().ask(*args, **more)
        said = {name: value for name, value in answer.headers.items() if name != "date"}
        if self.clock:
            said["date"] = format_datetime(self.clock, usegmt=True)
        return replace(answer, headers=said)


@dataclass
class Desk:
    """Who schedules letters, and has a brake. ``url`` is what stands for SendGrid.

    ``theirs`` is how far SendGrid's clock is ahead of the desk's; None: it does not say.
    """

    db: Store
    sandbox: RunningSandbox
    clock: Turned
    url: str = ""
    slept: list[float] = field(default_factory=list)
    theirs: timedelta | None = timedelta()

    @property
    def sendgrid(self) -> SendGrid:
        found = Dated(self.url or self.sandbox.url, KEY, timeout=5)
        found.clock = None if self.theirs is None else self.clock.now + self.theirs
        return found

    @property
    def brake(self) -> Brake:
        return Brake(self.db, self.sendgrid, "Ana", lambda: self.clock.now, self.slept.append)

    @property
    def stopped(self) -> dict[str, str]:
        """What the sandbox keeps, asked by a straight way."""
        return dict(schedule.stopped(SendGrid(self.sandbox.url, KEY)))

    def start(self, run_id: str = "run1", campaign: str = "visit", **ahead: float) -> Run:
        """A run whose letters go out so far ahead; it has handed over nothing yet."""
        batch = schedule.new_batch_id(SendGrid(self.sandbox.url, KEY))
        goes_out = self.clock.now + timedelta(**ahead)
        host = self.url or self.sandbox.url
        runs.start_run(self.db, Run(run_id, campaign, self.clock.now, "Bo", host, goes_out, batch))
        return self.run(run_id)

    def run(self, run_id: str = "run1") -> Run:
        found = runs.read_run(self.db, run_id)
        assert found
        return found

    def hand_over(self, plan: Plan, run: Run, batches: int = 100) -> None:
        """So many of the plan's batches, each acknowledged."""
        for _ in range(batches):
            body, batch = self.claim(plan, run)
            if not batch:
                return
            ledger.record_submitted(self.db, batch, self.submit(body), self.clock.now)

    def hand_over_late(self, plan: Plan, run: Run) -> None:
        """A batch more, by a sender that looked a moment before the run was stopped."""
        state = self.run(run.id).state
        self.db.execute("UPDATE runs SET state = 'going' WHERE id = ?", [run.id])
        self.hand_over(plan, run, batches=1)
        self.db.execute("UPDATE runs SET state = ? WHERE id = ?", [state, run.id])

    def claim(self, plan: Plan, run: Run) -> tuple[bytes, str]:
        """The body of the next batch's request, and the batch; blank if there is none."""
        assert run.send_at
        batch = ledger.claim(self.db, plan.id, self.clock.now, goes_out=run.send_at, run=run.id)
        if batch is None:
            return b"", ""
        body = mail_send(
            Envelope.from_dict(plan.envelope),
            batch.message,
            batch.id,
            batch.deliveries,
            send_at=int(run.send_at.timestamp()),
            sendgrid_batch=run.sendgrid_batch,
        )
        return encoded(body), batch.id

    def submit(self, body: bytes, _still: object = None) -> str:
        return SendGrid(self.sandbox.url, KEY).submit(body)

    def arrived(self, waiting: int = 0) -> list[str]:
        """Who got a letter, once the sandbox has seen what time it is; so many still wait."""
        outbox, now = self.sandbox.sandbox.outbox, self.clock.now.timestamp()
        if waiting:
            time.sleep(3 * LONGEST_NAP)
        until(lambda: waiting == sum(x.status == "scheduled" and x.send_at <= now for x in outbox))
        return sorted(one.to for one in outbox if one.status not in ("scheduled", "cancelled"))


@contextmanager
def desk(db: Store, outbox: Path) -> Iterator[Desk]:
    clock = Turned()
    settings = SandboxSettings(
        outbox=outbox, time_scale=_SCALE, stoppable_until=STOPPABLE_UNTIL.total_seconds() / _SCALE
    )
    with running(settings, now=lambda: clock.seconds) as sandbox:
        yield Desk(db, sandbox, clock)


def processed(db: Store, plan: Plan, at: datetime, kind: EventKind = EventKind.DELIVERED) -> None:
    """An event about the plan's first letter."""
    delivery, batch, email = db.execute(
        "SELECT id, batch_id, email FROM deliveries WHERE plan_id = ? ORDER BY id LIMIT 1",
        (plan.id,),
    ).fetchone()
    moment = int(at.timestamp())
    record_events(db, [Event(f"{kind}-{batch}", kind, moment, email, str(delivery), batch, "MID")])


class InTheWay(Between):
    """Harm to what concerns the brake; letters pass.

    Requests run into ``acts`` by their first line, such as ``POST /v3/user/scheduled_sends``.
    """

    def __init__(self, url: str, acts: Sequence[tuple[str, Act]] = ()) -> None:
        super().__init__(url)
        self.harm = list(acts)
        self.asked: list[str] = []

    def _act(self, head: bytes) -> Act:
        line = " ".join(head.partition(b"\r\n")[0].decode().split()[:2])
        with self.lock:
            self.asked.append(line)
            for number, (words, act) in enumerate(self.harm):
                if line.startswith(words):
                    del self.harm[number]
                    return act
        return lambda exchange: exchange.answer(exchange.forwarded())


@contextmanager
def in_the_way(url: str, *acts: tuple[str, Act]) -> Iterator[InTheWay]:
    stands = InTheWay(url, acts)
    thread = threading.Thread(target=stands.serve, daemon=True)
    thread.start()
    try:
        yield stands
    finally:
        stands.listener.shutdown(socket.SHUT_RDWR)
        stands.listener.close()
        thread.join()


def lost(exchange: Exchange) -> None:
    """The request is taken, and its answer never comes back."""
    exchange.forwarded()
    exchange.reset()


def cut(exchange: Exchange) -> None:
    """The request is lost after it left."""
    exchange.body()
    exchange.reset()


def answering(status: str, body: bytes = b"", **headers: str) -> Act:
    def act(exchange: Exchange) -> None:
        exchange.body()
        exchange.answer(http_answer(status, body, **headers))

    return act


def meanwhile(do: Callable[[], object]) -> Act:
    """Something else happens while SendGrid thinks about it."""

    def act(exchange: Exchange) -> None:
        answer = exchange.forwarded()
        do()
        exchange.answer(answer)

    return act
