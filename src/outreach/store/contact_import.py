"""Writing a contact list into the store: what is known is completed, never overwritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlite_utils import Database

from outreach.domain.contact import Kind, address_key
from outreach.domain.contact_list import ContactRow, Contacts, Rejected
from outreach.domain.names import name_key
from outreach.errors import NeedsFixing

from .congress import dated, office_for
from .database import transaction

Outcome = Literal["new", "changed", "unchanged", "merged", "suppressed"]


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the rows of a list; each row counts once.

    ``merged`` rows repeat an address from further up in the same file; ``changed`` ones brought
    something new to a known contact; ``suppressed`` ones were not taken, since nobody who left is
    brought back by a list.
    """

    new: int
    changed: int
    unchanged: int
    merged: int
    suppressed: int
    rejected: tuple[Rejected, ...]


class _TakenBack(Exception):
    """Rolls the transaction of a dry run back."""


def import_contacts(
    db: Database,
    contacts: Contacts,
    *,
    file: str,
    sha256: str,
    now: datetime,
    new_uid: Callable[[], str],
    dry_run: bool = False,
) -> Tally:
    """Take a list in, in one transaction: all of it or, after an error or a kill, nothing.

    An address that is known gains what was blank, new tags, topics and organisations, and keeps
    the rest. Only an office changes: a row dated later than the one that named the present office
    moves the contact, with title and role. Raises NeedsFixing when congressional staff come
    before congress data.
    """
    if contacts.kind is Kind.CONGRESS and dated(db) is None:
        raise NeedsFixing(
            "no congress data is loaded, so no office can be found for these rows",
            hint="run `outreach congress update DIR` first",
        )
    at = now.astimezone(UTC).isoformat()
    try:
        with transaction(db):
            run = _Run(db, contacts.kind, _source(db, file, sha256, at), at, new_uid)
            tally = _take_all(run, contacts.rows)
            if dry_run:
                raise _TakenBack
    except _TakenBack:
        pass
    return tally


@dataclass(frozen=True, slots=True)
class _Run:
    """What every row of one import has in common."""

    db: Database
    kind: Kind
    source: int
    at: str
    new_uid: Callable[[], str]


def _source(db: Database, file: str, sha256: str, at: str) -> int:
    """The same file again is the same source."""
    query = "SELECT id FROM sources WHERE file = ? AND sha256 = ?"
    row: Any = db.execute(query, [file, sha256]).fetchone()
    if row is None:
        values = {"file": file, "sha256": sha256, "imported_at": at}
        return _insert(db, "sources", values)
    return int(row[0])


def _take_all(run: _Run, rows: Iterable[ContactRow]) -> Tally:
    outcomes: Counter[Outcome] = Counter()
    rejected: list[Rejected] = []
    seen: set[str] = set()
    for row in rows:
        key = address_key(row.email)
        outcome = _take(run, row, key)
        if isinstance(outcome, Rejected):
            rejected.append(outcome)
            continue
        repeated = key in seen and outcome != "suppressed"
        outcomes["merged" if repeated else outcome] += 1
        seen.add(key)
    return Tally(
        new=outcomes["new"],
        changed=outcomes["changed"],
        unchanged=outcomes["unchanged"],
        merged=outcomes["merged"],
        suppressed=outcomes["suppressed"],
        rejected=tuple(rejected),
    )


def _take(run: _Run, row: ContactRow, key: str) -> Outcome | Rejected:
    if _one(run.db, "SELECT 1 FROM suppressions WHERE email_key = ?", key):
        return "suppressed"
    office = office_for(run.db, row.office) if row.office else None
    if isinstance(office, str):
        return Rejected(row.line, office)
    organisation = _organisation(run, row) if row.organisation else None
    known = next(iter(run.db.query("SELECT * FROM contacts WHERE email_key = ?", [key])), None)
    if known is None:
        contact = _add(run, row, key, organisation, office)
        _attach(run.db, contact, row, organisation)
        return "new"
    gained = _gained(row, known, run.kind, organisation, office)
    attached = _attach(run.db, known["id"], row, organisation)
    if gained:
        _update(run.db, known["id"], gained | {"updated_at": run.at})
    return "changed" if attached or set(gained) - {"listed_on"} else "unchanged"


def _add(run: _Run, row: ContactRow, key: str, organisation: int | None, office: int | None) -> int:
    values = {column: getattr(row, column) for column in (*_NAME, *_POSITION, *_PLAIN)}
    values |= {"uid": run.new_uid(), "kind": run.kind.value, "email": row.email, "email_key": key}
    values |= {"search_name": name_key(row.name), "organisation_id": organisation}
    values |= {"office_id": office, "listed_on": row.listed_on, "source_id": run.source}
    return _insert(run.db, "contacts", values | {"created_at": run.at, "updated_at": run.at})


