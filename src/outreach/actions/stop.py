"""cancel, pause and resume: the brake on letters that wait at SendGrid for their time.

A change is written down as begun, asked of SendGrid, and recorded as its answer came. Who finds
one begun and not recorded asks SendGrid which it is. Only for who holds the campaign's brake lock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import partial
from typing import Literal

from outreach.domain.run import Run, RunState
from outreach.errors import RateLimited, Rejected, SendGridError, Unanswered, Unreachable
from outreach.sendgrid import schedule
from outreach.sendgrid.client import SendGrid
from outreach.store import runs
from outreach.store.database import Store
from outreach.store.run_letters import Share, shares

MOST_TRIES = 4
LONGEST_PAUSE_SECONDS = 10.0
SETTLED_AFTER = timedelta(hours=1)
"""How long after its time what SendGrid was told to drop has surely been dropped."""
TAKEN_WITHIN = timedelta(minutes=5)
"""How long after it was begun an order that was lost may still be taken."""


How = Literal["cancel", "pause", "resume"]


class Outcome(Enum):
    """What a change came to.

    ``STOPPED`` surely; ``PERHAPS``: in force, but too late to be sure of it. ``REFUSED``: nothing
    has changed. ``UNKNOWN``: SendGrid may or may not have taken the order. ``TOO_LATE``: they went
    out, and SendGrid was not asked. ``GOES_ON``: resumed.
    """

    STOPPED = "stopped"
    PERHAPS = "perhaps"
    GOES_ON = "goes-on"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    TOO_LATE = "too-late"


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a run, which is given as it was: its shares ``before`` and ``after``."""

    run: Run
    how: How
    outcome: Outcome
    before: Sequence[Share]
    after: Sequence[Share]
    error: SendGridError | None = None

    def tally(self, share: Share) -> Tally:
        """What was and was not stopped of an edition's letters, one of ``after``."""
        with_sendgrid = share.submitted + share.uncertain
        match self.outcome, self.how:
            case (Outcome.STOPPED, "pause") | (Outcome.REFUSED, "resume"):
                return Tally(share.edition, share.stopped + with_sendgrid, 0, 0, share.pending)
            case ((Outcome.STOPPED | Outcome.PERHAPS), _):
                stopped, uncertain, gone = share.stopped, share.uncertain, share.submitted
                return Tally(share.edition, stopped, uncertain, gone, share.pending)
            case Outcome.UNKNOWN, _:
                return Tally(share.edition, share.stopped, with_sendgrid, 0, share.pending)
            case _:
                return Tally(share.edition, share.stopped, 0, with_sendgrid, share.pending)


@dataclass(frozen=True, slots=True)
class Tally:
    """An edition's letters of a run by what an order did to them; ``pending`` are not SendGrid's.

    ``uncertain`` may go out, or have gone.
    """

    edition: str
    stopped: int
    uncertain: int
    not_stopped: int
    pending: int

    @property
    def letters(self) -> int:
        return self.stopped + self.uncertain + self.not_stopped


@dataclass(frozen=True, slots=True)
class Brake:
    """What a change needs: ``by`` is who asks for it; ``sleep`` waits between two tries."""

    db: Store
    sendgrid: SendGrid
    by: str
    now: Callable[[], datetime]
    sleep: Callable[[float], object]


def cancel(brake: Brake, run: Run) -> Change:
    """Have SendGrid drop all that it was given by the run, and what it may yet be given."""
    return _stop(brake, run, "cancel")


def pause(brake: Brake, run: Run) -> Change:
    """Have SendGrid hold it until ``resume``; 72 hours after its time SendGrid discards it."""
    return _stop(brake, run, "pause")


