"""When letters go out: against the embargo, the calendar and the reader's clock."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from outreach.domain.campaign import Edition, Embargo, Release, may_go_out
from outreach.domain.contact import Kind
from outreach.domain.working_days import federal_holiday, usual_recess, weekend
from outreach.errors import Level, Place, Problem

from .reading import Reading

SHORTEST_LEAD = timedelta(hours=1)
LONGEST_LEAD = timedelta(days=14)
LONGEST_WAIT = timedelta(days=60)
_NIGHT_FROM, _NIGHT_TO = 20, 6
_DAY = timedelta(days=1)

_EMBARGO_WORDS = re.compile(
    r"embarg|Sperrfrist|gesperrt bis"
    r"|禁止?[發发]|[發发][布佈]限制|解禁|保密|不得[發发]|[請请]勿",
    re.IGNORECASE,
)
_KNOWN = frozenset(("en", "de", "fr", "es", "it", "pt", "nl", "zh"))
"""Languages in which an embargo is told by one of these words."""

_STILL_EMBARGOED = re.compile(
    r"\bEMBARGOED\b|\b[Ee]mbargoed until\b|\bSPERRFRIST\b|\bSperrfrist(?::| bis)|\bSOUS EMBARGO\b"
    r"|\b[Ss]ous embargo jusqu|\bBAJO EMBARGO\b|\b[Ee]mbargad[oa] hasta\b"
)
_IMMEDIATE = re.compile(r"\bfor immediate release\b", re.IGNORECASE)
_PRINT = "print {{ release_line }} in its place"


def check_embargo(embargo: Embargo, now: datetime, place: Place | None) -> Iterator[Problem]:
    """M802, M804 and M805 on the moment itself, as long as it is still to come."""
    until = embargo.until
    if embargo.lifted(now):
        return
    wall = until.replace(tzinfo=None)
    if until.astimezone(UTC).astimezone(until.tzinfo).replace(tzinfo=None) != wall:
        message = f"{wall:%Y-%m-%d %H:%M} does not exist in {until.tzinfo}: clocks go forward then"
        yield Problem("M802", message, place, "choose an hour that there is")
    elif until.replace(fold=0).utcoffset() != until.replace(fold=1).utcoffset():
        message = f"{wall:%Y-%m-%d %H:%M} comes twice in {until.tzinfo}: clocks go back then"
        yield Problem("M802", message, place, "choose an hour that comes once", "warning")
    if not isinstance(until.tzinfo, ZoneInfo) and until.utcoffset():
        message = f"the embargo names no zone, so that letters print {until:%Z}"
        hint = "write until without an offset, and timezone beside it"
        yield Problem("M802", message, place, hint, "warning")
    if why := _closed(until.date(), american=True):
        message = f"the embargo lifts on {_said(until.date())}, which is {why}"
        yield Problem("M804", message, place, "choose a working day", "warning")
    if until - now > LONGEST_WAIT:
        message = f"the embargo lifts only in {(until - now).days} days"
        yield Problem("M805", message, place, "see whether the year is right", "warning")


def check_statement_date(
    day: date | None,
    embargo: Embargo | None,
    now: datetime,
    *,
    zone: str,
    place: Place | None,
    began: bool,
) -> Iterator[Problem]:
    """M803: the statement is of the day it goes out, or of the day its embargo lifts.

    Once an edition of the campaign ``began`` to go out, the others may follow when they like.
    """
    if day is None:
        return
    today = now.astimezone(_zone(zone)).date()
    lifts = embargo.until.date() if embargo else None
    if lifts and abs(lifts - day) > _DAY:
        message = f"the statement is of {_said(day)}, and its embargo lifts on {_said(lifts)}"
        hint = "correct date in the statement, or until in the campaign"
        yield Problem("M803", message, place, hint, "warning")
    elif embargo and not embargo.lifted(now):
        return
    elif abs(today - day) > _DAY and not began:
        days = abs((today - day).days)
        when = f"{days} days ago" if day < today else f"only in {days} days"
        message = f"the statement is of {_said(day)}, {when}"
        yield Problem("M803", message, place, "correct date, or send another day", "warning")


def check_hour(
    edition: Edition,
    embargo: Embargo | None,
    now: datetime,
    *,
    kinds: tuple[Kind, ...],
    zone: str,
    zones: Mapping[str, int],
) -> Iterator[Problem]:
    """M804 and M805 on an edition sent as soon as it may.

    ``zones`` counts the recipients by their time zone, blank where only ``zone``, the house's, is
    known. What holds only for the hour of the check is no more than worth knowing.
    """
    yield from _lead(edition, embargo, now)
    if not may_go_out(edition, embargo, now):
        return
    here = now.astimezone(_zone(zone))
    american = Kind.CONGRESS in kinds or zone.startswith(("America/", "US/"))
    why = _closed(here.date(), american=american)
    if not why and Kind.CONGRESS in kinds:
        why = usual_recess(here.date())
    if why:
        message = f"sent now it arrives on {_said(here.date())}: {why}"
        yield _of(edition, "M804", message, "wait for a working day", "info")
    asleep = sum(count for name, count in zones.items() if _at_night(now, name or zone))
    everybody = sum(zones.values())
    if 4 * asleep > everybody:
        message = f"sent now it arrives at night for {asleep:,} of {everybody:,} recipients"
        yield _of(edition, "M804", message, "send in their morning", "info")


def _lead(edition: Edition, embargo: Embargo | None, now: datetime) -> Iterator[Problem]:
    if embargo is None or embargo.lifted(now):
        return
    ahead = embargo.until - now
    if edition.release is Release.AFTER_EMBARGO:
        lifts = f"{embargo.until:%Y-%m-%d %H:%M %Z}"
        message = f"it is held until the embargo lifts, at {lifts}"
        yield _of(edition, "M805", message, "send it then", "info", "release")
    elif ahead < SHORTEST_LEAD:
        message = f"reporters have {ahead.seconds // 60} minutes before the embargo lifts"
        yield _of(edition, "M805", message, "send earlier, or move the lift", "warning", "release")
    elif ahead > LONGEST_LEAD:
        message = f"reporters would have it {ahead.days} days before the embargo lifts"
        yield _of(edition, "M805", message, "send closer to the lift", "warning", "release")


def check_release_words(
    reading: Reading, embargo: Embargo | None, now: datetime
) -> Iterator[Problem]:
    """M801: a letter says EMBARGOED exactly as long as it is.

    An edition that waits for the lift must not, whenever it is looked at.
    """
    parts = (("subject", reading.sample.subject), ("template", reading.sample.text))
    waits = reading.edition.release is Release.AFTER_EMBARGO
    if embargo is None or waits or embargo.lifted(now):
        why = _why_not(embargo, now)
        for key, text in parts:
            if said := _STILL_EMBARGOED.search(text):
                message = f"the {_part(key)} says “{said[0]}”, and the embargo {why}"
                yield reading.problem("M801", message, _PRINT, key=key)
        return
    known = reading.language.partition("-")[0].lower() in _KNOWN
    for key, text in parts:
        if said := _IMMEDIATE.search(text):
            message = f"the {_part(key)} says “{said[0]}”, and the embargo has not lifted"
            yield reading.problem("M801", message, _PRINT, key=key)
        elif not _EMBARGO_WORDS.search(text):
            message = f"the {_part(key)} does not say that it is under embargo"
            level: Level = "error" if key == "template" and known else "warning"
            yield reading.problem("M801", message, "print {{ release_line }} in it", level, key)


def _why_not(embargo: Embargo | None, now: datetime) -> str:
    if embargo is None:
        return "is not set"
    return "has lifted" if embargo.lifted(now) else "will have lifted when it goes out"


def _part(key: str) -> str:
    return "subject" if key == "subject" else "letter"


def _closed(day: date, *, american: bool) -> str:
    if american and (holiday := federal_holiday(day)):
        return f"the federal holiday {holiday}"
    return f"a {day:%A}" if weekend(day) else ""


def _at_night(now: datetime, zone: str) -> bool:
    return not _NIGHT_TO <= now.astimezone(_zone(zone)).hour < _NIGHT_FROM


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _said(day: date) -> str:
    return f"{day:%A}, {day:%B} {day.day}, {day.year}"


def _of(
    edition: Edition, code: str, message: str, hint: str, level: Level, key: str = ""
) -> Problem:
    return Problem(code, message, edition.place(key), hint, level, edition.name)
