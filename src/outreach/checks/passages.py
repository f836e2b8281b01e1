"""A statement's text as it stands in its files, so that a finding knows its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from outreach.domain.statement import Statement
from outreach.errors import Place


@dataclass(frozen=True, slots=True)
class Passage:
    """The title, the subtitle (``plain``: no Markdown there) or one block of the body.

    ``starts`` are the offsets at which the lines of ``text`` begin, ``places`` where those
    lines stand in the file.
    """

    text: str
    starts: tuple[int, ...]
    places: tuple[Place, ...]
    plain: bool = False

    def at(self, offset: int) -> Place:
        line = bisect_right(self.starts, offset) - 1
        place = self.places[line]
        return Place(place.file, place.line, place.column + offset - self.starts[line])

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(self.text.split("\n"))


def passages(statement: Statement, file: str, text: str) -> tuple[Passage, ...]:
    """Title, subtitle and blocks of the body, in order; ``text`` is the whole statement.md."""
    lines = _lines(text)
    above = len(lines) - len(_lines(statement.body))
    head = [("title", statement.title), ("subtitle", statement.subtitle)]
    return (
        *(_field(key, value, file, lines[:above]) for key, value in head if value),
        *_blocks(lines[above:], file, above + 1),
    )


def signed_lines(file: str, text: str) -> tuple[tuple[str, ...], tuple[Place, ...]]:
    """The comments of signatories.txt, and where each of its names stands."""
    comments: list[str] = []
    places: list[Place] = []
    for number, line in enumerate(_lines(text), 1):
        name = line.strip()
        if name.startswith("#"):
            comments.append(name)
        elif name:
            places.append(Place(file, number, line.index(name) + 1))
    return tuple(comments), tuple(places)


def _lines(text: str) -> list[str]:
    return (
        text.removeprefix("\ufeff")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .rstrip("\n")
        .split("\n")
    )


def _field(key: str, value: str, file: str, front: Sequence[str]) -> Passage:
    at, line = next(
        ((at, line) for at, line in enumerate(front, 1) if line.startswith(f"{key}:")), (1, "")
    )
    return Passage(value, (0,), (Place(file, at, max(line.find(value), 0) + 1),), plain=True)


def _blocks(lines: Sequence[str], file: str, first: int) -> Iterator[Passage]:
    numbered = enumerate(lines, first)
    for blank, group in groupby(numbered, key=lambda pair: not pair[1].strip()):
        if not blank:
            yield _passage(list(group), file)


def _passage(numbered: Sequence[tuple[int, str]], file: str) -> Passage:
    starts = [0]
    for _, line in numbered[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    text = "\n".join(line for _, line in numbered)
    return Passage(text, tuple(starts), tuple(Place(file, number, 1) for number, _ in numbered))
