"""Where a letter is, in words, as histories and records have it."""

from __future__ import annotations

from datetime import datetime

from outreach.domain.delivery import BatchState
from outreach.domain.event import State
from outreach.domain.run import RunState
from outreach.store.mailed import Mailed
from outreach.store.runs import CANCELLED

TO_COME = ("still to be sent", "scheduled", "paused")


def standing_of(one: Mailed, now: datetime) -> str:
    """Where a letter is, in a word or two: what SendGrid said of it last, or what we know.

    What went to the sandbox is said elsewhere.
    """
    match one.batch_state:
        case BatchState.PENDING:
            return "still to be sent"
        case BatchState.SUBMITTING:
            return "being submitted"
        case BatchState.FAILED:
            return CANCELLED if one.reason == CANCELLED else "not sent"
        case BatchState.UNCERTAIN:
            return "uncertain: may have been sent"
        case _:
            return _of_submitted(one, now)


def _of_submitted(one: Mailed, now: datetime) -> str:
    if one.state not in (State.PLANNED, State.PROCESSED):
        return one.state.name.lower()
    if one.run_state is RunState.PAUSED:
        return "paused"
    if one.send_at and datetime.fromisoformat(one.send_at) > now:
        return "scheduled"
    return "submitted"