def _stop(brake: Brake, run: Run, how: Literal["cancel", "pause"]) -> Change:
    before = shares(brake.db, run.id)
    if run.state is RunState.CANCELLED or run.state.value == f"{how}d":
        since = run.stopped_at or brake.now()
        return Change(run, how, _sureness(run, since), before, before)
    if _is_too_late(brake, run):
        return Change(run, how, Outcome.TOO_LATE, before, before)
    order = partial(schedule.stop, brake.sendgrid, run.sendgrid_batch, how)
    outcome, error, theirs = _ask(brake, run, order, wanted=how)
    now = _later(brake.now(), theirs)
    if outcome is Outcome.STOPPED:
        record = runs.record_cancelled if how == "cancel" else runs.record_paused
        record(brake.db, run, now, brake.by)
        outcome = _sureness(run, now)
    return Change(run, how, outcome, before, shares(brake.db, run.id), error)


def _is_too_late(brake: Brake, run: Run) -> bool:
    """Whether all of it has gone out: by both clocks, or long ago by this machine's."""
    now = brake.now()
    if run.waits(now):
        return False
    if not run.may_wait(now):
        return True
    try:
        theirs = schedule.standing(brake.sendgrid).clock
    except SendGridError:
        return False
    return theirs is not None and not run.waits(theirs)


def _later(now: datetime, theirs: datetime | None) -> datetime:
    return now if theirs is None else max(now, theirs)


def _sureness(run: Run, since: datetime) -> Outcome:
    return Outcome.STOPPED if run.stops_surely(since) else Outcome.PERHAPS


def resume(brake: Brake, run: Run) -> Change:
    """Have SendGrid let a paused run go: at its time, or at once where that has passed."""
    before = shares(brake.db, run.id)
    if run.state is RunState.STOPPING:  # an order that was lost may still be taken
        return Change(run, "resume", Outcome.UNKNOWN, before, before)
    if run.state is not RunState.PAUSED:
        going = run.state is RunState.GOING
        outcome = Outcome.GOES_ON if going else Outcome.REFUSED
        return Change(run, "resume", outcome, before, before)
    order = partial(schedule.let_go, brake.sendgrid, run.sendgrid_batch)
    outcome, error, _ = _ask(brake, run, order, wanted="")
    if outcome is Outcome.STOPPED:
        runs.record_going(brake.db, run.id, brake.now(), brake.by)
        outcome = Outcome.GOES_ON
    return Change(run, "resume", outcome, before, shares(brake.db, run.id), error)


def _ask(
    brake: Brake, run: Run, order: Callable[[], datetime | None], wanted: str
) -> tuple[Outcome, SendGridError | None, datetime | None]:
    """Give SendGrid the order, more than once if need be: STOPPED where it is in force.

    Last is since when it surely is, by SendGrid's clock, if that says. ``wanted`` is what SendGrid
    says of the batch then. An order repeated changes nothing.
    """
    runs.begin_change(brake.db, run.id, brake.now(), brake.by)
    lost = made_room = False
    error: SendGridError | None = None
    for tries in range(1, MOST_TRIES + 1):
        try:
            since = order()
        except schedule.NoRoomToStop as exc:
            error = exc
            if made_room or not _make_room(brake):
                break
            made_room = True
        except (Unreachable, RateLimited, Unanswered) as exc:
            error, lost = exc, lost or isinstance(exc, Unanswered)
            found = _standing(brake) if lost else None
            if found and found.orders.get(run.sendgrid_batch, "") == wanted:
                return Outcome.STOPPED, None, found.clock
            if tries < MOST_TRIES:
                brake.sleep(_pause(tries, exc))
        except SendGridError as exc:
            error = exc
            break
        else:
            return Outcome.STOPPED, None, since
    if lost:
        return Outcome.UNKNOWN, error, None
    runs.give_up_change(brake.db, run)
    return Outcome.REFUSED, error, None


def _pause(tries: int, error: SendGridError) -> float:
    asked = error.retry_after if isinstance(error, RateLimited) else None
    return min(2.0 ** (tries - 1) if asked is None else asked, LONGEST_PAUSE_SECONDS)


