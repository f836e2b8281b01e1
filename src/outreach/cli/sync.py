"""sync: ask SendGrid what became of letters, where it cannot report by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Json

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.actions.sync import Synced
    from outreach.actions.sync_parts import Heard
    from outreach.cli.interrupts import Stop
    from outreach.errors import OutreachError
    from outreach.store.database import Store
    from outreach.workspace import Workspace

SCOPES = {
    "logs": "Email Activity (email_activity.read, messages.read)",
    "suppressions": "Suppressions (suppression.read)",
    "groups": "Unsubscribe Groups (asm.groups.suppressions.read)",
    "counts": "Category Stats (categories.stats.read)",
}
"""What a key must have been given for each source, as SendGrid's page of keys names it."""
_SAID = {
    "logs": "Email Logs",
    "suppressions": "suppression lists",
    "groups": "unsubscribe groups",
    "counts": "counts by day",
}


def sync(
    campaign: Annotated[
        str, typer.Argument(help="A folder under campaigns/; all letters of 30 days without.")
    ] = "",
    since: Annotated[
        str, typer.Option("--since", metavar="WHEN", help="Since then: 2h, 06:00, yesterday.")
    ] = "",
    most: Annotated[
        int, typer.Option("--most", min=1, metavar="N", help="Make at most N requests.")
    ] = 300,
    json: Json = False,
) -> None:
    """Ask SendGrid what became of letters.

    No public address is needed. What was learnt is kept, also where it ends early; asking again
    goes on from there.
    """
    from outreach.errors import OutreachError

    from . import here
    from .past import since_when

    ws = here.workspace()
    if campaign and campaign not in ws.slugs():
        ws.campaign(campaign)  # says what there is
    begin = since_when(since, ws, "3d")
    _refuse_nobody(ws)
    with here.store(ws) as db, _stoppable() as stop:
        found = _synced(db, ws, campaign, begin, most, stop)
    if json:
        _as_json(ws, found)
    else:
        _show(found)
    again = f"outreach sync{f' {campaign}' if campaign else ''}"
    if found.ended is not None:
        raise _ended(found.ended, again)
    if not any(one.complete for one in found.sources):
        raise OutreachError("SendGrid tells this key nothing", "check SENDGRID_API_KEY")
    if not json:
        _show_next(campaign)


def _refuse_nobody(ws: Workspace) -> None:
    from outreach.errors import WrongUsage

    from .next_steps import own_sandbox_is_gone

    if own_sandbox_is_gone(ws):
        raise WrongUsage(
            "without SENDGRID_API_KEY there is no SendGrid to ask",
            "set it; the sandbox of a send tells all by itself, while it runs",
        )


@contextmanager
def _stoppable() -> Iterator[Stop]:
    """Ctrl-C ends it after the request under way."""
    from . import show
    from .interrupts import interruptible

    with interruptible(lambda _again: show.say("\nstopping after this request …")) as stop:
        yield stop


def _synced(
    db: Store, ws: Workspace, campaign: str, since: datetime | None, most: int, stop: Stop
) -> Synced:
    from outreach.actions.sync import sync as ask
    from outreach.actions.sync_parts import Wish
    from outreach.sendgrid.asking import Asker
    from outreach.sendgrid.client import SendGrid

    from . import here
    from .stage import SANDBOX_KEY, stage_of

    tell = _teller()
    sendgrid = SendGrid(ws.host, ws.key or SANDBOX_KEY)
    asker = Asker(sendgrid, most, here.now, stop.wait, tell)
    groups = frozenset(ws.settings.asm_groups.values())
    return ask(db, asker, Wish(stage_of(ws), campaign, since, groups), here.now, tell)


def _teller() -> Callable[[str], object]:
    """Says what is under way, to who waits for it."""
    import sys

    from . import show

    if not sys.stderr.isatty():
        return lambda _: None
    return lambda what: show.say(show.safe(f"{what} …"))


def _show(found: Synced) -> None:
    from . import show

    for one in found.sources:
        if one.complete or one.read:
            show.out(f"{_SAID[one.source]}: {show.safe(_learnt(one))}")
        for sentence in one.unread:
            show.say(show.safe(f"    not read: {sentence}"))
        if one.refused is not None:
            show.fault(
                f"{_SAID[one.source]} could not be asked: {one.refused.message}", _way_in(one)
            )
    show.say(f"{show.plural(found.requests, 'request')} to SendGrid")
    if found.skew:
        seconds = int(found.skew.total_seconds())
        side = "behind" if seconds > 0 else "ahead of"
        show.say(f"This machine's clock is {abs(seconds):,} s {side} SendGrid's; its own was used.")


def _learnt(one: Heard) -> str:
    new = Counter({word: n for word, n in one.new.items() if n})
    parts = [f"{n:,} {word.replace('_', ' ')}" for word, n in new.most_common()]
    news = ", ".join(parts) + " new" if parts else "nothing new"
    rest = [f"{one.known:,} known already"] if one.known else []
    rest += [f"{one.foreign:,} of other mail"] if one.foreign else []
    return f"{news} ({', '.join(rest)})" if rest else news


def _way_in(one: Heard) -> str:
    from outreach.errors import NotAuthorised

    if isinstance(one.refused, NotAuthorised):
        return f"give the key {SCOPES[one.source]}, or do without"
    return one.refused.hint if one.refused else ""


def _show_next(campaign: str) -> None:
    from . import show

    show.say(f"    → outreach stats{f' {campaign}' if campaign else ' CAMPAIGN'}")


def _ended(why: OutreachError, again: str) -> OutreachError:
    from outreach.errors import Interrupted, OutreachError
    from outreach.sendgrid.asking import Spent

    if isinstance(why, Interrupted):
        return Interrupted(why.message, f"to go on: {again}")
    if isinstance(why, Spent):
        hint = f"what was learnt is kept; to go on: {again}"
        return OutreachError(why.message, hint)
    return why


def _as_json(ws: Workspace, found: Synced) -> None:
    from . import show

    show.as_json(
        {
            "host": ws.host,
            "complete": found.complete,
            "requests": found.requests,
            "clock_ahead_seconds": -round(found.skew.total_seconds()),
            "ended": found.ended.message if found.ended else None,
            "sources": [_source_json(one) for one in found.sources],
        }
    )


def _source_json(one: Heard) -> dict[str, Any]:
    return {
        "source": one.source,
        "complete": one.complete,
        "requests": one.requests,
        "read": one.read,
        "new": {word: n for word, n in sorted(one.new.items()) if n},
        "known": one.known,
        "foreign": one.foreign,
        "unread": one.unread,
        "refused": one.refused.message if one.refused else None,
        "hint": _way_in(one) or None,
    }
