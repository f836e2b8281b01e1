"""Lists that SendGrid cuts off, read in windows of time that are small enough to be whole.

Where pages are numbered they shift while something is added, and the logs have none at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Window(Generic[Row]):
    """What was listed from ``start`` to ``end``, both included, in unix seconds.

    ``cut``: it is one second that holds as much as is ever listed, so perhaps more.
    """

    start: int
    end: int
    rows: Sequence[Row]
    cut: bool = False


def windows(
    listed: Callable[[int, int], Sequence[Row]],
    start: int,
    end: int,
    most: int,
    bursts: Sequence[int] = (),
) -> Iterator[Window[Row]]:
    """The windows from ``start`` to ``end``, the oldest first, each with all that is in it.

    One that holds ``most`` is divided: about at the middle one of ``bursts``, seconds at which
    much is known to have happened, else in the middle.

    >>> at = [3, 3, 7, 8]
    >>> within = lambda start, end: [one for one in at if start <= one <= end]
    >>> [(one.start, one.end, one.rows) for one in windows(within, 0, 10, 3)]
    [(0, 5, [3, 3]), (6, 10, [7, 8])]
    """
    waiting = [(start, end)]
    while waiting:
        first, last = waiting.pop()
        if first > last:
            continue
        rows = listed(first, last)
        full = len(rows) >= most
        if full and first < last:
            middle = _middle(first, last, bursts)
            waiting += [(middle + 1, last), (first, middle)]
        else:
            yield Window(first, last, rows, full)


def _middle(first: int, last: int, bursts: Sequence[int]) -> int:
    """The last second of the first part."""
    known = sorted({edge for one in bursts for edge in (one - 1, one) if first <= edge < last})
    return known[len(known) // 2] if known else (first + last) // 2
