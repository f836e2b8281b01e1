"""Contacts set aside while an edition is selected, in a temporary table: memory does not grow."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType

from sqlite_utils import Database

from outreach.domain.delivery import BatchState, in_batches

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

    def add_letters(self, plan_id: str, edition: str, states: Collection[BatchState]) -> None:
        """As ``add_recipients``, of those whose batch is in one of these states, and the last

        that is added for a contact holds.
        """
        self._flush()
        letters = (
            "deliveries d JOIN batches b ON b.id = d.batch_id WHERE d.plan_id = ?"
            " AND b.state IN (SELECT value FROM json_each(?))"
        )
        self.db.execute(
            f"INSERT OR REPLACE INTO gathered SELECT ?, id, ? FROM ({whose(letters)})",
            [self.run, edition, plan_id, json.dumps(sorted(states))],
        )

    def add_left_out(self, plan_id: str) -> None:
        """Those whom this plan leaves out, under the reason; the last that is added holds."""
        self._flush()
        self.db.execute(
            """WITH e AS MATERIALIZED (SELECT contact_uid, lower(email) AS email_key, reason
                FROM exclusions WHERE plan_id = ?)
            INSERT OR REPLACE INTO gathered SELECT ?, id, reason FROM (
                SELECT c.id, e.reason FROM e JOIN contacts c ON c.uid = e.contact_uid
                UNION ALL
                SELECT c.id, e.reason FROM e JOIN contacts c ON c.email_key = e.email_key
                UNION ALL
                SELECT a.contact_id, e.reason FROM e JOIN addresses a ON a.email_key = e.email_key)
            """,
            [plan_id, self.run],
        )

    def ids(self) -> Iterator[tuple[int, str]]:
        """All contacts by their ids, each with what it was added for."""
        self._flush()
        last = 0
        while rows := self.db.execute(
            "SELECT contact_id, edition FROM gathered WHERE run = ? AND contact_id > ?"
            " ORDER BY contact_id LIMIT ?",
            [self.run, last, _FULL],
        ).fetchall():
            yield from ((int(id_), str(edition)) for id_, edition in rows)
            last = int(rows[-1][0])

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
