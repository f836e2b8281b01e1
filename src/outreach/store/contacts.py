"""The contacts: those a query picks, and the one with an address."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from sqlite_utils import Database

from outreach.domain.audience import Query
from outreach.domain.contact import Contact, address_key

from .audience import candidates
from .records import COLUMNS, contact_of


def contacts(db: Database, query: Query, limit: int | None = None) -> Iterator[Contact]:
    """The contacts a query picks, in the order they were added, at most ``limit`` of them."""
    return islice(candidates(db, query), limit)


def find(db: Database, email: str) -> Contact | None:
    """The contact with this address, however it is written."""
    query = f"SELECT {COLUMNS} FROM recipients r WHERE r.email_key = ?"
    row = next(iter(db.query(query, ["", address_key(email)])), None)
    return contact_of(row) if row else None
