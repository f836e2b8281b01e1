"""send: claim a batch, make the request, record the answer; again, until none is pending.

The decider is ``next_step``: from what a request ended in to what happens to its batch and to the
run. The doer keeps up to ``concurrency`` requests in flight; the store is touched by one thread.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import lru_cache
from typing import Protocol

from outreach.domain.delivery import Account, Batch
from outreach.errors import (
    NotAuthorised,
    RateLimited,
    Rejected,
    SendGridError,
    StoreError,
    Unanswered,
    Unreachable,
)
from outreach.sendgrid.payload import Envelope, encoded, mail_send
from outreach.store import ledger
from outreach.store.database import Store
from outreach.store.plans import read_message

MOST_TRIES = 6
LONGEST_PAUSE_SECONDS = 60.0
MOST_UNCERTAIN_IN_A_ROW = 3

_ADDRESS_FAULT = re.compile(r"personalizations\.(\d+)\.to(?:\.|$)")


_OF_THE_LETTER = (400, 413, 415)
"""What is wrong with the letter itself; anything else is wrong with the way to SendGrid."""

_ADDRESS = re.compile(r"[^\s\[\]<>()]+@[^\s\[\]<>()]+")


class Submitter(Protocol):
    def submit(self, body: bytes) -> str: ...


class Fate(Enum):
    """What becomes of a batch whose request ended."""

    SUBMITTED = "submitted"
    RETRY = "retry"
    SET_ASIDE = "set aside"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    PUT_BACK = "put back"


@dataclass(frozen=True, slots=True)
class Step:
    """The decision: the batch's fate, and whether the run stops there."""

    fate: Fate
    stop: bool = False
    aside: tuple[int, ...] = ()


def next_step(error: SendGridError | None, tries: int, size: int, uncertain_in_a_row: int) -> Step:
    """Pure. ``tries`` counts this batch's requests in this run, ``size`` its deliveries."""
    match error:
        case None:
            return Step(Fate.SUBMITTED)
        case Unreachable() | RateLimited():
            return Step(Fate.RETRY) if tries < MOST_TRIES else Step(Fate.PUT_BACK, stop=True)
        case NotAuthorised():
            return Step(Fate.PUT_BACK, stop=True)
        case Rejected():
            aside = _bad_recipients(error, size)
            if aside:
                return Step(Fate.SET_ASIDE, aside=aside)
            fate = Fate.FAILED if error.status in _OF_THE_LETTER else Fate.PUT_BACK
            return Step(fate, stop=True)
        case _:
            return Step(Fate.UNCERTAIN, stop=uncertain_in_a_row + 1 >= MOST_UNCERTAIN_IN_A_ROW)


def _bad_recipients(error: Rejected, size: int) -> tuple[int, ...]:
    """The recipients a 400 names, if it names nothing else: it sent nothing to anybody."""
    matches = [_ADDRESS_FAULT.match(where or "") for where, _ in error.faults]
    if error.status != 400 or not matches or not all(matches):
        return ()
    numbers = {int(match[1]) for match in matches if match}
    return tuple(sorted(numbers)) if max(numbers) < size else ()


def pause_before(tries: int, error: SendGridError, jitter: float) -> float:
    """Seconds to wait before try ``tries + 1``; ``jitter`` is in [0, 1). SendGrid's word wins."""
    if isinstance(error, RateLimited) and error.retry_after is not None:
        return min(error.retry_after, LONGEST_PAUSE_SECONDS)
    return min(0.5 * 2.0**tries, LONGEST_PAUSE_SECONDS) * (0.5 + jitter / 2)


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, as the run sees it. ``sleep`` may return early when the run is asked to stop."""

    now: Callable[[], datetime]
    sleep: Callable[[float], object]
    jitter: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True)
class Sent:
    """How a run ended: the edition's account, and why it stopped early, if it did."""

    account: Account
    stopped_by: SendGridError | None = None
    interrupted: bool = False


@dataclass(slots=True)
class _Run:
    db: Store
    plan_id: str
    envelope: Envelope
    sendgrid: Submitter
    clock: Clock
    new_id: Callable[[], str]
    progress: Callable[[Account], None]
    stopping: Callable[[], bool]
    tries: dict[str, int] = field(default_factory=dict)
    uncertain_in_a_row: int = 0
    stopped_by: SendGridError | None = None
    pause: float = 0.0

    @property
    def goes_on(self) -> bool:
        return self.stopped_by is None and not self.stopping()


