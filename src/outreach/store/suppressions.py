"""Who must never be written to again. Suppressions outlive the contact and do not name her.

An address is kept as its keyed hash (``address_hash``), so it can be looked up and not read.
A lookup that has no key raises StoreError: it never takes anybody for not suppressed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from outreach.domain.contact import Reason, Suppression
from outreach.domain.delivery import Stage

from .address_hash import FINGERPRINTED, Hash, explained, hasher
from .database import transaction

_WEAKEST_FIRST = (
    Reason.DROPPED,
    Reason.BOUNCE,
    Reason.MANUAL,
    Reason.UNSUBSCRIBE,
    Reason.COMPLAINT,
    Reason.ERASURE,
)
"""A mailbox that works again must not bring back a person who left."""

OWN_WORD = frozenset({Reason.MANUAL, Reason.UNSUBSCRIBE, Reason.COMPLAINT, Reason.ERASURE})
"""A person's decision, and so about every address of hers; a bounce is about a mailbox."""

_STRENGTHS = " ".join(_WEAKEST_FIRST)
_OWN = ", ".join(f"'{reason}'" for reason in sorted(OWN_WORD))


@dataclass(frozen=True, slots=True)
class Held:
    """A suppression as it is kept. ``note`` is what a person wrote down about it."""

    email_hash: str
    reason: Reason
    at: datetime
    source: str = ""
    note: str = ""


def suppress(db: Database, suppression: Suppression, note: str = "") -> bool:
    """Never write to this address again; whether that was news. Joins the caller's transaction.

    Told twice, the stronger reason stays, of equal ones the earlier: the order in which reports
    arrive does not matter. What only the sandbox reported gives way to any other report, since
    it is forgotten when the sandbox is left.
    """
    real = f"source <> '{Stage.SANDBOX}'"
    with nullcontext() if db.conn.in_transaction else transaction(db), explained(db):
        db.execute("INSERT OR IGNORE INTO suppression_key VALUES (1, address_hash(?))", _CONSTANT)
        done = db.execute(
            "INSERT INTO suppressions (email_hash, reason, at, source, note)"
            " VALUES (address_hash(?), ?, ?, ?, ?) ON CONFLICT (email_hash) DO UPDATE SET"
            " reason = excluded.reason, at = excluded.at, source = excluded.source,"
            " note = excluded.note"
            f" WHERE (excluded.{real}, instr('{_STRENGTHS}', excluded.reason), suppressions.at) >"
            f" (suppressions.{real}, instr('{_STRENGTHS}', suppressions.reason), excluded.at)",
            [
                suppression.email_key,
                suppression.reason,
                suppression.at.astimezone(UTC).isoformat(),
                suppression.source,
                note,
            ],
        )
    return done.rowcount == 1


_CONSTANT = (FINGERPRINTED,)


def suppressed(db: Database) -> Callable[[str], Reason | None]:
    """A lookup by address key, as ``domain.audience.select`` wants it.

    Who left by her own word under one address has left under every address of hers. What is
    suppressed after this call the lookup does not see; ``ledger.claim`` looks again.
    """
    held = {
        email_hash: Reason(reason)
        for email_hash, reason in db.execute("SELECT email_hash, reason FROM suppressions")
    }
    if not held:
        return lambda _: None
    hashed = hasher(db)
    elsewhere = _left_elsewhere(db, held, hashed)

    def reason(email_key: str) -> Reason | None:
        return held.get(hashed(email_key)) or elsewhere.get(email_key)

    return reason


def _left_elsewhere(db: Database, held: Mapping[str, Reason], hashed: Hash) -> dict[str, Reason]:
    """By address key: the reason that one of the same contact's other addresses has."""
    if OWN_WORD.isdisjoint(held.values()):
        return {}
    hers: dict[int, set[str]] = {}
    for contact, first, further in db.execute(
        "SELECT c.id, c.email_key, f.email_key FROM addresses f JOIN contacts c"
        " ON c.id = f.contact_id"
    ):
        hers.setdefault(contact, {first}).add(further)
    found: dict[str, Reason] = {}
    for keys in hers.values():
        reasons = {held.get(hashed(key)) for key in keys} & OWN_WORD
        if reasons:
            strongest = max((one for one in reasons if one), key=_WEAKEST_FIRST.index)
            found |= dict.fromkeys(keys, strongest)
    return found


