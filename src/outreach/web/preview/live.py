"""What moves while a page is open: files that were saved, people and findings being read.

A page hears of it as server-sent events (HTML Standard, 9.2), ``data: {"kind": "letter"}``, the
kind being letter or roster. What comes often is told once: a page asks for what there is now, so
only that something has changed need be kept for it. What it missed before it listened, or while
this was not running, it is told first.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import re
import secrets
import threading
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from pathlib import Path

from watchfiles import Change, watch

LETTER, ROSTER = "letter", "roster"
"""A file was saved; what is read in the background has moved on."""

PROGRESS_SECONDS = 0.2
"""Progress is told no more than five times a second."""

LATE_SECONDS = 10.0
"""A page that comes this soon after a save may have been made before it."""

HEARTBEAT_SECONDS = 15.0
"""A comment this often shows who has gone, and keeps what lies between from giving up."""

MOST_PAGES = 100
_STEP_MS, _DEBOUNCE_MS = 10, 40
"""How long after a change more is waited for, and at most: a save is often several changes."""

_AGAIN_SECONDS = 1.0
_FILES = ("outreach.toml", "congress.toml")
_FOLDERS = ("campaigns", "templates")
_PASSING = re.compile(
    r"^(?:\.|#.*#$|4913$|__pycache__$)|~$|\.(?:sw[a-z]|tmp|temp|bak|orig)$|___jb_\w+___$"
)
"""Names of drafts, swap files and backups of editors."""

log = logging.getLogger(__name__)


class Bell:
    """Rings at every open page. ``ring`` and ``moved`` may be called from any thread."""

    def __init__(self) -> None:
        self._pages: set[_Page] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._moving = threading.Event()
        self._closed = False
        self._run = secrets.token_hex(4)
        self._saves = 0
        self._saved_at = -math.inf

    def ring(self, kind: str) -> None:
        if kind == LETTER:
            self._saves += 1
            self._saved_at = time.monotonic()
        self._soon(self._tell, kind)

    def moved(self) -> None:
        """As ``ring(ROSTER)``, but told a few times a second however often it is called."""
        if not self._moving.is_set():
            self._moving.set()
            if not self._soon(self._tell_later):
                self._moving.clear()

    def close(self) -> None:
        """End all streams; to be called in the server's loop."""
        self._closed = True
        for page in self._pages:
            page.wake.set()

    async def stream(self, heard: str = "") -> AsyncIterator[str]:
        """What one page is told, until it goes or ``close`` is called.

        ``heard`` is the id of the last event it heard, of this run or one before.
        """
        self._loop = asyncio.get_running_loop()
        page = _Page()
        page.tell(ROSTER)
        if heard not in ("", self._id()) or time.monotonic() - self._saved_at < LATE_SECONDS:
            page.tell(LETTER)
        if self._closed or len(self._pages) >= MOST_PAGES:
            return
        self._pages.add(page)
        try:
            yield "retry: 500\n\n"
            while not self._closed:
                if kinds := await page.next():
                    said = (f"data: {json.dumps({'kind': kind})}\n\n" for kind in kinds)
                    yield "".join(f"id: {self._id()}\n{one}" for one in said)
                else:
                    yield ": still here\n\n"
        finally:
            self._pages.discard(page)

    def _id(self) -> str:
        return f"{self._run}-{self._saves}"

    def _soon(self, do: Callable[..., object], *args: object) -> bool:
        """Whether there is anybody to tell."""
        loop = self._loop
        if loop is None or loop.is_closed():
            return False
        try:
            loop.call_soon_threadsafe(do, *args)
        except RuntimeError:  # closed since
            return False
        return True

    def _tell(self, kind: str) -> None:
        for page in self._pages:
            page.tell(kind)

    def _tell_later(self) -> None:
        asyncio.get_running_loop().call_later(PROGRESS_SECONDS, self._tell_moved)

    def _tell_moved(self) -> None:
        self._moving.clear()
        self._tell(ROSTER)


class _Page:
    """What an open page has yet to be told; it never holds more than a kind once."""

    def __init__(self) -> None:
        self.wake = asyncio.Event()
        self._kinds: dict[str, None] = {}

    def tell(self, kind: str) -> None:
        self._kinds[kind] = None
        self.wake.set()

    async def next(self) -> Collection[str]:
        """What it is to be told now; nothing once it has waited for long."""
        try:
            await asyncio.wait_for(self.wake.wait(), HEARTBEAT_SECONDS)
        except TimeoutError:
            return ()
        self.wake.clear()
        kinds, self._kinds = self._kinds, {}
        return kinds


class Watcher:
    """Tells ``changed`` of files of a workspace that were saved, in threads of its own.

    Folders may come later, go and come back.
    """

    def __init__(self, root: Path, changed: Callable[[set[Path]], object]) -> None:
        self._root = root
        self._changed = changed
        self._stop = threading.Event()
        self._anew = threading.Event()
        self._threads = [
            threading.Thread(target=one, name="watching", daemon=True)
            for one in (self._watch_top, self._watch_below)
        ]

    def start(self) -> None:
        for one in self._threads:
            one.start()

    def close(self) -> None:
        self._stop.set()
        self._anew.set()
        for one in self._threads:
            one.join()

    def _watch_top(self) -> None:
        """Files beside the folders, and the folders' coming and going. The store is not looked at:
        all the writing to it would be told.
        """
        while not self._stop.is_set():
            for changes in _changes([self._root], self._stop, _is_at_top, recursive=False):
                if any(path.name in _FOLDERS for path in changes):
                    self._anew.set()
                self._changed(changes)
            self._stop.wait(_AGAIN_SECONDS)

    def _watch_below(self) -> None:
        missed: set[Path] = set()
        while not self._stop.is_set():
            self._anew.clear()
            there = [folder for name in _FOLDERS if (folder := self._root / name).is_dir()]
            if there:
                for changes in _changes(there, self._anew, _is_lasting, missed):
                    self._changed(changes)
            missed = {self._root / name for name in _FOLDERS}
            if not self._anew.is_set():
                self._anew.wait(_AGAIN_SECONDS)


def _changes(
    folders: Sequence[Path],
    stop: threading.Event,
    wanted: Callable[[Change, str], bool],
    missed: Collection[Path] = (),
    *,
    recursive: bool = True,
) -> Iterator[set[Path]]:
    """What changes until ``stop``, or until the folders cannot be watched.

    ``missed`` may have changed while they were not.
    """
    if missed:
        yield set(missed)
    found = watch(
        *folders,
        watch_filter=wanted,
        debounce=_DEBOUNCE_MS,
        step=_STEP_MS,
        stop_event=stop,
        raise_interrupt=False,
        recursive=recursive,
    )
    try:
        for changes in found:
            yield {Path(path) for _, path in changes}
    except OSError as exc:
        log.warning("files are not watched just now: %s", exc.strerror or type(exc).__name__)


def _is_at_top(change: Change, path: str) -> bool:
    name = Path(path).name
    return name in _FILES or (name in _FOLDERS and change is not Change.modified)


def _is_lasting(_change: Change, path: str) -> bool:
    """Whether a file is one that somebody means to keep."""
    return not _PASSING.search(Path(path).name)
