"""What SendGrid reports, and the fold from events to what became of a delivery.

Facts may repeat and arrive in any order: ``fold`` is commutative, associative and idempotent, so
the same set of events gives the same outcome however it is shuffled, repeated or delayed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

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


@dataclass(frozen=True, slots=True)
class Event:
    """One report, in our words.

    ``key`` tells repeats apart from news. ``at`` is in unix seconds. ``delivery`` and ``batch``
    are our own ids, blank on asynchronous bounces. ``soft`` marks a bounce that is a block, which
    suppresses nobody. ``reason`` is a foreign server's text: escape it where it is shown.
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
    """What became of one delivery. Times are unix seconds of the first such event, or None."""

    state: State = State.PLANNED
    complained: int | None = None
    unsubscribed: int | None = None
    opened: int | None = None
    opened_by_machine: int | None = None
    clicked: int | None = None
    clicked_by_machine: int | None = None


_STATES = {
    EventKind.PROCESSED: State.PROCESSED,
    EventKind.DEFERRED: State.DEFERRED,
    EventKind.DELIVERED: State.DELIVERED,
    EventKind.DROPPED: State.DROPPED,
    EventKind.BOUNCE: State.BOUNCED,
}


def fold(outcome: Outcome, events: Iterable[Event]) -> Outcome:
    for event in events:
        outcome = join(outcome, outcome_of(event))
    return outcome


def outcome_of(event: Event) -> Outcome:
    """What this one event says by itself."""
    if event.kind in _STATES:
        return Outcome(state=_STATES[event.kind])
    match event.kind:
        case EventKind.COMPLAINT:
            return Outcome(complained=event.at)
        case EventKind.UNSUBSCRIBE | EventKind.GROUP_UNSUBSCRIBE:
            return Outcome(unsubscribed=event.at)
        case EventKind.OPEN if event.machine:
            return Outcome(opened_by_machine=event.at)
        case EventKind.OPEN:
            return Outcome(opened=event.at)
        case EventKind.CLICK if event.machine:
            return Outcome(clicked_by_machine=event.at)
        case EventKind.CLICK:
            return Outcome(clicked=event.at)
        case _:
            return Outcome()


def join(one: Outcome, other: Outcome) -> Outcome:
    """The least outcome that knows what both know: highest state, earliest times."""
    return Outcome(
        state=max(one.state, other.state),
        complained=_earliest(one.complained, other.complained),
        unsubscribed=_earliest(one.unsubscribed, other.unsubscribed),
        opened=_earliest(one.opened, other.opened),
        opened_by_machine=_earliest(one.opened_by_machine, other.opened_by_machine),
        clicked=_earliest(one.clicked, other.clicked),
        clicked_by_machine=_earliest(one.clicked_by_machine, other.clicked_by_machine),
    )


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
