"""Who the letters of an edition go to: looked at one by one, and counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from outreach.domain.campaign import CONTACTS_LANGUAGE, Campaign, Edition, Embargo, Release
from outreach.domain.contact import Contact, Kind, domain_of
from outreach.domain.language import by_default, language_for
from outreach.domain.spelling import edits
from outreach.errors import Level, Problem

from .sender import needs_consent

AGREED, DECLINED = "embargo-ok", "no-embargo"
"""Tags of contacts who were asked whether they keep embargoes."""

STALE_DAYS = 365
_FEWEST_COMPARED = 10
_NAMED = 5
_CHANGED_MUCH = 0.5
_CHANGED = 0.2

_ADDRESS = re.compile(r"[^\s@<>(),;:\"\[\]\\]{1,64}@[^\s@<>(),;:\"\[\]\\.]+(?:\.[^\s@.]+)+")
_DESKS = frozenset(
    ("info", "office", "contact", "admin", "hello", "mail", "team", "enquiries", "inquiries")
)
_STAND_INS = frozenset(
    ("test", "testing", "example", "name", "firstname.lastname", "first.last", "email", "asdf")
)
_DEAF = frozenset(("noreply", "no-reply", "no_reply", "donotreply", "do-not-reply"))
_NOBODYS = re.compile(r"(?:^|\.)(?:example\.(?:com|net|org)|invalid|localhost|domain\.com)$")
_WELL_KNOWN = (
    *("gmail.com", "googlemail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com"),
    *("protonmail.com", "proton.me", "fastmail.com", "aol.com", "gmx.net", "gmx.de", "web.de"),
    *("t-online.de", "orange.fr", "laposte.net", "wanadoo.fr", "mail.house.gov", "senate.gov"),
)
_NEAR_BUT_REAL = frozenset(
    ("mail.com", "email.com", "ymail.com", "gmx.at", "gmx.com", "gmx.fr", "gmx.eu", "aol.de")
)
_LONG_ENOUGH = len("gmail.com")
_NO_SUFFIXES = {"con": "com", "cmo": "com", "ocm": "com", "vom": "com", "goc": "gov", "gob": "gov"}


@dataclass(slots=True)
class Roll:
    """What the recipients of one edition are like, counted as they come by.

    Memory grows with findings, organisations and domains, not with recipients.
    """

    edition: Edition
    campaign: Campaign
    recipients: int = 0
    kinds: Counter[Kind] = field(default_factory=Counter)
    domains: Counter[str] = field(default_factory=Counter)
    zones: Counter[str] = field(default_factory=Counter)
    consent: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    offices: Counter[str] = field(default_factory=Counter)
    signed: set[str] = field(default_factory=set)
    strangers: list[str] = field(default_factory=list)
    agreed: int = 0
    declined: list[str] = field(default_factory=list)
    found: list[Problem] = field(default_factory=list)

    def add(self, contact: Contact) -> None:
        self.recipients += 1
        self.kinds[contact.kind] += 1
        self.domains[domain_of(contact.email)] += 1
        self.zones[contact.time_zone] += 1
        self.consent[needs_consent(contact)] += 1
        self._language(contact)
        if contact.office:
            self.offices[contact.office.name] += 1
        if contact.kind is Kind.SIGNATORY:
            self._signature(contact)
        if AGREED in contact.tags:
            self.agreed += 1
        if DECLINED in contact.tags:
            self.declined.append(contact.email)
        self.found += check_address(contact, self.edition)

    def _language(self, contact: Contact) -> None:
        organisation = contact.organisation
        tag = contact.language or (organisation.language if organisation else "")
        if tag and not _served(tag, self.campaign.languages):
            self.unread[tag] += 1

    def _signature(self, contact: Contact) -> None:
        name = contact.organisation.signed_name if contact.organisation else ""
        if name:
            self.signed.add(name)
        else:
            self.strangers.append(contact.email)


@lru_cache(maxsize=1024)
def _served(tag: str, languages: tuple[str, ...]) -> bool:
    return language_for((tag,), languages) is not None


def check_address(contact: Contact, edition: Edition) -> Iterator[Problem]:
    """R701, R705 to R707, and R708 where the address is of the other chamber."""
    email = contact.email.lower()
    local, _, domain = email.rpartition("@")
    if not _ADDRESS.fullmatch(email):
        yield _of(edition, "R701", f"{contact.email} cannot be an address", "correct it", "error")
    elif meant := mistyped(domain):
        message = f"{contact.email} looks mistyped: {domain} for {meant}"
        yield _of(edition, "R706", message, f"correct it, if {meant} is meant")
    elif local in _STAND_INS or _NOBODYS.search(domain):
        yield _of(edition, "R707", f"{contact.email} is nobody's address", "find the real one")
    elif local in _DEAF:
        yield _of(edition, "R707", f"{contact.email} reads no mail", "find another address")
    elif local in _DESKS and contact.kind is Kind.CONGRESS and contact.name:
        message = f"{contact.email} is a desk's address, and the letter is to {contact.name}"
        yield _of(edition, "R705", message, "find the person's own address")
    member = contact.member
    other = {"house": "senate", "senate": "house"}.get(member.chamber, "") if member else ""
    if member and other and f".{other}.gov" in f".{domain}":
        message = f"{contact.email} is in the {other.title()}, and {member.name} is not"
        yield _of(edition, "R708", message, "correct the contact's office", "error")


@lru_cache(maxsize=10_000)
def mistyped(domain: str) -> str:
    """The domain that was likely meant, blank if this one looks as it should.

    >>> mistyped("gmial.com"), mistyped("mail.house.goc"), mistyped("mail.com"), mistyped("gob.mx")
    ('gmail.com', 'mail.house.gov', '', '')
    """
    stem, _, suffix = domain.rpartition(".")
    if stem and suffix in _NO_SUFFIXES:
        return f"{stem}.{_NO_SUFFIXES[suffix]}"
    if domain in _WELL_KNOWN or domain in _NEAR_BUT_REAL:
        return ""
    return next((one for one in _WELL_KNOWN if _one_slip(domain, one)), "")


def _one_slip(one: str, other: str) -> bool:
    """Short domains are near too many others that exist."""
    return len(other) >= _LONG_ENOUGH and abs(len(one) - len(other)) <= 1 and edits(one, other) == 1


def check_recipients(roll: Roll, *, most: int = 0, last: int = 0, stale: int = 0) -> list[Problem]:
    """Everything on the recipients of one edition, each and all together.

    ``most`` is what the settings allow, ``last`` how many the edition of this name had last time,
    ``stale`` how many of them no list has named for a year; 0 is unknown.
    """
    return [*roll.found, *_number(roll, most, last), *_together(roll, stale)]


def _number(roll: Roll, most: int, last: int) -> Iterator[Problem]:
    count = roll.recipients
    if most and count > most:
        message = f"{count:,} recipients, more than the {most:,} of most_recipients"
        hint = "see who they are with `outreach audience`; if they are meant, accept this"
        yield _of(roll.edition, "R713", message, hint, "error", "audience")
    elif last >= _FEWEST_COMPARED and count and abs(count - last) > _CHANGED * last:
        level: Level = "warning" if abs(count - last) > _CHANGED_MUCH * last else "info"
        message = f"{count:,} recipients, and {last:,} when an edition of this name last went out"
        hint = "see who they are with `outreach audience`"
        yield _of(roll.edition, "R713", message, hint, level, "audience")


def _together(roll: Roll, stale: int) -> Iterator[Problem]:
    edition = roll.edition
    twice = [office for office, count in roll.offices.items() if count > 1]
    if twice:
        message = f"{_first(twice)} {'get' if len(twice) > 1 else 'gets'} the letter more than once"
        hint = 'set one_per = "office" in the edition'
        yield _of(edition, "R710", message, hint, key="audience")
    if stale:
        people = "1 recipient" if stale == 1 else f"{stale:,} of {roll.recipients:,} recipients"
        message = f"no list or hand has touched {people} for a year"
        yield _of(
            edition, "R711", message, "import a newer list, or look them over", key="audience"
        )
    if roll.unread and edition.language == CONTACTS_LANGUAGE:
        message = f"{_readers(roll.unread)}; {_instead(edition, roll)}"
        hint = "add statement.<language>.md, or set fallback"
        yield _of(edition, "R715", message, hint, "info", "language")


def _readers(unread: Counter[str]) -> str:
    (tag, most), *others = unread.most_common()
    first = f"{most:,} {'recipient reads' if most == 1 else 'recipients read'} {tag}"
    return ", ".join((first, *(f"{count:,} {other}" for other, count in others)))


def _instead(edition: Edition, roll: Roll) -> str:
    tongues = "that language" if len(roll.unread) == 1 else "these languages"
    read = by_default(edition, roll.campaign)
    return f"the statement is not there in {tongues}, so they get it in {read}"


def check_signatories(roll: Roll) -> Iterator[Problem]:
    """R714, of an edition for signatories: who is not told, and who is told but did not sign."""
    if not roll.kinds[Kind.SIGNATORY]:
        return
    signatories = roll.campaign.statement.signatories
    untold = [one for one in signatories if one.name not in roll.signed]
    if untold:
        message = f"nobody at {_named([f'“{one.name}”' for one in untold])} gets this edition"
        hint = "import a contact of theirs, or correct the name"
        yield Problem("R714", message, untold[0].place, hint, "warning", roll.edition.name)
    if roll.strangers:
        whose = "organisation" if len(roll.strangers) == 1 else "organisations"
        verb = "is" if len(roll.strangers) == 1 else "are"
        message = f"the {whose} of {_named(roll.strangers)} {verb} not among the signatories"
        hint = "correct its name with `outreach contacts edit`, or leave the contact out"
        yield _of(roll.edition, "R714", message, hint, key="audience")


def check_agreement(roll: Roll, embargo: Embargo | None, *, lifted: bool) -> Iterator[Problem]:
    """R709, of an edition that goes out under embargo."""
    edition = roll.edition
    if embargo is None or lifted or edition.release is not Release.UNDER_EMBARGO:
        return
    for email in roll.declined:
        message = f"{email} does not keep embargoes (tag {DECLINED})"
        hint = f"add -tag:{DECLINED} to the audience"
        yield _of(edition, "R709", message, hint, "error", "audience")
    asked = roll.agreed + len(roll.declined)
    if asked and asked < roll.recipients:
        message = f"{roll.recipients - asked:,} of {roll.recipients:,} recipients never agreed"
        hint = f"ask them and tag them {AGREED}, or add tag:{AGREED} to the audience"
        yield _of(edition, "R709", f"{message} to embargoes", hint, "warning", "audience")


def _named(names: Sequence[str]) -> str:
    """The first five, and how many more there are."""
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _first(names: Sequence[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _of(
    edition: Edition,
    code: str,
    message: str,
    hint: str,
    level: Level = "warning",
    key: str = "audience",
) -> Problem:
    return Problem(code, message, edition.place(key), hint, level, edition.name)
