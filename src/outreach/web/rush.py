"""When posts are counted as they come, and when they are written down to be counted later.

SendGrid waits for an answer, and what it has to say after a large send comes at once. To write a
post down takes a tenth of the time that it takes to count it: so while a rush lasts posts are kept
as they came, and they are counted when it pauses.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

STRAIGHT_BYTES = 16 * 1024
"""What waits together is counted at once, before it is answered, up to this: some 40 events."""
GATHER_SECONDS = 0.002
"""In a rush others are awaited for so long before a post is written: a thread that wakes for each
one takes half of the time of those that read them."""
PAUSE_SECONDS = 0.05
"""A rush that pauses for this long is over."""
LONGEST_SECONDS = 5.0
"""A rush or not, what has waited so long is counted between the posts that come."""
MOST_BYTES = 256 * 1024 * 1024
"""More is not kept: then posts wait for an answer until they are counted. Half a minute's work."""
TRY_AGAIN_SECONDS = 1.0


@dataclass(slots=True, eq=False)
class Rush:
    """How far counting is behind. Moments are seconds of the monotonic clock."""

    behind: int = 0
    """Bytes of posts that are to be counted yet."""
    heard: float = 0.0
    """When a post came last."""
    not_before: float = 0.0
    _kept: deque[tuple[float, int]] = field(default_factory=deque)

    def keeps(self, size: int) -> bool:
        """Whether posts of ``size`` bytes together are to be kept for later."""
        return self.behind < MOST_BYTES and (self.behind > 0 or size > STRAIGHT_BYTES)

    def fall_behind(self, size: int, now: float) -> None:
        self.behind += size
        self._kept.append((now, size))

    def catch_up(self, size: int, *, more: bool) -> None:
        """``size`` bytes were counted, of the oldest; ``more``: others wait.

        Another receiver may have kept some of them, or counted some of ours.
        """
        if not more:
            self.reset()
            return
        while self._kept and size >= self._kept[0][1]:
            size -= self._kept.popleft()[1]
        if self._kept:
            at, left = self._kept[0]
            self._kept[0] = (at, left - size)
        else:
            self._kept.append((0.0, 1))
        self.behind = sum(left for _, left in self._kept)

    def reset(self, behind: int = 0) -> None:
        """That much is to be counted, of a moment long ago."""
        self._kept.clear()
        self.behind = 0
        if behind:
            self.fall_behind(behind, 0.0)

    def put_off(self, now: float) -> None:
        """It could not be counted now."""
        self.not_before = now + TRY_AGAIN_SECONDS

    def patience(self, now: float) -> float | None:
        """For how long to wait for a post before counting; None: until one comes."""
        if not self.behind:
            return None
        due = min(self.heard + PAUSE_SECONDS, self._overdue_at)
        return max(due - now, self.not_before - now, 0.0)

    def is_due(self, now: float, *, quiet: bool) -> bool:
        """Whether to count now. ``quiet``: no post waits at this moment."""
        if not self.behind or now < self.not_before:
            return False
        return now >= self._overdue_at or (quiet and now >= self.heard + PAUSE_SECONDS)

    @property
    def _overdue_at(self) -> float:
        return self._kept[0][0] + LONGEST_SECONDS
