"""How a person said the columns of a list are to be read, for the next list with its headers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from .database import transaction


def saved_mapping(db: Database, list_key: str) -> tuple[dict[str, str], str] | None:
    """The fields by header, and the kind of list, blank where it was not said."""
    row: Any = _saved(db, "columns, kind", list_key)
    return (json.loads(row[0]), row[1]) if row else None


def mapping_saved_at(db: Database, list_key: str) -> datetime | None:
    """When a person last said so."""
    row: Any = _saved(db, "saved_at", list_key)
    return datetime.fromisoformat(row[0]) if row else None


def save_mapping(
    db: Database, list_key: str, columns: Mapping[str, str], kind: str, now: datetime
) -> None:
    """Remember it; what was said before of lists with these headers is replaced."""
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    with transaction(db):
        db.execute(
            "INSERT OR REPLACE INTO mappings (list_key, columns, kind, saved_at)"
            " VALUES (?, ?, ?, ?)",
            [list_key, json.dumps(dict(columns), ensure_ascii=False), kind, at],
        )


def _saved(db: Database, columns: str, list_key: str) -> Any:
    return db.execute(f"SELECT {columns} FROM mappings WHERE list_key = ?", [list_key]).fetchone()
