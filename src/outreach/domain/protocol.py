"""What follows from each answer: to the batch that was sent, and to the run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from outreach.errors import NotAuthorised, RateLimited, Rejected, SendGridError, Unreachable

MOST_TRIES = 6
LONGEST_PAUSE_SECONDS = 60.0
"""Of a pause that we choose."""
LONGEST_WAIT_SECONDS = 600.0
"""Of a wait that SendGrid asks for; where it asks for more, the run ends and says so."""
_SHORTEST_WAIT_SECONDS = 0.5
MOST_UNCERTAIN_IN_A_ROW = 3

_ADDRESS_FAULT = re.compile(r"personalizations\.(\d{1,4})\.to(?:\.|$)")

_OF_THE_LETTER = (400, 413, 415)
"""What is wrong with the letter itself; anything else is wrong with the way to SendGrid."""


class Fate(Enum):
    """What becomes of a batch whose request ended."""

    SUBMITTED = "submitted"
    RETRY = "retry"
    SET_ASIDE = "set aside"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    PUT_BACK = "put back"


@dataclass(frozen=True, slots=True)
class Step:
    """The decision: the batch's fate, and whether the run stops there."""

    fate: Fate
    stop: bool = False
    aside: tuple[int, ...] = ()


def next_step(error: SendGridError | None, tries: int, size: int, uncertain_in_a_row: int) -> Step:
    """``tries`` counts this batch's requests in this run, ``size`` its deliveries."""
    match error:
        case None:
            return Step(Fate.SUBMITTED)
        case Unreachable() | RateLimited():
            if tries < MOST_TRIES and not _asks_too_much(error):
                return Step(Fate.RETRY)
            return Step(Fate.PUT_BACK, stop=True)
        case NotAuthorised():
            return Step(Fate.PUT_BACK, stop=True)
        case Rejected():
            aside = _bad_recipients(error, size)
            if aside:
                return Step(Fate.SET_ASIDE, aside=aside)
            fate = Fate.FAILED if error.status in _OF_THE_LETTER else Fate.PUT_BACK
            return Step(fate, stop=True)
        case _:
            return Step(Fate.UNCERTAIN, stop=uncertain_in_a_row + 1 >= MOST_UNCERTAIN_IN_A_ROW)


def _asks_too_much(error: SendGridError) -> bool:
    asked = error.retry_after if isinstance(error, RateLimited) else None
    return asked is not None and asked > LONGEST_WAIT_SECONDS


def _bad_recipients(error: Rejected, size: int) -> tuple[int, ...]:
    """The recipients a 400 names, if it names nothing else: it sent nothing to anybody."""
    matches = [_ADDRESS_FAULT.match(where or "") for where, _ in error.faults]
    if error.status != 400 or not matches or not all(matches):
        return ()
    numbers = {int(match[1]) for match in matches if match}
    return tuple(sorted(numbers)) if max(numbers) < size else ()


def pause_before(tries: int, error: SendGridError, jitter: float) -> float:
    """Seconds to wait before try ``tries + 1``; ``jitter`` is in [0, 1). SendGrid's word wins."""
    if isinstance(error, RateLimited) and error.retry_after is not None:
        return min(max(error.retry_after, _SHORTEST_WAIT_SECONDS), LONGEST_WAIT_SECONDS)
    return min(0.5 * 2.0**tries, LONGEST_PAUSE_SECONDS) * (0.5 + jitter / 2)
