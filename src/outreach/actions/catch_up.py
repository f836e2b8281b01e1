"""Count what was acknowledged and not counted yet, before a command looks."""

from __future__ import annotations

import time

from outreach.errors import StoreError
from outreach.sendgrid.events import parse
from outreach.store.counting import count_some
from outreach.store.database import Store


def catch_up(db: Store, seconds: float) -> None:
    """For so long at most; what cannot be written now is left to others."""
    until = time.monotonic() + seconds
    try:
        while count_some(db, parse).more and time.monotonic() < until:
            pass
    except StoreError:
        return
