"""What is doubtful about the congress data that a query goes by."""

from __future__ import annotations

from datetime import date

from sqlite_utils import Database

from outreach.domain.audience import Query
from outreach.domain.congress import group_stale, stale
from outreach.domain.member_terms import committees_named, uses_congress
from outreach.errors import Problem

from .congress import dated

UPDATE = "run `outreach congress update`"


def congress_doubts(db: Database, query: Query, today: date) -> tuple[Problem, ...]:
    """Warnings: the data is old, or a hand-kept group the query names was not checked lately.

    None where the query does not go by Congress.
    """
    if not uses_congress(query):
        return ()
    day = dated(db)
    return (*(data_doubts(day, today) if day else ()), *_group_doubts(db, query, today))


def data_doubts(day: date, today: date) -> tuple[Problem, ...]:
    said = stale(day, today)
    return (Problem("congress-data-old", said, None, UPDATE, "warning"),) if said else ()


def _group_doubts(db: Database, query: Query, today: date) -> tuple[Problem, ...]:
    codes = committees_named(query)
    if not codes:
        return ()
    marks = ", ".join("?" * len(codes))
    rows = db.execute(
        "SELECT id, name, checked_on FROM committees"
        f" WHERE hand_kept = 1 AND id IN ({marks}) ORDER BY id",
        list(codes),
    ).fetchall()
    return tuple(
        Problem("congress-group-old", said, None, _check_again(code), "warning")
        for code, name, checked_on in rows
        if (said := group_stale(f"{code} ({name})", date.fromisoformat(checked_on), today))
    )


def _check_again(code: str) -> str:
    return f"compare [groups.{code}] in congress.toml with its source, then set checked_on"
