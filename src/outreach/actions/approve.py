"""approve: a second person's word on a plan, in a file that is reviewed and committed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from outreach.domain.approval import Approval, may_approve, same_person, voided
from outreach.domain.approval_text import approval_text
from outreach.domain.delivery import Wave
from outreach.domain.settings import Settings
from outreach.errors import Level, NeedsFixing, OutreachError, Place, Problem
from outreach.intake.approval_files import approval_file, read_approval
from outreach.intake.toml_files import as_seen
from outreach.store.approvals import note_approval, open_subjects
from outreach.store.database import Store
from outreach.store.plans import Plan, enclosed

from .plan import Planned


def approved_digests(campaign_folder: Path, editions: Sequence[str]) -> frozenset[str]:
    """Of the plans approved of these editions: those stand while only leavers are missing.

    Goes into ``Planning.approved``. Files that cannot be read are passed over.
    """
    found = (read_approval(campaign_folder, name)[0] for name in editions)
    return frozenset(one.digest for one in found if one)


def approval_for(campaign_folder: Path, plan: Plan) -> Approval | None:
    """The approval on file for the plan's edition and wave, whether it holds or not.

    None if there is none. NeedsFixing if the file cannot be read.
    """
    approval, problems = read_approval(campaign_folder, plan.edition)
    if problems:
        raise NeedsFixing(f"the approval of {plan.edition} cannot be read", problems)
    return approval if approval and approval.wave == plan.wave else None


def approval_of(db: Store, plan: Plan, by: str, now: datetime) -> Approval:
    """Of a plan as it is now. It names no recipient."""
    envelope = plan.envelope
    return Approval(
        campaign=plan.campaign,
        edition=plan.edition,
        wave=plan.wave,
        digest=plan.digest,
        parts=plan.parts,
        recipients=plan.recipients,
        approved_by=by,
        approved_at=now.astimezone(UTC).replace(microsecond=0).isoformat(),
        planned_by=plan.planned_by,
        sender=f"{envelope['from_name']} <{envelope['from_email']}>",
        subjects=open_subjects(db, plan.id),
        release_line=plan.release_line,
        lifts_at=plan.lifts_at,
        files=tuple(dict.fromkeys(one.filename for one in enclosed(db, plan.id))),
        left_out=plan.reasons,
    )


def approve_command(plan: Plan) -> str:
    """What a second person types."""
    return f"outreach approve {_named(plan)}"


def _named(plan: Plan) -> str:
    wave = "" if plan.kind is Wave.FIRST else f" --{plan.kind}"
    return f"{plan.campaign} --edition {plan.edition}{wave}"


def refuse_approver(plan: Plan, settings: Settings, by: str) -> None:
    """Raise OutreachError where ``by`` is no second person, or none of those who may approve."""
    if not may_approve(by, settings.approvers):
        raise OutreachError(
            f"{by} is not among those who may approve: {', '.join(settings.approvers)}",
            "say who you are with --as NAME, or OUTREACH_USER; approvers stand in outreach.toml",
        )
    if plan.planned_by and same_person(by, plan.planned_by):
        raise OutreachError(
            f"{plan.edition} was planned by {plan.planned_by}, and a second person approves it",
            "whoever that is runs this with OUTREACH_USER or --as NAME; or another plans it:"
            f" outreach plan {plan.campaign} --edition {plan.edition} --anew",
        )


def write_approval(campaign_folder: Path, approval: Approval) -> Path:
    """The whole file in place of the edition's earlier approval, or none. It is to be committed."""
    path = approval_file(campaign_folder, approval.edition)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(exist_ok=True)
        draft.write_text(approval_text(approval), encoding="utf-8", newline="\n")
        draft.replace(path)
    except OSError as exc:
        with suppress(OSError):
            draft.unlink()
        raise OutreachError(
            f"cannot write {as_seen(path)}: {exc.strerror}", "make the folder writable"
        ) from None
    return path


