"""P115: long sentences and paragraphs, and acronyms that a reader is not told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outreach.errors import Place, Problem

from .passages import Passage
from .placeholders import placeholders
from .sentences import sentences
from .tags import primary

_LONG_SENTENCE = 40
_LONG_PARAGRAPH = 120
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_ACRONYM = re.compile(r"(?<![\w.’-])[A-Z]{3,6}(?=s?(?![\w’-]))(?!\.\w)")
_EXPANDED = re.compile(r"\((?:the )?[“\"]?(?P<acronym>[A-Z][A-Za-z0-9]{1,8})[”\"]?\)")
_OF_EXPANSION = re.compile(r"(?P<acronym>[A-Z]{2,6})\s\((?P<words>[A-Z][^()]{6,80})\)")
_SMALL = frozenset(
    str.split("of the for and in on to a an at by with de la des du et und der die für")
)
_KNOWN = frozenset(
    str.split("""
USA USD EUR GBP UNESCO UNICEF UNHCR NATO OSCE ASEAN NGO NGOS CSO CSOS LGBT LGBTI LGBTQ BBC CNN ABC
NBC CBS FBI CIA PDF URL FAQ HIV AIDS COVID CEO PRC CCP DNA CCTV NASA OECD OPEC WTO IMF GDP AFP DPA
FIFA RSVP EDT EST CET CEST GMT UTC BST PST PDT III VII VIII XII XIII END
""")
)


def hard_to_read(text: Sequence[Passage], language: str) -> Iterator[Problem]:
    """Worth knowing, no more: only of languages that part words by spaces."""
    base = primary(language)
    if base not in ("en", "de", "fr", "es", "it", "pt", "nl"):
        return
    body = [passage for passage in text if passage.role in ("body", "boilerplate")]
    for passage in body:
        yield from _long(passage)
    if base == "en":
        yield from _acronyms(text)


def _long(passage: Passage) -> Iterator[Problem]:
    for start, end in sentences(passage.words):
        length = len(_WORD.findall(passage.words[start:end]))
        if length > _LONG_SENTENCE:
            message = f"a sentence of {length} words"
            place = passage.where(start)
            yield Problem("P115", message, place, "make it two", "info")
    length = len(_WORD.findall(passage.words))
    if length > _LONG_PARAGRAPH and "\n" not in passage.words.strip():
        message = f"a paragraph of {length} words"
        yield Problem("P115", message, passage.where(0), "part it where the thought turns", "info")


def _acronyms(text: Sequence[Passage]) -> Iterator[Problem]:
    """Each once, at its first place: never spelled out, or later than it is used."""
    told: dict[str, int] = {}
    used: dict[str, tuple[int, Place]] = {}
    expansions: list[tuple[Passage, re.Match[str]]] = []
    for order, passage in enumerate(text):
        for match in (*_EXPANDED.finditer(passage.words), *_OF_EXPANSION.finditer(passage.words)):
            told.setdefault(match["acronym"], order * 10**6 + match.start())
        expansions += [(passage, match) for match in _EXPANDED.finditer(passage.words)]
        if passage.role == "title" or _is_capitals(passage.words):
            continue
        unwritten = placeholders(passage.words)
        for match in _ACRONYM.finditer(passage.words):
            if any(start <= match.start() < end for start, end in unwritten):
                continue
            used.setdefault(match[0], (order * 10**6 + match.start(), passage.where(match.start())))
    for acronym, (at, place) in used.items():
        if acronym in _KNOWN:
            continue
        if acronym not in told:
            message = f"“{acronym}” is never spelled out"
            yield Problem("P115", message, place, "spell it out where it comes first", "info")
        elif at + len(acronym) + 1 < told[acronym]:
            message = f"“{acronym}” is spelled out only later"
            yield Problem("P115", message, place, "spell it out where it comes first", "info")
    for passage, match in expansions:
        yield from _initials(passage, match)


def _initials(passage: Passage, match: re.Match[str]) -> Iterator[Problem]:
    """An acronym whose letters are not the initials of the capitalised words before it."""
    acronym = match["acronym"]
    if not acronym.isupper() or not acronym.isalpha():
        return
    before = _WORD.findall(passage.words[: match.start()])[-2 * len(acronym) - 2 :]
    initials = [
        part[0].upper()
        for word in before
        if word.casefold() not in _SMALL
        for part in word.split("-")
        if part
    ]
    every = [part[0].upper() for word in before for part in word.split("-") if part]
    named = [word for word in before if word[0].isupper()]
    fits = any("".join(letters[-len(acronym) :]) == acronym for letters in (initials, every))
    if not fits and len(named) >= len(acronym) and not _letters_in(acronym, named):
        message = f"“({acronym})” does not fit the words before it"
        hint = "look it up: official acronyms may differ"
        yield Problem("P115", message, passage.where(match.start()), hint, "info")


def _letters_in(acronym: str, words: Sequence[str]) -> bool:
    """Whether the acronym can be read off the words letter by letter, from a first letter on."""
    letters = iter("".join(words).upper())
    return all(letter in letters for letter in acronym)


def _is_capitals(words: str) -> bool:
    letters = [letter for letter in words if letter.isalpha()]
    return bool(letters) and sum(map(str.isupper, letters)) * 2 > len(letters)
