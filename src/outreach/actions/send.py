"""send: claim a batch, make the request, record the answer; again, until none is pending.

``domain.protocol`` decides what follows from an answer, ``domain.politeness`` when a request may
start, ``domain.departure`` whether one may start at all. The loop keeps up to ``concurrency``
requests in flight; the store is touched by one thread.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache, partial

from outreach.domain.delivery import Account, Batch, Message
from outreach.domain.politeness import Politeness
from outreach.domain.protocol import Fate, next_step, pause_before
from outreach.domain.unsubscribe import Sign
from outreach.errors import OutreachError, RateLimited, SendGridError, StoreError
from outreach.sendgrid.payload import Envelope, encoded, mail_send
from outreach.store import ledger
from outreach.store.canary import canary_is_pending, is_of_canary
from outreach.store.database import Store
from outreach.store.leaving import signer
from outreach.store.plans import campaign_of, read_message

from .answers import Answer, Recorder, counted, error_of
from .order import AT_ONCE, Clock, Order, Pulse, Submitter

_RECOUNT_SECONDS = 1.0


__all__ = ["AT_ONCE", "Clock", "Order", "Pulse", "Sent", "Submitter", "send_edition"]


@dataclass(frozen=True, slots=True)
class Sent:
    """How a run ended: the edition's account, and why it stopped early, if it did."""

    account: Account
    stopped_by: OutreachError | None = None
    interrupted: bool = False
    retries: int = 0


def send_edition(
    db: Store,
    plan_id: str,
    envelope: Envelope,
    sendgrid: Submitter,
    order: Order = AT_ONCE,
    *,
    clock: Clock,
    new_id: Callable[[], str],
    politeness: Politeness | None = None,
    progress: Callable[[Account, Pulse], object] = lambda _account, _pulse: None,
    stopping: Callable[[], bool] = lambda: False,
) -> Sent:
    """Send what is pending of a plan. Only for who holds the campaign's sending lock.

    ``politeness`` is shared by the editions of a run. When ``stopping`` turns true nothing more is
    claimed, and requests in flight are waited for. What stops the run is in Sent, the store's
    errors included; a StoreError is raised where nothing was begun.
    """
    run = _Run(
        db=db,
        plan_id=plan_id,
        envelope=envelope,
        order=order,
        clock=clock,
        politeness=politeness or Politeness(order.per_second, order.pacing),
        progress=progress,
        stopping=stopping,
        recorder=Recorder(
            db, campaign_of(db, plan_id), clock.now, clock.monotonic, clock.nap, new_id
        ),
        account=ledger.account(db, plan_id),
        sign=signer(db) if envelope.open_link else None,
    )
    candidates = run.account.candidates
    with ThreadPoolExecutor(order.concurrency) as pool:
        try:
            run.go(lambda body, still: pool.submit(sendgrid.submit, body, still))
        finally:
            run.save()
    account = run.final_account()
    if account.candidates != candidates and run.stopped_by is None:
        run.stopped_by = StoreError(
            f"of {candidates:,} candidates {account.candidates:,} are accounted for",
            "report this",
        )
    return Sent(account, run.stopped_by, interrupted=stopping(), retries=run.retries)


_Fly = Callable[[bytes, Callable[[], bool]], Future[str]]


@dataclass(frozen=True, slots=True)
class _Flight:
    batch: Batch
    started: float