_NAME = ("name", "given_name", "family_name")
_POSITION = ("title", "role")
_PLAIN = (*("salutation", "language", "country", "city", "phone", "time_zone", "notes", "basis"),)


def _gained(
    row: ContactRow,
    known: Mapping[str, Any],
    kind: Kind,
    organisation: int | None,
    office: int | None,
) -> dict[str, Any]:
    """The columns of a known contact that this row fills in, and the office it moves to."""
    gained: dict[str, Any] = {}
    for together in (_NAME, _POSITION, *((column,) for column in _PLAIN)):
        # A family name of one source beside a given name of another would be nobody's name.
        if not known[together[0]]:
            gained |= {c: getattr(row, c) for c in together if not known[c]}
    if "name" in gained:
        gained["search_name"] = name_key(row.name)
    if known["organisation_id"] is None and organisation is not None:
        gained["organisation_id"] = organisation
    if known["kind"] == Kind.OTHER:
        gained["kind"] = kind.value
    if office is not None:
        gained |= _move(row, known, office)
    return {column: value for column, value in gained.items() if value != known[column]}


def _move(row: ContactRow, known: Mapping[str, Any], office: int) -> dict[str, Any]:
    """The later list wins; of two of one day, or without a day, the first one taken."""
    listed_on = max(row.listed_on, known["listed_on"])
    if known["office_id"] is None:
        return {"office_id": office, "listed_on": listed_on}
    if office == known["office_id"]:
        return {"listed_on": listed_on}
    if row.listed_on <= known["listed_on"]:
        return {}
    return {
        "office_id": office,
        "listed_on": listed_on,
        "title": row.title,
        "role": row.role,
    }


def _attach(db: Database, contact: int, row: ContactRow, organisation: int | None) -> bool:
    """Add tags, topics and the organisation the row lists; whether anything was new."""
    before = _changes(db)
    for tag in row.tags:
        db.execute(
            "INSERT OR IGNORE INTO tags (contact_id, tag, tag_key) VALUES (?, ?, ?)",
            [contact, tag, name_key(tag)],
        )
    for topic in row.topics:
        db.execute(
            "INSERT OR IGNORE INTO topics (contact_id, topic, topic_key) VALUES (?, ?, ?)",
            [contact, topic, name_key(topic)],
        )
    if organisation is not None:
        db.execute(
            "INSERT OR IGNORE INTO positions (contact_id, organisation_id, title) VALUES (?, ?, ?)",
            [contact, organisation, row.title],
        )
    return _changes(db) > before


_ORGANISATION_KIND = {Kind.PRESS: "outlet", Kind.SIGNATORY: "signatory"}


def _organisation(run: _Run, row: ContactRow) -> int:
    """Find or add it; blanks are filled in. A journalist's country says nothing of the outlet."""
    kind = _ORGANISATION_KIND.get(run.kind, "other")
    key = name_key(row.organisation)
    query = "SELECT id FROM organisations WHERE kind = ? AND name_key = ?"
    found = _one(run.db, query, kind, key)
    values = {"medium": row.medium}
    if run.kind is not Kind.PRESS:
        values |= {"country": row.country, "language": row.language}
    if found is None:
        values |= {"kind": kind, "name": row.organisation, "name_key": key}
        found = _insert(run.db, "organisations", values)
    else:
        for column, value in values.items():
            run.db.execute(
                f"UPDATE organisations SET {column} = ? WHERE id = ? AND {column} = '' AND ? <> ''",
                [value, found, value],
            )
    for alias in row.aliases:
        run.db.execute(
            "INSERT OR IGNORE INTO organisation_names (organisation_id, name, name_key)"
            " VALUES (?, ?, ?)",
            [found, alias, name_key(alias)],
        )
    return found


def _one(db: Database, query: str, *params: str) -> int | None:
    row: Any = db.execute(query, params).fetchone()
    return int(row[0]) if row else None


def _insert(db: Database, table: str, values: Mapping[str, Any]) -> int:
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
    return int(db.execute(sql, list(values.values())).lastrowid or 0)


def _update(db: Database, contact: int, values: Mapping[str, Any]) -> None:
    assignments = ", ".join(f"{column} = ?" for column in values)
    db.execute(f"UPDATE contacts SET {assignments} WHERE id = ?", [*values.values(), contact])


def _changes(db: Database) -> int:
    row: Any = db.execute("SELECT total_changes()").fetchone()
    return int(row[0])
