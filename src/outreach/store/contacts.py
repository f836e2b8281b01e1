"""The contacts, and the suppressions that outlive them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlite_utils import Database

from outreach.domain.audience import Query
from outreach.domain.contact import Contact, Reason, Suppression, address_key
from outreach.domain.delivery import Stage

from .audience import candidates, count
from .contact_import import Tally, import_contacts
from .records import COLUMNS, contact_of

__all__ = [
    "Tally",
    "contacts",
    "count",
    "find",
    "import_contacts",
    "suppress",
    "suppressed",
    "suppressions",
]

_WEAKEST_FIRST = " ".join(
    (
        Reason.DROPPED,
        Reason.BOUNCE,
        Reason.MANUAL,
        Reason.UNSUBSCRIBE,
        Reason.COMPLAINT,
        Reason.ERASURE,
    )
)
"""A mailbox that works again must not bring back a person who left."""


def contacts(db: Database, query: Query, limit: int | None = None) -> Iterator[Contact]:
    """The contacts a query picks, in the order they were added, at most ``limit`` of them."""
    return islice(candidates(db, query), limit)


def find(db: Database, email: str) -> Contact | None:
    """The contact with this address, however it is written."""
    query = f"SELECT {COLUMNS} FROM recipients r WHERE r.email_key = ?"
    row = next(iter(db.query(query, ["", address_key(email)])), None)
    return contact_of(row) if row else None


def suppress(db: Database, suppression: Suppression) -> None:
    """Never write to this address again. Joins the caller's transaction, if there is one.

    Told twice, the stronger reason stays, of equal ones the earlier: the order in which reports
    arrive does not matter. What only the sandbox reported gives way to any other report, since
    it is forgotten when the sandbox is left.
    """
    real = f"source <> '{Stage.SANDBOX}'"
    db.execute(
        "INSERT INTO suppressions (email_key, reason, at, source) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (email_key) DO UPDATE"
        " SET reason = excluded.reason, at = excluded.at, source = excluded.source"
        f" WHERE (excluded.{real}, instr('{_WEAKEST_FIRST}', excluded.reason), suppressions.at) >"
        f" (suppressions.{real}, instr('{_WEAKEST_FIRST}', suppressions.reason), excluded.at)",
        [
            suppression.email_key,
            suppression.reason,
            suppression.at.astimezone(UTC).isoformat(),
            suppression.source,
        ],
    )


def suppressed(db: Database) -> Callable[[str], Reason | None]:
    """A lookup by address key, as ``domain.audience.select`` wants it; asks the store each time."""

    def reason(email_key: str) -> Reason | None:
        query = "SELECT reason FROM suppressions WHERE email_key = ?"
        row: Any = db.execute(query, [email_key]).fetchone()
        return Reason(row[0]) if row else None

    return reason


def suppressions(db: Database) -> Iterator[Suppression]:
    """All of them, by address."""
    for row in db.query(
        "SELECT email_key, reason, at, source FROM suppressions ORDER BY email_key"
    ):
        at = datetime.fromisoformat(row["at"])
        yield Suppression(row["email_key"], Reason(row["reason"]), at, row["source"])
