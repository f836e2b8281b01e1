"""What deleting leaves behind: pages of the file and of its write-ahead log, and what they hold."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlite_utils import Database

from outreach.domain.contact import spellings

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one of the addresses stands in the store; ``exact`` unless within a longer one."""

    table: str
    column: str
    rows: int
    exact: bool


def rewrite(db: Database) -> bool:
    """Write the file anew without what was deleted; False where others keep the old pages in use.

    Takes as much room as the store has. Raises the driver's errors, StoreLocked's among them.
    """
    for (table,) in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%USING fts5%'"
    ).fetchall():
        # A search index keeps words of deleted rows until its segments are merged.
        db.execute(f'INSERT INTO "{table}" ("{table}") VALUES (\'optimize\')')
    db.execute("VACUUM")
    row: Any = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not row[0]


def standing(db: Database, keys: Collection[str]) -> list[Standing]:
    """Every column of every table that an address stands in, however it is written there."""
    if not keys:
        return []
    needles = sorted({form for key in keys for form in _forms(key)})
    anywhere = re.compile("|".join(map(re.escape, needles)))
    exact = re.compile("|".join(rf"(?<![\w.+-]){re.escape(one)}(?![\w-])" for one in needles))
    # What all forms of an address have in common tells the rows that are worth a closer look.
    parts = sorted({re.split("@|%40", one)[0] for one in needles})
    found: dict[tuple[str, str], list[bool]] = {}
    where = " OR ".join("instr(its_texts, ?)" for _ in parts)
    for table, columns in _texts(db).items():
        texts = [f"coalesce(CAST(\"{one}\" AS TEXT), '')" for one in columns]
        whole = f"lower({' || char(10) || '.join(texts)}) AS its_texts"
        blobs = ", ".join(f"CAST({one} AS BLOB)" for one in texts)  # they may be no UTF-8
        # LIMIT keeps SQLite from working the text out anew for each part.
        rows = f'SELECT *, {whole} FROM "{table}" LIMIT -1'
        query = f"SELECT {blobs} FROM ({rows}) WHERE {where}"
        for row in db.execute(query, parts):
            for column, blob in zip(columns, row, strict=True):
                value = blob.decode("utf-8", "replace").lower()
                if anywhere.search(value):
                    hits = found.setdefault((table, column), [])
                    hits.append(exact.search(value) is not None)
    return [
        Standing(table, column, sum(hits) or len(hits), exact=any(hits))
        for (table, column), hits in found.items()
    ]


def _forms(key: str) -> set[str]:
    """How JSON and a link spell an address, its domain in ASCII or in letters of its own."""
    return {
        form.lower()
        for one in spellings(key)
        for form in (one, json.dumps(one)[1:-1], quote(one), quote(one, safe="@"))
    }


def _texts(db: Database) -> dict[str, list[str]]:
    """The columns of every table that may hold text."""
    columns: dict[str, list[str]] = {}
    for table, column in db.execute(
        "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c"
        " WHERE t.type = 'table' AND t.sql NOT LIKE 'CREATE VIRTUAL%'"
        " AND t.name NOT LIKE 'sqlite_%' AND c.type NOT IN ('INTEGER', 'REAL')"
    ):
        columns.setdefault(table, []).append(column)
    return columns


def occurrences(file: Path, keys: Iterable[str]) -> int:
    """How often the bytes of an address stand in a file, in capitals or not, whatever they mean.

    Not for a store that this process has open: closing a file lets go of the locks that SQLite
    holds on it (sqlite.org/howtocorrupt.html, 2.2).
    """
    forms = {form for key in keys for form in _forms(key)}
    # Bytes have capitals in ASCII only: another letter's capital is other bytes.
    needles = {text.encode().lower() for form in forms for text in (form, form.upper())}
    if not needles:
        return 0
    pattern = re.compile(b"|".join(re.escape(one) for one in sorted(needles)))
    overlap = max(map(len, needles)) - 1
    count, rest = 0, b""
    try:
        with file.open("rb") as opened:
            while chunk := opened.read(_CHUNK_BYTES):
                text = rest + chunk.lower()
                ends = [match.end() for match in pattern.finditer(text)]
                count += len(ends)
                rest = text[max([len(text) - overlap, *ends[-1:]]) :]
    except FileNotFoundError:
        return 0
    return count
