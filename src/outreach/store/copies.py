"""A copy of a store to try things on, made without a change to the store itself."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from outreach.errors import StoreError

from . import address_hash, driver
from .backup import back_up
from .database import BUSY_SECONDS, open_store
from .keys import key_for


def copy_store(store: Path, file: Path, key: str = "") -> Database:
    """Copy ``store`` to ``file`` as ``back_up`` does, and open the copy.

    The store may be in use, and stays as it is to the byte: one that an older version wrote is
    brought up to date in the copy alone. Raises what ``open_store`` and ``back_up`` raise.
    """
    if not store.exists() or store.stat().st_size == 0:
        open_store(store, key=key).close()  # which says why it is none
    head = driver.head_of(store)
    with driver.translated(store):
        literal = key_for(store, head, key)
        connection = driver.connect(store, literal, BUSY_SECONDS, form=head.form, untouched=True)
        with closing(connection):
            db = Database(connection, execute_plugins=False)
            address_hash.key_in_use(db, store)  # a backup could do without, and names its flag
            back_up(db, store, key, file)
    try:
        return open_store(file, key=key)
    except StoreError as exc:  # what is wrong with the copy is wrong with the store
        raise type(exc)(exc.message.replace(str(file), str(store)), exc.hint) from exc
