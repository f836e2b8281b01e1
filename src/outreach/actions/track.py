"""track: take a post of SendGrid's Event Webhook in, if it is SendGrid's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from outreach.sendgrid.events import parse, verify
from outreach.store.database import Store
from outreach.store.events import Taken, record_events


def take_post(
    db: Store, raw: bytes, headers: Mapping[str, str], keys: Sequence[Any], now: float
) -> Taken:
    """Verify over the raw bytes, then record, then answer: what is acknowledged is on disk.

    Raises ForgedPost or UnreadablePost, and StoreError where it could not be written.
    """
    verify(raw, headers, keys, now)
    return record_events(db, parse(raw))