def _barring(asked: str) -> str:
    """SQL: ``(id, own, email_hash, reason, …)`` of what bars each ``(id, email_key)`` asked for."""
    return f"""
        WITH asked(id, email_key) AS ({asked}),
        person(id, contact_id) AS (
            SELECT a.id, c.id FROM asked a CROSS JOIN contacts c ON c.email_key = a.email_key
            WHERE EXISTS (SELECT 1 FROM addresses f WHERE f.contact_id = c.id)
            UNION ALL
            SELECT a.id, f.contact_id FROM asked a
            CROSS JOIN addresses f ON f.email_key = a.email_key),
        theirs(id, email_key) AS (
            SELECT p.id, c.email_key FROM person p CROSS JOIN contacts c ON c.id = p.contact_id
            UNION ALL
            SELECT p.id, f.email_key FROM person p
            CROSS JOIN addresses f ON f.contact_id = p.contact_id),
        barring AS (
            SELECT a.id, 1 AS own, s.* FROM asked a
            CROSS JOIN suppressions s ON s.email_hash = address_hash(a.email_key)
            UNION ALL
            SELECT t.id, 0 AS own, s.* FROM theirs t
            CROSS JOIN suppressions s ON s.email_hash = address_hash(t.email_key)
            WHERE s.reason IN ({_OWN}))
        SELECT * FROM barring ORDER BY own DESC, instr('{_STRENGTHS}', reason) DESC"""


def barring(db: Database, email_key: str) -> list[Held]:
    """Every suppression on account of which this address is not written to; its own first."""
    if not _any(db):
        return []
    with explained(db):
        rows = list(db.query(_barring("SELECT 0, ?"), [email_key]))
    found: dict[str, Held] = {}
    for row in rows:
        found.setdefault(row["email_hash"], _held(row))
    return list(found.values())


def leavers(db: Database, batch_id: str) -> dict[int, Reason]:
    """The deliveries of a batch that are suppressed by now, each with its reason."""
    if not _any(db):
        return {}
    asked = "SELECT id, email_key FROM deliveries WHERE batch_id = ?"
    found: dict[int, Reason] = {}
    with explained(db):
        for row in db.execute(_barring(asked), [batch_id]).fetchall():
            found.setdefault(row[0], Reason(row[3]))
    return found


def release(db: Database, email_key: str, now: datetime, because: str) -> list[Held]:
    """Lift all that bars this address, and record it; what was lifted.

    Joins the caller's transaction. That somebody asked for it is for the caller to make sure of.
    """
    with nullcontext() if db.conn.in_transaction else transaction(db):
        lifted = barring(db, email_key)
        for one in lifted:
            db.execute(
                "INSERT INTO releases (email_hash, reason, suppressed_at, released_at, because)"
                " SELECT email_hash, reason, at, ?, ? FROM suppressions WHERE email_hash = ?",
                (now.astimezone(UTC).isoformat(), because, one.email_hash),
            )
            db.execute("DELETE FROM suppressions WHERE email_hash = ?", (one.email_hash,))
    return lifted


def suppressions(db: Database) -> Iterator[Held]:
    """All of them."""
    for row in db.query("SELECT * FROM suppressions ORDER BY email_hash"):
        yield _held(row)


def of_no_contact(db: Database) -> int:
    """How many suppressions are of an address that no contact has."""
    if not _any(db):
        return 0
    with explained(db):
        row: Any = db.execute(
            "SELECT count(*) FROM suppressions WHERE email_hash NOT IN ("
            "SELECT address_hash(email_key) FROM contacts"
            " UNION ALL SELECT address_hash(email_key) FROM addresses)"
        ).fetchone()
    return int(row[0])


def _held(row: Mapping[str, Any]) -> Held:
    at = datetime.fromisoformat(row["at"])
    return Held(row["email_hash"], Reason(row["reason"]), at, row["source"], row["note"])


def _any(db: Database) -> bool:
    row: Any = db.execute("SELECT EXISTS (SELECT 1 FROM suppressions)").fetchone()
    return bool(row[0])
