"""The sending lock: one sender of a campaign at a time on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from outreach.errors import StoreLocked


@contextmanager
def sending_lock(store: Path, campaign: str) -> Iterator[None]:
    """Hold the lock; the system lets go of it when the process ends, however it ends.

    Who holds it knows that no other sender is alive, so a claim without a record is an orphan.
    However the store is named, it is one lock. Raises StoreLocked if another sender holds it.
    """
    lock = FileLock(f"{store.resolve()}.{campaign}.lock", timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout as exc:
        raise StoreLocked(
            f"another `outreach send` of {campaign} is running",
            f"watch it: outreach status {campaign}",
        ) from exc
    try:
        yield
    finally:
        lock.release()
