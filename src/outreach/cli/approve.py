"""approve: a second person looks at a plan and puts her name to it, in a file for git."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Campaign, EditionName, Json

if TYPE_CHECKING:
    from outreach.actions.plan import Planned
    from outreach.domain.approval import Approval
    from outreach.domain.campaign import Campaign as CampaignNoun
    from outreach.domain.campaign import Edition
    from outreach.domain.delivery import Wave
    from outreach.domain.plan_changes import PlanChanges
    from outreach.store.database import Store
    from outreach.workspace import Workspace


def approve(
    campaign: Campaign,
    edition: EditionName = "",
    name: Annotated[
        str, typer.Option("--as", metavar="NAME", help="Who approves, if not you.")
    ] = "",
    plans: Annotated[
        list[str] | None,
        typer.Option("--plan", metavar="DIGEST", help="This plan and no other; may be repeated."),
    ] = None,
    new: Annotated[
        bool, typer.Option("--new", help="What goes to those who came in since the send.")
    ] = False,
    update: Annotated[
        bool, typer.Option("--update", help="What goes to those who got an older count.")
    ] = False,
    take_back: Annotated[bool, typer.Option("--withdraw", help="Take an approval back.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Approve what is planned, as a second person."""
    from . import here, show
    from .campaigns import chosen, kind_of

    ws = here.workspace()
    noun = ws.campaign(campaign)
    editions = chosen(noun, edition)
    if take_back:
        files = _withdraw(ws, noun, editions)
        if json:
            show.as_json({"campaign": campaign, "withdrawn": [str(one) for one in files]})
        return
    by = " ".join(name.split()) or here.who()
    with here.store(ws) as db:
        planned = _planned(db, ws, noun, editions, kind_of(new=new, update=update))
        _refuse_others(planned, plans or [], campaign)
        found = [(one, _approval(db, ws, one, by)) for one in planned]
        for one, approval in found:
            _show(one, approval, ws.campaigns / campaign)
        if not yes:
            here.confirm(f"Approve as {show.safe(by)}?")
        written = [(one, _write(ws, one)) for _, one in found]
    if json:
        approvals = [_json(one, file) for one, file in written]
        show.as_json({"campaign": campaign, "approvals": approvals})
        return
    for _, file in written:
        show.out(show.safe(f"wrote {file}"))
    show.say("    → commit it, so that whoever sends has it")


def _withdraw(ws: Workspace, campaign: CampaignNoun, editions: Sequence[Edition]) -> list[Path]:
    """The store need not be there: the file is what counts."""
    from outreach.actions.approve import withdraw
    from outreach.errors import WrongUsage
    from outreach.intake.toml_files import as_seen

    from . import show

    folder = ws.campaigns / campaign.slug
    files = [file for one in editions if (file := withdraw(folder, one.name))]
    if not files:
        names = ", ".join(one.name for one in editions)
        raise WrongUsage(f"nobody has approved {names}", "there is nothing to withdraw")
    for file in files:
        show.say(show.safe(f"deleted {as_seen(file)}; commit that"))
    return files


def _planned(
    db: Store, ws: Workspace, campaign: CampaignNoun, editions: list[Edition], kind: Wave
) -> list[Planned]:
    """The plans as they are now, those with something to send.

    Looking at one is not planning it: what nobody planned before has no planner.
    """
    from dataclasses import replace

    from outreach.domain.delivery import Stage, Wave
    from outreach.errors import OutreachError
    from outreach.store import ledger
    from outreach.store.approvals import forget_planner
    from outreach.store.plans import read_plans

    from . import show
    from .campaigns import plan_editions, plan_waves
    from .sending_plan import refuse_unfit
    from .stage import stage_of

    names = {one.name for one in editions}
    before = [one for one in read_plans(db, campaign.slug) if one.edition in names]
    planners = {one.digest for one in before if one.planned_by}
    real = any(one.stage is Stage.SENDGRID for one in before)
    stage = Stage.SENDGRID if real else stage_of(ws)
    if kind is Wave.FIRST:
        begun = {one.edition for one in before if one.started}
        refuse_unfit(db, ws, campaign, [one for one in editions if one.name not in begun])
        planned = plan_editions(db, ws, campaign, editions, stage)
    else:
        refuse_unfit(db, ws, campaign, editions, kind)
        planned = plan_waves(db, ws, campaign, editions, stage, kind)
    found = []
    for one in planned:
        if one.plan.recipients and not ledger.account(db, one.plan.id).remaining:
            show.say(show.safe(f"{one.plan.edition}: all of it was handed to SendGrid"))
            continue
        show.problems(one.warnings)
        unplanned = not one.frozen and one.plan.digest not in planners
        if unplanned:
            forget_planner(db, one.plan.id)
        plan = replace(one.plan, planned_by="") if unplanned else one.plan
        found.append(replace(one, plan=plan))
    if not found:
        raise OutreachError("there is nothing left to approve")
    return found


