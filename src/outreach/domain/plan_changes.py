"""What became of a plan since it was made: people, their letters, and what is on the outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Person:
    """A recipient. Both are blank of one who was erased."""

    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Gone:
    """Who was a recipient and is none.

    ``left`` is true of who was suppressed or erased since: she gets no letter by the earlier plan
    either.
    """

    email: str
    name: str
    reason: str
    detail: str = ""
    left: bool = False


Otherwise = Literal["values", "message", "language"]


@dataclass(frozen=True, slots=True)
class Regiven:
    """A recipient of both who gets something else, whatever became of the message she had."""

    email: str
    name: str
    what: Otherwise


@dataclass(frozen=True, slots=True)
class Reworded:
    """A message that reads otherwise, for ``people``; fields that differ by person read “…”.

    ``subject`` is before and after, the same twice where it did not change. ``text`` is a unified
    diff of the text part. ``was`` is "" of a message that nobody had before. ``lifted`` is true of
    one for after the embargo's lift.
    """

    language: str
    people: int
    subject: tuple[str, str]
    text: tuple[str, ...] = ()
    html: bool = False
    lifted: bool = False


@dataclass(frozen=True, slots=True)
class PlanChanges:
    """A plan against an earlier one of the same edition, ``digest`` of ``since`` by ``by``.

    ``files``, ``outside`` (sender, reply address, tracking) and ``release`` are in words.
    ``lifted`` is true where the embargo has lifted since, and the letters were compared with those
    the earlier plan has for that. ``unseen`` names parts of the digest that differ for a reason
    not among the others: ``WORDS_FOR`` says what they are.
    """

    digest: str
    since: str
    by: str = ""
    came: tuple[Person, ...] = ()
    went: tuple[Gone, ...] = ()
    regiven: tuple[Regiven, ...] = ()
    messages: tuple[Reworded, ...] = ()
    files: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    release: tuple[str, ...] = ()
    unseen: tuple[str, ...] = field(default=())
    lifted: bool = False

    @property
    def nothing(self) -> bool:
        """Whether the two are the same; at most the embargo has lifted since."""
        return not (self.came or self.went or self._other)

    @property
    def only_leavers(self) -> bool:
        """Whether the earlier plan may stand: who is missing gets nothing by it either."""
        return not self.came and not self._other and all(one.left for one in self.went)

    @property
    def _other(self) -> bool:
        """Whether anything changed beside who came and who went."""
        return bool(
            self.regiven
            or self.messages
            or self.files
            or self.outside
            or self.release
            or self.unseen
        )

    def lines(self) -> tuple[str, ...]:
        """In words, counts without names; empty where nothing changed."""
        return (
            *self._people(),
            *_of_messages(self.messages),
            *self.files,
            *self.outside,
            *self.release,
            *(f"{WORDS_FOR.get(part, part)} changed" for part in self.unseen),
        )

    def _people(self) -> Iterator[str]:
        if self.came:
            yield f"{_people(len(self.came))} came in"
        if self.went:
            reasons = Counter(one.reason for one in self.went).most_common()
            because = ", ".join(f"{count:,} {reason}" for reason, count in reasons)
            yield f"{_people(len(self.went))} went out: {because}"
        given = Counter(one.what for one in self.regiven)
        for what, word in _GIVEN.items():
            if count := given[what]:
                yield f"{_people(count, 'gets', 'get')} {word}"


_GIVEN: dict[Otherwise, str] = {
    "values": "other values in their letters",
    "message": "another of the messages",
    "language": "the letter in another language",
}

WORDS_FOR = {
    "content": "the letters",
    "lifted": "the letters for after the embargo's lift",
    "recipients": "the recipients",
    "values": "what differs by recipient",
    "lifted_values": "what differs by recipient after the embargo's lift",
    "outside": "the sender, the reply address or the tracking",
    "timing": "when it may go out",
}
"""The parts of a plan's digest, as a person calls them."""


def _of_messages(messages: tuple[Reworded, ...]) -> Iterator[str]:
    told: set[tuple[str, str]] = set()
    for one in messages:
        before, after = one.subject
        if before != after and one.subject not in told:
            told.add(one.subject)
            yield f"the subject is “{after}”" + (f", it was “{before}”" if before else "")
    for lifted, kind in ((False, ""), (True, " for after the embargo's lift")):
        side = [one for one in messages if one.lifted is lifted]
        reworded = sum(bool(one.text) for one in side)
        redrawn = sum(one.html and not one.text for one in side)
        if reworded:
            yield f"other words in {_messages(reworded)}{kind}"
        if redrawn:
            yield f"other HTML in {_messages(redrawn)}{kind}, with the same text"


def _people(count: int, one: str = "", many: str = "") -> str:
    noun = "person" if count == 1 else "people"
    verb = one if count == 1 else many
    return f"{count:,} {noun} {verb}".rstrip()


def _messages(count: int) -> str:
    return f"{count:,} {'message' if count == 1 else 'messages'}"
