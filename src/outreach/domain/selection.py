"""Who of an edition's candidates is a recipient, and who is left out, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from .contact import Contact, Office, Organisation, Reason, address_key
from .names import name_key

OnePer = Literal["person", "office", "outlet", "organisation"]
"""What gets one letter."""

PRECEDENCE = (
    "legislative-assistant",
    "legislative-director",
    "advisor",
    "professional-staff",
    "staff-director",
    "counsel",
    "deputy-chief-of-staff",
    "chief-of-staff",
)
"""Whom one letter for several goes to when nobody says: those who handle the issue."""

STANDING_ALONE = frozenset(
    {
        *("freelance", "freelancer", "free lance", "freelance journalist", "freelance writer"),
        *("freelance reporter", "independent", "independent journalist", "self employed"),
        *("freier journalist", "freie journalistin", "freiberuflich", "pigiste"),
        *("journaliste independant", "journaliste independante", "periodista independiente"),
        *("unaffiliated", "various", "none", "n a"),
    }
)
"""Folded words that lists give in place of an outlet: people who share one share no desk."""


class Excluded(StrEnum):
    """Why a candidate is left out. A suppression's reason follows the word."""

    SUPPRESSED = "suppressed"
    OTHER_EDITION = "other-edition"
    ONE_PER_OFFICE = "one-per-office"
    ONE_PER_OUTLET = "one-per-outlet"
    ONE_PER_ORGANISATION = "one-per-organisation"
    NO_REPLY_ADDRESS = "no-reply-address"
    SAME_PERSON = "same-person"
    UNCERTAIN = "uncertain"
    NOT_A_CONTACT = "not-a-contact"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A candidate left out. ``detail`` says more for a person, without anyone's address."""

    contact: Contact
    reason: str
    detail: str = ""


_CLAUSES = {
    f"{Excluded.SUPPRESSED}: {Reason.BOUNCE}": "suppressed: letters came back",
    f"{Excluded.SUPPRESSED}: {Reason.COMPLAINT}": "suppressed: complained of spam",
    f"{Excluded.SUPPRESSED}: {Reason.UNSUBSCRIBE}": "suppressed: unsubscribed",
    f"{Excluded.SUPPRESSED}: {Reason.DROPPED}": "suppressed: SendGrid would not deliver",
    f"{Excluded.SUPPRESSED}: {Reason.MANUAL}": "suppressed by the staff",
    f"{Excluded.SUPPRESSED}: {Reason.ERASURE}": "suppressed: erased",
    Excluded.OTHER_EDITION: "gets another edition",
    Excluded.ONE_PER_OFFICE: "somebody else of the office gets its letter",
    Excluded.ONE_PER_OUTLET: "somebody else of the outlet gets its letter",
    Excluded.ONE_PER_ORGANISATION: "somebody else of the organisation gets its letter",
    Excluded.NO_REPLY_ADDRESS: "nobody reads this mailbox",
    Excluded.SAME_PERSON: "got the letter at another address",
    Excluded.UNCERTAIN: "may have an earlier letter, which is not settled",
    Excluded.NOT_A_CONTACT: "is not among the contacts any more",
}


def why(reason: str, detail: str = "") -> str:
    """An exclusion for a person to read, as a clause about who is left out.

    Without ``detail`` it is one that all who have the reason share.

    >>> why("one-per-office"), why("one-per-office", "Ana Ruiz gets the office's letter")
    ('somebody else of the office gets its letter', "Ana Ruiz gets the office's letter")
    >>> why("other-edition", "press"), why("suppressed: unsubscribe")
    ('gets the edition press', 'suppressed: unsubscribed')
    """
    if detail and reason == Excluded.OTHER_EDITION:
        return f"gets the edition {detail}"
    if detail and reason.startswith("one-per-"):
        return detail
    return _CLAUSES.get(reason, reason)


_UNATTENDED = frozenset(
    {"noreply", "no-reply", "donotreply", "do-not-reply", "postmaster", "abuse"}
)


