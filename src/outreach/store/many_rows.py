"""Many rows in few statements.

Each statement hands the interpreter's lock over and takes it back: while another thread computes,
a row at a time would wait for it a thousand times.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

_SIZES = (1000, 100, 10, 1)
"""Few sizes, so that the driver keeps their statements prepared. SQLite takes 32,766 values."""


def in_values(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[str, list[Any]]]:
    """``VALUES (?, …), …`` with its parameters, for all ``rows`` in turn, of up to 32 columns."""
    start = 0
    for size in _SIZES:
        while len(rows) - start >= size:
            part = rows[start : start + size]
            yield _values(size, len(part[0])), list(chain.from_iterable(part))
            start += size


def _values(rows: int, columns: int) -> str:
    known = _known.get((rows, columns))
    if known is None:
        row = f"({', '.join('?' * columns)})"
        known = _known[rows, columns] = f"VALUES {', '.join([row] * rows)}"
    return known


_known: dict[tuple[int, int], str] = {}
