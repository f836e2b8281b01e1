"""Congress as loaded, and the offices contacts belong to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from sqlite_utils import Database

from outreach.domain.congress import Congress, HandKept, Turnover, contradiction, turnover
from outreach.domain.contact import Member
from outreach.domain.contact_list import OfficeClue
from outreach.domain.names import name_key
from outreach.domain.seats import AT_LEAST, STATES, no_such_seat, seat_in, seat_of
from outreach.errors import NeedsFixing

from .congress_groups import forget_groups, take_groups
from .database import transaction

_DATASET = "congress"
_SEAT = "chamber = 'house' AND state = ? AND district = ?"
LEAST_SHARE = 0.8
"""No Congress loses a fifth of its Members between two loads; a file that was cut off does."""

MEMBER_COLUMNS = (
    *("bioguide", "name", "last_name", "title", "salutation", "chamber", "state", "district"),
    *("party", "caucus", "room", "phone", "url", "term_ends", "senate_class", "state_rank"),
)
"""Columns of ``members`` that are fields of Member under the same name."""


def load_congress(
    db: Database,
    congress: Congress,
    *,
    source: str,
    now: datetime,
    kept: HandKept | None = None,
    digest: str = "",
    force: bool = False,
) -> Turnover:
    """Replace members, committees and seats, and with ``kept`` the hand-kept groups: all or none.

    The offices of Members who left stay, for their contacts; without a Member they match no
    state, chamber or committee any more. Raises NeedsFixing where ``kept`` clashes with the data,
    and, unless ``force`` is given, where it has far fewer Members than are loaded.
    """
    with transaction(db):
        before = members(db)
        if not force and len(congress.members) < LEAST_SHARE * len(before):
            raise NeedsFixing(
                f"{source} has {len(congress.members)} members, and {len(before)} are loaded",
                hint="get the files again; --force takes them as they are",
            )
        for table in ("district_offices", "leadership", "memberships", "committees", "members"):
            db.execute(f"DELETE FROM {table}")
        _insert(db, congress)
        # A representative may have become a senator.
        db.execute(
            "UPDATE offices SET name = m.name FROM"
            " (SELECT bioguide, 'Office of ' || title || ' ' || name AS name FROM members) m"
            " WHERE m.bioguide = offices.bioguide AND committee_id = '' AND offices.name <> m.name"
        )
        db.execute(
            "INSERT OR REPLACE INTO datasets (name, dated, source, loaded_at) VALUES (?, ?, ?, ?)",
            [_DATASET, congress.dated.isoformat(), source, now.astimezone(UTC).isoformat()],
        )
        forget_groups(db)
        if kept is not None:
            take_groups(db, kept, digest=digest, at=now)
    return turnover(before, congress.members)


def members(db: Database) -> list[Member]:
    """Everybody who is loaded, in the order of their ids."""
    rows = db.query(f"SELECT {', '.join(MEMBER_COLUMNS)} FROM members ORDER BY bioguide")
    return [Member(**row) for row in rows]


def dated(db: Database) -> date | None:
    """The day the loaded congress data is of; None where none is loaded."""
    query = "SELECT dated FROM datasets WHERE name = ?"
    row: Any = db.execute(query, [_DATASET]).fetchone()
    return date.fromisoformat(row[0]) if row else None


def is_whole(db: Database) -> bool:
    """Whether all of Congress is loaded, so that whoever is missing has left a seat vacant."""
    row: Any = db.execute("SELECT count(*) FROM members").fetchone()
    return int(row[0]) >= AT_LEAST


def bereft_offices(db: Database) -> list[tuple[str, int]]:
    """Offices whose Member is not in Congress any more, with how many contacts each has."""
    rows = db.execute(
        "SELECT f.name, count(*) FROM offices f JOIN contacts c ON c.office_id = f.id"
        " WHERE f.bioguide NOT IN (SELECT bioguide FROM members) GROUP BY f.id ORDER BY f.name"
    )
    return [(str(name), int(count)) for name, count in rows.fetchall()]


def office_for(db: Database, clue: OfficeClue) -> int | str:
    """The id of the office a row of a list belongs to, or why there is none. Never a guess.

    An office met for the first time is added, in the caller's transaction.
    """
    member = _member_for(db, clue)
    if isinstance(member, str):
        return member
    wrong = contradiction(member, clue)
    if wrong:
        return wrong
    if not clue.committee and not clue.side:
        return _office(db, f"Office of {member.title} {member.name}", member.bioguide)
    query = "SELECT name FROM committees WHERE id = ?"
    committee: Any = db.execute(query, [clue.committee]).fetchone()
    if committee is None:
        return f"there is no committee {clue.committee!r}"
    if clue.side not in ("majority", "minority"):
        return f"staff of {clue.committee} is majority or minority, not {clue.side!r}"
    wrong = _sits_elsewhere(db, member, clue)
    if wrong:
        return wrong
    name = f"{committee[0]}, {clue.side} staff"
    return _office(db, name, member.bioguide, clue.committee, clue.side)


def _sits_elsewhere(db: Database, member: Member, clue: OfficeClue) -> str:
    """Why this Member's committees contradict the row; blank where they do not.

    Who sits on a committee counts for its subcommittees. While nobody sits on it by the data, as
    before a new Congress has its committees, nobody can tell.
    """
    on = """s.committee_id IN (?1, (SELECT parent_id FROM committees WHERE id = ?1))"""
    rows = db.execute(
        f"SELECT s.committee_id, s.side FROM memberships s WHERE {on} AND s.bioguide = ?2"
        " ORDER BY s.committee_id <> ?1",
        [clue.committee, member.bioguide],
    ).fetchall()
    who = f"{member.title} {member.name} ({seat_of(member).name})"
    if not rows:
        filled = db.execute(f"SELECT 1 FROM memberships s WHERE {on} LIMIT 1", [clue.committee])
        return f"{who} does not sit on {clue.committee}" if filled.fetchone() else ""
    committee, side = rows[0]
    if side in ("", clue.side):
        return ""
    return f"{who} sits on {committee} for the {side}, and the row says {clue.side}"


def _insert(db: Database, congress: Congress) -> None:
    columns = (*MEMBER_COLUMNS, "last_name_key")
    _rows(
        db,
        "members",
        columns,
        (
            [*(getattr(member, column) for column in MEMBER_COLUMNS), name_key(member.last_name)]
            for member in congress.members
        ),
    )
    _rows(
        db,
        "committees",
        ("id", "name", "chamber", "parent_id"),
        (
            [committee.id, committee.name, committee.chamber, committee.parent or None]
            for committee in sorted(congress.committees, key=lambda c: c.parent)
        ),
    )
    _rows(
        db,
        "memberships",
        ("committee_id", "bioguide", "side", "rank", "role", "title"),
        (
            [seat.committee, seat.bioguide, seat.side, seat.rank, seat.role, seat.title]
            for seat in congress.memberships
        ),
    )
    _rows(
        db,
        "leadership",
        ("bioguide", "title"),
        ([role.bioguide, role.title] for role in congress.leadership),
    )
    _rows(
        db,
        "district_offices",
        ("bioguide", "city", "state", "address", "zip", "phone", "hours"),
        (
            [at.bioguide, at.city, at.state, at.address, at.zip, at.phone, at.hours]
            for at in congress.district_offices
        ),
    )


def _rows(db: Database, table: str, columns: tuple[str, ...], rows: Iterable[list[object]]) -> None:
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    for row in rows:
        db.execute(statement, row)


def _member_for(db: Database, clue: OfficeClue) -> Member | str:
    """By bioguide id; else a House seat by its district; else a senator by state and last name."""
    if clue.bioguide:
        return _only(db, "bioguide = ?", [clue.bioguide]) or _no_such_member(db, clue)
    if clue.chamber == "house" and clue.state and clue.district:
        return _only(db, _SEAT, [clue.state, clue.district]) or _no_representative(db, clue)
    if clue.chamber == "senate" and clue.state and clue.member_last:
        where = "chamber = 'senate' AND state = ? AND last_name_key = ?"
        found = _only(db, where, [clue.state, name_key(clue.member_last)])
        return found or _no_senator(db, clue)
    return "no bioguide id, House district, or senator's state and last name to find the office by"


def _only(db: Database, where: str, params: list[str]) -> Member | str:
    query = f"SELECT {', '.join(MEMBER_COLUMNS)} FROM members WHERE {where}"
    rows = list(db.query(query, params))
    if len(rows) > 1:
        return f"{len(rows)} current members fit: add the bioguide id"
    return Member(**rows[0]) if rows else ""


def _no_such_member(db: Database, clue: OfficeClue) -> str:
    vacant = f"; {clue.state}-{clue.district} is vacant" if _is_vacant(db, clue) else ""
    return f"{clue.bioguide} is not a current member{vacant}"


def _no_representative(db: Database, clue: OfficeClue) -> str:
    if seat_in(clue.district):
        return f"the row says {clue.state}, and {clue.district}"
    wrong = no_such_seat(clue.state, clue.district)
    why = wrong or ("the seat is vacant" if _is_vacant(db, clue) else "")
    return f"no current member for {clue.state}-{clue.district}{': ' if why else ''}{why}"


def _is_vacant(db: Database, clue: OfficeClue) -> bool:
    """Whether nobody has the House seat of the clue; False where that cannot be told."""
    if clue.chamber != "house" or no_such_seat(clue.state, clue.district) or not is_whole(db):
        return False
    return not _only(db, _SEAT, [clue.state, clue.district])


def _no_senator(db: Database, clue: OfficeClue) -> str:
    missing = f"no current senator {clue.member_last} for {clue.state}"
    if clue.state not in STATES:
        return f"{missing}: there is no state {clue.state}"
    if not is_whole(db):
        return missing
    query = "SELECT last_name FROM members WHERE chamber = 'senate' AND state = ? ORDER BY 1"
    names = [str(row[0]) for row in db.execute(query, [clue.state]).fetchall()]
    if not names:
        return f"{missing}: that state has none"
    vacant = ", and one seat is vacant" if len(names) == 1 else ""
    return f"{missing}: it has {' and '.join(names)}{vacant}"


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
