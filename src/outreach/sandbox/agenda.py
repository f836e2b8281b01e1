"""Things to do at a time: one thread that does them in order."""

from __future__ import annotations

import heapq
import logging
from collections.abc import Callable
from itertools import count
from threading import Condition, Thread

log = logging.getLogger(__name__)

LONGEST_NAP = 0.1
"""Seconds between two looks at the clock, so that a clock that is turned is noticed."""


class Agenda:
    """Runs actions when ``now()`` has passed their time, in the order of their times.

    An action may put further actions on the agenda. ``pending`` is the sum of the weights of all
    actions not yet finished. One that fails is logged by its kind alone and does not stop others.
    """

    def __init__(self, now: Callable[[], float], name: str) -> None:
        self._now = now
        self._name = name
        self._changed = Condition()
        self._order = count()
        self._queue: list[tuple[float, int, int, Callable[[], None]]] = []
        self._pending = 0
        self._thread: Thread | None = None
        self._stopping = False

    @property
    def pending(self) -> int:
        with self._changed:
            return self._pending

    def at(self, due: float, action: Callable[[], None], weight: int = 0) -> None:
        """Do ``action`` once ``now()`` is ``due``; ``weight`` is what it adds to ``pending``."""
        with self._changed:
            heapq.heappush(self._queue, (due, next(self._order), weight, action))
            self._pending += weight
            self._changed.notify_all()

    def start(self) -> None:
        self._thread = Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Forget what is still to do, and return once the thread has ended."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while (item := self._next()) is not None:
            _, _, weight, action = item
            try:
                action()
            except Exception as error:  # noqa: BLE001 - the thread must outlive any action
                log.warning("the sandbox's %s met a %s", self._name, type(error).__name__)
            with self._changed:
                self._pending -= weight
                self._changed.notify_all()

    def _next(self) -> tuple[float, int, int, Callable[[], None]] | None:
        with self._changed:
            while not self._stopping:
                wait = self._queue[0][0] - self._now() if self._queue else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._queue)
                self._changed.wait(None if wait is None else min(wait, LONGEST_NAP))
        return None
