"""Erase a person: her rows, the pages they stood on, and a search for what is left."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from outreach.domain.contact import Reason
from outreach.errors import StoreError, StoreLocked, WrongUsage
from outreach.sendgrid.events import parse
from outreach.store.contact_search import refresh
from outreach.store.counting import count_all
from outreach.store.database import Store, conversion
from outreach.store.driver import Form, head_of, translated
from outreach.store.encryption import remove_interrupted
from outreach.store.erasure import Erased, Person, being_submitted, erase, person
from outreach.store.remains import Standing, occurrences, rewrite, standing
from outreach.store.sending import sending_lock
from outreach.store.suppressions import barring


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was done. ``unfinished`` says why deleted pages may still be in the file; else blank.

    ``removed`` is what an interrupted ``outreach db`` had left beside the store, if anything.

    ``standing`` are places in rows of others, or in texts, that an address is still in.
    """

    erased: Erased
    unfinished: str
    standing: tuple[Standing, ...]
    removed: Path | None = None


def whom(db: Store, who: str) -> Person:
    """Whom an erasure of ``who`` would be about, for a person to see before it.

    Raises WrongUsage where nothing is kept of an address, nor was before an earlier erasure.
    """
    her = person(db, who)
    if her.contact is not None or her.letters or standing(db, her.keys):
        return her
    if any(one.reason is Reason.ERASURE for key in her.keys for one in barring(db, key)):
        return her
    raise WrongUsage(
        f"nothing is kept of {who!r}",
        "name her by an address or by the uid that `outreach contacts list --json` shows; to keep"
        " an address out of every list: outreach contacts suppress ADDRESS",
    )


def erase_contact(db: Store, store: Path, who: str, *, now: datetime) -> Erasure:
    """Erase her from the store at ``store``; running it again finishes what could not be.

    Raises StoreLocked, and changes nothing, while a letter to her is being submitted.
    """
    count_all(db, parse)
    with ExitStack() as locks:
        orphaned = being_submitted(db, whom(db, who))
        for campaign in sorted(orphaned):
            locks.enter_context(_no_sender(store, campaign))
        keys = person(db, who).keys
        erased = erase(db, who, now, orphaned)
    unfinished, removed = _rewritten(db, store), None
    try:
        removed = remove_interrupted(store)
    except StoreError as exc:
        unfinished = unfinished or exc.message
    return Erasure(erased, unfinished, tuple(standing(db, keys)), removed)


def _rewritten(db: Store, store: Path) -> str:
    """Blank, or why it could not be done: the rows are gone whatever becomes of their pages."""
    try:
        with translated(store):
            refresh(db)  # what another contact was found by may wait to leave the index
            return "" if rewrite(db) else f"another program reads {store}"
    except StoreError as exc:
        return exc.message


def _no_sender(store: Path, campaign: str) -> ExitStack:
    """The campaign's sending lock: with it in hand no sender of it is alive."""
    held = ExitStack()
    try:
        held.enter_context(sending_lock(store, campaign))
    except StoreLocked:
        raise StoreLocked(
            f"a letter to her is being submitted: `outreach send` of {campaign} is running",
            "wait until the send is over, then run this again",
        ) from None
    return held


def remaining(store: Path, keys: Sequence[str]) -> dict[Path, int] | None:
    """How often an address's bytes are in the closed store's files; None where it is encrypted.

    For when no connection of this process is open any more.
    """
    if not store.exists() or head_of(store).form is Form.ENCRYPTED:
        return None
    beside = (store.with_name(f"{store.name}{end}") for end in ("-wal", "-shm"))
    files = (store, *beside, conversion(store))
    counts = {file: occurrences(file, keys) for file in files}
    return {file: count for file, count in counts.items() if count}
