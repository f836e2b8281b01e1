"""What became of the rows of a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from outreach.domain.contact_list import Rejected

Outcome = Literal["new", "changed", "unchanged", "merged", "suppressed"]


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one row: ``changed`` names what it brought, ``kept`` what stayed although
    the row says otherwise. ``into`` is the line a merged row repeats; ``reason`` is why its
    address is suppressed. ``shared`` are further addresses that are another contact's.
    """

    line: int
    outcome: Outcome
    changed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    into: int = 0
    reason: str = ""
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the rows of a list; each row counts once.

    ``merged`` rows repeat a contact from further up in the same list; ``changed`` ones brought
    something new to a known contact; ``suppressed`` ones were not taken, since nobody who left is
    brought back by a list, and ``departed`` of them say so themselves. ``kept`` is how many rows
    say something else than what stayed. ``rejected_at`` are the ordinals of the rejected rows in
    the list, from 1. ``told`` describes rows one by one, of each outcome only the first so many.
    ``likely_duplicates`` is how many pairs of contacts seem to be one person, ``shared`` how many
    rows name a further address that is another contact's.
    """

    new: int
    changed: int
    unchanged: int
    merged: int
    suppressed: int
    rejected: tuple[Rejected, ...]
    rejected_at: tuple[int, ...] = ()
    departed: int = 0
    kept: int = 0
    told: tuple[Told, ...] = ()
    likely_duplicates: int = 0
    shared: int = 0


class Counts:
    """The tally as it grows. At most ``explained`` rows of each outcome are described."""

    def __init__(self, rejected: Sequence[tuple[int, Rejected]], explained: int | None) -> None:
        self._outcomes: Counter[str] = Counter()
        self._described: Counter[str] = Counter()
        self._rejected = list(rejected)
        self._explained = explained
        self._told: list[Told] = []
        self._departed = 0
        self._kept = 0
        self._shared = 0

    def departed(self, line: int, reason: str) -> None:
        self._departed += 1
        self.row(line, "suppressed", reason=reason)

    def rejected(self, n: int, rejected: Rejected) -> None:
        self._rejected.append((n, rejected))

    def row(
        self,
        line: int,
        outcome: Outcome,
        changed: Sequence[str] = (),
        kept: Sequence[str] = (),
        into: int = 0,
        reason: str = "",
        shared: Sequence[str] = (),
    ) -> None:
        self._outcomes[outcome] += 1
        self._kept += bool(kept)
        self._shared += bool(shared)
        if (
            self._may_describe(outcome)
            or (kept and self._may_describe("kept"))
            or (shared and self._may_describe("shared"))
        ):
            self._described.update({outcome: 1, "kept": bool(kept), "shared": bool(shared)})
            told = Told(line, outcome, tuple(changed), tuple(kept), into, reason, tuple(shared))
            self._told.append(told)

    def _may_describe(self, what: str) -> bool:
        return self._explained is None or self._described[what] < self._explained

    def tally(self, likely_duplicates: int) -> Tally:
        rejected = sorted(self._rejected, key=lambda one: one[0])
        return Tally(
            new=self._outcomes["new"],
            changed=self._outcomes["changed"],
            unchanged=self._outcomes["unchanged"],
            merged=self._outcomes["merged"],
            suppressed=self._outcomes["suppressed"],
            rejected=tuple(one for _, one in rejected),
            rejected_at=tuple(n for n, _ in rejected),
            departed=self._departed,
            kept=self._kept,
            told=tuple(sorted(self._told, key=lambda one: one.line)),
            likely_duplicates=likely_duplicates,
            shared=self._shared,
        )
