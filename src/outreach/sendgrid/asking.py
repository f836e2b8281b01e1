"""Asking SendGrid much: so many times at most, at the pace it allows, and by its clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

from outreach.errors import Interrupted, OutreachError, RateLimited, SendGridError, Unanswered

from .client import Answer

LONGEST_WAIT = 120.0
"""Seconds: whoever asks to wait longer is asked again another time."""
_FIRST_PAUSE = 2.0
"""Seconds, doubled with each refusal that names no time (SendGrid: "back off exponentially")."""
_MOST_TRIES = 6
_LEAST_SKEW = timedelta(seconds=2)
"""``Date`` tells whole seconds, and the answer was under way."""


class Asks(Protocol):
    """What is asked: a client, or one that counts and waits."""

    def ask(
        self,
        method: str,
        path: str | Sequence[str],
        body: object = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer: ...

    def odd(self, what: str) -> SendGridError: ...


class Spent(OutreachError):
    """As many requests were made as were allowed."""


class Asker:
    """``sendgrid``, asked ``most`` times at most.

    Where it answers 429 it is asked again when it says, at ``X-RateLimit-Reset``, and once more
    where no answer came: nothing is changed by asking. ``wait`` sleeps, and says whether somebody
    wants it to end. ``asked`` counts the requests, ``skew`` is how far SendGrid's clock is ahead
    of ``now``.
    """

    def __init__(
        self,
        sendgrid: Asks,
        most: int,
        now: Callable[[], datetime],
        wait: Callable[[float], bool],
        tell: Callable[[str], object] = lambda _: None,
    ) -> None:
        self._sendgrid = sendgrid
        self._most = most
        self._now = now
        self._wait = wait
        self._tell = tell
        self.asked = 0
        self.skew = timedelta()

    @property
    def left(self) -> int:
        """How many requests may still be made."""
        return self._most - self.asked

    def clock(self) -> int:
        """SendGrid's time in unix seconds."""
        return int((self._now() + self.skew).timestamp())

    def ask(
        self,
        method: str,
        path: str | Sequence[str],
        body: object = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        """As the client's. Raises Spent, Interrupted where somebody wants it to end, and
        RateLimited where the wait would be too long."""
        lost = False
        for tries in range(_MOST_TRIES):
            if self._wait(0):
                raise Interrupted("stopped; what was learnt is kept", "run this again to go on")
            if not self.left:
                raise Spent(f"{self.asked:,} requests were made, and more would be needed")
            self.asked += 1
            try:
                answer = self._sendgrid.ask(method, path, body, query)
            except RateLimited as slow:
                self._pause(slow, tries)
            except Unanswered:
                if lost:
                    raise
                lost = True
            else:
                self._set_clock(answer)
                return answer
        raise RateLimited("SendGrid asks to slow down again and again", "run this again later")

    def odd(self, what: str) -> SendGridError:
        return self._sendgrid.odd(what)

    def _pause(self, slow: RateLimited, tries: int) -> None:
        named = slow.retry_after
        seconds = _FIRST_PAUSE * 2**tries if named is None else max(named, 0.1)
        if seconds > LONGEST_WAIT:
            raise RateLimited(
                f"SendGrid asks to wait {seconds:,.0f} seconds", "run this again then", named
            ) from None
        self._tell(f"SendGrid asks to wait {seconds:,.0f} s")
        self._wait(seconds)

    def _set_clock(self, answer: Answer) -> None:
        try:
            theirs = parsedate_to_datetime(answer.headers.get("date", ""))
        except (ValueError, TypeError):
            return
        skew = (theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)) - self._now()
        self.skew = skew if abs(skew) >= _LEAST_SKEW else timedelta()
