"""When the letters of a run may leave: asked before each request, for clocks may be set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.errors import OutreachError

from .moments import FARTHEST_AHEAD, clock


@dataclass(frozen=True, slots=True)
class Departure:
    """``goes_out`` is when SendGrid is to send them, None for at once.

    They leave no sooner than ``not_before``, which is where the embargo lifts, and before
    ``not_after``. All are aware.
    """

    goes_out: datetime | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None

    def leaves(self, now: datetime, behind: float = 0.0) -> datetime:
        """When letters handed over now go out; ``behind`` so many seconds if they are scheduled."""
        return now if self.goes_out is None else self.goes_out + timedelta(seconds=behind)

    def refusal(self, now: datetime, left: int, behind: float = 0.0) -> OutreachError | None:
        """Why nothing more is to be handed over now, ``left`` letters being left; None: it may."""
        leaves = self.leaves(now, behind)
        letters = f"{left:,} letter{'' if left == 1 else 's'}"
        if self.goes_out is not None and self.goes_out <= now:
            # SendGrid sends at once what is scheduled for a moment that is past.
            return OutreachError(
                f"{clock(self.goes_out)}, when they were to go out, is past: {letters} remain",
                "send them now, or name another moment with --at",
            )
        if leaves - now > FARTHEST_AHEAD:
            return OutreachError(
                f"{letters} would go out more than 72 hours from now, which SendGrid does not take",
                "send them nearer to their time, or let them go faster: [send.pacing]",
            )
        if self.not_before is not None and leaves < self.not_before:
            return OutreachError(
                f"the embargo lifts at {clock(self.not_before)}: {letters} wait for it",
                "send them then; if this machine's clock is wrong, set it",
            )
        if self.not_after is not None and leaves >= self.not_after:
            return OutreachError(
                f"they are not to go out after {clock(self.not_after)}: {letters} remain",
                "if they are to go all the same, change not_after in campaign.toml",
            )
        return None