@dataclass(slots=True)
class _Run:
    db: Store
    plan_id: str
    envelope: Envelope
    order: Order
    clock: Clock
    politeness: Politeness
    progress: Callable[[Account, Pulse], object]
    stopping: Callable[[], bool]
    recorder: Recorder
    account: Account
    sign: Sign | None = None
    # One message with its attachments may serve many batches: they share it.
    message: Callable[[Store, int], Message] = field(
        default_factory=lambda: lru_cache(maxsize=4)(read_message)
    )
    flying: dict[Future[str], _Flight] = field(default_factory=dict)
    tries: dict[str, int] = field(default_factory=dict)
    retries: int = 0
    uncertain_in_a_row: int = 0
    trouble: float | None = None
    counted_at: float = float("-inf")
    stopped_by: OutreachError | None = None

    def go(self, fly: _Fly) -> None:
        self.progress(self.account, self._pulse())
        while True:
            until = self._start_what_may(fly)
            if self.flying:
                self._land(until)
            elif until is None:
                return
            else:
                self.clock.sleep(until - self.clock.monotonic())

    def _goes_on(self) -> bool:
        return self.stopped_by is None and not self.stopping()

    def _start_what_may(self, fly: _Fly) -> float | None:
        """When to look again, by the monotonic clock; None if only an answer brings anything new.

        After trouble on the way to SendGrid one request finds out whether it is over.
        """
        room = self.order.concurrency if self.trouble is None else 1
        while self._goes_on() and len(self.flying) < room:
            now = self.clock.monotonic()
            until, why = self.politeness.closed_until(now)
            if until > now:
                return self._wait_until(until, why)
            try:
                batch, behind = self._claim(now)
            except StoreError as exc:
                self.stopped_by = exc
                return None
            if batch is None:
                return self._wait_for_paced(now)
            self._start(batch, behind, fly)
        return None

    def _claim(self, now: float) -> tuple[Batch | None, float]:
        """The next batch, and how many seconds behind the others its letters go out."""
        if self.order.goes_out is None:
            return self._claim_from(self.politeness.waiting(now)), 0.0
        paced = sorted(self.order.pacing)
        batch = self._claim_from(tuple(paced))
        if batch or not self._goes_on():
            return batch, 0.0
        # What SendGrid keeps would leave at one moment: a paced domain's letters have one each.
        for domain in paced:
            behind = self.politeness.behind(domain)
            batch = self._claim_from(("", *(one for one in paced if one != domain)), behind)
            if batch or not self._goes_on():
                return batch, behind
        return None, 0.0

    def _claim_from(self, waiting: tuple[str, ...], behind: float = 0.0) -> Batch | None:
        if self.order.canary_only and not canary_is_pending(self.db, self.plan_id):
            return None
        now, departure = self.clock.now(), self.order.departure
        if departure.refusal(now, 0, behind):
            left = ledger.account(self.db, self.plan_id).remaining
            self.stopped_by = departure.refusal(now, left, behind) if left else None
            return None
        batch = ledger.claim(
            self.db,
            self.plan_id,
            now,
            self.message,
            goes_out=departure.leaves(now, behind) if departure.goes_out else None,
            run=self.order.run or None,
            waiting=waiting,
        )
        if batch and self.order.canary_only and not is_of_canary(self.db, batch.id):
            # All of the canary left since it was looked for; this one is for after it.
            ledger.record_untaken(self.db, batch.id, "")
            return None
        return batch

    def _start(self, batch: Batch, behind: float, fly: _Fly) -> None:
        scheduled = self.order.goes_out is not None
        leaves = self.order.departure.leaves(self.clock.now(), behind)
        try:
            request = mail_send(
                self.envelope,
                batch.message,
                batch.id,
                batch.deliveries,
                sign=self.sign,
                send_at=math.ceil(leaves.timestamp()) if scheduled else None,
                sendgrid_batch=self.order.sendgrid_batch,
            )
            body = encoded(request)
        except BaseException:
            ledger.record_untaken(self.db, batch.id, "its request could not be built")
            raise
        now = self.clock.monotonic()
        self.politeness.started(now, batch.pace, len(batch.deliveries))
        self.flying[fly(body, partial(self._may_leave, batch, behind))] = _Flight(batch, now)

    def _may_leave(self, batch: Batch, behind: float) -> bool:
        """Whether its letters may leave now, as they are. Asked in the request's own thread."""
        now, departure = self.clock.now(), self.order.departure
        until = batch.holds_until
        spoken = until is None or departure.leaves(now, behind) < until
        return spoken and departure.refusal(now, 0, behind) is None

    def _wait_until(self, until: float, why: str) -> float:
        if why:
            ahead = timedelta(seconds=until - self.clock.monotonic())
            self.progress(self.account, self._pulse(why, self.clock.now() + ahead))
        return until

    def _wait_for_paced(self, now: float) -> float | None:
        """When domains that have had their letters for now may get more, if any are to."""
        until, why = self.politeness.next_due(now)
        if not why or not self._goes_on() or self.order.goes_out:
            return None
        left = ledger.account(self.db, self.plan_id).remaining
        if self.order.canary_only and not canary_is_pending(self.db, self.plan_id):
            left = 0
        return self._wait_until(until, why) if left else None

    def _land(self, until: float | None) -> None:
        """Wait for an answer, or until then; record what has come."""
        patience = None if until is None else max(0.0, until - self.clock.monotonic())
        done, _ = wait(self.flying, patience, FIRST_COMPLETED)
        for future in done:
            self._record(self.flying[future], future)
            del self.flying[future]
        if done:
            self._recount()
            self.progress(self.account, self._pulse())

    def _record(self, flight: _Flight, future: Future[str]) -> None:
        batch, error = flight.batch, error_of(future)
        tries = self.tries.pop(batch.id, 0) + 1
        step = next_step(error, tries, len(batch.deliveries), self.uncertain_in_a_row)
        answer = Answer(batch, step, error, "" if error else future.result())
        written = self.recorder.record(answer, self._say_it_cannot_be_written)
        uncertain = step.fate is Fate.UNCERTAIN
        self.uncertain_in_a_row = self.uncertain_in_a_row + 1 if uncertain else 0
        if written:
            self.account = counted(self.account, answer)
        if step.fate is Fate.RETRY and error is not None:
            self.tries[batch.id] = tries
            self._back_off(tries, error)
        elif self.trouble is not None and flight.started >= self.trouble:
            self.trouble = None
        if not written:
            self.stopped_by = self.recorder.loss()
        elif step.stop and self.stopped_by is None:
            self.stopped_by = error

    def _back_off(self, tries: int, error: SendGridError) -> None:
        now = self.clock.monotonic()
        self.retries += 1
        self.trouble = now
        slower = isinstance(error, RateLimited)
        why = "SendGrid asks to slow down" if slower else "SendGrid cannot be reached"
        self.politeness.hold(now + pause_before(tries, error, self.clock.jitter()), why)

    def _say_it_cannot_be_written(self, error: StoreError) -> None:
        self.progress(self.account, self._pulse(error.message))

    def _pulse(self, why: str = "", until: datetime | None = None) -> Pulse:
        return Pulse(self.retries, why, until)

    def _recount(self) -> None:
        """Now and then by the store, for who left since the plan is in no answer."""
        now = self.clock.monotonic()
        if now - self.counted_at < _RECOUNT_SECONDS:
            return
        self.counted_at = now
        flying = sum(len(flight.batch.deliveries) for flight in self.flying.values())
        self.account = ledger.account(self.db, self.plan_id) + Account(
            uncertain=-flying, remaining=flying
        )

    def save(self) -> None:
        """After a fault of our own: answers under way are evidence all the same."""
        for future, flight in self.flying.items():
            with suppress(Exception):
                self._record(flight, future)

    def final_account(self) -> Account:
        with suppress(StoreError):
            return ledger.account(self.db, self.plan_id)
        return self.account
