"""SendGrid's Email Logs: was a letter of an uncertain batch taken?

https://www.twilio.com/docs/sendgrid/api-reference/email-logs
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from outreach.errors import Rejected

from .client import SendGrid

MOST_LISTED = 1000
"""SendGrid lists no more at a time, and has no second page."""
MOST_LOOKED_AT = 50
_MARGIN = timedelta(hours=1)
"""This machine's clock may be ahead of SendGrid's."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Whether the logs know a letter of the batch.

    ``message_id`` is the X-Message-Id of its request and ``status`` SendGrid's last word about the
    letter. ``looked_at`` counts the letters to the address that were looked into. Where not
    ``complete`` something could not be looked into, and ``found`` False proves nothing; nor does it
    soon after the request, for the logs lag.
    """

    found: bool
    message_id: str = ""
    status: str = ""
    looked_at: int = 0
    complete: bool = True


@dataclass(frozen=True, slots=True)
class _Listed:
    id: str
    status: str


def trace(sendgrid: SendGrid, *, email: str, batch: str, since: datetime) -> Trace:
    """Look for a letter to ``email`` that names our ``batch`` and was taken after ``since``.

    A request is taken whole or not at all, so one of its recipients tells of all. Raises
    SendGridError: NotAuthorised where the key may not read logs, RateLimited where it should wait.
    """
    if '"' in email or "\\" in email:  # how a query would quote these nobody says
        return Trace(False, complete=False)
    seen: set[str] = set()
    complete = True
    # Comparison is by case, and whether the logs keep that of the request is not documented.
    for spelling in dict.fromkeys((email, email.lower())):
        listed = _listed(sendgrid, spelling, since)
        complete = complete and len(listed) < MOST_LISTED
        for letter in listed:
            if letter.id in seen:
                continue
            if len(seen) >= MOST_LOOKED_AT:
                complete = False
                break
            seen.add(letter.id)
            named = _batch_of(sendgrid, letter.id)
            if named == batch:
                return Trace(True, letter.id.partition(".")[0], letter.status, len(seen), complete)
            complete = complete and named is not None
    return Trace(False, looked_at=len(seen), complete=complete)


def _listed(sendgrid: SendGrid, email: str, since: datetime) -> list[_Listed]:
    after = (since - _MARGIN).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    query = f'to_email = "{email}" AND sg_message_id_created_at > TIMESTAMP "{after}"'
    match sendgrid.ask("POST", "logs", {"query": query, "limit": MOST_LISTED}).body:
        case {"messages": [*rows]}:
            return list(_read(sendgrid, rows))
    raise sendgrid.odd("a list of letters")


def _read(sendgrid: SendGrid, rows: list[object]) -> Iterator[_Listed]:
    for row in rows:
        match row:
            case {"sg_message_id": str(message_id), "status": str(status)} if message_id:
                yield _Listed(message_id, status)
            case _:
                raise sendgrid.odd("a list of letters")


def _batch_of(sendgrid: SendGrid, sg_message_id: str) -> str | None:
    """The batch a letter names, blank if it names none; None where its arguments are not shown.

    Every letter of ours has some, and SendGrid's description lets a letter's details lack them.
    """
    try:
        details = sendgrid.ask("GET", ("logs", sg_message_id)).body
    except Rejected as refused:
        if refused.status == 404:  # listed, and not yet to be looked into
            return None
        raise
    match details:
        case {"custom_args": {"outreach_batch": str(batch)}}:
            return batch
        case {"custom_args": dict()}:
            return ""
    return None
