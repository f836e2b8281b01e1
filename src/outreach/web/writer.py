"""One thread and one connection for all that is written: a SQLite connection belongs to its thread.

Posts of events that wait together are written in one transaction, for a commit costs more than a
post. If that fails, each is written by itself, so that one harms only itself. In a rush they are
written down as they came, and counted later.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from outreach.errors import OutreachError, StoreError, StoreLocked
from outreach.sendgrid.events import UnreadablePost, check, parse
from outreach.store.backlog import backlog, keep, try_again
from outreach.store.counting import Counted, count_some
from outreach.store.database import Store, transaction
from outreach.store.events import Taken, record_events

from .desk import Desk
from .rush import GATHER_SECONDS, Rush

MOST_BYTES = 8 * 1024 * 1024
"""In one transaction: while it lasts, nobody else can write."""

CLOSE_SECONDS = 5.0
"""For so long what was kept is counted before the receiver ends; the next one does the rest."""

_SENT_AGAIN = "it will be sent again"

log = logging.getLogger(__name__)
T = TypeVar("T")


class NotWritten(StoreError):
    """The store did not take it; whoever sent it should send it again."""


class Closing(NotWritten):
    """The receiver stops, and takes no more."""


@dataclass(frozen=True, slots=True)
class _Job:
    """A post's ``body`` to be written, or ``call`` to be made with the store."""

    answer: asyncio.Future[Any]
    body: bytes = b""
    call: Callable[[Store], Any] | None = None
    writes: bool = True


Results = list[tuple[_Job, object, Exception | None]]


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
    """``start`` looks for what an earlier one left to be counted; ``close`` writes what waits, and
    closes the store."""

    desk: Desk
    pulse: Pulse = field(default_factory=Pulse)
    _jobs: SimpleQueue[_Job | None] = field(default_factory=SimpleQueue)
    _rush: Rush = field(default_factory=Rush)
    _thread: threading.Thread | None = None
    _closed: bool = False

    def start(self) -> None:
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    async def take(self, body: bytes) -> None:
        """Returns once a post is on disk. Raises NotWritten or UnreadablePost."""
        await self._ask(_Job(asyncio.get_running_loop().create_future(), body))

    async def run(self, call: Callable[[Store], T], *, writes: bool = True) -> T:
        """What ``call`` returns, made in the thread of the store; whatever it raises."""
        job = _Job(asyncio.get_running_loop().create_future(), call=call, writes=writes)
        answer: T = await self._ask(job)
        return answer

    async def _ask(self, job: _Job) -> Any:
        if self._closed:
            raise Closing("the receiver is stopping")
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
        """However it ends, nobody waits for an answer that cannot come."""
        try:
            self._serve()
        except Exception as exc:  # noqa: BLE001 - a fault of ours; its text may be somebody's
            log.error("nothing can be written any more (%s): start it again", type(exc).__name__)  # noqa: TRY400
        finally:
            self._closed = True
            while not self._jobs.empty():
                job = self._jobs.get()
                if job is not None:
                    _answer([(job, None, Closing("the receiver is stopping"))])
            self.desk.close()

    def _serve(self) -> None:
        self._look_behind()
        more = True
        while more:
            waiting, more = self._waiting()
            posts = [job for job in waiting if job.call is None]
            if posts:
                self._rush.heard = time.monotonic()
                _answer(self._write(posts))
            for job in waiting:
                if job.call is not None:
                    _answer([(job, *self._attempt(job.call, writes=job.writes))])
            if self._rush.is_due(time.monotonic(), quiet=self._jobs.empty()):
                self._count_some()
        until = time.monotonic() + CLOSE_SECONDS
        while self._rush.behind and time.monotonic() < until and self._count_some():
            pass

    def _waiting(self) -> tuple[list[_Job], bool]:
        """All jobs that wait, but no more than a commit should hold; and whether there may be
        others. None where what was kept is to be counted first, else at least one."""
        found: list[_Job] = []
        size = 0
        patience = self._rush.patience(time.monotonic())
        while size < MOST_BYTES:
            try:
                job = self._jobs.get(block=not found, timeout=patience)
            except Empty:
                break
            if job is None:
                return found, False
            if not found and self._rush.behind:
                time.sleep(GATHER_SECONDS)
            found.append(job)
            size += len(job.body)
        return found, True

    def _write(self, posts: Sequence[_Job]) -> Results:
        size = sum(len(job.body) for job in posts)
        return self._keep(posts) if self._rush.keeps(size) else self._count(posts)

    def _keep(self, posts: Sequence[_Job]) -> Results:
        """For later: each is answered when it is on disk."""
        results, kept = _read(posts, check)
        bodies, now = [job.body for job, _ in kept], datetime.now(UTC)
        _, error = self._attempt(lambda db: keep(db, bodies, now))
        if error is None:
            if not self._rush.behind:
                log.info("more comes than can be counted at once: it is written down, for later")
            self._rush.fall_behind(sum(map(len, bodies)), time.monotonic())
        return [*results, *((job, None, _ours(error)) for job, _ in kept)]

    def _count(self, posts: Sequence[_Job]) -> Results:
        """As they come: each is answered when it is counted."""
        results, parsed = _read(posts, parse)
        events = [event for _, its in parsed for event in its]
        taken, error = self._attempt(lambda db: record_events(db, events))
        if taken is not None:
            _tell(taken)
        elif len(parsed) > 1 and not isinstance(error, StoreError):
            return [*results, *(row for job, _ in parsed for row in self._count([job]))]
        return [*results, *((job, taken, _ours(error)) for job, _ in parsed)]

    def _look_behind(self) -> None:
        """What an earlier receiver took and did not count, or could not, is counted by this one."""
        found, _ = self._attempt(_left_behind, writes=False)
        self._rush.reset(found or 0)

    def _count_some(self) -> bool:
        """Of what was kept; whether that went well."""
        counted, error = self._attempt(lambda db: count_some(db, parse), then="it is tried again")
        if counted is None:
            self._rush.put_off(time.monotonic())
            if not isinstance(error, StoreError):
                log.error("what was kept could not be counted (%s)", type(error).__name__)
            return False
        _tell_counted(counted)
        self._rush.catch_up(counted.size, more=counted.more)
        if not self._rush.behind:
            log.info("all that was written down is counted")
        return True

    def _attempt(
        self, call: Callable[[Store], T], *, writes: bool = True, then: str = _SENT_AGAIN
    ) -> tuple[T | None, Exception | None]:
        """The result or the error; a connection that had another fault than a lock is given up."""
        try:
            result = call(self.desk.store())
            self.desk.confirm()
        except StoreError as exc:
            self.pulse.failed = time.monotonic()
            log.error("%s; %s", exc.message, then)  # noqa: TRY400
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


