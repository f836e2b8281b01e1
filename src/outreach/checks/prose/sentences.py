"""Where sentences begin and end, and which words are somebody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

Span = tuple[int, int]

_END = re.compile(r"[.!?…]+[”’\"')\]»]*(?=\s|$)|[。！？]+[」』”’）]*|\n")
_SHORTENED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Rep|Reps|Sen|Sens|Gov|Gen|Lt|Col|Capt|Sgt|Rev|Hon|St|Jr|Sr|No|Nos|Art"
    r"|Arts|vs|cf|approx|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Abs|Nr|bzw"
    r"|ca|usw|etc|al|M|MM|Mme|Mlle|Sra?|Ud|Uds|p|pp|e\.g|i\.e|z\.\s?B|d\.\s?h|u\.\s?a|[A-ZÀ-Þ])$"
)
# “24. April” in German.
_MONTHS_OF_ORDINALS = tuple(str.split("Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez"))
_OPEN_TO_CLOSED = (("“", "”"), ("„", "“"), ("„", "”"), ("«", "»"), ("»", "«"), ("「", "」"),
                   ("『", "』"), ("《", "》"), ('"', '"'))  # fmt: skip
_QUOTED = re.compile(
    "|".join(f"{opening}[^{opening}{closing}\n]+{closing}" for opening, closing in _OPEN_TO_CLOSED)
)


@lru_cache(maxsize=512)
def sentences(words: str) -> tuple[Span, ...]:
    """Start and end of each sentence, item and heading. “Dr. Tso” and “24. April” are not two."""
    return tuple(_sentences(words))


def _sentences(words: str) -> Iterator[Span]:
    start = 0
    for end in _END.finditer(words):
        if end[0] != "\n" and _goes_on(words, end):
            continue
        if words[start : end.end()].strip():
            yield _trimmed(words, start, end.end())
        start = end.end()
    if words[start:].strip():
        yield _trimmed(words, start, len(words))


def _goes_on(words: str, stop: re.Match[str]) -> bool:
    before = words[max(0, stop.start() - 12) : stop.start()]
    if stop[0] == "." and _SHORTENED.search(before):
        return True
    after = words[stop.end() : stop.end() + 4].strip()
    ordinal = before[-1:].isdigit() and after.startswith(_MONTHS_OF_ORDINALS)
    return ordinal or after[:1].islower()


def _trimmed(words: str, start: int, end: int) -> Span:
    said = words[start:end]
    return start + len(said) - len(said.lstrip()), start + len(said.rstrip())


def sentence_at(words: str, offset: int) -> Span:
    """The sentence that holds the offset."""
    for start, end in sentences(words):
        if start <= offset < end:
            return start, end
    return 0, len(words)


@lru_cache(maxsize=512)
def quoted(words: str) -> tuple[Span, ...]:
    """What stands between quotation marks, with them: the words of others."""
    return tuple(match.span() for match in _QUOTED.finditer(words))


@lru_cache(maxsize=512)
def own_words(words: str) -> str:
    """The text with what is quoted blanked by NUL, each offset staying where it was."""
    for start, end in quoted(words):
        words = words[:start] + "\x00" * (end - start) + words[end:]
    return words


def in_quotes(words: str, offset: int) -> bool:
    spans = quoted(words)
    return bool(spans) and any(start <= offset < end for start, end in spans)
