"""send: the button. Shows who, how many, what and when, and asks; then sends each edition once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Campaign, EditionName, Json

if TYPE_CHECKING:
    from outreach.actions.plan import Planned
    from outreach.domain.campaign import Campaign as CampaignNoun
    from outreach.domain.campaign import Edition
    from outreach.domain.delivery import Account
    from outreach.errors import OutreachError, SendGridError
    from outreach.store.database import Store
    from outreach.workspace import Workspace

    from .stage import Venue


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a send ended: each edition's account, what stopped it, and what the embargo holds."""

    accounts: list[tuple[str, Account]]
    stopped_by: SendGridError | None
    interrupted: bool
    held: list[str]

    @property
    def complete(self) -> bool:
        return all(account.submitted == account.planned for _, account in self.accounts)


def send(
    campaign: Campaign,
    edition: EditionName = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_planned: Annotated[
        bool,
        typer.Option("--as-planned", help="Even if the planned release line no longer holds."),
    ] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try again what SendGrid took nothing of.")
    ] = False,
    json: Json = False,
) -> None:
    """Send what has not been sent, once to each. Without SENDGRID_API_KEY: to a sandbox here."""
    from outreach.store import ledger
    from outreach.store.sending import sending_lock

    from . import here
    from .audience import say_congress_day
    from .campaigns import chosen, congress_day_of
    from .stage import refuse_other_stage, venue

    ws = here.workspace()
    noun = ws.campaign(campaign)
    editions = chosen(noun, edition)
    with here.store(ws) as db, sending_lock(ws.store, campaign), venue(ws) as at:
        planned = _plan(db, ws, noun, editions, at)
        refuse_other_stage(db, planned, at)
        if not as_planned:
            _refuse_old_words(db, noun, planned)
        allowed, held = _held(noun, planned)
        for one in allowed if retry_failed else []:
            ledger.retry_failed(db, one.plan.id)
        pending = _pending(db, allowed)
        day = congress_day_of(db, noun, planned)
        if pending:
            say_congress_day(day)
            _announce(db, planned, held, at, pending)
            if not yes:
                here.confirm(_question(pending, at))
        outcome = send_all(db, campaign, planned, allowed, held, at, ws.settings.concurrency)
        at.settle()
    _report(campaign, outcome, at, day, json=json, sent_now=pending)


def _plan(
    db: Store, ws: Workspace, noun: CampaignNoun, editions: list[Edition], at: Venue
) -> list[Planned]:
    """Plan what is not being sent yet. What `check` calls an error goes no further."""
    from outreach.store import ledger
    from outreach.store.plans import enclosed_digests, read_plan

    from . import here, show
    from .campaigns import plan_editions

    orphans = ledger.disown(db, noun.slug, here.now())
    if orphans:
        show.say(
            f"{show.plural(orphans, 'request')} of an earlier send ended without an answer on"
            " record; the people concerned are uncertain and will not be written to again"
        )
    before = {one.name: read_plan(db, noun.slug, one.name) for one in editions}
    files = {name: enclosed_digests(db, plan.id) for name, plan in before.items() if plan}
    fresh = [one for one in editions if not ((plan := before[one.name]) and plan.started)]
    refuse_unfit(db, ws, noun, fresh)
    planned = plan_editions(db, ws, noun, editions, at.stage)
    for one in planned:
        old = before[one.plan.edition]
        if old and not old.started and old.digest != one.plan.digest:
            changed = _changed_files(files[one.plan.edition], enclosed_digests(db, one.plan.id))
            show.say(
                f"{one.plan.edition} differs from the plan of {old.planned_at[:16]}Z:"
                f" {old.recipients:,} recipients then, {one.plan.recipients:,} now,"
                f" {show.safe(changed) or 'or other words'}"
            )
    return planned


def refuse_unfit(db: Store, ws: Workspace, noun: CampaignNoun, editions: Sequence[Edition]) -> None:
    """Raise NeedsFixing with what `check` calls an error on these editions and nobody accepted."""
    from outreach.checks.acceptance import stops
    from outreach.errors import NeedsFixing

    from .check import check_editions

    if errors := stops(check_editions(db, ws, noun, editions)):
        raise NeedsFixing(f"{noun.slug} is not fit to be sent", errors)


