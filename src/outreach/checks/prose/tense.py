"""P113: what is told as coming, and has passed when the letter is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from outreach.errors import Problem

from .dates import nearest_date
from .passages import Passage
from .said_dates import SaidDate, said_dates
from .sentences import in_quotes, sentence_at
from .tags import primary

_COMING = {
    "en": r"\b(?:will|shall|is to|are to|(?:is|are) (?:set|due|scheduled|expected|going) to"
    r"|plans? to|upcoming|forthcoming)\b",
    "de": r"\b(?:wird|werden|soll|sollen|plant|planen|bevorstehende[nrms]?)\b",
    "fr": r"\b(?:\w{2,}(?:ra|ront)|va|vont|doit|doivent|prochaine?s?)\b",
    "es": r"\b(?:\w{2,}(?:rá|rán)|va a|van a|próxim[oa]s?)\b",
    "zh": r"[將将]|即[將将]",
}
_PAST = {
    "en": r"\b(?:was|were|had|did|has|have|\w{2,}ed|met|took|said|began|held|came|went|since|after"
    r"|until|before|by|remember|forget|commemorate|mark|recall|anniversary)\b",
    "de": r"\b(?:war|waren|hatte|hatten|wurde|wurden|seit|nach dem|bis|vor dem"
    r"|gedenken|Jahrestag)\b",
    "fr": r"\b(?:était|étaient|avait|a été|ont été|fut|depuis|après|avant|jusqu|anniversaire)\b",
    "es": r"\b(?:fue|fueron|era|había|ha sido|desde|después|antes|hasta|aniversario)\b",
    "zh": "[了曾過过已自]|以來|以来|之前|之後|之后|週年|周年",
}
_SOON = {
    "en": (r"\b(?:upcoming|forthcoming)\b", r"\b(?:tomorrow|next week|next month)\b"),
    "de": (r"\bbevorstehende[nrms]?\b", r"\b(?:nächste[rn]?|kommende[rn]?) (?:Woche|Monat)\b"),
    "fr": (r"\b(?:à venir|prochaine visite)\b", r"\b(?:demain|la semaine prochaine)\b"),
    "es": (r"\bpróxima visita\b", r"\bla (?:próxima semana|semana que viene)\b"),
    "zh": ("即[將将]", "明天|明日|下[週周]|下個?月|下个月"),
}
_A_MONTH = timedelta(days=31)
_NEAR = 110
"""Letters between a day and its verb; further off they seldom belong together."""


def past_told_as_coming(
    text: Sequence[Passage], language: str, written: date | None, today: date
) -> Iterator[Problem]:
    """What is said to happen on a day before ``today``, the day of sending.

    Only of days after a month before the statement's date, so that history is left alone.
    """
    base = primary(language)
    if base not in _COMING:
        return
    since = (written or today) - _A_MONTH
    passed: list[date] = []
    for passage in text:
        for one in said_dates(passage.words, language):
            day = nearest_date(one, written or today)
            if not day or day < since:
                continue
            last = day + timedelta(days=one.last - one.day)
            if last < today and (verb := _told_as_coming(passage.words, one, base)):
                passed.append(last)
                yield _told(passage, one, verb, today)
    yield from _soon(text, base, written, today, passed)


def _told_as_coming(words: str, one: SaidDate, base: str) -> str:
    """The verb or adjective by which the day is said to come, if none tells of the past."""
    start, end = sentence_at(words, one.start)
    if in_quotes(words, one.start):
        return ""
    begin = max(start, one.start - _NEAR)
    finish = min(end, one.end + _NEAR)
    for match in re.finditer(_COMING[base], words[begin:finish]):
        at, past = begin + match.start(), begin + match.end()
        between = words[past : one.start] if past <= one.start else words[one.end : at]
        if not re.search(_PAST[base], between) and ";" not in between:
            return match[0]
    return ""


def _told(passage: Passage, one: SaidDate, verb: str, today: date) -> Problem:
    said = passage.words[one.start : one.end]
    return Problem(
        code="P113",
        message=f"“{said}” is told as coming (“{verb}”), and is past on {today.isoformat()}",
        place=passage.where(one.start),
        hint="put it in the past tense, or correct the date",
        level="warning",
    )


def _soon(
    text: Sequence[Passage], base: str, written: date | None, today: date, passed: Sequence[date]
) -> Iterator[Problem]:
    coming, relative = _SOON[base]
    for passage in text:
        for match in re.finditer(coming, passage.words) if passed else ():
            if not in_quotes(passage.words, match.start()):
                yield Problem(
                    code="P113",
                    message=f"“{match[0]}”, but what comes is past on {today.isoformat()}",
                    place=passage.where(match.start()),
                    hint="put it in the past tense, or leave it out",
                    level="warning",
                )
        for match in re.finditer(relative, passage.words) if written and written < today else ():
            if written and not in_quotes(passage.words, match.start()):
                yield Problem(
                    code="P113",
                    message=f"“{match[0]}” was written on {written.isoformat()} and is read on "
                    f"{today.isoformat()}",
                    place=passage.where(match.start()),
                    hint="name the day",
                    level="warning",
                )
