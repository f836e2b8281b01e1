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
_UNGROUPED = re.compile(r"(?<![\w#./-])(?P<number>\d{4,7})(?= [a-zß-öø-ÿ]{3,})")
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
    yield from _rarer(_numbers(body), "number", "group digits one way")
    yield from _rarer(_percentages(body, base), "percentage", "write percentages one way")
    yield from _rarer(_marks(own), "quotation mark", "use one kind of marks")
    yield from _rarer(_apostrophes(own, base), "apostrophe", "use one kind of apostrophe")
    yield from _hyphens(own)
    if base == "en":
        commas = _rarer(_serial(body), "list", "use the comma before “and” in all or none", "info")
        yield from commas
        yield from _compounds(body)


def _rarer(uses: Iterator[_Use], what: str, hint: str, level: Level = "warning") -> list[Problem]:
    by_style: dict[str, list[_Use]] = defaultdict(list)
    for use in uses:
        by_style[use.style].append(use)
    usual = max(by_style.values(), key=len, default=[])
    return [
        Problem(
            code="P106",
            message=f"the {what} “{found[0].words}” is written otherwise than “{usual[0].words}”",
            place=found[0].place,
            hint=hint,
            level=level,
        )
        for found in by_style.values()
        if found is not usual
    ]


def _uses(
    text: Sequence[Passage], patterns: dict[str, str], *, quotes: bool = False
) -> Iterator[_Use]:
    for passage in text:
        for style, pattern in patterns.items():
            for match in re.finditer(pattern, passage.words):
                if quotes or not in_quotes(passage.words, match.start()):
                    yield _Use(style, match[0].strip(), passage.where(match.start()))


def _dates(text: Sequence[Passage], language: str) -> Iterator[_Use]:
    for passage in text:
        for one in said_dates(passage.words, language):
            if one.year and not in_quotes(passage.words, one.start):
                words = " ".join(passage.words[one.start : one.end].split())
                yield _Use(one.style, words, passage.where(one.start))


def _numbers(text: Sequence[Passage]) -> Iterator[_Use]:
    """1,000 and 1.000 and 1000; four digits alone only outside what years and codes look like."""
    grouped = [
        _Use(match["mark"], match[0], passage.where(match.start()))
        for passage in text
        for match in _GROUPED.finditer(passage.words)
    ]
    bare = [
        _Use("", match[0], passage.where(match.start()))
        for passage in text
        for match in _UNGROUPED.finditer(passage.words)
        if not 1000 <= int(match["number"]) <= 2199
        and not _NUMBERED.search(passage.words[: match.start()])
    ]
    commas = {use.style for use in grouped} & {","}
    # A space or a stop between digits may be anything; next to commas it is another grouping.
    yield from (use for use in grouped if use.style == "," or (commas and use.style == "."))
    if grouped:
        yield from bare


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
