"""history: every letter one person was sent, which version, and what became of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Json

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.actions.history import History, Known
    from outreach.store.mailed import LeftOut

_WIDTH = 80


def history(
    who: Annotated[str, typer.Argument(metavar="WHO", help="An address, a uid or a name.")],
    limit: Annotated[int, typer.Option("--limit", min=1, help="So many of the newest.")] = 50,
    json: Json = False,
) -> None:
    """Every letter one person was sent, and what became of it."""
    from outreach.actions.history import history_of

    from . import here, show

    ws = here.workspace()
    with here.store(ws) as db:
        found = history_of(db, here.whom(who), here.now(), limit)
    zone = ws.settings.timezone
    if json:
        show.as_json(_json(found))
        return
    _show_whom(found, zone)
    for one in found.letters:
        show.out()
        _show(_letter(one, zone))
    if found.total > len(found.letters):
        older = show.plural(found.total - len(found.letters), "older letter")
        show.say(f"and {older}: --limit {found.total} shows all")
    if found.left_out:
        show.out()
        show.out("Left out of:")
        _show(_left_out(one, zone) for one in found.left_out)


def _show(lines: Iterator[str]) -> None:
    """On 80 columns; what hangs on a line is further in than the line. Commands stay whole."""
    from . import show

    for line in map(show.safe, lines):
        indent = len(line) - len(line.lstrip())
        if line.lstrip().startswith("→"):
            show.out(line)
            continue
        for part in textwrap.wrap(
            line,
            _WIDTH,
            initial_indent="",
            subsequent_indent=" " * (indent + 2),
            break_on_hyphens=False,
            drop_whitespace=True,
        ):
            show.out(part)


def _show_whom(found: History, zone: str) -> None:
    from . import show
    from .contacts import who_is

    contact = found.contact
    if contact is None:
        name = next((one.mailed.name for one in found.letters if one.mailed.name), "")
        show.out(show.safe(f"{name} <{found.called}>" if name else found.called))
        show.out("  no contact any more")
    else:
        show.out(show.safe(f"{contact.name} <{contact.email}>" if contact.name else contact.email))
        others = [one for one in found.addresses if one != contact.email.lower()]
        _show(
            iter(
                [
                    f"  {who_is(contact)}".rstrip(),
                    *([f"  also {', '.join(others)}"] if others else []),
                ]
            )
        )
    for held in found.suppressions:
        show.out(show.safe(f"  suppressed since {_when(held.at, zone)}: {held.reason}"))
    if not found.suppressions:
        show.out("  not suppressed")
    if not found.letters:
        show.out("  no letter was planned for, or sent to, this person")


def _letter(one: Known, zone: str) -> Iterator[str]:
    from outreach.actions.history import through
    from outreach.domain.delivery import Stage

    mailed = one.mailed
    sandbox = " [sandbox]" if mailed.stage is Stage.SANDBOX else ""
    since = {"scheduled": " for", "paused": ", to go out"}.get(one.standing, ",")
    yield f"{_named(mailed)}: {one.standing}{since} {_when(one.at, zone)}{sandbox}"
    yield f"  “{one.subject}”"
    handed = f" through {through(mailed.stage)}" if mailed.taken else ""
    if one.is_to_come:
        handed = f", to go through {through(mailed.stage)}"
    yield f"  to {mailed.email}{handed}"
    if mailed.reason and mailed.reason != one.standing:
        yield f"  {mailed.reason}"
    for happening in one.happened:
        detail = f": {happening.detail}" if happening.detail else ""
        yield f"  {happening.what} {_when(happening.at, zone)}{detail}"
    yield f"  letter {one.letter_digest}, plan {mailed.digest}"
    yield f"  → {_command(one)}"


def _named(one: Any) -> str:
    wave = f", wave {one.wave}" if one.wave > 1 else ""
    return f"{one.campaign}/{one.edition}{wave}"


def _command(one: Known) -> str:
    """How to see it. A letter names whom it was to, so it is asked for by that address."""
    from shlex import quote

    mailed = one.mailed
    return (
        f"outreach render {mailed.campaign} --edition {quote(mailed.edition)}"
        f" --to {quote(mailed.email)}{f' --wave {one.wave_to_ask}' if one.wave_to_ask else ''}"
    )


def _left_out(one: LeftOut, zone: str) -> str:
    from datetime import datetime

    from outreach.domain.delivery import Stage
    from outreach.domain.selection import why

    sandbox = " [sandbox]" if one.stage is Stage.SANDBOX else ""
    planned = _when(datetime.fromisoformat(one.planned_at), zone)
    detail = (
        f" ({one.detail})" if one.detail and one.detail not in why(one.reason, one.detail) else ""
    )
    return f"  {_named(one)}, planned {planned}: {why(one.reason, one.detail)}{detail}{sandbox}"


def _when(moment: datetime, zone: str) -> str:
    """To the minute, on the workspace's clocks."""
    from zoneinfo import ZoneInfo

    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %Z")


def _json(found: History) -> dict[str, Any]:
    return {
        "who": found.called,
        "uid": found.contact.uid if found.contact else None,
        "addresses": list(found.addresses),
        "suppressions": [
            {"reason": one.reason, "at": one.at.isoformat(), "source": one.source}
            for one in found.suppressions
        ],
        "total": found.total,
        "letters": [_letter_json(one) for one in found.letters],
        "left_out": [
            {
                "campaign": one.campaign,
                "edition": one.edition,
                "wave": one.wave,
                "stage": one.stage,
                "planned_at": one.planned_at,
                "reason": one.reason,
                "detail": one.detail,
            }
            for one in found.left_out
        ],
    }


def _letter_json(one: Known) -> dict[str, Any]:
    mailed = one.mailed
    return {
        "campaign": mailed.campaign,
        "edition": mailed.edition,
        "wave": mailed.wave,
        "kind": mailed.kind,
        "stage": mailed.stage,
        "plan": mailed.digest,
        "letter": one.letter_digest,
        "email": mailed.email,
        "subject": one.subject,
        "language": mailed.language,
        "standing": one.standing,
        "batch": {
            "id": mailed.batch,
            "state": mailed.batch_state,
            "reason": mailed.reason,
            "settled_by": mailed.settled_by,
            "sendgrid_id": mailed.sendgrid_id,
        },
        "at": one.at.isoformat(),
        "send_at": mailed.send_at or None,
        "state": mailed.state.name.lower(),
        "lifted": mailed.lifted,
        "events": [
            {"kind": each.what, "at": each.at.isoformat(), "detail": each.detail}
            for each in one.happened
        ],
    }
