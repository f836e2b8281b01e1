"""One JSON object as the cells of a row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from .rows import printable

_JOINED = "; "
_CALLED = ("value", "address", "email", "name", "title", "label")
"""What an entry of a list is known by: ``{"type": "work", "value": "a@example.org"}``."""
_FIRST = ("primary", "preferred", "is_primary", "default")
_DEEPEST = 8


class TooDeep(Exception):
    """Objects within objects within objects: no row."""


def flat(value: Mapping[str, object], prefix: str = "", depth: int = 1) -> dict[str, str]:
    """The object's values by column; an object inside it gives columns ``parent.child``.

    The values of a list are joined by semicolons, the preferred one first.

    >>> flat({"name": "Ann", "office": {"city": "Bonn"}, "emails": [{"value": "a@x.example"}]})
    {'name': 'Ann', 'office.city': 'Bonn', 'emails': 'a@x.example'}
    """
    if depth > _DEEPEST:
        raise TooDeep
    cells: dict[str, str] = {}
    for key, inner in value.items():
        name = printable(prefix + key)
        if isinstance(inner, Mapping):
            cells |= flat(inner, f"{name}.", depth + 1)
        elif isinstance(inner, Sequence) and not isinstance(inner, str):
            cells[name] = _JOINED.join(filter(None, map(_entry, _preferred_first(inner))))
        else:
            cells[name] = _text(inner)
    return cells


def _preferred_first(entries: Iterable[object]) -> list[object]:
    def rank(entry: object) -> bool:
        return not (isinstance(entry, Mapping) and any(entry.get(key) is True for key in _FIRST))

    return sorted(entries, key=rank)


def _entry(entry: object) -> str:
    if isinstance(entry, Mapping):
        named = {str(key).casefold(): inner for key, inner in entry.items()}
        for key in _CALLED:
            if isinstance(inner := named.get(key), str) and inner.strip():
                return _text(inner)
    return _text(entry)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return printable(value)
    try:
        return printable(json.dumps(value, ensure_ascii=False))
    except RecursionError:
        raise TooDeep from None