def _changed_files(before: dict[str, frozenset[str]], now: dict[str, frozenset[str]]) -> str:
    """What became of the files that travel with the letters; blank if nothing did."""
    return ", ".join(
        (
            *(f"{name} is attached no more" for name in before if name not in now),
            *(f"{name} is new" for name in now if name not in before),
            *(
                f"{name} is another file now"
                for name in now
                if before.get(name, now[name]) != now[name]
            ),
        )
    )


def _refuse_old_words(db: Store, noun: CampaignNoun, planned: list[Planned]) -> None:
    """A send resumed after the lift must not say EMBARGOED by itself: its words are frozen."""
    from outreach.domain.campaign import release_line
    from outreach.errors import OutreachError
    from outreach.store import ledger

    from . import here, show

    for one in planned:
        edition = noun.edition(one.plan.edition)
        left = ledger.account(db, one.plan.id).remaining
        if edition is None or not one.frozen or not left:
            continue
        if release_line(edition, noun.embargo, here.now()) != one.plan.release_line:
            raise OutreachError(
                f"{show.plural(left, 'letter')} of {edition.name} still to be sent say"
                f" {one.plan.release_line}, which no longer holds",
                "send them as they were planned with --as-planned",
            )


def _held(noun: CampaignNoun, planned: list[Planned]) -> tuple[list[Planned], list[str]]:
    """What the embargo lets go now, and the editions it holds back."""
    from outreach.domain.campaign import may_go_out

    from . import here

    allowed, held = [], []
    for one in planned:
        edition = noun.edition(one.plan.edition)
        if edition is None or may_go_out(edition, noun.embargo, here.now()):
            allowed.append(one)
        else:
            held.append(one.plan.edition)
    return allowed, held


def _pending(db: Store, planned: list[Planned]) -> int:
    from outreach.store import ledger

    return sum(ledger.account(db, one.plan.id).remaining for one in planned)


def _announce(db: Store, planned: list[Planned], held: list[str], at: Venue, pending: int) -> None:
    from outreach.actions.selection import once
    from outreach.store.plans import example

    from . import show
    from .campaigns import files_of

    told = list(once(warning for one in planned for warning in one.warnings))
    for one in planned:
        plan = one.plan
        show.say(
            f"{plan.edition}: {show.plural(plan.recipients, 'recipient')},"
            f" {plan.excluded:,} left out, {show.plural(plan.requests, 'request')}"
            f" · {plan.release_line}"
        )
        show.say(f"    {show.safe(example(db, plan.id)[1])}")
        if files := files_of(db, plan.id):
            show.say(f"    with {files}")
        show.problems([warning for warning in one.warnings if warning in told])
        if plan.edition in held:
            show.say("    held back: the embargo has not lifted")
    where = "the sandbox on this machine; nobody is written to" if at.inbox else at.host
    sender = planned[0].plan.envelope
    name, address = show.safe(sender["from_name"]), show.safe(sender["from_email"])
    show.say(f"{show.plural(pending, 'letter')} from {name} <{address}>")
    show.say(f"    through {where}")
    if at.inbox:
        show.say("    → set SENDGRID_API_KEY to send to people")


def _question(pending: int, at: Venue) -> str:
    from . import show

    return f"Send {show.plural(pending, 'letter')} now" + (" to the sandbox?" if at.inbox else "?")


