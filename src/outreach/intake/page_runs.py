"""Names that run on in one line: split only where the whole is clearly a separated list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .page_places import is_country

_AND = r"(?:and|&|und|et|y|e|as well as|sowie|ainsi que|以及|和|及|ۋە|དང་)"
_FINAL_AND = re.compile(rf"^{_AND}(?:\s+|(?<=[和及]))", re.IGNORECASE)
_INNER_AND = re.compile(rf"\s+{_AND}\s+", re.IGNORECASE)
# “Center for Law and Democracy”: what follows a preposition may be joined by “and” itself.
_OF_TWO = re.compile(
    r"(?:for|of|on|to|in|against|between|für|gegen|von|zur?|pour|de|du|des|contre|por|para|del)"
    r"(?: the| la| el| les| die| das)?\s+\S+(?:\s\S+)?$",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"(?:inc|ltd|llc|e\.? ?v|gmbh|corp|co|s\.?a|a\.?s\.?b\.?l|jr|sr|ph\.?d|m\.?d|esq)\.?",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"(?:\b(?:inc|ltd|corp|co|jr|sr)|(?:\b\w\.)+\w)\.$", re.IGNORECASE)
_LONGEST_NAME = 14


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a run, where it stands in it, and why it may be read wrongly, or blank."""

    text: str
    start: int
    doubt: str = ""


def names_in_run(text: str, *, sure: bool = False) -> tuple[Name, ...]:
    """The names of “A, B, C and D”, “A; B” or “A · B”; none where it is no such list.

    Semicolons and bullets separate even two; commas need three names, or two and ``sure``, which
    says that what stands around is a list of lists.
    """
    for separators, needed in ((";；", 2), ("•·|", 2), ("、", 2), (",，،", 2 if sure else 3)):
        pieces = tuple(_pieces(text, separators))
        if len(pieces) >= needed and _are_names(pieces):
            comma = "," in separators
            return tuple(_finished(_rejoined(pieces) if comma else pieces, comma=comma))
    both = tuple(_pieces(text, ",，،"))
    if len(both) == 2 and _FINAL_AND.match(both[1].text) and _are_names(both):
        return tuple(_finished(both, comma=True))
    if len(both) == 2 and _INNER_AND.search(both[1].text) and _are_names(both):
        return tuple(_finished(both, comma=True))
    return ()


def _pieces(text: str, separators: str) -> Iterator[Name]:
    """The parts between separators that stand outside brackets."""
    depth, start = 0, 0
    for at, character in enumerate(f"{text}{separators[0]}"):
        if character in "([（【":
            depth += 1
        elif character in ")]）】":
            depth = max(0, depth - 1)
        elif character in separators and (not depth or at == len(text)):
            piece = text[start:at]
            if piece.strip():
                yield Name(piece.strip(), start + len(piece) - len(piece.lstrip()))
            start = at + 1


def _are_names(pieces: Sequence[Name]) -> bool:
    """Whether nearly all begin as names do, and none is as long as a sentence."""
    begin = [_FINAL_AND.sub("", piece.text)[:1] for piece in pieces]
    capital = sum(not first.islower() for first in begin)
    longest = max(len(piece.text.split()) for piece in pieces)
    return capital * 10 >= len(pieces) * 8 and longest <= _LONGEST_NAME


def _rejoined(pieces: Sequence[Name]) -> Sequence[Name]:
    """“Free Tibet, Inc.” is one name."""
    joined: list[Name] = []
    for piece in pieces:
        if joined and _SUFFIX.fullmatch(piece.text.rstrip(".")):
            before = joined.pop()
            joined.append(Name(f"{before.text}, {piece.text}", before.start))
        else:
            joined.append(piece)
    return joined


def _finished(pieces: Sequence[Name], *, comma: bool) -> Iterator[Name]:
    *others, last = pieces
    for piece in others:
        yield _placed(piece, comma=comma)
    last = _without_stop(last)
    conjunction = _FINAL_AND.match(last.text)
    if conjunction:
        skipped = conjunction.end()
        yield _placed(Name(last.text[skipped:], last.start + skipped), comma=comma)
    elif comma:
        yield from _last_two(last)
    else:
        yield last


def _placed(piece: Name, *, comma: bool) -> Name:
    if comma and is_country(piece.text):
        return Name(piece.text, piece.start, "it may belong to the name before it")
    return piece


def _last_two(last: Name) -> Iterator[Name]:
    """“C and D” at the end of a run."""
    joints = list(_INNER_AND.finditer(last.text))
    if not joints:
        yield _placed(last, comma=True)
        return
    joint = joints[-1]
    before, after = last.text[: joint.start()], last.text[joint.end() :]
    doubt = f"“{joint[0].strip()}” may be part of a name or stand between two"
    if len(after.split()) == 1 and _OF_TWO.search(before) and len(joints) == 1:
        yield Name(last.text, last.start, doubt)
    else:
        yield Name(before, last.start, doubt)
        yield Name(after, last.start + joint.end(), doubt)


def _without_stop(piece: Name) -> Name:
    text = piece.text
    if text.endswith(("。", ".")) and not _ABBREVIATED.search(text):
        return Name(text[:-1].rstrip(), piece.start, piece.doubt)
    return piece