def send_edition(
    db: Store,
    plan_id: str,
    envelope: Envelope,
    sendgrid: Submitter,
    *,
    clock: Clock,
    new_id: Callable[[], str],
    concurrency: int = 4,
    progress: Callable[[Account], None] = lambda _: None,
    stopping: Callable[[], bool] = lambda: False,
) -> Sent:
    """Send what is pending of a plan. Only for who holds the campaign's sending lock.

    When ``stopping`` turns true nothing more is claimed, and requests in flight are waited for.
    """
    # One message with its attachments may serve many batches: they share it.
    message = lru_cache(maxsize=4)(read_message)
    run = _Run(db, plan_id, envelope, sendgrid, clock, new_id, progress, stopping)
    flying: dict[Future[str], Batch] = {}
    with ThreadPoolExecutor(concurrency) as pool:
        try:
            while True:
                while run.goes_on and len(flying) < concurrency:
                    batch = ledger.claim(db, plan_id, clock.now(), message)
                    if batch is None:
                        break
                    body = encoded(mail_send(envelope, batch.message, batch.id, batch.deliveries))
                    flying[pool.submit(sendgrid.submit, body)] = batch
                if not flying:
                    break
                _land(run, flying)
        finally:
            _save(run, flying)
    return Sent(ledger.account(db, plan_id), run.stopped_by, interrupted=stopping())


def _land(run: _Run, flying: dict[Future[str], Batch]) -> None:
    """Wait for at least one request, record what ended, and pause where that was asked for."""
    done, _ = wait(flying, return_when=FIRST_COMPLETED)
    for future in done:
        _record(run, flying[future], future)
        del flying[future]
    run.progress(ledger.account(run.db, run.plan_id))
    if run.pause and run.goes_on:
        run.clock.sleep(run.pause)
    run.pause = 0.0


def _save(run: _Run, flying: dict[Future[str], Batch]) -> None:
    """When the store has failed the run: SendGrid's answers under way are evidence all the same."""
    for future, batch in flying.items():
        with suppress(StoreError):
            _record(run, batch, future)


def _record(run: _Run, batch: Batch, future: Future[str]) -> None:
    tries = run.tries[batch.id] = run.tries.get(batch.id, 0) + 1
    error = _error_of(future)
    step = next_step(error, tries, len(batch.deliveries), run.uncertain_in_a_row)
    run.uncertain_in_a_row = run.uncertain_in_a_row + 1 if step.fate is Fate.UNCERTAIN else 0
    reason = _ADDRESS.sub("(address)", error.message) if error else ""
    now = run.clock.now()
    match step.fate:
        case Fate.SUBMITTED:
            ledger.record_submitted(run.db, batch.id, future.result(), now)
        case Fate.RETRY | Fate.PUT_BACK:
            ledger.record_untaken(run.db, batch.id, reason)
        case Fate.SET_ASIDE:
            refused = [batch.deliveries[n].id for n in step.aside]
            said = _said(error)
            ledger.set_aside(run.db, batch.id, refused, said, run.new_id(), now)
        case Fate.FAILED:
            ledger.record_failed(run.db, batch.id, reason, now)
        case Fate.UNCERTAIN:
            ledger.record_uncertain(run.db, batch.id, reason, now)
    if step.fate is Fate.RETRY and error is not None:
        run.pause = max(run.pause, pause_before(tries, error, run.clock.jitter()))
    if step.stop:
        run.stopped_by = error


def _error_of(future: Future[str]) -> SendGridError | None:
    """What the request ended in. A fault of our own after the body left proves nothing either."""
    error = future.exception()
    if error is None or isinstance(error, SendGridError):
        return error
    return Unanswered(f"the request broke off ({type(error).__name__})", "see `outreach status`")


def _said(error: SendGridError | None) -> str:
    """SendGrid's words on refused recipients, without the addresses they may repeat."""
    faults: Sequence[tuple[str | None, str]] = error.faults if isinstance(error, Rejected) else ()
    return "SendGrid: " + "; ".join(sorted({re.sub(r"\[.*?\]", "", m) for _, m in faults}))
