"""A call list as a file: a spreadsheet, or a sheet to print."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

from outreach.domain.call_list import Entry, Person
from outreach.domain.followup import CLAUSES, Turn, Why
from outreach.domain.moments import clock
from outreach.viewer.call_sheet import CallSheet, call_sheet

from .followup import CallList, Summary
from .private_files import create_private, write_spreadsheet
from .time_zones import zone_called

COLUMNS = (
    *("Order", "Turn", "Office or outlet", "Member", "Seat", "Name", "Job title", "Phone"),
    *("Office phone", "Email", "Got", "What is known", "Last contact", "Noted by", "Due since"),
    *("A colleague", "To begin with", "Called on", "What was said"),
)


def write_csv(path: Path, calls: CallList) -> int:
    """A row for each person to call, those of one desk together; how many. The last two columns
    are to be filled in. Raises WrongUsage where the file exists."""
    listed = chain.from_iterable(calls.entries(turn) for turn in (Turn.DUE, Turn.WRONG_ADDRESS))
    return write_spreadsheet(path, COLUMNS, _rows(listed))


def _rows(entries: Iterator[Entry]) -> Iterator[list[str]]:
    for number, entry in enumerate(entries, 1):
        for person in (entry.first, *entry.others):
            yield _row(number, entry, person)


def _row(number: int, entry: Entry, one: Person) -> list[str]:
    return [
        str(number),
        one.turn.value,
        entry.desk.name,
        entry.desk.member,
        entry.desk.seat,
        one.name,
        one.title,
        one.phone,
        entry.desk.phone,
        one.email,
        "; ".join(f"{edition} {at[:10]}" for edition, at in one.got),
        one.outcome,
        f"{one.last} {one.last_at[:10]}".strip(),
        one.last_by,
        one.since,
        entry.answered,
        entry.say,
        "",
        "",
    ]


def write_html(path: Path, calls: CallList, zone: str) -> None:
    """A sheet to print, 0600. Raises WrongUsage where the file exists."""
    summary = calls.summary
    sheet = CallSheet(
        campaign=summary.campaign,
        title=summary.title,
        as_of=clock(summary.as_of.astimezone(zone_called(zone, "UTC"))),
        sandbox=summary.sandbox,
        recess=summary.recess,
        calls=summary.calls[Turn.DUE],
        addresses=summary.calls[Turn.WRONG_ADDRESS],
        counts=tuple((CLAUSES[why], count) for why, count in others(summary)),
        due=calls.entries(Turn.DUE),
        wrong=calls.entries(Turn.WRONG_ADDRESS),
    )
    with create_private(path) as file:
        try:
            file.writelines(call_sheet(sheet))
        except BaseException:
            with suppress(OSError):
                path.unlink()
            raise


def others(summary: Summary) -> list[tuple[Why, int]]:
    """Why people are not on the list, and how many, in the order of the reasons."""
    listed = (Why.NO_ANSWER, Why.BOUNCED, Why.REFUSED)
    return [(why, count) for why, count in summary.reasons.items() if why not in listed]
