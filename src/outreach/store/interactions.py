"""What passed between us and contacts beside the letters: replies, absences, calls, coverage."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from sqlite_utils import Database

from outreach.domain.contact import address_key
from outreach.domain.event import Outcome
from outreach.domain.reply import InteractionKind

from .address_hash import explained
from .outcomes import join_outcome

Source = Literal["inbound", "person"]


@dataclass(frozen=True, slots=True, repr=False)
class Interaction:
    """One of them. ``id`` is 0 before it is written down.

    ``email`` is whose it is, blank once she was erased; ``contact_uid`` is blank where it is
    nobody's that we know for sure. ``delivery_id`` is the letter that it answers or covers.
    ``until`` is the last day of an absence. ``noted_by`` is the person who wrote it down; of a
    mail that came in, ``heard_as`` and ``rule`` say what ``domain.reply_verdict`` takes it for and
    why, also where its ``kind`` is UNVERIFIED, for then nobody can say that the sender is who she
    says. ``subject``, ``body`` and ``url`` are a foreign text: escape them.
    """

    kind: InteractionKind
    at: datetime
    email: str
    source: Source
    noted_at: datetime
    id: int = 0
    contact_uid: str = ""
    delivery_id: int | None = None
    campaign: str = ""
    edition: str = ""
    subject: str = ""
    body: str = ""
    url: str = ""
    until: date | None = None
    message_id: str = ""
    heard_as: str = ""
    rule: str = ""
    noted_by: str = ""

    def __repr__(self) -> str:
        """By its id alone: representations end up in logs."""
        return f"Interaction({self.id})"

    @property
    def unverified(self) -> bool:
        return self.kind is InteractionKind.UNVERIFIED


_COLUMNS = (
    *("kind", "at", "contact_uid", "email", "email_key", "delivery_id", "campaign", "edition"),
    *("subject", "body", "url", "until", "source", "message_id", "heard_as", "rule"),
    *("noted_by", "noted_at"),
)
_INSERT = (
    f"INSERT OR IGNORE INTO interactions ({', '.join(_COLUMNS)})"
    f" VALUES ({', '.join(f':{one}' for one in _COLUMNS)})"
)
_COUNTS = {InteractionKind.REPLY: "replied", InteractionKind.COVERAGE: "covered"}
"""What a delivery's outcome learns from an interaction that is tied to it."""


def record(db: Database, one: Interaction) -> int | None:
    """Write it down, and what it says of its letter; its id, None if it was known already.

    Joins the caller's transaction. A mail is known by its message id, erased or not.
    """
    if one.message_id and known(db, one.message_id):
        return None
    values: dict[str, Any] = {
        "kind": str(one.kind),
        "at": _text(one.at),
        "contact_uid": one.contact_uid,
        "email": one.email,
        "email_key": address_key(one.email),
        "delivery_id": one.delivery_id,
        "campaign": one.campaign,
        "edition": one.edition,
        "subject": one.subject,
        "body": one.body,
        "url": one.url,
        "until": one.until.isoformat() if one.until else "",
        "source": one.source,
        "message_id": one.message_id,
        "heard_as": one.heard_as,
        "rule": one.rule,
        "noted_by": one.noted_by,
        "noted_at": _text(one.noted_at),
    }
    cursor = db.execute(_INSERT, values)
    if cursor.rowcount != 1:
        return None
    id_ = int(cursor.lastrowid or 0)
    learns = _COUNTS.get(one.kind)
    if one.delivery_id is not None and learns:
        join_outcome(db, one.delivery_id, Outcome(**{learns: int(one.at.timestamp())}))  # type: ignore[arg-type]
    return id_


def known(db: Database, message_id: str) -> bool:
    """Whether this mail was taken before; of one that was erased only its keyed hash is left."""
    same = "SELECT 1 FROM interactions WHERE message_id = "
    if db.execute(f"{same} ?", [message_id]).fetchone() is not None:
        return True
    erased = "SELECT 1 FROM interactions WHERE message_id >= 'erased:' AND message_id < 'erased;'"
    if db.execute(f"{erased} LIMIT 1").fetchone() is None:
        return False
    with explained(db):
        found = db.execute(f"{same} 'erased:' || address_hash(?)", [message_id]).fetchone()
    return found is not None


