"""One thread and one connection for all that is written: a SQLite connection belongs to its thread.

Posts of events that wait together are written in one transaction, for a commit costs more than a
post. If that fails, each is written by itself, so that one harms only itself.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Protocol, TypeVar

from outreach.domain.event import Event
from outreach.errors import OutreachError, StoreError, StoreLocked
from outreach.store.database import Store, transaction
from outreach.store.events import Taken

from .desk import Desk

MOST_EVENTS = 20_000
"""In one transaction: while it lasts, nobody else can write."""

log = logging.getLogger(__name__)
T = TypeVar("T")


class Record(Protocol):
    """``store.events.record_events``: all of them in one transaction."""

    def __call__(self, db: Store, events: Sequence[Event], /) -> Taken: ...


class NotWritten(StoreError):
    """The store did not take it; whoever sent it should send it again."""


class Closing(NotWritten):
    """The receiver stops, and takes no more."""


@dataclass(frozen=True, slots=True)
class _Job:
    """``events`` to be recorded, or ``call`` to be made with the store."""

    answer: asyncio.Future[Any]
    events: Sequence[Event] = ()
    call: Callable[[Store], Any] | None = None
    writes: bool = True


@dataclass(slots=True)
class Pulse:
    """When things last happened, in seconds of the monotonic clock; None: not since the start."""

    heard: float | None = None
    refused: float | None = None
    written: float | None = None
    failed: float | None = None

    @property
    def is_failing(self) -> bool:
        return self.failed is not None and (self.written is None or self.failed > self.written)

    def hear(self) -> None:
        self.heard = time.monotonic()

    def refuse(self) -> None:
        self.refused = time.monotonic()


@dataclass(slots=True, eq=False)
class Writer:
    """Started by its first job; ``close`` writes what waits, and closes the store."""

    desk: Desk
    record: Record
    pulse: Pulse = field(default_factory=Pulse)
    _jobs: SimpleQueue[_Job | None] = field(default_factory=SimpleQueue)
    _thread: threading.Thread | None = None
    _closed: bool = False

    async def take(self, events: Sequence[Event]) -> None:
        """Returns once ``events`` are committed. Raises NotWritten."""
        await self._ask(_Job(asyncio.get_running_loop().create_future(), events))

    async def run(self, call: Callable[[Store], T], *, writes: bool = True) -> T:
        """What ``call`` returns, made in the thread of the store; whatever it raises."""
        job = _Job(asyncio.get_running_loop().create_future(), call=call, writes=writes)
        answer: T = await self._ask(job)
        return answer

    async def _ask(self, job: _Job) -> Any:
        if self._closed:
            raise Closing("the receiver is stopping")
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
            self._thread.start()
        self._jobs.put(job)
        return await job.answer

    def close(self) -> None:
        """Waits for what is being written."""
        self._closed = True
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        more = True
        while more:
            waiting, more = self._waiting()
            posts = [job for job in waiting if job.call is None]
            if posts:
                _answer(self._write(posts))
            for job in waiting:
                if job.call is not None:
                    _answer([(job, *self._attempt(job.call, writes=job.writes))])
        self.desk.close()

    def _waiting(self) -> tuple[list[_Job], bool]:
        """All jobs that wait, at least one, but no more than a commit should hold; and whether

        there may be others.
        """
        found: list[_Job] = []
        size = 0
        while size < MOST_EVENTS:
            try:
                job = self._jobs.get(block=not found)
            except Empty:
                break
            if job is None:
                return found, False
            found.append(job)
            size += len(job.events)
        return found, True

    def _write(self, posts: Sequence[_Job]) -> list[tuple[_Job, object, Exception | None]]:
        events = [event for job in posts for event in job.events]
        taken, error = self._attempt(lambda db: self.record(db, events))
        if isinstance(taken, Taken):
            log.info(
                "%d new, %d repeated, %d of other mail, %d that name no letter",
                *(taken.new, taken.repeated, taken.foreign, taken.unmatched),
            )
        elif len(posts) > 1 and not isinstance(error, StoreError):
            return [row for job in posts for row in self._write([job])]
        elif not isinstance(error, StoreError):
            # A fault of ours: said without values, which may be somebody's.
            log.error("a post could not be written (%s)", type(error).__name__)
            error = NotWritten("the post could not be written")
        return [(job, taken, error) for job in posts]

    def _attempt(
        self, call: Callable[[Store], T], *, writes: bool = True
    ) -> tuple[T | None, Exception | None]:
        """The result or the error; a connection that had another fault than a lock is given up."""
        try:
            result = call(self.desk.store())
            self.desk.confirm()
        except StoreError as exc:
            self.pulse.failed = time.monotonic()
            log.error("%s; it will be sent again", exc.message)  # noqa: TRY400
            if not isinstance(exc, StoreLocked):
                self.desk.close()
            return None, exc
        except OutreachError as exc:
            return None, exc
        except Exception as exc:  # noqa: BLE001 - nothing may end the thread
            self.desk.close()
            return None, exc
        if writes:
            self.pulse.written = time.monotonic()
        return result, None


def is_writable(db: Store) -> bool:
    """Raises StoreError where it is not."""
    with transaction(db):
        return True


def _answer(results: Sequence[tuple[_Job, object, Exception | None]]) -> None:
    """In the loop that waits; one call for all, since each wakes it."""
    loop = results[0][0].answer.get_loop()
    if not loop.is_closed():
        loop.call_soon_threadsafe(_settle, results)


def _settle(results: Sequence[tuple[_Job, object, Exception | None]]) -> None:
    for job, result, error in results:
        if job.answer.done():  # who asked is gone
            continue
        if error is None:
            job.answer.set_result(result)
        else:
            job.answer.set_exception(error)
