"""A store that sent to millions and heard of them, and what SendGrid would post about more.

Stores are filled by the product itself: plans are cut into cohorts and events are folded by the
functions that `send` and `listen` use, so that what is measured lies on what they wrote.
"""

from __future__ import annotations

import base64
import random
import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import press_list
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from outreach.sendgrid.events import SIGNATURE_HEADER, TIMESTAMP_HEADER, parse
from outreach.store import cohorts
from outreach.store.database import Store, open_store, transaction
from outreach.store.events import record_events

PEOPLE = 25_000
"""Recipients of a campaign."""

FIRST_SENT = 1_712_000_000
_A_DAY = 86_400
_A_BATCH = 1000
_FOLDED_AT_ONCE = 20_000
_ENVELOPE = '{"opens": true, "clicks": true, "categories": []}'

Wire = dict[str, Any]
Letter = tuple[int, str, str, int]
"""A delivery's id, its address, its batch, and when it was sent."""


def fill(path: Path, campaigns: int, fresh: int) -> None:
    """A new store: ``campaigns`` of PEOPLE that were heard of four times a letter, then ``fresh``
    ones that were sent and not heard of yet."""
    press_list.fill(path, PEOPLE)
    db = open_store(path)
    db.execute("PRAGMA synchronous = OFF")
    for number in range(campaigns + fresh):
        _send(db, number)
        if number < campaigns:
            told = _all_of(letters(db, number))
            while some := list(islice(told, _FOLDED_AT_ONCE)):
                record_events(db, parse(orjson.dumps(some)))
    db.execute("ANALYZE")
    db.close()


def _send(db: Store, number: int) -> None:
    """A campaign with one edition and one message, all of it submitted."""
    plan, sent = f"plan{number}", _moment(number)
    with transaction(db):
        db.execute(
            "INSERT INTO plans (id, campaign, edition, digest, release_line, stage, candidates,"
            " recipients, excluded, envelope, planned_at)"
            " VALUES (?, ?, 'press', '', '', 'sendgrid', ?, ?, 0, ?, ?)",
            [plan, f"campaign-{number}", PEOPLE, PEOPLE, _ENVELOPE, sent],
        )
        (message,) = db.execute(
            "INSERT INTO messages (plan_id, subject, html, text, fields, language)"
            " VALUES (?, '', '', '', '[]', 'en') RETURNING id",
            [plan],
        ).fetchone()
        db.execute(
            "WITH RECURSIVE n (value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM n"
            " WHERE value < ?) INSERT INTO batches (id, plan_id, message_id, number, size, state,"
            " attempts, claimed_at, answered_at, sendgrid_id) SELECT ? || 'b' || value, ?, ?,"
            " value, ?, 'submitted', 1, ?, ?, ? || 'm' || value FROM n",
            [PEOPLE // _A_BATCH - 1, plan, plan, message, _A_BATCH, sent, sent, plan],
        )
        db.execute(
            "INSERT INTO deliveries (plan_id, batch_id, contact_uid, email, email_key, name,"
            " field_values) SELECT ?, ? || 'b' || ((id - 1) / ?), uid, email, email_key, name,"
            " '[]' FROM contacts ORDER BY id",
            [plan, plan, _A_BATCH],
        )
        cohorts.assign(db, plan)


def _moment(number: int) -> str:
    return datetime.fromtimestamp(_sent_at(number), UTC).isoformat()


def _sent_at(number: int) -> int:
    return FIRST_SENT + number * _A_DAY


def letters(db: Store, number: int) -> list[Letter]:
    """Those of a campaign, by its number, in no order."""
    rows = db.execute(
        "SELECT id, email_key, batch_id FROM deliveries WHERE plan_id = ? ORDER BY id",
        [f"plan{number}"],
    )
    found = [(*row, _sent_at(number)) for row in rows.fetchall()]
    random.Random(number).shuffle(found)
    return found


def _all_of(sent: Sequence[Letter]) -> Iterator[Wire]:
    """Four events a letter in the mean, as they come: first how far they got, then what was done
    with them."""
    for place, letter in enumerate(sent):
        yield _event(letter, "processed", 1)
        if place % 7 == 0:
            yield _event(letter, "deferred", 20, response="451 4.7.1 Greylisted, try again later")
    for place, letter in enumerate(sent):
        if place % 50 == 0:
            yield _event(letter, "bounce", 60, type="blocked", **_BLOCKED)
        else:
            yield _event(letter, "delivered", 60, response="250 OK")
    for place, letter in enumerate(sent):
        for again in range(3 if place % 10 < 6 else 0):
            yield _event(letter, "open", 900 + 3600 * again + place % 3000, useragent=_READER)
        if place % 10 == 1:
            yield _event(letter, "click", 1000 + place % 3000, url=_LINK, useragent=_READER)


def posts(db: Store, campaigns: Sequence[int], events: int) -> Iterator[list[Wire]]:
    """Posts of that many events, as in the first hours of ``campaigns``: SendGrid's queue mixes
    letters, and tells of each what happened in the order in which it did."""
    told = (event for number in campaigns for event in _all_of(letters(db, number)))
    while some := list(islice(told, events)):
        yield some


_BLOCKED = {
    "status": "5.7.1",
    "reason": "550 5.7.1 Message rejected by policy",
    "bounce_classification": "Content",
}
_LINK = "https://coalition.example.org/statements/visit?utm_source=letter"
_READER = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15"


def _event(letter: Letter, kind: str, after: int, **more: object) -> Wire:
    """As SendGrid writes it (Event Webhook Reference), with the ids that our letters carry."""
    delivery, email, batch, sent = letter
    message = base64.urlsafe_b64encode(batch.encode()).decode()
    return {
        "email": email,
        "timestamp": sent + after,
        "smtp-id": f"<{message}@geopod-ismtpd-1>",
        "event": kind,
        "category": [batch.partition("b")[0]],
        "sg_event_id": secrets.token_urlsafe(24),
        "sg_message_id": f"{message}.recvd-5c9b7f5b6-x2mgk-1-65F0A1B2-9.0",
        "ip": "192.0.2.7",
        "outreach_batch": batch,
        "outreach_delivery": str(delivery),
        **more,
    }


class Signer:
    """SendGrid's part of signed posts, with a key of its own."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.public_key = base64.b64encode(
            self._key.public_key().public_bytes(
                serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
            )
        ).decode()

    def headers(self, body: bytes, now: int) -> dict[str, str]:
        signed = self._key.sign(str(now).encode() + body, ec.ECDSA(hashes.SHA256()))
        return {
            SIGNATURE_HEADER: base64.b64encode(signed).decode(),
            TIMESTAMP_HEADER: str(now),
        }
