"""Two contacts side by side, and what one of them would be after a merge."""

from __future__ import annotations

from dataclasses import dataclass

from outreach.domain.contact import Contact
from outreach.store.contact_merge import Merge, outlook
from outreach.store.contact_record import Record, record
from outreach.store.database import Store
from outreach.store.suppressions import OWN_WORD

SHOWN = (
    *("kind", "email", "addresses", "name", "given_name", "family_name", "salutation", "title"),
    *("role", "organisation", "office", "language", "country", "city", "phone", "time_zone"),
    *("notes", "basis", "tags", "topics", "sources", "letters", "suppressed"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One field of two contacts. ``result`` is what it will be; blank texts are nothing."""

    field: str
    keep: str
    gone: str
    result: str

    @property
    def differs(self) -> bool:
        return self.keep != self.gone


def side_by_side(db: Store, keep: Contact, gone: Contact) -> tuple[list[Line], Merge]:
    """All fields in which either has anything, and what the merge would do."""
    planned = outlook(db, keep.id, gone.id)
    mine, theirs = record(db, keep.id), record(db, gone.id)
    lines = []
    for field in SHOWN:
        line = Line(
            field, _text(mine, field), _text(theirs, field), _result(field, mine, theirs, planned)
        )
        if line.keep or line.gone or line.result:
            lines.append(line)
    return lines, planned


def _result(field: str, mine: Record, theirs: Record, planned: Merge) -> str:
    if field in ("tags", "topics"):
        label = field.removesuffix("s")
        return ", ".join([*mine[field], *(row[label] for row in planned.united[field])])
    if field == "addresses":
        return ", ".join([*mine[field], *(row["email"] for row in planned.united[field])])
    if field == "sources":
        return _number(len(mine[field]) + len(planned.united["listings"]))
    if field == "letters":
        return _number(len(mine[field]) + len(theirs[field]))
    if field in ("organisation", "office"):
        source = theirs if f"{field}_id" in planned.filled else mine
        return _text(source, field)
    if field == "suppressed":  # a mailbox that bounced says nothing of the other
        own_word = theirs[field] in OWN_WORD
        return _text(mine, field) or (_text(theirs, field) if own_word else "")
    return str(planned.filled.get(field, mine[field]))


def _text(of: Record, field: str) -> str:
    value = of[field]
    if field in ("sources", "letters"):
        return _number(len(value))
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, dict):
        return str(value["name"])
    return str(value or "")


def _number(count: int) -> str:
    return str(count) if count else ""
