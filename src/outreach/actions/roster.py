"""Who gets an edition and who does not, by name: filled by one thread while another reads it."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from outreach.domain.contact import Contact, address_key
from outreach.domain.search import search_phrases
from outreach.domain.selection import Exclusion, why
from outreach.errors import Problem

from .worst_cases import WorstCases

RosterState = Literal["reading people", "reading letters", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A recipient, or one left out with the ``reason``. ``detail`` is the outlet or office.

    ``language`` is the letter's. ``message`` numbers from 1 those whose letters share one; 0 is not
    known yet, or, with a ``fault``, none: why the letter cannot be made.
    """

    uid: str
    email: str
    name: str
    detail: str
    language: str
    message: int = 0
    fault: str = ""
    reason: str = ""


@dataclass(slots=True)
class _People:
    """Rows by column, for a hundred thousand objects would take twice the room.

    A row counts once all its columns have it, so that nobody reads half a row. ``turns`` are the
    rows whose language is another than that of the row before.
    """

    count: int = 0
    uids: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    turns: array[int] = field(default_factory=lambda: array("I"))
    _addresses: dict[str, int] = field(default_factory=dict)
    _addressed: int = 0
    _found: tuple[tuple[str, ...], int, Sequence[int]] = ((), 0, ())

    def add(self, entry: Entry) -> None:
        self.uids.append(entry.uid)
        self.emails.append(entry.email)
        self.names.append(entry.name)
        self.details.append(entry.detail)
        if self.languages[-1:] != [entry.language]:
            self.turns.append(self.count)
        self.languages.append(entry.language)
        self.reasons.append(entry.reason)
        own = " ".join(search_phrases(f"{entry.name} {entry.email}"))
        self.keys.append(f"{own} {_folded(entry.detail)}")
        self.places.setdefault(entry.uid, self.count)
        self.count += 1

    def row(self, i: int, message: int = 0, fault: str = "") -> Entry:
        return Entry(
            self.uids[i],
            self.emails[i],
            self.names[i],
            self.details[i],
            self.languages[i],
            message,
            fault,
            self.reasons[i],
        )

    def at_address(self, email: str) -> int | None:
        """Asked by one thread, of all rows there are by then."""
        count = self.count
        for i in range(self._addressed, count):
            self._addresses.setdefault(address_key(self.emails[i]), i)
        self._addressed = count
        return self._addresses.get(address_key(email))

    def found(self, query: str) -> Sequence[int]:
        """The rows that have each word of the query somewhere; all rows where it has no word."""
        count = self.count
        words = tuple(one for one in search_phrases(query) if any(map(str.isalnum, one)))
        if not words:
            return range(count)
        if self._found[:2] != (words, count):
            rows: Sequence[int] = range(count)
            for word in sorted(words, key=len, reverse=True):
                keys = self.keys
                rows = [i for i in rows if word in keys[i]]
            self._found = (words, count, array("I", rows))
        return self._found[2]


@lru_cache(2000)
def _folded(detail: str) -> str:
    return " ".join(search_phrases(detail))


@dataclass(slots=True)
class LettersRead:
    """What one reading of all letters tells of each: its message, or why there is none.

    ``read`` letters are known; ``longest`` is the room that the longest subject takes, and whose
    it is. Letters come in the order of the rows, but for those of people who were moved meanwhile.
    """

    numbers: array[int] = field(default_factory=lambda: array("I"))
    faults: dict[int, str] = field(default_factory=dict)
    read: int = 0
    longest: tuple[int, int] = (0, -1)
    shortest: int = 0
    _turns: array[int] = field(default_factory=lambda: array("I"))
    _seen: int = 0

    def letter(self, i: int, number: int, room: int) -> None:
        """Row ``i`` gets message ``number``; its subject takes as much ``room``."""
        missing = i - len(self.numbers)
        if missing < 0:
            self.numbers[i] = number
        else:
            self.numbers.extend([0] * missing)
            self.numbers.append(number)
        self.read += 1
        if room > self.longest[0]:
            self.longest = room, i
        self.shortest = min(self.shortest or room, room)

    def refused(self, i: int, why: str) -> None:
        self.faults.setdefault(i, why)
        self.read += 1

    def turns(self) -> Sequence[int]:
        """The rows whose message is another than that of the last row before that has one.

        Asked by one thread; each time only what came since the last is looked at.
        """
        numbers, turns = self.numbers, self._turns
        last = numbers[turns[-1]] if turns else 0
        for i in range(self._seen, len(numbers)):
            if numbers[i] not in (0, last):
                last = numbers[i]
                turns.append(i)
            self._seen = i + 1
        return turns

    def number(self, i: int) -> int:
        return self.numbers[i] if i < len(self.numbers) else 0


