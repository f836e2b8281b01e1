"""What looks odd in a list of names as signed: reported, never altered, for names are official."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from outreach.errors import Place, Problem

from .collation import sort_key
from .names import name_key
from .spelling import edits
from .typography import slips

_CLOSES = {")": "(", "]": "[", "}": "{", "）": "（", "】": "【", "」": "「", "』": "『", "》": "《"}
_OPENS = frozenset(_CLOSES.values())
_ENUMERATION = re.compile(r"(?:(?<=^)|(?<=\s))[\w]{1,3}(?=\))")
_ACRONYM = re.compile(r"\(([A-Z][A-Z0-9]+)\)\s*$")
_CLAIM = re.compile(
    r"\b(?:in )?alphabetical(?:ly| order)|alphabetische[rn]? reihenfolge|ordre alphabétique"
    r"|orden alfabético|ordine alfabetico|按(?:字母|筆畫|笔画)",
    re.IGNORECASE,
)
_ARTICLES = re.compile(r"\b(?:the|a|an|der|die|das|la|le|les|el|los|las)\b\s*")
_ARTICLE = re.compile(r"(?:the|an?|der|die|das|les?|la|el)\s+|l['’]")

_SHORTEST = 5
"""Letters of a word; among shorter ones a letter makes another word."""

NamesPlace = tuple[str, Place]
_Key = TypeVar("_Key", str, tuple[tuple[int, ...], ...])


def signatory_problems(
    signed: Sequence[NamesPlace], *, alphabetical: bool = False
) -> tuple[Problem, ...]:
    """P102 cut off or unbalanced, P103 odd spacing, P110 twice, P104 out of the order claimed.

    All are warnings: a person decides, for an organisation may well be called so.
    """
    names = [name for name, _ in signed]
    found = [*_cut_off(signed), *_badly_spaced(signed), *_repeated(signed)]
    if alphabetical:
        found += _disordered(names, [place for _, place in signed])
    return tuple(found)


def claims_alphabetical(text: str) -> bool:
    """Whether a heading such as “Signed by (in alphabetical order):” promises that order."""
    return _CLAIM.search(text) is not None


def unbalanced(text: str) -> tuple[int, ...]:
    """Offsets of the brackets and quotation marks that have no partner, in order.

    ``a)`` is an enumeration. Quotation marks are read as English “x”, German „x“ or Finnish ”x”;
    apostrophes are left alone. Guillemets point either way, so only an odd number is odd.
    """
    enumerated = {match.end() for match in _ENUMERATION.finditer(text)}
    opened: list[tuple[str, int]] = []
    lonely: list[int] = []
    for at, character in enumerate(text):
        if character in _OPENS:
            opened.append((character, at))
        elif character in _CLOSES and opened and opened[-1][0] == _CLOSES[character]:
            opened.pop()
        elif character in _CLOSES and at not in enumerated:
            lonely.append(at)
    lonely += [at for _, at in opened]
    return tuple(sorted([*lonely, *_lonely_quotes(text), *_lonely_guillemet(text)]))


def out_of_order(names: Sequence[str]) -> tuple[int, ...]:
    """The fewest positions to move so that the rest stand in alphabetical order.

    Case, accents and punctuation do not count. Of the customs in use (word by word or letter by
    letter, leading article counted or not, or as this workspace sorts) the one that fits the list
    best is taken.
    """
    moves = min((_moves([key(name) for name in names]) for key in _COLLATIONS), key=len)
    if not moves:
        return ()
    sorting = (sort_key(articles=articles) for articles in (True, False))
    return min((moves, *(_moves([key(name) for name in names]) for key in sorting)), key=len)


def _cut_off(signed: Sequence[NamesPlace]) -> Iterator[Problem]:
    for name, place in signed:
        lonely = unbalanced(name)
        if not lonely:
            continue
        cut = name[-1] in _OPENS
        what = "seems cut off: it ends in" if cut else "has an unmatched"
        yield Problem(
            code="P102",
            message=f"signatory “{name}” {what} “{name[lonely[0]]}”",
            place=_at(place, lonely[0]),
            hint="ask the organisation how it signed, or close the name by hand",
            level="warning",
        )


def _badly_spaced(signed: Sequence[NamesPlace]) -> Iterator[Problem]:
    for name, place in signed:
        for slip in slips(name):
            yield Problem(
                code="P103",
                message=f"signatory “{name}” has a {slip.what}",
                place=_at(place, slip.start),
                hint="mend it if it is not how the organisation signed",
                level="warning",
            )


def _at(place: Place, offset: int) -> Place:
    return replace(place, column=place.column + offset) if place.column else place


def _repeated(signed: Sequence[NamesPlace]) -> Iterator[Problem]:
    """The same name in other letters, an acronym beside its name, one acronym of two names."""
    first: dict[str, str] = {}
    acronyms = {match[1].casefold(): name for name, _ in signed if (match := _ACRONYM.search(name))}
    spelled: dict[str, str] = {}
    without = {_named(name): name for name, _ in signed if _ACRONYM.search(name)}
    for name, place in signed:
        key = _without_articles(name_key(name))
        other = first.get(key) or acronyms.get(key) or without.get(key)
        first.setdefault(key, name)
        acronym = match[1].casefold() if (match := _ACRONYM.search(name)) else ""
        shared = spelled.get(acronym) if acronym else None
        spelled.setdefault(acronym, name)
        if other:
            yield _twice(name, place, other)
        elif shared and _named(shared) != _named(name):
            yield Problem(
                code="P110",
                message=f"“{name}” and “{shared}” have one acronym",
                place=place,
                hint="see whether they are one organisation, or mend the acronym",
                level="warning",
            )
    yield from _nearly_repeated(signed)


def _nearly_repeated(signed: Sequence[NamesPlace]) -> Iterator[Problem]:
    """Names of several words of which one is a letter off: a typing slip, or a plural."""
    seen: dict[tuple[str, ...], list[tuple[list[str], str]]] = {}
    for name, place in signed:
        words = _named(name).split()
        if len(words) < 2:
            continue
        keys = list(_with_a_letter_less(words))
        others = (one for key in keys for one in seen.get(key, ()))
        near = next((other for theirs, other in others if _a_letter_off(words, theirs)), "")
        if near:
            yield _twice(name, place, near)
        for key in keys:
            seen.setdefault(key, []).append((words, name))


def _with_a_letter_less(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The name in all forms that one a letter off shares: long lists are not compared in pairs."""
    for number, word in enumerate(words):
        if len(word) < _SHORTEST:
            continue
        before, after = words[:number], words[number + 1 :]
        for at in range(len(word) + 1):
            yield (*before, f"\0{word[:at]}{word[at + 1 :]}", *after)


