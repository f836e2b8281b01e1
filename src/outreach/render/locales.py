"""Dates, times and numbers as a language writes them.

English is as American newsrooms write it (AP style); the others are CLDR's, through Babel, but for
what newsrooms write otherwise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from jinja2.runtime import Undefined

if TYPE_CHECKING:
    from babel import Locale

_Length = Literal["long", "full"]
_AMERICAN = ("en", "en-us")


def long_date(day: dt.date, language: str = "en") -> str:
    """``April 24, 2024``, ``24. April 2024``. TypeError for what is no date."""
    _expect(day, dt.date, "long_date")
    locale = _locale(language)
    if locale is None:
        return f"{_MONTHS[day.month]} {day.day}, {day.year}"
    return _written(day, "long", locale)


def language_name(tag: str) -> str:
    """A language in English: ``German``, ``Chinese (Traditional)``; the tag if it is unknown.

    >>> language_name("de"), language_name("zh-Hant"), language_name("qqx")
    ('German', 'Chinese (Traditional)', 'qqx')
    """
    locale = _locale(tag)
    name = locale.get_display_name("en") if locale else ""
    return name or ("English" if tag.lower() in _AMERICAN else tag)


def number(value: float, language: str = "en") -> str:
    """``1,044``, ``1.044``. TypeError for what is no number."""
    if isinstance(value, bool):
        raise TypeError("the filter number is for numbers")
    _expect(value, int | float, "number")
    locale = _locale(language)
    if locale is None:
        return f"{value:,}"
    from babel.numbers import format_decimal

    return format_decimal(value, locale=locale)


def moment(when: dt.datetime, language: str = "en") -> str:
    """Day, time to the minute, and zone: ``6:00 a.m. EDT, Wednesday, April 24, 2024``.

    As newsrooms write it, with the zone's usual letters: ``Mittwoch, 24. April 2024, 6.00 Uhr
    MESZ``. TypeError for what is no day with a time; one without a zone is printed without.
    """
    _expect(when, dt.datetime, "moment")
    locale = _locale(language)
    if locale is None:
        half = "a.m." if when.hour < 12 else "p.m."
        zone = f" {when.tzname()}" if when.tzinfo else ""
        weekday = _WEEKDAYS[when.weekday()]
        return f"{when.hour % 12 or 12}:{when:%M} {half}{zone}, {weekday}, {long_date(when)}"
    return _MOMENTS.get(locale.language, _moment_elsewhere)(when, locale)


def comma(language: str) -> str:
    """What parts the members of a row, with its space where the language has one."""
    return _COMMAS.get(language.lower().split("-")[0], ", ")


def spaced(language: str) -> bool:
    """Whether a space follows a full stop or a colon; full-width ones bring their own."""
    return language.lower().split("-")[0] not in ("zh", "ja")


def _written(day: dt.date, length: _Length, locale: Locale) -> str:
    from babel.dates import format_date

    written = format_date(day, length, locale=locale)
    if locale.language == "fr" and day.day == 1:
        return written.replace("1 ", "1er ", 1)
    return written


def _german(when: dt.datetime, locale: Locale) -> str:
    zone = f" {_zone(when, locale)}" if when.tzinfo else ""
    return f"{_written(when, 'full', locale)}, {when.hour}.{when:%M} Uhr{zone}"


def _french(when: dt.datetime, locale: Locale) -> str:
    time = f"{when.hour}\u00a0h" + (f"\u00a0{when:%M}" if when.minute else "")
    return f"{_written(when, 'full', locale)} à {time}{_bracketed(when, locale)}"


def _spanish(when: dt.datetime, locale: Locale) -> str:
    day = _written(when, "full", locale)
    return f"{day}, {when.hour}:{when:%M}\u00a0h{_bracketed(when, locale)}"


def _chinese(when: dt.datetime, locale: Locale) -> str:
    from babel.dates import format_date, get_timezone_name

    traditional = locale.script == "Hant" or locale.territory in ("TW", "HK", "MO")
    hour = "時" if traditional else "时"
    half = next(name for until, name in _CHINESE_HOURS if when.hour < until)
    time = f"{half}{when.hour - 12 * (when.hour > 12)}{hour}"
    time += f"{when:%M}分" if when.minute else ""
    day = f"{_written(when, 'long', locale)}（{format_date(when, 'EEEE', locale=locale)}）"
    if when.tzinfo is None:
        return day + time
    zone = _zone(when, locale)
    if "/" in str(when.tzinfo) and zone != "UTC":
        zone = get_timezone_name(when.tzinfo, "long", locale=locale, zone_variant="generic")
    return f"{day}{time}（{zone}）"


def _moment_elsewhere(when: dt.datetime, locale: Locale) -> str:
    from babel.dates import format_time

    time = format_time(when, "short", locale=locale)
    zone = f" {_zone(when, locale)}" if when.tzinfo else ""
    together = str(locale.datetime_formats["full"]).replace("'", "")
    return together.format(time + zone, _written(when, "full", locale))


def _bracketed(when: dt.datetime, locale: Locale) -> str:
    return f" ({_zone(when, locale)})" if when.tzinfo else ""


def _zone(when: dt.datetime, locale: Locale) -> str:
    """The zone's letters: CLDR's of the language, else the zone's own, else ``UTC+8``."""
    from babel.dates import get_timezone_name

    name = when.tzname() or ""
    if name == "UTC":
        return name
    if locale.language != "fr" or locale.territory == "CA":  # CLDR's French ones are Canada's
        ours = get_timezone_name(when, "short", locale=locale)
        if ours.isalpha():
            return ours
    if name.isalpha() and not (name in _ELSEWHERE_TOO and not _is_american(when)):
        return name
    minutes = int((when.utcoffset() or dt.timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else "UTC"


def _is_american(when: dt.datetime) -> bool:
    return str(when.tzinfo).startswith(("America/", "US/", "Canada/"))


def _expect(value: Any, kind: Any, filter_name: str) -> None:
    if isinstance(value, Undefined):
        str(value)  # a blank says which it is
    if not isinstance(value, kind):
        what = {"number": "numbers", "long_date": "dates", "moment": "days with a time"}
        raise TypeError(f"the filter {filter_name} is for {what[filter_name]}, not {value!r}")


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale | None:
    """What Babel knows of the language; None for American English and for what it does not."""
    if language.lower() in _AMERICAN:
        return None
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


_MOMENTS: dict[str, Callable[[dt.datetime, Locale], str]] = {
    "de": _german,
    "fr": _french,
    "es": _spanish,
    "zh": _chinese,
}
_CHINESE_HOURS = ((6, "凌晨"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
# Letters that mean another zone in each part of the world.
_ELSEWHERE_TOO = frozenset({"CST", "IST"})
_COMMAS = {
    "zh": "，",
    "ja": "、",
    **dict.fromkeys(("ar", "fa", "ug", "ur", "ps", "sd", "ckb"), "، "),
}

# Of our own: strftime's names follow the locale of the process.
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