def send_all(
    db: Store,
    campaign: str,
    planned: list[Planned],
    allowed: list[Planned],
    held: list[str],
    at: Venue,
    concurrency: int,
) -> Outcome:
    from outreach.actions.send import Clock, send_edition
    from outreach.sendgrid.client import SendGrid
    from outreach.sendgrid.payload import Envelope
    from outreach.store import ledger

    from . import here
    from .progress import progress_bar

    sendgrid = SendGrid(at.host, at.key)
    stopped_by = None
    with _interruptible() as stop, progress_bar(_pending(db, allowed)) as progress:
        clock = Clock(now=here.now, sleep=stop.wait)
        for one in allowed:
            if stopped_by or stop.is_set():
                break
            sent = send_edition(
                db,
                one.plan.id,
                Envelope.from_dict(one.plan.envelope),
                sendgrid,
                clock=clock,
                new_id=here.new_id,
                concurrency=concurrency,
                progress=partial(progress, one.plan.edition),
                stopping=stop.is_set,
            )
            stopped_by = sent.stopped_by
        interrupted = stop.is_set()
    accounts = [(one.plan.edition, ledger.account(db, one.plan.id)) for one in planned]
    return Outcome(accounts, stopped_by, interrupted, held)


_STOPS = ("SIGINT", "SIGTERM", "SIGHUP")


@contextmanager
def _interruptible() -> Iterator[threading.Event]:
    """Ctrl-C, a closed terminal and SIGTERM ask the run to stop after the requests in flight."""
    stop = threading.Event()

    def ask(_signal: int, _frame: object) -> None:
        from . import show

        stop.set()
        show.say("\nstopping: waiting for the requests under way …")

    signals = [getattr(signal, name) for name in _STOPS if hasattr(signal, name)]
    before = [(one, signal.signal(one, ask)) for one in signals]
    try:
        yield stop
    finally:
        for one, handler in before:
            signal.signal(one, handler)


def _report(
    campaign: str, outcome: Outcome, at: Venue, day: dict[str, str], *, json: bool, sent_now: int
) -> None:
    from outreach.domain.delivery import Stage

    from . import show
    from .results import account_json, show_accounts

    if json:
        editions = [account_json(name, account) for name, account in outcome.accounts]
        show.as_json({"campaign": campaign, "editions": editions, **day})
    else:
        show_accounts(outcome.accounts)
    if not sent_now and outcome.complete:
        everybody = any(account.planned for _, account in outcome.accounts)
        why = "Everybody planned has been sent this already" if everybody else "Nobody is planned"
        show.say(f"{why}; nobody was written to now.")
        if at.stage is Stage.SANDBOX and everybody:
            show.say(f"    → to try it on the sandbox again: outreach plan {campaign} --anew")
    if at.outbox and sent_now:
        show.say(f"The finished letters lie in {at.outbox}")
    if sent_now:
        show.say(f"    → what becomes of them: outreach stats {campaign}")
    if outcome.complete:
        return
    raise incomplete(outcome, _way_on(campaign, outcome))


def incomplete(outcome: Outcome, way_on: str) -> OutreachError:
    """Why not everything went, as the error to end with."""
    from outreach.errors import Interrupted, OutreachError, PartlySubmitted

    from . import show

    parts = []
    if outcome.stopped_by:
        parts.append(outcome.stopped_by.message)
    if outcome.held:
        parts.append(f"the embargo holds back {', '.join(outcome.held)}")
    for what in ("remaining", "failed", "uncertain"):
        count = sum(getattr(account, what) for _, account in outcome.accounts)
        if count:
            parts.append(f"{show.plural(count, 'person', 'people')} {what}")
    submitted = any(account.submitted for _, account in outcome.accounts)
    kind: type[OutreachError] = PartlySubmitted if submitted else OutreachError
    return (Interrupted if outcome.interrupted else kind)("; ".join(parts), way_on)


def _way_on(campaign: str, outcome: Outcome) -> str:
    """The commands that get the rest out."""
    from .results import next_commands

    hints = [outcome.stopped_by.hint] if outcome.stopped_by and outcome.stopped_by.hint else []
    if not outcome.held or outcome.stopped_by:
        hints += next_commands(campaign, outcome.accounts, [])
    elif any(account.remaining for _, account in outcome.accounts):
        hints.append(f"when the embargo has lifted: outreach send {campaign}")
    if any(account.failed for _, account in outcome.accounts):
        hints.append(f"why they failed: outreach status {campaign}")
        hints.append(f"when that is mended: outreach send {campaign} --retry-failed")
    return "; then ".join(hints)
