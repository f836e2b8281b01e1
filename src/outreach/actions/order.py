"""What a run is asked to do, and how it is told time and tells how it fares."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from outreach.domain.departure import Departure


class Submitter(Protocol):
    def submit(self, body: bytes, still: Callable[[], bool], /) -> str: ...


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for when the button was pressed.

    ``run`` is the id of the run in the ledger. ``goes_out`` is when SendGrid is to send the
    letters, None for at once; ``sendgrid_batch`` is its id of all that this run hands over.
    ``not_before`` is the embargo's lift where the edition waits for it. ``per_second`` is the
    ceiling on requests, 0 for none, ``pacing`` how many letters a minute a domain gets.
    """

    run: str = ""
    goes_out: datetime | None = None
    sendgrid_batch: str = ""
    concurrency: int = 4
    per_second: float = 0
    pacing: Mapping[str, int] = field(default_factory=dict)
    not_before: datetime | None = None
    not_after: datetime | None = None
    canary_only: bool = False

    @property
    def departure(self) -> Departure:
        return Departure(self.goes_out, self.not_before, self.not_after)


AT_ONCE = Order()


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, as the run sees it.

    ``now`` is for records and for the embargo. ``monotonic``, in seconds, is what pauses go by: it
    is never set back. ``sleep`` may return early when the run is asked to stop; ``nap`` never.
    """

    now: Callable[[], datetime]
    sleep: Callable[[float], object]
    jitter: Callable[[], float] = random.random
    monotonic: Callable[[], float] = time.monotonic
    nap: Callable[[float], object] = time.sleep


@dataclass(frozen=True, slots=True)
class Pulse:
    """How the run fares: requests made again, and what it waits for, until when; blank: it goes."""

    retries: int = 0
    waiting_for: str = ""
    until: datetime | None = None
