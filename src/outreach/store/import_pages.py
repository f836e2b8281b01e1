"""A page of a list at a time: what the store knows of its rows, fetched and written in bulk."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from outreach.domain.contact import Kind

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
        c.email_key, named.line, {_KNOWN}
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
        known = Known(rest[4], rest[5], rest[12:], listed_on, organisation, office, rest[11])
        known.key = rest[10]
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


def names(db: Database, keys: Iterable[str]) -> dict[str, set[str]]:
    """The folded names under which this list has rows of these addresses, in all its pages."""
    wanted = json.dumps(list(keys))
    found: dict[str, set[str]] = defaultdict(set)
    if wanted != "[]":
        db.execute("CREATE INDEX IF NOT EXISTS temp.listed_by_key ON listed (key)")
        query = "SELECT t.key, t.search_name FROM json_each(?) k JOIN temp.listed t"
        for key, name in db.execute(
            f"{query} ON t.key = k.value WHERE t.search_name <> ''", [wanted]
        ):
            found[key].add(name)
    return found


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

    ``met`` are its contacts by id, ``added`` those of them that are new, each with its staged
    row's number, uid, organisation and office; what that row says they get, and ``changes`` on
    top of it. ``aliases`` are by organisation and key, ``addresses`` by key; ``freed`` are keys of
    further addresses that become somebody's own.
    """

    outlets: dict[str, Outlet] = field(default_factory=dict)
    aliases: dict[tuple[int, str], str] = field(default_factory=dict)
    added: dict[int, tuple[int, str, int | None, int | None]] = field(default_factory=dict)
    met: dict[int, Known] = field(default_factory=dict)
    gained: set[int] = field(default_factory=set)
    addresses: dict[str, tuple[str, int]] = field(default_factory=dict)
    freed: set[str] = field(default_factory=set)


def write(
    db: Database, writes: Writes, *, kind: Kind, organisations: str, source: int, at: str
) -> None:
    """Write a page; ``kind`` is what its contacts are, ``organisations`` what theirs are."""
    many: Callable[..., object] = db.conn.executemany
    outlets = list(writes.outlets.values())
    many(
        "INSERT INTO organisations (id, kind, name, name_key, medium, country, language)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(one.id, organisations, one.name, one.key, *one.facts) for one in outlets if one.new],
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
    _add_contacts(db, writes, kind, source, at)
    _change_contacts(db, writes, at)
    _write_gains(db, writes)
    many("DELETE FROM addresses WHERE email_key = ?", [(key,) for key in writes.freed])
    many(
        "INSERT INTO addresses (email_key, email, contact_id) VALUES (?, ?, ?)",
        [(key, *value) for key, value in writes.addresses.items()],
    )
    many(
        "INSERT INTO temp.named (contact_id, line, gained) VALUES (?, ?, ?)"
        " ON CONFLICT (contact_id) DO UPDATE SET gained = max(gained, excluded.gained)",
        [(one.id, one.line, one.id in writes.gained) for one in writes.met.values()],
    )


_SAID_OF_ADDED = ", ".join(("email", "search_name", *COLUMNS, "listed_on"))
_OF_ADDED = "FROM temp.added a CROSS JOIN temp.listed t ON t.n = a.n"
_ADD = f"""
    INSERT INTO contacts (id, uid, organisation_id, office_id, kind, source_id, created_at,
        updated_at, email_key, {_SAID_OF_ADDED})
    SELECT a.contact_id, a.uid, a.organisation_id, a.office_id, ?, ?, ?, ?, t.key, {_SAID_OF_ADDED}
    {_OF_ADDED}
"""
_ADD_MORE = (
    f"""INSERT INTO positions (contact_id, organisation_id, title)
        SELECT a.contact_id, a.organisation_id, t.title {_OF_ADDED}
        WHERE a.organisation_id IS NOT NULL""",
    f"""INSERT INTO tags (contact_id, tag_key, tag) SELECT a.contact_id, l.key, l.value
        {_OF_ADDED} AND t.tags <> '' CROSS JOIN json_each(t.tags) l""",
    f"""INSERT INTO topics (contact_id, topic_key, topic) SELECT a.contact_id, l.key, l.value
        {_OF_ADDED} AND t.topics <> '' CROSS JOIN json_each(t.topics) l""",
)


def _add_contacts(db: Database, writes: Writes, kind: Kind, source: int, at: str) -> None:
    """From the staged rows, without a way through Python: that costs as much as the indexes."""
    if not writes.added:
        return
    added = [(contact, *rest) for contact, rest in writes.added.items()]
    db.conn.executemany("INSERT INTO temp.added VALUES (?, ?, ?, ?, ?)", added)
    db.execute(_ADD, [kind, source, at, at])
    for more in _ADD_MORE:
        db.execute(more)
    db.execute("DELETE FROM temp.added")


def _change_contacts(db: Database, writes: Writes, at: str) -> None:
    updates: dict[tuple[str, ...], list[tuple[object, ...]]] = defaultdict(list)
    lifted: list[tuple[int, str]] = []
    for one in writes.met.values():
        changes = one.changes
        if one.id in writes.gained and one.id not in writes.added:
            changes = {**changes, "updated_at": at}
        if changes:
            updates[tuple(changes)].append((*changes.values(), one.id))
        lifted += ((one.id, name) for name in one.lifted)
    # A statement for each set of columns: triggers go by the columns an UPDATE names.
    for columns, values in updates.items():
        assignments = ", ".join(f"{column} = ?" for column in columns)
        db.conn.executemany(f"UPDATE contacts SET {assignments} WHERE id = ?", values)
    db.conn.executemany("DELETE FROM edits WHERE contact_id = ? AND field = ?", lifted)


_GAINS: Mapping[Gain, str] = {
    "tags": "INSERT OR IGNORE INTO tags (contact_id, tag_key, tag) VALUES (?, ?, ?)",
    "topics": "INSERT OR IGNORE INTO topics (contact_id, topic_key, topic) VALUES (?, ?, ?)",
    "positions": "INSERT OR IGNORE INTO positions (contact_id, organisation_id, title)"
    " VALUES (?, ?, ?)",
}


def _write_gains(db: Database, writes: Writes) -> None:
    rows: dict[Gain, list[tuple[int, str | int, str]]] = {table: [] for table in _GAINS}
    for one in writes.met.values():
        for table, key, text in one.gained:
            rows[table].append((one.id, key, text))
    for table, insert in _GAINS.items():
        db.conn.executemany(insert, rows[table])


def list_named(db: Database, source: int, beside: Mapping[int, int]) -> None:
    """Write down that this list names the contacts that its pages met, and those ``beside`` them,
    each with its line."""
    db.execute(
        "INSERT OR IGNORE INTO listings (contact_id, source_id, line)"
        " SELECT contact_id, ?, line FROM temp.named ORDER BY contact_id",
        [source],
    )
    many: Callable[..., object] = db.conn.executemany
    many(
        "INSERT OR IGNORE INTO listings (contact_id, source_id, line) VALUES (?, ?, ?)",
        [(contact, source, line) for contact, line in beside.items()],
    )
