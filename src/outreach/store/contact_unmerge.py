"""A merge undone: two contacts as they were, but for what was changed since."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from shlex import quote
from typing import Any

from sqlite_utils import Database

from outreach.domain.contact import Reason, Suppression
from outreach.errors import WrongUsage

from .contact_merge import LISTS, SETTLED_AS, insert, row_key, snapshot, update
from .database import transaction
from .interactions import move_back
from .suppressions import OWN_WORD, Held, barring, suppress


@dataclass(frozen=True, slots=True)
class Undone:
    """Two contacts again, by uid. ``stays`` names what was changed since and so stays as it is;
    ``left`` is why neither is written to, where the one contact left by her own word meanwhile.
    """

    kept: str
    restored: str
    stays: tuple[str, ...]
    left: Reason | None = None


def undo_merge(db: Database, keep: int) -> Undone:
    """Undo the last merge into this contact, in one transaction.

    What it gave is taken back, unless it was changed since: that stays and is named. Who of the two
    left while they were one contact nobody can tell, so neither is written to. Raises
    WrongUsage where nothing was merged, or an address has become somebody else's meanwhile.
    """
    with transaction(db):
        last = "SELECT id, gone, given, at FROM merges WHERE kept_id = ? ORDER BY id DESC LIMIT 1"
        row = next(iter(db.query(last, [keep])), None)
        if row is None:
            raise WrongUsage(
                "nothing was merged into this contact",
                "`outreach contacts show` says of whom something was",
            )
        other, given = json.loads(row["gone"]), json.loads(row["given"])
        kept = snapshot(db, keep)
        settled = {one["field"] for one in kept["edits"] if one["at"] > row["at"]}
        stays = [*_take_back_columns(db, kept["contact"], given, settled)]
        for table in LISTS:
            stays += _take_back_rows(db, keep, table, given[table], settled)
        left = _left_since(db, kept, row["at"])
        _free_addresses(db, keep, kept, other)
        db.execute("DELETE FROM merges WHERE id = ?", [row["id"]])
        _restore(db, other)
        move_back(db, given.get("interactions", ()), other["contact"]["uid"])
        if left:
            for contact in (kept["contact"], other["contact"]):
                suppress(db, Suppression(contact["email_key"], left.reason, left.at, left.source))
    uids = kept["contact"]["uid"], other["contact"]["uid"]
    return Undone(*uids, tuple(dict.fromkeys(stays)), left.reason if left else None)


def _left_since(db: Database, kept: Mapping[str, Any], merged_at: str) -> Held | None:
    """Her own word, under whichever address, given after the two had become one."""
    since = datetime.fromisoformat(merged_at)
    found = barring(db, kept["contact"]["email_key"])
    return next((one for one in found if one.reason in OWN_WORD and one.at > since), None)


def _take_back_columns(
    db: Database, contact: Mapping[str, Any], given: Mapping[str, Any], settled: set[str]
) -> Iterable[str]:
    """Names the columns that were changed since, and so stay."""
    back = {}
    changed_since = []
    for column, after in given["after"].items():
        mark = SETTLED_AS.get(column, column)
        if contact[column] == after and mark not in settled:
            back[column] = given["before"][column]
        elif column not in ("updated_at", "search_name"):
            changed_since.append(mark)
    if "name" in changed_since:
        back.pop("search_name", None)
    if changed_since or settled:
        back.pop("updated_at", None)
    update(db, contact["id"], back)
    return changed_since


def _take_back_rows(
    db: Database, keep: int, table: str, keys: Iterable[Any], settled: set[str]
) -> Iterable[str]:
    for key in keys:
        mark = f"{table[:-1]}:{key}"
        if mark in settled or (table == "edits" and key in settled):
            if table != "edits":
                yield mark
            continue
        db.execute(
            f"DELETE FROM {table} WHERE contact_id = ? AND {row_key(table)} = ?", [keep, key]
        )


def _free_addresses(
    db: Database, keep: int, kept: Mapping[str, Any], other: Mapping[str, Any]
) -> None:
    """Take the other's addresses back; none may have become anybody's first or somebody else's."""
    emails = [(row["email_key"], row["email"]) for row in (other["contact"], *other["addresses"])]
    for key, email in emails:
        holder: Any = db.execute(
            "SELECT uid FROM contacts WHERE email_key = ?1 UNION ALL"
            " SELECT c.uid FROM addresses a JOIN contacts c ON c.id = a.contact_id"
            " WHERE a.email_key = ?1 AND a.contact_id <> ?2",
            [key, keep],
        ).fetchone()
        if holder and holder[0] == kept["contact"]["uid"]:
            raise WrongUsage(
                f"{email} has become the first address of the merged contact",
                "give it another first address with `outreach contacts edit`, then undo again",
            )
        if holder:
            raise WrongUsage(
                f"{email} belongs to another contact by now",
                f"see `outreach contacts show {quote(email)}`",
            )
        db.execute("DELETE FROM addresses WHERE email_key = ?", [key])


def _restore(db: Database, other: Mapping[str, Any]) -> None:
    """Insert it as it was; with another id where its own was given away meanwhile."""
    contact = dict(other["contact"])
    if db.execute("SELECT 1 FROM contacts WHERE id = ?", [contact["id"]]).fetchone():
        (contact["id"],) = db.execute("SELECT max(id) + 1 FROM contacts").fetchone()
    insert(db, "contacts", [contact])
    insert(db, "search_due", [{"contact_id": contact["id"]}])  # its id may be below others
    for table in (*LISTS, "addresses"):
        insert(db, table, ({**row, "contact_id": contact["id"]} for row in other[table]))
    insert(db, "merges", ({**row, "kept_id": contact["id"]} for row in other["merges"]))
