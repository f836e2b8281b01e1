"""Two rows of words side by side: which stand in both, and where one has others than the other."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

_SMALL = 40_000
"""Pairs of words that are compared one by one; more without one word in common are not."""

_Part = tuple[int, int, int, int]


def aligned(one: Sequence[Hashable], other: Sequence[Hashable]) -> list[tuple[int, int]]:
    """The places of what is the same in both, in rising order, as patience diff finds them:

    by what occurs once in either, and between those places again. Not the most there could be.
    """
    found: list[tuple[int, int]] = []
    waiting: list[_Part] = [(0, len(one), 0, len(other))]
    while waiting:
        part, same = _trimmed(one, other, waiting.pop())
        found += same
        begin, end, start, stop = part
        if begin == end or start == stop:
            continue
        anchors = _anchors(one, other, part)
        if anchors:
            found += anchors
            waiting += _between(part, anchors)
        elif (end - begin) * (stop - start) <= _SMALL:
            found += _compared(one, other, part)
    return sorted(found)


def gaps(same: Sequence[tuple[int, int]], one: int, other: int) -> Iterator[_Part]:
    """What lies between the places: ``(begin, end, start, stop)``, one of both perhaps empty."""
    begin = start = 0
    for end, stop in (*same, (one, other)):
        if begin < end or start < stop:
            yield begin, end, start, stop
        begin, start = end + 1, stop + 1


def _trimmed(
    one: Sequence[Hashable], other: Sequence[Hashable], part: _Part
) -> tuple[_Part, list[tuple[int, int]]]:
    begin, end, start, stop = part
    same: list[tuple[int, int]] = []
    while begin < end and start < stop and one[begin] == other[start]:
        same.append((begin, start))
        begin, start = begin + 1, start + 1
    while begin < end and start < stop and one[end - 1] == other[stop - 1]:
        end, stop = end - 1, stop - 1
        same.append((end, stop))
    return (begin, end, start, stop), same


def _anchors(
    one: Sequence[Hashable], other: Sequence[Hashable], part: _Part
) -> list[tuple[int, int]]:
    """What is once in either; where nothing is, what is as often in one as in the other."""
    begin, end, start, stop = part
    here, there = Counter(one[begin:end]), Counter(other[start:stop])
    equal = {word for word, count in here.items() if there[word] == count}
    wanted = {word for word in equal if here[word] == 1} or equal
    places: dict[Hashable, list[int]] = {}
    for j in range(stop - 1, start - 1, -1):
        if other[j] in wanted:
            places.setdefault(other[j], []).append(j)
    return _rising([(i, places[one[i]].pop()) for i in range(begin, end) if one[i] in wanted])


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of them whose second numbers rise too."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for i, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(last[pile - 1] if pile else -1)
        tops[pile : pile + 1], last[pile : pile + 1] = [place], [i]
    found: list[tuple[int, int]] = []
    i = last[-1] if last else -1
    while i >= 0:
        found.append(pairs[i])
        i = before[i]
    return found[::-1]


def _between(part: _Part, anchors: Sequence[tuple[int, int]]) -> Iterator[_Part]:
    begin, end, start, stop = part
    for i, j in anchors:
        yield begin, i, start, j
        begin, start = i + 1, j + 1
    yield begin, end, start, stop


def _compared(
    one: Sequence[Hashable], other: Sequence[Hashable], part: _Part
) -> Iterator[tuple[int, int]]:
    begin, end, start, stop = part
    matcher = SequenceMatcher(None, one[begin:end], other[start:stop], autojunk=False)
    for block in matcher.get_matching_blocks():
        for k in range(block.size):
            yield begin + block.a + k, start + block.b + k
