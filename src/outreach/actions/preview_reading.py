"""The thread that reads rosters and findings while letters are shown.

The edition wanted last is read first. Whatever changes ends the reading under way; it begins
again once nothing has changed for a moment, so that a letter that is waited for never waits.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from threading import Condition, Thread
from zoneinfo import ZoneInfo

from outreach.domain.campaign import Edition
from outreach.errors import OutreachError, Problem, StoreError
from outreach.store.database import Store
from outreach.store.standing import reading

from .check_edition import Desk
from .congress_file import take_congress_file
from .open_campaigns import OpenCampaign, OpenCampaigns, picks_by, problems_of
from .roster import LettersRead, Roster
from .roster_reading import Reader, apart
from .watched_store import WatchedStore

Key = tuple[str, str]
"""A campaign and its edition."""
Counts = tuple[int, int] | tuple[None, None]
"""Recipients, and candidates left out; None is not known."""
_UNKNOWN: Counts = (None, None)

QUIET_SECONDS = 0.3
"""How long nothing must have changed before reading begins again."""
_LOOK_SECONDS = 1.0
"""How often the store is asked whether another program has written to it."""
_AGAIN_SECONDS = 5.0
"""When a store that could not be read is tried again."""
_TELL_SECONDS = 0.2
_SWITCH_SECONDS = 0.0005
"""How long this thread may hold on when another one wants to go on: each time that one reads a

