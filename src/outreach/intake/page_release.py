"""The line that says when a page may be published, and the embargo in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from outreach.domain.campaign import Embargo

from .dates import date_in, without_date
from .page_body import weight
from .page_words import EMBARGO, IMMEDIATE

_ZONES = (
    (r"E[SD]?T|eastern(?: (?:standard|daylight))?(?: time)?|(?:new york|washington) time",
     "America/New_York"),
    (r"C[D]T|central(?: (?:standard|daylight))? time", "America/Chicago"),
    (r"M[SD]?T|mountain time", "America/Denver"),
    (r"P[SD]?T|pacific(?: (?:standard|daylight))?(?: time)?", "America/Los_Angeles"),
    (r"BST|(?:london|uk) time", "Europe/London"),
    (r"GMT|UTC|Z", "UTC"),
    (r"MES?Z|(?:berliner?|deutsche)[ -](?:time|zeit)|berlin time", "Europe/Berlin"),
    (r"heure de paris|paris time", "Europe/Paris"),
    (r"CES?T|brussels time", "Europe/Brussels"),
    (r"hora de madrid|hora peninsular", "Europe/Madrid"),
    (r"HKT|hong kong time|香港時間|香港时间", "Asia/Hong_Kong"),
    (r"(?:beijing|china) time|北京时间|北京時間", "Asia/Shanghai"),
    (r"taipei time|台北時間|臺灣時間|台灣時間", "Asia/Taipei"),
    (r"IST|dharamsala time", "Asia/Kolkata"),
    (r"JST", "Asia/Tokyo"),
    (r"AES?T|AEDT", "Australia/Sydney"),
)  # fmt: skip
_CLOCK = re.compile(
    r"(?P<noon>\bnoon\b|正午)"
    r"|(?P<zh>[上下]午)\s*(?P<zh_hour>\d{1,2})(?:[:：時时](?P<zh_minute>\d\d)?)"
    r"|\b(?P<hour>\d{1,2})(?:[:.：](?P<minute>\d\d))?\s*(?P<half>[ap])\.?\s?m\b\.?"
    r"|\b(?P<h24>\d{1,2})(?:[:.：](?P<m24>\d\d)|\s?h\s?(?P<mh>\d\d)?|(?=\s*uhr))",
    re.IGNORECASE,
)
_RELEASE_WORDS = 24


@dataclass(frozen=True, slots=True)
class Until:
    """When an embargo lifts, as a page says it.

    ``zone`` is blank where the page names none. ``misnamed`` is a zone that its own name puts in
    the other half of the year, such as EST in April.
    """

    clock: datetime
    zone: str = ""
    misnamed: str = ""

    @property
    def embargo(self) -> Embargo | None:
        return Embargo(self.clock.replace(tzinfo=ZoneInfo(self.zone))) if self.zone else None


def release_end(text: str) -> int:
    """Where the words end that open a line as one of release; 0 if they do not."""
    match = IMMEDIATE.match(text) or EMBARGO.match(text)
    return match.end() if match and weight(text) <= _RELEASE_WORDS else 0


def is_embargo(text: str) -> bool:
    return EMBARGO.match(text) is not None and IMMEDIATE.match(text) is None


def until(text: str) -> Until | None:
    """The day and time in a line; None if one of them is missing."""
    day = date_in(text)
    rest = without_date(text)
    clock = _CLOCK.search(rest)
    if day is None or clock is None:
        return None
    hour, minute = _time(clock)
    if hour > 23 or minute > 59:
        return None
    moment = datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - the zone may be unknown
    for pattern, name in _ZONES:
        found = re.search(rf"(?<![^\W_])(?:{pattern})(?![^\W_])", rest, re.IGNORECASE)
        if found:
            return Until(moment, name, _misnamed(found[0], moment, name))
    return Until(moment)


def _time(clock: re.Match[str]) -> tuple[int, int]:
    if clock["noon"]:
        return 12, 0
    if clock["zh"]:
        afternoon = clock["zh"] == "下午" and int(clock["zh_hour"]) < 12
        return int(clock["zh_hour"]) + 12 * afternoon, int(clock["zh_minute"] or 0)
    if clock["half"]:
        late = clock["half"].casefold() == "p"
        return int(clock["hour"]) % 12 + 12 * late, int(clock["minute"] or 0)
    return int(clock["h24"]), int(clock["m24"] or clock["mh"] or 0)


def _misnamed(said: str, moment: datetime, zone: str) -> str:
    name = said.upper()
    if len(name) != 3 or name[1] not in "SD" or not zone.startswith("America/"):
        return ""
    meant = moment.replace(tzinfo=ZoneInfo(zone)).tzname() or name
    return name if meant != name else ""
