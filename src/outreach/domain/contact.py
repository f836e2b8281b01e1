"""People and desks we may write to, and whom they belong to.

A blank text is an empty string; rendering turns a blank into an error where a template prints it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache


class Kind(StrEnum):
    """Which audience a contact belongs to."""

    PRESS = "press"
    CONGRESS = "congress"
    SIGNATORY = "signatory"
    OTHER = "other"


BASIS: Mapping[Kind, str] = {
    Kind.PRESS: "legitimate-interest",
    Kind.CONGRESS: "official-capacity",
    Kind.SIGNATORY: "signatory",
    Kind.OTHER: "",
}
"""Why we may write to contacts of a kind, where neither a list nor a person says it."""


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

    A domain in letters of its own is the one in ASCII that mail goes to (IDNA 2008 after UTS 46),
    and full-width letters are plain ones. Nothing else is folded: ``a+tag@`` and dots are another
    mailbox as far as RFC 5321 says.

    >>> address_key(" M.Oduya@PotomacLedger.example "), address_key("a@MÜNCHEN.example")
    ('m.oduya@potomacledger.example', 'a@xn--mnchen-3ya.example')
    """
    if email.isascii():
        return email.strip().lower()
    local, at, domain = unicodedata.normalize("NFKC", email).strip().rpartition("@")
    return f"{local.lower()}{at}{_in_ascii(domain) if at else domain.lower()}"


def spellings(email_key: str) -> tuple[str, ...]:
    """An address key, and how its domain reads in its own letters where that is another text."""
    local, at, domain = email_key.rpartition("@")
    if not domain.isascii() or "xn--" not in domain:
        return (email_key,)
    import idna

    try:
        return (email_key, f"{local}{at}{idna.decode(domain)}")
    except UnicodeError:
        return (email_key,)


_LONGEST_DOMAIN = 255  # RFC 1035 2.3.4; and encoding a longer one may take long


@lru_cache(maxsize=10_000)
def _in_ascii(domain: str) -> str:
    """In lower case alone where it is no domain. Python's own codec would take ß for ss."""
    if len(domain) > _LONGEST_DOMAIN:
        return domain.lower()
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii").lower()
    except UnicodeError:
        return domain.lower()


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


_CHARACTERS = "\u2e80-\u9fff\u3040-\u30ff\uac00-\ud7af\uf900-\ufaff"
_FAMILY_FIRST = re.compile(rf"\s*(?!\s)[{_CHARACTERS}][{_CHARACTERS}\s]*")


def display_name(given: str, family: str) -> str:
    """The whole name as its bearer writes it: Chinese, Japanese and Korean names family first.

    >>> display_name("Renée", "Castagnier"), display_name("樂行", "陳")
    ('Renée Castagnier', '陳樂行')
    """
    if _FAMILY_FIRST.fullmatch(given + family):
        return family + given
    return f"{given} {family}" if given and family else given or family
