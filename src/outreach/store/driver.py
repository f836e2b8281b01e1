"""Which SQLite opens a file: the standard library's, or SQLCipher's where it is encrypted.

SQLCipher is asked for only by an encrypted file; its exceptions are not those of ``sqlite3``.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import cast

from outreach.errors import NotAStore, StoreDamaged, StoreError, StoreLocked, WrongKey

_PLAIN = b"SQLite format 3\0"
_NULL = re.compile(r"NULL value in (\w+)\.(\w+)")
_PAGE = 4096
"""SQLCipher's page, unless it is told otherwise: no encrypted store is smaller."""


class Form(Enum):
    """What a file's first bytes say it is."""

    EMPTY = "empty"
    PLAIN = "plain"
    ENCRYPTED = "encrypted"
    """Or damaged at its very beginning: without the key nobody can tell."""
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Head:
    """A file's form; of an encrypted one also its salt in hexadecimal, which no other file has."""

    form: Form
    salt: str = ""


_heads: dict[tuple[int, int], Head] = {}


def head_of(path: Path) -> Head:
    """What the file's beginning says, read once per file.

    To read is to close, and closing a file lets go of every lock that SQLite holds on it in this
    process (sqlite.org/howtocorrupt.html, 2.2): another thread may be in a transaction.
    """
    which = identity(path)
    if path.stat().st_size == 0:
        return Head(Form.EMPTY)
    return _heads.get(which) or read_head(path)


def read_head(path: Path) -> Head:
    """``head_of``, read anew. Raises StoreError where the file cannot be read."""
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as exc:
        raise StoreError(
            f"cannot read {path}: {exc.strerror}", "check the file's permissions"
        ) from exc
    head = _head(start, path.stat().st_size)
    if head.form is not Form.EMPTY:
        _heads[identity(path)] = head
    return head


def _head(start: bytes, size: int) -> Head:
    if not start:
        return Head(Form.EMPTY)
    if start.startswith(_PLAIN):
        return Head(Form.PLAIN)
    if size < _PAGE or _is_text(start):
        return Head(Form.FOREIGN)
    return Head(Form.ENCRYPTED, start[:16].hex())


def _is_text(start: bytes) -> bool:
    return all(byte >= 0x20 or byte in b"\t\n\r\f" for byte in start)


def identity(path: Path) -> tuple[int, int]:
    """Which file it is, whatever its name; another one may take the name over."""
    try:
        found = path.stat()
    except OSError as exc:
        raise StoreError(f"cannot read {path}: {exc.strerror}", "check the name") from exc
    return found.st_dev, found.st_ino


def connect(
    path: Path, key: str, patience: float, *, form: Form, untouched: bool = False
) -> sqlite3.Connection:
    """A connection that has read the file, in autocommit mode.

    An ``untouched`` file stays as it is to the byte, as does the log beside it. One that is still
    empty becomes encrypted where there is a ``key``. Raises NotAStore, WrongKey, StoreError without
    the extra that encryption needs, and the driver's own errors.
    """
    if form is Form.FOREIGN:
        raise NotAStore(
            f"{path} is not an SQLite file, nor an encrypted store",
            "name another file with OUTREACH_DB",
        )
    encrypted = form is Form.ENCRYPTED or (form is Form.EMPTY and key != "")
    if encrypted:
        return connect_sqlcipher(path, key, patience, untouched=untouched)
    name, uri = _named(path, untouched=untouched)
    # Without isolation_level=None the driver opens transactions of its own before each write.
    return _read(sqlite3.connect(name, timeout=patience, isolation_level=None, uri=uri), path)


def _named(path: Path, *, untouched: bool) -> tuple[str, bool]:
    """What SQLite is told the file is called, and whether that is a URI.

    Who closes a file last moves what its log holds into it, unless it was opened to read alone;
    then again the files that SQLite makes beside it would stay.
    """
    real = path.resolve()
    if not untouched or not real.with_name(f"{real.name}-wal").exists():
        return str(path), False
    return f"{real.as_uri()}?mode=ro", True


