"""Opening ``contacts.db``: one connection made safe, and the transaction everything writes in."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from outreach.errors import NotAStore, StoreError, StoreLocked, StoreMissing, StoreTooNew

from .schema import MIGRATIONS

BUSY_SECONDS = 10.0

Store = Database
"""An open contact store, as the rooms above hold it; it belongs to the thread that opened it."""


def open_store(path: Path, *, create: bool = False, patience: float | None = None) -> Database:
    """The store at ``path``, migrated to this version's schema.

    ``patience`` is how many seconds a write waits for another program's, if not BUSY_SECONDS.

    A new file is created 0600: a list of activists is a dangerous file. Raises StoreMissing,
    NotAStore, StoreTooNew or StoreLocked, each with the way out.
    """
    if not path.exists():
        if not create:
            raise StoreMissing(
                f"there is no contact store at {path}",
                "run `outreach contacts import FILE` to make one, or set OUTREACH_DB",
            )
        _create_private(path)
    with translated(path):
        db = Database(
            _connect(path, BUSY_SECONDS if patience is None else patience), execute_plugins=False
        )
        _migrate(db, path)
        db.execute("PRAGMA foreign_keys = ON")
    return db


def _create_private(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as exc:
        raise StoreError(
            f"cannot create {path}: {exc.strerror}", "name a folder that can be written to"
        ) from exc


def _connect(path: Path, patience: float) -> sqlite3.Connection:
    # Without isolation_level=None the driver opens transactions of its own before each write.
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "secure_delete = ON",
            "recursive_triggers = OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _migrate(db: Database, path: Path) -> None:
    tables = set(db.table_names())
    if tables and "_sqlite_migrations" not in tables:
        raise NotAStore(
            f"{path} is an SQLite file, but not a contact store",
            "name another file with OUTREACH_DB",
        )
    if tables:
        applied = {migration.name for migration in MIGRATIONS.applied(db)}
        if not applied:
            raise NotAStore(f"{path} belongs to another program", "name another file")
        newer = applied - _known_migrations()
        if newer:
            raise StoreTooNew(
                f"{path} was written by a newer outreach ({max(newer)})", "upgrade outreach"
            )
        if not MIGRATIONS.pending(db):
            return
    MIGRATIONS.apply(db)


def _known_migrations() -> set[str]:
    """All of this version: those an empty database has yet to take."""
    with Database(memory=True, execute_plugins=False) as empty:
        return {migration.name for migration in MIGRATIONS.pending(empty)}


@contextmanager
def transaction(db: Database) -> Iterator[Database]:
    """One BEGIN IMMEDIATE … COMMIT; any exception rolls all of it back.

    Everything that reads and then writes goes through here: a deferred transaction that upgrades
    its snapshot fails at once under contention, whatever the busy time-out (sqlite.org/isolation).
    """
    with translated(_path_of(db)):
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
            db.commit()
        except BaseException:
            db.rollback()
            raise


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's errors as ours, with the way out."""
    try:
        yield
    except sqlite3.OperationalError as exc:
        text = str(exc).lower()
        if "locked" in text or "busy" in text:
            raise StoreLocked(
                f"{path} is locked by another program",
                "close what has it open (another outreach, Datasette, a sync), then run this again",
            ) from exc
        if "full" in text:
            raise StoreError(
                f"no room to write {path}: the disk is full", "free some space, then run this again"
            ) from exc
        if "unable to open" in text or "readonly" in text:
            raise StoreError(f"cannot write {path}: {exc}", "check the file's permissions") from exc
        raise StoreError(f"{path}: {exc}") from exc
    except sqlite3.DatabaseError as exc:
        if "not a database" in str(exc) or "malformed" in str(exc):
            raise NotAStore(
                f"{path} is not an SQLite file, or is damaged",
                "name another file with OUTREACH_DB, or restore a backup",
            ) from exc
        raise


def _path_of(db: Database) -> Path:
    row: Any = db.execute("PRAGMA database_list").fetchone()
    return Path(row[2] or ":memory:")
