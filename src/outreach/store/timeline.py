"""What happened to each recipient, in the order of time, read in pages: memory does not grow."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from outreach.domain.event import State

_PAGE = 500

_STATES = {
    "delivered": State.DELIVERED,
    "deferred": State.DEFERRED,
    "dropped": State.DROPPED,
    "bounced": State.BOUNCED,
}
_TIMES = ("complained", "unsubscribed", "opened", "clicked", "replied", "covered")
_SENDING = ("uncertain", "failed")
_SAID = {"coverage": "covered", "gave coverage": "covered", "spam": "complained"}
WORDS = (*_STATES, *_TIMES, *_SENDING, *_SAID)
"""What may be searched for beside an address or a name: all of whom it is known."""


@dataclass(frozen=True, slots=True)
class Happening:
    """``at`` is in unix seconds. ``what`` is an event's kind, an interaction's or a batch's state.

    ``detail`` and ``url`` may be foreign texts: escape them. ``machine``: surely no person did it;
    ``doubtful``: perhaps none did.
    """

    at: int
    what: str
    detail: str = ""
    url: str = ""
    machine: bool = False
    doubtful: bool = False
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """One letter and what became of it. ``email`` and ``name`` are blank of who was erased."""

    email: str
    name: str
    edition: str
    wave: int
    happened: tuple[Happening, ...]


def _letters(search: str) -> str:
    search = _SAID.get(search, search)
    if search in _STATES:
        found = f"AND o.state = {int(_STATES[search])}"
    elif search in _TIMES:
        found = f"AND o.{search} IS NOT NULL"
    elif search in _SENDING:
        found = "AND b.state = :search"
    elif search:
        found = "AND (instr(d.email_key, :search) OR instr(lower(d.name), :search))"
    else:
        found = ""
    return f"""
        SELECT d.id, d.email, d.name, d.contact_uid, p.campaign, p.edition, p.wave, o.opened,
            o.clicked, b.state, coalesce(nullif(r.send_at, ''), b.claimed_at, b.answered_at),
            b.reason
        FROM deliveries d JOIN outcomes o ON o.delivery_id = d.id
        JOIN batches b ON b.id = d.batch_id JOIN plans p ON p.id = d.plan_id
        LEFT JOIN runs r ON r.id = b.run_id
        WHERE d.id > :after AND d.id <= :last AND +d.plan_id = :plan {found}
        ORDER BY d.id LIMIT :size"""


def recipients(db: Database, plans: Sequence[str], search: str = "") -> Iterator[Recipient]:
    """Plan by plan, each in its order. ``search`` is one of WORDS, or part of address or name."""
    wanted = search.strip().lower()
    query = _letters(wanted)
    for plan in plans:
        ends = "SELECT min(id) - 1, max(id) FROM deliveries WHERE plan_id = ?"
        after, last = db.execute(ends, (plan,)).fetchone()
        while after is not None:
            bound = {"after": after, "last": last, "plan": plan, "size": _PAGE, "search": wanted}
            used = {name: value for name, value in bound.items() if f":{name}" in query}
            rows = db.execute(query, used).fetchall()
            yield from _page(db, rows)
            after = rows[-1][0] if len(rows) == _PAGE else None


def _page(db: Database, rows: Sequence[Any]) -> Iterator[Recipient]:
    happened: dict[int, list[Happening]] = {row[0]: [] for row in rows}
    sure = {row[0]: {"open": row[7], "click": row[8]} for row in rows}
    for delivery, one in _events(db, list(happened)):
        first = sure[delivery].get(one.what, 0)
        doubtful = not one.machine and (first is None or one.at < first)
        happened[delivery].append(_doubted(one) if doubtful else one)
    for delivery, one in _interactions(db, rows):
        happened[delivery].append(one)
    for id_, email, name, _, _, edition, wave, _, _, state, at, reason in rows:
        sent = [Happening(_seconds(at), state, reason)] if at and state != "pending" else []
        told = sorted([*sent, *happened[id_]], key=lambda one: (one.at, _RANK.get(one.what, 3)))
        yield Recipient(email, name if email else "", edition, wave, tuple(told))


_RANK = {"submitted": 0, "processed": 1, "deferred": 2}
"""Of the same second, what came first as things go."""


def _doubted(one: Happening) -> Happening:
    return Happening(one.at, one.what, one.detail, one.url, doubtful=True, asked=one.asked)


def _events(db: Database, ids: Sequence[int]) -> Iterator[tuple[int, Happening]]:
    rows = db.execute(
        "SELECT e.delivery_id, e.at, e.kind, e.status, e.reason, e.url, e.machine, e.source"
        " FROM json_each(?) d CROSS JOIN events e ON e.delivery_id = d.value",
        (json.dumps(ids),),
    )
    for delivery, at, kind, status, reason, url, machine, source in rows.fetchall():
        said = reason if status in reason else f"{status} {reason}".strip()
        yield delivery, Happening(at, kind, said, url, bool(machine), asked=bool(source))


def _interactions(db: Database, rows: Sequence[Any]) -> Iterator[tuple[int, Happening]]:
    """Of the letter, and of its campaign where they name no letter."""
    of_uid = {row[3]: row[0] for row in rows}
    ids = json.dumps([row[0] for row in rows])
    uids = json.dumps(list(of_uid))
    about = "i.at, i.kind, i.subject, i.body, i.url, i.until, i.noted_by"
    found = db.execute(
        f"SELECT i.delivery_id, '', {about} FROM json_each(:ids) d"
        " CROSS JOIN interactions i ON i.delivery_id = d.value"
        f" UNION ALL SELECT NULL, u.value, {about} FROM json_each(:uids) u"
        " CROSS JOIN interactions i ON i.contact_uid = u.value"
        " WHERE i.delivery_id IS NULL AND i.campaign = :campaign",
        {"ids": ids, "uids": uids, "campaign": rows[0][4] if rows else ""},
    )
    for delivery, uid, at, kind, subject, body, url, until, noted_by in found.fetchall():
        away = f"until {until}" if until else ""
        detail = ": ".join(part for part in (away, subject or body) if part)
        who = f" ({noted_by})" if noted_by and "/" not in noted_by else ""
        yield delivery or of_uid[uid], Happening(_seconds(at), kind, f"{detail}{who}".strip(), url)


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())
