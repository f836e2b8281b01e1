"""Templates that would not end: those that include themselves, and text repeated for ever.

What may be repeated is counted, so that the same template fails at the same place on any machine;
the clock is for what no count foresees.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

LONGEST = 100_000
"""Of what ``*`` repeats, in characters or items: as many as Jinja's sandbox lets ``range`` have."""
MOST_STEPS = 1_000_000
"""Of a template, each time it is printed: turns of its loops, calls, numbers of its ranges."""
LONGEST_PRINTED = 20_000_000
"""Characters. Gmail cuts off after a hundred thousand."""
PATIENCE_SECONDS = 20.0
CALL = 5
"""Steps that a call of a macro or a function weighs."""
_STEP = 10
"""Repeated characters or items that weigh as much as a turn."""
_MOST_BITS = 10_000
_INCLUDING = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)


class EndlessError(OverflowError):
    """More than a letter can need."""


class CircleError(TemplateSyntaxError):
    """A template includes, imports or extends itself, perhaps by way of others."""


class Steps:
    """What a template may still do while it is printed; outside of ``printing`` all it likes."""

    def __init__(self) -> None:
        self._left, self._end = math.inf, math.inf

    @contextmanager
    def printing(self) -> Iterator[None]:
        self._left, self._end = MOST_STEPS, time.monotonic() + PATIENCE_SECONDS
        try:
            yield
        finally:
            self._left, self._end = math.inf, math.inf

    def take(self, steps: int = 1) -> None:
        """EndlessError when there are none left."""
        self._left -= steps
        if self._left < 0:
            raise EndlessError(f"this repeats too often: {MOST_STEPS:,} steps are the most")
        if time.monotonic() > self._end:
            raise EndlessError(f"this takes too long: {PATIENCE_SECONDS:.0f} seconds are the most")

    def turns(self, items: Iterable[Any]) -> Iterator[Any]:
        """What a loop goes through, a step each."""
        for item in items:
            self.take()
            yield item

    def taken_by(self, given: Any) -> Any:
        """``given``, as a step that is the longer the more it is."""
        if isinstance(given, range):
            self.take(len(given))
        elif isinstance(given, str | bytes | list | tuple):
            self.take(1 + len(given) // _STEP)
        return given


def joined(pieces: Iterable[str]) -> str:
    """EndlessError where that would be a text longer than any letter."""
    whole, length = [], 0
    for piece in pieces:
        whole.append(piece)
        length += len(piece)
        if length > LONGEST_PRINTED:
            raise EndlessError(f"this prints too much: {LONGEST_PRINTED:,} characters are the most")
    return "".join(whole)


def included(tree: nodes.Template) -> tuple[tuple[str, int], ...]:
    """The templates that one includes, imports or extends, and on which lines.

    Names that are made up while it prints are not known here.
    """
    return tuple((one, node.lineno) for node in tree.find_all(_INCLUDING) for one in _named(node))


def refuse_circle(
    found: Sequence[tuple[str, int]],
    name: str,
    filename: str,
    includes: dict[str, frozenset[str]],
) -> None:
    """Note in ``includes`` what this template includes; CircleError if that leads back to it.

    A template is read after the one that includes it, so the last of a circle closes it.
    """
    includes[name] = frozenset(one for one, _ in found)
    for one, line in found:
        way = _way(one, name, includes)
        if way is not None:
            others = f", by way of {' and '.join([*way[:-1], name])}" if way else ""
            raise CircleError(f"{one} includes itself{others}", line, name, filename)


def _named(node: Any) -> Iterator[str]:
    names = node.template
    for one in names.items if isinstance(names, nodes.List | nodes.Tuple) else [names]:
        if isinstance(one, nodes.Const) and isinstance(one.value, str):
            yield one.value


def _way(start: str, end: str, includes: Mapping[str, frozenset[str]]) -> list[str] | None:
    """The templates after ``start`` on a way to ``end``; None if there is none."""
    ways: list[list[str]] = [[]]
    seen = {start}
    while ways:
        way = ways.pop()
        here = way[-1] if way else start
        if here == end:
            return way
        for one in sorted(includes.get(here, frozenset()) - seen):
            seen.add(one)
            ways.append([*way, one])
    return None


def refuse_endless(operator: str, left: Any, right: Any) -> None:
    """EndlessError where ``left * right`` or ``left ** right`` would fill the memory."""
    if operator == "**":
        size = _bits(left) * abs(right) if isinstance(right, int) else 0
        if size > _MOST_BITS:
            raise EndlessError("the number is too long")
        return
    if _bits(left) + _bits(right) > 2 * _MOST_BITS:
        raise EndlessError("the number is too long")
    for text, times in ((left, right), (right, left)):
        repeated = isinstance(text, str | bytes | list | tuple) and isinstance(times, int)
        if repeated and len(text) * times > LONGEST:
            raise EndlessError(f"repeated so often this is too long: {LONGEST:,} are the most")


def _bits(value: Any) -> int:
    return value.bit_length() if isinstance(value, int) else 0
