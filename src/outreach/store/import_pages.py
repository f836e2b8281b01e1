"""A page of a list at a time: what the store knows of its rows, fetched and written in bulk."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlite_utils import Database

from .import_rules import COLUMNS, Gain, Known

SIZE = 2000
"""Rows a page: enough that its queries cost nothing, few enough for little memory."""

_TEXTS = len(COLUMNS)
_SAID = ", ".join(f"t.{column}" for column in COLUMNS)
_KNOWN = ", ".join(f"c.{column}" for column in COLUMNS)
_ROWS = f"""
    SELECT t.n, t.line, t.key, t.email, t.search_name, t.listed_on, t.tags, t.topics,
        t.organisation, t.organisation_key, t.medium, t.country, t.language, t.aliases,
        t.office, t.other_emails, {_SAID},
        o.id, o.medium, o.country, o.language,
        c.id, c.kind, c.listed_on, c.organisation_id, c.office_id, c.source_id,
        named.line, {_KNOWN}
    FROM temp.listed t
    LEFT JOIN contacts c ON c.id = coalesce(
        (SELECT id FROM contacts WHERE email_key = t.key),
        (SELECT contact_id FROM addresses WHERE email_key = t.key))
    LEFT JOIN organisations o ON o.kind = ? AND o.name_key = t.organisation_key
    LEFT JOIN temp.named ON named.contact_id = c.id
    WHERE t.n > ?
    ORDER BY t.n LIMIT {SIZE}
