"""People and desks we may write to, and whom they belong to.

A blank text is an empty string; rendering turns a blank into an error where a template prints it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """Which audience a contact belongs to."""

    PRESS = "press"
    CONGRESS = "congress"
    SIGNATORY = "signatory"
    OTHER = "other"


class Reason(StrEnum):
    """Why an address is suppressed: nobody who left is written to again."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"
    DROPPED = "dropped"
    MANUAL = "manual"
    ERASURE = "erasure"


def address_key(email: str) -> str:
    """The form in which two addresses are the same one: lower case, spaces trimmed.

    Nothing else is folded: ``a+tag@`` and dots are another mailbox as far as RFC 5321 says.

    >>> address_key(" M.Oduya@PotomacLedger.example ")
    'm.oduya@potomacledger.example'
    """
    return email.strip().lower()


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].lower()


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address never to write to again. ``source`` says what told us, without personal data."""

    email_key: str
    reason: Reason
    at: datetime
    source: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An outlet, a signatory organisation, or any other body.

    ``signed_name`` is the name under which it signed the campaign's statement, blank otherwise.
    """

    name: str
    kind: str = "other"
    country: str = ""
    language: str = ""
    medium: str = ""
    signed_name: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A sitting Member of Congress.

    ``title`` is Senator, Representative, Delegate or Resident Commissioner; ``salutation`` is
    title and last name unless the Member prefers another. ``district`` is blank for senators
    and ``0`` at large. ``caucus`` is the party an independent sits with. ``term_ends`` is an ISO
    date; ``senate_class`` is 0 and ``state_rank`` blank in the House.
    """

    bioguide: str
    name: str
    last_name: str
    title: str
    salutation: str
    chamber: str
    state: str
    district: str = ""
    party: str = ""
    caucus: str = ""
    room: str = ""
    phone: str = ""
    url: str = ""
    term_ends: str = ""
    senate_class: int = 0
    state_rank: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """A Member's office, or, with ``committee`` set, the staff of one of that committee's sides."""

    name: str
    member: Member | None = None
    committee: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    """A person or a desk we may write to; has one organisation or office at a time.

    ``id`` is the store's, ``uid`` opaque and stable. ``title`` is the job title as given,
    ``role`` one of the standard staff roles (``legislative-assistant``, ...), ``salutation`` an
    explicit form of address.
    """

    id: int
    uid: str
    kind: Kind
    email: str
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    salutation: str = ""
    title: str = ""
    role: str = ""
    language: str = ""
    country: str = ""
    city: str = ""
    phone: str = ""
    time_zone: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    organisation: Organisation | None = None
    office: Office | None = None

    def __repr__(self) -> str:
        """By its opaque id alone: representations end up in logs."""
        return f"Contact({self.uid!r})"

    @property
    def member(self) -> Member | None:
        return self.office.member if self.office else None


_FAMILY_FIRST = ((0x2E80, 0x9FFF), (0xAC00, 0xD7AF), (0x3040, 0x30FF), (0xF900, 0xFAFF))


def display_name(given: str, family: str) -> str:
    """The whole name as its bearer writes it: Chinese, Japanese and Korean names family first.

    >>> display_name("Renée", "Castagnier"), display_name("樂行", "陳")
    ('Renée Castagnier', '陳樂行')
    """
    letters = [ch for ch in given + family if not ch.isspace()]
    if letters and all(_is_family_first(ch) for ch in letters):
        return family + given
    return " ".join(part for part in (given, family) if part)


def _is_family_first(ch: str) -> bool:
    return any(low <= ord(ch) <= high for low, high in _FAMILY_FIRST)
