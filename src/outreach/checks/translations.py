"""P120: what a translation has lost, added or altered against its original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from outreach.domain.names import name_key
from outreach.domain.statement import Statement
from outreach.errors import Level, Place, Problem

from .prose.lists import asks
from .prose.number_words import number_pattern, words_for_numbers, worth
from .prose.passages import Passage, passages
from .prose.said_dates import knows_dates, said_dates
from .prose.tags import primary

_LINK = re.compile(r"https?://[^\s<>)\]\"”’]*[^\s<>)\]\"”’.,;:!?。，]")
_NOTE = re.compile(r"\[\^[^\]\s]+\](?!:)")
_DIGITS = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,\u202f\u00a0]\d{3})+(?!\w)|\d+")
_WITH_SPACES = re.compile(r"(?<![\w.,])\d{1,3}(?: \d{3})+(?!\w)")
_SPACE_GROUPS = frozenset(("fr", "es", "pt", "it", "pl", "cs", "ru", "uk", "sv", "fi", "nb"))
_TENTHOUSANDS = re.compile(r"(\d+(?:\.\d+)?)\s*([萬万億亿])")
_SCRIPTS = {
    "zh": "CJK", "ja": "CJK", "bo": "TIBETAN", "dz": "TIBETAN", "ug": "ARABIC", "ar": "ARABIC",
    "fa": "ARABIC", "ru": "CYRILLIC", "uk": "CYRILLIC", "ko": "HANGUL", "he": "HEBREW",
    "en": "LATIN", "de": "LATIN", "fr": "LATIN", "es": "LATIN", "it": "LATIN", "pt": "LATIN",
}  # fmt: skip
_WORDS_FROM = 10
"""Smaller numbers are words in one language and digits in another."""


def compare(
    original: Statement, translation: Statement, *, file: str, text: str
) -> tuple[Problem, ...]:
    """What differs between the two, with its place in the translation's ``file`` (``text``).

    Asks are an error: who signed, signed all of them. Numbers, dates, links and footnotes are
    warnings, paragraphs worth knowing. Dates are compared where both languages are known.
    """
    there = passages(translation, file, text)
    start = Place(file, 1, 1)
    body = next((one.at(0) for one in there if one.role == "body"), start)
    if problem := _in_another_script(translation, start):
        return (problem,)
    return (
        *_untranslated(original, translation, there, start),
        *_counted(original, translation, there, body),
        *_dates(original, translation, there, body),
        *_numbers(original, translation, body),
        *_links(original, translation, there, body),
    )


def _problem(message: str, place: Place, hint: str, level: Level = "warning") -> Problem:
    return Problem("P120", message, place, hint, level)


def _untranslated(
    original: Statement, translation: Statement, there: Sequence[Passage], start: Place
) -> Iterator[Problem]:
    title = next((one.at(0) for one in there if one.role == "title"), start)
    if name_key(original.title) == name_key(translation.title):
        yield _problem("the title is not translated", title, "translate it")


def _in_another_script(translation: Statement, start: Place) -> Problem | None:
    script = _SCRIPTS.get(primary(translation.language))
    tag = translation.language.lower()
    letters = [letter for letter in translation.body if letter.isalpha()]
    if not script or "-latn" in tag or "-cyrl" in tag:
        return None
    own = sum(unicodedata.name(letter, "").startswith(script) for letter in letters)
    if own * 2 >= len(letters):
        return None
    message = f"most of the text is not in the script of {translation.language}"
    return _problem(message, start, "correct `language`, or translate the text", "error")


def _counted(
    original: Statement, translation: Statement, there: Sequence[Passage], body: Place
) -> Iterator[Problem]:
    own = asks(translation.body, translation.asks_list)
    theirs = asks(original.body, original.asks_list)
    if len(own) != len(theirs):
        place = body
        if own:
            beginning = own[0].text.split("\n", 1)[0]
            place = next((one.at(0) for one in there if beginning in one.lines), body)
        message = f"the translation has {len(own)} asks, the original {len(theirs)}"
        hint = "translate them all, or say in `asks:` which list they are"
        yield _problem(message, place, hint, "error")
    notes, more = (len(_NOTE.findall(one.body)) for one in (translation, original))
    if notes != more:
        message = f"the translation refers to {notes} footnotes, the original to {more}"
        yield _problem(message, body, "add or remove what differs")
    blocks, others = (
        len(re.split(r"\n\s*\n", one.body.strip())) for one in (translation, original)
    )
    if blocks != others:
        message = f"the translation has {blocks} paragraphs and lists, the original {others}"
        yield _problem(message, body, "see that nothing is left out", "info")


def _dates(
    original: Statement, translation: Statement, there: Sequence[Passage], body: Place
) -> Iterator[Problem]:
    if not (knows_dates(original.language) and knows_dates(translation.language)):
        return
    own: dict[date, Place] = {}
    for passage in there:
        for said in said_dates(passage.words, translation.language):
            if (day := said.whole) and passage.role == "body":
                own.setdefault(day, passage.where(said.start))
    theirs = _days(original)
    for day in sorted(theirs - own.keys()):
        message = f"{day.isoformat()} is in the original, and not in the translation"
        yield _problem(message, body, "add it, or correct the date that should be it")
    for day in sorted(own.keys() - theirs):
        message = f"{day.isoformat()} is not in the original"
        yield _problem(message, own[day], "correct it")


def _days(statement: Statement) -> set[date]:
    said = said_dates(statement.body, statement.language)
    return {day for one in said if (day := one.whole)}


def _numbers(original: Statement, translation: Statement, body: Place) -> Iterator[Problem]:
    """Numbers of the original, in digits, that the translation has in no way of writing."""
    known = knows_dates(translation.language)
    there = _all_numbers(translation)
    for number, parts in sorted(_in_digits(original)):
        # “12 100” may be one number, or two.
        missing = number not in there and (len(parts) < 2 or not there.issuperset(parts))
        if number >= _WORDS_FROM and missing:
            # Years and numbers of laws are searched for as they are written.
            written = f"{number:,}" if number >= 10_000 else str(number)
            message = f"the number {written} is in the original, and not in the translation"
            yield _problem(message, body, "add or correct it", "warning" if known else "info")


def _in_digits(statement: Statement) -> set[tuple[int, tuple[int, ...]]]:
    """Each number, with its parts where it is grouped by common spaces."""
    words = _without_dates(statement)
    language = statement.language
    found = set()
    if primary(language) in _SPACE_GROUPS:
        for match in _WITH_SPACES.finditer(words):
            parts = tuple(int(part) for part in match[0].split(" "))
            found.add((int(match[0].replace(" ", "")), parts))
        words = _WITH_SPACES.sub(" ", words)
    values = (worth(match[0], language) for match in _DIGITS.finditer(words))
    return found | {(value, (value,)) for value in values if value is not None}


def _all_numbers(statement: Statement) -> set[int]:
    """In every way in which they may be read."""
    body = _LINK.sub(" ", statement.body)
    found = {int(digits) for digits in re.findall(r"\d+", body)}
    found |= {number for number, _ in _in_digits(statement)}
    units = {"萬": 10**4, "万": 10**4, "億": 10**8, "亿": 10**8}
    found |= {round(float(one) * units[unit]) for one, unit in _TENTHOUSANDS.findall(body)}
    if words_for_numbers(statement.language) or statement.language.startswith("zh"):
        for match in re.finditer(number_pattern(statement.language), body, re.IGNORECASE):
            value = worth(match[0], statement.language)
            found |= {value} if value is not None else set()
    return found


def _without_dates(statement: Statement) -> str:
    words = _NOTE.sub(" ", _LINK.sub(" ", statement.body))
    for said in reversed(said_dates(words, statement.language)):
        words = f"{words[: said.start]} {words[said.end :]}"
    lines = (re.sub(r"^\s*(?:\d{1,9}[.)]|\[\^[^\]]+\]:)\s", "", one) for one in words.split("\n"))
    return "\n".join(lines)


def _links(
    original: Statement, translation: Statement, there: Sequence[Passage], body: Place
) -> Iterator[Problem]:
    """By host: the page linked may well be another language's."""
    own, theirs = (_LINK.findall(one.body) for one in (translation, original))
    hosts, others = ({link.split("/")[2].lower() for link in links} for links in (own, theirs))
    for host in sorted(others - hosts):
        message = f"the link to {host} is missing in the translation"
        yield _problem(message, body, "add it, or its page in this language")
    for host in sorted(hosts - others):
        found = next((one, at) for one in there if (at := one.text.find(host)) >= 0)
        message = f"the link to {host} is not in the original"
        yield _problem(message, found[0].at(found[1]), "see that it belongs there")
    if hosts == others and len(own) != len(theirs):
        message = f"the translation has {len(own)} links, the original {len(theirs)}"
        yield _problem(message, body, "see that none is missing")
