"""plan and render: what will go out, before it does."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Campaign, EditionName, Json

if TYPE_CHECKING:
    from outreach.actions.plan import Draft, Planned, Planning
    from outreach.domain.campaign import Campaign as CampaignNoun
    from outreach.domain.campaign import Edition
    from outreach.domain.delivery import Wave
    from outreach.store.database import Store
    from outreach.workspace import Workspace


def congress_day(db: Store, campaign: CampaignNoun, editions: Sequence[Edition]) -> dict[str, str]:
    """The day of the congress data, where the audience of any of these editions goes by it."""
    from outreach.actions.selection import query_of

    from .audience import congress_data

    return congress_data(db, *(query_of(campaign, edition) for edition in editions))


def congress_day_of(
    db: Store, campaign: CampaignNoun, planned: Sequence[Planned]
) -> dict[str, str]:
    """As ``congress_day``; an edition that is being sent was planned by the data of then."""
    fresh = (campaign.edition(one.plan.edition) for one in planned if not one.frozen)
    return congress_day(db, campaign, [edition for edition in fresh if edition])


def chosen(campaign: CampaignNoun, name: str) -> list[Edition]:
    """All editions, or the one called ``name``; WrongUsage with the nearest name if none is."""
    from difflib import get_close_matches

    from outreach.errors import WrongUsage

    if not name:
        return list(campaign.editions)
    edition = campaign.edition(name)
    if edition is None:
        names = [one.name for one in campaign.editions]
        near = get_close_matches(name, names, n=1)
        hint = f"did you mean {near[0]}?" if near else f"editions are {', '.join(names)}"
        raise WrongUsage(f"{campaign.slug} has no edition {name!r}", hint)
    return [edition]


def plan_editions(
    db: Store,
    ws: Workspace,
    campaign: CampaignNoun,
    editions: list[Edition],
    stage: Any,
    goes_out: Callable[[CampaignNoun, Edition, datetime], datetime] = lambda _, __, now: now,
) -> list[Planned]:
    """Plan them all, or, with every problem of each, none.

    Of several those are passed over that wait for a letter which nobody was sent yet. ``goes_out``
    says when an edition is thought to leave, by which its release line goes.
    """
    from outreach.actions.congress_file import take_congress_file
    from outreach.actions.plan import plan_editions as plan_drafts
    from outreach.actions.plan import waiting

    from . import here, show

    now = here.now()
    _say_left_behind(db, campaign, stage)
    show.problems(take_congress_file(db, ws.root, now.date()))
    passed = waiting(db, campaign, editions)
    if 0 < len(passed) < len(editions):
        show.problems(passed)
        editions = [one for one in editions if one.name not in {p.edition for p in passed}]
    drafts = [drafted(ws, campaign, one, goes_out(campaign, one, now)) for one in editions]
    planning = planning_of(ws, campaign, editions, stage)
    return plan_drafts(db, drafts, planning)


def plan_waves(
    db: Store,
    ws: Workspace,
    campaign: CampaignNoun,
    editions: Sequence[Edition],
    stage: Any,
    kind: Wave,
    goes_out: Callable[[CampaignNoun, Edition, datetime], datetime] = lambda _, __, now: now,
) -> list[Planned]:
    """The next wave of each edition that has somebody for it; of the others it is said why not."""
    from outreach.actions.congress_file import take_congress_file
    from outreach.actions.waves import plan_waves as plan_drafts

    from . import here, show

    now = here.now()
    _say_left_behind(db, campaign, stage)
    show.problems(take_congress_file(db, ws.root, now.date()))
    drafts = [drafted(ws, campaign, one, goes_out(campaign, one, now)) for one in editions]
    planned, nobody = plan_drafts(db, drafts, planning_of(ws, campaign, editions, stage), kind)
    for one in nobody:
        show.say(show.safe(one.message))
        if one.hint:
            show.say(show.safe(f"    → {one.hint}"))
    return planned


def _say_left_behind(db: Store, campaign: CampaignNoun, stage: Any) -> None:
    """A plan for people forgets what was tried in a sandbox, even what still waits there."""
    from outreach.domain.delivery import Stage

    from . import here

    waiting = _at_sandbox(db, campaign) if stage is Stage.SENDGRID else {}
    for waits in waiting.values():
        here.note(f"{waits}; they are forgotten, for this plan is for people")


def _refuse_to_forget(db: Store, campaign: CampaignNoun, editions: Sequence[Edition]) -> None:
    """Raise OutreachError where letters of these editions wait at a sandbox."""
    from outreach.errors import OutreachError

    waits = _at_sandbox(db, campaign)
    for one in editions:
        if one.name in waits:
            raise OutreachError(
                waits[one.name],
                f"stop them first: outreach cancel {campaign.slug};"
                " or wait until they have gone out",
            )


def _at_sandbox(db: Store, campaign: CampaignNoun) -> dict[str, str]:
    """By edition, what waits there, in words. A run was told where to hand over by its plans."""
    from outreach.domain.delivery import Stage
    from outreach.store.plans import read_plans
    from outreach.store.runs import read_runs

    from . import here, show

    tried = {one.edition for one in read_plans(db, campaign.slug) if one.stage is Stage.SANDBOX}
    return {
        edition: f"{show.plural(count, 'letter')} of {edition} wait at a sandbox to be sent,"
        f" by run {run.id}"
        for run in read_runs(db, campaign.slug)
        if run.waits(here.now())
        for edition, count in run.letters.items()
        if edition in tried
    }


def kind_of(*, new: bool, update: bool) -> Wave:
    """Which wave is meant; WrongUsage where it is two."""
    from outreach.domain.delivery import Wave
    from outreach.errors import WrongUsage

    if new and update:
        raise WrongUsage("--new and --update are two waves", "name one after the other")
    return Wave.NEW if new else Wave.UPDATE if update else Wave.FIRST


def drafted(ws: Workspace, campaign: CampaignNoun, edition: Edition, goes_out: datetime) -> Draft:
    """What there is to be planned of an edition that is thought to leave at ``goes_out``."""
    from outreach.actions.content import draft_of
    from outreach.actions.enclosures import Folders

    folders = Folders(ws.campaigns / campaign.slug, ws.templates)
    return draft_of(campaign, edition, ws.settings, goes_out, folders)


def planning_of(
    ws: Workspace, campaign: CampaignNoun, editions: Sequence[Edition], stage: Any
) -> Planning:
    """What holds for all of them: an approved plan stands while only leavers are missing."""
    from outreach.actions.approve import approved_digests
    from outreach.actions.plan import Planning

    from . import here

    names = [one.name for one in editions]
    return Planning(
        templates=ws.templates,
        stage=stage,
        now=here.now(),
        new_id=here.new_id,
        by=here.who(),
        pacing=ws.settings.pacing,
        approved=approved_digests(ws.campaigns / campaign.slug, names),
    )


def plan(
    campaign: Campaign,
    edition: EditionName = "",
    people: Annotated[
        bool, typer.Option("--people", help="Everybody, in or out, each with the reason.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="What changed since the last plan.")] = False,
    new: Annotated[
        bool, typer.Option("--new", help="What goes to those who came in since the send.")
    ] = False,
    update: Annotated[
        bool, typer.Option("--update", help="What goes to those who got an older count.")
    ] = False,
    anew: Annotated[
        bool,
        typer.Option("--anew", help="As if not planned before: also what went to the sandbox."),
    ] = False,
    json: Json = False,
) -> None:
    """Freeze who gets what, and who is left out and why. Sends nothing."""
    from outreach.actions.selection import once
    from outreach.domain.delivery import Wave
    from outreach.store.approvals import forget_unsent

    from . import here, show
    from .audience import say_congress_day
    from .plan_shown import changes_of, plans_json, show_changes, show_people
    from .stage import stage_of

    ws = here.workspace()
    noun = ws.campaign(campaign)
    kind, stage = kind_of(new=new, update=update), stage_of(ws)
    with here.store(ws) as db:
        editions = chosen(noun, edition)
        if anew and kind is Wave.FIRST:
            _refuse_to_forget(db, noun, editions)
        for each in editions if anew else []:
            forget_unsent(db, campaign, each.name, kind)
        if kind is Wave.FIRST:
            planned = plan_editions(db, ws, noun, editions, stage)
        else:
            planned = plan_waves(db, ws, noun, editions, stage, kind)
        show.problems(once(warning for one in planned for warning in one.warnings))
        day = congress_day_of(db, noun, planned)
        changes = changes_of(db, ws, noun, planned) if diff else {}
        if json:
            plans = plans_json(db, noun, planned, changes, people=people)
            show.as_json({"campaign": campaign, "editions": plans, **day})
            return
        show_plans(db, planned)
        say_congress_day(day)
        if diff:
            show_changes(planned, changes)
        if people:
            show_people(db, noun, planned)
        elif any(one.plan.excluded for one in planned):
            wave = "" if kind is Wave.FIRST else f" --{kind}"
            show.say(f"    → who, by name: outreach plan {campaign}{wave} --people")
        if ws.settings.require_approval and (fresh := [one for one in planned if not one.frozen]):
            _say_who_is_next(noun, edition, fresh)


def _say_who_is_next(campaign: CampaignNoun, edition: str, planned: Sequence[Planned]) -> None:
    from outreach.actions.approve import approve_command

    from . import show

    only = planned[0].plan if edition or len(planned) == 1 else None
    command = approve_command(only) if only else f"outreach approve {campaign.slug}"
    show.say(show.safe(f"    → next, a second person: {command}"))


def show_plans(db: Store, planned: list[Planned]) -> None:
    from outreach.store.plans import example

    from . import show

    show.table(
        ["edition", "candidates", "left out", "recipients", "messages", "requests", "plan"],
        [
            [
                p.edition,
                p.candidates,
                p.excluded,
                p.recipients,
                p.messages,
                p.requests,
                p.digest,
            ]
            for p in (one.plan for one in planned)
        ],
    )
    for one in planned:
        first, subject = example(db, one.plan.id)
        if first:
            others = one.plan.recipients - 1
            show.out(show.safe(f"  {one.plan.edition}: “{subject}”"))
            show.out(show.safe(f"      to {first}") + (f" and {others:,} others" if others else ""))
        if files := files_of(db, one.plan.id):
            show.out(f"  {one.plan.edition}: with {files}")
        for reason, count in one.plan.reasons.items():
            show.out(f"  {one.plan.edition}: {count:,} left out: {show.safe(reason)}")
        if one.frozen:
            show.out(
                f"  {one.plan.edition}: as frozen {one.plan.planned_at[:16]}Z; its send has begun"
            )


def files_of(db: Store, plan_id: str) -> str:
    """The files that travel with a plan's letters, with their sizes; blank if there are none."""
    from outreach.store.plans import enclosed

    from . import show

    files = enclosed(db, plan_id)
    return show.safe(", ".join(f"{one.filename} ({_size(one.bytes)})" for one in files))


