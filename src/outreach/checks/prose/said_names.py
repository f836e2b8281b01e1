"""P101: a signatory whose name the text spells otherwise than the list."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from outreach.domain.names import name_key
from outreach.domain.spelling import edits
from outreach.domain.statement import Signatory
from outreach.errors import Problem

from .passages import Passage

_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_ACRONYM = re.compile(r"\s*\([^()]*\)\s*$")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class _Word:
    written: str
    key: str
    start: int


def signatories_misspelled(
    passages: Sequence[Passage], signatories: Sequence[Signatory]
) -> Iterator[Problem]:
    """Names of two words and more that differ in one word's letters, accents or capitals.

    Names written alike in the list count as right, whichever signatory they belong to.
    """
    names = {_without_acronym(one.name): one.name for one in signatories}
    right = {tuple(_words(name)) for name in names}
    wanted = [tuple(_keyed(name)) for name in names]
    by_key: dict[str, list[tuple[_Word, ...]]] = defaultdict(list)
    for words in wanted:
        if len(words) > 1:
            # Whichever word is misspelled, the first or the last is not.
            by_key[words[0].key].append(words)
            by_key[words[-1].key].append(words)
    for passage in passages:
        if passage.role not in ("boilerplate", "quote"):
            yield from _in(passage, by_key, right)


def _in(
    passage: Passage,
    by_key: dict[str, list[tuple[_Word, ...]]],
    right: set[tuple[str, ...]],
) -> Iterator[Problem]:
    there = _keyed(passage.words)
    told: set[int] = set()
    for at, word in enumerate(there):
        if word.written[0].islower():
            continue
        for name in by_key.get(word.key, ()):
            starts = (at, at - len(name) + 1)
            for first in dict.fromkeys(starts):
                said = tuple(there[first : first + len(name)]) if first >= 0 else ()
                if len(said) != len(name) or first in told:
                    continue
                if tuple(one.written for one in said) not in right and _nearly(said, name):
                    told.add(first)
                    yield _problem(passage, said, name)


def _nearly(said: Sequence[_Word], name: Sequence[_Word]) -> bool:
    """The same but for accents or capitals, or but for a slip in one word of five letters."""
    if not all(one.written[0].isupper() == two.written[0].isupper()
               for one, two in zip(said, name, strict=True)):  # fmt: skip
        return False
    differing = [(one.key, two.key) for one, two in zip(said, name, strict=True)
                 if one.key != two.key]  # fmt: skip
    if not differing:
        return any(one.written != two.written and not one.written.isupper()
                   for one, two in zip(said, name, strict=True))  # fmt: skip
    if len(differing) > 1:
        return False
    short, long = sorted(differing[0], key=len)
    if len(short) < 5 or long == f"{short}s" or short[0] != long[0]:
        return False
    return edits(short, long) == 1


def _problem(passage: Passage, said: Sequence[_Word], name: Sequence[_Word]) -> Problem:
    written = " ".join(one.written for one in said)
    signed = " ".join(one.written for one in name)
    return Problem(
        code="P101",
        message=f"“{written}” is “{signed}” in the list of signatories",
        place=passage.where(said[0].start),
        hint="spell it as the organisation signed, unless another is meant",
        level="warning",
    )


def _without_acronym(name: str) -> str:
    return _ACRONYM.sub("", name) or name


def _words(name: str) -> list[str]:
    return [_POSSESSIVE.sub("", word[0]) for word in _WORD.finditer(name)]


def _keyed(text: str) -> list[_Word]:
    found = []
    for match in _WORD.finditer(text):
        written = _POSSESSIVE.sub("", match[0])
        found.append(_Word(written, _key(written), match.start()))
    return found


_key = lru_cache(maxsize=4096)(name_key)
