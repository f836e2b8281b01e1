"""The rows of a contact list as they were read: cleaned, or with the reason why they are not."""

from __future__ import annotations

from dataclasses import dataclass

from .contact import Reason


@dataclass(frozen=True, slots=True)
class OfficeClue:
    """What a row says about the office it belongs to; the store finds the office, or refuses.

    ``district`` is as ``district_number`` writes it. With ``committee`` the row belongs to the
    staff of that committee's ``side``.
    """

    bioguide: str = ""
    chamber: str = ""
    state: str = ""
    district: str = ""
    member_last: str = ""
    committee: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One usable row. ``line`` is where it begins in the file, counted from 1.

    ``aliases`` are other names of the organisation; ``basis`` is why we may write (consent,
    signatory, official-capacity, legitimate-interest); ``listed_on`` is the ISO date the source
    gives for the row, blank where it gives none. ``other_emails`` are further addresses of the
    same person. ``doubt`` says what of the row could not be taken, without repeating it.
    """

    line: int
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
    basis: str = ""
    listed_on: str = ""
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    organisation: str = ""
    aliases: tuple[str, ...] = ()
    medium: str = ""
    office: OfficeClue | None = None
    other_emails: tuple[str, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Departed:
    """A row that says somebody left: unsubscribed, complained or bounced.

    ``at`` is the ISO time in UTC that the list gives for it, blank where it gives none.
    ``other_emails`` are further addresses of somebody who does not want to be written to; of an
    address that bounced there are none, since another one may work.
    """

    line: int
    email: str
    reason: Reason
    at: str = ""
    other_emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken, and why; ``column`` is the header it is about, if any."""

    line: int
    reason: str
    column: str = ""
