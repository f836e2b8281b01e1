"""Until when somebody is away, as an autoresponder says it in one of several languages."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTH_NAMES = """
january jan januar januari janvier janv enero ene gennaio gen janeiro
february feb februar februari février fév févr fevrier febrero febbraio febbr fevereiro fev
march mar märz maerz maart mrt mars marzo março
april apr avril avr abril abr aprile
may mai mei mayo maggio mag maio
june jun juni juin junio giugno giu junho
july jul juli juillet juil julio luglio lug julho
august aug août aout agosto ago augustus
september sep sept septembre septiembre settembre set setembro
october oct oktober okt octobre octubre ottobre ott outubro out
november nov novembre noviembre novembro
december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro
"""
_WEEKDAY_NAMES = """
monday mon montag lundi lunes lunedì maandag segunda-feira
tuesday tue tues dienstag mardi martes martedì dinsdag terça-feira
wednesday wed mittwoch mercredi miércoles mercoledì woensdag quarta-feira
thursday thu thur thurs donnerstag jeudi jueves giovedì donderdag quinta-feira
friday fri freitag vendredi viernes venerdì vrijdag sexta-feira
saturday sat samstag sonnabend samedi sábado sabato zaterdag
sunday sun sonntag dimanche domingo domenica zondag
"""


def _numbered(names: str, first: int) -> dict[str, int]:
    lines = names.strip().splitlines()
    return {name: number for number, line in enumerate(lines, first) for name in line.split()}


_MONTHS = _numbered(_MONTH_NAMES, 1)
_WEEKDAYS = _numbered(_WEEKDAY_NAMES, 0)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_MONTH = rf"(?:{_any_of(_MONTHS)})\b\.?"
_YEAR = r"(?:,?\s+(?:de\s+|del\s+)?(?P<{0}>20\d\d)\b)?"
_ENDING = r"(?:st|nd|rd|th|er|º|ª|°|\.)?"
_DATE = re.compile(
    r"(?<!\d)(?P<iso>20\d\d-\d{1,2}-\d{1,2})(?!\d)"
    r"|(?:(?P<cjk_y>20\d\d)\s?年\s?)?(?P<cjk_m>\d{1,2})\s?月\s?(?P<cjk_d>\d{1,2})\s?[日号號]"
    r"|(?<![\d./:-])(?P<n1>\d{1,2})(?P<sep>[./])\s?(?P<n2>\d{1,2})"
    r"(?:(?P=sep)\s?(?P<ny>20\d\d|\d\d)?)?(?![\d:/])"
    rf"|(?<!\d)(?P<d1>\d{{1,2}}){_ENDING}\s*(?:of\s+|de\s+|d['’])?"
    rf"(?P<m1>{_MONTH}){_YEAR.format('y1')}"
    rf"|\b(?P<m2>{_MONTH})\s+(?:the\s+)?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:\d)"
    rf"{_YEAR.format('y2')}"
    rf"|\b(?:the end of|end of|end|ende|fin|fin de|fine|eind)\s+(?P<end>{_MONTH})"
    rf"|\b(?P<weekday>{_any_of(_WEEKDAYS)})\b"
    r"|\b(?P<tomorrow>tomorrow|morgen|demain|mañana|domani|amanhã)\b|(?P<zh_tomorrow>明天)",
    re.IGNORECASE,
)
_BETWEEN = r"(?:[\s,(]|the|den|dem|le|el|il|lo|de|on|am|um|au)*"
_DAY_NAME = rf"(?:{_any_of(_WEEKDAYS)})?"
_TAIL = rf"{_BETWEEN}{_DAY_NAME}{_BETWEEN}$"
_UNTIL = re.compile(
    r"(?:\b(?:until|till|'?til|through|thru|to|up to|including|bis|bis zum|bis einschließlich"
    r"|einschl\.|inkl\.|jusqu['’]?(?:au|à|en)?|au|hasta|al|fino al|fino a|até|tot|tot en met|t/m)"
    rf"|[-–—]|至|到|直到|まで){_TAIL}",
    re.IGNORECASE,
)
_RETURN = re.compile(
    r"(?:\b(?:return|returning|returns|back|resume|resuming|reachable again|ab|à partir du"
    r"|zurück|wieder|retour|reviens|reviendrai|rentre|vuelvo|volveré|vuelta|regreso|regresaré"
    r"|rientro|rientrerò|sarò di nuovo|volto|regresso|terug|vanaf|weer)\b)"
    rf"(?:\s+(?:to|in|into|at|the|my|office|work|im|büro|am|au|bureau|a|la|oficina|op|kantoor"
    rf"|erreichbar|on))*{_TAIL}",
    re.IGNORECASE,
)
_SINCE = re.compile(
    rf"(?:\b(?:since|from|starting|beginning|seit|vom|von|depuis|du|desde|del|dal|vanaf|van|ab)"
    rf"|从|從|自){_TAIL}",
    re.IGNORECASE,
)
_RETURN_AFTER = re.compile(
    r"\s*(?:(?:\d\d:\d\d\s*)?(?:uhr\s*)?(?:wieder|zurück|terug|weer)\b|[^，。]{0,4}(?:返回|回来|回來"
    r"|回到|复工|復工|恢复|恢復|に戻|より出社))",
    re.IGNORECASE,
)
_UNTIL_AFTER = re.compile(r"\s*(?:まで|止|为止|為止)")
_FARTHEST = timedelta(days=400)
_STALE = timedelta(days=60)
_WINDOW = 60


@dataclass(frozen=True, slots=True)
class _Named:
    day: date
    how: str  # until, return, since or blank


def last_day(sentences: Iterable[str], sent: date) -> date | None:
    """The last day of an absence, relative to the day the mail was sent; None if it is not said.

    ``until 12 May`` ends on that day, ``back on 12 May`` on the day before. A day without a year
    is the next such day, but one that has just passed says nothing: the mailbox still answers
    after its owner is back. Of two readings of 5/6 the sooner is taken.

    >>> last_day(["I am away from 3 to 14 May."], date(2026, 5, 1))
    datetime.date(2026, 5, 14)
    """
    named = [one for sentence in sentences for one in _named(sentence, sent)]
    until = [one.day for one in named if one.how == "until"]
    back = [one.day - timedelta(1) for one in named if one.how == "return"]
    bare = [one.day for one in named if not one.how]
    if until:
        return max(until)
    if back:
        return min(back)
    return max(bare, default=None)


def _named(sentence: str, sent: date) -> Iterator[_Named]:
    for match in _DATE.finditer(sentence):
        before = sentence[max(0, match.start() - _WINDOW) : match.start()]
        after = sentence[match.end() : match.end() + _WINDOW]
        how = _how(before, after)
        if (match["weekday"] or match["tomorrow"] or match["zh_tomorrow"]) and (
            not how
            or _DATE.match(after.lstrip(" ,.("))
            or re.match(r"[,.]?\s+(?:the|den|le)?\s*\d", after)
        ):
            continue  # the day itself follows, or nothing says that it is one of an absence
        day = _day(match, sent)
        if day is not None and sent <= day <= sent + _FARTHEST:
            yield _Named(day, how)


def _how(before: str, after: str) -> str:
    if _UNTIL_AFTER.match(after):
        return "until"
    if _RETURN_AFTER.match(after) or _RETURN.search(before):
        return "return"
    if _UNTIL.search(before):
        return "until"
    return "since" if _SINCE.search(before) else ""


def _day(match: re.Match[str], sent: date) -> date | None:
    if match["iso"]:
        year, month, day = map(int, match["iso"].split("-"))
        return _date(year, month, day)
    if match["cjk_m"]:
        return _placed(match["cjk_y"], int(match["cjk_m"]), int(match["cjk_d"]), sent)
    if match["n1"]:
        return _numeric(match, sent)
    for name, number in (("m1", "1"), ("m2", "2")):
        if match[name]:
            month = _MONTHS[match[name].lower().rstrip(".")]
            return _placed(match[f"y{number}"], month, int(match[f"d{number}"]), sent)
    if match["end"]:
        month = _MONTHS[match["end"].lower().rstrip(".")]
        year = sent.year + (month < sent.month)
        return date(year, month, monthrange(year, month)[1])
    if match["weekday"]:
        ahead = (_WEEKDAYS[match["weekday"].lower()] - sent.weekday()) % 7
        return sent + timedelta(ahead or 7)
    return sent + timedelta(1)


def _numeric(match: re.Match[str], sent: date) -> date | None:
    """Day first with dots; with slashes whichever comes sooner, for both are written."""
    one, two, year = int(match["n1"]), int(match["n2"]), match["ny"] or None
    if year and len(year) == 2:
        year = f"20{year}"
    readings = [_placed(year, two, one, sent)]
    if match["sep"] == "/":
        readings.append(_placed(year, one, two, sent))
    return min((one for one in readings if one is not None and one >= sent), default=None)


def _placed(year: str | None, month: int, day: int, sent: date) -> date | None:
    if year:
        return _date(int(year), month, day)
    found = _date(sent.year, month, day)
    if found is None or sent - found <= _STALE:
        return found
    return _date(sent.year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
