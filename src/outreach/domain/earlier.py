"""What an earlier letter said of who had signed, against who has signed now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .names import name_key


@dataclass(frozen=True, slots=True)
class Earlier:
    """The letter that its recipient had before, as the letter that updates it tells of it.

    ``signatories`` is how many it named; ``joined`` are those who have signed since, in the order
    in which the statement prints them, and ``withdrawn`` those who have not any more.
    """

    signatories: int
    joined: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()


def since(named: Sequence[str], now: Sequence[str]) -> Earlier:
    """A letter that named ``named``, for a statement that ``now`` have signed.

    Names that differ by case, accents and punctuation alone are one.

    >>> since(["Freiheit e.V.", "Amity"], ["FREIHEIT e. V.", "Concord"])
    Earlier(signatories=2, joined=('Concord',), withdrawn=('Amity',))
    """
    before, after = set(map(name_key, named)), set(map(name_key, now))
    return Earlier(
        len(named),
        tuple(one for one in now if name_key(one) not in before),
        tuple(one for one in named if name_key(one) not in after),
    )
