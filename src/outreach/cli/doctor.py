"""doctor: is everything as it must be, before a send and after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Json

if TYPE_CHECKING:
    from outreach.domain.health import Sign
    from outreach.workspace import Workspace

_WORDS = {"bad": "MEND", "look": "look", "unknown": "cannot tell", "good": "ok"}

Offline = Annotated[
    bool, typer.Option("--offline", help="Ask neither SendGrid nor the DNS: this machine alone.")
]


def doctor(offline: Offline = False, json: Json = False) -> None:
    """Look at key, sender, clock and store; say what to do.

    Nothing is changed anywhere. Exits with 3 where something must be mended.
    """
    from outreach.actions.doctor import in_order

    from . import here, show

    signs = in_order(list(_signs(here.workspace(), offline=offline)))
    if json:
        show.as_json(_as_data(signs))
    else:
        _shown(signs)
    if any(one.health == "bad" for one in signs):
        raise typer.Exit(3)


def _signs(ws: Workspace, *, offline: bool) -> Iterator[Sign]:
    from outreach.actions import doctor as action

    to_go = 0
    if ws.store.exists():
        yield from _of_store(ws)
        to_go = _to_go(ws)
    else:
        yield _sign("store", "look", f"there is no contact store at {ws.store}", "contacts import")
    yield from action.way_out_signs(ws.settings)
    if not offline:
        yield from _of_sendgrid(ws, to_go)
        yield from _of_domain(ws)


def _of_store(ws: Workspace) -> list[Sign]:
    from outreach.actions import doctor as action
    from outreach.store.encryption import is_encrypted

    from . import here

    encrypted = is_encrypted(ws.store)
    with here.store(ws) as db:
        found = list(action.store_signs(db, ws.store, here.now(), encrypted=encrypted))
        return [*found, *action.hearing_signs(db, here.now())]


def _to_go(ws: Workspace) -> int:
    from outreach.actions import doctor as action

    from . import here

    with here.store(ws) as db:
        return action.to_go(db)


def _of_sendgrid(ws: Workspace, to_go: int) -> Iterator[Sign]:
    from outreach.actions import doctor as action
    from outreach.domain.delivery import Stage
    from outreach.sendgrid.client import SendGrid

    from . import here
    from .stage import SANDBOX_KEY, is_local, stage_of

    if not ws.key and not is_local(ws.host):
        said = "there is no SENDGRID_API_KEY: letters go to the sandbox on this machine"
        yield _sign("key", "look", said, "set it when you mean to write to people")
        return
    if stage_of(ws) is Stage.SANDBOX:
        yield _sign("key", "look", f"{ws.host} is a sandbox on this machine: it reaches nobody")
    sendgrid = SendGrid(ws.host, ws.key or SANDBOX_KEY)
    yield from action.account_signs(sendgrid, ws.host, ws.settings, to_go, here.now)


def _of_domain(ws: Workspace) -> Iterator[Sign]:
    from outreach.actions import doctor as action
    from outreach.checks.records import system_lookup

    yield from action.domain_signs(ws.settings.sender.email, system_lookup)


def _sign(area: str, health: str, said: str, way_out: str = "") -> Sign:
    from outreach.domain.health import Sign

    return Sign(area, health, said, way_out)  # type: ignore[arg-type]


def _as_data(signs: Sequence[Sign]) -> dict[str, object]:
    from outreach.checks.account import worst

    rows = [
        {"area": one.area, "health": one.health, "said": one.said, "way_out": one.way_out}
        for one in signs
    ]
    return {"health": worst(signs), "signs": rows}


def _shown(signs: Sequence[Sign]) -> None:
    from . import show

    for one in signs:
        show.out(f"{_WORDS[one.health]:<11}  {one.area}: {show.safe(one.said)}")
        if one.way_out:
            show.out(f"{'':<13}{show.safe(one.way_out)}")
    bad = sum(one.health == "bad" for one in signs)
    say = "Nothing must be mended." if not bad else f"{show.plural(bad, 'thing')} must be mended."
    show.say(say)