@dataclass(slots=True)
class Roster:
    """The people of one edition, in the order of the plan.

    ``read`` counts the letters known of ``total`` recipients. ``note`` says what a person should
    know of the whole; ``nobody`` why there is nobody in it, where that is the audience's doing;
    ``faults`` are why it cannot be read. ``sent``: these are the recipients of
    a plan whose send has begun, and ``planned`` its numbers. ``standing_in``: these would be
    recipients once a letter that the edition waits for has gone to people. ``again`` are the
    letters while they are read anew.
    """

    edition: str
    state: RosterState = "reading people"
    note: str = ""
    nobody: Problem | None = None
    faults: tuple[Problem, ...] = ()
    sent: bool = False
    standing_in: bool = False
    planned: tuple[int, int] = (0, 0)
    letters: LettersRead = field(default_factory=LettersRead)
    again: LettersRead | None = None
    _people: _People = field(default_factory=_People)
    _out: _People = field(default_factory=_People)
    _reasons: Counter[str] = field(default_factory=Counter)
    _worst: WorstCases = field(default_factory=WorstCases)

    # --- filled by one thread ---------------------------------------------------------------------

    def add(self, entry: Entry) -> None:
        self._worst.see(self._people.count, entry.name, entry.detail, entry.language)
        self._people.add(entry)

    def leave_out(self, entry: Entry, group: str = "") -> None:
        """``group`` is the reason as those share it who are left out alike; else her own."""
        self._out.add(entry)
        self._reasons[group or entry.reason] += 1

    # --- read by another --------------------------------------------------------------------------

    @property
    def total(self) -> int:
        return self._people.count

    @property
    def read(self) -> int:
        return min((self.again or self.letters).read, self.total)

    @property
    def progress(self) -> str:
        """What is being read of it; blank once all that can be is."""
        if self.state == "reading people":
            return f"reading the recipients: {self.total:,} so far"
        if self.state == "reading letters":
            return f"reading the letters: {self.read:,} of {self.total:,}"
        return ""

    @property
    def excluded_total(self) -> int:
        return self._out.count

    @property
    def counts(self) -> tuple[int, int]:
        """How many get the edition, and how many candidates do not."""
        if self.sent or self.standing_in:
            return self.planned
        return self.total, self.excluded_total

    @property
    def reasons(self) -> dict[str, int]:
        """How many are left out for each reason, the most frequent first."""
        return dict(self._reasons.copy().most_common())

    def page(self, query: str = "", start: int = 0, size: int = 50) -> tuple[int, Sequence[Entry]]:
        """How many recipients have all words of ``query`` in name, address, outlet or office, and

        ``size`` of them from the one numbered ``start``.
        """
        found = self._people.found(query)
        start = max(start, 0)
        return len(found), [self.at(i) for i in found[start : start + size]]

    def left_out(
        self, query: str = "", start: int = 0, size: int = 50
    ) -> tuple[int, Sequence[Entry]]:
        """As ``page``, of those left out."""
        found = self._out.found(query)
        start = max(start, 0)
        return len(found), [self._out.row(i) for i in found[start : start + size]]

    def position(self, uid: str) -> int | None:
        """Counted from 0; None if it is no recipient's."""
        return self._people.places.get(uid)

    def at(self, i: int) -> Entry:
        """The recipient at a position. IndexError if there is none."""
        if not 0 <= i < self.total:
            raise IndexError(i)
        return self._people.row(i, self.letters.number(i), self.letters.faults.get(i, ""))

    def at_address(self, email: str) -> Entry | None:
        """The recipient who has this address."""
        at = self._people.at_address(email)
        return None if at is None else self.at(at)

    def of(self, uid: str) -> Entry | None:
        """The recipient, or the one left out, with this uid."""
        at = self.position(uid)
        if at is not None:
            return self.at(at)
        out = self._out.places.get(uid)
        return None if out is None else self._out.row(out)

    def differs(self, uid: str) -> Entry | None:
        """The next recipient, from the last on to the first, whose letter is another message.

        While messages are not known, whose letter is in another language.
        """
        at = self.position(uid)
        if at is None:
            return None
        mine = self._alike(at)
        lists = (self.letters.turns() if mine[1] else (), self._people.turns)
        for first, last in ((at + 1, self.total), (0, at)):
            for turns in lists:
                if (i := self._next_turn(turns, mine, first, last)) is not None:
                    return self.at(i)
        return None

    def _next_turn(
        self, turns: Sequence[int], mine: tuple[str, int], first: int, last: int
    ) -> int | None:
        """The first row of ``range(first, last)`` at a turn that differs, and has a letter."""
        for place in range(bisect_left(turns, first), len(turns)):
            start, end = turns[place], turns[place + 1] if place + 1 < len(turns) else last
            if start >= last:
                return None
            if self._differ(mine, self._alike(start)):
                run = range(start, min(end, last))
                i = next((one for one in run if one not in self.letters.faults), None)
                if i is not None:
                    return i
        return None

    def _differ(self, mine: tuple[str, int], other: tuple[str, int]) -> bool:
        return other[0] != mine[0] or bool(mine[1] and other[1] and other[1] != mine[1])

    def _alike(self, i: int) -> tuple[str, int]:
        return self._people.languages[i], self.letters.number(i)

    def messages(self) -> Iterator[Entry]:
        """The first recipient of each message."""
        seen: set[tuple[str, int]] = set()
        for i in range(self.total):
            if i not in self.letters.faults and (one := self._alike(i)) not in seen:
                seen.add(one)
                yield self.at(i)

    def worst(self) -> Sequence[tuple[str, Entry]]:
        """Letters to look at first, each of another person, with what is at its worst in it."""
        letters = self.letters
        subject = letters.longest[1] if letters.longest[0] > letters.shortest else -1
        fault = min(letters.faults, default=-1)
        return [(label, self.at(i)) for label, i in self._worst.chosen(fault, subject)]


def entry_of(one: Contact | Exclusion, language: str = "") -> Entry:
    """A candidate's entry; ``language`` is that of the letter."""
    contact = one if isinstance(one, Contact) else one.contact
    reason = "" if isinstance(one, Contact) else why(one.reason, one.detail)
    return Entry(
        contact.uid, contact.email, contact.name, place_of(contact), language, reason=reason
    )


def place_of(contact: Contact) -> str:
    """The outlet, organisation or office she belongs to; blank if none."""
    if contact.organisation:
        return contact.organisation.name
    return contact.office.name if contact.office else ""
