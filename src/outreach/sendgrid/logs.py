"""SendGrid's Email Logs: was a letter of an uncertain batch taken, and what became of letters?

https://www.twilio.com/docs/sendgrid/api-reference/email-logs
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from outreach.domain.contact import address_key
from outreach.domain.event import Event, EventKind
from outreach.errors import Rejected

from .asking import Asks

MOST_LISTED = 1000
"""SendGrid lists no more at a time, and has no second page."""
MOST_LOOKED_AT = 50
_MARGIN = timedelta(hours=1)
"""This machine's clock may be ahead of SendGrid's."""
KEPT = timedelta(days=30)
"""SendGrid keeps no letter's log for longer (Email Logs, "Data Retention")."""

STATUSES: Mapping[str, EventKind] = {
    "processed": EventKind.PROCESSED,
    "delivered": EventKind.DELIVERED,
    "deferred": EventKind.DEFERRED,
    "dropped": EventKind.DROPPED,
    "bounced": EventKind.BOUNCE,
    "blocked": EventKind.BOUNCE,
}
"""A letter's status, of the logs' description, and what event it sums up."""
_LONGEST_REASON = 500


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


@dataclass(frozen=True, slots=True, repr=False)
class Logged:
    """One letter of the list. ``id`` is its own, ``reason`` a foreign server's text."""

    id: str
    status: str
    email_key: str = ""
    reason: str = ""

    @property
    def message_id(self) -> str:
        """The X-Message-Id of its request."""
        return self.id.partition(".")[0]

    def event(self, batch: str, delivery: str, asked: int) -> Event:
        """What its status says of this delivery; it was so at ``asked``, and when it became so the
        list does not tell."""
        return Event(
            key=f"logs-{self.status}-{self.id}",
            kind=STATUSES[self.status],
            at=asked,
            email_key=self.email_key,
            delivery=delivery,
            batch=batch,
            message_id=self.message_id,
            reason=self.reason,
            soft=self.status == "blocked",
            source="logs",
        )


def letters(
    sendgrid: Asks, category: str, start: int, end: int, *, status: str = "", email: str = ""
) -> list[Logged]:
    """The letters of a category that were taken from ``start`` to ``end``, both included.

    At most ``MOST_LISTED`` of them, in no order that is promised. ``email`` must be one that
    ``can_be_named``. Raises SendGridError.
    """
    terms = [
        f"categories IN ('{category}')",
        f'sg_message_id_created_at >= TIMESTAMP "{_stamp(start)}"',
        f'sg_message_id_created_at < TIMESTAMP "{_stamp(end + 1)}"',
        *([f"status IN ('{status}')"] if status else []),
        *([f'to_email = "{email}"'] if email else []),
    ]
    return _asked(sendgrid, " AND ".join(terms))


def can_be_named(email: str) -> bool:
    """Whether a query can ask for it: how it would quote these two nobody says."""
    return '"' not in email and "\\" not in email


def arguments(sendgrid: Asks, sg_message_id: str) -> tuple[str, str] | None:
    """The batch and the delivery that a letter names, blank where it names none; None where its
    arguments are not shown."""
    match _details(sendgrid, sg_message_id):
        case {"custom_args": dict() as own}:
            batch, delivery = own.get("outreach_batch"), own.get("outreach_delivery")
            return (
                batch if isinstance(batch, str) else "",
                delivery if isinstance(delivery, str) else "",
            )
    return None


def trace(sendgrid: Asks, *, email: str, batch: str, since: datetime) -> Trace:
    """Look for a letter to ``email`` that names our ``batch`` and was taken after ``since``.

    A request is taken whole or not at all, so one of its recipients tells of all. Raises
    SendGridError: NotAuthorised where the key may not read logs, RateLimited where it should wait.
    """
    if not can_be_named(email):
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


def _listed(sendgrid: Asks, email: str, since: datetime) -> list[Logged]:
    after = _stamp(int((since - _MARGIN).timestamp()))
    return _asked(
        sendgrid, f'to_email = "{email}" AND sg_message_id_created_at > TIMESTAMP "{after}"'
    )


def _stamp(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _asked(sendgrid: Asks, query: str) -> list[Logged]:
    match sendgrid.ask("POST", "logs", {"query": query, "limit": MOST_LISTED}).body:
        case {"messages": [*rows]}:
            return list(_read(sendgrid, rows))
    raise sendgrid.odd("a list of letters")


def _read(sendgrid: Asks, rows: Sequence[object]) -> Iterator[Logged]:
    for row in rows:
        match row:
            case {"sg_message_id": str(message_id), "status": str(status), **more} if message_id:
                yield Logged(
                    message_id,
                    status,
                    address_key(_text(more.get("to_email"))),
                    _text(more.get("reason"))[:_LONGEST_REASON],
                )
            case _:
                raise sendgrid.odd("a list of letters")


def _text(value: object) -> str:
    """As a text that can be stored: JSON may spell NUL and halves of surrogate pairs."""
    if not isinstance(value, str):
        return ""
    return value.replace("\x00", "").encode("utf-8", "replace").decode()


def _batch_of(sendgrid: Asks, sg_message_id: str) -> str | None:
    """The batch a letter names, blank if it names none; None where its arguments are not shown.

    Every letter of ours has some, and SendGrid's description lets a letter's details lack them.
    """
    named = arguments(sendgrid, sg_message_id)
    return None if named is None else named[0]


def _details(sendgrid: Asks, sg_message_id: str) -> object:
    try:
        return sendgrid.ask("GET", ("logs", sg_message_id)).body
    except Rejected as refused:
        if refused.status == 404:  # listed, and not yet to be looked into
            return None
        raise
