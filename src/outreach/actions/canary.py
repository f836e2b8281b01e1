"""Watching the canary: whether the letters that wait for it may go."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from outreach.domain.canary import CanaryOutcome, Next, Verdict, verdict
from outreach.domain.moments import span
from outreach.store.canary import canary_outcome
from outreach.store.database import Store

from .send import Clock

_LOOK_SECONDS = 1.0


def watch_canary(
    db: Store,
    plan_ids: Sequence[str],
    limit: float,
    patience: float,
    *,
    clock: Clock,
    progress: Callable[[CanaryOutcome], object] = lambda _: None,
    stopping: Callable[[], bool] = lambda: False,
) -> Verdict:
    """Look each second until it is decided what becomes of the rest, up to ``patience`` seconds.

    The canaries of several plans are one: their letters are counted together. Where word is still
    missing in the end, the verdict is to hold, and says so; where ``stopping`` turned true it is
    to wait.
    """
    until = clock.monotonic() + patience
    while True:
        outcome = _together([canary_outcome(db, one) for one in plan_ids])
        progress(outcome)
        found = verdict(outcome, limit)
        left = until - clock.monotonic()
        if found.next is not Next.WAIT or stopping():
            return found
        if left <= 0:
            return Verdict(Next.HOLD, f"{found.why} in {span(patience)}")
        clock.sleep(min(_LOOK_SECONDS, left))


def _together(outcomes: Sequence[CanaryOutcome]) -> CanaryOutcome:
    names = CanaryOutcome.__slots__
    return CanaryOutcome(*(sum(getattr(one, name) for one in outcomes) for name in names))
