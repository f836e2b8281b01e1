"""Later waves of an edition: to those who came in since, or who got an older version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from outreach.domain.campaign import Campaign, Edition
from outreach.domain.delivery import Stage, Wave
from outreach.domain.earlier import since
from outreach.domain.selection import Excluded, why
from outreach.errors import NeedsFixing, OutreachError, Problem
from outreach.render.edition import Content
from outreach.store.database import Store, transaction
from outreach.store.ledger import account
from outreach.store.plans import Plan, forget, leave_sandbox, read_waves

from .plan import Draft, Planned, Planning, Staged, freeze, stage
from .selection import once
from .wave_people import WavePeople, older, wave_people


@dataclass(frozen=True, slots=True)
class Nobody:
    """A wave that nobody is in. ``message`` says why, ``hint`` the way out, if there is one.

    ``reasons`` counts who would be in it and is left out.
    """

    edition: str
    message: str
    hint: str = ""
    reasons: dict[str, int] = field(default_factory=dict)


def plan_wave(db: Store, draft: Draft, planning: Planning, kind: Wave) -> Planned | Nobody:
    """As ``plan_waves``, of one edition."""
    planned, nobody = plan_waves(db, [draft], planning, kind)
    return planned[0] if planned else nobody[0]


def plan_waves(
    db: Store, drafts: Sequence[Draft], planning: Planning, kind: Wave
) -> tuple[list[Planned], list[Nobody]]:
    """Freeze the next wave of each edition that has somebody for it; of the others, why not.

    Takes the place of an edition's last wave of this kind whose send has not begun. Raises
    NeedsFixing with every problem, and writes no plan then; OutreachError where no edition's send
    has begun, or a wave of the other kind waits to be sent.
    """
    if planning.stage is Stage.SENDGRID:
        for slug in {draft.content.campaign.slug for draft in drafts}:
            leave_sandbox(db, slug)
    for draft in drafts:
        _refuse_to_forget(db, draft.content, kind)
    staged: list[Staged] = []
    nobody: list[Nobody] = []
    problems: list[Problem] = []
    for draft in drafts:
        campaign, edition = draft.content.campaign, draft.content.edition
        try:
            people = wave_people(db, campaign, edition, kind)
            one = _staged(db, draft, planning, people)
        except NeedsFixing as refusal:
            problems += refusal.problems
        except OutreachError as not_begun:
            if len(drafts) == 1:
                raise
            nobody.append(Nobody(edition.name, not_begun.message, not_begun.hint))
        else:
            staged += [one] if isinstance(one, Staged) else []
            nobody += [one] if isinstance(one, Nobody) else []
    if problems:
        for one in staged:
            one.staging.close()
        raise NeedsFixing("the wave cannot be planned", once(problems))
    return [freeze(one, planning.approved) for one in staged], nobody


def _refuse_to_forget(db: Store, content: Content, kind: Wave) -> None:
    """A wave that was planned, and perhaps approved, does not go for one to other people."""
    slug, edition = content.campaign.slug, content.edition.name
    for plan in read_waves(db, slug, edition):
        if plan.wave > 1 and not plan.started and plan.kind is not kind:
            to = "1 person" if plan.recipients == 1 else f"{plan.recipients:,} people"
            what = f"{slug} --edition {edition}"
            raise OutreachError(
                f"wave {plan.wave} of {edition} ({plan.kind}, to {to}) is planned and not sent",
                f"send it first: outreach send {what} --{plan.kind}; or forget it:"
                f" outreach plan {what} --{kind} --anew",
            )


def _staged(db: Store, draft: Draft, planning: Planning, people: WavePeople) -> Staged | Nobody:
    _refuse_sandbox(people, planning, draft.content.edition)
    staged = stage(db, draft, planning, people)
    if staged.staging.recipients:
        return staged
    reasons = staged.staging.reasons()
    staged.staging.close()
    campaign, edition = draft.content.campaign, draft.content.edition
    with transaction(db):
        for plan in read_waves(db, campaign.slug, edition.name):
            if plan.wave >= people.number and not plan.started:
                forget(db, campaign.slug, edition.name, plan.wave)
    return _nobody(db, campaign, edition, people, reasons)


def _refuse_sandbox(people: WavePeople, planning: Planning, edition: Edition) -> None:
    """Trying a wave out in the sandbox would count as sent."""
    real = any(plan.started and plan.stage is Stage.SENDGRID for plan in people.after)
    if real and planning.stage is Stage.SANDBOX:
        raise OutreachError(
            f"{edition.name} was sent to people, and this wave of it would go to a sandbox",
            "set SENDGRID_API_KEY, and name no sandbox as SendGrid's host",
        )


def _nobody(
    db: Store, campaign: Campaign, edition: Edition, people: WavePeople, reasons: dict[str, int]
) -> Nobody:
    left = "; ".join(f"{count:,} left out: {why(reason)}" for reason, count in reasons.items())
    if people.kind is Wave.NEW:
        message = f"nobody who has no letter of {edition.name} yet is to get one"
        hint = "" if left else "who comes in by `outreach contacts import` or `add` would be"
    else:
        message, hint = _nobody_older(db, campaign, edition, people.after, left=bool(left))
        hint = hint or ("settle what is uncertain first" if Excluded.UNCERTAIN in reasons else "")
    return Nobody(edition.name, f"{message} ({left})" if left else message, hint, reasons)


def _nobody_older(
    db: Store, campaign: Campaign, edition: Edition, after: Sequence[Plan], *, left: bool
) -> tuple[str, str]:
    now = [one.name for one in campaign.statement.signatories]
    behind = older(after, now)
    accounts = [account(db, plan.id) for plan in after if plan.id in behind]
    to_go = sum(one.remaining + one.failed for one in accounts)
    if to_go:
        hint = f"finish its send: outreach send {campaign.slug} --edition {edition.name}"
        return f"{to_go:,} letters of {edition.name} that name fewer are still to go first", hint
    if behind and left:
        return f"nobody who was sent an older letter of {edition.name} can be sent its update", ""
    if behind:
        return f"everybody who was sent {edition.name} has all {len(now):,} names by now", ""
    unknown = [plan for plan in after if not plan.parts]
    if unknown:
        hint = f"write an edition for received:{campaign.slug}/{edition.name}"
        return f"the plan of {edition.name} did not note yet who had signed", hint
    gone = {name for plan in after for name in since(plan.signatories, now).withdrawn}
    if gone:
        return (
            f"nobody has signed since {edition.name} was sent; {', '.join(sorted(gone))} withdrew",
            f"tell of that by a correction: outreach correction {campaign.slug}",
        )
    return f"every letter of {edition.name} names all {len(now):,} who have signed", ""