"""


@dataclass(slots=True)
class Listed:
    """A staged row. ``known`` and ``source`` are the contact of its address, if the store has one
    from before this page, and the source that brought it; ``outlet`` its organisation as stored.
    """

    n: int
    line: int
    key: str
    email: str
    search_name: str
    listed_on: str
    tags: str
    topics: str
    organisation: str
    organisation_key: str
    organisation_facts: tuple[str, str, str]
    aliases: str
    office: str
    other_emails: str
    values: tuple[str, ...]
    outlet: tuple[int, str, str, str] | None
    known: Known | None
    source: int | None


def pages(db: Database, organisation_kind: str) -> Iterator[list[Listed]]:
    """The staged rows in order, each page as the store stands when it is asked for."""
    after = 0
    while True:
        cells = db.execute(_ROWS, [organisation_kind, after]).fetchall()
        if not cells:
            return
        page = [_listed(row) for row in cells]
        _complete(db, [one.known for one in page if one.known])
        yield page
        after = page[-1].n


def _listed(row: tuple[Any, ...]) -> Listed:
    values, rest = row[16 : 16 + _TEXTS], row[16 + _TEXTS :]
    known = None
    if rest[4] is not None:
        listed_on, organisation, office = rest[6:9]
        known = Known(rest[4], rest[5], rest[11:], listed_on, organisation, office, rest[10])
    outlet = rest[:4] if rest[0] is not None else None
    n, line, key, email, search_name, listed_on, tags, topics, organisation, folded = row[:10]
    aliases, office, others = row[13:16]
    return Listed(
        *(n, line, key, email, search_name, listed_on, tags, topics, organisation, folded),
        (row[10], row[11], row[12]),
        *(aliases, office, others),
        values,
        outlet,
        known,
        rest[9],
    )


def _complete(db: Database, contacts: list[Known]) -> None:
    """Give them their tags, topics, positions and what was settled by hand."""
    if not contacts:
        return
    ids = json.dumps(list({one.id for one in contacts}))

    def held(table: str, column: str) -> dict[int, set[Any]]:
        found = defaultdict(set)
        query = (
            f"SELECT contact_id, {column} FROM json_each(?) ids"
            f" JOIN {table} ON {table}.contact_id = ids.value"
        )
        for contact, value in db.execute(query, [ids]):
            found[contact].add(value)
        return found

    tags, topics = held("tags", "tag_key"), held("topics", "topic_key")
    positions, settled = held("positions", "organisation_id"), held("edits", "field")
    for one in contacts:
        one.tags = tags.get(one.id, one.tags)
        one.topics = topics.get(one.id, one.topics)
        one.positions = positions.get(one.id, one.positions)
        one.settled = settled.get(one.id, one.settled)


def owners(db: Database, keys: Iterable[str]) -> dict[str, int]:
    """Which contact each of these address keys belongs to, as its own or a further address."""
    wanted = json.dumps(list(keys))
    if wanted == "[]":
        return {}
    query = (
        "SELECT a.email_key, a.contact_id FROM json_each(?) k JOIN addresses a"
        " ON a.email_key = k.value UNION ALL SELECT c.email_key, c.id FROM json_each(?) k"
        " JOIN contacts c ON c.email_key = k.value"
    )
    return dict(db.execute(query, [wanted, wanted]).fetchall())


@dataclass(slots=True)
class Outlet:
    """An organisation as it stands; ``facts`` are its medium, country and language."""

    id: int
    name: str
    key: str
    facts: list[str]
    new: bool = False
    changed: bool = False


@dataclass(slots=True)
class Writes:
    """What one page changes, gathered to be written at once.

    ``met`` are its contacts by id, ``added`` those of them that are new, each with uid, address,
    key and folded name. ``first`` are contacts named for the first time in this list, with the
    line. ``aliases`` are by organisation and key, ``addresses`` by key.
    """

    outlets: dict[str, Outlet] = field(default_factory=dict)
    aliases: dict[tuple[int, str], str] = field(default_factory=dict)
    added: dict[int, tuple[str, str, str, str]] = field(default_factory=dict)
    met: dict[int, Known] = field(default_factory=dict)
    first: list[tuple[int, int]] = field(default_factory=list)
    gained: set[int] = field(default_factory=set)
    addresses: dict[str, tuple[str, int]] = field(default_factory=dict)


def write(db: Database, writes: Writes, *, kinds: str, source: int, at: str) -> None:
    """Write a page; ``kinds`` is the kind of its organisations."""
    many: Callable[..., object] = db.conn.executemany
    outlets = list(writes.outlets.values())
    many(
        "INSERT INTO organisations (id, kind, name, name_key, medium, country, language)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(one.id, kinds, one.name, one.key, *one.facts) for one in outlets if one.new],
    )
    many(
        "UPDATE organisations SET medium = ?, country = ?, language = ? WHERE id = ?",
        [(*one.facts, one.id) for one in outlets if one.changed and not one.new],
    )
    many(
        "INSERT OR IGNORE INTO organisation_names (organisation_id, name_key, name)"
        " VALUES (?, ?, ?)",
        [(*key, name) for key, name in writes.aliases.items()],
    )
    _write_contacts(db, writes, source, at)
    _write_gains(db, writes)
    many(
        "INSERT INTO addresses (email_key, email, contact_id) VALUES (?, ?, ?)",
        [(key, *value) for key, value in writes.addresses.items()],
    )
    many(
        "INSERT OR IGNORE INTO listings (contact_id, line, source_id) VALUES (?, ?, ?)",
        [(*one, source) for one in writes.first],
    )
    many(
        "INSERT INTO temp.named (contact_id, line, gained) VALUES (?, ?, ?)"
        " ON CONFLICT (contact_id) DO UPDATE SET gained = max(gained, excluded.gained)",
        [(one.id, one.line, one.id in writes.gained) for one in writes.met.values()],
    )


_ADDED = (
    *("id", "uid", "kind", "email", "email_key", "search_name", *COLUMNS, "listed_on"),
    *("organisation_id", "office_id", "source_id", "created_at", "updated_at"),
)
_AT_ONCE = 500


def _write_contacts(db: Database, writes: Writes, source: int, at: str) -> None:
    added = [
        (
            *(one.id, uid, one.kind, email, key),
            *(one.changes.get("search_name", search_name), *one.values, one.listed_on),
            *(one.organisation, one.office, source, at, at),
        )
        for one, (uid, email, key, search_name) in (
            (writes.met[contact], more) for contact, more in writes.added.items()
        )
    ]
    # Many rows a statement: for the sake of its triggers SQLite makes each statement one that
    # can be taken back, and that costs as much as a row.
    for start in range(0, len(added), _AT_ONCE):
        some = added[start : start + _AT_ONCE]
        marks = ", ".join([f"({', '.join('?' * len(_ADDED))})"] * len(some))
        insert = f"INSERT INTO contacts ({', '.join(_ADDED)}) VALUES {marks}"
        db.execute(insert, list(chain.from_iterable(some)))
    updates: dict[tuple[str, ...], list[tuple[object, ...]]] = defaultdict(list)
    lifted: list[tuple[int, str]] = []
    for one in writes.met.values():
        if one.id in writes.added:
            continue
        gained = {"updated_at": at} if one.id in writes.gained else {}
        if changes := {**one.changes, **gained}:
            updates[tuple(changes)].append((*changes.values(), one.id))
        lifted += ((one.id, name) for name in one.lifted)
    # A statement for each set of columns: triggers go by the columns an UPDATE names.
    for columns, values in updates.items():
        assignments = ", ".join(f"{column} = ?" for column in columns)
        db.conn.executemany(f"UPDATE contacts SET {assignments} WHERE id = ?", values)
    db.conn.executemany("DELETE FROM edits WHERE contact_id = ? AND field = ?", lifted)


_GAINS: tuple[tuple[Gain, str], ...] = (
    ("tags", "INSERT OR IGNORE INTO tags (contact_id, tag_key, tag) VALUES (?, ?, ?)"),
    ("topics", "INSERT OR IGNORE INTO topics (contact_id, topic_key, topic) VALUES (?, ?, ?)"),
    (
        "positions",
        "INSERT OR IGNORE INTO positions (contact_id, organisation_id, title) VALUES (?, ?, ?)",
    ),
)


def _write_gains(db: Database, writes: Writes) -> None:
    gains = [(one.id, gain) for one in writes.met.values() for gain in one.gained]
    for table, insert in _GAINS:
        rows = [(contact, key, text) for contact, (name, key, text) in gains if name == table]
        db.conn.executemany(insert, rows)
