"""What became of a list, and how it was read."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from outreach.domain.contact import Kind
from outreach.errors import Problem
from outreach.store.import_tally import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport(Tally):
    """The tally of a list: ``rows`` is the sum of the counts and the rejected.

    ``ignored`` are columns nothing was read from; ``problems`` are doubts about rows that were
    taken all the same. ``remembered`` is when a person said how such lists are read. ``congress``
    is the day of the congress data that offices were found in. ``overwrite`` is whether the list
    was to replace what is stored.
    """

    kind: Kind
    rows: int
    name: str = ""
    program: str = ""
    encoding: str = ""
    ignored: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    rejects_file: Path | None = None
    remembered: datetime | None = None
    congress: date | None = None
    overwrite: bool = False


def reported(tally: Tally, **beside: Any) -> ImportReport:
    """The report of a list from what the store counted and what is known ``beside`` it."""
    counted = {one.name: getattr(tally, one.name) for one in fields(tally)}
    return ImportReport(**counted, **beside)
