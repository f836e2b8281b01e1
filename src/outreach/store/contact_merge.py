"""Contacts that are likely one person, and two of them made one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from outreach.domain.contact import Contact
from outreach.domain.names import name_key
from outreach.errors import WrongUsage

from .contacts import by_id
from .database import transaction
from .interactions import move

_TOGETHER = (
    ("name", "given_name", "family_name"),
    ("title", "role"),
    ("office_id", "listed_on"),
    *((column,) for column in ("salutation", "language", "country", "city", "phone")),
    *((column,) for column in ("time_zone", "basis", "organisation_id", "source_id")),
)
"""Columns that are filled in where they are blank; those of one group only with each other."""

SETTLED_AS = {"organisation_id": "organisation", "office_id": "office", "listed_on": "office"}
"""What ``edits`` calls a column, where it calls it otherwise."""

LISTS = {
    "tags": "tag_key",
    "topics": "topic_key",
    "positions": "organisation_id",
    "listings": "source_id",
    "edits": "field",
}
"""Tables by contact, and what tells two rows of one contact apart."""


@dataclass(frozen=True, slots=True)
class Merge:
    """What a merge changes in the contact that stays.

    ``filled`` are columns with their new values, ``dropped`` those in which the other's value
    gives way, ``united`` the rows by table that come over.
    """

    filled: Mapping[str, Any]
    dropped: Mapping[str, Any]
    united: Mapping[str, tuple[Mapping[str, Any], ...]]


_NAMESAKES = """
    SELECT same.first, c.id AS second FROM (
        SELECT {at}, search_name, min(id) AS first FROM contacts
        WHERE {at} IS NOT NULL AND search_name <> ''
        GROUP BY {at}, search_name HAVING count(*) > 1
    ) same JOIN contacts c ON c.{at} = same.{at} AND c.search_name = same.search_name
    WHERE c.id > same.first
