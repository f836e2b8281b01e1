"""The seats of Congress, filled or not: the public data only tells of those that are filled."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .contact import Member
from .names import name_key

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
# fmt: off
STATE_NAMES: Mapping[str, str] = {
    "AK": "Alaska", "AL": "Alabama", "AR": "Arkansas", "AZ": "Arizona", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "IA": "Iowa", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana",
    "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana", "MA": "Massachusetts", "MD": "Maryland",
    "ME": "Maine", "MI": "Michigan", "MN": "Minnesota", "MO": "Missouri", "MS": "Mississippi",
    "MT": "Montana", "NC": "North Carolina", "ND": "North Dakota", "NE": "Nebraska",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NV": "Nevada",
    "NY": "New York", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania",
    "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee",
    "TX": "Texas", "UT": "Utah", "VA": "Virginia", "VT": "Vermont", "WA": "Washington",
    "WI": "Wisconsin", "WV": "West Virginia", "WY": "Wyoming",
    "AS": "American Samoa", "DC": "District of Columbia", "GU": "Guam",
    "MP": "Northern Mariana Islands", "PR": "Puerto Rico", "VI": "Virgin Islands",
}
# fmt: on
_CODES = {name_key(name): code for code, name in STATE_NAMES.items()} | {
    "washington dc": "DC",
    "washington d c": "DC",
    "us virgin islands": "VI",
    "u s virgin islands": "VI",
}
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


_SEAT = re.compile(r"H?([A-Z]{2})[- ]?(\d{1,2}|AL|AT[- ]LARGE)", re.IGNORECASE)
_SEAT_BY_NAME = re.compile(r"(\D+?)[- ]+(\d{1,2}|at[- ]large)", re.IGNORECASE)


def district_number(text: str) -> str:
    """A district as the data writes it: no leading zeros, and 0 at large.

    >>> [district_number(text) for text in ("07", "at-large", "AL", "00", "12")]
    ['7', '0', '0', '0', '12']
    """
    plain = text.strip().lower()
    if plain.replace(" ", "-") in ("at-large", "al"):
        return "0"
    return str(int(plain)) if plain.isascii() and plain.isdigit() and len(plain) < 5 else plain


def seat_in(text: str) -> Seat | None:
    """The House seat a text names, whether there is one or not; None where it names none.

    >>> [seat.name if (seat := seat_in(one)) else "" for one in ("CA-11", "hca11", "Idaho 2", "11")]
    ['CA-11', 'CA-11', 'ID-2', '']
    """
    for form in (_SEAT, _SEAT_BY_NAME):
        found = form.fullmatch(text.strip())
        state = state_code(found[1]) if found else ""
        if found and state:
            return Seat("house", state, district_number(found[2]))
    return None


def state_code(text: str) -> str:
    """The two letters of a state that is written in letters or by name; blank if it is none.

    >>> state_code("idaho"), state_code("N.Y."), state_code("Washington, D.C."), state_code("XX")
    ('ID', 'NY', 'DC', '')
    """
    key = name_key(text)
    letters = key.replace(" ", "").upper()
    return letters if letters in STATES else _CODES.get(key, "")


def nearest_state(text: str) -> str:
    """The two letters of the state that was likely meant; blank where none is near.

    >>> nearest_state("Texas"), nearest_state("Califronia"), nearest_state("NYC")
    ('TX', 'CA', 'NY')
    """
    if known := state_code(text):
        return known
    key = name_key(text)
    begun = [code for name, code in _CODES.items() if len(key) > 2 and name.startswith(key)]
    named = [_CODES[name] for name in difflib.get_close_matches(key, _CODES, 1, 0.75)]
    coded = difflib.get_close_matches(key.upper(), STATES, 1, 0.75)
    return next(iter((*begun, *named, *coded)), "")


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