def _standing(brake: Brake) -> schedule.Standing | None:
    try:
        return schedule.standing(brake.sendgrid)
    except SendGridError:
        return None


def _make_room(brake: Brake) -> int:
    try:
        return clean_up(brake.db, brake.sendgrid, brake.now())
    except SendGridError:
        return 0


def look_up(brake: Brake, found: Sequence[Run]) -> None:
    """Ask SendGrid what became of changes that were begun and not recorded, and record it.

    So too of what was paused for longer than it keeps. What stopped runs handed over since is
    taken back. An order of the last minutes that SendGrid does not list may be on its way: then
    the run stays as it is, and the order can be given again.

    Raises SendGridError where there is something to ask and SendGrid does not say.
    """
    open_ = [run for run in found if _is_open(run, brake.now())]
    if open_:
        standing = schedule.standing(brake.sendgrid)
        for run in open_:
            _record(brake, run, standing)
    for run in found:
        runs.sweep(brake.db, run, brake.now())


def _is_open(run: Run, now: datetime) -> bool:
    return run.state is RunState.STOPPING or (run.state is RunState.PAUSED and run.expired(now))


def _record(brake: Brake, run: Run, found: schedule.Standing) -> None:
    """What SendGrid says of a run, told by who began the change of it."""
    here, by = brake.now(), run.stopped_by
    in_force, now = found.orders.get(run.sendgrid_batch, ""), _later(here, found.clock)
    if in_force == "cancel":
        runs.record_cancelled(brake.db, run, now, by)
    elif in_force == "pause" and found.clock and run.expired(min(here, found.clock)):
        runs.record_cancelled(brake.db, run, now, by, runs.EXPIRED)
    elif in_force == "pause":
        runs.record_paused(brake.db, run, now, by)
    elif not _may_be_on_its_way(run, here):
        runs.record_going(brake.db, run.id, now, by)


def _may_be_on_its_way(run: Run, now: datetime) -> bool:
    stopping = run.state is RunState.STOPPING and not run.held
    return stopping and run.stopped_at is not None and now < run.stopped_at + TAKEN_WITHIN


def clean_up(db: Store, sendgrid: SendGrid, now: datetime) -> int:
    """Remove our orders that have done their work, for SendGrid keeps ten; how many.

    An order is removed only when nothing can go out for want of it: what was cancelled in time an
    hour after its time, all else when SendGrid has discarded what it held. That it is so late this
    machine's clock and SendGrid's must both say. Orders that are not of runs of ours are not
    touched. Raises SendGridError.
    """
    over = [run for run in runs.held_runs(db) if _is_over(run, now)]
    theirs = schedule.standing(sendgrid).clock if over else None
    if theirs is None:
        return 0
    removed = 0
    for run in over:
        if _is_over(run, theirs):
            with suppress(Rejected):  # one that SendGrid will not remove is no reason to keep more
                schedule.forget_order(sendgrid, run.sendgrid_batch)
                runs.forget_order(db, run.id)
                removed += 1
    return removed


def _is_over(run: Run, now: datetime) -> bool:
    over = run.over_at
    if run.send_at is None or over is None or run.stopped_at is None:
        return False
    if run.state is not RunState.CANCELLED:
        return False
    if run.stopped_at < run.send_at:
        return now > over + SETTLED_AFTER
    return run.expired(now - SETTLED_AFTER)


@dataclass(frozen=True, slots=True)
class Order:
    """One of the orders that SendGrid keeps; ``run`` is the one of ours it stops, if any."""

    sendgrid_batch: str
    status: str
    run: Run | None


def orders(brake: Brake) -> list[Order]:
    """All that SendGrid keeps. Raises SendGridError."""
    ours = runs.runs_of_batches(brake.db)
    found = schedule.stopped(brake.sendgrid)
    return [Order(batch, status, ours.get(batch)) for batch, status in found.items()]
