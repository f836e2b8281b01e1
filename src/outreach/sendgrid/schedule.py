"""Batch ids of scheduled sends, and the brake: what is paused or cancelled by its batch id.

https://www.twilio.com/docs/sendgrid/api-reference/cancel-scheduled-sends
"""

from __future__ import annotations

from typing import Literal

from outreach.errors import Rejected

from .client import SendGrid

MOST_STOPPED = 10
"""SendGrid keeps no more at a time, and none goes by itself, not even after its date."""

_PATH = ("user", "scheduled_sends")


class NoRoomToStop(Rejected):
    """Ten batches are stopped already: one must be deleted before another is."""


def new_batch_id(sendgrid: SendGrid) -> str:
    """An id that many requests of one run may share. It is good for ten days; it names one run."""
    match sendgrid.ask("POST", "mail/batch").body:
        case {"batch_id": str(batch_id)} if batch_id:
            return batch_id
    raise sendgrid.odd("a batch id")


def stop(sendgrid: SendGrid, batch_id: str, status: Literal["pause", "cancel"]) -> None:
    """Hold back, or throw away, what waits under ``batch_id``. Asking twice does no harm.

    It is sure to work only until ten minutes before the letters go out. What is paused waits
    beyond that moment, and is thrown away 72 hours after it.

    Raises NoRoomToStop, or another SendGridError: after Unanswered, ask again.
    """
    try:
        sendgrid.ask("POST", _PATH, {"batch_id": batch_id, "status": status})
    except Rejected as refused:
        if refused.status != 400:
            raise
        # What is wrong SendGrid says in words that no page of it promises.
        standing = stopped(sendgrid)
        if batch_id in standing:
            if standing[batch_id] != status:
                sendgrid.ask("PATCH", (*_PATH, batch_id), {"status": status})
        elif len(standing) >= MOST_STOPPED:
            raise NoRoomToStop(
                f"SendGrid keeps {MOST_STOPPED} stopped batches, and there are {len(standing)}",
                "delete one whose letters are past in SendGrid, or let one go on",
                refused.status,
                refused.faults,
            ) from None
        else:
            raise


def go_on(sendgrid: SendGrid, batch_id: str) -> None:
    """Take the pause or the cancellation off; a batch that has neither is fine."""
    try:
        sendgrid.ask("DELETE", (*_PATH, batch_id))
    except Rejected as refused:
        if refused.status != 404:
            raise


def stopped(sendgrid: SendGrid) -> dict[str, str]:
    """Every batch of the account that is paused or cancelled, each with which.

    What is merely scheduled is not listed.
    """
    rows = sendgrid.ask("GET", _PATH).body
    if not isinstance(rows, list):
        raise sendgrid.odd("a list of stopped batches")
    found = {}
    for row in rows:
        match row:
            case {"batch_id": str(batch_id), "status": str(status)}:
                found[batch_id] = status
            case _:
                raise sendgrid.odd("a list of stopped batches")
    return found
