"""Templates that would not end: those that include themselves, and text repeated for ever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

LONGEST = 100_000
"""Of what ``*`` repeats, in characters or items: as many as Jinja's sandbox lets ``range`` have."""
_MOST_BITS = 10_000
_INCLUDING = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)


class CircleError(TemplateSyntaxError):
    """A template includes, imports or extends itself, perhaps by way of others."""


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
    """OverflowError where ``left * right`` or ``left ** right`` would fill the memory."""
    if operator == "**":
        size = _bits(left) * abs(right) if isinstance(right, int) else 0
        if size > _MOST_BITS:
            raise OverflowError("the number is too long")
        return
    if _bits(left) + _bits(right) > 2 * _MOST_BITS:
        raise OverflowError("the number is too long")
    for text, times in ((left, right), (right, left)):
        repeated = isinstance(text, str | bytes | list | tuple) and isinstance(times, int)
        if repeated and len(text) * times > LONGEST:
            raise OverflowError(f"repeated so often this is too long: {LONGEST:,} are the most")


def _bits(value: Any) -> int:
    return value.bit_length() if isinstance(value, int) else 0
