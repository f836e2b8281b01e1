"""Which offices of an audience have nobody we can write to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from outreach.domain.audience import Query, Term
from outreach.domain.contact import Member, Reason
from outreach.domain.member_terms import contact_terms, staffed_committees
from outreach.domain.seats import Seat
from outreach.store.congress import is_whole
from outreach.store.congress_members import (
    OfficeKey,
    members_picked,
    office_addresses,
    office_counts,
    sides_of,
    vacant_picked,
)
from outreach.store.database import Store
from outreach.store.suppressions import suppressed


@dataclass(frozen=True, slots=True)
class Gap:
    """An office without a contact, and why. ``member`` is None for the staff of a side."""

    office: str
    reason: str
    member: Member | None = None
    committee: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class Gaps:
    """``members`` and ``sides`` count the offices there are; ``vacant`` is None where only a part
    of Congress is loaded, so that nobody can tell."""

    members: int
    gaps: tuple[Gap, ...]
    sides: int
    side_gaps: tuple[Gap, ...]
    vacant: tuple[Seat, ...] | None


@dataclass(slots=True)
class _Reached:
    """Whom the query picks at one office: who can be written to, and why the others cannot."""

    open: int = 0
    barred: list[Reason] = field(default_factory=list)


def gaps(db: Store, query: Query) -> Gaps:
    """Members' own offices first, the committees' staff apart from them.

    Terms about contacts, such as ``role:``, say who counts as one; who is suppressed never does.
    """
    reached = _reached(db, query)
    counts = office_counts(db)
    narrowing = contact_terms(query)
    only_staff = any(term.field == "staff-of" and not term.negated for term in query.terms)
    members = [] if only_staff else members_picked(db, query)
    sides = sides_of(db, staffed_committees(query))
    staffed = _by_side(reached)
    staff = _counts_by_side(counts)
    return Gaps(
        members=len(members),
        gaps=tuple(
            Gap(f"Office of {member.title} {member.name}", reason, member)
            for member in members
            for key in [(member.bioguide, "", "")]
            if (reason := _reason(reached.get(key), counts.get(key, 0), narrowing))
        ),
        sides=len(sides),
        side_gaps=tuple(
            Gap(one.name, reason, None, one.committee, one.side)
            for one in sides
            for at in [(one.committee, one.side)]
            if (reason := _reason(staffed.get(at), staff.get(at, 0), narrowing))
        ),
        vacant=_vacant(db, query, only_staff=only_staff),
    )


def _vacant(db: Store, query: Query, *, only_staff: bool) -> tuple[Seat, ...] | None:
    if not is_whole(db):
        return None
    return () if only_staff else tuple(vacant_picked(db, query))


def _reached(db: Store, query: Query) -> dict[OfficeKey, _Reached]:
    reason_of = suppressed(db)
    reached: dict[OfficeKey, _Reached] = {}
    for key, email_key in office_addresses(db, query):
        office = reached.setdefault(key, _Reached())
        reason = reason_of(email_key)
        if reason is None:
            office.open += 1
        else:
            office.barred.append(reason)
    return reached


def _by_side(reached: Mapping[OfficeKey, _Reached]) -> dict[tuple[str, str], _Reached]:
    """A side's staff may hang on several Members, such as a former chair and the present one."""
    sides: dict[tuple[str, str], _Reached] = {}
    for (_, committee, side), office in reached.items():
        if committee:
            whole = sides.setdefault((committee, side), _Reached())
            whole.open += office.open
            whole.barred += office.barred
    return sides


def _counts_by_side(counts: Mapping[OfficeKey, int]) -> dict[tuple[str, str], int]:
    sides: dict[tuple[str, str], int] = {}
    for (_, committee, side), count in counts.items():
        sides[committee, side] = sides.get((committee, side), 0) + count
    return sides


def _reason(office: _Reached | None, contacts: int, narrowing: tuple[Term, ...]) -> str:
    """Why an office counts as a gap; blank where somebody there can be written to."""
    if office is not None and office.open:
        return ""
    if office is not None:
        reasons = ", ".join(sorted({str(reason) for reason in office.barred}))
        return f"{_contacts(len(office.barred))} suppressed: {reasons}"
    if contacts and narrowing:
        return f"{_contacts(contacts)}, not {' '.join(map(str, narrowing))}"
    return f"{_contacts(contacts)}, not of this audience" if contacts else "no contact"


def _contacts(count: int) -> str:
    return f"{count} contact{'' if count == 1 else 's'}"
