"""check: the colleague who reads a campaign before the world does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Json

if TYPE_CHECKING:
    from outreach.domain.campaign import Campaign, Edition
    from outreach.domain.delivery import Wave
    from outreach.errors import Problem
    from outreach.store.database import Store
    from outreach.workspace import Workspace

_FORMATS = ("text", "json", "github")


def check(
    campaign: Annotated[
        str, typer.Argument(help="A folder under campaigns/.", metavar="CAMPAIGN")
    ] = "",
    editions: Annotated[
        list[str] | None,
        typer.Option("--edition", "-e", metavar="EDITION", help="This edition alone; repeatable."),
    ] = None,
    online: Annotated[
        bool, typer.Option("--online", help="Also open the links and look the domain up.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 3 on warnings, too.")] = False,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="text, json or github.")
    ] = "text",
    json: Json = False,
    explain: Annotated[
        str, typer.Option("--explain", metavar="CODE", help="Say what a code stands for.")
    ] = "",
    listing: Annotated[
        bool, typer.Option("--list", help="List all codes; needs no campaign.")
    ] = False,
) -> None:
    """Read a campaign as its recipients will. Templates, statement, audiences, every letter.

    Exits with 3 when there is an error that campaign.toml does not accept.
    """
    from outreach.errors import WrongUsage

    if form not in _FORMATS:
        raise WrongUsage(f"there is no format {form!r}", f"formats are {', '.join(_FORMATS)}")
    form = "json" if json else form
    if explain or listing:
        _tell_rules(explain, form)
    elif not campaign:
        raise WrongUsage("which campaign?", "name a folder under campaigns/, or --explain CODE")
    else:
        _check(campaign, editions or [], form, online=online, strict=strict)


def _tell_rules(code: str, form: str) -> None:
    from outreach.checks.catalogue import catalogue, near, rule_of
    from outreach.errors import WrongUsage

    from . import findings, show

    if not code:
        rules = catalogue().values()
        if form == "json":
            show.as_json({"rules": [findings.rule_json(rule) for rule in rules]})
        else:
            show.table(
                ["code", "level", "title"],
                [[r.code, r.level, findings.heading(r.title)] for r in rules],
            )
        return
    rule = rule_of(code.strip())
    if rule is None:
        guess = near(code)
        hint = f"did you mean {guess}?" if guess else "all of them: outreach check --list"
        raise WrongUsage(f"there is no code {code!r}", hint)
    if form == "json":
        show.as_json(findings.rule_json(rule))
    else:
        findings.explain(rule)


def _check(slug: str, names: Sequence[str], form: str, *, online: bool, strict: bool) -> None:
    from outreach.checks.acceptance import counted
    from outreach.errors import NeedsFixing

    from . import findings, here, show
    from .audience import say_congress_day

    day: dict[str, str] = {}
    try:
        found, day = _findings(here.workspace(), slug, names, online=online)
    except NeedsFixing as refusal:
        if not refusal.problems:
            raise
        found = list(refusal.problems)
    if form == "json":
        show.as_json({**findings.findings_json(found), **day})
    elif form == "github":
        for line in findings.workflow_commands(found):
            show.out(line)
    else:
        findings.say(found, slug)
        say_congress_day(day)
        show.out(findings.summary(found))
    errors, warnings, _, _ = counted(found)
    if errors or (strict and warnings):
        raise typer.Exit(3)


def _findings(
    ws: Workspace, slug: str, names: Sequence[str], *, online: bool
) -> tuple[list[Problem], dict[str, str]]:
    """What `check` finds, and the day of the congress data where an audience goes by it."""
    from outreach.actions.congress_file import take_congress_file

    from . import here
    from .campaigns import chosen, congress_day

    campaign = ws.campaign(slug)
    editions = [one for name in dict.fromkeys(names) for one in chosen(campaign, name)]
    editions = editions or list(campaign.editions)
    if not ws.store.exists():
        return check_editions(None, ws, campaign, editions, online=online), {}
    with here.store(ws) as db:
        found = [*take_congress_file(db, ws.root, here.now().date())]
        found += check_editions(db, ws, campaign, editions, online=online)
        return found, congress_day(db, campaign, editions)


def check_editions(
    db: Store | None,
    ws: Workspace,
    campaign: Campaign,
    editions: Sequence[Edition],
    *,
    online: bool = False,
    wave: Wave | None = None,
) -> list[Problem]:
    """What is found on these editions of a campaign, and on what they share.

    ``wave`` is whose letters are read: everybody's, or those of a later wave.
    """
    from outreach.actions.check import check_campaign

    from . import here

    folder, now = ws.campaigns / campaign.slug, here.now()
    beyond = None
    if online:
        from outreach.actions.check_online import online_check

        beyond = online_check(campaign, folder, ws.settings, ws.store, now)
    templates, settings = ws.templates, ws.settings
    return check_campaign(
        db, campaign, folder, settings, templates, now, editions, beyond, wave=wave
    )
