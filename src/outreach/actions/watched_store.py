"""The store as a thread that goes on reading it sees it, while other programs write to it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from outreach.errors import StoreMissing
from outreach.store.database import Store
from outreach.store.standing import changes_seen, file_of, people_stamp, reading


@dataclass(slots=True)
class WatchedStore:
    """Of one thread, which opens it. ``changes`` counts how often the people in it have changed."""

    open_store: Callable[[], Store] | None
    changes: int = 0
    _db: Store | None = None
    _file: tuple[int, int] = (0, 0)
    _missed: bool = False
    _seen: int = -1
    _stamp: str = ""

    def open(self) -> Store | None:
        """None where there is none. Raises StoreError."""
        if self._db is None and self.open_store is not None:
            with suppress(StoreMissing):
                self._db = self.open_store()
                self._file = file_of(self._db)
                self.changes, self._seen, self._stamp = self.changes + self._missed, -1, ""
            self._missed = self._db is None
        return self._db

    def look(self) -> None:
        """Whether people have changed meanwhile, or another file has taken the store's place."""
        try:
            if self._db is not None and file_of(self._db) != self._file:
                self.let_go()
                self._missed = True
                self.changes += 1
            if self._missed:
                self.open()
            if self._db is None:
                return
            with reading(self._db):
                seen = changes_seen(self._db)
                if seen == self._seen:
                    return
                self._seen, stamp = seen, people_stamp(self._db)
        except Exception:  # noqa: BLE001 - reading says what is wrong
            return
        if stamp != self._stamp:
            self.changes += self._stamp != ""
            self._stamp = stamp

    def let_go(self) -> None:
        """It is opened anew when it is needed: it may be another file by then."""
        db, self._db = self._db, None
        if db is not None:
            db.close()
