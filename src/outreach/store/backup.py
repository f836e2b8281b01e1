"""A consistent copy of the store while it is in use, and the key of its suppressions with it."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from outreach.errors import StoreDamaged, StoreError, WrongUsage

from . import address_hash, driver
from .driver import translated
from .encryption import HOLD_SECONDS, sync
from .keys import key_for


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written: the copy, and the key file that belongs to it where there is one."""

    file: Path
    key_file: Path | None
    encrypted: bool


def back_up(
    db: Database, store: Path, key: str, file: Path, *, without_key: bool = False
) -> Backup:
    """Copy the open ``store`` to ``file``, with all that was committed before; nobody waits for it.

    The copy is 0600, compact (what was deleted is not in it), encrypted under the same key if the
    store is, and was read through before it got its name. The key of the store's suppressions is
    copied along, unless ``without_key``. Raises WrongUsage where there is such a file already, and
    StoreError where it cannot be written, or that key is not there or another store's.
    """
    file = file.absolute()
    beside = file.with_suffix(".key")
    for one in (file, beside):
        if one.exists():
            raise WrongUsage(f"{one} exists already", "name a file that does not")
    if file == beside:
        raise WrongUsage(
            f"{file.name} would be the name of the key beside it", "choose another ending: .db"
        )
    if not without_key:
        _suppression_key(db, store)  # sooner than after a long copy
    draft = file.with_name(f"{file.stem}.partial{file.suffix}")
    _create(draft)
    made = [draft]
    try:
        with translated(file):
            _copy_pages(db, store, draft)
            encrypted = _check(draft, key)
        sync(draft)
        # After the copy: the hashes in it were made with the key that is there by now.
        secret = None if without_key else _suppression_key(db, store)
        if secret is not None:
            made.append(beside)
            _write(beside, secret)
        _name(draft, file)
    except BaseException:
        for one in made:
            with suppress(OSError):
                one.unlink()
        raise
    sync(file.parent)
    return Backup(file, beside if beside in made else None, encrypted)


def _create(draft: Path) -> None:
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise StoreError(
            f"{draft} exists: this backup is being written, or was interrupted",
            f"if no other is running, delete {draft}",
        ) from None
    except OSError as exc:
        raise StoreError(
            f"cannot write {draft}: {exc.strerror}", "name a folder that can be written to"
        ) from exc


def _copy_pages(db: Database, store: Path, draft: Path) -> None:
    try:
        db.execute("VACUUM INTO ?", [str(draft)])
    except driver.errors("DatabaseError") as exc:
        if "malformed" not in str(exc):
            raise
        raise StoreDamaged(
            f"{store} is damaged, so no copy was made", "restore an earlier backup"
        ) from exc


def _check(draft: Path, key: str) -> bool:
    """Read all of it as it would be restored; whether it is encrypted."""
    head = driver.read_head(draft)
    connection = driver.connect(draft, key_for(draft, head, key), HOLD_SECONDS, form=head.form)
    try:
        sound = driver.is_sound(connection)
    finally:
        connection.close()
    if not sound:
        raise StoreDamaged(
            "the copy is damaged, and was not kept", "the store may be: restore an earlier backup"
        )
    return head.form is driver.Form.ENCRYPTED


def _suppression_key(db: Database, store: Path) -> bytes | None:
    try:
        return address_hash.key_in_use(db, store)
    except StoreError as exc:
        raise StoreError(
            exc.message, f"{exc.hint}; to copy the store all the same: --without-key"
        ) from exc


def _write(target: Path, content: bytes) -> None:
    handle = os.open(
        target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600
    )
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _name(draft: Path, file: Path) -> None:
    """Give the finished copy its name, unless there is such a file by now."""
    try:
        os.link(draft, file)
    except FileExistsError:
        raise WrongUsage(f"{file} exists already", "name a file that does not") from None
    except OSError:  # a file system without links: a memory stick
        if file.exists():
            raise WrongUsage(f"{file} exists already", "name a file that does not") from None
        draft.rename(file)
        return
    draft.unlink()
