"""Why letters were deferred, dropped or bounced: alike reasons as one, and nobody named in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlite_utils import Database

from outreach.domain.event import Event

from .many_rows import in_values

_LONGEST = 300

_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:]+@[^\s<>()\[\]\"',;:]+")
_NUMERIC_HOST = re.compile(
    r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9A-Fa-f]{0,4}:){3,}[0-9A-Fa-f]{0,4}"
)
# A queue id, a time stamp, a hash: eight characters or more, one of which is a digit.
_ID = re.compile(r"(?<![\w+/=-])(?=[\w+/=-]{8})[A-Za-z_+/=-]*\d[\w+/=-]*")
_NUMBER = re.compile(r"\d{5,}")


class Why(NamedTuple):
    """A reason in the words by which alike ones are counted."""

    kind: str
    status: str
    classification: str
    reason: str


def why(event: Event) -> Why:
    masked = masked_reason(event.reason, event.email_key)
    return Why(event.kind.value, event.status, event.classification, masked)


def masked_reason(reason: str, email_key: str = "") -> str:
    """The text without addresses, ids and long numbers, which differ from letter to letter."""
    text = _ADDRESS.sub("(address)", reason)
    name = email_key.partition("@")[0]
    if len(name) > 2 and name.casefold() in text.casefold():
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "(address)", text, flags=re.IGNORECASE)
    text = _NUMERIC_HOST.sub("(host)", text)
    text = _NUMBER.sub("(number)", _ID.sub("(id)", text))
    return " ".join(text.split())[:_LONGEST]


def reason_ids(db: Database, reasons: Collection[Why]) -> Mapping[Why, int]:
    """The row of each reason, made where it is new."""
    found: dict[Why, int] = {}
    for values, params in in_values(list(reasons)):
        db.execute(
            f"INSERT OR IGNORE INTO reasons (kind, status, classification, reason) {values}", params
        )
        rows = db.execute(
            f"WITH v (kind, status, classification, reason) AS ({values})"
            " SELECT r.id, r.kind, r.status, r.classification, r.reason FROM v CROSS JOIN reasons r"
            " USING (kind, status, classification, reason)",
            params,
        ).fetchall()
        found |= {Why(*words): number for number, *words in rows}
    return found


def reasons_by_id(db: Database, ids: Collection[int]) -> Mapping[int, Why]:
    rows = []
    for values, params in in_values([(one,) for one in ids]):
        rows += db.execute(
            f"SELECT id, kind, status, classification, reason FROM reasons WHERE id IN ({values})",
            params,
        ).fetchall()
    return {number: Why(*words) for number, *words in rows}