def by_id(db: Database, id_: int) -> Interaction | None:
    return next(iter(_read(db, "id = ?", [id_])), None)


def of_campaign(db: Database, campaign: str) -> list[Interaction]:
    """Those of a campaign, the newest first; of all campaigns and none if it is blank."""
    return _read(db, "? IN ('', campaign)", [campaign])


def of_contact(db: Database, uid: str) -> list[Interaction]:
    """Hers, the newest first: those tied to her, and those under one of her addresses."""
    return _read(
        db,
        "contact_uid = ?1 OR (email_key <> '' AND email_key IN ("
        "SELECT email_key FROM contacts WHERE uid = ?1 UNION ALL SELECT a.email_key"
        " FROM addresses a JOIN contacts c ON c.id = a.contact_id WHERE c.uid = ?1))",
        [uid],
    )


def _read(db: Database, where: str, params: list[Any]) -> list[Interaction]:
    columns = ", ".join(("id", *(one for one in _COLUMNS if one != "email_key")))
    rows = db.query(
        f"SELECT {columns} FROM interactions WHERE {where} ORDER BY at DESC, id DESC", params
    )
    return [_interaction(row) for row in list(rows)]


def _interaction(row: Mapping[str, Any]) -> Interaction:
    return Interaction(
        **{
            **row,
            "kind": InteractionKind(row["kind"]),
            "at": datetime.fromisoformat(row["at"]),
            "until": date.fromisoformat(row["until"]) if row["until"] else None,
            "noted_at": datetime.fromisoformat(row["noted_at"]),
        }
    )


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def erase(db: Database, keys: Collection[str], uids: Collection[str]) -> int:
    """Take her out of all of hers; how many. That there was one, and of what kind, stays counted.

    Joins the caller's transaction. What she suggested, or what suggested her address, goes.
    """
    hers = (
        "(contact_uid IN (SELECT value FROM json_each(:uids))"
        " OR email_key IN (SELECT value FROM json_each(:keys)))"
    )
    params = {"keys": json.dumps(sorted(keys)), "uids": json.dumps(sorted(uids))}
    db.execute(
        "DELETE FROM proposals WHERE contact_uid IN (SELECT value FROM json_each(:uids))"
        f" OR interaction_id IN (SELECT id FROM interactions WHERE {hers})"
        " OR lower(json_extract(detail, '$.address')) IN (SELECT value FROM json_each(:keys))",
        params,
    )
    with explained(db):
        return db.execute(
            "UPDATE interactions SET contact_uid = '', email = '', email_key = '', subject = '',"
            " body = '', url = '', message_id = CASE message_id WHEN '' THEN ''"
            f" ELSE 'erased:' || address_hash(message_id) END WHERE {hers}",
            params,
        ).rowcount


def move(db: Database, uid: str, to_uid: str) -> list[int]:
    """Give one contact's interactions and proposals to another; the ids of the interactions.

    Joins the caller's transaction.
    """
    db.execute("UPDATE proposals SET contact_uid = ? WHERE contact_uid = ?", [to_uid, uid])
    rows = db.execute(
        "UPDATE interactions SET contact_uid = ? WHERE contact_uid = ? RETURNING id", [to_uid, uid]
    ).fetchall()
    return [int(id_) for (id_,) in rows]


def move_back(db: Database, ids: Collection[int], to_uid: str) -> None:
    """As ``move``, for interactions by id. Joins the caller's transaction."""
    for table, column in (("interactions", "id"), ("proposals", "interaction_id")):
        db.execute(
            f"UPDATE {table} SET contact_uid = ?"
            f" WHERE {column} IN (SELECT value FROM json_each(?)) AND contact_uid <> ''",
            [to_uid, json.dumps(sorted(ids))],
        )
