"""Runs of capitalised words, which names are among."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .passages import Passage

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_OPENS_SENTENCE = re.compile(r"(?:^|[.!?:;…。]\s*|\n\s*|[“„«\"(]\s*|[¿¡])$")
_SUFFIXES = frozenset("sneriyaod")
_UNDIVIDED = str.maketrans("ıłøđ", "ilod")


def runs(passage: Passage) -> Iterator[Sequence[re.Match[str]]]:
    """The capitalised words that stand next to each other in ``passage.words``."""
    words = [match for match in _WORD.finditer(passage.words) if match[0][0].isupper()]
    run: list[re.Match[str]] = []
    for before, word in pairwise((None, *words)):
        if before and word and passage.words[before.end() : word.start()].strip(" \u00a0") == "":
            run.append(word)
        else:
            if run:
                yield run
            run = [word] if word else []
    if run:
        yield run


def written(word: re.Match[str]) -> str:
    """The word without the ’s of a possessor."""
    return _POSSESSIVE.sub("", word[0])


def opens_sentence(word: re.Match[str]) -> bool:
    """Whether it stands where a common word would be capitalised, too."""
    before = word.string[max(0, word.start() - 3) : word.start()]
    return _OPENS_SENTENCE.search(before) is not None


def bare(word: str) -> str:
    """In small letters and without accents."""
    split = unicodedata.normalize("NFKD", word.casefold().translate(_UNDIVIDED))
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def is_inflected(short: str, long: str) -> bool:
    """Whether the longer may be a form of the shorter, as “Rights” is and “Schmidt” is not."""
    added = long.removeprefix(short)
    return added != long and (len(added) > 1 or added in _SUFFIXES)
