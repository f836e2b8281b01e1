"""What one person got, and gets: every letter, which version of it, and what became of it."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from outreach.domain.contact import Contact, Reason, address_key
from outreach.domain.delivery import Stage
from outreach.domain.event import EventKind
from outreach.errors import OutreachError, WrongUsage
from outreach.store.contacts import by_id, count_found, find, named
from outreach.store.database import Store
from outreach.store.erasure import Person, person
from outreach.store.mailed import (
    LeftOut,
    Mailed,
    Reported,
    events_of,
    known_as,
    left_out,
    letters_of,
)
from outreach.store.suppressions import Held, barring

from .letter_standing import TO_COME, standing_of
from .reprint import Reprints

_NEAR = 3


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that became of a letter. ``detail`` may be a foreign server's words."""

    what: str
    at: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """One letter of hers. ``standing`` says in words where it is; ``happened`` is in order.

    ``subject`` and ``letter_digest`` are blank only where her data were erased. ``wave_to_ask`` is
    the wave to name so that this letter is shown and no later one; 0: none need be.
    """

    mailed: Mailed
    subject: str
    letter_digest: str
    standing: str
    at: datetime
    happened: tuple[Happening, ...]
    wave_to_ask: int

    @property
    def is_to_come(self) -> bool:
        return self.standing in TO_COME


@dataclass(frozen=True, slots=True)
class History:
    """``contact`` is None of an address that only the letters know. ``letters`` are the newest of
    ``total``, newest first."""

    called: str
    contact: Contact | None
    addresses: tuple[str, ...]
    letters: tuple[Known, ...]
    total: int
    left_out: tuple[LeftOut, ...]
    suppressions: tuple[Held, ...]


def history_of(db: Store, who: str, now: datetime, limit: int) -> History:
    """Of whom ``who`` means: an address, a uid, or words that find one contact.

    Raises OutreachError, with near names, where nobody is known by it, WrongUsage where several
    are.
    """
    contact = _contact(db, who)
    her = person(db, contact.uid if contact else who)
    letters = letters_of(db, her, now.astimezone(UTC).isoformat())
    out = left_out(db, her)
    barred = _barred(db, her)
    if contact is None and not letters and not out:
        raise _unknown(db, who, barred)
    reprints = Reprints(db)
    last: dict[tuple[str, str, str], int] = {}
    for one in letters:
        last[_to(one)] = max(one.wave, last.get(_to(one), 0))
    return History(
        contact.email if contact else who,
        contact,
        her.keys,
        tuple(
            _known(
                db, reprints, one, now, one.wave if one.wave > 1 or one.wave < last[_to(one)] else 0
            )
            for one in islice(letters, limit)
        ),
        len(letters),
        tuple(out),
        tuple(barred),
    )


def _to(one: Mailed) -> tuple[str, str, str]:
    """What waves of one edition to one address have in common."""
    return one.campaign, one.edition, one.email_key


def _contact(db: Store, who: str) -> Contact | None:
    if "@" in who:
        return find(db, who)
    found = named(db, who)
    if len(found) > 1:
        people = ", ".join(f"{one.name or '–'} <{one.email}>" for one in found[:_NEAR])
        count = count_found(db, who)
        more = f" and {count - _NEAR:,} more" if count > _NEAR else ""
        raise WrongUsage(f"{who!r} finds several: {people}{more}", "name one by its address")
    return by_id(db, found[0].id) if found else None


def _barred(db: Store, her: Person) -> list[Held]:
    found = {one.email_hash: one for key in her.keys for one in barring(db, key)}
    return sorted(found.values(), key=lambda one: one.at)


def _unknown(db: Store, who: str, barred: Sequence[Held]) -> OutreachError:
    """Nothing is on record, which says nothing of who was erased: that is what erasure is."""
    said = f"no contact and no letter is known by {who!r}"
    if barred and barred[0].reason is Reason.ERASURE:
        return OutreachError(said, "what there was of this address was erased on request")
    if near := _near(db, who):
        return OutreachError(said, f"did you mean {', or '.join(near)}?")
    return OutreachError(said, "look with `outreach contacts list --search TEXT`")


def _near(db: Store, who: str) -> list[str]:
    """Names or addresses spelt alike, among those that begin alike."""
    wanted = address_key(who) if "@" in who else who.strip().lower()
    labels: dict[str, str] = {}
    for email, name in known_as(db, wanted[:1]):
        key = email if "@" in who else name.lower()
        labels.setdefault(key, f"{name} <{email}>" if name else email)
    close = difflib.get_close_matches(wanted, [key for key in labels if key], _NEAR, 0.6)
    return [labels[key] for key in close]


def _known(db: Store, reprints: Reprints, one: Mailed, now: datetime, wave: int) -> Known:
    subject = digest = ""
    if not one.erased:
        letter = reprints.letter(one)
        subject, digest = letter.subject, reprints.digest(one, letter)
    happened = tuple(
        Happening(event.kind, _moment(event.at), " ".join((event.status, event.reason)).strip())
        for event in sorted(events_of(db, [one.id]), key=_by_time)
    )
    at = datetime.fromisoformat(one.at)
    return Known(one, subject, digest, standing_of(one, now), at, happened, wave)


def _by_time(event: Reported) -> tuple[int, bool]:
    """Of the same second what SendGrid did comes before what others did."""
    return event.at, event.kind != EventKind.PROCESSED


def through(stage: Stage) -> str:
    """What a letter was handed to."""
    return "SendGrid" if stage is Stage.SENDGRID else "the sandbox, which reached nobody"


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
