"""Opening ``contacts.db``: one connection made safe, and the transaction everything writes in."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from outreach.errors import (
    KeyNeeded,
    NotAStore,
    StoreDamaged,
    StoreError,
    StoreMissing,
    StoreTooNew,
    WrongKey,
    WrongUsage,
)

from . import address_hash, driver
from .driver import Form, Head, translated
from .keys import KEY_VARIABLE, check_new, key_for
from .schema import MIGRATIONS

BUSY_SECONDS = 10.0

Store = Database
"""An open contact store, as the rooms above hold it; it belongs to the thread that opened it."""

Tell = Callable[[str], object]


def write_much(db: Database) -> None:
    """For a process that writes all day: up to 64 MB of the log are left to be moved into the file
    at once, and as much of it is kept in memory.

    By SQLite's own measure (4 MB, 2 MB) events of a large store have their pages read, and moved,
    again for every post. A log of any length is as safe.
    """
    db.execute("PRAGMA wal_autocheckpoint = 16384")
    db.execute("PRAGMA cache_size = -65536")


def open_store(
    path: Path,
    *,
    create: bool = False,
    patience: float | None = None,
    key: str = "",
    tell: Tell = lambda _: None,
) -> Database:
    """The store at ``path``, migrated to this version's schema.

    ``patience`` is how many seconds a write waits for another program's, if not BUSY_SECONDS.
    ``key`` opens an encrypted store, and makes a new one encrypted; without it the system's
    keyring is asked. ``tell`` hears a sentence on what a person should know of the file.

    A new file is created 0600, and one that others can read is made so: a list of activists is a
    dangerous file. Raises StoreMissing, NotAStore, StoreDamaged, StoreTooNew, StoreLocked,
    KeyNeeded or WrongKey, each with the way out.
    """
    new = not path.exists()
    if new:
        if not create:
            raise StoreMissing(
                f"there is no contact store at {path}",
                "run `outreach contacts import FILE` to make one, or set OUTREACH_DB",
            )
        if address_hash.key_file(path) == path.resolve():
            raise WrongUsage(
                f"{path.name} would be the name of the key beside it", "choose another ending: .db"
            )
        if key:
            driver.sqlcipher(path)
            check_new(key)
        _create_private(path)
    elif not create and path.stat().st_size == 0:
        raise NotAStore(
            f"{path} is empty: not one byte is in it",
            "restore a backup; or delete it, and an import makes a new store",
        )
    wait = BUSY_SECONDS if patience is None else patience
    head = driver.head_of(path)
    try:
        db = _open(path, head, key, wait, tell)
    except (NotAStore, StoreDamaged, KeyNeeded, WrongKey):
        # Meanwhile another process may have written a new file, or put another in its place.
        again = driver.read_head(path)
        if again == head:
            raise
        head = again
        db = _open(path, head, key, wait, tell)
    if key and head.form is Form.PLAIN:
        tell(f"{path} is not encrypted, though {KEY_VARIABLE} is set: outreach db encrypt does it")
    left = conversion(path)
    if left.exists():  # and none is under way, for that has the store to itself
        way_out = "outreach db encrypt removes it" if head.form is Form.ENCRYPTED else "delete it"
        tell(f"{left} is of an interrupted `outreach db`, and may name everyone: {way_out}")
    return db


def conversion(path: Path) -> Path:
    """What a change of the store's key writes beside it, and leaves there if it is killed."""
    real = path.resolve()
    return real.with_name(f"{real.stem}.converting{real.suffix}")


