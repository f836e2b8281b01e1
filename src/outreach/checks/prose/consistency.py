"""P106: one text written in two styles, of dates, numbers, percentages, quotation marks, dashes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from outreach.errors import Level, Place, Problem

from .passages import Passage
from .said_dates import said_dates
from .sentences import in_quotes, own_words
from .tags import primary

_GROUPED = re.compile(
    r"(?<![\w.,])\d{1,3}(?P<mark>[,.\u202f\u00a0 ])\d{3}(?:(?P=mark)\d{3})*(?![\d.,]\d|\d)"
    r"(?!\s?(?:%|per ?cent|Prozent|pour cent|por ciento|million|billion|Million|Milliard))"
)
_UNGROUPED = re.compile(
    r"(?P<money>(?:US)?[$€£¥])?(?<![\w#./,-])(?P<number>\d{4,7})(?![\w-]|[.,/]\d)"
)
_MONEY = re.compile(r" (?:dollars|euros?|yuan|renminbi|pounds|francs)\b")
_MUCH = re.compile(
    r"\b(?:(?:more|fewer|less) than|at least|nearly|almost|some|an estimated|approximately)\s+$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r" (?:[a-z]+ )?(?:people|persons|men|women|children|students|monks|nuns|prisoners|detainees"
    r"|families|cases|signatures|victims|protesters|journalists|lawyers|activists|workers"
    r"|refugees|deaths|arrests|copies)\b"
)
_NEXT_WORD = re.compile(r" [a-zß-öø-ÿ]{3,}")
_COUNTED_IN_GERMAN = re.compile(
    r" (?:[a-zäöüß]+ )?(?:Menschen|Personen|Unterschriften|Gefangene|Häftlinge|Kinder|Frauen|Männer"
    r"|Fälle|Einwohner|Familien|Mitglieder|Festnahmen|Tote|Euro|Stimmen|Bücher|Akten)"
)
_YEARS = range(1900, 2101)
_MAY_BE_YEARS = range(1000, 2200)
_GROUPS = {"de": ".", "es": ". ", "fr": " "}
"""Marks that group digits; in the other languages it is the comma."""
_CALLED = {(6, 4), (9, 11), (10, 7)}
"""Days that stand for what happened on them: “since October 7”."""
_ON = re.compile(
    r"\b(?:on|by|until|from|since|before|after|between|till|through|and)\s+$", re.IGNORECASE
)
_NUMBERED = re.compile(
    r"(?:\b[A-Z][\w.]*|\b(?:no|nos|number|case|resolution|article|section|law|act|bill|room|in|of"
    r"|since|until|by|from|the|and|or|to|early|late|mid))\.?\s+$"
)
_PERCENT = {
    "en": {"%": r"\d[\d.,]*\s?%", "percent": r"\bpercent\b", "per cent": r"\bper cent\b"},
    "de": {"%": r"\d[\d.,]*\s?%", "Prozent": r"\bProzent\b"},
    "fr": {"%": r"\d[\d.,]*\s?%", "pour cent": r"\bpour cent\b"},
    "es": {"%": r"\d[\d.,]*\s?%", "por ciento": r"\bpor ciento\b"},
}
_APOSTROPHES = {
    "en": r"(?<=\w)['’](?:s|t|re|ve|ll|d|m)\b",
    "fr": r"\b(?:[ldjmtsncLDJMTSNC]|[Qq]u)['’](?=\w)",
}
_HYPHEN = re.compile(r"(?<=[^\W\d_]) - (?=[^\W\d_])|(?<=[\w ])(?<!-)--(?!-)(?=[\w ])")
_DASH = re.compile(r"[–—]")
_ITEM = r"(?:the )?[\w’-]+(?: [\w’-]+){0,2}"
_LIST_OPENS = r"\b(?:in|of|from|to|between|for|by|such as|including|like|namely)"
_WITH = re.compile(rf"{_LIST_OPENS} {_ITEM}, (?:{_ITEM}, )*{_ITEM}, (?:and|or) (?=\w)")
_WITHOUT = re.compile(
    rf"\b(?:such as|including|namely|between) {_ITEM}, (?:{_ITEM}, )*{_ITEM} (?:and|or) (?=\w)"
    r"|(?<![\w,] )(?<!, )\b[a-z-]+, [a-z-]+(?: [a-z-]+)?, [a-z-]+ (?:and|or) [a-z]"
)
_NO_LIST = re.compile(r",.*\b(?:which|who|that|where|when|however|is|are|was|were|has|have|had)\b")
_OPEN_COMPOUND = re.compile(
    r"\b(?:high|low|senior|top|working) level (?=(?:meeting|talk|visit|official|dialogue|delegation"
    r"|engagement|exchange|discussion)s?\b)"
    r"|\b(?:long|short|near) term (?=(?:solution|plan|strategy|effect|impact|goal|prison)s?\b)"
    r"|(?<=\b(?i:the|its) )so called (?=[“\w])|\bstate (?:sponsored|owned|backed|run) (?=[a-z])"
    r"|\b(?:well|best) known (?=(?:activist|lawyer|scholar|writer|journalist|case|figure)s?\b)"
)


@dataclass(frozen=True, slots=True)
class _Use:
    """One style once: its name, the words, where."""

    style: str
    words: str
    place: Place


def styles_that_differ(text: Sequence[Passage], language: str) -> Iterator[Problem]:
    """At the first place of each rarer style. What is quoted, and footnotes, keep their own."""
    own = [passage for passage in text if passage.role != "note"]
    base = primary(language)
    body = [passage for passage in own if passage.role != "quote"]
    yield from _rarer(_dates(body, language), "date", "write dates one way")
    yield from _rarer(_numbers(body, base), "number", "group digits one way")
    yield from _rarer(_percentages(body, base), "percentage", "write percentages one way")
    yield from _of_kinds(_marks(own), "quotation mark", "use one kind of marks")
    yield from _of_kinds(_apostrophes(own, base), "apostrophe", "use one kind of apostrophe")
    yield from _hyphens(own)
    if base == "en":
        commas = _rarer(_serial(body), "list", "use the comma before “and” in all or none", "info")
        yield from commas
        yield from _compounds(body)


def _rarer(uses: Iterator[_Use], what: str, hint: str, level: Level = "warning") -> list[Problem]:
    return [
        Problem(
            code="P106",
            message=f"the {what} “{found.words}” is written otherwise than “{usual.words}”",
            place=found.place,
            hint=hint,
            level=level,
        )
        for found, usual in _against_the_usual(uses)
    ]


def _of_kinds(uses: Iterator[_Use], what: str, hint: str) -> list[Problem]:
    """Of marks so alike that they are told apart by the names of their styles."""
    return [
        Problem(
            code="P106",
            message=f"this {what} is {found.style}, the others are {usual.style}",
            place=found.place,
            hint=hint,
            level="warning",
        )
        for found, usual in _against_the_usual(uses)
    ]


def _against_the_usual(uses: Iterator[_Use]) -> list[tuple[_Use, _Use]]:
    """The first use of each rarer style, with the first of the usual one."""
    by_style: dict[str, list[_Use]] = defaultdict(list)
    for use in uses:
        by_style[use.style].append(use)
    usual = max(by_style.values(), key=len, default=[])
    return [(found[0], usual[0]) for found in by_style.values() if found is not usual]


def _uses(
    text: Sequence[Passage], patterns: dict[str, str], *, quotes: bool = False
) -> Iterator[_Use]:
    for passage in text:
        for style, pattern in patterns.items():
            for match in re.finditer(pattern, passage.words):
                if quotes or not in_quotes(passage.words, match.start()):
                    yield _Use(style, match[0].strip(), passage.where(match.start()))


def _dates(text: Sequence[Passage], language: str) -> Iterator[_Use]:
    """A day without a year only in English, where its month may come first or last."""
    english = primary(language) == "en"
    for passage in text:
        for one in said_dates(passage.words, language):
            bare = english and (one.month, one.day) not in _CALLED
            bare = bare and _ON.search(passage.words[: one.start]) is not None
            if (one.year or bare) and not in_quotes(passage.words, one.start):
                words = " ".join(passage.words[one.start : one.end].split())
                yield _Use(one.style, words, passage.where(one.start))


def _numbers(text: Sequence[Passage], base: str) -> Iterator[_Use]:
    """1,000 and 1.000 and 1000; digits without a mark only outside what years look like."""
    own = _GROUPS.get(base, ",")
    grouped = [
        _Use(re.sub(r"\s", " ", match["mark"]), match[0], passage.where(match.start()))
        for passage in text
        for match in _GROUPED.finditer(passage.words)
    ]
    usual = [use for use in grouped if use.style in own]
    # A stop between digits may be anything; next to commas it is another grouping.
    yield from (
        use for use in grouped if use in usual or (own == "," and usual and use.style == ".")
    )
    if usual:
        for passage in text:
            for match in _UNGROUPED.finditer(passage.words):
                if _counts(passage.words, match, base):
                    yield _Use("", match[0], passage.where(match.start()))


def _counts(words: str, match: re.Match[str], base: str) -> bool:
    """Whether the digits are a number, and no year, line or case.

    Other languages than English may leave four digits together.
    """
    value = int(match["number"])
    before, after = words[: match.start()], words[match.end() : match.end() + 40]
    if in_quotes(words, match.start()) or (base in _GROUPS and value < 10_000):
        return False
    if match["money"] or _MONEY.match(after):
        return True
    if value in _YEARS:
        return False
    if _MUCH.search(before):
        return True
    follows = _COUNTED if value in _MAY_BE_YEARS else _NEXT_WORD
    follows = _COUNTED_IN_GERMAN if base == "de" else follows
    return follows.match(after) is not None and _NUMBERED.search(before) is None


def _percentages(text: Sequence[Passage], base: str) -> Iterator[_Use]:
    yield from _uses(text, _PERCENT.get(base, {}))


def _marks(text: Sequence[Passage]) -> Iterator[_Use]:
    patterns = {"curly": "[“”„]", "straight": r"(?<![\d\w])\"(?=\w)|(?<=[^\W\d_]|[.,!?])\"(?!\w)"}
    yield from _uses(text, patterns, quotes=True)


def _apostrophes(text: Sequence[Passage], base: str) -> Iterator[_Use]:
    pattern = _APOSTROPHES.get(base)
    if pattern:
        kinds = {"straight": pattern.replace("['’]", "'"), "curly": pattern.replace("['’]", "’")}
        yield from _uses(text, kinds, quotes=True)


def _hyphens(text: Sequence[Passage]) -> Iterator[Problem]:
    dashed = any(_DASH.search(passage.words) for passage in text)
    found = [
        (passage, match)
        for passage in text
        if not passage.plain
        for match in _HYPHEN.finditer(passage.words)
    ]
    if found:
        passage, match = found[0]
        times = f", {len(found)}× in all" if len(found) > 1 else ""
        yield Problem(
            code="P106",
            message=f"a hyphen stands for a dash{times}",
            place=passage.where(match.start()),
            hint="write – or —",
            level="warning" if dashed or "--" in match[0] else "info",
        )


def _serial(text: Sequence[Passage]) -> Iterator[_Use]:
    for passage in text:
        for style, pattern in (("with", _WITH), ("without", _WITHOUT)):
            for match in pattern.finditer(own_words(passage.words)):
                if not _NO_LIST.search(match[0]):
                    yield _Use(style, match[0].strip(), passage.where(match.start()))


def _compounds(text: Sequence[Passage]) -> Iterator[Problem]:
    for passage in text:
        for match in _OPEN_COMPOUND.finditer(passage.words):
            if not in_quotes(passage.words, match.start()):
                said = match[0].strip()
                yield Problem(
                    code="P106",
                    message=f"“{said}” before a noun",
                    place=passage.where(match.start()),
                    hint=f"write “{said.replace(' ', '-')}”",
                    level="info",
                )