def _size(count: int) -> str:
    return f"{count / 2**20:.1f} MB" if count >= 2**20 else f"{max(1, count // 1024)} KB"


def show_exclusions(db: Store, planned: list[Planned]) -> None:
    from outreach.store.plans import exclusions

    from . import show

    rows = [
        [one.plan.edition, left.name or left.email, left.email, left.reason, left.detail]
        for one in planned
        for left in exclusions(db, one.plan.id)
    ]
    show.table(["edition", "left out", "address", "reason", "because"], rows)


def render(
    campaign: Campaign,
    edition: EditionName = "",
    to: Annotated[
        str, typer.Option("--to", metavar="ADDRESS", help="As this person gets it.")
    ] = "",
    part: Annotated[
        str, typer.Option("--part", help="subject, html, text, eml or digest.", metavar="PART")
    ] = "text",
    wave: Annotated[
        int, typer.Option("--wave", min=0, metavar="N", help="Of this wave; else her last letter.")
    ] = 0,
) -> None:
    """Print one person's letter, exactly as it is, or was, sent."""
    from outreach.actions.content import content_of, envelope_of
    from outreach.actions.enclosures import Folders
    from outreach.actions.letters import eml_of, letter_for, outside_of
    from outreach.errors import WrongUsage
    from outreach.viewer.mail import digest_of, mail_of

    from . import here, show

    if part not in ("subject", "html", "text", "eml", "digest"):
        parts = "subject, html, text, eml and digest"
        raise WrongUsage(f"there is no part {part!r}", f"parts are {parts}")
    if not to:
        raise WrongUsage("whose letter?", "add --to ADDRESS")
    to = here.whom(to)
    ws = here.workspace()
    noun = ws.campaign(campaign)
    editions = chosen(noun, edition)
    if len(editions) > 1:
        names = ", ".join(one.name for one in editions)
        raise WrongUsage("which edition?", f"add --edition; there are {names}")
    folders = Folders(ws.campaigns / noun.slug, ws.templates)
    content = content_of(noun, editions[0], ws.settings, here.now(), folders)
    with here.store(ws) as db:
        letter, name = letter_for(db, content, ws.templates, to, here.now(), wave)
        envelope, email = outside_of(db, content, envelope_of(content, ws.settings), to, wave)
    mail = eml_of(letter, envelope, name, email)
    if part == "eml":
        data = mail
    elif part == "digest":
        data = f"{digest_of(mail_of(letter, mail))}\n".encode()
    else:
        data = f"{getattr(letter, part)}\n".encode()
    if sys.stdout.isatty():
        for line in data.decode().splitlines():
            show.out(show.safe(line))
        return
    sys.stdout.buffer.write(data)
