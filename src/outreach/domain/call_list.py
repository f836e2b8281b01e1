"""The list of those to call: one entry an office or outlet, the most useful call first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from .contact import Kind
from .followup import CLAUSES, Turn, Why
from .names import name_key
from .selection import PRECEDENCE, STANDING_ALONE

NO_SEAT = 3
"""The weight of who is on none of the committees in question; a chair's is 0."""


@dataclass(frozen=True, slots=True)
class Person:
    """A recipient as the list shows her. Blank where there is nothing; moments are ISO 8601 by the
    clock where she is.

    ``since`` is the first day on which she is, or was, due, an ISO date. ``got`` are her letters,
    each with its edition and the moment; ``outcome`` says what is known of them.
    ``last`` is the last that passed between us, ``last_at`` when and ``last_by`` who noted it.
    ``reached``: a letter of hers arrived. ``engaged``: she surely opened one, or followed a link.
    """

    turn: Turn
    why: Why
    since: str
    uid: str
    email: str
    name: str
    title: str
    role: str
    phone: str
    got: tuple[tuple[str, str], ...]
    outcome: str
    last: str
    last_at: str
    last_by: str
    reached: bool
    engaged: bool

    @property
    def clause(self) -> str:
        """Why it is, or is not, her turn."""
        return CLAUSES[self.why]


@dataclass(frozen=True, slots=True)
class Desk:
    """The office, outlet or organisation that recipients belong to; ``key`` tells it apart.

    ``seat`` says why it weighs as it does, such as ``chair of SSFR``; ``weight`` counts from 0, and
    NO_SEAT is none. ``phone`` is its own.
    """

    key: str
    name: str
    kind: Kind | None
    member: str = ""
    salutation: str = ""
    phone: str = ""
    seat: str = ""
    weight: int = NO_SEAT


@dataclass(frozen=True, slots=True)
class Entry:
    """A call to make: ``first`` is the person to ask for, ``others`` got the letter there too and
    are due as well. ``answered`` is what a colleague of theirs did, as a clause with her name;
    ``say`` a line to begin with."""

    desk: Desk
    first: Person
    others: tuple[Person, ...]
    answered: str
    reached: bool
    say: str

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def entry_of(data: Mapping[str, Any]) -> Entry:
    """What ``as_data`` made, after a way through JSON."""
    desk = data["desk"]
    return Entry(
        **{
            **data,
            "desk": Desk(**{**desk, "kind": Kind(desk["kind"]) if desk["kind"] else None}),
            "first": person_of(data["first"]),
            "others": tuple(map(person_of, data["others"])),
        }
    )


def person_of(data: Mapping[str, Any]) -> Person:
    got = tuple((edition, at) for edition, at in data["got"])
    return Person(**{**data, "turn": Turn(data["turn"]), "why": Why(data["why"]), "got": got})


def desk_key(committee: str, side: str, bioguide: str, kind: str, organisation: str) -> str:
    """Of whom a call can serve several: an office, or an organisation; blank of all others."""
    if committee:
        return f"staff:{committee}:{side}"
    if bioguide:
        return f"office:{bioguide}"
    if organisation and name_key(organisation) not in STANDING_ALONE:
        return f"{kind}:{organisation}"
    return ""


_ANSWERS = (Why.REPLIED, Why.COVERED, Why.DECLINED)


def entries(
    desk: Desk, people: Sequence[Person], turn: Turn, title: str, today: date
) -> list[Entry]:
    """The call to a desk for those of its people whose turn is ``turn``: one, or none.

    ``title`` is the campaign's.
    """
    due = sorted((one for one in people if one.turn is turn), key=_to_ask_for)
    if not due:
        return []
    answered = next((one for one in people if one.why in _ANSWERS), None)
    clause = f"{answered.name or 'a colleague'} {answered.clause}" if answered else ""
    first, *others = due
    reached = any(one.reached for one in people)
    return [Entry(desk, first, tuple(others), clause, reached, line(desk, first, title, today))]


def _to_ask_for(one: Person) -> tuple[object, ...]:
    """Who handles the issue, then who has seen the letter, then who can be called."""
    rank = PRECEDENCE.index(one.role) if one.role in PRECEDENCE else len(PRECEDENCE)
    return rank, not one.engaged, not one.phone, one.name, one.uid


def order_key(entry: Entry) -> str:
    """Entries in the order of such keys begin with the most useful call.

    Where a colleague answered it comes last. Before the others come desks where no letter arrived,
    then the chair, the ranking member and the members of the committees in question, then those
    who surely saw the letter, then whoever has waited longest.
    """
    first = entry.first
    waiting = min((at for one in (first, *entry.others) for _, at in one.got if at), default="9")
    engaged = any(one.engaged for one in (first, *entry.others))
    ranks = (bool(entry.answered), entry.reached, entry.desk.weight, not engaged)
    return "".join(str(int(one)) for one in ranks) + waiting[:16] + name_key(entry.desk.name)


def line(desk: Desk, person: Person, title: str, today: date) -> str:
    """A sentence to begin a call with, for a person to make her own."""
    when = _day(person.got[-1][1], today) if person.got else ""
    if person.turn is Turn.WRONG_ADDRESS:
        return f"Our letter about “{title}” did not arrive. To which address should it go?"
    if person.why is Why.REFUSED:
        return f"Our letter about “{title}” did not get through to you. How may we send it?"
    if desk.kind is Kind.CONGRESS:
        whom = desk.salutation and f" to {desk.salutation}"
        return f"We wrote{whom}{when} about “{title}”. Who handles it, and may we brief you?"
    if desk.kind is Kind.PRESS:
        return f"We sent you “{title}”{when}. Did it reach you, and would an interview help?"
    return f"We sent you “{title}”{when}. Did it reach you?"


def _day(at: str, today: date) -> str:
    """
    >>> _day("2026-06-19T09:00:00+00:00", date(2026, 6, 23))
    ' on Friday'
    >>> _day("2026-06-09T09:00:00+00:00", date(2026, 6, 23))
    ' on June 9'
    """
    if not at:
        return ""
    day = date.fromisoformat(at[:10])
    lately = 0 < (today - day).days < 7
    return f" on {day:%A}" if lately else f" on {day:%B} {day.day}"
