"""Numbers of signatories that the text gives, against the list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outreach.errors import Problem

from .passages import Passage

_UNITS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORTH = {word: number for number, word in enumerate(_UNITS.split(), 1)} | {
    word: 10 * number for number, word in enumerate(str.split(_TENS), 2)
}
_WORD = "|".join(sorted(_WORTH, key=len, reverse=True))
_COUNT = re.compile(
    rf"(?P<number>\b\d{{1,4}}|\b(?:{_WORD})(?:-(?:{_WORD}))?)\s+(?:[\w-]+\s+){{0,3}}?"
    r"(?:organi[sz]ations|groups|ngos|signatories|organisationen|gruppen|associations)\b",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(r"\b(?:more than|over|at least|mehr als|plus de)\s+$", re.IGNORECASE)
_VAGUE = re.compile(r"\b(?:nearly|almost|about|around|some|up to|other)\s+$", re.IGNORECASE)
_OF_SIGNING = re.compile(
    r"\b(?:co-?)?sign(?:ed|ing|ator)|\bundersigned|\bcoalition of|\bendorse|\bjoint|\bwe\b"
    r"|unterzeichn|signataire",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?](?=\s)|\n")


def counts_that_disagree(passages: Sequence[Passage], signatories: int) -> Iterator[Problem]:
    """P110 where a sentence about the signing gives another number than the list has.

    “Two organizations were banned” is not about the signing; “nearly 50” is not a number.
    """
    for passage in passages:
        for match in _COUNT.finditer(passage.text):
            before = passage.text[: match.start()]
            said = _value(match["number"])
            enough = _AT_LEAST.search(before) is not None and signatories >= said
            if said == signatories or enough or _VAGUE.search(before):
                continue
            if _OF_SIGNING.search(_sentence(passage.text, match)):
                yield Problem(
                    code="P110",
                    message=f"“{match[0]}”, but the list has {signatories} signatories",
                    place=passage.at(match.start()),
                    hint="correct the number or the list",
                )


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    return sum(_WORTH[word] for word in number.casefold().split("-"))


def _sentence(text: str, match: re.Match[str]) -> str:
    ends = [end.end() for end in _SENTENCE_END.finditer(text, 0, match.start())]
    after = _SENTENCE_END.search(text, match.end())
    return text[ends[-1] if ends else 0 : after.start() if after else len(text)]
