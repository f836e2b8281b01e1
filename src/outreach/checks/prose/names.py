"""P101: one name spelled two ways, found by words that nearly agree among words that do."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from outreach.domain.spelling import edits
from outreach.errors import Place, Problem

from .capitals import bare, is_inflected, opens_sentence, runs, written
from .passages import Passage
from .surnames import surnames_spelled_two_ways
from .tags import primary

_SENTENCE_STARTS = frozenset(("these", "those", "there", "their", "where", "which", "while"))
_SHORTEST = 5
_TWO_SLIPS_FROM = 7
_ALONE_FROM = 6
_LONGER = (4, 3)

Name = tuple[str, ...]


@dataclass(slots=True)
class _Found:
    """Where each run of capitalised words stands; each place is that of its words in turn."""

    pairs: dict[Name, list[tuple[Place, ...]]] = field(default_factory=lambda: defaultdict(list))
    longer: dict[Name, list[tuple[Place, ...]]] = field(default_factory=lambda: defaultdict(list))
    alone: dict[Name, list[tuple[Place, ...]]] = field(default_factory=lambda: defaultdict(list))


def names_spelled_two_ways(passages: Sequence[Passage], language: str) -> Iterator[Problem]:
    """At every place of the rarer spelling.

    Compared are capitalised neighbours that share all words but one, where the other begins
    alike and is a slip away, and names alone in mid-sentence. Plurals and derived forms (Tibet,
    Tibetan) are other words. “Anthony Blinken” says more than “Secretary Anthony”, and comes first.
    In German any noun may stand alone: there such names are compared by their accents only.
    """
    found = _Found()
    for passage in passages:
        for run in runs(passage):
            _take(run, passage, found)
    by_accent = primary(language) == "de"
    told: set[Place] = set()
    usual_places: set[Place] = set()
    for names, is_slip in (
        (found.pairs, _is_slip),
        (found.longer, _is_slip_in_long),
        (found.alone, _is_foreign_accent if by_accent else _is_slip_alone),
    ):
        slips = sorted(_slips(names, is_slip), key=lambda slip: (-len(slip[1]), slip[0]))
        for at, one, other in slips:
            rare, usual = sorted((one, other), key=lambda name: len(names[name]))
            if names is found.alone and not _sure_alone(rare, usual, names):
                continue
            usual_places.update(places[at] for places in names[usual])
            for places in names[rare]:
                if places[at] not in told:
                    told.add(places[at])
                    yield _problem(rare, usual, places[at], len(names[usual]))
    told |= usual_places
    for problem in surnames_spelled_two_ways(passages, language):
        if problem.place not in told:
            yield problem


def _problem(rare: Name, usual: Name, place: Place, times: int) -> Problem:
    return Problem(
        code="P101",
        message=f"“{' '.join(rare)}” is “{' '.join(usual)}” elsewhere",
        place=place,
        hint=f"spell the name one way; the other stands {times}×",
        level="warning",
    )


def _take(run: Sequence[re.Match[str]], passage: Passage, found: _Found) -> None:
    name = tuple(map(written, run))
    places = tuple(passage.where(word.start()) for word in run)
    for at in range(len(run) - 1):
        found.pairs[name[at : at + 2]].append(places[at : at + 2])
    for length in _LONGER:
        for at in range(len(run) - length + 1):
            found.longer[name[at : at + length]].append(places[at : at + length])
    # What opens a sentence may be a common word: “Then Erdoğan”.
    if len(run) == (2 if opens_sentence(run[0]) else 1) and not passage.plain:
        found.alone[name[-1:]].append(places[-1:])


def _slips(
    names: Iterable[Name], is_slip: Callable[[str, str], bool]
) -> Iterator[tuple[int, Name, Name]]:
    """Which word differs, and the two names."""
    for one, other in _comparable(names):
        differing = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(differing) == 1 and is_slip(one[differing[0]], other[differing[0]]):
            yield differing[0], one, other


def _comparable(names: Iterable[Name]) -> Iterator[tuple[Name, Name]]:
    """Pairs of names that may differ in one word: those of a length that share another word.

    A name of one word is compared with those that begin with its letter.
    """
    sharing: dict[tuple[int, int, str], list[Name]] = defaultdict(list)
    for name in names:
        if len(name) == 1:
            sharing[1, 0, bare(name[0])[:1]].append(name)
        else:
            # Two names that differ in one word agree in their first or in their last.
            sharing[len(name), 0, name[0]].append(name)
            sharing[len(name), -1, name[-1]].append(name)
    seen: set[tuple[Name, Name]] = set()
    for group in sharing.values():
        for pair in combinations(group, 2):
            if pair not in seen:
                seen.add(pair)
                yield pair


def _is_slip(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    derived = is_inflected(short, long) or one.casefold() == other.casefold()
    if (
        derived
        or (one.isupper() and other.isupper())
        or one.casefold() in _SENTENCE_STARTS
        or short[0] != long[0]
        or len(short) < _SHORTEST
    ):
        return False
    return edits(short, long) <= (2 if len(short) >= _TWO_SLIPS_FROM else 1)


def _is_slip_in_long(one: str, other: str) -> bool:
    """Where two and more words agree, a shorter one may differ: Aung San, Aung Sang Suu Kyi."""
    short, long = sorted((one, other), key=len)
    plural = long in (f"{short}s", f"{short}es", f"{short}’s", f"{short}n", f"{short}en")
    if plural or short[0] != long[0] or len(short) < 3 or one.casefold() == other.casefold():
        return False
    return edits(short, long) == 1 and not _is_derived(short, long)


def _is_slip_alone(one: str, other: str) -> bool:
    if bare(one) == bare(other):
        return len(one) >= 4 and one.casefold() != other.casefold()
    same_ends = one[0] == other[0] and one[-1] == other[-1]
    enough = min(len(one), len(other)) >= _ALONE_FROM
    return same_ends and enough and edits(one, other) == 1


def _is_foreign_accent(one: str, other: str) -> bool:
    """Accents but for the umlaut, which makes “Gärten” of “Garten”."""
    umlauts = str.maketrans("äöüÄÖÜ", "aouAOU")
    return (
        _is_slip_alone(one, other)
        and bare(one) == bare(other)
        and (one.translate(umlauts) != other.translate(umlauts))
    )


def _sure_alone(rare: Name, usual: Name, names: Mapping[Name, Sequence[object]]) -> bool:
    accents = bare(rare[0]) == bare(usual[0])
    return accents or (len(names[rare]) == 1 and len(names[usual]) > 1)


def _is_derived(short: str, long: str) -> bool:
    return long.startswith(short) and len(short) >= _SHORTEST