"""
_PAIRS = " UNION ".join(_NAMESAKES.format(at=at) for at in ("organisation_id", "office_id"))


def likely_duplicates(db: Database, limit: int | None = None) -> list[tuple[Contact, Contact]]:
    """Pairs of one folded name at one organisation or office, the older contact first."""
    no_limit = -1
    query = f"{_PAIRS} ORDER BY 1, 2 LIMIT ?"
    pairs = db.execute(query, [no_limit if limit is None else limit]).fetchall()
    return [(by_id(db, first), by_id(db, second)) for first, second in pairs]


def count_likely_duplicates(db: Database) -> int:
    """How many pairs ``likely_duplicates`` has without a limit."""
    row: Any = db.execute(f"SELECT count(*) FROM ({_PAIRS})").fetchone()
    return int(row[0])


def outlook(db: Database, keep: int, gone: int) -> Merge:
    """What ``merge`` would do; changes nothing."""
    return _merged(snapshot(db, keep), snapshot(db, gone))


def merge(db: Database, keep: int, gone: int, *, now: datetime) -> Merge:
    """Make two contacts one, in one transaction; ``gone`` leaves.

    Blanks of ``keep`` are filled, but those a person left blank by hand; tags, topics, positions,
    sources, interactions and addresses are united, and the address of ``gone`` becomes a further
    one, so that no list brings it back: as settled as if by hand. What was sent to either stays in
    the ledger.
    ``merges`` holds what undoing it takes.
    """
    if keep == gone:
        raise WrongUsage("this is one contact already", "name two: the one to keep comes first")
    at = now.astimezone(UTC).isoformat()
    with transaction(db):
        kept, other = snapshot(db, keep), snapshot(db, gone)
        planned = _merged(kept, other)
        columns = {**planned.filled, "updated_at": at}
        before = {column: kept["contact"][column] for column in columns}
        db.execute("DELETE FROM contacts WHERE id = ?", [gone])  # its rows cascade
        update(db, keep, columns)
        for table, rows in planned.united.items():
            insert(db, table, ({**row, "contact_id": keep} for row in rows))
        given: dict[str, Any] = {
            "before": before,
            "after": columns,
            **{
                table: [row[row_key(table)] for row in rows]
                for table, rows in planned.united.items()
            },
        }
        given["interactions"] = move(db, other["contact"]["uid"], kept["contact"]["uid"])
        given["edits"] += _settle_addresses(db, keep, planned.united["addresses"], at)
        db.execute(
            "INSERT INTO merges (kept_id, gone, given, at) VALUES (?, ?, ?, ?)",
            [
                keep,
                json.dumps(other, ensure_ascii=False),
                json.dumps(given, ensure_ascii=False),
                at,
            ],
        )
    return planned


def _settle_addresses(
    db: Database, keep: int, further: Iterable[Mapping[str, Any]], at: str
) -> list[str]:
    """The marks that are new, so that no list gives these addresses to somebody else."""
    return [
        mark
        for mark in (f"address:{one['email_key']}" for one in further)
        if db.execute("INSERT OR IGNORE INTO edits VALUES (?, ?, ?)", [keep, mark, at]).rowcount
    ]


def snapshot(db: Database, id_: int) -> dict[str, Any]:
    """A contact with all rows that leave with it; without columns that are made of others."""
    columns = ", ".join(row["name"] for row in list(db.query("PRAGMA table_info (contacts)")))
    (contact,) = db.query(f"SELECT {columns} FROM contacts WHERE id = ?", [id_])
    tables = {
        table: list(db.query(f"SELECT * FROM {table} WHERE contact_id = ?", [id_]))
        for table in (*LISTS, "addresses")
    }
    merges = list(db.query("SELECT * FROM merges WHERE kept_id = ? ORDER BY id", [id_]))
    return {"contact": contact, **tables, "merges": merges}


def _merged(kept: Mapping[str, Any], other: Mapping[str, Any]) -> Merge:
    mine, theirs = kept["contact"], other["contact"]
    settled = {one["field"] for one in kept["edits"]}
    filled: dict[str, Any] = {}
    dropped: dict[str, Any] = {}
    for group in _TOGETHER:
        free = not any(mine[c] or SETTLED_AS.get(c, c) in settled for c in group)
        target = filled if free else dropped
        target |= {c: theirs[c] for c in group if theirs[c] and theirs[c] != mine[c]}
    if "name" in filled:
        filled["search_name"] = name_key(filled["name"])
    if mine["kind"] == "other" != theirs["kind"] and "kind" not in settled:
        filled["kind"] = theirs["kind"]
    if theirs["notes"] and theirs["notes"] not in mine["notes"]:
        filled["notes"] = " / ".join(filter(None, (mine["notes"], theirs["notes"])))
    united: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for table in LISTS:
        have = {row[row_key(table)] for row in kept[table]} | (
            {one.partition(":")[2] for one in settled if one.startswith(f"{table[:-1]}:")}
        )
        united[table] = tuple(row for row in other[table] if row[row_key(table)] not in have)
    first = {"email_key": theirs["email_key"], "email": theirs["email"]}
    united["addresses"] = (first, *other["addresses"])
    hers = {mine["email_key"], *(row["email_key"] for row in kept["addresses"])}
    united["edits"] = tuple(
        row
        for row in united["edits"]
        if _came_over(row, filled, united) and row["field"].removeprefix("address:") not in hers
    )
    dropped.pop("source_id", None)
    dropped.pop("listed_on", None)
    return Merge(filled, dropped, united)


def _came_over(
    edit: Mapping[str, Any],
    filled: Mapping[str, Any],
    united: Mapping[str, tuple[Mapping[str, Any], ...]],
) -> bool:
    """A value settled by hand stays settled where it goes; what was said of addresses all does."""
    label, colon, key = edit["field"].partition(":")
    if label == "address":
        return True
    if colon:
        return any(row[f"{label}_key"] == key for row in united[f"{label}s"])
    return any(SETTLED_AS.get(column, column) == edit["field"] for column in filled)


def row_key(table: str) -> str:
    """The column that tells two rows of one contact apart."""
    return LISTS.get(table, "email_key")


def update(db: Database, id_: int, values: Mapping[str, Any]) -> None:
    if values:
        assignments = ", ".join(f"{column} = ?" for column in values)
        params = [*values.values(), id_]
        db.execute(f"UPDATE contacts SET {assignments} WHERE id = ?", params)


def insert(db: Database, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        columns, marks = ", ".join(row), ", ".join("?" * len(row))
        db.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(row.values()))
