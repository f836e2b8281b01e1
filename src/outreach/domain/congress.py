"""Congress as its public data tells it: who sits now, in which seat, on which committees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from .contact import Member

Chamber = Literal["house", "senate", "joint"]
Side = Literal["majority", "minority"]
MemberRole = Literal["chair", "ranking", "member"]

NON_VOTING = ("AS", "DC", "GU", "MP", "PR", "VI")
"""Who sends a Delegate, and Puerto Rico its Resident Commissioner, to the House."""

STATES = (
    *("AK", "AL", "AR", "AZ", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "IA", "ID", "IL", "IN"),
    *("KS", "KY", "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MS", "MT", "NC", "ND", "NE", "NH"),
    *("NJ", "NM", "NV", "NY", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VA"),
    *("VT", "WA", "WI", "WV", "WY", *NON_VOTING),
)


@dataclass(frozen=True, slots=True)
class Committee:
    """``id`` is the data set's code: SSFR, or SSFR02 for a subcommittee of ``parent`` SSFR."""

    id: str
    name: str
    chamber: Chamber
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """A Member's seat on a committee. ``title`` is as given, ``role`` what it amounts to."""

    committee: str
    bioguide: str
    side: Side
    rank: int
    role: MemberRole
    title: str = ""


@dataclass(frozen=True, slots=True)
class Congress:
    """All of it, as of the day ``dated``: after a swearing-in or a death it is out of date."""

    dated: date
    members: tuple[Member, ...]
    committees: tuple[Committee, ...]
    memberships: tuple[Membership, ...]


def district_number(text: str) -> str:
    """A district as the data writes it: no leading zeros, and 0 at large.

    >>> [district_number(text) for text in ("07", "at-large", "AL", "00", "12")]
    ['7', '0', '0', '0', '12']
    """
    plain = text.strip().lower()
    if plain.replace(" ", "-") in ("at-large", "al"):
        return "0"
    return str(int(plain)) if plain.isascii() and plain.isdigit() and len(plain) < 5 else plain
