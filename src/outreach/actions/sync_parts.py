"""What the parts of `sync` share: what is wanted, and what one source gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from outreach.domain.delivery import Stage
from outreach.errors import OutreachError
from outreach.sendgrid.asking import Asker
from outreach.store.database import Store

OVERLAP = 3600
"""Seconds that lists are read again: what is added late is dated back."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to ask about: the letters of a campaign, or of all; since then, or as far as is due.

    ``groups`` are the unsubscribe groups that are ours.
    """

    stage: Stage
    campaign: str = ""
    since: datetime | None = None
    groups: frozenset[int] = frozenset()


@dataclass(slots=True)
class Heard:
    """What a source gave.

    ``read`` counts what it listed; ``new`` what was news, by SendGrid's word for it; ``known`` what
    was not; ``foreign`` what is of other mail. ``unread`` are sentences on what it did not list,
    ``refused`` is why it could not be asked. ``complete``: all that was wanted was asked.
    """

    source: str
    read: int = 0
    new: Counter[str] = field(default_factory=Counter)
    known: int = 0
    foreign: int = 0
    unread: list[str] = field(default_factory=list)
    refused: OutreachError | None = None
    complete: bool = False
    requests: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """One run of `sync`: what each source is asked with, and where it writes."""

    db: Store
    asker: Asker
    wish: Wish
    now: Callable[[], datetime]
    tell: Callable[[str], object]


def moment(seconds: int) -> str:
    """Unix seconds as the store keeps times."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def shown(seconds: int) -> str:
    """Unix seconds as a person reads them."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
