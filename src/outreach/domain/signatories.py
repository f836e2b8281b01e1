"""What looks odd in a list of names as signed: reported, never altered, for names are official."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from outreach.errors import Place, Problem

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
_ARTICLE = re.compile(r"(?:the|an?|der|die|das|les?|la|el)\s+|l['’]")

NamesPlace = tuple[str, Place]


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
    letter, leading article counted or not) the one that fits the list best is taken.
    """
    return min((_moves([key(name) for name in names]) for key in _COLLATIONS), key=len)


def folded(name: str) -> str:
    """A name reduced to what distinguishes it: words without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(re.findall(r"\w+", kept)) or name


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
    first: dict[str, str] = {}
    acronyms = {match[1].casefold(): name for name, _ in signed if (match := _ACRONYM.search(name))}
    without = {folded(_ACRONYM.sub("", name)): name for name, _ in signed if _ACRONYM.search(name)}
    for name, place in signed:
        key = folded(name)
        other = first.get(key) or acronyms.get(key) or without.get(key)
        first.setdefault(key, name)
        if other:
            yield Problem(
                code="P110",
                message=f"signatory “{name}” seems to stand twice, as “{other}”",
                place=place,
                hint="keep one, or leave both if they are two organisations",
                level="warning",
            )


def _disordered(names: Sequence[str], places: Sequence[Place]) -> Iterator[Problem]:
    moves = out_of_order(names)
    if moves:
        which = "; ".join(names[position] for position in moves)
        yield Problem(
            code="P104",
            message=f"{len(moves)} of {len(names)} names are out of the alphabetical order claimed",
            place=places[moves[0]],
            hint=f"move them, or drop the claim: {which}",
            level="warning",
        )


def _moves(keys: Sequence[str]) -> tuple[int, ...]:
    """What is left outside a longest non-decreasing subsequence (patience sorting)."""
    tails: list[str] = []
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
    return folded(small[article.end() :] if article else small)


def _letters(key: str) -> str:
    return key.replace(" ", "")


_COLLATIONS: tuple[Callable[[str], str], ...] = (
    folded,
    _without_article,
    lambda name: _letters(folded(name)),
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
