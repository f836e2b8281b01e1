"""The call sheet: whom to call, in their order, with boxes to tick and space to write.

One file for paper and screen: no script, nothing from elsewhere. It names people; keep it private.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from outreach.domain.call_list import Entry

from .pages import printed


@dataclass(frozen=True, slots=True)
class CallSheet:
    """``counts`` are those who are not on it, by reason. ``as_of`` and ``recess`` are in words.

    ``due`` and ``wrong`` are read once, as the sheet is written.
    """

    campaign: str
    title: str
    as_of: str
    sandbox: bool
    recess: str
    calls: int
    addresses: int
    counts: tuple[tuple[str, int], ...]
    due: Iterable[Entry]
    wrong: Iterable[Entry]


def call_sheet(sheet: CallSheet) -> Iterator[str]:
    """The page in pieces, so that a long one is never held whole."""
    yield printed("call_sheet.html", sheet=sheet, part="begin")
    parts = (("To call", sheet.due, sheet.calls), ("Wrong addresses", sheet.wrong, sheet.addresses))
    for heading, entries, count in parts:
        if not count:
            continue
        yield printed("call_sheet.html", part="list", heading=heading, count=count)
        for number, entry in enumerate(entries, 1):
            yield printed("call_sheet.html", part="entry", number=number, entry=entry, day=_day)
        yield printed("call_sheet.html", part="list-end")
    yield printed("call_sheet.html", sheet=sheet, part="end")


def _day(moment: str) -> str:
    """
    >>> _day("2026-06-19T09:00+00:00"), _day("")
    ('Fri, June 19', '')
    """
    if not moment:
        return ""
    day = datetime.fromisoformat(moment)
    return f"{day:%a}, {day:%B} {day.day}"
