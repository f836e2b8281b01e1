"""status: where a campaign stands, once or all the time."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Json

if TYPE_CHECKING:
    from rich.console import RenderableType

    from outreach.domain.campaign import Campaign
    from outreach.store.campaign_standing import Standing
    from outreach.store.database import Store
    from outreach.workspace import Workspace

    from .standing_shown import Seen

_EVERY_SECONDS = 1.0


def status(
    campaign: Annotated[
        str, typer.Argument(help="A folder under campaigns/; all of them without.")
    ] = "",
    watch: Annotated[
        bool, typer.Option("--watch", "-w", help="Redraw it every second, until Ctrl-C.")
    ] = False,
    json: Json = False,
) -> None:
    """Account for every candidate, and say how to go on."""
    from . import here

    ws = here.workspace()
    if watch:
        _refuse_unwatchable(campaign, json=json)
    noun = _noun(ws, campaign) if campaign else None
    with here.store(ws) as db:
        if not campaign:
            _all_campaigns(db, ws, json=json)
        elif watch:
            _watch(db, ws, campaign, noun)
        else:
            _once(db, ws, campaign, noun, json=json)


def _refuse_unwatchable(campaign: str, *, json: bool) -> None:
    from outreach.errors import WrongUsage

    if not campaign:
        raise WrongUsage("--watch is for one campaign", "name it: outreach status CAMPAIGN --watch")
    if json or not sys.stdout.isatty():
        raise WrongUsage(
            "--watch redraws a terminal, and this goes elsewhere",
            f"ask as often as you like: outreach status {campaign} --json",
        )


def _noun(ws: Workspace, slug: str) -> Campaign | None:
    """None where its files cannot be read: what was sent of it is known all the same."""
    from outreach.errors import NeedsFixing

    try:
        return ws.campaign(slug, attached=False)
    except NeedsFixing:
        return None


def _seen(ws: Workspace) -> Seen:
    from . import here
    from .standing_shown import Seen

    return Seen(here.now(), ws.settings.timezone)


def _once(db: Store, ws: Workspace, slug: str, noun: Campaign | None, *, json: bool) -> None:
    from outreach.store.campaign_standing import read_standing

    from . import show
    from .doubts import doubts
    from .next_steps import next_steps
    from .results import show_accounts
    from .standing_shown import equation_lines, said_of, standing_json

    standing, seen = read_standing(db, ws.store, slug), _seen(ws)
    found = doubts(db, noun, seen.now) if noun else []
    steps = [
        *(f"stop them: outreach cancel {slug} --run {one.run}" for one in found),
        *next_steps(standing, noun, ws, seen.now),
    ]
    if json:
        wrong = [{"run": one.run, "letters": one.letters, "why": one.reason} for one in found]
        show.as_json({**standing_json(standing, seen), "wrong_moment": wrong, "next": steps})
    elif standing.accounts and sys.stdout.isatty():
        from rich.console import Console

        for line in equation_lines(standing.accounts, Console().width):
            show.out(line)
    elif standing.accounts:
        show_accounts(list(standing.accounts))
    if not standing.waves:
        show.say(f"{slug} has no plan yet: {steps[0]}")
        return
    if not json:
        for doubt in found:
            _say(doubt.line)
        for line in said_of(standing, seen):
            _say(line)
        for step in steps:
            _say(f"    → {step}")
    _end(standing)


def _say(line: str) -> None:
    """Broken between words on a terminal."""
    from . import show

    text = show.safe(line)
    if sys.stderr.isatty():
        from shutil import get_terminal_size
        from textwrap import fill

        indent = "      " if text.startswith(" ") else "    "
        width = max(40, get_terminal_size().columns)
        text = fill(text, width, subsequent_indent=indent, break_on_hyphens=False)
    show.say(text)


def _end(standing: Standing) -> None:
    from outreach.errors import StoreError

    if standing.imbalances:
        raise StoreError(
            f"{standing.campaign} does not add up: somebody is missing or counted twice",
            "send nothing more of it; restore a backup, or report this",
        )


def _all_campaigns(db: Store, ws: Workspace, *, json: bool) -> None:
    """A line for each: the sum of its editions, and how to go on."""
    from outreach.store.campaign_standing import read_standing

    from . import show
    from .next_steps import next_steps
    from .results import ACCOUNT_TERMS

    seen = _seen(ws)
    found = [read_standing(db, ws.store, slug) for slug in ws.slugs()]
    steps = [next_steps(one, _noun(ws, one.campaign), ws, seen.now)[:1] for one in found]
    if json:
        rows = [
            {
                "campaign": one.campaign,
                **{term: getattr(one.total, term) for term in ACCOUNT_TERMS},
                "next": step,
            }
            for one, step in zip(found, steps, strict=True)
        ]
        show.as_json({"campaigns": rows})
    elif found:
        rows_shown = [
            [one.campaign, *(getattr(one.total, term) for term in ACCOUNT_TERMS)] for one in found
        ]
        show.table(["campaign", *ACCOUNT_TERMS], rows_shown)
        for step in steps:
            for text in step:
                _say(f"    → {text}")
    else:
        show.say("There is no campaign here yet: outreach new SLUG")
    for one in found:
        _end(one)


def _watch(db: Store, ws: Workspace, slug: str, noun: Campaign | None) -> None:
    """Until Ctrl-C, which leaves the last state on the screen. A busy store is waited for."""
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    from outreach.errors import StoreLocked
    from outreach.store.campaign_standing import read_standing

    standing = read_standing(db, ws.store, slug)
    console = Console()
    try:
        with Live(console=console, auto_refresh=False, vertical_overflow="visible") as live:
            while True:
                busy: list[RenderableType] = []
                try:
                    standing = read_standing(db, ws.store, slug)
                except StoreLocked:
                    busy = [Text("The store is busy; this is what it said last.", "dim")]
                drawn = _drawn(standing, noun, ws, console.width)
                live.update(_stacked([*drawn, *busy]), refresh=True)
                time.sleep(_EVERY_SECONDS)
    except KeyboardInterrupt:
        pass
    _end(standing)


def _stacked(lines: list[RenderableType]) -> RenderableType:
    from rich.console import Group

    return Group(*lines)


def _drawn(
    standing: Standing, noun: Campaign | None, ws: Workspace, width: int
) -> list[RenderableType]:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from rich.padding import Padding
    from rich.text import Text

    from .next_steps import next_steps
    from .show import safe
    from .standing_shown import equation_lines, is_alarm, said_of

    seen = _seen(ws)
    there: datetime = seen.now.astimezone(ZoneInfo(seen.zone))
    head = Text(f"{standing.campaign} · {there:%H:%M:%S %Z}", "bold")
    lines: list[RenderableType] = [head]
    lines += [Text(line) for line in equation_lines(standing.accounts, width)]
    for line in said_of(standing, seen):
        lines.append(Text(safe(line), "bold red" if is_alarm(line) else ""))
    for step in next_steps(standing, noun, ws, seen.now):
        lines.append(Padding(Text(safe(f"→ {step}"), "bold"), (0, 0, 0, 4)))
    goes_on = "; the send goes on" if standing.sending else ""
    lines.append(Text(f"Ctrl-C ends this{goes_on}.", "dim"))
    return lines
