"""What is said before the button is pressed: who, how many, what, when, at what cost; and the

question.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

_NEWS = timedelta(days=2)
"""How long after its lift an embargo is spoken of."""

if TYPE_CHECKING:
    from outreach.store.database import Store
    from outreach.workspace import Workspace

    from .sending_plan import Intent, Ready
    from .stage import Venue


def announce(db: Store, ws: Workspace, intent: Intent, found: Ready, at: Venue, count: int) -> None:
    """On stderr, the plan, the clock and the cost of handing over ``count`` letters."""
    from outreach.store import ledger

    from . import show

    _editions(db, found)
    sender = found.planned[0].plan.envelope
    name, address = show.safe(sender["from_name"]), show.safe(sender["from_email"])
    requests = sum(ledger.pending_requests(db, one.plan.id) for one in found.allowed)
    show.say(
        f"{show.plural(count, 'letter')} from {name} <{address}>,"
        f" in {show.plural(requests, 'request')}"
    )
    where = "the sandbox on this machine; nobody is written to" if at.inbox else at.host
    show.say(f"    through {where}")
    for line in _clocks(ws, intent, found):
        show.say(f"    {line}")
    _credits(at, count)
    if at.inbox:
        show.say("    → set SENDGRID_API_KEY to send to people")


def _editions(db: Store, found: Ready) -> None:
    from outreach.actions.selection import once
    from outreach.store.plans import example

    from . import show
    from .campaigns import files_of

    told = list(once(warning for one in found.planned for warning in one.warnings))
    for one in found.planned:
        plan = one.plan
        which = plan.edition if plan.wave == 1 else f"{plan.edition}, wave {plan.wave}"
        show.say(
            f"{which}: {show.plural(plan.recipients, 'recipient')},"
            f" {plan.excluded:,} left out, {show.plural(plan.requests, 'request')}"
            f" · {plan.release_line} · plan {plan.digest}"
        )
        show.say(f"    {show.safe(example(db, plan.id)[1])}")
        if files := files_of(db, plan.id):
            show.say(f"    with {files}")
        if plan.approved_by:
            show.say(show.safe(f"    approved by {plan.approved_by}"))
        show.problems([warning for warning in one.warnings if warning in told])
        if plan.edition in found.held:
            show.say("    held back: the embargo has not lifted")


def _clocks(ws: Workspace, intent: Intent, found: Ready) -> list[str]:
    """Now, the lift and the moment of leaving, each in the sender's and the audiences' zones."""
    from outreach.domain.moments import STOPPABLE_UNTIL, clock_in, span
    from outreach.domain.settings import zone_of

    from . import here

    noun, now = intent.campaign, here.now()
    going = {one.plan.edition for one in found.allowed}
    theirs = [zone_of(noun, one, ws.settings) for one in intent.editions if one.name in going]
    zones = list(dict.fromkeys([ws.settings.timezone, *theirs]))
    lines = [f"now       {clock_in(now, zones)}"]
    if noun.embargo and now - noun.embargo.until < _NEWS:
        until = noun.embargo.until
        ahead = (until - now).total_seconds()
        when = f"in {span(ahead)}" if ahead > 0 else f"{span(-ahead)} ago"
        verb = "lifts" if ahead > 0 else "lifted"
        lines.append(f"embargo   {verb} {clock_in(until, zones)}, {when}")
    if intent.goes_out:
        left = intent.goes_out - now
        lines.append(
            f"goes out  {clock_in(intent.goes_out, zones)}, in {span(left.total_seconds())}"
        )
        if left <= STOPPABLE_UNTIL:
            lines.append("          too soon to be stopped: SendGrid takes ten minutes' notice")
    return lines


def _credits(at: Venue, count: int) -> None:
    """How many letters the account can still send, where SendGrid says so."""
    from outreach.sendgrid.account import credits_left
    from outreach.sendgrid.client import SendGrid

    from . import show

    if at.inbox:
        return
    left = credits_left(SendGrid(at.host, at.key))
    if left is None:
        show.say("    SendGrid does not say how many credits are left")
    elif left < count:
        show.say(f"    warning: {show.plural(left, 'credit')} left, too few for {count:,} letters")
    else:
        show.say(f"    {show.plural(left, 'credit')} left")


def ask(ws: Workspace, intent: Intent, at: Venue, count: int) -> None:
    """Raise unless the answer is yes; above the settings' threshold, unless it is the count."""
    from outreach.domain.delivery import Stage

    from . import here, show

    letters = show.plural(count, "letter")
    when = "now" if intent.goes_out is None else "at that time"
    question = f"Send {letters} {when}" + (" to the sandbox?" if at.inbox else "?")
    if at.stage is Stage.SANDBOX or count <= ws.settings.confirm_above:
        here.confirm(question)
    else:
        here.confirm_count(f"{question} Type the number of letters to send them", count)
