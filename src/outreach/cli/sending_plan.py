"""What a send is about to do, and all that stops it before the first request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.actions.plan import Planned
    from outreach.domain.campaign import Campaign, Edition
    from outreach.domain.delivery import Wave
    from outreach.store.database import Store
    from outreach.workspace import Workspace

    from .stage import Venue


@dataclass(frozen=True, slots=True)
class Intent:
    """What was asked for.

    ``goes_out`` is when the letters are to leave SendGrid, if not at once; ``digests`` are the
    plans that may be sent, any if empty. ``edition`` is the one that was named, blank for all.
    """

    campaign: Campaign
    editions: list[Edition]
    wave: Wave
    edition: str = ""
    goes_out: datetime | None = None
    digests: tuple[str, ...] = ()
    as_planned: bool = False
    retry_failed: bool = False

    @property
    def again(self) -> str:
        """The command that goes on with what was asked for, and with no more than that."""
        at = f" --at {self.goes_out.isoformat(timespec='minutes')}" if self.goes_out else ""
        return f"{self.at_once}{at}"

    @property
    def at_once(self) -> str:
        """As ``again``, whatever moment was asked for."""
        named = f" --edition {self.edition}" if self.edition else ""
        return f"outreach send {self.campaign.slug}{named}"

    def leaves(self, now: datetime) -> datetime:
        return self.goes_out or now


@dataclass(slots=True)
class Ready:
    """The plans in question, those of them that may leave now, and the editions held back."""

    planned: list[Planned]
    allowed: list[Planned] = field(default_factory=list)
    held: list[str] = field(default_factory=list)


def ready(db: Store, ws: Workspace, intent: Intent, at: Venue) -> Ready:
    """Plan what is not being sent yet, and refuse what must not go out as it is."""
    from outreach.store import ledger

    from . import here
    from .stage import refuse_other_stage

    _disown(db, intent.campaign.slug)
    found = Ready(_planned(db, ws, intent, at))
    refuse_other_stage(db, found.planned, at)
    _refuse_other_plans(db, intent, found.planned)
    if not intent.as_planned:
        _refuse_old_words(db, intent, found.planned)
        _refuse_same_letters(db, intent, found.planned)
    _approved(db, ws, intent, found.planned)
    _hold(intent, found, intent.leaves(here.now()))
    _refuse_too_late(db, intent, found)
    for one in found.allowed if intent.retry_failed else []:
        ledger.retry_failed(db, one.plan.id)
    return found


def _disown(db: Store, slug: str) -> None:
    from outreach.store import ledger

    from . import here, show

    if orphans := ledger.disown(db, slug, here.now()):
        show.say(
            f"{show.plural(orphans, 'request')} of an earlier send ended without an answer on"
            " record; the people concerned are uncertain and will not be written to again"
        )


def _planned(db: Store, ws: Workspace, intent: Intent, at: Venue) -> list[Planned]:
    """What `check` calls an error goes no further."""
    from outreach.domain.delivery import Wave
    from outreach.store.plans import read_plan

    from . import show
    from .campaigns import plan_editions

    noun = intent.campaign
    if intent.wave is not Wave.FIRST:
        return _waves(db, ws, intent, at)
    before = {one.name: read_plan(db, noun.slug, one.name) for one in intent.editions}
    fresh = [one for one in intent.editions if not ((plan := before[one.name]) and plan.started)]
    refuse_unfit(db, ws, noun, fresh)
    planned = plan_editions(db, ws, noun, intent.editions, at.stage)
    for one in planned:
        old = before[one.plan.edition]
        if old and one.changes and not one.frozen and not one.changes.nothing:
            show.say(f"{one.plan.edition} differs from the plan of {old.planned_at[:16]}Z:")
            for line in one.changes.lines():
                show.say(show.safe(f"    {line}"))
    return planned


def _waves(db: Store, ws: Workspace, intent: Intent, at: Venue) -> list[Planned]:
    """The next wave of each edition that has somebody for it."""
    from .campaigns import plan_waves

    refuse_unfit(db, ws, intent.campaign, intent.editions, intent.wave)
    return plan_waves(db, ws, intent.campaign, intent.editions, at.stage, intent.wave)


def refuse_unfit(
    db: Store,
    ws: Workspace,
    noun: Campaign,
    editions: Sequence[Edition],
    wave: Wave | None = None,
) -> None:
    """Raise NeedsFixing with what `check` calls an error on these editions and nobody accepted.

    Of a later wave it is the letters of those in it that are read.
    """
    from outreach.checks.acceptance import stops
    from outreach.errors import NeedsFixing

    from .check import check_editions

    if errors := stops(check_editions(db, ws, noun, editions, wave=wave)):
        raise NeedsFixing(f"{noun.slug} is not fit to be sent", errors)


def _left(db: Store, planned: Planned) -> int:
    from outreach.store import ledger

    return ledger.account(db, planned.plan.id).remaining


def pending(db: Store, planned: Sequence[Planned]) -> int:
    """How many letters are still to be handed to SendGrid."""
    return sum(_left(db, one) for one in planned)


def _refuse_other_plans(db: Store, intent: Intent, planned: list[Planned]) -> None:
    """What was named by its digest is sent, and nothing else."""
    from outreach.errors import OutreachError

    for one in planned if intent.digests else []:
        digest = one.plan.digest
        if _left(db, one) and not any(digest.startswith(named) for named in intent.digests):
            raise OutreachError(
                f"the plan of {one.plan.edition} is {digest}, and not {intent.digests[0]}",
                f"see what changed: outreach plan {intent.campaign.slug} --diff",
            )


def _refuse_old_words(db: Store, intent: Intent, planned: list[Planned]) -> None:
    """Where the embargo was moved since, letters name a moment that no longer holds."""
    from outreach.domain.campaign import release_line
    from outreach.errors import OutreachError

    from . import here, show

    leaves = intent.leaves(here.now())
    for one in planned:
        edition = intent.campaign.edition(one.plan.edition)
        if edition is None or not one.frozen or not (left := _left(db, one)):
            continue
        said = one.plan.line_at(leaves)
        if release_line(edition, intent.campaign.embargo, leaves) != said:
            raise OutreachError(
                f"{show.plural(left, 'letter')} of {edition.name} still to be sent say {said},"
                " which no longer holds",
                "send them as they were planned:"
                f" outreach send {intent.campaign.slug} --edition {edition.name} --as-planned",
            )


def _refuse_same_letters(db: Store, intent: Intent, planned: list[Planned]) -> None:
    """An edition or a campaign that was renamed is another one, and would go to everybody again."""
    from outreach.errors import OutreachError
    from outreach.store.waves import had_elsewhere

    from . import show

    for one in planned:
        if one.frozen:
            continue
        for where, people in had_elsewhere(db, one.plan):
            raise OutreachError(
                f"{show.plural(people, 'recipient')} of {one.plan.edition} had this very letter"
                f" already, as {where}",
                "was it renamed? then name it so again; if they are to get it twice:"
                f" {intent.again} --as-planned",
            )


def _approved(db: Store, ws: Workspace, intent: Intent, planned: list[Planned]) -> None:
    """Where approval is required, what nobody approved goes no further."""
    from outreach.actions.approve import refuse_unapproved

    from . import here, show

    going = [one for one in planned if _left(db, one)]
    folder = ws.campaigns / intent.campaign.slug
    show.problems(refuse_unapproved(going, folder, ws.settings, here.who()))


def _hold(intent: Intent, found: Ready, leaves: datetime) -> None:
    """What the embargo lets go by the time it leaves, and the editions it holds back."""
    from outreach.domain.campaign import may_go_out

    for one in found.planned:
        edition = intent.campaign.edition(one.plan.edition)
        if edition is None or may_go_out(edition, intent.campaign.embargo, leaves):
            found.allowed.append(one)
        elif one.plan.edition not in found.held:
            found.held.append(one.plan.edition)


def _refuse_too_late(db: Store, intent: Intent, found: Ready) -> None:
    from outreach.domain.moments import clock
    from outreach.errors import OutreachError

    from . import here, show

    leaves = intent.leaves(here.now())
    for one in found.allowed:
        edition = intent.campaign.edition(one.plan.edition)
        until = edition.not_after if edition else None
        if edition is None or until is None or leaves < until or not (left := _left(db, one)):
            continue
        raise OutreachError(
            f"{edition.name} is not to go out after {clock(until)}: {show.plural(left, 'letter')}"
            " remain",
            f"if they are to go all the same, change not_after at {edition.place('not_after')}",
        )
