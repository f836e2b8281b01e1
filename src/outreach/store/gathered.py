"""Contacts set aside while an edition is selected, in a temporary table: memory does not grow."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType

from sqlite_utils import Database

from outreach.domain.delivery import in_batches

from .audience_terms import whose

_FULL = 1000
_runs = itertools.count(1)


@dataclass(slots=True)
class Gathered:
    """Contacts, each under the first edition it was added for. A context: leaving it forgets."""

    db: Database
    run: int = field(default_factory=lambda: next(_runs))
    _waiting: list[tuple[int, int, str]] = field(default_factory=list)

    def __enter__(self) -> Gathered:
        self.db.execute(
            "CREATE TEMP TABLE IF NOT EXISTS gathered (run INTEGER, contact_id INTEGER, edition,"
            " PRIMARY KEY (run, contact_id)) WITHOUT ROWID"
        )
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        with suppress(
            sqlite3.ProgrammingError
        ):  # of a closed connection the temporary tables are gone
            self.db.execute("DELETE FROM gathered WHERE run = ?", [self.run])

    def add(self, contact_id: int, edition: str = "") -> None:
        self._waiting.append((self.run, contact_id, edition))
        if len(self._waiting) >= _FULL:
            self._flush()

    def add_recipients(self, plan_id: str, edition: str) -> None:
        """All who have a delivery in this plan, by the contact or by any of its addresses."""
        self._flush()
        self.db.execute(
            "INSERT OR IGNORE INTO gathered SELECT ?, id, ? FROM"
            f" ({whose('deliveries d WHERE d.plan_id = ?')})",
            [self.run, edition, plan_id],
        )

    def edition_of(self, contact_id: int) -> str:
        """Blank for a contact that was not added."""
        self._flush()
        row = self.db.execute(
            "SELECT edition FROM gathered WHERE run = ? AND contact_id = ?", [self.run, contact_id]
        ).fetchone()
        return str(row[0]) if row else ""

    def namesakes(self) -> int:
        """How many of them share their folded name with another at the same place."""
        self._flush()
        row = self.db.execute(
            "SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM gathered g"
            " CROSS JOIN contacts c ON c.id = g.contact_id WHERE g.run = ? AND c.search_name <> ''"
            " AND (c.organisation_id IS NOT NULL OR c.office_id IS NOT NULL)"
            " GROUP BY c.search_name, c.organisation_id, c.office_id HAVING count(*) > 1)",
            [self.run],
        ).fetchone()
        return int(row[0])

    def _flush(self) -> None:
        for rows in in_batches(self._waiting):
            self.db.conn.executemany("INSERT OR IGNORE INTO gathered VALUES (?, ?, ?)", rows)
        self._waiting.clear()
