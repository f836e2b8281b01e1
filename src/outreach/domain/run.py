"""A run: one press of the button, and what can still be done about the letters it handed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from .moments import FARTHEST_AHEAD, STOPPABLE_UNTIL

CLOCK_DOUBT = timedelta(hours=1)
"""By how much this machine's clock may be ahead: until then SendGrid's is asked."""


class RunState(StrEnum):
    """going -> stopping -> paused | cancelled; paused -> stopping -> going | cancelled.

    ``stopping`` is written before SendGrid is asked to stop it, or to go on: found later, only
    SendGrid knows which it is.
    """

    GOING = "going"
    STOPPING = "stopping"
    PAUSED = "paused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Run:
    """One press of the button, by whom, and what has been done about it since.

    ``send_at`` is when SendGrid sends what it was given; None: at once. ``lasts_until`` is when it
    sends the last of that: a paced domain's letters leave later than the others.
    ``sendgrid_batch`` is SendGrid's id for all of it. ``stopped_at`` and ``stopped_by`` are of the
    last change, as SendGrid's answer came; while it is ``stopping`` a time is that of the order
    before. ``held``: SendGrid keeps an order of ours to stop it. ``letters`` are, by edition, those
    that SendGrid has or may have.
    """

    id: str
    campaign: str
    started_at: datetime
    started_by: str = ""
    host: str = ""
    send_at: datetime | None = None
    sendgrid_batch: str = ""
    state: RunState = RunState.GOING
    stopped_at: datetime | None = None
    stopped_by: str = ""
    held: bool = False
    letters: Mapping[str, int] = field(default_factory=dict)
    lasts_until: datetime | None = None

    @property
    def over_at(self) -> datetime | None:
        """When all of it has gone out, if nothing stops it; None of what goes at once."""
        if self.send_at is None or self.lasts_until is None:
            return self.send_at
        return max(self.send_at, self.lasts_until)

    def waits(self, now: datetime) -> bool:
        """Whether letters of it are still to go out, for all that is known here."""
        if self.over_at is None or self.state is RunState.CANCELLED:
            return False
        return self.state is not RunState.GOING or now < self.over_at

    def may_wait(self, now: datetime) -> bool:
        """Whether letters of it may still wait, by a clock that may be ahead."""
        return self.waits(now) or self.waits(now - CLOCK_DOUBT)

    def stops_surely(self, now: datetime) -> bool:
        """Whether an order in force at SendGrid by ``now`` came early enough to stop all of it.

        So it did if an earlier order, which this one takes the place of, came early enough.
        """
        if self.send_at is None:
            return False
        last = self.send_at - STOPPABLE_UNTIL
        return now < last or (self.held and self.stopped_at is not None and self.stopped_at < last)

    def expired(self, now: datetime) -> bool:
        """Whether SendGrid has discarded what was paused until now."""
        return self.over_at is not None and now > self.over_at + FARTHEST_AHEAD
