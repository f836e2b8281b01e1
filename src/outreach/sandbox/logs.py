"""The Email Logs query language, as far as SendGrid describes it.

Terms joined by AND: ``to_email``, ``subject``, ``reason`` and ``sg_message_id`` with ``=``,
``status`` and ``categories`` with ``IN ('one', 'two')``, and ``sg_message_id_created_at`` with
``>``, ``<``, ``>=``, ``<=`` and ``TIMESTAMP "2026-01-01T00:00:00Z"``. Comparison is
case-sensitive; texts stand in double or single quotes.
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

STATUSES = ("processed", "delivered", "deferred", "dropped", "bounced", "blocked")

_TEXT = r"""(?:"[^"]*"|'[^']*')"""
_TERM = re.compile(
    rf"""\s*(?:(?P<same>to_email|subject|reason|sg_message_id)\s*=\s*(?P<text>{_TEXT})
    |(?P<among>status|categories)\s+IN\s*\((?P<list>\s*{_TEXT}(?:\s*,\s*{_TEXT})*\s*)\)
    |sg_message_id_created_at\s*(?P<compare>>=|<=|>|<)\s*TIMESTAMP\s+(?P<stamp>{_TEXT}))\s*""",
    re.VERBOSE,
)
_AND = re.compile(r"AND\b")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}


@dataclass(frozen=True, slots=True)
class Term:
    """``compare`` is blank where the field must be, or have, one of ``values``."""

    field: str
    compare: str
    values: tuple[str, ...]

    def matches(self, letter: Letter) -> bool:
        match self.field:
            case "sg_message_id_created_at":
                return _COMPARE[self.compare](int(letter.time), _seconds(self.values[0]))
            case "categories":
                return not set(self.values).isdisjoint(letter.categories)
            case "status":
                return _status(letter) in self.values
            case "to_email":
                return letter.to == self.values[0]
            case name:
                return bool(getattr(letter, name) == self.values[0])


def parse(query: str) -> tuple[Term, ...] | None:
    """The terms of ``query``, all of which must match; None where it is not understood."""
    terms = []
    at = 0
    while True:
        match = _TERM.match(query, at)
        term = match and _term(match)
        if match is None or term is None:
            return None
        terms.append(term)
        if match.end() == len(query):
            return tuple(terms)
        joined = _AND.match(query, match.end())
        if joined is None:
            return None
        at = joined.end()


def _term(match: re.Match[str]) -> Term | None:
    if match["same"]:
        return Term(match["same"], "", (match["text"][1:-1],))
    if match["among"]:
        values = tuple(one[1:-1] for one in re.findall(_TEXT, match["list"]))
        known = match["among"] == "categories" or set(values) <= set(STATUSES)
        return Term(match["among"], "", values) if known else None
    try:
        _seconds(match["stamp"][1:-1])
    except ValueError:
        return None
    return Term("sg_message_id_created_at", match["compare"], (match["stamp"][1:-1],))


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
    """One of ``STATUSES``."""
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
