"""The rows of a list in a temporary table: read without a lock on the store, in bounded memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlite_utils import Database

from outreach.domain.contact import address_key
from outreach.domain.contact_list import ContactRow, Departed, OfficeClue, Rejected
from outreach.domain.names import name_key

from .import_rules import COLUMNS

_FIELDS = (
    *("n", "line", "key", "email", *COLUMNS, "search_name", "listed_on", "tags", "topics"),
    *("organisation", "organisation_key", "medium", "aliases", "office", "other_emails"),
)
_INSERT = f"INSERT INTO temp.listed ({', '.join(_FIELDS)}) VALUES ({', '.join('?' * len(_FIELDS))})"
_TABLES = (
    f"CREATE TEMP TABLE listed (n INTEGER PRIMARY KEY, {', '.join(_FIELDS[1:])})",
    # The contacts that a page adds, and the rows they are added from.
    "CREATE TEMP TABLE added (contact_id INTEGER PRIMARY KEY, n, uid, organisation_id, office_id)",
    "CREATE TEMP TABLE departed (n, line, key, reason, at)",
    # The contacts this list named so far, and on which line first.
    "CREATE TEMP TABLE named (contact_id INTEGER PRIMARY KEY, line, gained)",
)


@dataclass(frozen=True, slots=True)
class Staged:
    """How many contacts are staged. ``rejected`` are the rows that came so, by ordinal."""

    contacts: int
    rejected: tuple[tuple[int, Rejected], ...]


def stage(db: Database, rows: Iterable[ContactRow | Departed | Rejected]) -> Staged:
    """Write the rows down as they come, numbered from 1; ``clear`` forgets them.

    Only the connection's own temporary database is written to.
    """
    clear(db)
    for table in _TABLES:
        db.execute(table)
    departed: list[tuple[object, ...]] = []
    rejected: list[tuple[int, Rejected]] = []
    key_of = lru_cache(10_000)(name_key)
    keyed = lru_cache(10_000)(_by_key)

    def contacts() -> Iterator[tuple[object, ...]]:
        for n, row in enumerate(rows, 1):
            if isinstance(row, ContactRow):
                yield _values(n, row, key_of, keyed)
            elif isinstance(row, Rejected):
                rejected.append((n, row))
            else:
                keys = dict.fromkeys(map(address_key, (row.email, *row.other_emails)))
                departed.extend((n, row.line, key, row.reason, row.at) for key in keys)
                if len(departed) >= 1000:
                    _depart(db, departed)

    # Only temp tables: no lock on the store is taken.
    db.execute("BEGIN")
    try:
        db.conn.executemany(_INSERT, contacts())
        _depart(db, departed)
        db.commit()
    except BaseException:
        db.rollback()
        raise
    return Staged(_count(db), tuple(rejected))


def clear(db: Database) -> None:
    for table in ("listed", "added", "departed", "named"):
        db.execute(f"DROP TABLE IF EXISTS temp.{table}")


def _depart(db: Database, rows: list[tuple[object, ...]]) -> None:
    db.conn.executemany("INSERT INTO temp.departed VALUES (?, ?, ?, ?, ?)", rows)
    rows.clear()


def _count(db: Database) -> int:
    row: Any = db.execute("SELECT count(*) FROM temp.listed").fetchone()
    return int(row[0])


def _values(
    n: int,
    row: ContactRow,
    key_of: Callable[[str], str],
    keyed: Callable[[tuple[str, ...]], str],
) -> tuple[object, ...]:
    return (
        n,
        row.line,
        address_key(row.email),
        row.email,
        row.name,
        row.given_name,
        row.family_name,
        row.title,
        row.role,
        row.salutation,
        row.language,
        row.country,
        row.city,
        row.phone,
        row.time_zone,
        row.notes,
        row.basis,
        name_key(row.name) if row.name else "",
        row.listed_on,
        keyed(row.tags) if row.tags else "",
        keyed(row.topics) if row.topics else "",
        row.organisation,
        key_of(row.organisation) if row.organisation else "",
        row.medium,
        keyed(row.aliases) if row.aliases else "",
        json.dumps(astuple(row.office)) if row.office else "",
        json.dumps(row.other_emails) if row.other_emails else "",
    )


def _by_key(texts: tuple[str, ...]) -> str:
    """As JSON; of several texts with one key the first."""
    return json.dumps({name_key(text): text for text in reversed(texts)}, ensure_ascii=False)


@lru_cache(10_000)
def labels_of(text: str) -> Mapping[str, str]:
    """Tags, topics or aliases by their keys."""
    return MappingProxyType(json.loads(text) if text else {})


@lru_cache(10_000)
def clue_of(text: str) -> OfficeClue:
    return OfficeClue(*json.loads(text))
