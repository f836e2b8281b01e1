"""leave: what the link in a letter does for who got it, by her own hand and without a login."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from outreach.domain.unsubscribe import masked_address
from outreach.store.database import Store
from outreach.store.leaving import has_left, letter_of, record_leaving


@dataclass(frozen=True, slots=True)
class Leaver:
    """Who may leave, as her page shows her.

    ``address`` is masked, and blank of one who was erased; ``sender`` is whom the letter came from,
    ``reply_to`` whom one writes to. ``gone``: she gets no more letters already.
    """

    address: str
    sender: str
    reply_to: str
    language: str
    gone: bool


def who_leaves(db: Store, token: str) -> Leaver | None:
    """Whose link it is; nothing is changed. None for a link that is of no letter we know.

    Raises StoreError where the store or its key cannot be read.
    """
    letter = letter_of(db, token)
    if letter is None:
        return None
    address = masked_address(letter.email)
    gone = has_left(db, letter)
    return Leaver(address, letter.sender, letter.reply_to, letter.language, gone)


def leave(db: Store, token: str, now: datetime) -> bool:
    """Never write to her again, however often it is said. False as ``who_leaves`` says None.

    It is committed when this returns. Raises StoreError.
    """
    return record_leaving(db, token, now)
