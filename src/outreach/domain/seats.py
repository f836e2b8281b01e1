"""The seats of Congress, filled or not: the public data only tells of those that are filled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .contact import Member

NON_VOTING = ("AS", "DC", "GU", "MP", "PR", "VI")
"""Who sends a Delegate, and Puerto Rico its Resident Commissioner, to the House."""

# fmt: off
DISTRICTS: Mapping[str, int] = {
    "AK": 1, "AL": 7, "AR": 4, "AZ": 9, "CA": 52, "CO": 8, "CT": 5, "DE": 1, "FL": 28, "GA": 14,
    "HI": 2, "IA": 4, "ID": 2, "IL": 17, "IN": 9, "KS": 4, "KY": 6, "LA": 6, "MA": 9, "MD": 8,
    "ME": 2, "MI": 13, "MN": 8, "MO": 8, "MS": 4, "MT": 2, "NC": 14, "ND": 1, "NE": 3, "NH": 2,
    "NJ": 12, "NM": 3, "NV": 4, "NY": 26, "OH": 15, "OK": 5, "OR": 6, "PA": 17, "RI": 2, "SC": 7,
    "SD": 1, "TN": 9, "TX": 38, "UT": 4, "VA": 11, "VT": 1, "WA": 10, "WI": 8, "WV": 2, "WY": 1,
}
# fmt: on
"""Seats of each state in the House since the 2020 census, 435 in all.

U.S. Census Bureau, 2020 Census Apportionment Results, table 1; in force until January 2033.
"""

STATES = (*DISTRICTS, *NON_VOTING)
AT_LEAST = 500
"""Fewer Members than this are a part of Congress: it never had so many of its 541 seats empty."""


@dataclass(frozen=True, slots=True, order=True)
class Seat:
    """One seat. ``district`` is blank in the Senate and ``0`` at large."""

    chamber: str
    state: str
    district: str = ""

    @property
    def name(self) -> str:
        """As it is written beside a name.

        >>> Seat("house", "CA", "14").name, Seat("house", "AK", "0").name, Seat("senate", "ID").name
        ('CA-14', 'AK-AL', 'ID')
        """
        if self.chamber == "senate":
            return self.state
        return f"{self.state}-{'AL' if self.district == '0' else self.district}"


def seat_of(member: Member) -> Seat:
    return Seat(member.chamber, member.state, member.district)


def seat_tag(member: Member) -> str:
    """Party and seat, as the press writes them: D-CA-11."""
    return "-".join(part for part in (member.party[:1], seat_of(member).name) if part)


def all_seats() -> tuple[Seat, ...]:
    """541: two senators a state, the House, and those who have no vote there."""
    senate = (Seat("senate", state) for state in DISTRICTS for _ in range(2))
    house = (Seat("house", state, number) for state in STATES for number in districts_of(state))
    return (*senate, *house)


def districts_of(state: str) -> tuple[str, ...]:
    """A state's districts as the data numbers them; none where there is no such state.

    >>> districts_of("ID"), districts_of("WY"), districts_of("PR")
    (('1', '2'), ('0',), ('0',))
    """
    count = DISTRICTS.get(state, 1 if state in NON_VOTING else 0)
    return ("0",) if count == 1 else tuple(str(number) for number in range(1, count + 1))


def no_such_seat(state: str, district: str) -> str:
    """Why there is no such House seat; blank where there is one.

    >>> no_such_seat("CA", "60"), no_such_seat("WY", "1"), no_such_seat("CA", "14")
    ('CA has districts 1 to 52', 'WY has one district, at large', '')
    """
    known = districts_of(state)
    if not known:
        return f"there is no state {state}"
    if district in known:
        return ""
    if len(known) == 1:
        return f"{state} has one district, at large"
    return f"{state} has districts 1 to {len(known)}"


def vacant_seats(held: Iterable[Seat]) -> tuple[Seat, ...]:
    """The seats that nobody holds; a senator's other seat stays filled.

    Only to be asked of the whole of Congress, see AT_LEAST.
    """
    left = Counter(held)
    vacant: list[Seat] = []
    for seat in all_seats():
        left[seat] -= 1
        if left[seat] < 0:
            vacant.append(seat)
    return tuple(vacant)
