"""The store as the one writing thread holds it: opened when needed, anew when replaced."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from outreach.errors import StoreError
from outreach.store.database import Store, write_much
from outreach.store.driver import identity

Opening = Callable[[], Store]


class Desk:
    """``opening`` opens the store at ``path``. Used in one thread alone, as its connection is."""

    def __init__(self, opening: Opening, path: Path) -> None:
        self._opening = opening
        self._path = path
        self._db: Store | None = None
        self._which = (0, 0)

    def store(self) -> Store:
        """The store that has the name now; raises StoreError where there is none to be had.

        A backup that was restored is another file under the same name: what is written to the one
        that had it before is gone.
        """
        if self._db is not None and identity(self._path) != self._which:
            self.close()
        if self._db is None:
            which = identity(self._path)
            self._db = self._opening()
            write_much(self._db)
            self._which = which
        return self._db

    def confirm(self) -> None:
        """Raise StoreError if what was just committed may be in a file that was replaced."""
        if identity(self._path) != self._which:
            self.close()
            raise StoreError(f"{self._path} was replaced while it was written to")

    def close(self) -> None:
        db, self._db = self._db, None
        if db is not None:
            with suppress(Exception):  # what was acknowledged is committed
                db.close()
