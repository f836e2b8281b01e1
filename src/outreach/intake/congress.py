"""Congress from a folder in the format of unitedstates/congress-legislators (CC0 1.0)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from outreach.domain.congress import (
    Chamber,
    Committee,
    Congress,
    DistrictOffice,
    Leadership,
    MemberRole,
    Membership,
    Side,
    district_number,
)
from outreach.domain.contact import Member
from outreach.domain.seats import NON_VOTING, STATES
from outreach.errors import NeedsFixing, Place, Problem

from .congress_trees import Fields, fields, items, read_tree, text_of

MEMBERS = "legislators-current"
COMMITTEES = "committees-current"
SEATS = "committee-membership-current"
DISTRICT_OFFICES = "legislators-district-offices"
"""The one file of the four that may be missing."""

_SOURCE = "SOURCE.txt"
_DATE = re.compile(r"\b20\d\d-\d\d-\d\d\b")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_HINT = "name a folder with the files of unitedstates/congress-legislators"

_TERM_CHAMBERS: Mapping[str, Chamber] = {"sen": "senate", "rep": "house"}
_CHAMBERS: Mapping[str, Chamber] = {"house": "house", "senate": "senate", "joint": "joint"}
_SIDES: Mapping[str, Side] = {"majority": "majority", "minority": "minority"}
_CHAIRS = ("chair", "cochair", "co-chair")


def read_congress(folder: Path, dated: date | None = None) -> tuple[Congress, tuple[Problem, ...]]:
    """Members, committees and seats, with a warning for each entry that lacks what we need.

    Of each file JSON is preferred to YAML, which takes forty times as long. Of two entries with
    one id the later counts. Without ``dated`` it is the day that SOURCE.txt or a comment at the
    top of the members' file names, else the day the file was written. Raises NeedsFixing where
    one of the three files is missing, cannot be parsed, or holds nothing of use.
    """
    problems: list[Problem] = []
    file = _file(folder, MEMBERS)
    entries = items(read_tree(file))
    members = {m.bioguide: m for m in _members(file, entries, problems)}
    leadership = {(role.bioguide, role.title): role for role in _leadership(entries, members)}
    committees = {c.id: c for c in _committees(_file(folder, COMMITTEES), problems)}
    seats = {
        (seat.committee, seat.bioguide): seat
        for seat in _seats(_file(folder, SEATS), members, committees, problems)
    }
    if not members or not committees:
        raise NeedsFixing(f"{folder} holds no members or no committees", problems, _HINT)
    congress = Congress(
        dated=dated or _dated(folder, file),
        members=tuple(members.values()),
        committees=tuple(committees.values()),
        memberships=tuple(seats.values()),
        leadership=tuple(leadership.values()),
        district_offices=tuple(_district_offices(folder, members, problems)),
    )
    return congress, tuple(problems)


def _file(folder: Path, stem: str) -> Path:
    for suffix in (".json", ".yaml"):
        path = folder / f"{stem}{suffix}"
        if path.is_file():
            return path
    raise NeedsFixing(f"there is no {stem}.yaml or .json in {folder}", hint=_HINT)


def _members(path: Path, entries: list[Any], problems: list[Problem]) -> Iterator[Member]:
    for number, entry in enumerate(entries, 1):
        member = _member(fields(entry))
        if member is None:
            what = "id.bioguide, name.last or a term of today"
            problems.append(_lacking(path, entry, number, what))
        else:
            yield member


def _member(entry: Fields) -> Member | None:
    terms = items(entry.get("terms"))
    term, names = fields(terms[-1] if terms else None), fields(entry.get("name"))
    bioguide, last = text_of(fields(entry.get("id")), "bioguide"), text_of(names, "last")
    chamber, state = _TERM_CHAMBERS.get(text_of(term, "type")), text_of(term, "state")
    if not bioguide or not last or chamber is None or state not in STATES:
        return None
    title = _title(chamber, state)
    senate = chamber == "senate"
    number, ends = text_of(term, "class"), text_of(term, "end")
    return Member(
        bioguide=bioguide,
        name=text_of(names, "official_full") or _joined(names),
        last_name=last,
        title=title,
        salutation=f"{title} {last}",
        chamber=chamber,
        state=state,
        district="" if senate else district_number(text_of(term, "district") or "0"),
        party=text_of(term, "party"),
        caucus=text_of(term, "caucus"),
        room=text_of(term, "office"),
        phone=text_of(term, "phone"),
        url=_web(text_of(term, "url")),
        term_ends=ends if _DAY.fullmatch(ends) else "",
        senate_class=int(number) if senate and number in ("1", "2", "3") else 0,
        state_rank=text_of(term, "state_rank") if senate else "",
    )


def _title(chamber: Chamber, state: str) -> str:
    if chamber == "senate":
        return "Senator"
    if state == "PR":
        return "Resident Commissioner"
    return "Delegate" if state in NON_VOTING else "Representative"


def _joined(names: Fields) -> str:
    return " ".join(part for key in ("first", "last", "suffix") if (part := text_of(names, key)))


def _web(url: str) -> str:
    """An address of the web; what else a link might do has no place in a letter."""
    return url if url.startswith(("https://", "http://")) else ""


def _leadership(entries: list[Any], members: Container[str]) -> Iterator[Leadership]:
    """Roles without an end are those of today."""
    for entry in entries:
        bioguide = text_of(fields(fields(entry).get("id")), "bioguide")
        for role in map(fields, items(fields(entry).get("leadership_roles"))):
            title = text_of(role, "title")
            if title and bioguide in members and not text_of(role, "end"):
                yield Leadership(bioguide, title)


def _committees(path: Path, problems: list[Problem]) -> Iterator[Committee]:
    for number, entry in enumerate(items(read_tree(path)), 1):
        table = fields(entry)
        code, name = text_of(table, "thomas_id"), text_of(table, "name")
        chamber = _CHAMBERS.get(text_of(table, "type"))
        if not code or not name or chamber is None:
            problems.append(_lacking(path, entry, number, "thomas_id, name or type"))
            continue
        yield Committee(code, name, chamber)
        for sub in items(table.get("subcommittees")):
            part, sub_name = (text_of(fields(sub), key) for key in ("thomas_id", "name"))
            if part and sub_name:
                yield Committee(code + part, sub_name, chamber, parent=code)
            else:
                problems.append(_lacking(path, sub, number, "thomas_id or name"))


def _seats(
    path: Path, members: Container[str], committees: Container[str], problems: list[Problem]
) -> Iterator[Membership]:
    for committee, rows in fields(read_tree(path)).items():
        for number, row in enumerate(items(rows), 1):
            seat = _seat(committee, fields(row))
            if seat is None:
                problems.append(_lacking(path, row, number, "bioguide, party or rank"))
            elif committee not in committees or seat.bioguide not in members:
                unknown = committee if committee not in committees else seat.bioguide
                message = f"{unknown} is in none of the other files"
                problems.append(_warning(path, row, message))
            else:
                yield seat


def _seat(committee: str, row: Fields) -> Membership | None:
    bioguide, rank = text_of(row, "bioguide"), text_of(row, "rank")
    side = _SIDES.get(text_of(row, "party"))
    if not bioguide or side is None or not (rank.isascii() and rank.isdecimal()) or len(rank) > 4:
        return None
    title = text_of(row, "title")
    role = member_role(title, side, int(rank))
    return Membership(committee, bioguide, side, int(rank), role, title)


def member_role(title: str, side: Side, rank: int) -> MemberRole:
    """Chair, ranking or member; titles are not normalised in the data.

    Whoever leads the minority ranks, also where a committee calls that lead Vice Chairman or
    nothing at all; a co-chair of either side is a chair.
    """
    if title.lower().startswith(_CHAIRS):
        return "chair"
    return "ranking" if side == "minority" and rank == 1 else "member"


def _district_offices(
    folder: Path, members: Container[str], problems: list[Problem]
) -> Iterator[DistrictOffice]:
    try:
        path = _file(folder, DISTRICT_OFFICES)
    except NeedsFixing:
        return
    for number, entry in enumerate(items(read_tree(path)), 1):
        bioguide = text_of(fields(fields(entry).get("id")), "bioguide")
        if bioguide not in members:
            unknown = f"{bioguide} is in none of the other files"
            problems.append(
                _warning(path, entry, unknown)
                if bioguide
                else _lacking(path, entry, number, "id.bioguide")
            )
            continue
        for office in map(fields, items(fields(entry).get("offices"))):
            lines = (text_of(office, key) for key in ("building", "address", "suite"))
            yield DistrictOffice(
                bioguide=bioguide,
                city=text_of(office, "city"),
                state=text_of(office, "state"),
                address=", ".join(line for line in lines if line),
                zip=text_of(office, "zip"),
                phone=text_of(office, "phone"),
                hours=text_of(office, "hours"),
            )


def _dated(folder: Path, members: Path) -> date:
    """A date in the data itself, such as a term's, is not the data's."""
    for path, comment in ((folder / _SOURCE, ""), (members, "#")):
        if path.is_file():
            with path.open(encoding="utf-8", errors="replace") as lines:
                top = "".join(line for line in islice(lines, 5) if line.startswith(comment))
            found = _DATE.search(top)
            with suppress(ValueError):
                if found:
                    return date.fromisoformat(found[0])
    return datetime.fromtimestamp(members.stat().st_mtime, UTC).date()


def _lacking(path: Path, entry: Any, number: int, what: str) -> Problem:
    """``number`` stands in for the line that JSON does not tell."""
    which = "this entry" if fields(entry).line else f"entry {number}"
    return _warning(path, entry, f"{which} has no {what}, and is left out")


def _warning(path: Path, entry: Any, message: str) -> Problem:
    place = Place(str(path), fields(entry).line)
    return Problem("congress-data", message, place, level="warning")
