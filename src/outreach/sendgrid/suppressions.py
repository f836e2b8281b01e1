"""The lists of whom SendGrid will not write to, and of whom it could not.

https://www.twilio.com/docs/sendgrid/api-reference/suppressions-suppressions
https://www.twilio.com/docs/sendgrid/for-developers/sending-email/suppressions
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from outreach.domain.contact import address_key
from outreach.domain.event import Event, EventKind

from .asking import Asks
from .windows import Window, windows

MOST_LISTED = 500
"""SendGrid lists no more on a page."""

LISTS: Mapping[str, EventKind] = {
    "bounces": EventKind.BOUNCE,
    "blocks": EventKind.BOUNCE,
    "invalid_emails": EventKind.DROPPED,
    "spam_reports": EventKind.COMPLAINT,
    "unsubscribes": EventKind.UNSUBSCRIBE,
}
"""Each list and what it tells of a letter. ``unsubscribes`` are those from everything; ``blocks``
suppress nobody."""
GROUPS = "groups"
"""What the members of unsubscribe groups go by here, whom SendGrid lists elsewhere."""

_INVALID = "Invalid"
"""SendGrid's reason for dropping a letter to such an address."""
_LONGEST_REASON = 500
_YEAR_10000 = 253_402_300_800


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """An address on a list since ``at``, in unix seconds. ``reason`` is a foreign server's text.

    Blank: an entry without an address or a time, which says nothing.
    """

    listed: str
    email_key: str
    at: int
    reason: str = ""
    status: str = ""

    @property
    def kind(self) -> EventKind:
        return EventKind.GROUP_UNSUBSCRIBE if self.listed == GROUPS else LISTS[self.listed]

    def event(self, delivery: str, batch: str) -> Event:
        """As what became of this delivery; the same entry gives the same event."""
        invalid = self.listed == "invalid_emails"
        return Event(
            key=f"suppressions-{self.listed}-{delivery}",
            kind=self.kind,
            at=self.at,
            email_key=self.email_key,
            delivery=delivery,
            batch=batch,
            reason=_INVALID if invalid else self.reason,
            status=self.status,
            soft=self.listed == "blocks",
            source="suppressions",
        )


def listed(sendgrid: Asks, name: str, start: int, end: int) -> Iterator[Window[Entry]]:
    """The entries of one of ``LISTS`` from ``start`` to ``end``, both included, in windows that
    are whole. Raises SendGridError."""

    def page(first: int, last: int) -> list[Entry]:
        return _page(sendgrid, name, first, last)

    for window in windows(page, start, end, MOST_LISTED):
        if window.cut:
            rows = _second(sendgrid, name, window.start)
            yield Window(window.start, window.end, rows)
        else:
            yield window


def _page(sendgrid: Asks, name: str, start: int, end: int, offset: int = 0) -> list[Entry]:
    query = {"start_time": str(start), "end_time": str(end), "limit": str(MOST_LISTED)}
    if offset:
        query["offset"] = str(offset)
    rows = sendgrid.ask("GET", ("suppression", name), query=query).body
    if not isinstance(rows, list):
        raise sendgrid.odd("a list of addresses")
    return [_entry(name, row, "created") or Entry(name, "", 0) for row in rows]


def _second(sendgrid: Asks, name: str, at: int) -> list[Entry]:
    """All of one second. Pages may shift meanwhile: they overlap by half, and repeats go.

    Ends at a page that names nobody new, so that a server which knows no offset ends it too.
    """
    found: dict[str, Entry] = {}
    offset = 0
    while True:
        page = _page(sendgrid, name, at, at, offset)
        known = len(found)
        found.update((one.email_key, one) for one in page)
        if len(page) < MOST_LISTED or len(found) == known:
            return list(found.values())
        offset += MOST_LISTED // 2


def members(sendgrid: Asks) -> Iterator[tuple[int, Entry]]:
    """Whoever left an unsubscribe group, with the group's number: all of them, in one answer."""
    rows = sendgrid.ask("GET", "asm/suppressions").body
    if not isinstance(rows, list):
        raise sendgrid.odd("a list of addresses")
    for row in rows:
        match row:
            case {"group_id": int(group)} if entry := _entry(GROUPS, row, "created_at"):
                yield group, entry


def _entry(name: str, row: object, since: str) -> Entry | None:
    """None where it names no address or no time."""
    match row:
        case {"email": str(email), **more} if email:
            at = more.get(since)
            if isinstance(at, bool) or not isinstance(at, int) or not 0 <= at < _YEAR_10000:
                return None
            return Entry(
                name,
                address_key(_storable(email)),
                at,
                _text(more.get("reason"))[:_LONGEST_REASON],
                _text(more.get("status"))[:20],
            )
    return None


def _text(value: object) -> str:
    return _storable(value) if isinstance(value, str) else ""


def _storable(text: str) -> str:
    """JSON may spell NUL and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
