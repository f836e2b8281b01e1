"""Who leaves by the link in her letter: whose letter it is, and writing down that she left."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlite_utils import Database

from outreach.domain.contact import Reason, Suppression
from outreach.domain.delivery import Stage
from outreach.domain.event import Event, EventKind, Outcome
from outreach.domain.unsubscribe import Sign, delivery_in, same, signed

from .address_hash import derived_key, known_derived_key
from .database import transaction
from .outcomes import join_outcome
from .proofs import settle_by
from .suppressions import barring, suppress

SOURCE = "one-click"
"""What told us, of a suppression and of its event."""

_PURPOSE = "the key of the links to unsubscribe"


@dataclass(frozen=True, slots=True)
class LeavableLetter:
    """A letter that somebody may leave by. ``email`` and its key are blank of one who was erased.

    ``sender`` and ``reply_to`` are what it came from, by name and by address.
    """

    delivery: int
    batch: str
    stage: Stage
    email: str = field(repr=False)
    email_key: str = field(repr=False)
    language: str
    sender: str
    reply_to: str


def signer(db: Database) -> Sign:
    """Makes the tokens of this store's letters. Raises StoreError as ``address_hash.hasher`` does.

    The key comes from that of the suppressions, which is made where there is none yet, and which a
    backup has from then on.
    """
    with transaction(db):
        key = derived_key(db, _PURPOSE)
    return lambda delivery, batch: signed(key, int(delivery), batch)


def letter_of(db: Database, token: str) -> LeavableLetter | None:
    """None for a token that was not made here, or of a letter whose plan was forgotten.

    Raises StoreError where the key that would tell is missing or another.
    """
    key = known_derived_key(db, _PURPOSE)
    claimed = delivery_in(key, token) if key is not None else None
    if key is None or claimed is None:
        return None
    row = db.execute(
        "SELECT d.batch_id, p.stage, d.email, d.email_key, m.language, p.envelope"
        " FROM deliveries d JOIN plans p ON p.id = d.plan_id JOIN batches b ON b.id = d.batch_id"
        " JOIN messages m ON m.id = b.message_id WHERE d.id = ?",
        (claimed,),
    ).fetchone()
    batch, stage, email, email_key, language, envelope = row or ("", "", "", "", "", "{}")
    if not same(token, signed(key, claimed, batch)) or row is None:
        return None
    outside = json.loads(envelope)
    return LeavableLetter(
        claimed,
        batch,
        Stage(stage),
        email,
        email_key if email else "",
        language,
        outside["from_name"],
        outside["reply_to"] or outside["from_email"],
    )


def has_left(db: Database, letter: LeavableLetter) -> bool:
    """Whether she gets no more letters anyway; who was erased gets none."""
    return not letter.email_key or bool(barring(db, letter.email_key))


def record_leaving(db: Database, token: str, now: datetime) -> bool:
    """She left: suppressed at once, and counted with what became of her letter.

    False for a token that ``letter_of`` does not know, which takes no lock. Her first word is an
    event of its own, so that it is found again wherever events are looked through, and it proves
    that her letter's batch went out; a repeat suppresses, should she have been released since, and
    is not counted. By a letter of the sandbox nobody leaves for longer than the sandbox is used.
    """
    if letter_of(db, token) is None:
        return False
    at = datetime.fromtimestamp(int(now.timestamp()), UTC)
    with transaction(db):
        letter = letter_of(db, token)  # as it is now that nobody else changes it
        if letter is None:
            return False
        _count_once(db, letter, int(at.timestamp()))
        if letter.email_key:
            source = str(Stage.SANDBOX) if letter.stage is Stage.SANDBOX else SOURCE
            suppress(db, Suppression(letter.email_key, Reason.UNSUBSCRIBE, at, source))
    return True


def _count_once(db: Database, letter: LeavableLetter, at: int) -> None:
    known = "SELECT 1 FROM events WHERE delivery_id = ? AND source = ?"
    if db.execute(known, (letter.delivery, SOURCE)).fetchone() is not None:
        return
    word = Event(
        f"{SOURCE} {letter.delivery}",
        EventKind.UNSUBSCRIBE,
        at,
        letter.email_key,
        str(letter.delivery),
        letter.batch,
        source=SOURCE,
    )
    db.execute(
        "INSERT INTO events (at, event_key, kind, email_key, delivery_id, batch_id, source)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (at, word.key, word.kind, word.email_key, letter.delivery, word.batch, SOURCE),
    )
    join_outcome(db, letter.delivery, Outcome(unsubscribed=at))
    settle_by(db, [word], "the link in a letter")
