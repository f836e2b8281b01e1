"""Ctrl-C, a closed terminal and SIGTERM, as a wish to stop that work under way can ask for."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_STOPS = ("SIGINT", "SIGTERM", "SIGHUP")
_NAP_SECONDS = 0.1


class Stop:
    """Whether somebody asked to stop.

    A plain flag: what a signal's handler does must not wait for a lock that the work holds.
    """

    def __init__(self) -> None:
        self.asked = False

    def is_asked(self) -> bool:
        return self.asked

    def wait(self, seconds: float) -> bool:
        """Sleep, but no longer than until somebody asks; whether somebody did."""
        until = time.monotonic() + seconds
        while not self.asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _NAP_SECONDS))
        return self.asked


@contextmanager
def interruptible(say: Callable[[bool], object]) -> Iterator[Stop]:
    """While the block lasts, signals to end are wishes. ``say`` hears of each: whether it came

    again, after one was heard.
    """
    stop = Stop()

    def ask(_signal: int, _frame: object) -> None:
        again, stop.asked = stop.asked, True
        say(again)

    signals = [getattr(signal, name) for name in _STOPS if hasattr(signal, name)]
    before = [(one, signal.signal(one, ask)) for one in signals]
    try:
        yield stop
    finally:
        for one, handler in before:
            signal.signal(one, handler)
