"""The canary: the first few letters of a plan, and what their fate says of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class CanaryOutcome:
    """What is known of a canary's letters; each is counted once.

    ``failed`` are those SendGrid refused, ``silent`` those of which no word has come that settles
    it: a letter that was deferred may still arrive, or come back.
    """

    letters: int = 0
    delivered: int = 0
    bounced: int = 0
    dropped: int = 0
    complained: int = 0
    failed: int = 0
    uncertain: int = 0
    silent: int = 0

    @property
    def bad(self) -> int:
        return self.bounced + self.dropped + self.complained + self.failed + self.uncertain


class Next(Enum):
    """What to do with the letters that wait for the canary."""

    GO_ON = "go on"
    HOLD = "hold"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``why`` is a clause that names the numbers."""

    next: Next
    why: str


_BAD = ("bounced", "dropped", "complained", "failed", "uncertain")


def verdict(outcome: CanaryOutcome, limit: float) -> Verdict:
    """``limit`` is the share of letters that may fare badly, such as 0.1.

    Any letter that SendGrid refused holds the rest: it would refuse those, too. It waits only while
    the letters not heard of can still decide it.
    """
    letters = f"{outcome.letters:,} letter{'' if outcome.letters == 1 else 's'}"
    told = [f"{count:,} {name}" for name in _BAD if (count := getattr(outcome, name))]
    if outcome.failed or outcome.bad > limit * outcome.letters:
        return Verdict(Next.HOLD, f"of the canary's {letters} {', '.join(told)}")
    if outcome.bad + outcome.silent > limit * outcome.letters:
        return Verdict(
            Next.WAIT, f"{outcome.silent:,} of the canary's {letters} have not been heard of"
        )
    fared = f"{outcome.delivered:,} delivered" + "".join(f", {one}" for one in told)
    return Verdict(Next.GO_ON, f"of the canary's {letters} {fared}")
