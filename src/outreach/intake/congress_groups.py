"""``congress.toml``: what a workspace knows of Congress that the public data does not."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from outreach.domain.congress import (
    Committee,
    Group,
    HandKept,
    MemberRole,
    Membership,
    Salutation,
)
from outreach.errors import Place, Problem

from .toml_files import TomlFile, read_toml, shaped

_CODE = re.compile(r"[A-Z][A-Z0-9]{1,9}")


def _one_line(text: str) -> str:
    """It stands in a salutation or a table, maybe in a subject."""
    if not text.isprintable() or (text and not text.strip()):
        raise ValueError("should be plain text in one line")
    return text.strip()


_Line = Annotated[str, AfterValidator(_one_line)]
_Words = Annotated[str, Field(min_length=1), AfterValidator(_one_line)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Group(_Table):
    name: _Words
    checked_on: date
    chamber: Literal["house", "senate", "joint"] = "joint"
    source: _Line = ""
    chairs: list[str] = []
    cochairs: list[str] = []
    ranking: list[str] = []
    members: list[str] = []


class _File(_Table):
    salutations: dict[str, _Words] = {}
    groups: dict[str, _Group] = {}


_PARTS: tuple[tuple[str, MemberRole, str], ...] = (
    ("chairs", "chair", "Chair"),
    ("cochairs", "chair", "Cochair"),
    ("ranking", "ranking", "Ranking Member"),
    ("members", "member", ""),
)


def read_groups(path: Path, today: date) -> tuple[HandKept | None, tuple[Problem, ...]]:
    """What the file holds, or None and every problem at once. Whom it names is not looked up.

    ``today`` is that of UTC; somewhere it may be tomorrow already.
    """
    file, problems = read_toml(path)
    if file is None:
        return None, problems
    table, problems = shaped(file, _File)
    if table is None:
        return None, problems
    wrong = [_wrong_code(file, code) for code in table.groups if not _CODE.fullmatch(code)]
    latest = today + timedelta(days=1)
    wrong += (
        _not_yet(file, code, group.checked_on)
        for code, group in table.groups.items()
        if group.checked_on > latest
    )
    if wrong:
        return None, tuple(wrong)
    text = path.read_text(encoding="utf-8-sig")
    return HandKept(
        salutations=tuple(
            Salutation(bioguide, said, file.place(("salutations", bioguide)))
            for bioguide, said in table.salutations.items()
        ),
        groups=tuple(_group(file, text, code, group) for code, group in table.groups.items()),
    ), ()


def _wrong_code(file: TomlFile, code: str) -> Problem:
    return Problem(
        "wrong-value",
        f"{code!r} is no code for a group",
        file.place(("groups", code)),
        "write two to ten capital letters and digits, such as CECC",
    )


def _not_yet(file: TomlFile, code: str, day: date) -> Problem:
    return Problem(
        "wrong-value",
        f"{code} cannot have been checked on {day}, which is still to come",
        file.value_place(("groups", code, "checked_on")),
        "write the day on which somebody compared it with its source",
    )


def _group(file: TomlFile, text: str, code: str, table: _Group) -> Group:
    """Who is named twice sits where the first list says."""
    seats: dict[str, tuple[Membership, Place]] = {}
    for part, role, title in _PARTS:
        start = file.value_place(("groups", code, part))
        for bioguide in getattr(table, part):
            if bioguide not in seats:
                seat = Membership(code, bioguide, "", len(seats) + 1, role, title)
                seats[bioguide] = seat, _place_in(text, start, bioguide)
    return Group(
        committee=Committee(code, table.name, table.chamber),
        checked_on=table.checked_on,
        source=table.source,
        memberships=tuple(seat for seat, _ in seats.values()),
        places=tuple(place for _, place in seats.values()),
        place=file.place(("groups", code)),
    )


def _place_in(text: str, start: Place, word: str) -> Place:
    """Where the quoted word stands, from ``start`` on; ``start`` where that cannot be told."""
    lines = text.split("\n")
    for number in range(start.line, len(lines) + 1):
        line = lines[number - 1]
        begin = start.column - 1 if number == start.line else 0
        columns = [line.find(f"{quote}{word}{quote}", begin) for quote in "\"'"]
        if any(column >= 0 for column in columns):
            return Place(start.file, number, max(columns) + 1)
    return start
