"""Where the words that a finding on a finished letter quotes stand in the files it is made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from outreach.errors import Place, Problem

Texts = Sequence[tuple[str, str]]
"""Files, each with its name as findings name it, and its text."""

_QUOTED = re.compile("“([^”]+)”")
_ELEMENT = re.compile(r"<[a-z][a-z0-9]*>")
_MENDED_THERE = re.compile(r"A3\d\d|S20[4-6]|T00[2-4]|X503")
_OF_LOOKS = ("A306", "A307", "A308")
_SHORTEST = 4
"""Characters of a quotation that are looked for; a leftover such as TK is known by less."""


def place_in_sources(text: str, files: Texts) -> Place | None:
    """Where ``text`` stands first, if it stands in one of the files alone.

    Its words may be broken over lines there; what was cut off with “…” is found by its beginning.
    An element such as ``<script>`` is found with whatever attributes.

    >>> place_in_sources("call them", [("a.md", "We\\ncall\\nthem"), ("b.md", "call him")])
    Place(file='a.md', line=2, column=1)
    """
    pattern = _pattern(text)
    found = [(name, whole, match) for name, whole in files if (match := pattern.search(whole))]
    if len(found) != 1:
        return None
    ((name, whole, match),) = found
    before = whole[: match.start()]
    line = before.count("\n") + 1
    return Place(name, line, match.start() - (before.rfind("\n") + 1) + 1)


def where_it_stands(problem: Problem, files: Callable[[], Texts]) -> Problem:
    """The same finding, at the line in question if what it is about stands in one file alone.

    How words look is mended in a template, wherever the words are from.
    """
    if not _MENDED_THERE.fullmatch(problem.code):
        return problem
    of_looks = problem.code in _OF_LOOKS
    for text in quoted_in(problem):
        among = [one for one in files() if not of_looks or one[0].endswith(".j2")]
        if place := place_in_sources(text, among):
            return replace(problem, place=place)
    return problem


def quoted_in(problem: Problem) -> Iterator[str]:
    """What a finding quotes, or else the elements it names, such as ``<img>``; plainest first."""
    least = 2 if problem.code in ("T002", "T003") else _SHORTEST
    quoted = _QUOTED.findall(problem.message)
    yield from (text for text in quoted if len(text.rstrip("…")) >= least)
    if not quoted:
        yield from _ELEMENT.findall(problem.message)


def _pattern(text: str) -> re.Pattern[str]:
    if _ELEMENT.fullmatch(text):
        return re.compile(rf"{text[:-1]}[\s>/]", re.IGNORECASE)
    whole = text.rstrip("…").strip()
    words = r"\s+".join(map(re.escape, whole.split()))
    before = r"(?<!\w)" if whole[:1].isalnum() and whole.isascii() else ""
    after = r"(?!\w)" if whole[-1:].isalnum() and whole.isascii() and whole == text else ""
    return re.compile(f"{before}{words}{after}")
