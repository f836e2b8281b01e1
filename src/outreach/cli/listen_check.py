"""listen --check: our event webhook at SendGrid, set up, and tried with SendGrid's test post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from outreach.actions.webhook_check import Arrival, AskHealth, Found
    from outreach.domain.webhook import Webhook
    from outreach.sendgrid.client import SendGrid
    from outreach.workspace import Workspace

_ARRIVAL = {
    "arrived": ("SendGrid's test post arrived, and its signature is right", ""),
    "refused": (
        "SendGrid's test post arrived, and the receiver refused its signature",
        "start outreach listen again: it reads webhook_keys when it starts",
    ),
    "silent": (
        "SendGrid's test post did not arrive, though the receiver runs",
        "see whether the proxy passes /webhooks/ on, byte for byte, and from everywhere",
    ),
    "unseen": (
        "cannot tell whether SendGrid's test post arrived: no receiver answers at /health",
        "start outreach listen, then run this again",
    ),
}
"""What is said of the test, and the next step."""


def check_webhook(url: str, local: str, keys: Sequence[str], *, yes: bool, json: bool) -> None:
    """``local`` is where `listen` is on this machine, asked where the world's address says
    nothing. Exits with 3 where a person must mend something.
    """
    from outreach.actions import webhook_check as action
    from outreach.sendgrid.client import SendGrid

    from . import here, show
    from .stage import SANDBOX_KEY

    ws = here.workspace()
    target = _target(ws, url)
    _refuse_nobody(ws)
    sendgrid = SendGrid(ws.host, ws.key or SANDBOX_KEY)
    found = action.look(sendgrid, target, measured(ws))
    for one in found.differs:
        show.say(f"{show.safe(target)}: {one}")
    webhook = _mended(sendgrid, found, yes=yes)
    trusted = action.knows_key((*ws.settings.webhook_keys, *keys), webhook)
    line = "" if trusted else action.key_line(ws.settings.webhook_keys, webhook)
    health, patience = _health(target, local), action.PATIENCE_SECONDS
    arrival = action.arrival(sendgrid, webhook, health, patience=patience)
    if json:
        show.as_json(_as_data(found, webhook, line, arrival))
    else:
        _show(found, line, arrival)
    if line or arrival in ("refused", "silent"):
        raise typer.Exit(3)


def measured(ws: Workspace) -> tuple[str, ...]:
    """``open`` and ``click`` where an edition of a campaign measures them.

    A campaign that cannot be read measures nothing here; `check` says what it lacks.
    """
    from outreach.errors import OutreachError

    found: set[str] = set()
    for slug in ws.slugs():
        try:
            editions = ws.campaign(slug, attached=False).editions
        except OutreachError:
            continue
        found |= {"open" for one in editions if one.tracking.opens}
        found |= {"click" for one in editions if one.tracking.clicks}
    return tuple(sorted(found, reverse=True))


def webhook_url(ws: Workspace) -> str:
    """Where SendGrid must post, by outreach.toml; blank where there is no public address."""
    from outreach.domain.webhook import EVENTS_PATH

    return ws.settings.public_url and ws.settings.public_url + EVENTS_PATH


def _target(ws: Workspace, url: str) -> str:
    from urllib.parse import urlsplit

    from outreach.domain.hosts import LOOPBACK
    from outreach.errors import WrongUsage

    target = url or webhook_url(ws)
    if not target:
        raise WrongUsage(
            "SendGrid must know where to post, and outreach.toml has no public_url",
            'write public_url = "https://…" at its top, or give --url https://…/webhooks/sendgrid;'
            " without a public address, use outreach sync",
        )
    try:
        parts = urlsplit(target)
        local = parts.scheme == "http" and parts.hostname in LOOPBACK
        fits = bool(parts.hostname) and (parts.scheme == "https" or local) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or target.split() != [target]:
        said = f"{target!r} is no address that SendGrid can post to"
        raise WrongUsage(said, "it begins with https:// and ends with /webhooks/sendgrid")
    return target


def _refuse_nobody(ws: Workspace) -> None:
    from outreach.errors import WrongUsage

    from .stage import is_local

    if not ws.key and not is_local(ws.host):
        raise WrongUsage(
            "there is no SENDGRID_API_KEY, so there is nobody to ask",
            "set it; or name a sandbox that runs with OUTREACH_SENDGRID_HOST",
        )


def _mended(sendgrid: SendGrid, found: Found, *, yes: bool) -> Webhook:
    from outreach.actions import webhook_check as action

    from . import here

    if found.webhook is not None and not found.differs:
        return found.webhook
    if not yes:
        verb = "Change this at SendGrid?" if found.webhook else "Make it at SendGrid?"
        here.confirm(verb)
    return action.mend(sendgrid, found)


def _health(target: str, local: str) -> AskHealth:
    """Of the receiver behind ``target``; of the one on this machine where that says nothing."""
    from http.client import HTTPException

    from outreach.domain.webhook import EVENTS_PATH
    from outreach.web.health import Health, ask_health

    public = target.removesuffix("/").removesuffix(EVENTS_PATH)
    places = [local] if public == target else [public, local]

    def ask() -> Health | None:
        for place in list(places):
            try:
                answer = ask_health(place)
            except HTTPException:  # whoever answers there speaks no HTTP
                answer = None
            if answer is not None:
                places[:] = [place]
                return answer
        return None

    return ask


def _show(found: Found, line: str, arrival: Arrival) -> None:
    from . import show

    at = show.safe(found.url)
    if not found.differs:
        show.out(f"the webhook is as it must be: {at}")
    else:
        done = "mended" if found.webhook else "made"
        show.out(f"the webhook is {done}: enabled, all events that are needed, signed: {at}")
    if line:
        show.out("its key is not in outreach.toml; below [sendgrid] there put this line:")
        show.out()
        show.out(line)
        show.out()
        show.out("then start outreach listen again, and run outreach listen --check once more")
        return
    said, way_out = _ARRIVAL[arrival]
    show.out(said)
    if way_out:
        show.out(f"    {way_out}")


def _as_data(found: Found, webhook: Webhook, line: str, arrival: Arrival) -> dict[str, Any]:
    """``differed`` is what was found, all of which is mended when this is shown."""
    return {
        "url": webhook.url,
        "made": found.webhook is None,
        "differed": list(found.differs),
        "public_key": webhook.public_key,
        "key_known": not line,
        "webhook_keys_line": line,
        "test": arrival,
    }
