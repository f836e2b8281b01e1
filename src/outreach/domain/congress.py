"""Congress as its public data tells it: who sits now, in which seat, on which committees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from outreach.errors import Place

from .contact import Member
from .contact_list import OfficeClue
from .names import name_key
from .seats import NON_VOTING, STATES, district_number, seat_in, seat_of, seat_tag

__all__ = ["NON_VOTING", "STATES", "district_number"]

Chamber = Literal["house", "senate", "joint"]
Side = Literal["majority", "minority", ""]
MemberRole = Literal["chair", "ranking", "member"]

STALE_AFTER = timedelta(days=60)
"""Deaths, resignations and swearings-in change the data about every ten days."""

GROUP_STALE_AFTER = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Committee:
    """``id`` is the data set's code: SSFR, or SSFR02 for a subcommittee of ``parent`` SSFR."""

    id: str
    name: str
    chamber: Chamber
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """A Member's seat on a committee. ``title`` is as given, ``role`` what it amounts to.

    ``side`` is blank in a hand-kept group.
    """

    committee: str
    bioguide: str
    side: Side
    rank: int
    role: MemberRole
    title: str = ""


@dataclass(frozen=True, slots=True)
class Leadership:
    """What a Member leads now, such as "Senate Majority Leader"."""

    bioguide: str
    title: str


@dataclass(frozen=True, slots=True)
class DistrictOffice:
    """A Member's office at home."""

    bioguide: str
    city: str
    state: str
    address: str = ""
    zip: str = ""
    phone: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Congress:
    """All of it, as of the day ``dated``: after a swearing-in or a death it is out of date."""

    dated: date
    members: tuple[Member, ...]
    committees: tuple[Committee, ...]
    memberships: tuple[Membership, ...]
    leadership: tuple[Leadership, ...] = ()
    district_offices: tuple[DistrictOffice, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A commission that the public data lacks, kept by hand; ``place`` is where its table stands.

    Its memberships have no side. ``places`` says where each of them is written.
    """

    committee: Committee
    checked_on: date
    source: str
    memberships: tuple[Membership, ...]
    places: tuple[Place, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Salutation:
    """How a Member is greeted instead of title and last name."""

    bioguide: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class HandKept:
    """What the workspace itself knows of Congress."""

    salutations: tuple[Salutation, ...] = ()
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Turnover:
    """What a load changed: ``moved`` changed seat or party, and is paired with how it was."""

    joined: tuple[Member, ...] = ()
    left: tuple[Member, ...] = ()
    moved: tuple[tuple[Member, Member], ...] = ()


def turnover(before: Sequence[Member], after: Sequence[Member]) -> Turnover:
    """Who joined, who left, and who sits elsewhere or for another party than before."""
    was = {member.bioguide: member for member in before}
    now = {member.bioguide: member for member in after}
    return Turnover(
        joined=tuple(member for key, member in now.items() if key not in was),
        left=tuple(member for key, member in was.items() if key not in now),
        moved=tuple(
            (was[key], member)
            for key, member in now.items()
            if key in was and seat_tag(was[key]) != seat_tag(member)
        ),
    )


def contradiction(member: Member, clue: OfficeClue) -> str:
    """What else than this Member a row names; blank where all it says may be hers.

    Names may lack a part, an accent, a hyphen or a suffix, and a sole district may be called 1.
    """
    said = []
    if clue.chamber and clue.chamber != member.chamber:
        said.append(clue.chamber)
    if clue.state in STATES and clue.state != member.state:
        said.append(clue.state)
    if seat_in(clue.district):
        said.append(clue.district)
    if clue.district.isdigit() and not _is_district(clue.district, member):
        said.append(f"district {clue.district}")
    if clue.member_last and not _is_named(clue.member_last, member):
        said.append(clue.member_last)
    if not said:
        return ""
    who = f"{member.title} {member.name} ({seat_of(member).name})"
    return f"{member.bioguide} is {who}, and the row says {', '.join(said)}"


def _is_district(number: str, member: Member) -> bool:
    """A senator has none, which lists write as 0."""
    known = ("0",) if member.chamber == "senate" else (member.district,)
    return number in known or (member.district == "0" and number == "1")


_NO_NAMES = frozenset(
    ("jr", "sr", "ii", "iii", "iv", "van", "von", "der", "den", "de", "la", "del")
)
"""Parts of last names that many share."""


def _is_named(last: str, member: Member) -> bool:
    """Whether a word is the same, however it is spaced: VanHollen, Van Hollen."""
    said = name_key(last).split()
    others = name_key(member.name).split()[1:]
    of_her = _runs(name_key(member.last_name).split()) | _runs(others)
    return _NO_NAMES.issuperset(said) or not _runs(said).isdisjoint(of_her)


def _runs(words: Sequence[str]) -> set[str]:
    """The words, and those that follow each other as one, without what many names share."""
    ends = range(1, len(words) + 1)
    return {"".join(words[start:end]) for end in ends for start in range(end)} - _NO_NAMES


def stale(dated: date, today: date) -> str:
    """Why the data of the day ``dated`` should be fetched again; blank while it is fresh.

    >>> stale(date(2026, 6, 15), date(2026, 8, 14))
    ''
    >>> stale(date(2026, 6, 15), date(2026, 8, 15))
    'the congress data is of 2026-06-15, 61 days old'
    >>> stale(date(2026, 11, 2), date(2026, 11, 4))
    'the congress data is of 2026-11-02, from before the general election of 2026-11-03'
    """
    turn = turn_between(dated, today)
    if turn:
        return f"the congress data is of {dated}, from before {turn}"
    age = today - dated
    return f"the congress data is of {dated}, {age.days} days old" if age > STALE_AFTER else ""


def group_stale(name: str, checked_on: date, today: date) -> str:
    """Why a hand-kept group should be looked at again; blank while that can wait."""
    turn = turn_between(checked_on, today)
    age = today - checked_on
    if not turn and age <= GROUP_STALE_AFTER:
        return ""
    since = f"from before {turn}" if turn else f"{age.days} days ago"
    return f"the members of {name} were checked on {checked_on}, {since}"


def turn_between(start: date, today: date) -> str:
    """The latest general election or new Congress after ``start``, up to ``today``; or blank."""
    turns = [
        (date(year, 1, 3), "the new Congress")
        if year % 2
        else (_election(year), "the general election")
        for year in range(start.year, today.year + 1)
    ]
    passed = [(day, what) for day, what in turns if start < day <= today]
    if not passed:
        return ""
    day, what = max(passed)
    return f"{what} of {day}"


def _election(year: int) -> date:
    """The Tuesday after the first Monday of November (2 U.S.C. 7)."""
    first = date(year, 11, 1)
    monday = first + timedelta(days=(7 - first.weekday()) % 7)
    return monday + timedelta(days=1)
