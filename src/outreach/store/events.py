"""Taking events in: each fact once, folded into its delivery, settled and suppressed by.

One transaction for all events of a call; a repeat changes nothing, whatever the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database

from outreach.domain.contact import Suppression
from outreach.domain.event import Event, EventKind, suppresses

from .database import transaction
from .learning import learn
from .many_rows import in_values
from .outcomes import Known, outcomes_named, outcomes_of
from .proofs import settle_by
from .suppressions import suppress

_LEAVING = (EventKind.COMPLAINT, EventKind.UNSUBSCRIBE, EventKind.GROUP_UNSUBSCRIBE)
"""A person's word, kept by address whether or not she is a contact yet."""

_LATEST_SECONDS = 96 * 3600
"""SendGrid tries for 72 hours; a bounce that names no letter is of none that is much older."""

_COLUMNS = (
    *("at", "event_key", "kind", "email_key", "delivery_id", "batch_id", "reason", "status", "url"),
    *("soft", "machine", "classification", "source"),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of events: facts that were news, repeats, events of other mail, and those that

    may be ours but name no letter of ours.
    """

    new: int = 0
    repeated: int = 0
    foreign: int = 0
    unmatched: int = 0


@dataclass(frozen=True, slots=True)
class Unmatched:
    """An event that names no letter of ours. ``reason`` is a foreign server's text."""

    at: int
    kind: str
    email_key: str
    reason: str


def record_events(db: Database, events: Iterable[Event]) -> Taken:
    """Take events in, in a transaction of their own."""
    with transaction(db):
        return take_in(db, list(events))


def take_in(db: Database, events: Sequence[Event]) -> Taken:
    """Store what is news and act on it. Events of other mail suppress, and are not kept.

    Joins the caller's transaction.
    """
    named = _named(db, events)
    ours: list[tuple[Event, int | None]] = []
    foreign = 0
    for event in events:
        delivery = _delivery_of(db, event, named)
        if delivery is not None or event.kind is EventKind.ACCOUNT or _may_be_ours(event):
            ours.append((event, delivery))
        else:
            foreign += 1
        if delivery is None and (event.kind in _LEAVING or _is_contact(db, event.email_key)):
            _suppress(db, event, event.email_key, "event")
    news = _news(db, ours)
    _insert(db, news)
    known = {one.delivery: one for one in named.values()}
    _act_on(db, [(event, to) for event, to in news if to is not None], known)
    if any(not event.source for event, _ in ours):
        _note_hearing(db)
    nameless = sum(to is None and event.kind is not EventKind.ACCOUNT for event, to in news)
    return Taken(len(news) - nameless, len(ours) - len(news), foreign, nameless)


def unmatched(db: Database, limit: int = 100) -> list[Unmatched]:
    """Events that name no letter of ours, the newest first."""
    rows = db.execute(
        "SELECT at, kind, email_key, reason FROM events WHERE delivery_id IS NULL"
        " AND kind <> ? ORDER BY at DESC, event_key LIMIT ?",
        (EventKind.ACCOUNT, limit),
    )
    return [Unmatched(*row) for row in rows.fetchall()]


def _may_be_ours(event: Event) -> bool:
    """An asynchronous bounce comes with no id of ours and none of SendGrid's; what is on one of

    SendGrid's lists names no letter either.
    """
    if not event.email_key or event.batch or event.message_id:
        return False
    return event.kind is EventKind.BOUNCE or event.source != ""


def _named(db: Database, events: Iterable[Event]) -> dict[tuple[str, str], Known]:
    """The deliveries that are ours of those that events name, by batch and delivery."""
    wanted = {(e.batch, e.delivery) for e in events if e.batch and _is_id(e.delivery)}
    found = outcomes_named(db, {(batch, int(delivery)) for batch, delivery in wanted})
    return {
        (batch, delivery): known
        for batch, delivery in wanted
        if (known := found.get((batch, int(delivery)))) is not None
    }


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _delivery_of(db: Database, event: Event, named: Mapping[tuple[str, str], Known]) -> int | None:
    """By our own ids; asynchronous bounces come without and go by address and time.

    A letter to people comes before one to the sandbox: who bounced for real must stay suppressed.
    """
    if event.batch:
        known = named.get((event.batch, event.delivery))
        return known.delivery if known else None
    if not event.email_key or event.message_id or event.kind is EventKind.ACCOUNT:
        return None
    row = db.execute(
        "SELECT d.id FROM deliveries d JOIN batches b ON b.id = d.batch_id"
        " JOIN plans p ON p.id = d.plan_id"
        " WHERE d.email_key = ? AND b.state IN ('submitted', 'uncertain', 'submitting')"
        " AND CAST(strftime('%s', b.claimed_at) AS INTEGER) BETWEEN ? AND ?"
        " ORDER BY p.stage = 'sandbox', b.claimed_at DESC, d.id DESC LIMIT 1",
        (event.email_key, event.at - _LATEST_SECONDS, event.at),
    ).fetchone()
    return row[0] if row else None


def _news(db: Database, ours: Sequence[tuple[Event, int | None]]) -> list[tuple[Event, int | None]]:
    """Each fact that the store has not yet, once."""
    facts = {(event.at, event.key): (event, delivery) for event, delivery in reversed(ours)}
    for values, params in in_values(list(facts)):
        rows = db.execute(
            f"WITH v (at, event_key) AS ({values})"
            " SELECT at, event_key FROM v CROSS JOIN events USING (at, event_key)",
            params,
        )
        for fact in rows.fetchall():
            del facts[fact]
    return list(facts.values())


def _insert(db: Database, news: Sequence[tuple[Event, int | None]]) -> None:
    erased = _erased(db, news)
    rows = []
    for e, delivery in news:
        gone = delivery in erased
        rows.append(
            (
                *(e.at, e.key, e.kind.value, "" if gone else e.email_key, delivery, e.batch),
                *("" if gone else e.reason, e.status, "" if gone else e.url),
                *(int(e.soft), int(e.machine), e.classification, e.source),
            )
        )
    marks = ", ".join("?" * len(_COLUMNS))
    db.conn.executemany(f"INSERT INTO events ({', '.join(_COLUMNS)}) VALUES ({marks})", rows)


def _erased(db: Database, news: Iterable[tuple[Event, int | None]]) -> set[int]:
    """Of who was erased it is kept that something happened, and nothing more."""
    if not any(delivery is not None for _, delivery in news):
        return set()
    rows = db.execute(
        "SELECT id FROM deliveries WHERE email_key >= 'erased:' AND email_key < 'erased;'"
    )
    return {id_ for (id_,) in rows.fetchall()}


def _act_on(db: Database, news: Sequence[tuple[Event, int]], named: Mapping[int, Known]) -> None:
    others = {delivery for _, delivery in news if delivery not in named}
    known = {**named, **outcomes_of(db, others)}
    by_delivery: dict[int, list[Event]] = {}
    for event, delivery in news:
        by_delivery.setdefault(delivery, []).append(event)
    learn(db, by_delivery, known)
    settle_by(db, (event for event, _ in news))
    for event, delivery in news:
        if suppresses(event) is not None:
            _suppress(db, event, *_whose(db, event, known[delivery]))


def _note_hearing(db: Database) -> None:
    db.execute(
        "INSERT INTO hearing (source, heard_at)"
        " VALUES ('events', strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'))"
        " ON CONFLICT (source) DO UPDATE SET heard_at = excluded.heard_at"
    )


def _whose(db: Database, event: Event, known: Known) -> tuple[str, str]:
    """The address an event is about, and its source: nobody leaves in the sandbox."""
    email, email_key, stage = db.execute(
        "SELECT email, email_key, stage FROM deliveries JOIN plans ON plans.id = plan_id"
        " WHERE deliveries.id = ?",
        (known.delivery,),
    ).fetchone()
    source = "sandbox" if stage == "sandbox" else "event"
    return event.email_key or (email_key if email else ""), source


def _suppress(db: Database, event: Event, email_key: str, source: str) -> None:
    reason = suppresses(event)
    if reason is not None and email_key:
        at = datetime.fromtimestamp(event.at, UTC)
        suppress(db, Suppression(email_key, reason, at, source))


def _is_contact(db: Database, email_key: str) -> bool:
    known = (
        "SELECT 1 FROM contacts WHERE email_key = ?"
        " UNION ALL SELECT 1 FROM addresses WHERE email_key = ?"
    )
    return db.execute(known, (email_key, email_key)).fetchone() is not None
