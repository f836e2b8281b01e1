"""The audience language: a rule that picks contacts, never a list.

::

    press topic:china,human-rights -tag:do-not-pitch "outlet:The Potomac Ledger"

A space means and, a comma in a value means or, a leading ``-`` means not, quotes hold spaces
together; around a value alone (``organisation:"Citizens, Hong Kong"``) they hold its comma too.
``parse`` turns a query into terms or says what is wrong with it and where; ``select``
decides who of the candidates is in and who is out, and why.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .contact import Contact, Kind, Office, Reason, address_key

KINDS = tuple(kind.value for kind in Kind)

STAFF_ROLES = (
    "chief-of-staff",
    "deputy-chief-of-staff",
    "legislative-director",
    "legislative-assistant",
    "legislative-correspondent",
    "communications-director",
    "press-secretary",
    "scheduler",
    "staff-director",
    "professional-staff",
    "counsel",
    "advisor",
    "caseworker",
    "district-director",
    "other",
)
"""Standard staff roles. Their order is the precedence of ``one_per = "office"``'s fall-back."""

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
"""Whom an office's one letter goes to when a query names no roles: those who handle the issue."""

_CLOSED: Mapping[str, tuple[str, ...]] = {
    "kind": KINDS,
    "chamber": ("house", "senate"),
    "party": ("democrat", "republican", "independent"),
    "member-role": ("chair", "ranking", "member"),
    "role": STAFF_ROLES,
}
MOST_TERMS = 100
FIELDS = (
    *("tag", "topic", "outlet", "organisation", "country", "language", "email", "domain"),
    *("state", "district", "chamber", "party", "committee", "subcommittee", "member-role"),
    *("role", "chair-or-ranking", "staff-of", "signed", "received"),
)


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: ``field`` matches any of ``values``, or, negated, none of them.

    ``column`` is where it stands in the query, from 1; two terms that ask the same are equal.
    """

    field: str
    values: tuple[str, ...]
    negated: bool = False
    column: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Query:
    """All of these terms must hold."""

    terms: tuple[Term, ...]
    text: str = ""

    def values(self, field: str) -> tuple[str, ...]:
        """The values the query asks ``field`` for, in its order; negated terms do not count."""
        return tuple(v for t in self.terms if t.field == field and not t.negated for v in t.values)


@dataclass(frozen=True, slots=True)
class Misread:
    """What is wrong with a query, at ``column`` (from 1), and the nearest valid word."""

    message: str
    column: int
    hint: str = ""


_TOKEN = re.compile(r"""\s*(?P<token>(?:[^\s"]|"[^"]*"|"[^"]*$)+)""")
_VALUE = re.compile(r"""(?:[^,"]|"[^"]*")+""")


def parse(text: str) -> tuple[Query, tuple[Misread, ...]]:
    """Read a query; every mistake is reported, none stops the reading."""
    terms: list[Term] = []
    misread: list[Misread] = []
    for match in _TOKEN.finditer(text):
        column = match.start("token") + 1
        token = match["token"]
        if token.count('"') % 2:
            misread.append(Misread("a quotation mark is not closed", column, 'add the second "'))
            continue
        answer = _term(token, column)
        if isinstance(answer, Misread):
            misread.append(answer)
        else:
            terms.append(answer)
    if len(terms) > MOST_TERMS:
        misread.append(Misread("the query is too long", 1, f"use at most {MOST_TERMS} words"))
    if not terms and not misread:
        misread.append(Misread("the query is empty", 1, f"begin with one of {', '.join(KINDS)}"))
    return Query(tuple(terms), text), tuple(misread)


def _term(token: str, column: int) -> Term | Misread:
    """Read one token; quotes may stand around all of it, or around one value of several."""
    token = _unwrapped(token)
    negated = token.startswith("-")
    word = _unwrapped(token.removeprefix("-"))
    field, colon, value = word.partition(":")
    field = field.lower()
    if not colon:
        return _kind_term(word.replace('"', ""), negated, column)
    if field not in FIELDS:
        hint = _nearest(field, FIELDS) or f"fields are {', '.join(FIELDS)}"
        return Misread(f"there is no field {field!r}", column, hint)
    values = _values(value)
    if not values:
        return Misread(f"{field}: has no value", column, f"write {field}:VALUE")
    return _with_known_values(Term(field, values, negated, column))


def _unwrapped(token: str) -> str:
    whole = token.startswith('"') and token.endswith('"') and token.count('"') == 2
    return token[1:-1] if whole else token


def _values(text: str) -> tuple[str, ...]:
    """The values between commas; a comma inside quotes belongs to its value."""
    parts = (part.replace('"', "").strip() for part in _VALUE.findall(text))
    return tuple(part for part in parts if part)


def _kind_term(word: str, negated: bool, column: int) -> Term | Misread:
    kinds = tuple(part.strip().lower() for part in word.split(",") if part.strip())
    wrong = next((kind for kind in kinds or ("",) if kind not in KINDS), None)
    if wrong is not None:
        return _unknown_word(wrong, column)
    return Term("kind", kinds, negated, column)


def _with_known_values(term: Term) -> Term | Misread:
    known = _CLOSED.get(term.field)
    if known is None:
        return term
    folded = tuple(value.lower() for value in term.values)
    wrong = next((value for value in folded if value not in known), None)
    if wrong is not None:
        hint = _nearest(wrong, known) or f"it is one of {', '.join(known)}"
        return Misread(f"{term.field} is never {wrong!r}", term.column, hint)
    return dataclasses.replace(term, values=folded)


def _unknown_word(word: str, column: int) -> Misread:
    near = _nearest(word, KINDS) or _nearest(word, FIELDS, suffix=":VALUE")
    return Misread(f"{word!r} is not a kind of contact", column, near or f"{', '.join(KINDS)}")


def _nearest(word: str, known: Sequence[str], suffix: str = "") -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean {near[0]}{suffix}?" if near else ""


class Excluded(StrEnum):
    """Why a candidate is left out. A suppression's reason follows the word."""

    SUPPRESSED = "suppressed"
    ONE_PER_OFFICE = "one-per-office"
    ONE_PER_ORGANISATION = "one-per-organisation"
    NO_REPLY_ADDRESS = "no-reply-address"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A candidate left out. ``detail`` says more for a person, without anyone's address."""

    contact: Contact
    reason: str
    detail: str = ""


_UNATTENDED = frozenset(
    {"noreply", "no-reply", "donotreply", "do-not-reply", "postmaster", "abuse"}
)


def select(
    candidates: Iterable[Contact],
    *,
    suppressed: Callable[[str], Reason | None],
    group: Callable[[Contact], str] | None = None,
    roles: Sequence[str] = (),
) -> Iterator[Contact | Exclusion]:
    """Each candidate once, in order: in as it is, or out with its reason.

    ``suppressed`` answers by address key. With ``group`` (see ``group_key``) the candidates must
    come with members of a group next to each other; the one with the best role of each group
    stays. Streams: holds one group at a time.
    """
    for members in _grouped(candidates, group):
        chosen = None
        outcomes: list[Contact | Exclusion] = []
        for contact in members:
            reason = _barred(contact, suppressed)
            outcomes.append(reason or contact)
        if group is not None:
            eligible = [c for c in outcomes if isinstance(c, Contact)]
            if len(eligible) > 1:
                chosen = min(eligible, key=lambda c: (_rank(c.role, roles), c.id))
        for outcome in outcomes:
            if isinstance(outcome, Exclusion) or chosen is None or outcome is chosen:
                yield outcome
            else:
                yield _passed_over(outcome, chosen)


def group_key(one_per: str) -> Callable[[Contact], str] | None:
    """What ``one_per`` counts by; contacts without an office or organisation stand alone."""
    if one_per == "office":
        return lambda c: _office_key(c.office) if c.office else f"contact:{c.id}"
    if one_per == "organisation":
        return lambda c: f"org:{c.organisation.name}" if c.organisation else f"contact:{c.id}"
    return None


def _office_key(office: Office) -> str:
    """Two Members may have one name, so the name alone does not tell their offices apart."""
    return f"office:{office.name}:{office.member.bioguide if office.member else ''}"


def _grouped(
    candidates: Iterable[Contact], group: Callable[[Contact], str] | None
) -> Iterator[list[Contact]]:
    held: list[Contact] = []
    key = ""
    for contact in candidates:
        if held and (group is None or group(contact) != key):
            yield held
            held = []
        if group is not None:
            key = group(contact)
        held.append(contact)
    if held:
        yield held


def _barred(contact: Contact, suppressed: Callable[[str], Reason | None]) -> Exclusion | None:
    key = address_key(contact.email)
    reason = suppressed(key)
    if reason is not None:
        return Exclusion(contact, f"{Excluded.SUPPRESSED}: {reason}")
    if key.partition("@")[0] in _UNATTENDED:
        return Exclusion(contact, Excluded.NO_REPLY_ADDRESS, "nobody reads this mailbox")
    return None


def _rank(role: str, roles: Sequence[str]) -> int:
    """The query's own order of roles first, then the precedence of those who handle the issue."""
    order = [*roles, *(r for r in PRECEDENCE if r not in roles)]
    return order.index(role) if role in order else len(order)


def _passed_over(contact: Contact, chosen: Contact) -> Exclusion:
    by_office = contact.office is not None
    reason = Excluded.ONE_PER_OFFICE if by_office else Excluded.ONE_PER_ORGANISATION
    what = "office" if by_office else "organisation"
    return Exclusion(
        contact, reason, f"{chosen.name or 'another contact'} gets the {what}'s letter"
    )
