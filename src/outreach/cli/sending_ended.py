"""How a send ended: the account, why not everything went, and the command to go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.domain.run import Run, RunState

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.domain.delivery import Account
    from outreach.errors import OutreachError

    from .sending_plan import Intent
    from .stage import Venue


@dataclass(frozen=True, slots=True)
class Outcome:
    """Each edition's account, what stopped the send, and what the embargo holds.

    ``goes_out`` is when the letters leave SendGrid where they are scheduled; ``waiting`` are
    earlier runs whose letters wait for that.
    """

    accounts: list[tuple[str, Account]]
    stopped_by: OutreachError | None
    interrupted: bool
    held: list[str]
    goes_out: datetime | None = None
    waiting: tuple[Run, ...] = ()

    @property
    def complete(self) -> bool:
        return all(account.submitted == account.planned for _, account in self.accounts)


def report(
    intent: Intent, outcome: Outcome, at: Venue, day: dict[str, str], *, json: bool, sent_now: int
) -> None:
    """Print the account; raise what the command ends with where not everything went."""
    from outreach.errors import OutreachError

    from . import show
    from .results import account_json, show_accounts

    campaign = intent.campaign.slug
    if json:
        editions = [account_json(name, account) for name, account in outcome.accounts]
        when = {"goes_out": outcome.goes_out.isoformat()} if outcome.goes_out else {}
        show.as_json({"campaign": campaign, "editions": editions, **when, **day})
    else:
        show_accounts(outcome.accounts)
    if not sent_now and outcome.complete:
        _say_nothing_to_do(intent, outcome, at)
    if at.outbox and sent_now:
        show.say(f"The finished letters lie in {at.outbox}")
    if outcome.stopped_by and outcome.complete:
        raise OutreachError(outcome.stopped_by.message, outcome.stopped_by.hint)
    if sent_now and outcome.goes_out and not outcome.stopped_by:
        _say_scheduled(campaign, outcome.goes_out)
    elif sent_now and not outcome.goes_out:
        show.say(f"    → what becomes of them: outreach stats {campaign}")
    if outcome.complete:
        return
    raise incomplete(outcome, way_on(intent, outcome))


def _say_nothing_to_do(intent: Intent, outcome: Outcome, at: Venue) -> None:
    from outreach.domain.delivery import Stage, Wave

    from . import show

    campaign = intent.campaign.slug
    for run in outcome.waiting:
        letters = show.plural(sum(run.letters.values()), "letter")
        paused = run.state is RunState.PAUSED
        show.say(f"{letters} {'are paused' if paused else 'wait for their time'}, run {run.id}.")
        if paused:
            show.say(f"    → to let them go: outreach resume {campaign}")
        show.say(f"    → where it stands: outreach status {campaign}")
    everybody = any(account.planned for _, account in outcome.accounts)
    had = "handed to SendGrid" if outcome.waiting else "sent this"
    why = f"Everybody planned has been {had} already" if everybody else "Nobody is planned"
    show.say(f"{why}; nobody was written to now.")
    if everybody and intent.wave is Wave.FIRST:
        show.say(f"    → to who came in since: {intent.at_once} --new")
    if at.stage is Stage.SANDBOX and everybody and not outcome.waiting:
        show.say(f"    → to try it on the sandbox again: outreach plan {campaign} --anew")


def _say_scheduled(campaign: str, goes_out: datetime) -> None:
    from outreach.domain.moments import STOPPABLE_UNTIL, clock

    from . import here, show

    show.say(f"SendGrid has them, and sends them at {clock(goes_out)}.")
    if goes_out - here.now() > STOPPABLE_UNTIL:
        last = (goes_out - STOPPABLE_UNTIL).strftime("%H:%M %Z")
        show.say(f"    → until {last} it can be stopped: outreach cancel {campaign}")
    show.say(f"    → where it stands: outreach status {campaign}")


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


def way_on(intent: Intent, outcome: Outcome) -> str:
    """The commands that get the rest out, and no more than was asked for."""
    campaign = intent.campaign.slug
    remaining = any(account.remaining for _, account in outcome.accounts)
    hints = [outcome.stopped_by.hint] if outcome.stopped_by and outcome.stopped_by.hint else []
    if not outcome.held or outcome.stopped_by:
        if any(account.uncertain for _, account in outcome.accounts):
            hints.append(f"outreach settle {campaign}")
        if remaining:
            hints.append(intent.again)
    elif remaining:
        hints.append(
            f"when the embargo has lifted: {intent.at_once};"
            f" or now, for the very moment: {intent.at_once} --at lift"
        )
    if any(account.failed for _, account in outcome.accounts):
        hints.append(f"why they failed: outreach status {campaign}")
        hints.append(f"when that is mended: {intent.again} --retry-failed")
    return "; then ".join(hints)
