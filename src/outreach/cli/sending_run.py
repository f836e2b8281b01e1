"""Handing letters to SendGrid, edition by edition, until all are or something stops it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.actions.plan import Planned
    from outreach.actions.send import Clock, Order, Sent
    from outreach.domain.campaign import Campaign
    from outreach.domain.delivery import Account
    from outreach.domain.politeness import Politeness
    from outreach.errors import OutreachError
    from outreach.sendgrid.client import SendGrid
    from outreach.store.database import Store
    from outreach.workspace import Workspace

    from .interrupts import Stop
    from .sending_ended import Outcome
    from .sending_plan import Intent, Ready
    from .stage import Venue


@dataclass(frozen=True, slots=True)
class Canary:
    """How many go first, the share of bad news among them that holds the rest, and for how many

    seconds word of them is waited for.
    """

    letters: int
    limit: float
    patience: float


@dataclass(frozen=True, slots=True)
class Button:
    """All that a send is done with. ``timed_by`` says when what may leave; None: all may now."""

    db: Store
    slug: str
    timed_by: Campaign | None
    sendgrid: SendGrid
    order: Order
    politeness: Politeness
    progress: Callable[..., object]
    stop: Stop

    @property
    def clock(self) -> Clock:
        from outreach.actions.send import Clock

        from . import here

        return Clock(now=here.now, sleep=self.stop.wait)

    def stopping(self) -> bool:
        """Somebody asked here, or stopped the run from another terminal."""
        from outreach.store.runs import is_going

        return self.stop.asked or not is_going(self.db, self.order.run)


def begin(
    db: Store, ws: Workspace, intent: Intent, found: Ready, at: Venue, concurrency: int = 0
) -> Order:
    """Write the run down, and who approved what it sends. What waits for its time gets an id of

    SendGrid's, by which it can be stopped.
    """
    from outreach.actions.approve import note_approvals
    from outreach.actions.stop import clean_up
    from outreach.errors import SendGridError
    from outreach.sendgrid.client import SendGrid
    from outreach.sendgrid.schedule import new_batch_id

    from . import here

    batch = ""
    if intent.goes_out:
        sendgrid = SendGrid(at.host, at.key)
        with suppress(SendGridError):  # room for orders to stop is for who needs it to make
            clean_up(db, sendgrid, here.now())
        batch = new_batch_id(sendgrid)
    order = tried(db, ws, intent.campaign, at, goes_out=intent.goes_out, sendgrid_batch=batch)
    note_approvals(db, found.allowed, ws.campaigns / intent.campaign.slug)
    return replace(
        order,
        concurrency=concurrency or ws.settings.concurrency,
        per_second=ws.settings.requests_per_second,
        pacing=ws.settings.pacing,
    )


def tried(
    db: Store,
    ws: Workspace,
    campaign: Campaign,
    at: Venue,
    *,
    goes_out: datetime | None = None,
    sendgrid_batch: str = "",
) -> Order:
    """Write a run down. By itself it goes as fast as it can, as letters may that reach nobody."""
    from outreach.actions.send import Order
    from outreach.domain.run import Run
    from outreach.store.runs import start_run

    from . import here

    run = Run(
        id=here.new_id(),
        campaign=campaign.slug,
        started_at=here.now(),
        started_by=here.who(),
        host=at.host,
        send_at=goes_out,
        sendgrid_batch=sendgrid_batch,
    )
    start_run(db, run)
    concurrency = ws.settings.concurrency
    return Order(run.id, goes_out, sendgrid_batch, concurrency)


@contextmanager
def waiting_for_answers() -> Iterator[Stop]:
    """Ctrl-C stops claiming; requests under way are waited for, which is said."""
    from . import show
    from .interrupts import interruptible

    def say(again: bool) -> None:
        if again:
            show.say("still waiting for SendGrid's answers to the requests under way …")
        else:
            show.say("\nstopping: waiting for the requests under way …")

    with interruptible(say) as stop:
        yield stop


def nothing_to_do(db: Store, intent: Intent, found: Ready) -> Outcome:
    """Where it all stands already."""
    from outreach.store.runs import read_runs

    from . import here
    from .sending_ended import Outcome

    slug, names = intent.campaign.slug, [one.name for one in intent.editions]
    waiting = tuple(
        run
        for run in read_runs(db, slug)
        if run.waits(here.now()) and any(run.letters.get(name) for name in names)
    )
    accounts = accounts_of(db, slug, names)
    return Outcome(accounts, None, False, found.held, waiting=waiting)


def send_all(
    db: Store,
    campaign: Campaign,
    found: Ready,
    at: Venue,
    order: Order,
    canary: Canary | None = None,
    *,
    timed: bool = True,
) -> Outcome:
    """Send what is pending of what may leave now. Only for who holds the sending lock.

    Not ``timed``, neither the embargo nor ``not_after`` holds anything: nobody is written to.
    """
    from outreach.domain.politeness import Politeness
    from outreach.sendgrid.client import SendGrid

    from .progress import progress_bar
    from .sending_ended import Outcome
    from .sending_plan import pending

    stopped_by: OutreachError | None = None
    with waiting_for_answers() as stop, progress_bar(pending(db, found.allowed)) as progress:
        politeness = Politeness(order.per_second, order.pacing)
        sendgrid = SendGrid(at.host, at.key)
        of = campaign if timed else None
        button = Button(db, campaign.slug, of, sendgrid, order, politeness, progress, stop)
        if canary:
            stopped_by = _canary_first(button, found.allowed, canary)
        if not stopped_by:
            stopped_by = _each(button, found.allowed, order)
        interrupted = stop.asked
    stopped_by = _brake_of(db, campaign.slug, order) or stopped_by
    return Outcome(
        accounts_of(db, campaign.slug, [one.plan.edition for one in found.planned]),
        stopped_by,
        interrupted,
        found.held,
        order.goes_out,
    )


def _brake_of(db: Store, slug: str, order: Order) -> OutreachError | None:
    """That another terminal stopped the run meanwhile; what came after that is stopped as well."""
    from outreach.domain.run import RunState
    from outreach.errors import OutreachError
    from outreach.store.runs import read_run, sweep

    from . import here

    run = read_run(db, order.run)
    if run is None or run.state is RunState.GOING:
        return None
    sweep(db, run, here.now())
    how = "being stopped" if run.state is RunState.STOPPING else run.state.value
    return OutreachError(f"the run was {how} meanwhile", f"where it stands: outreach status {slug}")


def _each(button: Button, plans: Sequence[Planned], order: Order) -> OutreachError | None:
    """One plan after the other; what stopped it."""
    for one in plans:
        if button.stopping():
            break
        if stopped_by := _send_one(button, one, order).stopped_by:
            return stopped_by
    return None


def _send_one(button: Button, planned: Planned, order: Order) -> Sent:
    from outreach.actions.send import send_edition
    from outreach.sendgrid.payload import Envelope

    from . import here

    plan = planned.plan
    return send_edition(
        button.db,
        plan.id,
        Envelope.from_dict(plan.envelope),
        button.sendgrid,
        _within(button.timed_by, plan.edition, order),
        clock=button.clock,
        new_id=here.new_id,
        politeness=button.politeness,
        progress=partial(button.progress, plan.edition),
        stopping=button.stopping,
    )


def _within(campaign: Campaign | None, name: str, order: Order) -> Order:
    """With the moments between which letters of the edition may leave."""
    from outreach.domain.campaign import Release

    edition = campaign.edition(name) if campaign else None
    if campaign is None or edition is None:
        return order
    waits = edition.release is Release.AFTER_EMBARGO
    lift = campaign.embargo.until if campaign.embargo and waits else None
    return replace(order, not_before=lift, not_after=edition.not_after)


def _canary_first(button: Button, plans: Sequence[Planned], canary: Canary) -> OutreachError | None:
    """A few letters of each edition, and word of them; why the rest is held, if it is."""
    from outreach.actions.canary import watch_canary
    from outreach.domain.canary import Next
    from outreach.errors import OutreachError
    from outreach.store.canary import split_canary

    from . import here, show

    ids = [one.plan.id for one in plans]
    letters = sum(split_canary(button.db, one, canary.letters, here.new_id) for one in ids)
    if not letters:
        return None
    show.say(f"The canary: {show.plural(letters, 'letter')} first.")
    if stopped_by := _each(button, plans, replace(button.order, canary_only=True)):
        return stopped_by
    if button.stop.asked:
        return None
    show.say(f"Waiting for word of them, {canary.patience:.0f} s at most …")
    found = watch_canary(
        button.db,
        ids,
        canary.limit,
        canary.patience,
        clock=button.clock,
        stopping=button.stop.is_asked,
    )
    if found.next is not Next.HOLD:
        show.say(f"{found.why[0].upper()}{found.why[1:]}.")
        return None
    slug = button.slug
    return OutreachError(
        f"the rest is held: {found.why}",
        f"what became of them: outreach stats {slug}; to send the rest: outreach send {slug}",
    )


def accounts_of(db: Store, slug: str, names: Collection[str]) -> list[tuple[str, Account]]:
    """Of each of these editions that has a plan, over all its waves."""
    from outreach.store.accounts import editions_accounts

    return [(name, account) for name, account in editions_accounts(db, slug) if name in names]
