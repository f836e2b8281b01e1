"""A statement's text as it stands in its files, so that a finding knows its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from outreach.domain.statement import Statement
from outreach.errors import Place

from .plain import plain

Role = Literal["title", "subtitle", "quote", "boilerplate", "body", "note"]

_NOTE = re.compile(r"\[\^[^\]\s]+\]:")
_SEEN_ALIKE = 24
"""So many letters of a value find its line in the front matter, where YAML may fold it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A field of the front matter or one block of the body.

    ``starts`` are the offsets at which the lines of ``text`` begin, ``places`` where those
    lines stand in the file. ``words`` is the text without Markdown; ``origins`` are the offsets
    of its letters in ``text``.
    """

    text: str
    starts: tuple[int, ...]
    places: tuple[Place, ...]
    words: str
    origins: tuple[int, ...]
    role: Role = "body"

    @property
    def plain(self) -> bool:
        """No Markdown is read here."""
        return self.role in ("title", "subtitle", "quote")

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(self.text.split("\n"))

    def at(self, offset: int) -> Place:
        """Where the letter at this offset of ``text`` stands."""
        line = bisect_right(self.starts, offset) - 1
        place = self.places[line]
        return Place(place.file, place.line, place.column + offset - self.starts[line])

    def where(self, offset: int) -> Place:
        """Where the letter at this offset of ``words`` stands."""
        return self.at(self.origins[offset] if offset < len(self.origins) else len(self.text))


def passages(statement: Statement, file: str, text: str) -> tuple[Passage, ...]:
    """Title, subtitle, blocks of the body, quotes and boilerplates; ``text`` is the whole file."""
    lines = _lines(text)
    above = len(lines) - len(_lines(statement.body))
    front = lines[:above]
    fields: list[tuple[str, Role, str]] = [
        ("title:", "title", statement.title),
        ("subtitle:", "subtitle", statement.subtitle),
    ]
    after: list[tuple[str, Role, str]] = [
        *(("", "quote", quote.text) for quote in statement.quotes),
        *(("", "boilerplate", part.text) for part in statement.boilerplates),
    ]
    return (
        *(_field(key, role, value, file, front) for key, role, value in fields if value.strip()),
        *_blocks(lines[above:], file, above + 1),
        *(_field(key, role, value, file, front) for key, role, value in after if value.strip()),
    )


def comments(text: str) -> tuple[str, ...]:
    """The comments of signatories.txt."""
    lines = (line.strip() for line in _lines(text))
    return tuple(line for line in lines if line.startswith("#"))


def _lines(text: str) -> list[str]:
    return (
        text.removeprefix("\ufeff")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .rstrip("\n")
        .split("\n")
    )


def _field(key: str, role: Role, value: str, file: str, front: Sequence[str]) -> Passage:
    starts, places = [], []
    offset = 0
    for line in value.split("\n"):
        starts.append(offset)
        places.append(_place(key, line.strip()[:_SEEN_ALIKE], file, front))
        offset += len(line) + 1
    words, origins = (value, tuple(range(len(value))))
    if role == "boilerplate":
        words, origins = plain(value)
    return Passage(value, tuple(starts), tuple(places), words, origins, role)


def _place(key: str, beginning: str, file: str, front: Sequence[str]) -> Place:
    lines = [(at, line) for at, line in enumerate(front, 1) if line.startswith(key)]
    for at, line in lines:
        if (column := line.find(beginning)) >= 0:
            return Place(file, at, column + 1)
    return Place(file, lines[0][0] if key and lines else 1, 1)


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
    places = tuple(Place(file, number, 1) for number, _ in numbered)
    role: Role = "note" if _NOTE.match(text) else "body"
    return Passage(text, tuple(starts), places, *plain(text), role)
