"""P113: what is told as coming, and has passed when the letter is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import zip_longest

from outreach.errors import Problem

from .dates import nearest_date
from .passages import Passage
from .said_dates import SaidDate, said_dates
from .sentences import in_quotes, sentence_at
from .tags import primary

_COMING = {
    "en": r"\b(?:will|shall|is to|are to|(?:is|are) (?:set|due|scheduled|expected|going) to"
    r"|(?:is|are) (?:set|scheduled|planned|slated) (?:for|on)|takes? place"
    r"|plans? to|upcoming|forthcoming)\b",
    "de": r"\b(?:wird|werden|soll|sollen|plant|planen|findet|finden|geplant|vorgesehen|angesetzt"
    r"|bevorstehende[nrms]?)\b",
    "fr": r"\b(?:\w{2,}(?:ra|ront)|va|vont|doit|doivent|prochaine?s?"
    r"|(?:est|sont) (?:prévu|fixé)e?s?)\b",
    "es": r"\b(?:\w{2,}(?:rá|rán)|va a|van a|próxim[oa]s?|están? (?:previst|fijad)[oa]s?)\b",
    "zh": r"[將将]|即[將将]|定[於于]|[預预][計计定]",
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
_PASSIVE = re.compile(r"\s+(?:\w+ly )?(?:be|being) (?:\w+ly )?\w+")
"""“will be held”: its participle tells of no past."""
_IN_MEMORY = re.compile(
    r"\s+(?:always )?be (?:remembered|commemorated|forgotten|marked|recalled)\b"
)
_PAST_BEFORE = {
    "en": r"\b(?:was|were|had|did|has|have|met|took|said|began|came|went|since|after)\b"
    r"|\b(?!scheduled|planned|proposed|expected|slated)\w{2,}ed\b"
    r"|\b(?:of|dated|from|(?:held|made|taken|seen|shot|sent) on)\s+$",
    "de": r"\b(?:war|waren|hatte|hatten|wurde|wurden|seit|nach dem|nach|vom)\b",
    "fr": r"\b(?:du|depuis|après|avait|avaient|fut)\b|\w(?:é|ée|és|ées)\s+le\s+$",
    "es": r"\b(?:del|desde|después|fue|fueron|había)\b|\w[ai]d[oa]s?\s+el\s+$",
    "zh": "自|曾|以來",
}
"""Before a day: “The decision of 20 April will be reviewed”, “Those arrested on 20 April will”."""
_GERMAN_ATTRIBUTE = re.compile(r"\s+(?:[A-ZÄÖÜ]\w+(?:te|ene)[nr]?|\w+(?:te|ene)[nrs]? [A-ZÄÖÜ])")
"""“Die am 20. April Verhafteten werden”."""
_UNTIL = re.compile(r"\s*(?:to|until|through|and|[-–—]|bis(?: zum)?|au|jusqu['’]au|al|hasta el)\s*")
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
        for first, one in _spans(passage.words, language):
            day = nearest_date(one, written or today)
            if not day or day < since:
                continue
            last = day + timedelta(days=one.last - one.day)
            if last < today and (verb := _told_as_coming(passage.words, first, one, base)):
                passed.append(last)
                yield _told(passage, first, one, verb, today)
    yield from _soon(text, base, written, today, passed)


def _spans(words: str, language: str) -> Iterator[tuple[SaidDate, SaidDate]]:
    """First and last of “from 30 April to 2 May”; elsewhere both are the same."""
    said = said_dates(words, language)
    first: SaidDate | None = None
    for one, after in zip_longest(said, said[1:]):
        first = first or one
        if after is None or not _UNTIL.fullmatch(words[one.end : after.start]):
            yield first, one
            first = None


def _told_as_coming(words: str, first: SaidDate, one: SaidDate, base: str) -> str:
    """The verb or adjective by which the days are said to come, if none tells of the past."""
    start, end = sentence_at(words, first.start)
    if in_quotes(words, first.start):
        return ""
    begin = max(start, first.start - _NEAR)
    finish = min(end, one.end + _NEAR)
    told_before = first is one and one.last == one.day and _is_of_the_past(words, start, one, base)
    for match in re.finditer(_COMING[base], words[begin:finish]):
        at, past = begin + match.start(), begin + match.end()
        if (at >= one.end and told_before) or _IN_MEMORY.match(words, past):
            continue
        if passive := _PASSIVE.match(words, past, max(past, first.start)):
            past = passive.end()
        between = words[past : first.start] if past <= first.start else words[one.end : at]
        if not re.search(_PAST[base], between) and ";" not in between:
            return match[0]
    return ""


def _is_of_the_past(words: str, start: int, one: SaidDate, base: str) -> bool:
    """Whether the clause that leads to a day tells of the past, whatever is to come of it."""
    before = words[start : one.start]
    clause = re.split(r"[;:]|, (?!which|who|die|der|das|qui|que)", before)[-1]
    if re.search(_PAST_BEFORE[base], clause, re.IGNORECASE):
        return True
    inside = base == "de" and re.search(r"\b(?:die|der|den|dem) am\s+$", before, re.IGNORECASE)
    return bool(inside) and _GERMAN_ATTRIBUTE.match(words, one.end) is not None


def _told(passage: Passage, first: SaidDate, one: SaidDate, verb: str, today: date) -> Problem:
    said = passage.words[first.start : one.end]
    return Problem(
        code="P113",
        message=f"“{said}” is told as coming (“{verb}”), and is past on {today.isoformat()}",
        place=passage.where(first.start),
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
