"""Changing the key of a store's file: from plain to encrypted, back, or to another key.

A new file is written beside the store, compared with it and put in its place at once. Killed at
any step, what lies under the store's name is the old store or the new one, whole.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from outreach.errors import StoreDamaged, StoreError, StoreLocked

from . import driver
from .database import conversion, prepared
from .driver import Form, translated
from .keys import key_for, key_literal

HOLD_SECONDS = 2.0
"""How long to wait for others to let go of the store before refusing."""

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Converted:
    """What was rewritten. ``erased`` is whether the bytes of a plain old file were overwritten.

    They are not where the file has another name besides (a hard link), nor on Windows.
    """

    tables: int
    rows: int
    erased: bool


def is_encrypted(path: Path) -> bool:
    """Whether the file needs a key; not to be asked while this process has it open.

    Raises StoreError where it cannot be read.
    """
    return driver.read_head(path).form is Form.ENCRYPTED


def salt_of(path: Path) -> str:
    """What the keyring knows an encrypted store's key by; to be asked as ``is_encrypted`` is."""
    return driver.read_head(path).salt


def convert(
    path: Path, old: str, new: str, *, before_swap: Callable[[str], object] = lambda _: None
) -> Converted:
    """Rewrite the store at ``path`` under the key ``new``; blank is a plain file.

    ``old`` is its present key; where that is blank, an encrypted store asks the keyring.
    ``before_swap`` gets the salt of the new file, and stops it all by raising.

    Refuses with StoreLocked while any other process has the store open; this one must not, for
    the two drivers do not see each other's locks within a process. Raises StoreDamaged where
    the new file is not the same as the old, which then stays.
    """
    path = path.resolve()
    head = driver.read_head(path)
    target = conversion(path)
    plain = [_held(one) for one in (path, _wal(path))] if head.form is Form.PLAIN else []
    connection: sqlite3.Connection | None = None
    try:
        with translated(path):
            literal = key_for(path, head, old)
            connection = driver.connect_sqlcipher(path, literal, HOLD_SECONDS)
            db = prepared(connection, path)
            _keep_others_out(connection, path)
            before = _contents(connection)
            _remove(target)
            try:
                _export(db, target, key_literal(new))
                salt = _compare(target, key_literal(new), before)
                before_swap(salt)
                if os.name != "posix":  # there an open file cannot be replaced
                    connection.close()
                _put_in_place(target, path)
            except BaseException:
                _remove(target)
                raise
            erased = _overwrite(plain)
    finally:
        if connection is not None:
            connection.close()
        # Not earlier: closing a file lets go of SQLite's locks on it.
        for handle in plain:
            if handle is not None:
                os.close(handle)
    return Converted(len(before.rows), sum(before.rows.values()), erased)


def remove_interrupted(path: Path) -> Path | None:
    """Remove what an interrupted ``convert`` left, and overwrite its bytes; which file it was.

    The caller has the store open: then none is under way. Raises StoreError where it stays.
    """
    target = conversion(path)
    if not target.exists():
        return None
    try:
        _remove(target)
    except OSError as exc:
        raise StoreError(
            f"cannot remove {target}: {exc.strerror}", "delete it: it may name everyone"
        ) from exc
    return target


def _wal(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _held(path: Path) -> int | None:
    """A handle to the bytes, to reach them when they have no name any more."""
    if os.name != "posix":
        return None
    try:
        return os.open(path, os.O_RDWR)
    except OSError:
        return None


def _keep_others_out(connection: sqlite3.Connection, path: Path) -> None:
    """Take the lock that leaves no room for other connections, and keep it until closing."""
    try:
        connection.execute("PRAGMA main.locking_mode = EXCLUSIVE")
        # Leaving WAL takes that nobody else has the file open, idle or not; it empties the WAL.
        mode = connection.execute("PRAGMA main.journal_mode = DELETE").fetchone()
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except driver.errors("OperationalError") as exc:
        if "locked" not in str(exc) and "busy" not in str(exc):
            raise
        mode = None
    if mode != ("delete",) or _wal(path).exists():
        raise StoreLocked(
            f"{path} is open in another program",
            "close it (a send, `outreach listen`, Datasette, a sync), then run this again",
        )


@dataclass(frozen=True, slots=True)
class _Contents:
    """What two files must have in common to be the same store."""

    schema: tuple[tuple[str, str, str], ...]
    rows: dict[str, int]


def _contents(connection: sqlite3.Connection) -> _Contents:
    schema: list[Any] = connection.execute(
        "SELECT type, name, coalesce(sql, '') FROM sqlite_master ORDER BY type, name"
    ).fetchall()
    tables = [name for kind, name, _ in schema if kind == "table"]
    counts = {
        name: connection.execute(f"SELECT count(*) FROM {_quoted(name)}").fetchone()[0]
        for name in tables
    }
    return _Contents(tuple(schema), counts)


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _export(db: Database, target: Path, key: str) -> None:
    """Copy everything into a new private file that is on disk when this returns."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    db.execute("ATTACH ? AS converted KEY ?", [str(target), key])
    # The file is thrown away unless it is finished: it needs no journal of its own.
    for pragma in ("journal_mode = OFF", "synchronous = OFF"):
        db.execute(f"PRAGMA converted.{pragma}")
    db.execute("SELECT sqlcipher_export('converted')").fetchall()
    for pragma in ("user_version", "application_id"):
        value = int(db.execute(f"PRAGMA main.{pragma}").fetchone()[0])
        db.execute(f"PRAGMA converted.{pragma} = {value}")
    db.execute("DETACH converted")
    sync(target)


def _compare(target: Path, key: str, before: _Contents) -> str:
    """Open the new file as it will be opened, and count; the salt it has, if any."""
    head = driver.read_head(target)
    connection = driver.connect(target, key, HOLD_SECONDS, form=head.form)
    try:
        sound = driver.is_sound(connection)
        after = _contents(connection)
    finally:
        connection.close()
    if not sound or after != before:
        raise StoreDamaged(
            f"the rewritten {target.name} is not the same as the store; the store stays as it was",
            "the store may be damaged: restore a backup, or report this",
        )
    return head.salt


def _put_in_place(target: Path, path: Path) -> None:
    try:
        target.replace(path)
    except OSError as exc:
        raise StoreError(
            f"cannot put the rewritten file in the place of {path}: {exc.strerror}",
            "the store stays as it was; check the folder's permissions",
        ) from exc
    sync(path.parent)


def _overwrite(handles: list[int | None]) -> bool:
    """Write over bytes that have no name any more; whether there were any and all are gone."""
    gone = [_overwrite_one(handle) for handle in handles if handle is not None]
    return gone != [] and all(gone)


def _overwrite_one(handle: int) -> bool:
    found = os.fstat(handle)
    if found.st_nlink:
        return False
    try:
        for start in range(0, found.st_size, _CHUNK):
            os.pwrite(handle, bytes(min(_CHUNK, found.st_size - start)), start)
        os.fsync(handle)
    except OSError:
        return False
    return True


def _remove(target: Path) -> None:
    """What an interrupted run left, which may be a plain copy."""
    handle = _held(target)
    with suppress(FileNotFoundError):
        target.unlink()
    _overwrite([handle])
    if handle is not None:
        os.close(handle)


def sync(path: Path) -> None:
    """Have a file, or a folder's list of files, on disk before going on."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
