"""One name spelled two ways: capitalised neighbours of which one word nearly agrees."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from outreach.errors import Place, Problem

from .passages import Passage

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_SENTENCE_STARTS = frozenset(("these", "those", "there", "their", "where", "which", "while"))
_SHORTEST = 5
_TWO_SLIPS_FROM = 7

Pair = tuple[str, str]


def names_spelled_two_ways(passages: Sequence[Passage]) -> Iterator[Problem]:
    """P101 at every place of the rarer spelling.

    Compared are pairs of capitalised words that share one word, where the other begins alike
    and is one or two letters off. Plurals and derived forms (Tibet, Tibetan) are other words.
    """
    found: dict[Pair, list[tuple[Place, Place]]] = defaultdict(list)
    for passage in passages:
        for pair, places in _pairs(passage):
            found[pair].append(places)
    slips = [slip for slip in map(_slip, combinations(found, 2)) if slip]
    told: set[Place] = set()
    # “Anthony Blinken” says more than “Secretary Anthony”, which is the same slip.
    for at, pairs in sorted(slips, key=lambda slip: slip[0]):
        rare, usual = sorted(pairs, key=lambda pair: len(found[pair]))
        for places in found[rare]:
            if places[at] not in told:
                told.add(places[at])
                yield _problem(rare, usual, places[at], len(found[usual]))


def _problem(rare: Pair, usual: Pair, place: Place, times: int) -> Problem:
    return Problem(
        code="P101",
        message=f"“{' '.join(rare)}” is “{' '.join(usual)}” elsewhere",
        place=place,
        hint=f"spell the name one way; the other stands {times}×",
        level="warning",
    )


def _pairs(passage: Passage) -> Iterator[tuple[Pair, tuple[Place, Place]]]:
    for first, second in pairwise(_WORD.finditer(passage.text)):
        between = passage.text[first.end() : second.start()]
        if first[0][0].isupper() and second[0][0].isupper() and not between.strip(" \n\u00a0"):
            pair = _POSSESSIVE.sub("", first[0]), _POSSESSIVE.sub("", second[0])
            yield pair, (passage.at(first.start()), passage.at(second.start()))


def _slip(pairs: tuple[Pair, Pair]) -> tuple[int, tuple[Pair, Pair]] | None:
    """Which of the two words differs by a slip, if the other is the same."""
    one, other = pairs
    differing = [at for at in (0, 1) if one[at] != other[at]]
    if len(differing) == 1 and _is_slip(one[differing[0]], other[differing[0]]):
        return differing[0], pairs
    return None


def _is_slip(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    derived = long.startswith(short) or one.casefold() == other.casefold()
    if (
        derived
        or one.casefold() in _SENTENCE_STARTS
        or short[0] != long[0]
        or len(short) < _SHORTEST
    ):
        return False
    return edits(short, long) <= (2 if len(short) >= _TWO_SLIPS_FROM else 1)


def edits(one: str, other: str) -> int:
    """Damerau's distance: letters added, dropped, replaced, or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        two_before, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, two_before[j - 2] + 1)
            row.append(cost)
    return row[-1]
