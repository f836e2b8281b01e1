"""Congress as loaded, and the offices contacts belong to."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlite_utils import Database

from outreach.domain.congress import Congress
from outreach.domain.contact import Member
from outreach.domain.contact_list import OfficeClue
from outreach.domain.names import name_key

from .database import transaction

_DATASET = "congress"


def load_congress(db: Database, congress: Congress, *, source: str, now: datetime) -> None:
    """Replace members, committees and seats, all or nothing.

    The offices of Members who left stay, for their contacts; without a Member they match no
    state, chamber or committee any more.
    """
    with transaction(db):
        for table in ("memberships", "committees", "members"):
            db.execute(f"DELETE FROM {table}")
        for member in congress.members:
            _insert_member(db, member)
        for committee in sorted(congress.committees, key=lambda c: c.parent):
            db.execute(
                "INSERT INTO committees (id, name, chamber, parent_id) VALUES (?, ?, ?, ?)",
                [committee.id, committee.name, committee.chamber, committee.parent or None],
            )
        for seat in congress.memberships:
            db.execute(
                "INSERT INTO memberships (committee_id, bioguide, side, rank, role, title)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [seat.committee, seat.bioguide, seat.side, seat.rank, seat.role, seat.title],
            )
        # A representative may have become a senator.
        db.execute(
            "UPDATE offices SET name = (SELECT 'Office of ' || m.title || ' ' || m.name"
            " FROM members m WHERE m.bioguide = offices.bioguide)"
            " WHERE committee_id = '' AND bioguide IN (SELECT bioguide FROM members)"
        )
        db.execute(
            "INSERT OR REPLACE INTO datasets (name, dated, source, loaded_at) VALUES (?, ?, ?, ?)",
            [_DATASET, congress.dated.isoformat(), source, now.astimezone(UTC).isoformat()],
        )


def dated(db: Database) -> date | None:
    """The day the loaded congress data is of; None where none is loaded."""
    query = "SELECT dated FROM datasets WHERE name = ?"
    row: Any = db.execute(query, [_DATASET]).fetchone()
    return date.fromisoformat(row[0]) if row else None


def office_for(db: Database, clue: OfficeClue) -> int | str:
    """The id of the office a row of a list belongs to, or why there is none. Never a guess.

    An office met for the first time is added, in the caller's transaction.
    """
    member = _member_for(db, clue)
    if isinstance(member, str):
        return member
    if not clue.committee and not clue.side:
        return _office(db, f"Office of {member['title']} {member['name']}", member["bioguide"])
    query = "SELECT name FROM committees WHERE id = ?"
    committee: Any = db.execute(query, [clue.committee]).fetchone()
    if committee is None:
        return f"there is no committee {clue.committee!r}"
    if clue.side not in ("majority", "minority"):
        return f"staff of {clue.committee} is majority or minority, not {clue.side!r}"
    name = f"{committee[0]}, {clue.side} staff"
    return _office(db, name, member["bioguide"], clue.committee, clue.side)


def _insert_member(db: Database, member: Member) -> None:
    db.execute(
        "INSERT INTO members (bioguide, name, last_name, last_name_key, title, salutation,"
        " chamber, state, district, party, caucus) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            member.bioguide,
            member.name,
            member.last_name,
            name_key(member.last_name),
            member.title,
            member.salutation,
            member.chamber,
            member.state,
            member.district,
            member.party,
            member.caucus,
        ],
    )


def _member_for(db: Database, clue: OfficeClue) -> dict[str, Any] | str:
    """By bioguide id; else a House seat by its district; else a senator by state and last name."""
    if clue.bioguide:
        missing = f"{clue.bioguide} is not a current member"
        return _only(db, "bioguide = ?", [clue.bioguide], missing)
    if clue.chamber == "house" and clue.state and clue.district:
        where = "chamber = 'house' AND state = ? AND district = ?"
        missing = f"no current member for {clue.state}-{clue.district}"
        return _only(db, where, [clue.state, clue.district], missing)
    if clue.chamber == "senate" and clue.state and clue.member_last:
        where = "chamber = 'senate' AND state = ? AND last_name_key = ?"
        missing = f"no current senator {clue.member_last} for {clue.state}"
        return _only(db, where, [clue.state, name_key(clue.member_last)], missing)
    return "no bioguide id, House district, or senator's state and last name to find the office by"


def _only(db: Database, where: str, params: list[str], missing: str) -> dict[str, Any] | str:
    query = f"SELECT bioguide, name, title FROM members WHERE {where}"
    rows = list(db.query(query, params))
    if len(rows) > 1:
        return f"{len(rows)} current members fit: add the bioguide id"
    return rows[0] if rows else missing


def _office(db: Database, name: str, bioguide: str, committee: str = "", side: str = "") -> int:
    key = [bioguide, committee, side]
    db.execute(
        "INSERT INTO offices (bioguide, committee_id, side, name) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (bioguide, committee_id, side) DO UPDATE SET name = excluded.name"
        " WHERE name <> excluded.name",
        [*key, name],
    )
    query = "SELECT id FROM offices WHERE bioguide = ? AND committee_id = ? AND side = ?"
    row: Any = db.execute(query, key).fetchone()
    return int(row[0])
