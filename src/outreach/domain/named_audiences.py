"""Audiences with a name, which queries and each other may stand on as ``audience:NAME``."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from .audience import Misread, Query, parse


def resolved(
    definitions: Mapping[str, str],
) -> tuple[dict[str, Query], tuple[Misread, ...]]:
    """Each definition as a query that carries those it stands on, and what is wrong with any.

    All names are in the answer, so that the use of one that is misread is not a mistake besides.
    """
    found: dict[str, Query] = {}
    misread: list[Misread] = []
    for name in definitions:
        _resolve(name, definitions, (), found, misread)
    return found, tuple(misread)


def _resolve(
    name: str,
    definitions: Mapping[str, str],
    path: Sequence[str],
    found: dict[str, Query],
    misread: list[Misread],
) -> None:
    """Depth first; ``path`` are the definitions being read, the outermost first."""
    if name in found:
        return
    found[name] = Query((), definitions[name], name)  # what one in its own circle stands for
    text = definitions[name]
    here = (*path, name)
    for term in parse(text, {one: Query(()) for one in definitions})[0].terms:
        for used in term.values if term.field == "audience" else ():
            if used in here:
                circle = " -> ".join((*here[here.index(used) :], used))
                hint = "take one of them out of the circle"
                misread.append(
                    Misread(f"the audience stands on itself: {circle}", term.column, hint, name)
                )
            else:
                _resolve(used, definitions, here, found, misread)
    query, wrong = parse(text, {one: found.get(one, Query(())) for one in definitions})
    found[name] = dataclasses.replace(query, name=name)
    misread += (dataclasses.replace(one, audience=name) for one in wrong)
