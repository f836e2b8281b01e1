"""rehearse: the whole send on a copy of the store, to a sandbox, with its inbox to look into."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Campaign, EditionName, Json

if TYPE_CHECKING:
    from outreach.actions.plan import Planned
    from outreach.domain.campaign import Campaign as CampaignNoun
    from outreach.domain.campaign import Edition
    from outreach.domain.delivery import Account
    from outreach.domain.stats import Tally
    from outreach.errors import OutreachError, Problem
    from outreach.store.database import Store
    from outreach.store.plans import Plan
    from outreach.workspace import Workspace

    from .sending_ended import Outcome
    from .stage import Venue


@dataclass(slots=True)
class Rehearsal:
    """What came of it. ``before`` are editions that people got already, ``held`` those that the

    embargo holds back, ``passed`` what waits for letters that were not rehearsed.
    """

    campaign: CampaignNoun
    before: tuple[str, ...]
    held: tuple[str, ...]
    passed: tuple[Problem, ...] = ()
    planned: list[Planned] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    rows: list[tuple[Plan, Account, Tally]] = field(default_factory=list)
    heard: bool = True
    seconds: float = 0.0
    day: dict[str, str] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        return sum(one.plan.requests for one in self.planned)


def rehearse(
    campaign: Campaign,
    edition: EditionName = "",
    json: Json = False,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Open no browser; the inbox is there all the same.")
    ] = False,
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="Of the inbox.")] = 0,
    keep: Annotated[
        Path | None,
        typer.Option("--keep", metavar="DIR", help="Keep the letters, in this new folder."),
    ] = None,
) -> None:
    """Send everything to a sandbox, on a copy of the store. Nobody is written to.

    On a terminal the letters can be looked at until Ctrl-C; in a pipe it ends at once.
    """
    from outreach.actions.rehearse import on_a_copy

    from . import here, show
    from .campaigns import chosen
    from .stage import keep_open, own_sandbox
    from .tidily import ending_tidily

    ws = here.workspace()
    noun = ws.campaign(campaign)
    editions = chosen(noun, edition)
    stays = sys.stdout.isatty() and not json
    with (
        ending_tidily(),
        _letters(keep) as kept,
        on_a_copy(ws.store, ws.store_key) as copy,
        own_sandbox(
            copy.store,
            kept or copy.folder / "outbox",
            port,
            key=ws.store_key,
            sender=ws.settings.sender.email,
        ) as at,
    ):
        show.say("A rehearsal, on a copy of the store: nobody is written to.")
        done = _rehearse(copy.db, replace(ws, store=copy.store), noun, editions, at)
        _report(done, kept, json=json)
        failure = _failure(done)
        if stays and not done.outcomes[-1].interrupted:
            if failure:
                show.fault(failure.message, failure.hint)
            if kept is None:
                show.say("The letters go when it ends; --keep DIR keeps them.")
            keep_open(at.inbox, browse=not no_open)
    if failure:
        raise typer.Exit(failure.exit_code) if stays else failure


@contextmanager
def _letters(folder: Path | None) -> Iterator[Path | None]:
    """Where the letters are kept, if they are; the sandbox's own key does not stay with them."""
    from outreach.errors import WrongUsage
    from outreach.sandbox.sandbox import KEY_FILE

    if folder is None:
        yield None
        return
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WrongUsage(f"{folder} exists, and is not empty", "name a new folder with --keep")
    folder = folder.resolve()
    try:
        yield folder
    finally:
        with suppress(OSError):
            (folder / KEY_FILE).unlink()
            folder.rmdir()  # where no letter was filed


