"""The index of contacts' words: names, titles, organisations and addresses, in any script."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlite_utils import Database

from outreach.domain.search import search_phrases, search_words
from outreach.errors import StoreLocked

from .database import transaction

_OWN_WORDS = """
    c.name || CASE WHEN instr(c.name, c.given_name) AND instr(c.name, c.family_name) THEN ''
        ELSE ' ' || c.given_name || ' ' || c.family_name END
    || ' ' || c.email_key
    || coalesce((SELECT ' ' || group_concat(email_key, ' ') FROM addresses
        WHERE contact_id = c.id), '')
"""
_SHARED_WORDS = """
    c.title || coalesce(' ' || o.name, '') || coalesce(' ' || f.name, '')
    || coalesce((SELECT ' ' || group_concat(name, ' ') FROM organisation_names
        WHERE organisation_id = c.organisation_id), '')
"""
"""What many contacts have in common; it is folded once."""


def refresh(db: Database) -> int:
    """Index the contacts that changed since the last time; how many those were.

    Migration 0007 says how it is known who changed. A search calls this first, so whoever writes
    contacts need not; after a great import it spares the first search the wait. Leaves the index
    as it is while another program writes to the store.
    """
    if not _number(db, f"SELECT EXISTS (SELECT 1 FROM search_due) OR EXISTS ({_ADDED})"):
        return 0
    db.conn.create_function("search_words", 1, search_words, deterministic=True)
    folded_once = lru_cache(50_000)(search_words)
    db.conn.create_function("shared_words", 1, folded_once, deterministic=True)
    try:
        with transaction(db):
            return _index(db)
    except StoreLocked:
        return 0


_ADDED = """
    SELECT id FROM contacts WHERE id >
        coalesce((SELECT rowid FROM contact_search ORDER BY rowid DESC LIMIT 1), 0)
"""


def _index(db: Database) -> int:
    db.execute(f"INSERT OR IGNORE INTO search_due (contact_id) {_ADDED}")
    due = _number(db, "SELECT count(*) FROM search_due")
    db.execute("DELETE FROM contact_search WHERE rowid IN (SELECT contact_id FROM search_due)")
    db.execute(
        "INSERT INTO contact_search (rowid, words)"
        f" SELECT c.id, search_words({_OWN_WORDS}) || ' ' || shared_words({_SHARED_WORDS})"
        " FROM search_due d CROSS JOIN contacts c ON c.id = d.contact_id"
        " LEFT JOIN organisations o ON o.id = c.organisation_id"
        " LEFT JOIN offices f ON f.id = c.office_id"
    )
    db.execute("DELETE FROM search_due")
    return due


def _number(db: Database, query: str) -> int:
    row: Any = db.execute(query).fetchone()
    return int(row[0])


def phrases(text: str, *, beginning: bool = True) -> str:
    """What the index is asked for: all words of ``text``, the last of which may be a beginning.

    A text without any word finds nobody.
    """
    quoted = [f'"{one}"' for one in search_phrases(text) if any(map(str.isalnum, one))]
    return " AND ".join(quoted) + "*" * beginning if quoted else '""'
