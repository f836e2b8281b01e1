"""What an account at SendGrid is like, as far as it matters to our letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SignedDomain:
    """A domain that SendGrid may sign for; ``valid`` once its DNS records were found."""

    domain: str
    valid: bool


@dataclass(frozen=True, slots=True)
class VerifiedSender:
    """One address that may stand in From without its domain being signed for."""

    email: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Switch:
    """A setting of the whole account, on or off, by SendGrid's name for it."""

    name: str
    on: bool


@dataclass(frozen=True, slots=True)
class Credits:
    """Letters left in this period, and when the next one begins, blank where it is not said."""

    remain: int
    next_reset: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """SendGrid's time, by the ``Date`` of an answer, when this machine's said ``here``."""

    there: datetime
    here: datetime

    @property
    def ahead(self) -> float:
        """Seconds that this machine's clock is ahead."""
        return (self.here - self.there).total_seconds()
