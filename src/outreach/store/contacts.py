"""The contacts: those a query picks, those a search finds, and the one somebody names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from outreach.domain.audience import Query
from outreach.domain.contact import Contact, Kind, address_key
from outreach.domain.names import name_key

from . import contact_search
from .audience import candidates, compile_query
from .records import COLUMNS, contact_of


def contacts(db: Database, query: Query, limit: int | None = None) -> Iterator[Contact]:
    """The contacts a query picks, in the order they were added, at most ``limit`` of them."""
    return candidates(db, query, limit=limit)


def kinds(db: Database, query: Query) -> tuple[Kind, ...]:
    """Which kinds of contacts a query picks."""
    where, params = compile_query(query)
    rows = db.execute(f"SELECT DISTINCT r.kind FROM recipients r WHERE {where}", params).fetchall()
    found = {kind for (kind,) in rows}
    return tuple(kind for kind in Kind if kind in found)


def search(
    db: Database, text: str, limit: int | None = None, within: Query | None = None
) -> list[Contact]:
    """Those who have all words of ``text``, the last of which may be a beginning.

    In the order they were added, at most ``limit``, and only such as ``within`` picks.
    """
    found, params = _found(db, text, within)
    ids = f"SELECT s.rowid AS id FROM {found} ORDER BY s.rowid LIMIT ?"
    no_campaign, no_limit = "", -1
    rows = db.query(
        f"SELECT {COLUMNS} FROM ({ids}) f CROSS JOIN recipients r ON r.id = f.id",
        [no_campaign, *params, no_limit if limit is None else limit],
    )
    return [contact_of(row) for row in rows]


def count_found(db: Database, text: str, within: Query | None = None) -> int:
    """How many ``search`` finds without a limit."""
    found, params = _found(db, text, within)
    row: Any = db.execute(f"SELECT count(*) FROM {found}", params).fetchone()
    return int(row[0])


def _found(db: Database, text: str, within: Query | None) -> tuple[str, list[Any]]:
    """FROM and WHERE. The index comes first: then a limit ends its reading."""
    contact_search.refresh(db)
    tables, where = "contact_search s", "s.contact_search MATCH ?"
    params: list[Any] = [contact_search.phrases(text)]
    if within is not None:
        picked, more = compile_query(within)
        tables = f"{tables} CROSS JOIN recipients r ON r.id = s.rowid"
        where, params = f"{where} AND ({picked})", [*params, *more]
    return f"{tables} WHERE {where}", params


def find(db: Database, email: str) -> Contact | None:
    """The contact with this address, her own or a further one, however it is written."""
    id_ = find_id(db, email)
    return None if id_ is None else by_id(db, id_)


def find_id(db: Database, email: str) -> int | None:
    """As ``find``, the store's id alone."""
    key = address_key(email)
    row: Any = db.execute(
        "SELECT id FROM contacts WHERE email_key = ?"
        " UNION ALL SELECT contact_id FROM addresses WHERE email_key = ? LIMIT 1",
        [key, key],
    ).fetchone()
    return row and int(row[0])


def by_id(db: Database, id_: int) -> Contact:
    """The contact with this id of the store, which there must be."""
    return _chosen(db, "r.id = ?", [id_])[0]


def named(db: Database, who: str, limit: int = 10) -> list[Contact]:
    """Whom a person means by ``who``: an address, a uid, or words to search for.

    One contact where it is plain who is meant; else those it may be, at most ``limit``. Of several
    found, the only one whose whole name it is, is meant.
    """
    known = find(db, who)
    if known is not None:
        return [known]
    found = _chosen(db, "r.uid = ?", [who]) or search(db, who, limit)
    if len(found) > 1:
        whole = contact_search.phrases(who, beginning=False)
        namesakes = _chosen(db, f"r.id IN ({_NAMESAKES})", [whole, name_key(who)])
        return namesakes if len(namesakes) == 1 else found
    return found


_NAMESAKES = """
    SELECT c.id FROM contact_search s CROSS JOIN contacts c ON c.id = s.rowid
    WHERE s.contact_search MATCH ? AND c.search_name = ? LIMIT 2
"""


def _chosen(db: Database, where: str, params: list[Any]) -> list[Contact]:
    no_campaign = ""
    rows = db.query(f"SELECT {COLUMNS} FROM recipients r WHERE {where}", [no_campaign, *params])
    return [contact_of(row) for row in rows]
