"""stats --people: each recipient's letter, and what happened to it when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from outreach.store.timeline import Happening, Recipient

_WORDS = {
    "submitted": "handed to SendGrid",
    "submitting": "being handed to SendGrid: not known whether taken",
    "failed": "refused by SendGrid, nothing was sent",
    "uncertain": "not known whether SendGrid took it",
    "processed": "taken by SendGrid",
    "deferred": "deferred, it will be tried again",
    "bounce": "bounced",
    "dropped": "dropped by SendGrid",
    "open": "opened",
    "click": "clicked",
    "spamreport": "complained of spam",
    "unsubscribe": "unsubscribed",
    "group_unsubscribe": "unsubscribed",
    "group_resubscribe": "subscribed again",
    "reply": "replied",
    "unverified": "somebody answered in this name, the sender is not verified",
    "automatic": "answered by a machine",
    "out-of-office": "out of office",
    "left": "is not at this address any more",
    "call": "called",
    "coverage": "gave coverage",
}


def worded(one: Happening) -> str:
    """What happened, in words; foreign texts within are to be escaped."""
    said = _WORDS.get(one.what, one.what)
    if one.machine:
        said += " by a machine"
    elif one.doubtful:
        said += ", perhaps by a machine"
    if one.asked:
        said += " (as SendGrid says when asked)"
    return ": ".join(part for part in (said, " ".join((one.detail, one.url)).strip()) if part)


def print_people(found: Iterator[Recipient], zone: str, width: int) -> int:
    """On a terminal a paragraph each; in a pipe a line for each thing that happened."""
    import sys

    from . import show

    count = 0
    shown = _paragraph if sys.stdout.isatty() else _lines
    if not sys.stdout.isatty():
        show.out("\t".join(("edition", "email", "name", "at", "what")))
    for count, one in enumerate(found, 1):  # noqa: B007
        for line in shown(one, zone, width):
            show.out(line)
    return count


def _paragraph(one: Recipient, zone: str, width: int) -> Iterator[str]:
    from textwrap import wrap

    from .show import safe

    who = f"{one.name} <{one.email}>" if one.name else one.email or "(erased)"
    wave = f", wave {one.wave}" if one.wave > 1 else ""
    yield safe(f"{who}  [{one.edition}{wave}]")
    if not one.happened:
        yield "  not sent yet"
    for happening in one.happened:
        when = f"{datetime.fromtimestamp(happening.at, ZoneInfo(zone)):%Y-%m-%d %H:%M:%S %Z}"
        yield from wrap(
            safe(f"  {when}  {worded(happening)}"),
            max(60, width),
            subsequent_indent=" " * (len(when) + 6),
            break_on_hyphens=False,
        )


def _lines(one: Recipient, zone: str, _width: int) -> Iterator[str]:
    from .show import safe

    who = [one.edition, one.email, one.name]
    if not one.happened:
        yield "\t".join(map(safe, (*who, "", "not sent yet")))
    for happening in one.happened:
        at = datetime.fromtimestamp(happening.at, ZoneInfo(zone)).isoformat()
        yield "\t".join(map(safe, (*who, at, worded(happening))))


def person_json(one: Recipient) -> dict[str, Any]:
    return {
        "email": one.email or None,
        "name": one.name or None,
        "edition": one.edition,
        "wave": one.wave,
        "happened": [
            {
                "at": datetime.fromtimestamp(each.at, UTC).isoformat(),
                "what": each.what,
                "detail": each.detail,
                "url": each.url,
                "machine": each.machine,
                "doubtful": each.doubtful,
                "asked": each.asked,
            }
            for each in one.happened
        ],
    }
