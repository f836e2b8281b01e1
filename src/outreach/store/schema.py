"""The store's schema as a numbered story; each step and its record are one transaction.

Written as SQL because CHECK, UNIQUE, STRICT and WITHOUT ROWID are the point. A column named
``…_key`` is the folded form that equality and uniqueness go by; times are UTC, ISO 8601 text,
but event times, which are unix seconds as SendGrid reports them.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database, Migrations

from .migrations import (
    m0001_contacts,
    m0002_ledger,
    m0003_people,
    m0004_suppressions,
    m0005_congress,
    m0006_audiences,
    m0007_search,
    m0008_enclosures,
    m0009_sends,
    m0010_hearing,
    m0011_backlog,
)

MIGRATIONS = Migrations("outreach")


def _apply(db: Database, statements: Sequence[str]) -> None:
    for statement in statements:
        db.execute(statement)


@MIGRATIONS(name="0001_contacts")
def contacts(db: Database) -> None:
    _apply(db, m0001_contacts.STATEMENTS)


@MIGRATIONS(name="0002_ledger")
def ledger(db: Database) -> None:
    _apply(db, m0002_ledger.STATEMENTS)


@MIGRATIONS(name="0003_people")
def people(db: Database) -> None:
    _apply(db, m0003_people.STATEMENTS)


@MIGRATIONS(name="0004_suppressions")
def suppressions(db: Database) -> None:
    _apply(db, m0004_suppressions.STATEMENTS)


@MIGRATIONS(name="0005_congress")
def congress(db: Database) -> None:
    _apply(db, m0005_congress.STATEMENTS)


@MIGRATIONS(name="0006_audiences")
def audiences(db: Database) -> None:
    _apply(db, m0006_audiences.STATEMENTS)


@MIGRATIONS(name="0007_search")
def search(db: Database) -> None:
    _apply(db, m0007_search.STATEMENTS)


@MIGRATIONS(name="0008_enclosures")
def enclosures(db: Database) -> None:
    _apply(db, m0008_enclosures.STATEMENTS)


@MIGRATIONS(name="0009_sends")
def sends(db: Database) -> None:
    _apply(db, m0009_sends.STATEMENTS)


@MIGRATIONS(name="0010_hearing")
def hearing(db: Database) -> None:
    _apply(db, m0010_hearing.STATEMENTS)


@MIGRATIONS(name="0011_backlog")
def backlog(db: Database) -> None:
    _apply(db, m0011_backlog.STATEMENTS)