def _create_private(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        pass  # another import was first
    except OSError as exc:
        raise StoreError(
            f"cannot create {path}: {exc.strerror}", "name a folder that can be written to"
        ) from exc


def keep_private(path: Path, tell: Tell) -> None:
    """Take the store and what lies beside it away from group and others, and say so.

    A store may be named by a link; what a link beside it points to is never touched. Raises
    StoreError where others can read it and it is not ours to change.
    """
    if os.name != "posix":
        return
    real = path.resolve()
    _refuse_links(real)
    files = (real, *_beside(real), address_hash.key_file(path))
    exposed = [one for one in files if _is_exposed(one)]
    if not exposed:
        return
    for one in exposed:
        try:
            with suppress(FileNotFoundError):
                if one.lstat().st_uid != os.geteuid():  # the superuser could
                    raise PermissionError
                one.chmod(0o600)
        except OSError:
            raise StoreError(
                f"{one} can be read by others on this machine, and is not yours to change",
                f"whoever owns it runs: chmod 600 {one}",
            ) from None
    if any(map(_is_exposed, exposed)):
        tell(f"{path} can be read by others: this file system keeps no permissions")
    else:
        tell(f"{path} could be read by others on this machine; now by you alone")


def _beside(path: Path) -> list[Path]:
    """The files SQLite keeps beside the one at ``path``."""
    return [path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm", "-journal")]


def _refuse_links(path: Path) -> None:
    """SQLite makes these files itself. A link in their place has it write somewhere else."""
    for one in _beside(path.resolve()):
        if one.is_symlink():
            raise StoreError(
                f"{one} is a link: SQLite would write to what it points to", f"remove {one}"
            )


def _is_exposed(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return False
    return stat.S_ISREG(mode) and bool(mode & 0o077)


def _open(path: Path, head: Head, key: str, patience: float, tell: Tell) -> Database:
    _refuse_links(path)
    with translated(path):
        which = driver.identity(path)
        literal = key_for(path, head, key)
        connection = driver.connect(path, literal, patience, form=head.form)
        if driver.identity(path) != which:
            # Who waited for `outreach db encrypt` holds the file that was there before.
            connection.close()
            raise NotAStore(f"{path} was replaced while it was opened", "run this again")
        return prepared(connection, path, tell)


def prepared(connection: sqlite3.Connection, path: Path, tell: Tell = lambda _: None) -> Database:
    """A store over a connection of either driver, set up and migrated; it is closed if refused."""
    try:
        db = Database(connection, execute_plugins=False)
        _refuse_what_is_not_ours(db, path)
        keep_private(path, tell)
        _write_ahead(db)
        for pragma in (
            "synchronous = FULL",
            "secure_delete = ON",
            "recursive_triggers = OFF",
        ):
            db.execute(f"PRAGMA {pragma}")
        address_hash.register(db, path, tell)
        _migrate(db, path)
        db.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return db


def _write_ahead(db: Database) -> None:
    """Switch to the write-ahead log; it lasts. SQLite waits for nobody here, so we do."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except driver.errors("OperationalError") as exc:
            if "locked" not in str(exc) or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _migrate(db: Database, path: Path) -> None:
    if not MIGRATIONS.pending(db):
        return
    try:
        with transaction(db):  # two that open it at once must not both find it old
            MIGRATIONS.apply(db)
    except driver.errors("OperationalError") as exc:
        if "user-defined function" not in str(exc):
            raise
        key_file = address_hash.key_file(path)
        raise StoreError(
            f"{key_file}, the key to the suppressions, cannot be read or made",
            "check that it is this store's, and the permissions of its folder",
        ) from exc


def _refuse_what_is_not_ours(db: Database, path: Path) -> None:
    tables = set(db.table_names())
    if not tables:
        return
    if "_sqlite_migrations" not in tables:
        raise NotAStore(
            f"{path} is an SQLite file, but not a contact store",
            "name another file with OUTREACH_DB",
        )
    applied = {migration.name for migration in MIGRATIONS.applied(db)}
    if not applied:
        raise NotAStore(f"{path} belongs to another program", "name another file")
    newer = applied - _known_migrations()
    if newer:
        raise StoreTooNew(
            f"{path} was written by a newer outreach ({max(newer)})", "upgrade outreach"
        )


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


def _path_of(db: Database) -> Path:
    row: Any = db.execute("PRAGMA database_list").fetchone()
    return Path(row[2] or ":memory:")
