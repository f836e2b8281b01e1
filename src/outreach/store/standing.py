"""How one contact stands to an audience, without reading all whom it picks."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from outreach.domain.audience import Query, Term
from outreach.domain.contact import Contact, address_key
from outreach.domain.delivery import in_batches
from outreach.domain.selection import OnePer

from .audience import compile_query
from .driver import translated
from .records import COLUMNS, contact_of

_lists = itertools.count(1)


def id_of(db: Database, *, uid: str = "", email: str = "") -> int | None:
    """The contact with this uid, or to whom letters go at this address."""
    row: Any = db.execute(
        "SELECT id FROM contacts WHERE uid = ? UNION ALL"
        " SELECT id FROM contacts WHERE email_key = ? LIMIT 1",
        [uid, address_key(email)] if email else [uid, None],
    ).fetchone()
    return None if row is None else int(row[0])


def picked_of(db: Database, query: Query, ids: Sequence[int], signed: str) -> list[Contact]:
    """Those of ``ids`` the query picks, as ``audience.candidates`` gives them; by id."""
    where, params = compile_query(query)
    rows = db.query(
        f"SELECT {COLUMNS} FROM json_each(?) i CROSS JOIN recipients r ON r.id = i.value"
        f" WHERE {where} ORDER BY r.id",
        [signed, json.dumps(ids), *params],
    )
    return [contact_of(row) for row in list(rows)]


def one_contact(db: Database, contact_id: int, signed: str) -> Contact:
    """The contact with this id, which there must be, as ``audience.candidates`` gives her."""
    return picked_of(db, Query(()), [contact_id], signed)[0]


_OF_ONE_OFFICE = """
    SELECT c.id FROM offices mine
    JOIN offices f ON f.committee_id = mine.committee_id
        AND iif(mine.committee_id > '', f.side = mine.side, f.name = mine.name)
    JOIN contacts c ON c.office_id = f.id
    WHERE mine.id = (SELECT office_id FROM contacts WHERE id = ?)
"""
_OF_ONE_ORGANISATION = """
    SELECT id FROM contacts WHERE organisation_id =
        (SELECT organisation_id FROM contacts WHERE id = ?)
"""


def colleagues(db: Database, contact_id: int, one_per: OnePer) -> list[int]:
    """All who may share this contact's letter, and perhaps others: `domain.selection` decides."""
    if one_per == "person":
        return [contact_id]
    query = _OF_ONE_OFFICE if one_per == "office" else _OF_ONE_ORGANISATION
    found = {int(row[0]) for row in db.execute(query, [contact_id]).fetchall()}
    return sorted(found | {contact_id})


def has_delivery(db: Database, plan_id: str, contact_id: int) -> bool:
    """Whether a plan has a letter for the contact, or for any of its addresses."""
    row: Any = db.execute(
        """WITH hers AS (SELECT email_key FROM contacts WHERE id = :id
               UNION ALL SELECT email_key FROM addresses WHERE contact_id = :id)
           SELECT EXISTS (SELECT 1 FROM deliveries WHERE plan_id = :plan
                   AND email_key IN (SELECT email_key FROM hers))
               OR EXISTS (SELECT 1 FROM deliveries WHERE plan_id = :plan
                   AND contact_uid = (SELECT uid FROM contacts WHERE id = :id))""",
        {"id": contact_id, "plan": plan_id},
    ).fetchone()
    return bool(row[0])


@contextmanager
def drawn_up(db: Database, ids: Iterable[int]) -> Iterator[Term]:
    """A term that picks the contacts with these ids, while it lasts."""
    number = -next(_lists)  # those of `audience` count upwards
    db.execute(
        "CREATE TEMP TABLE IF NOT EXISTS drawn_up (list INTEGER, id INTEGER,"
        " PRIMARY KEY (list, id)) WITHOUT ROWID"
    )
    for some in in_batches(ids):
        rows = [(number, one) for one in some]
        db.conn.executemany("INSERT OR IGNORE INTO drawn_up VALUES (?, ?)", rows)
    try:
        yield Term("drawn-up", (str(number),))
    finally:
        with suppress(sqlite3.ProgrammingError):  # of a closed connection it is gone
            db.execute("DELETE FROM drawn_up WHERE list = ?", [number])


def file_of(db: Database) -> tuple[int, int]:
    """Which file lies under the store's name now, by device and number; zeros for none.

    An open connection goes on reading the file it was opened with, even when that has been
    replaced or removed.
    """
    row: Any = db.execute("PRAGMA database_list").fetchone()
    try:
        found = Path(row[2]).stat()
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino


def changes_seen(db: Database) -> int:
    """A number that moves whenever another connection has written to the store."""
    row: Any = db.execute("PRAGMA data_version").fetchone()
    return int(row[0])


_PEOPLE = (
    "SELECT count(*), max(id), max(updated_at) FROM contacts",
    "SELECT count(*), max(at) FROM suppressions",
    "SELECT count(*), max(id) FROM releases",
    "SELECT count(*), max(at) FROM edits",
    "SELECT count(*) FROM tags",
    "SELECT count(*) FROM topics",
    "SELECT count(*) FROM addresses",
    "SELECT count(*), max(id) FROM organisations",
    "SELECT count(*) FROM organisation_names",
    "SELECT count(*), max(id) FROM offices",
    "SELECT group_concat(name || dated || digest || loaded_at) FROM datasets",
    "SELECT group_concat(id) FROM plans",
    "SELECT count(*) FROM batches WHERE state NOT IN ('pending', 'failed') OR settled_by <> ''",
)


def people_stamp(db: Database) -> str:
    """A text that changes when contacts, suppressions, plans or Congress do.

    Who opened what is not in it: `engaged:` is read when an edition is opened.
    """
    rows = [db.execute(query).fetchone() for query in _PEOPLE]
    return json.dumps(rows, default=str)


@contextmanager
def reading(db: Database) -> Iterator[None]:
    """A driver's errors as StoreError, as ``transaction`` has them where something is written."""
    row: Any = db.execute("PRAGMA database_list").fetchone()
    with translated(Path(row[2] or ":memory:")):
        yield
