"""What SendGrid reports, and the fold from events to what became of a delivery.

Facts may repeat and arrive in any order: ``join`` is commutative, associative and idempotent, so
the same set of events gives the same outcome however it is shuffled, repeated or delayed. Opens
and clicks are judged together, by ``engagement``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import IntEnum, StrEnum
from typing import NamedTuple

from .contact import Reason


class EventKind(StrEnum):
    """SendGrid's event names (Event Webhook Reference)."""

    PROCESSED = "processed"
    DROPPED = "dropped"
    DEFERRED = "deferred"
    DELIVERED = "delivered"
    BOUNCE = "bounce"
    OPEN = "open"
    CLICK = "click"
    COMPLAINT = "spamreport"
    UNSUBSCRIBE = "unsubscribe"
    GROUP_UNSUBSCRIBE = "group_unsubscribe"
    GROUP_RESUBSCRIBE = "group_resubscribe"
    ACCOUNT = "account_status_change"
    """Of the account, and so of no address and no delivery; ``reason`` is its type."""


class Event(NamedTuple):
    """One report, in our words.

    ``key`` tells repeats apart from news. ``at`` is in unix seconds. ``delivery`` and ``batch``
    are our own ids, blank on asynchronous bounces. ``soft`` marks a bounce that is a block, which
    suppresses nobody. ``machine``: an open or click that is surely no person's, by its own account.
    ``reason`` is a foreign server's text: escape it where it is shown. ``source`` is blank where
    SendGrid reported it, else what was asked: ``logs`` or ``suppressions``.

    A tuple, since a hundred thousand a second are made.
    """

    key: str
    kind: EventKind
    at: int
    email_key: str
    delivery: str = ""
    batch: str = ""
    message_id: str = ""
    reason: str = ""
    status: str = ""
    url: str = ""
    soft: bool = False
    machine: bool = False
    classification: str = ""
    source: str = ""


class State(IntEnum):
    """How far a delivery got; the highest rank seen wins.

    A bounce outranks ``delivered``: asynchronous bounces come after the receiving server took it.
    """

    PLANNED = 0
    PROCESSED = 1
    DEFERRED = 2
    DELIVERED = 3
    DROPPED = 4
    BOUNCED = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known of one delivery. Times are unix seconds of the first such thing, or None.

    ``synced``: no report said how far it got, it was asked for. Opens and clicks are a person's,
    perhaps a person's (``doubtful``), or a machine's; see ``engagement``. ``replied`` and
    ``covered`` come from answers, not from events.
    """

    state: State = State.PLANNED
    synced: bool = False
    processed: int | None = None
    deferred: int | None = None
    delivered: int | None = None
    dropped: int | None = None
    bounced: int | None = None
    complained: int | None = None
    unsubscribed: int | None = None
    opened: int | None = None
    opened_doubtful: int | None = None
    opened_by_machine: int | None = None
    clicked: int | None = None
    clicked_doubtful: int | None = None
    clicked_by_machine: int | None = None
    replied: int | None = None
    covered: int | None = None


TIMES = tuple(field.name for field in fields(Outcome))[2:]
"""The names of an outcome's times, in the order of its fields."""

STATES = {
    EventKind.PROCESSED: State.PROCESSED,
    EventKind.DEFERRED: State.DEFERRED,
    EventKind.DELIVERED: State.DELIVERED,
    EventKind.DROPPED: State.DROPPED,
    EventKind.BOUNCE: State.BOUNCED,
}
"""What an event of transport says of how far a delivery got."""


def fold(outcome: Outcome, events: Iterable[Event]) -> Outcome:
    """What is known with ``events``, but for opens and clicks: see ``engagement.known_of``."""
    for event in events:
        outcome = join(outcome, outcome_of(event))
    return outcome


def outcome_of(event: Event) -> Outcome:
    """What it says by itself: of an open or a click nothing, for they are judged together."""
    state = STATES.get(event.kind)
    if state is not None:
        return Outcome(state, event.source != "", **{state.name.lower(): event.at})
    match event.kind:
        case EventKind.COMPLAINT:
            return Outcome(complained=event.at)
        case EventKind.UNSUBSCRIBE | EventKind.GROUP_UNSUBSCRIBE:
            return Outcome(unsubscribed=event.at)
        case _:
            return Outcome()


def join(one: Outcome, other: Outcome) -> Outcome:
    """The least outcome that knows what both know: highest state, earliest times.

    Of two that say the same state, one that an event said is not merely asked for.
    """
    state, reported = max((one.state, not one.synced), (other.state, not other.synced))
    earliest = {name: _earliest(getattr(one, name), getattr(other, name)) for name in TIMES}
    return Outcome(state, not reported, **earliest)


def _earliest(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return one if other is None else other
    return min(one, other)


_DROPS = {
    "bounced address": Reason.BOUNCE,
    "unsubscribed address": Reason.UNSUBSCRIBE,
    "spam reporting address": Reason.COMPLAINT,
    "invalid": Reason.BOUNCE,
}


def suppresses(event: Event) -> Reason | None:
    """Why this event's address must never be written to again, or None.

    Blocks (soft bounces) and drops for our account's or content's sake suppress nobody
    (SendGrid, "Suppressions": blocks do not suppress later mail).
    """
    match event.kind:
        case EventKind.BOUNCE:
            return None if event.soft else Reason.BOUNCE
        case EventKind.COMPLAINT:
            return Reason.COMPLAINT
        case EventKind.UNSUBSCRIBE | EventKind.GROUP_UNSUBSCRIBE:
            return Reason.UNSUBSCRIBE
        case EventKind.DROPPED:
            return _DROPS.get(event.reason.strip().lower())
        case _:
            return None