def _refuse_others(planned: Sequence[Planned], digests: Sequence[str], campaign: str) -> None:
    from outreach.errors import OutreachError

    wanted = [one.strip().lower() for one in digests]
    for one in planned if wanted else []:
        if one.plan.digest not in wanted:
            raise OutreachError(
                f"the plan of {one.plan.edition} is {one.plan.digest}, and not {wanted[0]}",
                f"see what changed: outreach plan {campaign} --diff; or name one --edition",
            )


def _approval(db: Store, ws: Workspace, planned: Planned, by: str) -> Approval:
    from outreach.actions.approve import approval_of, refuse_approver

    from . import here

    refuse_approver(planned.plan, ws.settings, by)
    return approval_of(db, planned.plan, by, here.now())


def _show(planned: Planned, approval: Approval, folder: Path) -> None:
    """On stderr, where the question is asked."""
    from outreach.domain.campaign import IMMEDIATE

    from . import show

    plan = planned.plan
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in approval.left_out.items())
    lines = [
        f"{plan.edition}, plan {plan.digest}"
        + (f", wave {plan.wave} ({plan.kind})" if plan.wave > 1 else ""),
        f"    {show.plural(plan.recipients, 'recipient')}, {plan.excluded:,} left out"
        + (f": {reasons}" if reasons else ""),
        *(f"    “{subject}”" for subject in approval.subjects),
        f"    from {approval.sender}",
        f"    {approval.release_line}"
        + (f"; from {approval.lifts_at[:16]}Z on: {IMMEDIATE}" if approval.lifts_at else ""),
        *([f"    with {', '.join(approval.files)}"] if approval.files else []),
        f"    planned by {plan.planned_by}, {plan.planned_at[:16]}Z"
        if plan.planned_by
        else "    nobody has planned this yet",
        *_since(planned, folder),
    ]
    for line in lines:
        show.say(show.safe(line))


def _since(planned: Planned, folder: Path) -> list[str]:
    """What changed since it was approved before, or since the plan before, if that is known."""
    from outreach.domain.approval import voided
    from outreach.intake.approval_files import read_approval

    plan = planned.plan
    before, _ = read_approval(folder, plan.edition)
    if before and before.wave == plan.wave:
        when = f"{before.approved_by} approved it {before.approved_at[:16]}Z"
        why = voided(before, plan)
        told = _told(planned.changes, before.digest) or why
        return [f"    {when}; since then: {'; '.join(told)}" if why else f"    {when} as it is"]
    return []


def _told(changes: PlanChanges | None, digest: str) -> tuple[str, ...]:
    return changes.lines() if changes and changes.digest == digest else ()


def _write(ws: Workspace, approval: Approval) -> Path:
    from outreach.actions.approve import write_approval
    from outreach.intake.toml_files import as_seen

    return Path(as_seen(write_approval(ws.campaigns / approval.campaign, approval)))


def _json(approval: Approval, file: Path) -> dict[str, Any]:
    return {
        "edition": approval.edition,
        "wave": approval.wave,
        "plan": approval.digest,
        "recipients": approval.recipients,
        "left_out": dict(approval.left_out),
        "subjects": [*approval.subjects],
        "sender": approval.sender,
        "release_line": approval.release_line,
        "lifts_at": approval.lifts_at,
        "files": [*approval.files],
        "planned_by": approval.planned_by,
        "approved_by": approval.approved_by,
        "approved_at": approval.approved_at,
        "file": str(file),
    }
