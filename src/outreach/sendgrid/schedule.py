"""Batch ids of scheduled sends, and the brake: what is paused or cancelled by its batch id.

https://www.twilio.com/docs/sendgrid/api-reference/cancel-scheduled-sends
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from outreach.errors import Rejected

from .client import Answer, SendGrid

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


@dataclass(frozen=True, slots=True)
class Standing:
    """Every batch of the account that is paused or cancelled, each with which.

    What is merely scheduled is not listed. ``clock`` is SendGrid's, None where it does not say.
    """

    orders: Mapping[str, str]
    clock: datetime | None


def stop(sendgrid: SendGrid, batch_id: str, status: Literal["pause", "cancel"]) -> datetime | None:
    """Hold back, or throw away, what waits under ``batch_id``. Asking twice does no harm.

    It is sure to work only until ten minutes before the letters go out. What is paused waits
    beyond that moment, and is thrown away 72 hours after it. When that was by SendGrid's clock,
    None where it does not say.

    Raises NoRoomToStop, or another SendGridError: after Unanswered, ask again.
    """
    try:
        return _clock(sendgrid.ask("POST", _PATH, {"batch_id": batch_id, "status": status}))
    except Rejected as refused:
        if refused.status != 400:
            raise
        # What is wrong SendGrid says in words that no page of it promises.
        found = standing(sendgrid)
        if batch_id in found.orders:
            if found.orders[batch_id] == status:
                return found.clock
            return _clock(sendgrid.ask("PATCH", (*_PATH, batch_id), {"status": status}))
        if len(found.orders) >= MOST_STOPPED:
            raise NoRoomToStop(
                f"SendGrid keeps {MOST_STOPPED} stopped batches, and there are {len(found.orders)}",
                "delete one whose letters are past in SendGrid, or let one go on",
                refused.status,
                refused.faults,
            ) from None
        raise


def let_go(sendgrid: SendGrid, batch_id: str) -> datetime | None:
    """Take the pause off: the letters go out; a batch that has none is fine.

    When that was by SendGrid's clock, None where it does not say.
    """
    return _remove(sendgrid, batch_id)


def forget_order(sendgrid: SendGrid, batch_id: str) -> None:
    """Have SendGrid keep an order no longer that has done its work.

    Letters that still wait would go out: only for what is over.
    """
    _remove(sendgrid, batch_id)


def _remove(sendgrid: SendGrid, batch_id: str) -> datetime | None:
    try:
        return _clock(sendgrid.ask("DELETE", (*_PATH, batch_id)))
    except Rejected as refused:
        if refused.status != 404:
            raise
    return None


def stopped(sendgrid: SendGrid) -> Mapping[str, str]:
    """The orders that stand."""
    return standing(sendgrid).orders


def standing(sendgrid: SendGrid) -> Standing:
    """The orders that stand, and when."""
    answer = sendgrid.ask("GET", _PATH)
    rows = answer.body
    if not isinstance(rows, list):
        raise sendgrid.odd("a list of stopped batches")
    found = {}
    for row in rows:
        match row:
            case {"batch_id": str(batch_id), "status": str(status)}:
                found[batch_id] = status
            case _:
                raise sendgrid.odd("a list of stopped batches")
    return Standing(found, _clock(answer))


def _clock(answer: Answer) -> datetime | None:
    """The moment of the answer (its ``Date``, RFC 9110), to the second."""
    try:
        moment = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
