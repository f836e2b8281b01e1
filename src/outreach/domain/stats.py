"""What became of a campaign, counted: sums of outcomes, and what they ask of a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal

from .delivery import Account


@dataclass(frozen=True, slots=True)
class Tally:
    """Letters by what is known of each.

    Of ``processed`` to ``bounced`` a letter counts in one only, the highest it came to: one that
    bounced after all is not delivered. ``opened`` and ``clicked`` are surely by a person,
    ``…_doubtful`` perhaps, and not surely, ``…_by_machine`` by machines alone: the three never
    overlap, and mean nothing where the edition does not measure them. ``synced`` are letters whose
    state no event told: it was asked for.
    """

    recipients: int = 0
    processed: int = 0
    deferred: int = 0
    delivered: int = 0
    dropped: int = 0
    bounced: int = 0
    complained: int = 0
    unsubscribed: int = 0
    opened: int = 0
    opened_doubtful: int = 0
    opened_by_machine: int = 0
    clicked: int = 0
    clicked_doubtful: int = 0
    clicked_by_machine: int = 0
    replied: int = 0
    covered: int = 0
    synced: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Of two sets of letters that have none in common."""
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


MEASURES = tuple(f.name for f in fields(Tally) if f.name not in ("recipients", "synced"))
"""What happened to a letter, by the name of its sum and of its hours."""


@dataclass(frozen=True, slots=True)
class EditionStats:
    """One edition over all its waves. ``account`` counts people, ``tally`` letters.

    ``opens`` and ``clicks`` say whether they are measured. ``first_at`` is when its first letter
    was handed over, in unix seconds, or None. ``hours`` are sums by measure and hour: its first
    unix second and how many letters, hours of none left out, in the order of time.
    """

    edition: str
    account: Account
    tally: Tally
    opens: bool
    clicks: bool
    first_at: int | None
    hours: Mapping[str, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class Need:
    """What asks for a person: ``what`` in plain words, how many, and what to do about it.

    Where it starts with “outreach”, ``way_out`` is a command.
    """

    level: Literal["urgent", "look"]
    what: str
    count: int
    way_out: str


@dataclass(frozen=True, slots=True)
class Row:
    """A blank ``name``: of whom it is not known."""

    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The greatest rows of all editions shown; ``rest`` is how many more there are.

    By hour, rows count what happened in it, in the order of time, and are named by its beginning
    in ISO 8601; by reason, letters that were deferred, dropped or bounced; by link, clicks.
    """

    by: str
    rows: tuple[Row, ...]
    rest: int


@dataclass(frozen=True, slots=True)
class CampaignStats:
    """``needs``: the worst first. ``heard_at`` is when the last event came, ``synced_at`` when

    SendGrid was last asked; None: never. ``sandbox``: nobody was written to. ``own_count`` is
    SendGrid's own of letters delivered, as it was at ``counted_at``; None: it was not asked.
    With ``since``, each edition's ``hours`` begin with that hour; its tally is of all times.
    """

    campaign: str
    title: str
    as_of: datetime
    timezone: str
    sandbox: bool
    editions: tuple[EditionStats, ...]
    needs: tuple[Need, ...]
    breakdowns: tuple[Breakdown, ...]
    heard_at: datetime | None
    synced_at: datetime | None
    own_count: int | None = None
    counted_at: datetime | None = None
    since: datetime | None = None

    @property
    def tally(self) -> Tally:
        return sum((one.tally for one in self.editions), Tally())

    @property
    def account(self) -> Account:
        return sum((one.account for one in self.editions), Account())
