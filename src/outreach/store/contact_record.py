"""All that is known of one person, as plain values: what she may ask for, and what is shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from outreach.domain.contact import address_key
from outreach.domain.delivery import Field, Message, personalise
from outreach.domain.event import State

from .interactions import of_contact
from .suppressions import barring

Record = dict[str, Any]

COLUMNS = (
    *("uid", "kind", "email", "name", "given_name", "family_name", "salutation", "title", "role"),
    *("language", "country", "city", "phone", "time_zone", "notes", "basis", "listed_on"),
    *("created_at", "updated_at"),
)


def record(db: Database, contact_id: int) -> Record:
    """What every table holds of this contact, ready for JSON.

    ``suppressions`` are those of any of her addresses; ``suppressed`` is why her first one is not
    written to, blank if it is. ``letters`` are all that were planned for any of her addresses, with
    what SendGrid reported; those of the stage ``sandbox`` reached nobody.
    """
    (row,) = db.query("SELECT * FROM contacts WHERE id = ?", [contact_id])
    further = _values(
        db, "SELECT email FROM addresses WHERE contact_id = ? ORDER BY email_key", contact_id
    )
    return {
        **{column: row[column] for column in COLUMNS},
        "addresses": further,
        "organisation": _organisation(db, row["organisation_id"]),
        "office": _office(db, row["office_id"]),
        "positions": _rows(
            db,
            "SELECT o.name AS organisation, o.kind, p.title FROM positions p"
            " JOIN organisations o ON o.id = p.organisation_id"
            " WHERE p.contact_id = ? ORDER BY o.name_key",
            contact_id,
        ),
        "tags": _values(
            db, "SELECT tag FROM tags WHERE contact_id = ? ORDER BY tag_key", contact_id
        ),
        "topics": _values(
            db, "SELECT topic FROM topics WHERE contact_id = ? ORDER BY topic_key", contact_id
        ),
        "sources": _rows(
            db,
            "SELECT s.file, s.program, l.line, s.sha256, s.imported_at FROM listings l"
            " JOIN sources s ON s.id = l.source_id"
            " WHERE l.contact_id = ? ORDER BY s.imported_at, s.id",
            contact_id,
        ),
        "edits": _rows(
            db, "SELECT field, at FROM edits WHERE contact_id = ? ORDER BY field", contact_id
        ),
        **_suppressions(db, [row["email"], *further]),
        "letters": list(_letters(db, contact_id)),
        "exclusions": _rows(
            db,
            "SELECT p.campaign, p.edition, p.stage, p.planned_at, x.email, x.reason, x.detail"
            " FROM plans p JOIN exclusions x ON x.plan_id = p.id AND x.contact_uid IN"
            f" ({_UIDS}) ORDER BY p.planned_at, p.edition",
            contact_id,
        ),
        "interactions": _interactions(db, row["uid"]),
        "merges": [
            {"at": one["at"], "gone": json.loads(one["gone"])}
            for one in _rows(
                db, "SELECT at, gone FROM merges WHERE kept_id = ? ORDER BY id", contact_id
            )
        ],
    }


def _interactions(db: Database, uid: str) -> list[Record]:
    """What passed between us and her beside the letters, the newest first."""
    return [
        {
            "id": one.id,
            "kind": str(one.kind),
            "at": one.at.isoformat(),
            "email": one.email,
            "campaign": one.campaign,
            "edition": one.edition,
            "subject": one.subject,
            "body": one.body,
            "url": one.url,
            "until": one.until.isoformat() if one.until else "",
            "source": one.source,
            "noted_by": one.noted_by,
        }
        for one in of_contact(db, uid)
    ]


_UIDS = """
    SELECT uid FROM contacts WHERE id = ?1
    UNION ALL SELECT json_extract(gone, '$.contact.uid') FROM merges WHERE kept_id = ?1
