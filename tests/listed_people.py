"""Rows of a list, whom they made, and how they were counted."""

from __future__ import annotations

from typing import Any

from outreach.domain.contact import Contact
from outreach.domain.contact_list import ContactRow
from outreach.store.contacts import find
from outreach.store.database import Store
from outreach.store.import_tally import Tally


def row(line: int, email: str = "ana@x.example", **more: Any) -> ContactRow:
    return ContactRow(line, email, **more)


def known(db: Store, email: str = "ana@x.example") -> Contact:
    contact = find(db, email)
    assert contact is not None
    return contact


def counts(tally: Tally) -> tuple[int, int, int, int, int, int]:
    rejected = len(tally.rejected)
    return (tally.new, tally.changed, tally.unchanged, tally.merged, tally.suppressed, rejected)
