"""doctor: is everything as it must be, before a send and after it."""

from __future__ import annotations

import shutil
import sys
import textwrap
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
    """Look at key, sender, webhook and store; say what to do.

    Nothing is changed anywhere. Exits with 3 where something must be mended.
    """
    from outreach.domain.health import in_order

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
    from outreach.errors import StoreError

    to_go, heard_at = 0, ""
    try:
        if ws.store.exists():
            yield from _of_store(ws)
            to_go, heard_at = _out_and_back(ws)
        else:
            said = f"there is no contact store at {ws.store}"
            yield _sign("store", "look", said, "outreach contacts import FILE")
    except StoreError as exc:
        yield _sign("store", "bad", exc.message, exc.hint or "restore a backup (docs/store.md)")
    yield from action.way_out_signs(ws.settings)
    if not offline:
        yield from _of_sendgrid(ws, to_go, heard_at)
        yield from _of_domain(ws)


def _of_store(ws: Workspace) -> list[Sign]:
    from outreach.actions import doctor as action
    from outreach.store.encryption import is_encrypted

    from . import here

    encrypted = is_encrypted(ws.store)
    with here.store(ws) as db:
        found = list(action.store_signs(db, ws.store, here.now(), encrypted=encrypted))
        return [*found, *action.hearing_signs(db, here.now())]


def _out_and_back(ws: Workspace) -> tuple[int, str]:
    """How many letters have yet to go, and when events came last."""
    from outreach.actions import doctor as action

    from . import here

    with here.store(ws) as db:
        return action.to_go(db), action.last_heard(db)


def _of_sendgrid(ws: Workspace, to_go: int, heard_at: str) -> Iterator[Sign]:
    from outreach.actions import doctor as action
    from outreach.domain.delivery import Stage
    from outreach.sendgrid.client import SendGrid

    from . import here
    from .listen_check import measured
    from .stage import SANDBOX_KEY, is_local, stage_of

    if not ws.key and not is_local(ws.host):
        said = "there is no SENDGRID_API_KEY: letters go to the sandbox on this machine"
        yield _sign("key", "look", said, "set it when you mean to write to people")
        return
    if stage_of(ws) is Stage.SANDBOX:
        yield _sign("key", "look", f"{ws.host} is a sandbox on this machine: it reaches nobody")
    sendgrid = SendGrid(ws.host, ws.key or SANDBOX_KEY)
    yield from action.account_signs(
        sendgrid, ws.host, ws.settings, to_go, here.now, measured(ws), heard_at
    )


def _of_domain(ws: Workspace) -> Iterator[Sign]:
    from outreach.actions import doctor as action
    from outreach.checks.records import system_lookup

    yield from action.domain_signs(ws.settings.sender.email, system_lookup)


def _sign(area: str, health: str, said: str, way_out: str = "") -> Sign:
    from outreach.domain.health import Sign

    return Sign(area, health, said, way_out)  # type: ignore[arg-type]


def _as_data(signs: Sequence[Sign]) -> dict[str, object]:
    from outreach.domain.health import worst

    rows = [
        {"area": one.area, "health": one.health, "said": one.said, "way_out": one.way_out}
        for one in signs
    ]
    return {"health": worst(signs), "signs": rows}


def _shown(signs: Sequence[Sign]) -> None:
    from . import show

    for one in signs:
        for line in _lines(f"{_WORDS[one.health]:<11}  ", f"{one.area}: {show.safe(one.said)}"):
            show.out(line)
        if one.way_out:
            for line in _lines(f"{'':<13}→ ", show.safe(one.way_out)):
                show.out(line)
    bad = sum(one.health == "bad" for one in signs)
    say = "Nothing must be mended." if not bad else f"{show.plural(bad, 'thing')} must be mended."
    show.say(say)


def _lines(begin: str, text: str) -> list[str]:
    """Broken between words on a terminal, below where it begins; elsewhere one line."""
    if not sys.stdout.isatty():
        return [begin + text]
    width = shutil.get_terminal_size().columns
    return textwrap.wrap(
        text,
        max(width, 40),
        initial_indent=begin,
        subsequent_indent=" " * len(begin),
        break_on_hyphens=False,
        break_long_words=False,
    )