def _rehearse(
    db: Store, ws: Workspace, noun: CampaignNoun, editions: list[Edition], at: Venue
) -> Rehearsal:
    """Check, plan, send and hear what became of it; then those that waited for these letters."""
    from outreach.actions.plan import waiting
    from outreach.actions.rehearse import begin_anew, goes_out, rounds
    from outreach.domain.delivery import Stage

    from . import here
    from .campaigns import congress_day_of, plan_editions
    from .results import counted
    from .sending_plan import Ready, refuse_unfit
    from .sending_run import send_all, tried

    started, now = time.monotonic(), here.now()
    held = tuple(one.name for one in editions if goes_out(noun, one, now) != now)
    done = Rehearsal(noun, begin_anew(db, noun, editions), held)
    _say_what_differs(done)
    refuse_unfit(db, ws, noun, editions)
    for ready in rounds(db, noun, editions):
        if done.planned:
            refuse_unfit(db, ws, noun, ready)  # now that there are letters to read
        planned = plan_editions(db, ws, noun, ready, Stage.SENDGRID, goes_out)
        done.planned += planned
        order = tried(db, ws, noun, at)
        outcome = send_all(db, noun, Ready(planned, planned), at, order, timed=False)
        done.outcomes.append(outcome)
        done.heard = _hear(at, outcome)
        if outcome.stopped_by or outcome.interrupted:
            break
    names = {one.plan.edition for one in done.planned}
    done.passed = waiting(db, noun, [one for one in editions if one.name not in names])
    done.rows = [row for row in counted(db, noun.slug) if row[0].edition in names]
    done.day = congress_day_of(db, noun, done.planned)
    done.seconds = time.monotonic() - started
    return done


_LETTERS_A_WAIT = 2_000
"""How many letters' events arrive while the sandbox is waited for once, with much to spare."""


def _hear(at: Venue, outcome: Outcome) -> bool:
    """Wait for the events of what was sent; whether all have arrived."""
    letters = sum(account.submitted for _, account in outcome.accounts)
    return any(at.settle() for _ in range(1 + letters // _LETTERS_A_WAIT))


def _say_what_differs(done: Rehearsal) -> None:
    """Where a rehearsal is not what a send would do now."""
    from . import show

    for name in done.before:
        show.say(
            f"{name} has gone to people already; it is rehearsed anew, from today's files and for"
            " everybody in its audience"
        )
    until = done.campaign.embargo.until if done.campaign.embargo else None
    for name in done.held:
        show.say(
            f"{name} would wait for the embargo to lift, {until:%Y-%m-%d %H:%M %Z}; it is rehearsed"
            " as it will go out then"
        )


def _report(done: Rehearsal, kept: Path | None, *, json: bool) -> None:
    from outreach.actions.selection import once

    from . import show
    from .audience import say_congress_day
    from .results import show_accounts, show_stats

    show.problems(once(warning for one in done.planned for warning in one.warnings))
    show.problems(done.passed)
    if not done.heard:
        show.say("Not all events have arrived: stats may show fewer than there will be.")
    if json:
        show.as_json({**_as_json(done, kept), **done.day})
        return
    show_accounts([(plan.edition, account) for plan, account, _ in done.rows])
    show.out()
    show_stats(done.rows)
    say_congress_day(done.day)
    letters = sum(account.submitted for _, account, _ in done.rows)
    show.out(
        f"\n{show.plural(letters, 'letter')} in {show.plural(done.requests, 'request')},"
        f" {done.seconds:.1f} s"
    )
    if kept and letters:
        show.out(show.safe(f"The letters lie in {kept}"))


def _as_json(done: Rehearsal, kept: Path | None) -> dict[str, Any]:
    from .results import account_json

    became = ("delivered", "deferred", "bounced", "dropped", "complained", "unsubscribed")
    return {
        "campaign": done.campaign.slug,
        "rehearsal": True,
        "editions": [
            {
                **account_json(plan.edition, account),
                "requests": plan.requests,
                **{name: getattr(counts, name) for name in became},
                "release_line": plan.release_line,
                "sent_before": plan.edition in done.before,
                "held_by_embargo": plan.edition in done.held,
            }
            for plan, account, counts in done.rows
        ],
        "waiting": [
            {"edition": problem.edition, "reason": problem.message} for problem in done.passed
        ],
        "requests": done.requests,
        "seconds": round(done.seconds, 3),
        "letters": str(kept) if kept else None,
    }


def _failure(done: Rehearsal) -> OutreachError | None:
    """Why not everybody planned got a letter; None if everybody did."""
    from .sending_ended import Outcome, incomplete

    *_, last = done.outcomes
    accounts = [(plan.edition, account) for plan, account, _ in done.rows]
    whole = Outcome(accounts, last.stopped_by, last.interrupted, [])
    if whole.complete and not last.interrupted:
        return None
    hint = last.stopped_by.hint if last.stopped_by else ""
    return incomplete(whole, hint or f"rehearse it again: outreach rehearse {done.campaign.slug}")