"""
"""Of the contact, and of those that became one with it."""


def _rows(db: Database, query: str, contact_id: int) -> list[Record]:
    return list(db.query(query, [contact_id]))


def _values(db: Database, query: str, contact_id: int) -> list[str]:
    return [value for (value,) in db.execute(query, [contact_id]).fetchall()]


def _suppressions(db: Database, emails: list[str]) -> Record:
    keys = [address_key(email) for email in emails]
    found = {one.email_hash: one for key in keys for one in barring(db, key)}
    first = barring(db, keys[0])
    return {
        "suppressed": first[0].reason if first else "",
        "suppressions": [
            {"reason": one.reason, "at": one.at.isoformat(), "source": one.source, "note": one.note}
            for one in found.values()
        ],
    }


def _organisation(db: Database, id_: int | None) -> Record | None:
    if id_ is None:
        return None
    (found,) = _rows(
        db, "SELECT name, kind, country, language, medium FROM organisations WHERE id = ?", id_
    )
    aliases = "SELECT name FROM organisation_names WHERE organisation_id = ? ORDER BY name_key"
    return {**found, "aliases": _values(db, aliases, id_)}


def _office(db: Database, id_: int | None) -> Record | None:
    """With the Member as the loaded data of Congress has her, and its day."""
    if id_ is None:
        return None
    (found,) = _rows(
        db,
        "SELECT f.name, f.bioguide, f.committee_id AS committee, f.side, m.name AS member,"
        " m.title, m.chamber, m.state, m.district, m.party,"
        " (SELECT dated FROM datasets WHERE name = 'congress') AS congress_as_of"
        " FROM offices f LEFT JOIN members m ON m.bioguide = f.bioguide WHERE f.id = ?",
        id_,
    )
    return found


_DELIVERIES = """
    SELECT d.id, d.email, d.name,
        coalesce(CASE WHEN b.lifted THEN d.lifted_values END, d.field_values) AS field_values,
        o.state, o.complained, o.unsubscribed, o.opened, o.opened_doubtful, o.opened_by_machine,
        o.clicked, o.clicked_doubtful, o.clicked_by_machine, o.replied, o.covered,
        p.campaign, p.edition, p.wave, p.stage, p.planned_at, m.subject, m.fields,
        b.state AS batch, b.answered_at
    FROM deliveries d JOIN plans p ON p.id = d.plan_id JOIN outcomes o ON o.delivery_id = d.id
    JOIN batches b ON b.id = d.batch_id JOIN messages m
        ON m.id = coalesce(CASE WHEN b.lifted THEN b.lifted_message_id END, b.message_id)
    WHERE d.email_key IN (
        SELECT email_key FROM contacts WHERE id = ?
        UNION SELECT email_key FROM addresses WHERE contact_id = ?)
    ORDER BY p.planned_at, p.edition, d.id
"""
_TIMES = (
    *("complained", "unsubscribed", "opened", "opened_doubtful", "opened_by_machine"),
    *("clicked", "clicked_doubtful", "clicked_by_machine", "replied", "covered"),
)


def _letters(db: Database, contact_id: int) -> Iterator[Record]:
    for row in list(db.query(_DELIVERIES, [contact_id, contact_id])):
        values = tuple(json.loads(row["field_values"]))
        fields = tuple(Field(**one) for one in json.loads(row["fields"]))
        subject = row["subject"]
        if len(values) == len(fields):  # values are taken away when somebody is erased
            subject = personalise(Message(subject, "", "", fields), values).subject
        yield {
            **{name: row[name] for name in ("campaign", "edition", "wave", "stage", "planned_at")},
            **{name: row[name] for name in ("email", "name", "batch", "answered_at")},
            "subject": subject,
            "state": State(row["state"]).name.lower(),
            **{name: _time(row[name]) for name in _TIMES},
            "values": list(values),
            "events": [
                {**event, "at": _time(event["at"])}
                for event in _rows(
                    db,
                    "SELECT at, kind, reason, status, url FROM events"
                    " WHERE delivery_id = ? ORDER BY at, event_key",
                    row["id"],
                )
            ],
        }


def _time(seconds: int | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()


def beside(db: Database, contact_ids: Iterable[int]) -> dict[int, Record]:
    """What a list has of contacts that ``Contact`` has not, by id.

    ``basis``, ``listed_on``, ``addresses``, ``aliases`` of the organisation, and ``bioguide``,
    ``committee`` and ``side`` of the office, which outlive the Member's term.
    """
    rows = db.query(
        "SELECT c.id, c.basis, c.listed_on, coalesce(f.bioguide, '') AS bioguide,"
        " coalesce(f.committee_id, '') AS committee, coalesce(f.side, '') AS side,"
        " (SELECT json_group_array(email) FROM"
        " (SELECT email FROM addresses WHERE contact_id = c.id ORDER BY email_key)) AS addresses,"
        " (SELECT json_group_array(name) FROM (SELECT name FROM organisation_names"
        " WHERE organisation_id = c.organisation_id ORDER BY name_key)) AS aliases"
        " FROM json_each(?) wanted JOIN contacts c ON c.id = wanted.value"
        " LEFT JOIN offices f ON f.id = c.office_id",
        [json.dumps(list(contact_ids))],
    )
    return {
        row["id"]: row | {name: json.loads(row[name]) for name in ("addresses", "aliases")}
        for row in rows
    }
