"""What became of a list: each of its rows counts once, and some are told one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from outreach.domain.contact import Kind
from outreach.domain.contact_list import Rejected
from outreach.errors import Problem
from outreach.store.import_tally import Tally, Told


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of each row: ``rows`` is the sum of the counts and the rejected.

    ``ignored`` are columns nothing was read from; ``problems`` are doubts about rows that were
    taken all the same. ``kept`` rows say something else than what is stored, and ``departed``
    ones, counted as suppressed, that somebody left. ``told`` describes rows one by one, of each
    outcome the first so many. ``remembered`` is when a person said how such lists are read.
    ``congress`` is the day of the congress data that offices were found in. ``shared`` rows name
    a further address that is another contact's.
    """

    kind: Kind
    rows: int
    new: int
    changed: int
    unchanged: int
    merged: int
    suppressed: int
    rejected: tuple[Rejected, ...]
    ignored: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    name: str = ""
    departed: int = 0
    kept: int = 0
    told: tuple[Told, ...] = ()
    likely_duplicates: int = 0
    program: str = ""
    encoding: str = ""
    rejects_file: Path | None = None
    remembered: datetime | None = None
    congress: date | None = None
    shared: int = 0


_TALLIED = (
    *("new", "changed", "unchanged", "merged", "suppressed", "rejected"),
    *("departed", "kept", "told", "likely_duplicates", "shared"),
)


def reported(tally: Tally, **beside: Any) -> ImportReport:
    """The report of a list from what the store counted and what is known ``beside`` it."""
    return ImportReport(**{name: getattr(tally, name) for name in _TALLIED}, **beside)
