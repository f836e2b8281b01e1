"""Every error outreach raises on purpose, typed by what the reader should do next.

::

    OutreachError                    1  could not
    ├── WrongUsage                   2  say it differently
    ├── NeedsFixing                  3  mend the campaign, the files or the list; carries problems
    ├── PartlySubmitted              4  run the named command to go on
    ├── Interrupted                130  stopped by the user; nothing is lost
    ├── StoreError                   1
    │   ├── StoreMissing                create it
    │   ├── StoreLocked                 wait for the other program
    │   ├── StoreTooNew                 upgrade outreach
    │   ├── NotAStore                   name another file
    │   ├── StoreDamaged                restore a backup
    │   ├── KeyNeeded                   name the store's key
    │   └── WrongKey                    name the right one
    └── SendGridError                1
        ├── Unreachable                 it did not leave whole: try again
        ├── RateLimited                 nothing was taken: wait, try again
        ├── NotAuthorised               key, scope, credits or sender: nothing was taken
        ├── Rejected                    SendGrid named what is wrong: nothing was taken
        └── Unanswered                  may have been taken: settle, never repeat

An error is a sentence, a hint that says the way out, and an exit code. It knows no terminal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something is. ``line`` and ``column`` count from 1; 0 is unknown."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: a stable code, a sentence, where it is, and the way out.

    ``accepted`` is the reason why the staff lets it stand; blank if it does not.
    """

    code: str
    message: str
    place: Place | None = None
    hint: str = ""
    level: Level = "error"
    edition: str | None = None
    accepted: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message}"


class OutreachError(Exception):
    """Base of all; ``hint`` names the way out, ``exit_code`` what the process returns."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class WrongUsage(OutreachError):
    exit_code = 2


class NeedsFixing(OutreachError):
    """Files or lists that a person must mend; all problems found are reported together."""

    exit_code = 3

    def __init__(self, message: str, problems: Sequence[Problem] = (), hint: str = "") -> None:
        super().__init__(message, hint)
        self.problems = tuple(problems)


class PartlySubmitted(OutreachError):
    exit_code = 4


class Interrupted(OutreachError):
    exit_code = 130


class StoreError(OutreachError):
    pass


class StoreMissing(StoreError):
    pass


class StoreLocked(StoreError):
    pass


class StoreTooNew(StoreError):
    pass


class NotAStore(StoreError):
    pass


class StoreDamaged(StoreError):
    pass


class KeyNeeded(StoreError):
    """The store is encrypted, and neither the environment nor the keyring has its key."""


class WrongKey(StoreError):
    """The key does not open it; a file damaged at its beginning looks the same."""


class SendGridError(OutreachError):
    pass


class Unreachable(SendGridError):
    """No connection was made, or the request did not leave whole: nothing was taken."""


class RateLimited(SendGridError):
    """429: nothing was taken. ``retry_after`` is in seconds where SendGrid says so."""

    def __init__(self, message: str, hint: str = "", retry_after: float | None = None) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class NotAuthorised(SendGridError):
    """401 or 403: the key, its scopes, the credits or the sender. Nothing was taken."""


class Rejected(SendGridError):
    """Another answer that proves nothing was taken.

    ``status`` is the HTTP status; ``faults`` are SendGrid's ``(field, message)`` pairs, where
    the field is a path such as ``personalizations.3.to.0.email``.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        status: int = 400,
        faults: Sequence[tuple[str | None, str]] = (),
    ) -> None:
        super().__init__(message, hint)
        self.status = status
        self.faults = tuple(faults)


class Unanswered(SendGridError):
    """The request may have been taken: a time-out, a reset or a 5xx after it left."""
