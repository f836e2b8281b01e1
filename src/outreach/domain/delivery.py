"""Messages, deliveries, letters and batches: one edition on its way to its recipients."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Literal, TypeVar

Part = Literal["subject", "html", "text"]
_T = TypeVar("_T")

BATCH_SIZE = 1000
"""SendGrid takes at most 1,000 personalizations a request (Mail Send, Limitations)."""


class BatchState(StrEnum):
    """pending -> submitting -> submitted | failed | uncertain.

    ``failed`` is proved: nothing was taken. ``uncertain`` may have been taken, and is settled by
    evidence or by a person, never by sending again.
    """

    PENDING = "pending"
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


class Stage(StrEnum):
    """Where letters go: to people, or to the sandbox on this machine.

    What went to the sandbox reached nobody; a plan for SendGrid takes its place.
    """

    SANDBOX = "sandbox"
    SENDGRID = "sendgrid"


class Wave(StrEnum):
    """What a plan of an edition is for: everybody, or, once it was sent, those it is sent to later.

    ``new`` is for who came in since, ``update`` for who got an older version of the statement.
    """

    FIRST = "first"
    NEW = "new"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Field:
    """A place in a message that differs by recipient, named by a tag.

    ``expression`` is ``file:line`` of the template's expression, for messages to its author.
    """

    tag: str
    part: Part
    expression: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with a letter. ``type`` is its media type."""

    filename: str
    type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """The rendered edition with its fields left open; one per distinct skeleton.

    The HTML is inlined and final but for the tags, whose HTML values come escaped. ``language``
    is that of the statement in it.
    """

    subject: str
    html: str
    text: str
    fields: tuple[Field, ...] = ()
    language: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """The finished mail of one recipient, as it leaves."""

    subject: str
    html: str
    text: str
    attachments: tuple[Attachment, ...] = ()

    @property
    def digest(self) -> str:
        """16 hexadecimal digits over all of it: letters with one digest are the same letter."""
        digest = sha256()
        for part in (self.subject, self.html, self.text):
            digest.update(f"{len(part)}\x00{part}".encode("utf-8", "surrogatepass"))
        for one in self.attachments:
            digest.update(f"{len(one.content)}\x00{one.filename}\x00{one.type}\x00".encode())
            digest.update(one.content)
        return digest.hexdigest()[:16]


def personalise(message: Message, values: Sequence[str]) -> Letter:
    """Fill the fields in, as SendGrid does: every tag replaced literally, in every part.

    The one function behind preview, ``render``, test mail and the audit of a plan. Tags neither
    overlap nor appear in values (the plan's audit), so the order of replacement does not matter.
    """
    subject, html, text = message.subject, message.html, message.text
    for one, value in zip(message.fields, values, strict=True):
        if one.part == "subject":
            subject = subject.replace(one.tag, value)
        elif one.part == "html":
            html = html.replace(one.tag, value)
        else:
            text = text.replace(one.tag, value)
    return Letter(subject, html, text, message.attachments)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One recipient's copy: who it goes to and the values of its message's fields."""

    id: str
    email: str
    name: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Up to 1,000 deliveries of one message: one request.

    ``pace`` is the domain they all go to where that gets no more than so many letters a minute.
    ``holds_until`` is when the embargo lifts that the letters still speak of, if they do.
    """

    id: str
    message: Message
    deliveries: tuple[Delivery, ...]
    pace: str = ""
    holds_until: datetime | None = None


def substitution_bytes(tags: Sequence[str], values: Sequence[str]) -> int:
    """What SendGrid may count of one recipient's substitutions: their JSON in UTF-8 bytes.

    How it counts is not documented; this is the upper bound of keys and values.
    """
    pairs = dict(zip(tags, values, strict=True))
    return len(json.dumps(pairs, ensure_ascii=False, separators=(",", ":")).encode())


def in_batches(items: Iterable[_T], size: int = BATCH_SIZE) -> Iterator[list[_T]]:
    """Lists of up to ``size`` items, in order, none empty."""
    held: list[_T] = []
    for item in items:
        held.append(item)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held


@dataclass(frozen=True, slots=True)
class Account:
    """The ledger's equation for one edition, counted in people.

    ``candidates = excluded + submitted + failed + uncertain + remaining``, always.
    """

    excluded: int = 0
    submitted: int = 0
    failed: int = 0
    uncertain: int = 0
    remaining: int = 0

    @property
    def planned(self) -> int:
        return self.submitted + self.failed + self.uncertain + self.remaining

    @property
    def candidates(self) -> int:
        return self.excluded + self.planned

    def __add__(self, other: Account) -> Account:
        """Of several plans that have no candidate in common."""
        return Account(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))
