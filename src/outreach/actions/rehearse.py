"""rehearse: the whole send, on a copy of the store: all can be seen, and nothing has happened.

The copy takes the send for a real one: what goes by letters to people goes by the rehearsed ones.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from outreach.domain.campaign import Campaign, Edition, may_go_out
from outreach.domain.delivery import Stage
from outreach.errors import OutreachError
from outreach.store.copies import copy_store
from outreach.store.database import Store, transaction
from outreach.store.driver import translated
from outreach.store.plans import forget, read_waves

from .plan import waiting

_FOLDER = "outreach-rehearsal-"
_LOCK = "lock"
_STARTING_SECONDS = 60.0
"""A folder whose lock is younger may be between making its lock and taking it."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the store, open, in a private folder that goes when the rehearsal ends."""

    db: Store
    store: Path
    folder: Path


@contextmanager
def on_a_copy(store: Path, key: str) -> Iterator[Copy]:
    """The copy for as long as the block lasts; encrypted if the store is. The store stays as it is.

    What a rehearsal that was killed left behind is removed first. Raises StoreError, and
    OutreachError where the folder cannot be removed.
    """
    _remove_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=_FOLDER))
    lock = FileLock(folder / _LOCK, timeout=0, mode=0o600)
    file = folder / "contacts.db"
    try:
        lock.acquire()
        db = copy_store(store, file, key)
        try:
            with translated(file):
                yield Copy(db, file, folder)
        finally:
            db.close()
    finally:
        lock.release()
        _remove(folder)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        raise OutreachError(
            f"{folder} could not be removed, and names everyone", "delete it by hand"
        )


def _remove_abandoned() -> None:
    """The system lets go of a lock when its process ends, however it ends."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        with suppress(OSError, Timeout):
            if _is_ours(folder) and time.time() - _made(folder) > _STARTING_SECONDS:
                with FileLock(folder / _LOCK, timeout=0):
                    shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    """Anybody may make folders of that name where temporary files lie, and links to others."""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and (os.name != "posix" or found.st_uid == os.geteuid())


def _made(folder: Path) -> float:
    return (folder / _LOCK).lstat().st_mtime


def begin_anew(db: Store, campaign: Campaign, editions: Sequence[Edition]) -> tuple[str, ...]:
    """Forget all plans of these editions in the copy; which of them people are getting, or got.

    Who left since stays suppressed.
    """
    sent = []
    with transaction(db):
        for edition in editions:
            waves = read_waves(db, campaign.slug, edition.name)
            if any(plan.started and plan.stage is Stage.SENDGRID for plan in waves):
                sent.append(edition.name)
            forget(db, campaign.slug, edition.name)
    return tuple(sent)


def goes_out(campaign: Campaign, edition: Edition, now: datetime) -> datetime:
    """When it is rehearsed for: now, or once the embargo lets it go."""
    if campaign.embargo is None or may_go_out(edition, campaign.embargo, now):
        return now
    return campaign.embargo.until


def rounds(db: Store, campaign: Campaign, editions: Sequence[Edition]) -> Iterator[list[Edition]]:
    """The editions in their order, those that wait for letters of others in a round after them.

    Each round is to be sent before the next is asked for. What waits for a letter that is not
    rehearsed comes in no round, unless nothing else is there: then its plan says why it cannot be.
    """
    left, ready = list(editions), list(editions)
    while left and ready:
        names = {problem.edition for problem in waiting(db, campaign, left)}
        ready = [one for one in left if one.name not in names]
        if ready or len(left) == len(editions):
            yield ready or left
        left = [one for one in left if one.name in names]
