"""settle: what is uncertain, decided by evidence; and by a person where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .options import Campaign, Json

if TYPE_CHECKING:
    from outreach.actions.settle import Looked
    from outreach.errors import OutreachError
    from outreach.sendgrid.client import SendGrid
    from outreach.store.database import Store
    from outreach.store.uncertain import Uncertain
    from outreach.workspace import Workspace

VERDICTS = ("submitted", "not-submitted")


def settle(
    campaign: Campaign,
    batch: Annotated[
        str, typer.Option("--batch", metavar="ID", help="As `outreach status` names it.")
    ] = "",
    verdict: Annotated[
        str, typer.Option("--as", metavar="VERDICT", help="submitted or not-submitted.")
    ] = "",
    because: Annotated[
        str, typer.Option("--because", metavar="TEXT", help="How you know; it is kept.")
    ] = "",
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides, if not you.")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Settle what is uncertain, by evidence or by hand."""
    from outreach.errors import WrongUsage
    from outreach.store import ledger
    from outreach.store.sending import sending_lock

    from . import here

    if bool(batch) != bool(verdict):
        raise WrongUsage(
            "--batch and --as go together", f"see outreach status {campaign}; or leave both out"
        )
    if batch and verdict not in VERDICTS:
        raise WrongUsage(f"{verdict!r} is no verdict", "--as submitted, or --as not-submitted")
    if not batch and (because or by):
        raise WrongUsage("--because and --by are for one batch", "name it with --batch and --as")
    ws = here.workspace()
    if campaign not in ws.slugs():
        ws.campaign(campaign)  # says what there is
    with here.store(ws) as db, sending_lock(ws.store, campaign):
        ledger.disown(db, campaign, here.now())
        if batch:
            _by_word(db, campaign, batch, verdict, because, by or here.who(), yes=yes, json=json)
        else:
            _by_evidence(db, ws, campaign, json=json)


def _by_word(
    db: Store,
    campaign: str,
    batch: str,
    verdict: str,
    because: str,
    by: str,
    *,
    yes: bool,
    json: bool,
) -> None:
    from outreach.domain.delivery import BatchState
    from outreach.errors import WrongUsage
    from outreach.store import ledger
    from outreach.store.settlements import read_settlements
    from outreach.store.uncertain import uncertain_batches

    from . import here, show

    found = next((one for one in uncertain_batches(db, campaign) if one.id == batch), None)
    if found is None:
        raise WrongUsage(
            f"{campaign} has no uncertain batch {show.safe(batch)}",
            f"see outreach status {campaign}",
        )
    for one in read_settlements(db, campaign, batch):
        show.say(show.safe(f"{one.at[:16]}Z {one.source}: {one.verdict}: {one.evidence}"))
    if verdict == "not-submitted":
        _warn(found)
        if not yes:
            here.confirm("Send it again with the next `send`?")
    state = BatchState.SUBMITTED if verdict == "submitted" else BatchState.PENDING
    size = ledger.settle(
        db, batch, state, "person", here.now(), decided_by=by, evidence=because.strip()
    )
    if json:
        told = {"batch": batch, "verdict": verdict, "deliveries": size, "decided_by": by}
        show.as_json({"campaign": campaign, "settled": [told]})
    else:
        show.out(f"{show.plural(size, 'delivery', 'deliveries')}: {verdict}")
    if state is BatchState.PENDING:
        show.say(f"    → outreach send {campaign}")


def _warn(found: Uncertain) -> None:
    from outreach.domain.delivery import Stage

    from . import show

    people = show.plural(found.size, "person", "people")
    where = " (in the sandbox)" if found.stage is Stage.SANDBOX else ""
    show.say(
        f"{people} of {found.edition} would be written to again{where}; if SendGrid took it"
        " after all, they get it twice."
    )
    if found.event or found.stopped:
        known = f"SendGrid reported {found.event}" if found.event else "its run was stopped late"
        show.say(f"What speaks against it: {known}.")


def _by_evidence(db: Store, ws: Workspace, campaign: str, *, json: bool) -> None:
    from outreach.actions.settle import settle_by_evidence
    from outreach.store.uncertain import uncertain_batches

    from . import here, show

    before = uncertain_batches(db, campaign)
    looked = settle_by_evidence(db, campaign, _sendgrid(ws), ws.host, here.now)
    left = uncertain_batches(db, campaign)
    if json:
        show.as_json({"campaign": campaign, "looked": [_json(one) for one in looked]})
    elif not before:
        show.out("Nothing is uncertain.")
    for one in looked if not json else []:
        what = f"batch {one.batch} of {one.edition}, {show.plural(one.size, 'person', 'people')}"
        word = "submitted" if one.verdict == "submitted" else "still uncertain"
        why = f": {one.evidence}" if one.evidence else ""
        show.out(show.safe(f"{word}: {what}{why}"))
    _say_refused(looked)
    if left:
        raise _open(ws, campaign, left, looked)


def _say_refused(looked: list[Looked]) -> None:
    from . import show

    refused = next((one.refused for one in looked if one.refused), None)
    if refused:
        show.say(show.safe(f"SendGrid's logs could not be asked: {refused.message}"))


def _open(
    ws: Workspace, campaign: str, left: list[Uncertain], looked: list[Looked]
) -> OutreachError:
    """What a person can do about the rest, as the error to end with."""
    from outreach.actions.settle import DECIDABLE_AFTER
    from outreach.domain.delivery import Stage
    from outreach.errors import OutreachError

    from . import show
    from .next_steps import own_sandbox_is_gone

    people = show.plural(sum(one.size for one in left), "person", "people")
    what = f"{people} in {show.plural(len(left), 'batch', 'batches')} still uncertain"
    by_word = f"outreach settle {campaign} --batch {left[0].id} --as submitted"
    if own_sandbox_is_gone(ws):
        if all(one.stage is Stage.SANDBOX for one in left):
            return OutreachError(
                f"{what}: the sandbox they went to has ended, and its logs with it; nobody was"
                " written to",
                f"begin again: outreach plan {campaign} --anew",
            )
        return OutreachError(
            f"{what}: without SENDGRID_API_KEY nobody can be asked",
            f"set it and run this again; or, where you know: {by_word}",
        )
    by_word += ", or --as not-submitted"
    if any(one.refused for one in looked):
        return OutreachError(what, f"events may still come; or, where you know: {by_word}")
    if not any(one.searched for one in looked):
        return OutreachError(what, f"where you know: {by_word}")
    minutes = int(DECIDABLE_AFTER.total_seconds() // 60)
    if all(one.decidable for one in looked if one.verdict == "unknown"):
        hint = (
            "that is no proof, but you may decide now: ask somebody in it whether the letter"
            f" came, then: {by_word}"
        )
    else:
        hint = (
            f"logs and events lag: run this again {minutes} minutes after the send; or, where you"
            f" know: {by_word}"
        )
    return OutreachError(what, hint)


def _sendgrid(ws: Workspace) -> SendGrid | None:
    """Whom to ask; None where there is nobody."""
    from outreach.sendgrid.client import SendGrid

    from .next_steps import own_sandbox_is_gone
    from .stage import SANDBOX_KEY

    return None if own_sandbox_is_gone(ws) else SendGrid(ws.host, ws.key or SANDBOX_KEY)


def _json(one: Looked) -> dict[str, object]:
    return {
        "batch": one.batch,
        "edition": one.edition,
        "deliveries": one.size,
        "verdict": one.verdict,
        "evidence": one.evidence,
        "refused": one.refused.message if one.refused else None,
    }
