"""cancel, pause and resume: what SendGrid was given for later, stopped in time or let go."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from .options import Campaign, Json

if TYPE_CHECKING:
    from outreach.actions.stop import Brake, Change
    from outreach.domain.run import Run
    from outreach.store.database import Store
    from outreach.workspace import Workspace

RunId = Annotated[str, typer.Option("--run", metavar="ID", help="This run alone.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def cancel(campaign: Campaign, run: RunId = "", yes: Yes = False, json: Json = False) -> None:
    """Stop scheduled letters for good, up to ten minutes before."""
    from outreach.actions import stop
    from outreach.domain.run import RunState

    states = (RunState.GOING, RunState.STOPPING, RunState.PAUSED)
    _change(_Errand(campaign, "cancel", states, stop.cancel, run, yes=yes, json=json))


def pause(campaign: Campaign, run: RunId = "", yes: Yes = False, json: Json = False) -> None:
    """Hold scheduled letters back, up to ten minutes before."""
    from outreach.actions import stop
    from outreach.domain.run import RunState

    states = (RunState.GOING, RunState.STOPPING)
    _change(_Errand(campaign, "pause", states, stop.pause, run, yes=yes, json=json))


def resume(
    campaign: Campaign,
    run: RunId = "",
    yes: Yes = False,
    as_planned: Annotated[
        bool, typer.Option("--as-planned", help="Even if what they say no longer holds.")
    ] = False,
    json: Json = False,
) -> None:
    """Let paused letters go: at their time, or at once after it."""
    from outreach.actions import stop
    from outreach.domain.run import RunState

    states = (RunState.PAUSED, RunState.STOPPING)
    _change(
        _Errand(
            campaign, "resume", states, stop.resume, run, yes=yes, json=json, as_planned=as_planned
        )
    )


@dataclass(frozen=True, slots=True)
class _Errand:
    """One of the three commands: ``states`` are those of the runs that it can change."""

    campaign: str
    word: str
    states: tuple[str, ...]
    change: Callable[[Brake, Run], Change]
    run: str
    yes: bool
    json: bool
    as_planned: bool = False


def _change(errand: _Errand) -> None:
    from outreach.actions.stop import Brake, look_up
    from outreach.sendgrid.client import SendGrid
    from outreach.store.runs import brake_lock

    from . import here
    from .stopping_shown import announce, report, show_nothing

    ws = here.workspace()
    zone = ws.settings.timezone
    with here.store(ws) as db:
        if not _known(db, ws, errand):
            show_nothing(errand.campaign, errand.word, [], here.now(), zone, json=errand.json)
            return
        brake = Brake(db, SendGrid(ws.host, _key(ws)), here.who(), here.now, time.sleep)
        with brake_lock(ws.store, errand.campaign):
            look_up(brake, _known(db, ws, errand))
        if not (found := _found(db, ws, errand)):
            known = _known(db, ws, errand)
            show_nothing(errand.campaign, errand.word, known, here.now(), zone, json=errand.json)
            return
        announce(found, errand.word, here.now(), zone)
        _refuse_overdue(db, ws, errand, found)
        if not errand.yes:
            here.confirm(_question(errand.word, found))
        with brake_lock(ws.store, errand.campaign):
            look_up(brake, _known(db, ws, errand))
            agreed = {one.id for one in found}
            changes = [
                errand.change(brake, one) for one in _known(db, ws, errand) if one.id in agreed
            ]
        _tidy(brake)
        report(errand.campaign, errand.word, changes, brake, zone, json=errand.json)


def _known(db: Store, ws: Workspace, errand: _Errand) -> list[Run]:
    """The scheduled runs of the campaign that this host was given, or the one that was named.

    Neither its files nor its folder need be in order: a brake must work.
    """
    from outreach.errors import WrongUsage
    from outreach.store.runs import read_runs

    from . import show

    every = [one for one in read_runs(db, errand.campaign) if one.send_at]
    if not every:
        ws.campaign(errand.campaign, attached=False)
    known = [one for one in every if errand.run in ("", one.id)]
    if errand.run and not known:
        ids = ", ".join(one.id for one in every)
        hint = f"its scheduled runs: {ids}" if ids else f"see outreach status {errand.campaign}"
        raise WrongUsage(f"{errand.campaign} has no scheduled run {errand.run}", hint)
    on_host = [one for one in known if one.host.rstrip("/") == ws.host.rstrip("/")]
    if known and not on_host:
        elsewhere = show.safe(known[-1].host)
        raise WrongUsage(
            f"the letters were handed to {elsewhere}, and the host is {show.safe(ws.host)} now",
            f"set OUTREACH_SENDGRID_HOST={elsewhere}",
        )
    return on_host


def _found(db: Store, ws: Workspace, errand: _Errand) -> list[Run]:
    """Those that the command can change."""
    from . import here

    now = here.now()
    return [
        one for one in _known(db, ws, errand) if one.may_wait(now) and one.state in errand.states
    ]


def _key(ws: Workspace) -> str:
    from outreach.domain.hosts import LOOPBACK
    from outreach.errors import WrongUsage

    from .stage import SANDBOX_KEY

    if ws.key:
        return ws.key
    if urlsplit(ws.host).hostname in LOOPBACK:
        return SANDBOX_KEY
    raise WrongUsage(
        "SENDGRID_API_KEY is not set, so SendGrid cannot be asked",
        "set the key that the letters were scheduled with",
    )


def _refuse_overdue(db: Store, ws: Workspace, errand: _Errand, found: list[Run]) -> None:
    """Paused letters that no longer hold are not let go by the way."""
    from outreach.actions.overdue import overdue
    from outreach.errors import OutreachError

    from . import here

    if errand.word != "resume" or errand.as_planned:
        return
    noun = ws.campaign(errand.campaign, attached=False)
    reasons = [why for one in found for why in overdue(db, noun, one, here.now())]
    if reasons:
        raise OutreachError(
            "; ".join(dict.fromkeys(reasons)),
            f"outreach cancel {errand.campaign}, mend it and send it anew; or let them go as they"
            " are with --as-planned",
        )


def _question(word: str, found: list[Run]) -> str:
    from . import here, show

    letters = show.plural(sum(sum(one.letters.values()) for one in found), "letter")
    if word == "resume":
        now = here.now()
        overdue = any(one.send_at and one.send_at <= now for one in found)
        return f"Let {letters} go{', some of them at once' if overdue else ''}?"
    return f"Cancel {letters}?" if word == "cancel" else f"Hold {letters} back?"


def _tidy(brake: Brake) -> None:
    """Make room for the next brake; nothing of this one depends on it."""
    from outreach.actions.stop import clean_up
    from outreach.errors import SendGridError

    with suppress(SendGridError):
        clean_up(brake.db, brake.sendgrid, brake.now())
