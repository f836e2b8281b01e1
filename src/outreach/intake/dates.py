"""Dates as pages print them, in a few languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_NAMES = """
jan january januar janvier januari enero gennaio jänner
feb february februar février fevrier febrero febbraio
mar march märz maerz mars marzo
apr april avril abril aprile
may mai mayo maggio
jun june juni juin junio giugno
jul july juli juillet julio luglio
aug august août aout agosto
sep sept september septembre septiembre settembre
oct october okt oktober octobre octubre ottobre
nov november novembre noviembre
dec december dez dezember décembre decembre diciembre dicembre
"""
_MONTHS = {
    name: month
    for month, names in enumerate(_NAMES.strip().split("\n"), 1)
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ORDINAL = r"(?:st|nd|rd|th|er|\.)?"
_YEAR = r"(?P<y>\d{4})\b"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<d>\d\d?){_ORDINAL}\s+(?:of |de )?(?P<m>{_MONTH})\b\.?,? (?:de )?{_YEAR}",
        rf"\b(?P<m>{_MONTH})\b\.?\s+(?P<d>\d\d?){_ORDINAL},?\s+{_YEAR}",
        r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b",
        r"(?P<y>\d{4})[-\s]*يىل\w*\s*(?P<m>\d{1,2})[-\s]*ئاي\w*\s*(?P<d>\d{1,2})(?:[-\s]*كۈن\w*)?",
        r"(?P<y>\d{4})[^\w]*(?:ལོ[^\w]*)?(?:ཟླ་བ?|ཟླ)[^\d]{0,8}(?P<m>\d{1,2})[^\d]{0,10}ཚེས[^\d]{0,4}(?P<d>\d{1,2})",
        r"(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日",
        r"\b(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})\b",
    )
)
_WEEKDAYS = """
monday montag lundi lunes lunedì 星期一 週一 周一
tuesday dienstag mardi martes martedì 星期二 週二 周二
wednesday mittwoch mercredi miércoles mercoledì 星期三 週三 周三
thursday donnerstag jeudi jueves giovedì 星期四 週四 周四
friday freitag vendredi viernes venerdì 星期五 週五 周五
saturday samstag sonnabend samedi sábado sabato 星期六 週六 周六
sunday sonntag dimanche domingo domenica 星期日 星期天 週日 周日
"""
_DAYS_OF_WEEK = {
    name: number
    for number, names in enumerate(_WEEKDAYS.strip().split("\n"))
    for name in names.split()
}
_WEEKDAY = re.compile(
    "|".join(rf"\b{name}\b" if name.isascii() else name for name in _DAYS_OF_WEEK), re.IGNORECASE
)
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_LONGEST_LINE = 200
_HAS_YEAR = re.compile(r"\d{4}")
_DAY_AND_MONTH = re.compile(
    rf"\b(?:{_MONTH})\b\.?\s+\d\d?{_ORDINAL}(?!\d)|\b\d\d?{_ORDINAL}\s+(?:de )?(?:{_MONTH})\b\.?",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\b(?:published|posted|date|dated|updated|released|issued|on|at|am|the|of|le|den|veröffentlicht"
    r"|publié|[ap]\.?m\.?|uhr|utc|gmt|[ce]s?e?t|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|lundi|mardi|mercredi|jeudi|vendredi"
    r"|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b|[\W\d_]+|星期.|ཕྱི་ལོ|(?:[发發][布佈])?(?:日期|[时時][间間])",
    re.IGNORECASE,
)


def date_in(text: str) -> date | None:
    """The first date in ``text``; a slashed one only if it cannot be read two ways."""
    found = sorted(_dates(text), key=lambda pair: pair[0])
    return found[0][1] if found else None


def date_line(text: str) -> date | None:
    """The date of a line that holds a date and nothing else worth reading."""
    if len(text) > _LONGEST_LINE or not _HAS_YEAR.search(text):
        return None
    for pattern in (*_PATTERNS, _SLASHED):
        rest = pattern.sub(" ", text, count=1)
        if rest != text and not _BESIDE.sub("", rest).strip():
            return date_in(text)
    return None


def without_date(text: str, *, partial: bool = False) -> str:
    """The text without the first date in it; ``partial`` for a day and month alone."""
    patterns = (_DAY_AND_MONTH,) if partial else (*_PATTERNS, _SLASHED)
    found = (pattern.search(text) for pattern in patterns)
    first = min(filter(None, found), key=lambda match: match.start(), default=None)
    return f"{text[: first.start()]} {text[first.end() :]}" if first else text


def odd_weekday(text: str) -> tuple[str, date] | None:
    """The weekday in ``text`` and its first date, where both are named and do not fit.

    Of several weekdays none is known to be the date's.
    """
    said = {match[0].casefold(): match[0] for match in _WEEKDAY.finditer(text)}
    day = date_in(text)
    if len(said) != 1 or day is None:
        return None
    ((name, printed),) = said.items()
    return None if _DAYS_OF_WEEK[name] == day.weekday() else (printed, day)


def _dates(text: str) -> Iterator[tuple[int, date]]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            month = match["m"].casefold()
            day = _day(int(match["y"]), _MONTHS.get(month) or int(month), int(match["d"]))
            if day:
                yield match.start(), day
    for match in _SLASHED.finditer(text):
        first, second, year = map(int, match.groups())
        readings = {_day(year, first, second), _day(year, second, first)} - {None}
        if len(readings) == 1:
            yield from ((match.start(), day) for day in readings if day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
