"""Members and vacant seats that a query picks, and what contacts their offices have.

The clauses of the audience language speak of a row ``r`` of the view ``recipients``; here a
Member, or an empty seat, stands in for that row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from outreach.domain.audience import Query
from outreach.domain.congress import DistrictOffice, Membership
from outreach.domain.contact import Member
from outreach.domain.member_terms import member_terms
from outreach.domain.seats import Seat, seat_of, vacant_seats

from .audience import compile_query
from .congress import MEMBER_COLUMNS, members

_OF_MEMBER: Mapping[str, str] = {
    "kind": "'congress'",
    "bioguide": "m.bioguide",
    "member_bioguide": "m.bioguide",
    "office_committee": "''",
    "chamber": "m.chamber",
    "state": "m.state",
    "district": "m.district",
    "party": "m.party",
    "caucus": "m.caucus",
}
_OF_SEAT: Mapping[str, str] = {
    "kind": "'congress'",
    "office_committee": "''",
    "chamber": "json_extract(value, '$[0]')",
    "state": "json_extract(value, '$[1]')",
    "district": "json_extract(value, '$[2]')",
}


def members_picked(db: Database, query: Query) -> list[Member]:
    """Senators first, then by state and district; contact terms of the query do not count."""
    where, params = compile_query(member_terms(query))
    rows = db.query(
        f"SELECT {', '.join(MEMBER_COLUMNS)} FROM members WHERE bioguide IN"
        f" (SELECT r.member_bioguide FROM ({_row(db, _OF_MEMBER)} FROM members m) r WHERE {where})"
        " ORDER BY chamber DESC, state, CAST(district AS INTEGER), last_name_key",
        params,
    )
    return [Member(**row) for row in rows]


def vacant_picked(db: Database, query: Query) -> list[Seat]:
    """The empty seats that the query would pick the holder of, as far as a seat can tell.

    Only to be asked where all of Congress is loaded, see ``store.congress.is_whole``.
    """
    where, params = compile_query(member_terms(query))
    empty = [[s.chamber, s.state, s.district] for s in vacant_seats(map(seat_of, members(db)))]
    rows = db.execute(
        f"SELECT r.chamber, r.state, r.district FROM ({_row(db, _OF_SEAT)} FROM json_each(?)) r"
        f" WHERE {where}",
        [json.dumps(empty), *params],
    )
    return [Seat(*row) for row in rows.fetchall()]


def _row(db: Database, given: Mapping[str, str]) -> str:
    """A SELECT of all columns the view has, blank but for those that are given."""
    columns = [str(row[1]) for row in db.execute("PRAGMA table_info(recipients)").fetchall()]
    return "SELECT " + ", ".join(f'{given.get(name, "NULL")} AS "{name}"' for name in columns)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A Member with all seats on committees and in groups, what she leads, and offices at home."""

    member: Member
    seats: tuple[Membership, ...]
    leads: tuple[str, ...]
    offices: tuple[DistrictOffice, ...]


def sitting(db: Database, query: Query) -> list[Sitting]:
    """Whom ``members_picked`` finds, with all there is to say of each."""
    seats = _by_member(
        db,
        "SELECT bioguide, committee_id, bioguide, side, rank, role, title FROM memberships"
        " ORDER BY committee_id",
    )
    leads = _by_member(db, "SELECT bioguide, title FROM leadership ORDER BY title")
    offices = _by_member(
        db,
        "SELECT bioguide, bioguide, city, state, address, zip, phone, hours FROM district_offices"
        " ORDER BY id",
    )
    return [
        Sitting(
            member,
            tuple(Membership(*row) for row in seats.get(member.bioguide, ())),
            tuple(title for (title,) in leads.get(member.bioguide, ())),
            tuple(DistrictOffice(*row) for row in offices.get(member.bioguide, ())),
        )
        for member in members_picked(db, query)
    ]


def _by_member(db: Database, query: str) -> dict[str, list[tuple[Any, ...]]]:
    """Rows by the bioguide id that is their first column."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for bioguide, *row in db.execute(query).fetchall():
        found.setdefault(bioguide, []).append(tuple(row))
    return found


@dataclass(frozen=True, slots=True)
class Side:
    """One side's staff of a committee, as an office that contacts may belong to."""

    committee: str
    name: str
    side: str


def sides_of(db: Database, codes: tuple[str, ...]) -> list[Side]:
    """The sides that these committees have; hand-kept groups have none."""
    rows = db.execute(
        "SELECT DISTINCT c.id, c.name, s.side FROM memberships s"
        " JOIN committees c ON c.id = s.committee_id"
        " WHERE s.side <> '' AND c.id IN (SELECT value FROM json_each(?)) ORDER BY c.id, s.side",
        [json.dumps(codes)],
    )
    return [Side(code, f"{name}, {side} staff", side) for code, name, side in rows.fetchall()]


OfficeKey = tuple[str, str, str]
"""A Member's bioguide id, and the committee and side where it is that side's staff."""


def office_addresses(db: Database, query: Query) -> Iterator[tuple[OfficeKey, str]]:
    """The address key of every contact with an office whom the query picks, and that office."""
    where, params = compile_query(query)
    rows = db.execute(
        "SELECT r.member_bioguide, r.office_committee, r.office_side, r.email_key"
        f" FROM recipients r WHERE r.office_id IS NOT NULL AND ({where})",
        params,
    )
    for bioguide, committee, side, email_key in rows:
        yield (bioguide or "", committee, side), email_key


def office_counts(db: Database) -> dict[OfficeKey, int]:
    """How many contacts each office has in all."""
    rows = db.execute(
        "SELECT f.bioguide, f.committee_id, f.side, count(*) FROM offices f"
        " JOIN contacts c ON c.office_id = f.id GROUP BY f.id"
    )
    return {(bioguide, code, side): int(n) for bioguide, code, side, n in rows.fetchall()}


def bereft_picked(db: Database, query: Query) -> set[int]:
    """The ids of the contacts the query picks whose office has lost its Member."""
    where, params = compile_query(query)
    rows = db.execute(
        "SELECT r.id FROM recipients r WHERE r.office_id IN"
        " (SELECT id FROM offices WHERE bioguide NOT IN (SELECT bioguide FROM members))"
        f" AND ({where})",
        params,
    )
    return {int(row[0]) for row in rows.fetchall()}
