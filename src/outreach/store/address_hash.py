"""The keyed hash of an address: what is kept of who left, so that the store need not name her.

HMAC-SHA256 under 32 random bytes in a file of their own beside the store. Whoever gets the store
alone cannot try addresses against the hashes; nor can we, so the file must not be lost.
"""

from __future__ import annotations

import hmac
import os
import secrets
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path

from sqlite_utils import Database

from outreach.errors import StoreError

Hash = Callable[[str], str]

FINGERPRINTED = "the key of the suppressions"
"""No address. Its hash is kept in the store, so that another key is noticed before it is used."""

_KEY_BYTES = 32
_WHY = "without it nobody can tell who must not be written to"


def key_file(path: Path) -> Path:
    """Where the key of the store at ``path`` is. However the store is named, it is one file."""
    return path.resolve().with_suffix(".key")


def register(db: Database, path: Path, tell: Callable[[str], object] = lambda _: None) -> None:
    """Give the connection the SQL function ``address_hash(email_key)``: hexadecimal, or null.

    The key file is read, or made, when the function is first used. See ``explained``. ``tell``
    hears a sentence where a new one might be committed to a repository.
    """
    connection = weakref.ref(db)  # the driver hides its functions from the garbage collector
    known: Hash | None = None

    def address_hash(email_key: str | None) -> str | None:
        nonlocal known
        if email_key is None:
            return None
        if known is None:
            opened = connection()
            present = key_file(path).exists()
            known = _hash_of(opened, path) if opened is not None else None
            if not present and _may_be_committed(key_file(path)):
                tell(f"{key_file(path)} belongs in no version control: add *.key to .gitignore")
        return known(email_key) if known is not None else None

    db.conn.create_function("address_hash", 1, address_hash, deterministic=True)


def hasher(db: Database) -> Hash:
    """The same function for Python.

    Raises StoreError where the key file is missing, another store's, or open to others.
    """
    return _hash_of(db, _path_of(db))


def derived_key(db: Database, purpose: str) -> bytes:
    """Another key for another purpose: who has it cannot tell this one, nor one of a third.

    Where the store has no key yet it gets one: to be called in a transaction, as what writes is.
    Raises StoreError as ``hasher`` does.
    """
    path = _path_of(db)
    key = _key_of(db, path)
    fingerprint = (_keyed(key)(FINGERPRINTED),)
    db.execute("INSERT OR IGNORE INTO suppression_key VALUES (1, ?)", fingerprint)
    return hmac.digest(key, purpose.encode(), "sha256")


def known_derived_key(db: Database, purpose: str) -> bytes | None:
    """The same, to read by: None where the store has no key, and none is made."""
    if _fingerprint(db) is None:
        return None
    return hmac.digest(_key_of(db, _path_of(db)), purpose.encode(), "sha256")


@contextmanager
def explained(db: Database) -> Iterator[None]:
    """Around SQL that uses ``address_hash``: SQLite keeps to itself why a function failed."""
    try:
        yield
    except Exception:
        hasher(db)
        raise


def is_in_use(db: Database) -> bool:
    """Whether the store has a key, wherever it is."""
    return _fingerprint(db) is not None


def key_in_use(db: Database, path: Path) -> bytes | None:
    """The key itself, for a backup; None where the store at ``path`` has no suppressions by it.

    Raises StoreError as ``hasher`` does.
    """
    return None if _fingerprint(db) is None else _key_of(db, path)


def _path_of(db: Database) -> Path:
    row = db.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()
    return Path(row[0])


def _hash_of(db: Database, path: Path) -> Hash:
    return _keyed(_key_of(db, path))


def _key_of(db: Database, path: Path) -> bytes:
    """The store's own key, and no other; made where there is none yet."""
    fingerprint = _fingerprint(db)
    file = key_file(path)
    try:
        key = _read(file)
    except FileNotFoundError:
        if fingerprint is not None:
            raise StoreError(
                f"{file} is missing, the key to the suppressions of {path.name}",
                f"restore it from the backup: {_WHY}",
            ) from None
        key = _create(file)
    if fingerprint not in (None, _keyed(key)(FINGERPRINTED)):
        raise StoreError(
            f"{file} is not the key to the suppressions of {path.name}",
            f"restore the one that belongs to this store from the backup: {_WHY}",
        )
    return key


def _may_be_committed(file: Path) -> bool:
    """Whether it lies in a Git work tree none of whose .gitignore files names it."""
    for folder in file.parents:
        try:
            rules = (folder / ".gitignore").read_text("utf-8", "replace").splitlines()
        except OSError:
            rules = []
        if any(fnmatch(file.name, rule.strip().removeprefix("/")) for rule in rules):
            return False
        if (folder / ".git").exists():
            return True
    return False


def _fingerprint(db: Database) -> str | None:
    """None where no key is in use, or the store's schema does not know of keys yet."""
    table = "SELECT 1 FROM sqlite_master WHERE name = 'suppression_key'"
    if db.execute(table).fetchone() is None:
        return None
    row = db.execute("SELECT fingerprint FROM suppression_key").fetchone()
    return str(row[0]) if row else None


def _keyed(key: bytes) -> Hash:
    prepared = hmac.new(key, digestmod="sha256")

    def hashed(email_key: str) -> str:
        one = prepared.copy()
        one.update(email_key.encode("utf-8", "surrogatepass"))
        return one.hexdigest()

    return hashed


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            found = os.fstat(opened.fileno())
            key = opened.read(_KEY_BYTES + 1)
    except FileNotFoundError:
        if file.is_symlink():
            raise StoreError(f"{file} is a link to nothing", "put the key itself there") from None
        raise
    except OSError as exc:
        raise StoreError(f"cannot read {file}: {exc.strerror}", "check its permissions") from exc
    if os.name == "posix" and file.is_symlink() and found.st_uid != os.geteuid():
        raise StoreError(f"{file} is a link to a file of somebody else", "put the key itself there")
    if os.name == "posix" and found.st_mode & 0o077:
        raise StoreError(f"{file} can be read by others on this machine", f"chmod 600 {file}")
    if len(key) != _KEY_BYTES:
        raise StoreError(
            f"{file} is not a key: {_KEY_BYTES} bytes were expected",
            f"restore it from the backup: {_WHY}",
        )
    return key


def _create(file: Path) -> bytes:
    """A new key; another process's, if it was there first. Whole or not there at all."""
    draft = file.with_name(f"{file.stem}.{secrets.token_hex(4)}.key")
    try:
        _write_private(draft, secrets.token_bytes(_KEY_BYTES))
        try:
            _place(draft, file)
            _sync_folder(file.parent)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as exc:
        raise StoreError(
            f"cannot write {file}: {exc.strerror}", "the key to the suppressions goes there"
        ) from exc
    return _read(file)


def _write_private(file: Path, data: bytes) -> None:
    handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())


def _place(draft: Path, file: Path) -> None:
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    except OSError:
        # No links on this file system. Who writes holds the store's write lock, so nobody else
        # is between these two lines.
        if not file.exists():
            draft.rename(file)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
