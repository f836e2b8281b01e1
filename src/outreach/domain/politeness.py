"""When the next request may start: the ceiling per second, what SendGrid asks, paced domains.

Moments are seconds of a clock that is never set back; which clock that is, is for the caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_LETTERS_A_MINUTE = "{domain} gets {letters} letters a minute"


@dataclass(slots=True)
class Politeness:
    """What a run has asked of SendGrid so far. The editions of one run share it.

    ``per_second`` is the ceiling on starts of requests, 0 for none; ``pacing`` says how many
    letters a minute a domain gets.
    """

    per_second: float = 0
    pacing: Mapping[str, int] = field(default_factory=dict)
    _next_start: float = float("-inf")
    _held_until: float = float("-inf")
    _held_for: str = ""
    _due: dict[str, float] = field(default_factory=dict)
    _behind: dict[str, float] = field(default_factory=dict)

    def started(self, now: float, domain: str, letters: int) -> None:
        """A request with so many letters starts; ``domain`` is the paced one, or blank.

        Whether it will be taken or not: what is tried again comes after its share of time.
        """
        if self.per_second > 0:
            self._next_start = max(now, self._next_start) + 1 / self.per_second
        if self.pacing.get(domain):
            takes = letters * 60 / self.pacing[domain]
            self._due[domain] = max(now, self._due.get(domain, now)) + takes
            self._behind[domain] = self.behind(domain) + takes

    def behind(self, domain: str) -> float:
        """How many seconds after the first letters to this domain the next ones may leave."""
        return self._behind.get(domain, 0.0)

    def hold(self, until: float, why: str) -> None:
        """Nobody starts a request before that."""
        if until > self._held_until:
            self._held_until, self._held_for = until, why

    def closed_until(self, now: float) -> tuple[float, str]:
        """When any request may start, and what is waited for; ``now`` where one may already.

        What is waited for is blank where it is the ceiling: that is no news to anybody.
        """
        if self._held_until > max(now, self._next_start):
            return self._held_until, self._held_for
        return max(now, self._next_start), ""

    def waiting(self, now: float) -> tuple[str, ...]:
        """The domains that have had their letters for now."""
        return tuple(sorted(domain for domain, due in self._due.items() if due > now))

    def next_due(self, now: float) -> tuple[float, str]:
        """When the first of the waiting domains may get more, and which is waited for."""
        due, domain = min(
            ((due, domain) for domain, due in self._due.items() if due > now), default=(now, "")
        )
        if not domain:
            return now, ""
        return due, _LETTERS_A_MINUTE.format(domain=domain, letters=self.pacing[domain])
