"""Contacts by audience, by search, or both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from outreach.domain.audience import Query
from outreach.domain.contact import Contact, address_key
from outreach.store.audience import count
from outreach.store.contacts import contacts, count_found, search
from outreach.store.database import Store
from outreach.store.suppressions import suppressed

EVERYBODY = Query(())


def listed(
    db: Store, within: Query | None, text: str, limit: int | None, *, only_suppressed: bool = False
) -> tuple[int, Iterable[Contact]]:
    """How many there are, and the first ``limit`` of them, or all, in the order they were added."""
    if only_suppressed:
        return _suppressed(db, within, text, limit)
    if text:
        return count_found(db, text, within), search(db, text, limit, within)
    query = within or EVERYBODY
    return count(db, query), contacts(db, query, limit)


def _suppressed(
    db: Store, within: Query | None, text: str, limit: int | None
) -> tuple[int, list[Contact]]:
    """Suppressions are kept by hash, so each contact's address is looked up among them."""
    reason = suppressed(db)
    people: Iterable[Contact] = (
        search(db, text, None, within) if text else contacts(db, within or EVERYBODY)
    )
    gone: Iterator[Contact] = (one for one in people if reason(address_key(one.email)))
    found = list(islice(gone, limit))
    return len(found) + sum(1 for _ in gone), found
