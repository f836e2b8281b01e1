"""Which letter a mail answers, and whose it is."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from outreach.domain.contact import address_key, domain_of

LATEST_ANSWER = timedelta(days=60)
"""A mail that names no letter of ours and comes later than this after one does not answer it."""

_SHORTEST_ID = 8
_SHARED = frozenset((
    *("gmail.com", "googlemail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com"),
    *("aol.com", "proton.me", "protonmail.com", "gmx.de", "gmx.net", "web.de", "mail.ru", "qq.com"),
    *("163.com", "126.com", "live.com", "msn.com", "me.com", "yandex.ru", "fastmail.com"),
))  # fmt: skip
"""Whose users are no colleagues."""


@dataclass(frozen=True, slots=True)
class Tie:
    """What a mail belongs to, as far as it is known.

    ``by_reference`` is set where the mail names the letter, so that its sender must have seen it.
    ``letter_to`` is where that went; ``hers`` are the address keys of whom it is tied to.
    """

    contact_uid: str = ""
    delivery_id: int | None = None
    campaign: str = ""
    edition: str = ""
    by_reference: bool = False
    names: tuple[str, ...] = ()
    letter_to: str = ""
    hers: frozenset[str] = frozenset()


def own_addresses(db: Database) -> frozenset[str]:
    """The address keys that letters were sent from, or asked to be answered to."""
    rows = db.execute(
        "SELECT DISTINCT lower(json_extract(envelope, '$.from_email')),"
        " lower(json_extract(envelope, '$.reply_to')) FROM plans"
    ).fetchall()
    return frozenset(address_key(one) for row in rows for one in row if one)


def tie(db: Database, sender: str, references: Sequence[str], at: datetime) -> Tie:
    """The letter that a mail names and its sender, or else her newest letter; and the contact.

    A letter to people comes before one that reached nobody but the sandbox.
    """
    key = address_key(sender)
    contact = _contact(db, key)
    keys, uid = (_keys(db, contact), _uid(db, contact)) if contact is not None else ([key], "")
    found = _by_reference(db, references, keys, uid)
    if found is None and key:
        since = at.astimezone(UTC) - LATEST_ANSWER
        found = _letter(db, _TO_HER, [json.dumps(keys), _text(at), _text(since)])
        by_reference = False
    else:
        by_reference = found is not None
    if found is None:
        return Tie(uid, names=_names(db, uid), hers=frozenset(keys) - {""})
    whose = uid if uid and not by_reference else found["contact_uid"]
    known = _contact_of(db, whose)
    hers = keys if known is None else _keys(db, known)
    return Tie(
        "" if known is None else whose,
        int(found["id"]),
        found["campaign"],
        found["edition"],
        by_reference,
        _names(db, whose),
        found["email_key"],
        frozenset(hers) - {""},
    )


_LETTER = """
    SELECT d.id, d.contact_uid, d.email_key, p.campaign, p.edition FROM deliveries d
    JOIN batches b ON b.id = d.batch_id JOIN plans p ON p.id = d.plan_id
