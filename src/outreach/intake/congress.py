"""Congress from a folder in the format of unitedstates/congress-legislators (CC0 1.0).

The YAML is read as a tree of nodes, because a node knows its line and keeps its text as written.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

import yaml

from outreach.domain.congress import (
    NON_VOTING,
    STATES,
    Chamber,
    Committee,
    Congress,
    MemberRole,
    Membership,
    Side,
)
from outreach.domain.contact import Member
from outreach.errors import NeedsFixing, Place, Problem

_TOO_DEEP = re.compile(r"(?:[\[{]\s*){100}")
"""The C parser of YAML ends the process on nesting of many thousands."""

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MEMBERS = "legislators-current.yaml"
_COMMITTEES = "committees-current.yaml"
_SEATS = "committee-membership-current.yaml"
_DATED_IN = (_MEMBERS, "SOURCE.txt")
_DATE = re.compile(r"\b20\d\d-\d\d-\d\d\b")

_TERM_CHAMBERS: Mapping[str, Chamber] = {"sen": "senate", "rep": "house"}
_CHAMBERS: Mapping[str, Chamber] = {"house": "house", "senate": "senate", "joint": "joint"}
_SIDES: Mapping[str, Side] = {"majority": "majority", "minority": "minority"}

Fields = Mapping[str, yaml.Node]


def read_congress(folder: Path) -> tuple[Congress, tuple[Problem, ...]]:
    """Members, committees and seats, with a warning for each entry that lacks what we need.

    Of two entries with one id the later counts. ``dated`` is the day that the first lines of the
    members' file or a SOURCE.txt beside it name, else the day the file was written. Raises
    NeedsFixing where one of the three files is missing, no YAML, or holds nothing of use.
    """
    problems: list[Problem] = []
    members = {m.bioguide: m for m in _members(folder / _MEMBERS, problems)}
    committees = {c.id: c for c in _committees(folder / _COMMITTEES, problems)}
    seats = {
        (seat.committee, seat.bioguide): seat
        for seat in _seats(folder / _SEATS, members, committees, problems)
    }
    if not members or not committees:
        raise NeedsFixing(
            f"{folder} holds no members or no committees",
            problems,
            "name a folder with the files of unitedstates/congress-legislators",
        )
    congress = Congress(
        dated=_dated(folder),
        members=tuple(members.values()),
        committees=tuple(committees.values()),
        memberships=tuple(seats.values()),
    )
    return congress, tuple(problems)


def _members(path: Path, problems: list[Problem]) -> Iterator[Member]:
    for entry in _items(_root(path)):
        member = _member(_fields(entry))
        if member is None:
            problems.append(_lacking(path, entry, "id.bioguide, name.last or a term of today"))
        else:
            yield member


def _member(entry: Fields) -> Member | None:
    terms = _items(entry.get("terms"))
    term, names = _fields(terms[-1] if terms else None), _fields(entry.get("name"))
    bioguide, last = _text(_fields(entry.get("id")), "bioguide"), _text(names, "last")
    chamber, state = _TERM_CHAMBERS.get(_text(term, "type")), _text(term, "state")
    if not bioguide or not last or chamber is None or state not in STATES:
        return None
    title = _title(chamber, state)
    return Member(
        bioguide=bioguide,
        name=_text(names, "official_full") or _joined(names),
        last_name=last,
        title=title,
        salutation=f"{title} {last}",
        chamber=chamber,
        state=state,
        district=(_text(term, "district") or "0") if chamber == "house" else "",
        party=_text(term, "party"),
        caucus=_text(term, "caucus"),
    )


def _title(chamber: Chamber, state: str) -> str:
    if chamber == "senate":
        return "Senator"
    if state == "PR":
        return "Resident Commissioner"
    return "Delegate" if state in NON_VOTING else "Representative"


def _joined(names: Fields) -> str:
    return " ".join(part for key in ("first", "last", "suffix") if (part := _text(names, key)))


def _committees(path: Path, problems: list[Problem]) -> Iterator[Committee]:
    for entry in _items(_root(path)):
        fields = _fields(entry)
        code, name = _text(fields, "thomas_id"), _text(fields, "name")
        chamber = _CHAMBERS.get(_text(fields, "type"))
        if not code or not name or chamber is None:
            problems.append(_lacking(path, entry, "thomas_id, name or type"))
            continue
        yield Committee(code, name, chamber)
        for sub in _items(fields.get("subcommittees")):
            number, sub_name = (_text(_fields(sub), key) for key in ("thomas_id", "name"))
            if number and sub_name:
                yield Committee(code + number, sub_name, chamber, parent=code)
            else:
                problems.append(_lacking(path, sub, "thomas_id or name"))


def _seats(
    path: Path, members: Container[str], committees: Container[str], problems: list[Problem]
) -> Iterator[Membership]:
    for committee, rows in _fields(_root(path)).items():
        for row in _items(rows):
            seat = _seat(committee, _fields(row))
            if seat is None:
                problems.append(_lacking(path, row, "bioguide, party or rank"))
            elif committee not in committees or seat.bioguide not in members:
                unknown = committee if committee not in committees else seat.bioguide
                problems.append(_warning(path, row, f"{unknown} is in none of the other files"))
            else:
                yield seat


def _seat(committee: str, row: Fields) -> Membership | None:
    bioguide, rank = _text(row, "bioguide"), _text(row, "rank")
    side = _SIDES.get(_text(row, "party"))
    if not bioguide or side is None or not rank.isdecimal() or len(rank) > 4:
        return None
    title = _text(row, "title")
    role = member_role(title, side, int(rank))
    return Membership(committee, bioguide, side, int(rank), role, title)


def member_role(title: str, side: Side, rank: int) -> MemberRole:
    """Chair, ranking or member; titles are not normalised in the data.

    Whoever leads the minority ranks, also where a committee calls that lead Vice Chairman or
    nothing at all; a co-chair of either side is a chair.
    """
    if title.lower().startswith(("chair", "cochair", "co-chair")):
        return "chair"
    return "ranking" if side == "minority" and rank == 1 else "member"


def _dated(folder: Path) -> date:
    for name in _DATED_IN:
        path = folder / name
        if path.is_file():
            with path.open(encoding="utf-8", errors="replace") as lines:
                found = _DATE.search("".join(islice(lines, 5)))
            with suppress(ValueError):
                if found:
                    return date.fromisoformat(found[0])
    return datetime.fromtimestamp((folder / _MEMBERS).stat().st_mtime, UTC).date()


def _root(path: Path) -> yaml.Node | None:
    try:
        text = path.read_text(encoding="utf-8")
        if _TOO_DEEP.search(text):
            raise NeedsFixing(f"{path} is nested too deep to be read", hint="get the file again")
        return yaml.compose(text, Loader=_LOADER)
    except FileNotFoundError:
        raise NeedsFixing(
            f"there is no {path.name} in {path.parent}",
            hint="name a folder with the files of unitedstates/congress-legislators",
        ) from None
    except (OSError, UnicodeDecodeError) as exc:
        raise NeedsFixing(f"{path} cannot be read: {exc}") from None
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None)
        place = Place(str(path), mark.line + 1, mark.column + 1) if mark else Place(str(path))
        what = getattr(exc, "problem", None) or "it cannot be parsed"
        raise NeedsFixing(f"{place} is not YAML: {what}", hint="get the file again") from None


def _items(node: yaml.Node | None) -> list[yaml.Node]:
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _fields(node: yaml.Node | None) -> dict[str, yaml.Node]:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return {key.value: value for key, value in pairs if isinstance(key, yaml.ScalarNode)}


def _text(fields: Fields, key: str) -> str:
    """The scalar as it is written, so that the state NO or the number 05 stays what it is."""
    node = fields.get(key)
    return node.value.strip() if isinstance(node, yaml.ScalarNode) else ""


def _lacking(path: Path, node: yaml.Node, what: str) -> Problem:
    return _warning(path, node, f"this entry has no {what}, and is left out")


def _warning(path: Path, node: yaml.Node, message: str) -> Problem:
    place = Place(str(path), node.start_mark.line + 1)
    return Problem("congress-data", message, place, level="warning")
