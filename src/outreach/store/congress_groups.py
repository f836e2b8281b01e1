"""What the workspace itself knows of Congress: groups kept by hand, and forms of address."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from outreach.domain.congress import HandKept
from outreach.domain.names import name_key
from outreach.errors import NeedsFixing, Place, Problem

from .database import transaction

_DATASET = "congress-groups"
_INCOMPLETE = "?"
"""Marks the digest of a file that names strangers, which is to be said whenever it is used."""


def taken(db: Database, digest: str) -> bool | None:
    """Whether the file with this digest is what was taken last, and all it names was found.

    None where it was not taken. A blank digest stands for no file.
    """
    row: Any = db.execute("SELECT digest FROM datasets WHERE name = ?", [_DATASET]).fetchone()
    last = str(row[0]) if row else ""
    return last == digest if last in (digest, digest + _INCOMPLETE) else None


def replace_groups(db: Database, kept: HandKept, *, digest: str, at: datetime) -> None:
    """``take_groups`` in a transaction of its own."""
    with transaction(db):
        take_groups(db, kept, digest=digest, at=at)


def drop_groups(db: Database) -> None:
    """``forget_groups`` in a transaction of its own."""
    with transaction(db):
        forget_groups(db)


def forget_groups(db: Database) -> None:
    """As if there had never been a file; in the caller's transaction."""
    db.execute("DELETE FROM committees WHERE hand_kept = 1")
    db.execute("UPDATE members SET salutation = title || ' ' || last_name")
    db.execute("DELETE FROM datasets WHERE name = ?", [_DATASET])


def take_groups(db: Database, kept: HandKept, *, digest: str, at: datetime) -> None:
    """Groups and salutations in the place of what there was; in the caller's transaction.

    Whom Congress does not have is left out, see ``strangers``. Raises NeedsFixing where a group's
    code is a committee's.
    """
    forget_groups(db)
    _refuse_clashes(db, kept)
    known = _known(db)
    for said in kept.salutations:
        db.execute(
            "UPDATE members SET salutation = ? WHERE bioguide = ?", [said.text, said.bioguide]
        )
    for group in kept.groups:
        committee = group.committee
        db.execute(
            "INSERT INTO committees (id, name, chamber, hand_kept, checked_on, source)"
            " VALUES (?, ?, ?, 1, ?, ?)",
            [
                *(committee.id, committee.name, committee.chamber),
                *(group.checked_on.isoformat(), group.source),
            ],
        )
        for seat in group.memberships:
            if seat.bioguide in known:
                db.execute(
                    "INSERT INTO memberships (committee_id, bioguide, side, rank, role, title)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    [seat.committee, seat.bioguide, seat.side, seat.rank, seat.role, seat.title],
                )
    oldest = min((group.checked_on for group in kept.groups), default=at.date())
    db.execute(
        "INSERT INTO datasets (name, dated, source, loaded_at, digest)"
        " VALUES (?, ?, 'congress.toml', ?, ?)",
        [
            *(_DATASET, oldest.isoformat(), at.astimezone(UTC).isoformat()),
            digest + _INCOMPLETE if strangers(db, kept) else digest,
        ],
    )


def strangers(db: Database, kept: HandKept) -> tuple[Problem, ...]:
    """Whom the file names and Congress does not have, each with its place and the nearest name."""
    known = _known(db)
    named = [
        *((said.bioguide, said.place, "is greeted as nobody") for said in kept.salutations),
        *(
            (seat.bioguide, place, f"is left out of {group.committee.id}")
            for group in kept.groups
            for seat, place in zip(group.memberships, group.places, strict=True)
        ),
    ]
    return tuple(
        _stranger(bioguide, place, what, known)
        for bioguide, place, what in named
        if bioguide not in known
    )


def _stranger(bioguide: str, place: Place, what: str, known: Mapping[str, str]) -> Problem:
    message = f"{bioguide!r} is no current member, and {what}"
    return Problem("congress-file", message, place, _nearest(bioguide, known), "warning")


def _nearest(word: str, known: Mapping[str, str]) -> str:
    """By name where somebody wrote one, else the code that differs least."""
    keys = {name_key(name): bioguide for bioguide, name in known.items()}
    near = [keys[key] for key in difflib.get_close_matches(name_key(word), keys, 1, 0.7)]
    near = near or difflib.get_close_matches(word.upper(), known, 1, 0.8)
    if not near:
        return "look the code up at bioguide.congress.gov, or take the line out"
    return f"did you mean {near[0]} ({known[near[0]]})?"


def _known(db: Database) -> dict[str, str]:
    rows = db.execute("SELECT bioguide, name FROM members ORDER BY bioguide")
    return {str(bioguide): str(name) for bioguide, name in rows.fetchall()}


def _refuse_clashes(db: Database, kept: HandKept) -> None:
    rows = db.execute("SELECT id, name FROM committees")
    committees = {str(code): str(name) for code, name in rows.fetchall()}
    problems = [
        Problem(
            "congress-file",
            f"{group.committee.id} is the code of {committees[group.committee.id]}",
            group.place,
            "give the group another code",
        )
        for group in kept.groups
        if group.committee.id in committees
    ]
    if problems:
        raise NeedsFixing("congress.toml cannot be taken", problems)
