"""Who must never be written to again. Suppressions outlive the contact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from outreach.domain.contact import Reason, Suppression
from outreach.domain.delivery import Stage

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
