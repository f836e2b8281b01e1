"""The part of SendGrid's Email Logs query language that settles an uncertain batch.

Terms joined by AND: ``to_email = "..."``, ``sg_message_id = "..."`` and
``sg_message_id_created_at`` with ``>``, ``<``, ``>=``, ``<=`` and
``TIMESTAMP "2026-01-01T00:00:00Z"``. Comparison is case-sensitive.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from .index import Letter
from .outcomes import BLOCKED

MOST_EVENTS = 100
"""The most recent ones of a letter."""

_TERM = re.compile(
    r"\s*(?P<field>to_email|sg_message_id|sg_message_id_created_at)\s*"
    r'(?P<compare>=|>=|<=|>|<)\s*(?P<stamp>TIMESTAMP\s+)?"(?P<value>[^"]*)"\s*'
)
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}


@dataclass(frozen=True, slots=True)
class Term:
    field: str
    compare: str
    value: str

    def matches(self, letter: Letter) -> bool:
        if self.field == "to_email":
            return letter.to == self.value
        if self.field == "sg_message_id":
            return letter.sg_message_id == self.value
        return _COMPARE[self.compare](int(letter.time), _seconds(self.value))


def parse(query: str) -> tuple[Term, ...] | None:
    """The terms of ``query``, all of which must match; None where it is not understood."""
    terms = []
    for part in re.split(r"\bAND\b", query):
        match = _TERM.fullmatch(part)
        if match is None or not _sensible(match):
            return None
        terms.append(Term(match["field"], match["compare"], match["value"]))
    return tuple(terms)


def _sensible(match: re.Match[str]) -> bool:
    if match["field"] != "sg_message_id_created_at":
        return match["compare"] == "=" and match["stamp"] is None
    if match["compare"] == "=":
        return False
    try:
        _seconds(match["value"])
    except ValueError:
        return False
    return match["stamp"] is not None


def _seconds(stamp: str) -> float:
    """Unix seconds of an RFC 3339 time; without a zone it is UTC."""
    moment = datetime.fromisoformat(stamp)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def row(letter: Letter) -> dict[str, object]:
    """One letter as the list of messages shows it."""
    created = datetime.fromtimestamp(int(letter.time), UTC).isoformat().replace("+00:00", "Z")
    reason = {"reason": letter.reason} if letter.reason else {}
    return {
        "from_email": letter.sender,
        "to_email": letter.to,
        "subject": letter.subject,
        "sg_message_id": letter.sg_message_id,
        "status": _status(letter),
        "sg_message_id_created_at": created,
        **reason,
    }


def _status(letter: Letter) -> str:
    """One of the six that SendGrid's description of the logs knows."""
    if letter.status == "bounce":
        return "blocked" if letter.reason == BLOCKED else "bounced"
    return {"scheduled": "processed", "cancelled": "dropped"}.get(letter.status, letter.status)


def detail(letter: Letter) -> dict[str, object]:
    """One letter with its events and its custom arguments."""
    return {
        **row(letter),
        "category": list(letter.categories),
        "custom_args": dict(letter.custom_args),
        "events": [_event(letter, *one) for one in letter.history[-MOST_EVENTS:]],
    }


def _event(letter: Letter, name: str, at: int, said: str) -> dict[str, object]:
    own: dict[str, object] = {"send_at": letter.send_at} if name == "processed" else {}
    if name in ("dropped", "cancel_drop"):
        own = {"reason": said}
    return {"event": name, "timestamp": at, "sg_message_id": letter.sg_message_id, **own}