def _read(
    posts: Sequence[_Job], reading: Callable[[bytes], T]
) -> tuple[Results, list[tuple[_Job, T]]]:
    """What is refused already, and what was read of the others."""
    refused: Results = []
    found: list[tuple[_Job, T]] = []
    for job in posts:
        try:
            found.append((job, reading(job.body)))
        except UnreadablePost as exc:
            refused.append((job, None, exc))
    return refused, found


def _left_behind(db: Store) -> int:
    """In bytes."""
    found = backlog(db)
    if found.set_aside:
        try_again(db)
        found = backlog(db)
    return found.size


def _ours(error: Exception | None) -> Exception | None:
    """A fault of ours, as it is answered: said without values, which may be somebody's."""
    if error is None or isinstance(error, OutreachError):
        return error
    log.error("a post could not be written (%s)", type(error).__name__)
    return NotWritten("the post could not be written")


def _tell(taken: Taken) -> None:
    log.info(
        "%d new, %d repeated, %d of other mail, %d that name no letter",
        *(taken.new, taken.repeated, taken.foreign, taken.unmatched),
    )


def _tell_counted(counted: Counted) -> None:
    if counted.posts > counted.set_aside:
        _tell(counted.taken)
    if counted.set_aside:
        log.error("%d posts could not be counted, and are kept: outreach doctor", counted.set_aside)


def _answer(results: Results) -> None:
    """In the loop that waits; one call for all, since each wakes it."""
    loop = results[0][0].answer.get_loop()
    if not loop.is_closed():
        loop.call_soon_threadsafe(_settle, results)


def _settle(results: Results) -> None:
    for job, result, error in results:
        if job.answer.done():  # who asked is gone
            continue
        if error is None:
            job.answer.set_result(result)
        else:
            job.answer.set_exception(error)