def connect_sqlcipher(
    path: Path, key: str, patience: float, *, untouched: bool = False
) -> sqlite3.Connection:
    """``connect`` by SQLCipher, which opens a plain file too where ``key`` is blank."""
    name, uri = _named(path, untouched=untouched)
    opened = sqlcipher(path).connect(name, timeout=patience, isolation_level=None, uri=uri)
    connection = cast("sqlite3.Connection", opened)
    # It would write of every wrong key on stderr.
    connection.execute("PRAGMA cipher_log_level = NONE")
    if key:
        quoted = key.replace("'", "''")
        connection.execute(f"PRAGMA key = '{quoted}'")
    return _read(connection, path, encrypted=key != "")


def _read(
    connection: sqlite3.Connection, path: Path, *, encrypted: bool = False
) -> sqlite3.Connection:
    """Only reading shows whether the key is right, and whether it is a database at all."""
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except errors("DatabaseError") as exc:
        connection.close()
        if encrypted and "not a database" in str(exc):
            raise WrongKey(
                f"the key does not open {path}, or the file is damaged",
                "set OUTREACH_DB_KEY to the key it was encrypted with, or restore a backup",
            ) from None
        raise
    return connection


def is_sound(connection: sqlite3.Connection) -> bool:
    """Whether SQLite finds nothing wrong with the whole file, every page of which it reads.

    SQLite 3.40 sees NULL in NOT NULL columns of tables WITHOUT ROWID where there is none; what it
    says of these is looked up.
    """
    nulls: set[str] = set()
    for (said,) in connection.execute("PRAGMA integrity_check(2147483647)"):
        if found := _NULL.fullmatch(said):
            nulls.add(f'SELECT 1 FROM "{found[1]}" WHERE typeof("{found[2]}") = \'null\' LIMIT 1')
        elif said != "ok":
            return False
    return all(connection.execute(query).fetchone() is None for query in nulls)


def sqlcipher(path: Path) -> ModuleType:
    """SQLCipher's driver. Raises StoreError that names the extra where it is not installed."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError:
        raise StoreError(
            f"{path} is encrypted, or is to be, and what opens it is not installed",
            "install the extra: pip install 'outreach[encrypted]'",
        ) from None
    return cast("ModuleType", dbapi2)


def errors(kind: str = "Error") -> tuple[type[Exception], ...]:
    """The exception classes called ``kind`` of every driver in use, for an ``except`` clause."""
    drivers = (sqlite3, sys.modules.get("sqlcipher3.dbapi2"))
    return tuple(getattr(driver, kind) for driver in drivers if driver is not None)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """A driver's errors as ours, with the way out; a fault of our own SQL stays what it is."""
    try:
        yield
    except errors("DatabaseError") as exc:
        known = _translation(path, exc)
        if known is None:
            raise
        raise known from exc


def _translation(path: Path, exc: Exception) -> StoreError | None:
    text = str(exc).lower()
    if "not a database" in text or "malformed" in text:
        return StoreDamaged(
            f"{path} is not an SQLite file any more: it is damaged", "restore a backup"
        )
    if not isinstance(exc, errors("OperationalError")):
        return None
    if "locked" in text or "busy" in text:
        return StoreLocked(
            f"{path} is locked by another program",
            "close what has it open (another outreach, Datasette, a sync), then run this again",
        )
    if "full" in text:
        return StoreError(
            f"no room to write {path}: the disk is full", "free some space, then run this again"
        )
    if "unable to open" in text or "readonly" in text:
        return StoreError(f"cannot write {path}: {exc}", "check the file's permissions")
    if "i/o error" in text:
        return StoreError(
            f"{path} cannot be read or written: {exc}",
            "check the disk and where it is mounted; if the file is damaged, restore a backup",
        )
    return None