def _a_letter_off(words: Sequence[str], theirs: Sequence[str]) -> bool:
    differing = [pair for pair in zip(words, theirs, strict=True) if pair[0] != pair[1]]
    if len(differing) != 1 or min(map(len, differing[0])) < _SHORTEST:
        return False
    return differing[0][0][0] == differing[0][1][0] and edits(*differing[0]) == 1


def _twice(name: str, place: Place, other: str) -> Problem:
    return Problem(
        code="P110",
        message=f"signatory “{name}” seems to stand twice, as “{other}”",
        place=place,
        hint="keep one, or leave both if they are two organisations",
        level="warning",
    )


def _named(name: str) -> str:
    """What is compared of a name: without its acronym and its articles."""
    return _without_articles(name_key(_ACRONYM.sub("", name)))


def _without_articles(key: str) -> str:
    return _ARTICLES.sub("", key).strip() or key


def _disordered(names: Sequence[str], places: Sequence[Place]) -> Iterator[Problem]:
    moves = out_of_order(names)
    if moves:
        which = "; ".join(names[position] for position in moves)
        yield Problem(
            code="P104",
            message=f"{len(moves)} of {len(names)} names {'is' if len(moves) == 1 else 'are'}"
            " out of the alphabetical order claimed",
            place=places[moves[0]],
            hint=f"move them, or drop the claim: {which}",
            level="warning",
        )


def _moves(keys: Sequence[_Key]) -> tuple[int, ...]:
    """What is left outside a longest non-decreasing subsequence (patience sorting)."""
    tails: list[_Key] = []
    ends: list[int] = []
    before: list[int] = []
    for position, key in enumerate(keys):
        pile = bisect_right(tails, key)
        before.append(ends[pile - 1] if pile else -1)
        tails[pile : pile + 1] = [key]
        ends[pile : pile + 1] = [position]
    kept = set()
    position = ends[-1] if ends else -1
    while position >= 0:
        kept.add(position)
        position = before[position]
    return tuple(position for position in range(len(keys)) if position not in kept)


def _without_article(name: str) -> str:
    small = name.casefold()
    article = _ARTICLE.match(small)
    return name_key(small[article.end() :] if article else small)


def _letters(key: str) -> str:
    return key.replace(" ", "")


_COLLATIONS: tuple[Callable[[str], str], ...] = (
    name_key,
    _without_article,
    lambda name: _letters(name_key(name)),
    lambda name: _letters(_without_article(name)),
)


def _lonely_quotes(text: str) -> Iterator[int]:
    opened: list[tuple[str, int]] = []
    for at, character in enumerate(text):
        if opened and (character == "”" or (character == "“" and opened[-1][0] == "„")):
            opened.pop()
        elif character in "“”„":
            opened.append((character, at))
    yield from (at for _, at in opened)


def _lonely_guillemet(text: str) -> Iterator[int]:
    at = [position for position, character in enumerate(text) if character in "«»"]
    if len(at) % 2:
        yield at[-1]
