"""Dates as statements write them, in English, German, French, Spanish and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from .tags import primary

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
}
_WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
}
_MORE_NAMES = {"Jänner": 1, "Feber": 2, "setiembre": 9, "Sonnabend": 5}
_SHORT_EN = str.split("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")
_HAN_WEEKDAYS = dict(zip("一二三四五六日天", (0, 1, 2, 3, 4, 5, 6, 6), strict=True))
_JOIN = r"\s*(?:[-–—]|to|and|bis(?: zum)?|und|au|et|al?|y)\s*"
_DAY = r"(?<!\d)(?P<day>[0-3]?\d)"
_TO = r"(?P<last>[0-3]?\d)"
_SP = r"[ \u00a0\u202f\n]"

_Patterns = tuple[tuple[str, re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class SaidDate:
    """A day, or days from ``day`` to ``last`` of one month, at ``start:end`` of a text.

    ``year`` is 0 where the text does not say it, ``weekday`` -1 (Monday is 0). ``style`` names
    how it is written, so that two of one style look alike.
    """

    start: int
    end: int
    year: int
    month: int
    day: int
    last: int
    weekday: int
    style: str

    @property
    def whole(self) -> date | None:
        """The first day if the year is said; None too for a 31 April."""
        return self.in_year(self.year) if self.year else None

    def in_year(self, year: int) -> date | None:
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None

    @property
    def exists(self) -> bool:
        """Whether there is such a day, in a leap year if none is said."""
        return self.in_year(self.year or 2024) is not None


@lru_cache(maxsize=512)
def said_dates(words: str, language: str) -> tuple[SaidDate, ...]:
    """All days that a text names, in order; none for a language that is not known here."""
    base = primary(language)
    patterns = _in_figures(base)
    # Looking for the month alone is many times as fast.
    if (months := _month_names(base)) and months.search(words):
        patterns = (*_in_words(base), *patterns)
    found: list[SaidDate] = []
    for style, pattern in patterns:
        for match in pattern.finditer(words):
            if not any(one.start < match.end() and match.start() < one.end for one in found):
                said = _said(match, style)
                if said:
                    found.append(said)
    return tuple(sorted(found, key=lambda one: one.start))


def knows_dates(language: str) -> bool:
    return primary(language) in (*_MONTHS, "zh")


def _said(match: re.Match[str], style: str) -> SaidDate | None:
    groups = match.groupdict()
    month, day = _number(groups["month"]), int(groups["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return SaidDate(
        match.start(),
        match.end(),
        int(groups.get("year") or 0),
        month,
        day,
        int(groups.get("last") or day),
        _weekday(groups.get("weekday") or groups.get("weekday_after") or ""),
        style,
    )


@cache
def _names() -> dict[str, int]:
    months = {
        name.casefold(): at
        for names in _MONTHS.values()
        for at, name in enumerate(names.split(), 1)
    }
    short = {name.casefold(): at for at, name in enumerate(_SHORT_EN, 1)} | {"sept": 9}
    return short | months | {name.casefold(): at for name, at in _MORE_NAMES.items()}


@cache
def _weekday_names() -> dict[str, int]:
    found = {
        name.casefold(): at for names in _WEEKDAYS.values() for at, name in enumerate(names.split())
    }
    return found | {name[:3]: at for name, at in found.items() if len(name) > 5} | {"sonnabend": 5}


def _number(month: str) -> int:
    return int(month) if month.isdigit() else _names().get(month.rstrip(".").casefold(), 0)


def _weekday(name: str) -> int:
    if name in _HAN_WEEKDAYS:
        return _HAN_WEEKDAYS[name]
    return _weekday_names().get(name.rstrip(".").casefold(), -1)


@cache
def _month_names(language: str) -> re.Pattern[str] | None:
    if language == "zh":
        return re.compile("月")
    if language not in _MONTHS:
        return None
    names = [*str.split(_MONTHS[language]), *_MORE_NAMES]
    # English ones also short; “May” is its own beginning.
    starts = {name[:3] if language == "en" else name for name in names}
    return re.compile("|".join(sorted(starts)), re.IGNORECASE)


@cache
def _in_words(language: str) -> _Patterns:
    """The longest first: what one has taken no other takes."""
    flags = re.IGNORECASE if language in ("fr", "es") else re.NOFLAG
    made = _chinese() if language == "zh" else _worded(language)
    return tuple((style, re.compile(pattern, flags)) for style, pattern in made)


@cache
def _in_figures(language: str) -> _Patterns:
    if language not in (*_MONTHS, "zh"):
        return ()
    iso = r"(?<![\d-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\d-])"
    before = _weekday_before(language) if language in _WEEKDAYS else ""
    point = r"\." if language == "de" else "/"
    day_first = (
        rf"{before}(?<![\d{point}])(?P<day>[0-3]?\d){point}[ ]?(?P<month>[01]?\d){point}[ ]?"
        rf"(?P<year>\d{{4}})(?!\d)"
    )
    named = ("24.04.2024" if language == "de" else "24/04/2024", day_first)
    return tuple((style, re.compile(pattern)) for style, pattern in (named, ("2024-04-24", iso)))


def _worded(language: str) -> Iterator[tuple[str, str]]:
    names = "|".join([*str.split(_MONTHS[language]), *_MORE_NAMES])
    month = rf"(?P<month>{names})(?!\w)"
    before = _weekday_before(language)
    after = rf"(?:,?{_SP}\((?P<weekday_after>{_weekdays(language)})\))?"
    year = rf"(?:,?{_SP}(?:del?{_SP})?(?P<year>\d{{4}})(?!\d))?"
    match language:
        case "en":
            short = rf"(?P<month>{names}|(?:{'|'.join(_SHORT_EN)}|Sept)\.?)(?!\w)"
            days = rf"{_DAY}(?:st|nd|rd|th)?(?:{_JOIN}{_TO}(?:st|nd|rd|th)?)?"
            of = rf"(?:of{_SP})?"
            yield "24 April 2024", rf"{before}{days}{_SP}{of}{short}{year}{after}"
            year = rf"(?![\d:.,]\d|\d|%)(?:,{_SP}(?P<year>\d{{4}})(?!\d))?"
            yield "April 24, 2024", rf"{before}(?<!\w){short}{_SP}{days}{year}{after}"
        case "de":
            days = rf"{_DAY}\.(?:{_JOIN}{_TO}\.)?"
            yield "24. April 2024", rf"{before}{days}{_SP}?{month}{year}{after}"
        case _:
            style = "24 avril 2024" if language == "fr" else "24 de abril de 2024"
            days = rf"{_DAY}(?:er|º)?(?:{_JOIN}{_TO})?"
            yield style, rf"{before}{days}{_SP}(?:de{_SP})?{month}{year}{after}"


def _weekdays(language: str) -> str:
    return "|".join([*str.split(_WEEKDAYS[language]), "Sonnabend"])


def _weekday_before(language: str) -> str:
    article = rf"(?:(?:the|den|dem|der|le|el){_SP})?"
    return rf"(?:(?<!\w)(?P<weekday>{_weekdays(language)}),?{_SP}{article})?"


def _chinese() -> Iterator[tuple[str, str]]:
    day = r"(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?"
    last = r"(?:日?(?:至|到|[-–—~～])(?P<last>\d{1,2})\s?)?[日號号]"
    weekday = r"(?:\s?[（(]?(?:星期|週|周|禮拜|礼拜)(?P<weekday>[一二三四五六日天])[)）]?)?"
    yield "2024年4月24日", rf"(?:(?P<year>\d{{4}})\s?年\s?)?{day}{last}{weekday}"