def select(
    candidates: Iterable[Contact],
    *,
    suppressed: Callable[[str], Reason | None],
    one_per: OnePer = "person",
    roles: Sequence[str] = (),
    edition_of: Callable[[Contact], str] | None = None,
) -> Iterator[Contact | Exclusion]:
    """Each candidate once, in order: in as it is, or out with its reason.

    ``suppressed`` answers by address key; ``edition_of`` names the edition that comes first for a
    contact, blank if none does. The candidates must come with those of one office, outlet or
    organisation next to each other; of each the one whose role is earliest in ``roles``, or else
    in PRECEDENCE, stays. Streams: holds one group at a time.
    """
    for members in _grouped(candidates, group_key(one_per)):
        outcomes = [_barred(one, suppressed, edition_of) or one for one in members]
        eligible = [one for one in outcomes if isinstance(one, Contact)]
        if len(eligible) < 2:
            yield from outcomes
            continue
        chosen = min(eligible, key=lambda one: (_rank(one.role, roles), one.id))
        for outcome in outcomes:
            if isinstance(outcome, Exclusion) or outcome is chosen:
                yield outcome
            else:
                yield _passed_over(outcome, chosen, one_per)


def group_key(one_per: OnePer) -> Callable[[Contact], str] | None:
    """What ``one_per`` counts by; contacts that belong to no group stand alone."""
    if one_per == "person":
        return None
    key = {"office": _office, "outlet": _outlet, "organisation": _organisation}[one_per]
    return lambda contact: key(contact) or f"contact:{contact.id}"


def _office(contact: Contact) -> str:
    """Two Members may have one name, so the name alone does not tell their offices apart.

    The staff of one side of a committee is one office, whichever Member it hangs on.
    """
    office: Office | None = contact.office
    if office is None:
        return ""
    if office.committee:
        return f"staff:{office.committee}:{office.side}"
    return f"office:{office.name}:{office.member.bioguide if office.member else ''}"


def _outlet(contact: Contact) -> str:
    of_an_outlet = contact.organisation and contact.organisation.kind == "outlet"
    return _organisation(contact) if of_an_outlet else ""


def _organisation(contact: Contact) -> str:
    organisation: Organisation | None = contact.organisation
    if organisation is None or name_key(organisation.name) in STANDING_ALONE:
        return ""
    return f"{organisation.kind}:{organisation.name}"


def _grouped(
    candidates: Iterable[Contact], group: Callable[[Contact], str] | None
) -> Iterator[list[Contact]]:
    if group is None:
        for contact in candidates:
            yield [contact]
        return
    held: list[Contact] = []
    key = ""
    for contact in candidates:
        if held and group(contact) != key:
            yield held
            held = []
        key = group(contact)
        held.append(contact)
    if held:
        yield held


def _barred(
    contact: Contact,
    suppressed: Callable[[str], Reason | None],
    edition_of: Callable[[Contact], str] | None,
) -> Exclusion | None:
    key = address_key(contact.email)
    reason = suppressed(key)
    if reason is not None:
        return Exclusion(contact, f"{Excluded.SUPPRESSED}: {reason}")
    if key.partition("@")[0] in _UNATTENDED:
        return Exclusion(contact, Excluded.NO_REPLY_ADDRESS, _CLAUSES[Excluded.NO_REPLY_ADDRESS])
    edition = edition_of(contact) if edition_of else ""
    return Exclusion(contact, Excluded.OTHER_EDITION, edition) if edition else None


def _rank(role: str, roles: Sequence[str]) -> int:
    order = [*roles, *(r for r in PRECEDENCE if r not in roles)]
    return order.index(role) if role in order else len(order)


def _passed_over(contact: Contact, chosen: Contact, one_per: OnePer) -> Exclusion:
    """By name only: where the name is an address, it is not said."""
    who = "another contact" if "@" in chosen.name or not chosen.name else chosen.name
    return Exclusion(contact, Excluded(f"one-per-{one_per}"), f"{who} gets the {one_per}'s letter")
