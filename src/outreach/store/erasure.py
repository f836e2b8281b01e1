"""Removing a person from every table, and from the pages that deleting leaves behind.

What counts stays: how many were written to, left out, and with what result; of whom, goes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from outreach.domain.contact import Reason, Suppression, address_key
from outreach.errors import StoreLocked

from .address_hash import explained
from .backlog import forget
from .database import transaction
from .interactions import erase as erase_interactions
from .ledger import ERASED, leave_out
from .suppressions import suppress

_MINE = (
    "(contact_uid IN (SELECT value FROM json_each(:uids))"
    " OR {address} IN (SELECT value FROM json_each(:keys)))"
)
_DELIVERY = _MINE.format(address="email_key")
_EXCLUSION = _MINE.format(address="lower(email)")
_EVENT = (
    "(email_key IN (SELECT value FROM json_each(:keys))"
    f" OR delivery_id IN (SELECT id FROM deliveries WHERE {_DELIVERY}))"
)
_UNTAKEN = "('pending', 'failed')"


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """Whom an erasure is about: a contact, or an address that only the ledger knows.

    ``keys`` are all her address keys, ``uids`` hers and those of contacts merged into hers,
    ``names`` what she is called. ``letters`` are planned, left out or sent.
    """

    contact: int | None
    keys: tuple[str, ...]
    uids: tuple[str, ...]
    names: tuple[str, ...]
    letters: int

    @property
    def params(self) -> dict[str, str]:
        return {"keys": json.dumps(self.keys), "uids": json.dumps(self.uids)}


@dataclass(frozen=True, slots=True)
class Erased:
    """How much it was. ``letters`` stay counted without a name, ``left_out`` were not taken yet."""

    contact: bool
    addresses: int
    letters: int
    left_out: int
    exclusions: int
    events: int


def person(db: Database, who: str) -> Person:
    """Whom ``who`` means: an address, her own or a further one, or a uid."""
    key = address_key(who)
    row: Any = db.execute(
        "SELECT id FROM contacts WHERE email_key = ?1 OR uid = ?2"
        " UNION ALL SELECT contact_id FROM addresses WHERE email_key = ?1 LIMIT 1",
        [key, who.strip()],
    ).fetchone()
    contact = int(row[0]) if row else None
    keys, uids, names = {key} if "@" in key else set[str](), set[str](), set[str]()
    if contact is not None:
        me = {"id": contact}
        keys |= _texts(db, "SELECT email_key FROM contacts WHERE id = :id", me)
        keys |= _texts(db, "SELECT email_key FROM addresses WHERE contact_id = :id", me)
        uids |= _texts(db, "SELECT uid FROM contacts WHERE id = :id", me)
        names |= _texts(db, "SELECT name FROM contacts WHERE id = :id", me)
        for gone in _texts(db, "SELECT gone FROM merges WHERE kept_id = :id", me):
            uids |= set(_values(json.loads(gone), "uid"))
            names |= set(_values(json.loads(gone), "name"))
    found = {"keys": json.dumps(sorted(keys)), "uids": json.dumps(sorted(uids))}
    letters = 0
    for table, which in (("deliveries", _DELIVERY), ("exclusions", _EXCLUSION)):
        names |= _texts(db, f"SELECT DISTINCT name FROM {table} WHERE {which}", found)
        letters += _count(db, f"SELECT count(*) FROM {table} WHERE {which}", found)
    return Person(
        contact,
        tuple(sorted(keys)),
        tuple(sorted(uids)),
        tuple(sorted(filter(None, names))),
        letters,
    )


def _texts(db: Database, query: str, params: dict[str, Any]) -> set[str]:
    return {value for (value,) in db.execute(query, params).fetchall()}


def _count(db: Database, query: str, params: dict[str, Any]) -> int:
    row: Any = db.execute(query, params).fetchone()
    return int(row[0])


def _values(data: object, name: str) -> Iterator[str]:
    """Every text called ``name`` in JSON, however deep: a merge may hold earlier ones."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key == name and isinstance(value, str):
                yield value
            yield from _values(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from _values(value, name)


def being_submitted(db: Database, her: Person) -> set[str]:
    """The campaigns that have a batch with a letter of hers under way, or an orphaned claim."""
    query = (
        "SELECT DISTINCT p.campaign FROM deliveries d JOIN batches b ON b.id = d.batch_id"
        f" JOIN plans p ON p.id = d.plan_id WHERE b.state = 'submitting' AND {_DELIVERY}"
    )
    return _texts(db, query.replace("email_key", "d.email_key"), her.params)


def erase(db: Database, who: str, now: datetime, orphaned: Collection[str] = ()) -> Erased:
    """Remove her from every table, and keep a suppression of each of her addresses, as a hash.

    One transaction. ``orphaned`` are campaigns whose sending lock the caller holds: a batch they
    have under way has no living sender. Raises StoreLocked where one may have.
    """
    with transaction(db):
        her = person(db, who)
        if being_submitted(db, her) - set(orphaned):
            raise StoreLocked(
                "a letter to her is being submitted at this moment",
                "wait until the send is over, then run this again",
            )
        events = _run(
            db, f"UPDATE events SET email_key = '', reason = '', url = '' WHERE {_EVENT}", her
        )
        exclusions = _run(
            db, f"UPDATE exclusions SET email = '', name = '', detail = '' WHERE {_EXCLUSION}", her
        )
        forget(db, her.keys)
        erase_interactions(db, her.keys, her.uids)
        letters, left_out = _erase_letters(db, her)
        _erase_from_the_letters_of_others(db, her.names)
        if her.contact is not None:
            db.execute("DELETE FROM contacts WHERE id = ?", [her.contact])
        _forget_merges(db, her)
        _forget_marks(db, her)
        _suppress_all(db, her.keys, now)
    return Erased(
        contact=her.contact is not None,
        addresses=len(her.keys),
        letters=letters,
        left_out=left_out,
        exclusions=exclusions,
        events=events,
    )


def _run(db: Database, statement: str, her: Person) -> int:
    return db.execute(statement, her.params).rowcount


def _erase_letters(db: Database, her: Person) -> tuple[int, int]:
    """Letters that were, or may have been, taken keep their id and state; others are left out."""
    untaken = db.execute(
        "SELECT d.plan_id, d.batch_id, d.id FROM deliveries d JOIN batches b ON b.id = d.batch_id"
        f" WHERE b.state IN {_UNTAKEN} AND {_DELIVERY.replace('email_key', 'd.email_key')}",
        her.params,
    ).fetchall()
    letters = _run(
        db,
        # The key is one that no address has, and one of its own: UNIQUE (plan_id, email_key).
        "UPDATE deliveries SET email = '', name = '', field_values = '[]', lifted_values = NULL,"
        f" email_key = 'erased:' || id WHERE {_DELIVERY}",
        her,
    )
    for plan_id, batch_id, delivery in untaken:
        leave_out(db, plan_id, batch_id, {delivery: ERASED}, "")
    return letters - len(untaken), len(untaken)


def _erase_from_the_letters_of_others(db: Database, names: Iterable[str]) -> None:
    """A colleague who was passed over may have been told who gets the letter instead."""
    for name in names:
        db.execute(
            "UPDATE exclusions SET detail = replace(detail, :name, 'another contact')"
            " WHERE substr(detail, 1, length(:name) + 6) = :name || ' gets '",
            {"name": name},
        )


def leave_out_erased(db: Database, plan_id: str) -> None:
    """Take out of a new plan whoever was erased while it was made.

    Belongs into the transaction that writes it. Her letter becomes an exclusion without her.
    """
    barred = "SELECT 1 FROM suppressions WHERE reason = 'erasure'"
    if db.execute(f"{barred} LIMIT 1").fetchone() is None:
        return
    erased = f"plan_id = ? AND EXISTS ({barred} AND email_hash = address_hash({{address}}))"
    letters, others = erased.format(address="email_key"), erased.format(address="lower(email)")
    with explained(db):
        hers = db.execute(
            f"SELECT id, batch_id, name FROM deliveries WHERE {letters}", [plan_id]
        ).fetchall()
        out = db.execute(
            f"SELECT contact_uid, name FROM exclusions WHERE {others}", [plan_id]
        ).fetchall()
    for uid, _ in out:
        db.execute(
            "UPDATE exclusions SET email = '', name = '', detail = ''"
            " WHERE plan_id = ? AND contact_uid = ?",
            [plan_id, uid],
        )
    for delivery, batch_id, _ in hers:
        leave_out(db, plan_id, batch_id, {delivery: ERASED}, "")
    names = {name for *_, name in (*hers, *out)}
    _erase_from_the_letters_of_others(db, filter(None, names))


def _forget_merges(db: Database, her: Person) -> None:
    """What undoing another's merge would take holds her; hers went with the contact."""
    for text in (*her.keys, *her.uids):
        quoted = json.dumps(text, ensure_ascii=False).lower()
        db.execute("DELETE FROM merges WHERE instr(lower(gone || given), ?)", [quoted])


def _forget_marks(db: Database, her: Person) -> None:
    """Another contact's hand edits may name an address of hers, as one taken away."""
    for key in her.keys:
        db.execute("DELETE FROM edits WHERE field = 'address:' || ?", [key])


def _suppress_all(db: Database, keys: Iterable[str], now: datetime) -> None:
    for key in keys:
        suppress(db, Suppression(key, Reason.ERASURE, now, "erase"))
        # What a person wrote down about it may say who she is.
        db.execute("UPDATE suppressions SET note = '' WHERE email_hash = address_hash(?)", [key])
        db.execute("UPDATE releases SET because = '' WHERE email_hash = address_hash(?)", [key])
