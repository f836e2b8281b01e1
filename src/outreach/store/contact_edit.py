"""One contact added or changed by hand. What a person settles here no import touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from shlex import quote
from typing import Any

from sqlite_utils import Database

from outreach.domain.contact import Kind, address_key, display_name
from outreach.domain.contact_list import OfficeClue
from outreach.domain.names import name_key
from outreach.errors import OutreachError, WrongUsage

from .congress import office_for
from .contacts import find_id
from .database import transaction
from .suppressions import OWN_WORD, barring, suppressed

TEXTS = (
    *("kind", "name", "given_name", "family_name", "salutation", "title", "role"),
    *("language", "country", "city", "phone", "time_zone", "notes", "basis"),
)
"""Columns of a contact that hold what a person writes, as it is."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person says of a contact.

    ``texts`` are columns of TEXTS; a blank clears. ``email``, ``organisation`` and ``office`` are
    None where nothing is said; a blank ``organisation`` or ``office`` clears it.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    email: str | None = None
    organisation: str | None = None
    office: OfficeClue | str | None = None
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    add_topics: tuple[str, ...] = ()
    remove_topics: tuple[str, ...] = ()
    add_addresses: tuple[str, ...] = ()
    remove_addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A field before and after, as a person reads it."""

    field: str
    before: str
    after: str


def add_contact(
    db: Database, kind: Kind, email: str, edit: Edit, *, now: datetime, uid: str, basis: str = ""
) -> int:
    """A new contact; its id. All that ``edit`` says of it counts as settled by hand, ``basis`` not.

    Raises WrongUsage where somebody has the address, or the office is not found, and
    OutreachError where it is suppressed: nobody who left is brought back. Joins the caller's
    transaction, if there is one.
    """
    at = now.astimezone(UTC).isoformat()
    with nullcontext() if db.conn.in_transaction else transaction(db):
        _refuse_taken(db, email, None)
        cursor = db.execute(
            "INSERT INTO contacts (uid, kind, email, email_key, basis, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [uid, kind.value, email, address_key(email), basis, at, at],
        )
        contact_id = int(cursor.lastrowid or 0)
        _settle(db, contact_id, ("kind", "email"), at)
        _apply(db, contact_id, edit, at)
    return contact_id


def edit_contact(db: Database, contact_id: int, edit: Edit, *, now: datetime) -> tuple[Change, ...]:
    """Change a contact; what is different now. All fields named count as settled by hand.

    A changed address stays as a further one, so that lists which still have it find her. Raises
    as ``add_contact``, and OutreachError where she would be written to again although she left.
    Joins the caller's transaction, if there is one.
    """
    with nullcontext() if db.conn.in_transaction else transaction(db):
        return _apply(db, contact_id, edit, now.astimezone(UTC).isoformat())


def _apply(db: Database, contact_id: int, edit: Edit, at: str) -> tuple[Change, ...]:
    (row,) = db.query("SELECT * FROM contacts WHERE id = ?", [contact_id])
    texts = _whole_name(row, edit.texts)
    changes = [
        Change(column, row[column], value)
        for column, value in texts.items()
        if value != row[column]
    ]
    _update(db, contact_id, {one.field: one.after for one in changes})
    if "name" in texts:
        _update(db, contact_id, {"search_name": name_key(texts["name"])})
    _settle(db, contact_id, texts, at)
    left = _own_word(db, row["email_key"])
    if edit.email is not None:
        changes += _move_address(db, row, edit.email, at)
        _settle(db, contact_id, ["email"], at)
    if edit.organisation is not None:
        changes += _join_organisation(db, contact_id, edit.organisation)
        _settle(db, contact_id, ["organisation"], at)
    if edit.office is not None:
        changes += _join_office(db, contact_id, edit.office)
        _settle(db, contact_id, ["office"], at)
    changes += _labels(db, contact_id, "tag", edit.add_tags, edit.remove_tags, at)
    changes += _labels(db, contact_id, "topic", edit.add_topics, edit.remove_topics, at)
    changes += _addresses(db, contact_id, edit.add_addresses, edit.remove_addresses, at)
    if left:
        _refuse_return(db, contact_id, left, edit.remove_addresses)
    if changes:
        _update(db, contact_id, {"updated_at": at})
    return tuple(changes)


def _whole_name(row: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, str]:
    """Name and its parts go together: the parts make the name, and leave with it."""
    texts = dict(texts)
    parts = ("given_name", "family_name")
    made = display_name(*(row[part] for part in parts))
    if "name" not in texts and texts.keys() & set(parts) and row["name"] in ("", made):
        texts["name"] = display_name(*(texts.get(part, row[part]) for part in parts))
    elif "name" in texts:
        for part in parts:
            if name_key(row[part]) not in name_key(texts["name"]):
                texts.setdefault(part, "")
    return texts


def _move_address(db: Database, row: Mapping[str, Any], email: str, at: str) -> list[Change]:
    if email == row["email"]:
        return []
    key = address_key(email)
    if key != row["email_key"]:
        _refuse_taken(db, email, row["id"])
        db.execute("DELETE FROM addresses WHERE email_key = ?", [key])
    _update(db, row["id"], {"email": email, "email_key": key})
    if key != row["email_key"]:
        db.execute(
            "INSERT INTO addresses (email_key, email, contact_id) VALUES (?, ?, ?)",
            [row["email_key"], row["email"], row["id"]],
        )
        _settle(db, row["id"], [f"address:{row['email_key']}"], at)
    return [Change("email", row["email"], email)]


def _addresses(
    db: Database, contact_id: int, added: tuple[str, ...], removed: tuple[str, ...], at: str
) -> list[Change]:
    """Further ones; they are settled by hand, and so is that one is none of hers."""
    _settle(db, contact_id, [f"address:{address_key(one)}" for one in (*removed, *added)], at)
    changes = []
    for email in removed:
        gone = db.execute(
            "DELETE FROM addresses WHERE email_key = ? AND contact_id = ?",
            [address_key(email), contact_id],
        )
        if not gone.rowcount:
            raise WrongUsage(
                f"{email} is no further address of this contact",
                "`outreach contacts show` lists them; the first one is changed with email=",
            )
        changes.append(Change("address", email, ""))
    for email in added:
        if find_id(db, email) == contact_id:
            continue
        _refuse_taken(db, email, contact_id, whatever_left=True)
        db.execute(
            "INSERT INTO addresses (email_key, email, contact_id) VALUES (?, ?, ?)",
            [address_key(email), email, contact_id],
        )
        changes.append(Change("address", "", email))
    return changes


def _own_word(db: Database, email_key: str) -> dict[str, str]:
    """The suppressions of her own word that bar this address, each with its reason."""
    return {one.email_hash: one.reason for one in barring(db, email_key) if one.reason in OWN_WORD}


def _refuse_return(
    db: Database, contact_id: int, left: Mapping[str, str], removed: Iterable[str]
) -> None:
    """What she said under an address that is taken away would be forgotten with it."""
    (key,) = db.execute("SELECT email_key FROM contacts WHERE id = ?", [contact_id]).fetchone()
    for email in removed:
        gone = _own_word(db, address_key(email)).keys() & left.keys() - _own_word(db, key).keys()
        for one in gone:
            raise OutreachError(
                f"{email} stays: she left under it ({left[one]}), and so is not written to",
                f"if she asked to return, first `outreach contacts release {quote(email)}`",
            )


def _refuse_taken(
    db: Database, email: str, contact_id: int | None, *, whatever_left: bool = False
) -> None:
    holder = find_id(db, email)
    if holder is not None and holder != contact_id:
        name, first = db.execute(
            "SELECT name, email FROM contacts WHERE id = ?", [holder]
        ).fetchone()
        whose = f"{name} <{first}>" if name else first
        way_out = f"change that one with `outreach contacts edit {quote(first)} …`"
        if contact_id is not None:
            way_out = f"if they are one person: `outreach contacts merge KEEP {quote(first)}`"
        raise WrongUsage(f"{email} is an address of {whose} already", way_out)
    reason = None if whatever_left else suppressed(db)(address_key(email))
    if reason:
        raise OutreachError(
            f"{email} is suppressed ({reason}): nobody who left is written to again",
            f"if that is wrong, first `outreach contacts release {quote(email)}`",
        )


def _join_organisation(db: Database, contact_id: int, name: str) -> list[Change]:
    before, kind, title = db.execute(
        "SELECT coalesce(o.name, ''), c.kind, c.title FROM contacts c"
        " LEFT JOIN organisations o ON o.id = c.organisation_id WHERE c.id = ?",
        [contact_id],
    ).fetchone()
    if not name:
        _update(db, contact_id, {"organisation_id": None})
        return [Change("organisation", before, "")] if before else []
    id_ = _organisation(db, name, _ORGANISATION_KIND.get(kind, "other"))
    _update(db, contact_id, {"organisation_id": id_})
    db.execute(
        "INSERT OR IGNORE INTO positions (contact_id, organisation_id, title) VALUES (?, ?, ?)",
        [contact_id, id_, title],
    )
    (after,) = db.execute("SELECT name FROM organisations WHERE id = ?", [id_]).fetchone()
    return [Change("organisation", before, after)] if before != after else []


_ORGANISATION_KIND = {Kind.PRESS: "outlet", Kind.SIGNATORY: "signatory"}


def _organisation(db: Database, name: str, kind: str) -> int:
    """The one of this kind and name, or else with this alias; or a new one."""
    key = name_key(name)
    found: Any = db.execute(
        "SELECT id FROM organisations WHERE kind = ?1 AND name_key = ?2"
        " UNION ALL SELECT a.organisation_id FROM organisations o"
        " JOIN organisation_names a ON a.organisation_id = o.id AND a.name_key = ?2"
        " WHERE o.kind = ?1 LIMIT 1",
        [kind, key],
    ).fetchone()
    if found:
        return int(found[0])
    cursor = db.execute(
        "INSERT INTO organisations (kind, name, name_key) VALUES (?, ?, ?)", [kind, name, key]
    )
    return int(cursor.lastrowid or 0)


def _join_office(db: Database, contact_id: int, clue: OfficeClue | str) -> list[Change]:
    office = office_for(db, clue) if isinstance(clue, OfficeClue) else None
    if isinstance(office, str):
        raise WrongUsage(office, "name an office by bioguide id or district, such as CA-11")
    name = "SELECT coalesce((SELECT f.name FROM offices f WHERE f.id = c.office_id), '')"
    name = f"{name} FROM contacts c WHERE c.id = ?"
    (before,) = db.execute(name, [contact_id]).fetchone()
    _update(db, contact_id, {"office_id": office})
    (after,) = db.execute(name, [contact_id]).fetchone()
    return [Change("office", before, after)] if before != after else []


def _labels(
    db: Database, contact_id: int, label: str, added: Iterable[str], removed: Iterable[str], at: str
) -> list[Change]:
    """Tags or topics; one that was removed by hand is noted as well, so that no list adds it."""
    added, removed = tuple(added), tuple(removed)
    changes = []
    for one in removed:
        gone = db.execute(
            f"DELETE FROM {label}s WHERE contact_id = ? AND {label}_key = ? RETURNING {label}",
            [contact_id, name_key(one)],
        ).fetchall()
        changes += [Change(label, name, "") for (name,) in gone]
    for one in added:
        new = db.execute(
            f"INSERT INTO {label}s (contact_id, {label}, {label}_key) VALUES (?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            [contact_id, one, name_key(one)],
        ).rowcount
        changes += [Change(label, "", one)] if new else []
    _settle(db, contact_id, [f"{label}:{name_key(one)}" for one in (*added, *removed)], at)
    return changes


def _settle(db: Database, contact_id: int, fields: Iterable[str], at: str) -> None:
    for name in fields:
        db.execute(
            "INSERT INTO edits (contact_id, field, at) VALUES (?, ?, ?)"
            " ON CONFLICT (contact_id, field) DO UPDATE SET at = excluded.at",
            [contact_id, name, at],
        )


def _update(db: Database, contact_id: int, values: Mapping[str, Any]) -> None:
    if values:
        assignments = ", ".join(f"{column} = ?" for column in values)
        db.execute(
            f"UPDATE contacts SET {assignments} WHERE id = ?", [*values.values(), contact_id]
        )