file or a row it would otherwise wait for 5 ms."""
_MOST_KEPT = 4
"""Rosters; one of a hundred thousand people takes some 50 MB."""
NO_STORE = "there is no contact store yet: make one with `outreach contacts import FILE`"


class _Stopped(BaseException):
    """Something else comes first. No `except Exception` on the way may take it for a fault."""


@dataclass(slots=True)
class _Kept:
    """What is known of an edition, and the state of the files and the store it was read from.

    ``picked_by`` is what of them decided on the people.
    """

    roster: Roster
    people: object = None
    letters: object = None
    picked_by: object = None
    edition: tuple[Problem, ...] = ()
    campaign: tuple[Problem, ...] = ()
    counts: Counts = _UNKNOWN
    retry: float = 0.0


@dataclass(slots=True)
class Reading:
    """``open_store`` is called by the thread; ``moved``, too, whenever there is more to see."""

    campaigns: OpenCampaigns
    open_store: Callable[[], Store] | None
    now: Callable[[], datetime]
    moved: Callable[[], object]
    _kept: dict[Key, _Kept] = field(default_factory=dict)
    _counts: dict[Key, tuple[object, Counts, str]] = field(default_factory=dict)
    _wanted: list[Key] = field(default_factory=list)
    _counted: list[Key] = field(default_factory=list)
    _turn: Condition = field(default_factory=Condition)
    _thread: Thread | None = None
    _stop: bool = False
    _closed: bool = False
    _asking: int = 0
    _changed_at: float = 0.0
    _told_at: float = 0.0
    _congress: tuple[int, tuple[Problem, ...]] = (-1, ())
    _store: WatchedStore = field(init=False)

    def __post_init__(self) -> None:
        self._store = WatchedStore(self.open_store)

    # --- for those who ask ------------------------------------------------------------------------

    def want(self, key: Key) -> _Kept:
        """What is known of an edition, which is read next if it is not up to date."""
        with self._turn:
            kept = self._kept.get(key)
            if kept is None:
                kept = self._kept[key] = _Kept(Roster(key[1]))
                # Once: two pages that ask in turn must not end each other's reading for ever.
                self._stop = True
            self._wanted = [*(one for one in self._wanted if one != key), key]
            for old in self._wanted[:-_MOST_KEPT]:
                self._kept.pop(old, None)
            del self._wanted[:-_MOST_KEPT]
            self._start()
            return kept

    def count(self, keys: list[Key]) -> None:
        """How many these editions go to is found out when all that is wanted has been read."""
        with self._turn:
            self._counted = keys
            self._start()

    def counts(self, key: Key) -> tuple[Counts, str]:
        """Recipients and those left out, as far as known, and why they cannot be."""
        kept = self._kept.get(key)
        if kept and kept.roster.faults:
            return _UNKNOWN, kept.roster.faults[0].message
        if kept and kept.counts != _UNKNOWN:
            return kept.counts, ""
        return self._counts[key][1:] if key in self._counts else (_UNKNOWN, "")

    def changed(self) -> None:
        with self._turn:
            self._changed_at = time.monotonic()
            self._stop = True
            self._turn.notify_all()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Whoever waits for an answer goes first."""
        with self._turn:
            self._asking += 1
        try:
            yield
        finally:
            with self._turn:
                self._asking -= 1
                self._turn.notify_all()

    def wait(self, until: Callable[[], bool], seconds: float) -> None:
        """Until it is so, or the time is over."""
        with self._turn:
            self._turn.wait_for(until, seconds)

    def progress(self, key: Key) -> str:
        """What is being read of an edition; blank if all is known that can be."""
        kept = self._kept.get(key)
        if kept and kept.retry:
            return ""
        if kept is None or kept.people != self._all(key):
            return (kept.roster.progress if kept else "") or "reading the recipients"
        if kept.letters == self._letters_of(key):
            return ""
        return kept.roster.progress or "reading the letters"

    def stands_in(self, key: Key, uid: str) -> bool:
        """Whether this person is shown as a recipient of an edition that waits."""
        kept = self._kept.get(key)
        return (
            kept is not None and kept.roster.standing_in and kept.roster.position(uid) is not None
        )

    def called(self, key: Key, uid: str) -> str:
        """The address this person had when the people were read last; blank if none is known."""
        kept = self._kept.get(key)
        entry = kept.roster.of(uid) if kept else None
        return entry.email if entry else ""

    def close(self) -> None:
        with self._turn:
            self._closed = self._stop = True
            self._turn.notify_all()
            thread = self._thread
        if thread:
            thread.join(5)

    # --- the thread -------------------------------------------------------------------------------

    def _start(self) -> None:
        self._turn.notify_all()
        if self._thread is None and not self._closed:
            self._thread = Thread(target=self._run, name="preview", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        usual = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_SECONDS)
        try:
            while work := self._next():
                try:
                    work()
                except _Stopped:
                    continue
                self._tell(always=True)
        finally:
            sys.setswitchinterval(usual)
            self._store.let_go()

    def _next(self) -> Callable[[], None] | None:
        """What to do now; waits until there is something. None when it is over."""
        while True:
            with self._turn:
                if self._closed:
                    return None
                quiet = self._changed_at + QUIET_SECONDS - time.monotonic()
                if quiet > 0 or self._asking:
                    self._turn.wait(max(quiet, 0) or _LOOK_SECONDS)
                    continue
                self._stop = False
            self._store.look()
            with self._turn:
                if self._stop:
                    continue
                if work := self._due():
                    return work
                self._turn.wait(_LOOK_SECONDS)

    def _due(self) -> Callable[[], None] | None:
        """People before letters, whoever was wanted last before the others."""
        wanted = [(key, self._kept[key]) for key in reversed(self._wanted)]
        wanted = [(key, kept) for key, kept in wanted if kept.retry < time.monotonic()]
        for key, kept in wanted:
            if kept.people != self._all(key) or kept.retry:
                return partial(self._guarded, key, kept, self._read_people)
        for key, kept in wanted:
            if kept.letters != self._letters_of(key):
                return partial(self._guarded, key, kept, self._read_letters)
        for key in self._counted:
            if key not in self._kept and self._counts.get(key, (None,))[0] != self._all(key):
                return partial(self._count, key)
        return None

    def _all(self, key: Key) -> object:
        """The state of all that decides who gets an edition; more than does may be in it."""
        return self._store.changes, self.campaigns.congress, self.campaigns.state(key[0])

    def _letters_of(self, key: Key) -> object:
        return self._all(key), self.campaigns.templates

    def _pause(self) -> None:
        """Called before each recipient and each message."""
        if self._stop:
            raise _Stopped
        if self._asking:
            with self._turn:
                self._turn.wait_for(lambda: self._stop or not self._asking)
            if self._stop:
                raise _Stopped
        self._tell()

    def _tell(self, *, always: bool = False) -> None:
        if always or time.monotonic() > self._told_at + _TELL_SECONDS:
            self._told_at = time.monotonic()
            with self._turn:
                self._turn.notify_all()
            with suppress(Exception):  # whoever was to hear of it may be gone
                self.moved()

    # --- reading ----------------------------------------------------------------------------------

    def _guarded(self, key: Key, kept: _Kept, read: Callable[[Key, _Kept], None]) -> None:
        """Whatever goes wrong is told on the roster, and tried again when something changes."""
        people, letters = self._all(key), self._letters_of(key)
        if kept.retry:
            kept.retry, kept.letters = 0.0, None
        try:
            read(key, kept)
            faults: tuple[Problem, ...] = ()
        except OutreachError as error:
            faults = problems_of(error)
            if isinstance(error, StoreError):
                kept.retry = time.monotonic() + _AGAIN_SECONDS
                self._store.let_go()
        except Exception as error:  # noqa: BLE001 - a thread that dies tells nobody why
            message = f"reading {key[1]} came upon a mistake of outreach: {type(error).__name__}"
            hint = "report it, with what `outreach check` says"
            faults = (Problem("edition", message, None, hint, edition=key[1]),)
        if faults:
            kept.roster.faults, kept.roster.state = faults, "failed"
        if read == self._read_people:
            kept.people = people
        else:
            kept.letters = letters

    def _take_congress(self, db: Store, opened: OpenCampaign) -> tuple[Problem, ...]:
        """What is wrong with the workspace's own file on Congress; it is taken in first."""
        changes, problems = self._congress
        if changes != self.campaigns.congress:
            changes = self.campaigns.congress
            today = self.now().astimezone(ZoneInfo(opened.settings.timezone)).date()
            try:
                problems = take_congress_file(db, self.campaigns.root, today)
            except OutreachError as error:
                problems = problems_of(error)
            self._congress = changes, problems
        return problems

    def _read_people(self, key: Key, kept: _Kept) -> None:
        """A new roster takes the place of one that is whole once it is whole itself."""
        opened, db = self.campaigns.open(key[0]), self._store.open()
        edition = opened.campaign.edition(key[1])
        if edition is None or db is None:
            kept.roster = Roster(key[1], "done", NO_STORE if edition else "")
            kept.counts, kept.picked_by = _UNKNOWN, None
            return
        with reading(db):
            self._take_congress(db, opened)
            by = (self._store.changes, self.campaigns.congress, picks_by(opened.campaign, edition))
            if kept.picked_by == by:
                kept.roster.faults = ()
                return
            fresh = Roster(key[1])
            if kept.picked_by is None:
                kept.roster = fresh
            self._reader(opened, edition).people(db, fresh)
        fresh.state = "reading letters"
        kept.roster, kept.picked_by = fresh, by
        kept.counts = fresh.counts

    def _read_letters(self, key: Key, kept: _Kept) -> None:
        opened, db = self.campaigns.open(key[0]), self._store.open()
        edition, roster = opened.campaign.edition(key[1]), kept.roster
        if edition is None:
            kept.edition = kept.campaign = ()
            return
        again, failed = LettersRead(), roster.faults
        if not failed:
            roster.state, roster.again = "reading letters", None if roster.sent else again
            if not roster.letters.read:
                roster.letters = again
        try:
            with reading(db) if db is not None else nullcontext():
                desk = self._desk(db, key[0], opened)
                found = self._reader(opened, edition).letters(desk, roster, again)
        finally:
            roster.again = None
        kept.edition, of_all = apart(found, edition)
        kept.campaign = (*opened.faults, *self._congress[1], *of_all)
        if not failed:
            roster.letters = roster.letters if roster.sent else again
            roster.state = "done"

    def _reader(self, opened: OpenCampaign, edition: Edition) -> Reader:
        return Reader(opened.campaign, edition, self.campaigns.called, self._pause, self.now)

    def _desk(self, db: Store | None, slug: str, opened: OpenCampaign) -> Desk:
        folder, templates = self.campaigns.folder / slug, self.campaigns.templates_folder
        return Desk(db, opened.campaign, folder, opened.settings, templates, self.now())

    def _count(self, key: Key) -> None:
        """How many get an edition that nobody has opened, and nothing else of them."""
        state, counts, fault = self._all(key), _UNKNOWN, ""
        try:
            opened, db = self.campaigns.open(key[0]), self._store.open()
            edition = opened.campaign.edition(key[1])
            if db is not None and edition is not None:
                with reading(db):
                    counts = self._reader(opened, edition).counts(db)
        except OutreachError as error:
            fault = problems_of(error)[0].message
        except Exception as error:  # noqa: BLE001 - whoever opens the edition is told more
            fault = f"a mistake of outreach: {type(error).__name__}"
        self._counts[key] = state, counts, fault