def withdraw(campaign_folder: Path, edition: str) -> Path | None:
    """Delete the approval of an edition, whatever is in it: the file it was, None if none was."""
    path = approval_file(campaign_folder, edition)
    try:
        path.unlink()
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise OutreachError(
            f"cannot delete {as_seen(path)}: {exc.strerror}", "make the folder writable"
        ) from None
    return path


def refuse_unapproved(
    planned: Sequence[Planned], campaign_folder: Path, settings: Settings, by: str
) -> tuple[Problem, ...]:
    """Raise NeedsFixing where an approval is required and none holds, with what changed.

    Where none is required: a warning for each approval that no longer holds. ``by`` is who sends,
    and stands for who planned where that is not known.
    """
    found = [one for each in planned for one in _against(each, campaign_folder, settings, by)]
    if settings.require_approval and found:
        raise NeedsFixing("a second person's approval is missing", found)
    return tuple(found)


def note_approvals(db: Store, planned: Sequence[Planned], campaign_folder: Path) -> None:
    """Write into the plans who approved them: to be called when the send begins.

    A plan with an approval from before keeps it while a later wave's is on file.
    """
    for one in planned:
        approval, _ = read_approval(campaign_folder, one.plan.edition)
        if _superseded(approval, one.plan):
            continue
        holds = approval is not None and not voided(approval, one.plan)
        by, at = (approval.approved_by, approval.approved_at) if approval and holds else ("", "")
        if (by, at) != (one.plan.approved_by, one.plan.approved_at):
            note_approval(db, one.plan.id, by, at)


def _superseded(approval: Approval | None, plan: Plan) -> bool:
    """Whether what is on file is of a later wave, and the plan was approved before that."""
    return approval is not None and approval.wave > plan.wave and bool(plan.approved_by)


def _against(planned: Planned, campaign_folder: Path, settings: Settings, by: str) -> list[Problem]:
    """What speaks against the approval of a plan; nothing of a missing one that nobody asks for."""
    plan, required = planned.plan, settings.require_approval
    level: Level = "error" if required else "warning"
    approval, problems = read_approval(campaign_folder, plan.edition)
    if problems or _superseded(approval, plan):
        return [*problems]
    command = f"{approve_command(plan)}; then: outreach send {_named(plan)}"
    if approval is None or approval.wave != plan.wave:
        message = f"nobody has approved the plan {plan.digest} of {plan.edition}"
        hint = f"a second person runs: {command}"
        place = Place(as_seen(approval_file(campaign_folder, plan.edition)))
        missing = Problem("not-approved", message, place, hint, edition=plan.edition)
        return [missing] if required else []
    if changed := voided(approval, plan):
        made = planned.changes
        told = made.lines() if made and made.digest == approval.digest else changed
        message = f"{_said(approval)} does not hold any more: {'; '.join(told or changed)}"
        hint = f"a second person looks at what changed: {command}"
        return [Problem("approval-void", message, approval.place, hint, level, plan.edition)]
    hint = f"a second person runs: {command}"
    return _by_nobody_else(approval, plan.planned_by or by, settings, hint) if required else []


def _by_nobody_else(
    approval: Approval, planner: str, settings: Settings, hint: str
) -> list[Problem]:
    place, edition = approval.place, approval.edition
    if same_person(approval.approved_by, planner):
        message = f"{edition} was planned and approved by {planner}"
        return [Problem("approved-by-planner", message, place, hint, edition=edition)]
    if not may_approve(approval.approved_by, settings.approvers):
        message = f"{approval.approved_by} is not among those who may approve"
        hint = f"they are {', '.join(settings.approvers)}; {hint}"
        return [Problem("approver-unknown", message, place, hint, edition=edition)]
    return []


def _said(approval: Approval) -> str:
    return f"the approval by {approval.approved_by} of {approval.approved_at[:16]}Z"