"""
_NEWEST = " ORDER BY p.stage = 'sandbox', b.claimed_at DESC, d.id DESC LIMIT 1"
_TAKEN = "b.state IN ('submitted', 'uncertain', 'submitting')"
_TO_HER = (
    f"{_LETTER} WHERE d.email_key IN (SELECT value FROM json_each(?1)) AND {_TAKEN}"
    " AND b.claimed_at <= ?2 AND b.claimed_at >= ?3"
    f"{_NEWEST}"
)


def letter_of(db: Database, keys: Collection[str], campaign: str = "") -> Tie | None:
    """The newest letter to one of these addresses, of this campaign if one is named."""
    found = _letter(
        db,
        f"{_LETTER} WHERE d.email_key IN (SELECT value FROM json_each(?1)) AND {_TAKEN}"
        f" AND ?2 IN ('', p.campaign) {_NEWEST}",
        [json.dumps(sorted(keys)), campaign],
    )
    if found is None:
        return None
    return Tie(found["contact_uid"], int(found["id"]), found["campaign"], found["edition"])


def campaigns_of(db: Database, keys: Collection[str]) -> list[str]:
    """The campaigns of which a letter went to one of these addresses, the newest first."""
    rows = db.execute(
        "SELECT p.campaign FROM deliveries d JOIN batches b ON b.id = d.batch_id"
        " JOIN plans p ON p.id = d.plan_id"
        f" WHERE d.email_key IN (SELECT value FROM json_each(?)) AND {_TAKEN}"
        " GROUP BY p.campaign ORDER BY min(p.stage = 'sandbox'), max(b.claimed_at) DESC",
        [json.dumps(sorted(keys))],
    ).fetchall()
    return [campaign for (campaign,) in rows]


def addresses_of(db: Database, key: str) -> tuple[str, tuple[str, ...]]:
    """The uid and all address keys of the contact that has this one; blank and itself if none."""
    contact = _contact(db, key)
    if contact is None:
        return "", (key,)
    return _uid(db, contact), tuple(_keys(db, contact))


def _by_reference(
    db: Database, references: Sequence[str], keys: Sequence[str], uid: str
) -> dict[str, Any] | None:
    for one in references:
        local = one.partition("@")[0]
        if len(local) < _SHORTEST_ID:
            continue
        batches = db.execute(
            "SELECT b.id FROM batches b JOIN plans p ON p.id = b.plan_id"
            " WHERE length(b.sendgrid_id) >= ?2 AND substr(?1, 1, length(b.sendgrid_id))"
            " = b.sendgrid_id ORDER BY p.stage = 'sandbox'",
            [local, _SHORTEST_ID],
        ).fetchall()
        for (batch,) in batches:
            found = _in_batch(db, batch, keys, uid)
            if found is not None:
                return found
    return None


def _in_batch(db: Database, batch: str, keys: Sequence[str], uid: str) -> dict[str, Any] | None:
    """Her delivery; or the only one of her colleagues', for whom she answers."""
    hers = (
        f"{_LETTER} WHERE d.batch_id = ?1 AND (d.email_key IN (SELECT value FROM json_each(?2))"
        " OR (?3 <> '' AND d.contact_uid = ?3)) LIMIT 1"
    )
    found = _letter(db, hers, [batch, json.dumps(list(keys)), uid])
    if found is not None:
        return found
    domains = {domain_of(key) for key in keys} - _SHARED - {""}
    colleagues = list(
        db.query(
            f"{_LETTER} WHERE d.batch_id = ?1 AND substr(d.email_key,"
            " instr(d.email_key, '@') + 1) IN (SELECT value FROM json_each(?2)) LIMIT 2",
            [batch, json.dumps(sorted(domains))],
        )
    )
    return colleagues[0] if len(colleagues) == 1 else None


def _letter(db: Database, query: str, params: list[Any]) -> dict[str, Any] | None:
    return next(iter(list(db.query(query, params))), None)


def _contact(db: Database, key: str) -> int | None:
    row: Any = db.execute(
        "SELECT id FROM contacts WHERE email_key = ?1"
        " UNION ALL SELECT contact_id FROM addresses WHERE email_key = ?1 LIMIT 1",
        [key],
    ).fetchone()
    return int(row[0]) if row and key else None


def _keys(db: Database, contact: int) -> list[str]:
    rows = db.execute(
        "SELECT email_key FROM contacts WHERE id = ?1"
        " UNION ALL SELECT email_key FROM addresses WHERE contact_id = ?1",
        [contact],
    ).fetchall()
    return [key for (key,) in rows]


def _uid(db: Database, contact: int) -> str:
    row: Any = db.execute("SELECT uid FROM contacts WHERE id = ?", [contact]).fetchone()
    return str(row[0])


def _contact_of(db: Database, uid: str) -> int | None:
    row: Any = db.execute("SELECT id FROM contacts WHERE uid = ?", [uid]).fetchone()
    return int(row[0]) if row else None


def _names(db: Database, uid: str) -> tuple[str, ...]:
    row: Any = db.execute(
        "SELECT given_name, family_name, name FROM contacts WHERE uid = ?", [uid]
    ).fetchone()
    given, family, name = row or ("", "", "")
    parts = (given, family) if given or family else (name.split()[:1] + name.split()[-1:])
    return tuple(dict.fromkeys(one for one in (*parts, name) if one))


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
