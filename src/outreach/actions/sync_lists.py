"""Who left, and where no letter can go, by SendGrid's lists of suppressions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from outreach.domain.contact import Suppression
from outreach.domain.delivery import Stage
from outreach.domain.event import STATES, Event, EventKind, suppresses
from outreach.sendgrid.suppressions import GROUPS, LISTS, Entry, listed, members
from outreach.store import sync as store
from outreach.store.database import transaction
from outreach.store.events import record_events

from .sync_parts import OVERLAP, Heard, Task, moment

SOURCE = "suppressions"
_BOUNCES_WITHIN = 96 * 3600
_LEAVES_WITHIN = 30 * 24 * 3600
"""Seconds after a letter within which it is taken for the cause. SendGrid's lists name no letter,
and other mail may go to the same people."""
_TRANSPORT = (EventKind.BOUNCE, EventKind.DROPPED)


def ask_lists(task: Task, heard: Heard) -> None:
    """Each list from where it was read to. Raises SendGridError, Spent or Interrupted; what was
    learnt by then is kept."""
    begun = task.asker.clock()
    known = store.read_hearing(task.db, SOURCE)
    until = known.complete_until if known else ""
    marks: dict[str, Any] = dict(known.detail) if known else {}
    for name in LISTS:
        task.tell(f"list of {name}")
        if task.wish.since is not None:
            start = int(task.wish.since.timestamp())
        else:
            start = max(marks.get(name, 0) - OVERLAP, 0)
        for window in listed(task.asker, name, start, begun):
            heard.read += len(window.rows)
            _take(task, heard, window.rows)
            marks[name] = max(marks.get(name, 0), window.end)
            store.note_hearing(task.db, store.Hearing(SOURCE, task.now(), until, marks))
    store.note_hearing(task.db, store.Hearing(SOURCE, task.now(), moment(begun), marks))


def ask_groups(task: Task, heard: Heard) -> None:
    """Who left an unsubscribe group of ours. As ``ask_lists``."""
    begun = task.asker.clock()
    task.tell("unsubscribe groups")
    ours = task.wish.groups
    entries = list(members(task.asker))
    heard.read += len(entries)
    heard.foreign += sum(group not in ours for group, _ in entries)
    _take(task, heard, [entry for group, entry in entries if group in ours])
    store.note_hearing(task.db, store.Hearing(GROUPS, task.now(), moment(begun)))


def _take(task: Task, heard: Heard, entries: Sequence[Entry]) -> None:
    """Record what is news: of the letter that led to it, else of the address alone."""
    events: list[Event] = []
    others: list[Entry] = []
    for entry in entries:
        if not entry.email_key:
            continue
        letter = _led_to(task, entry)
        if letter is None:
            others.append(entry)
            continue
        event = entry.event(str(letter.delivery), letter.batch)
        if _is_known(event, letter) or store.has_event(task.db, event.at, event.key):
            heard.known += 1
        else:
            events.append(event)
            heard.new[entry.listed] += 1
    if events:
        record_events(task.db, events)
    _bar(task, heard, others)


def _led_to(task: Task, entry: Entry) -> store.Letter | None:
    within = _BOUNCES_WITHIN if entry.kind in _TRANSPORT else _LEAVES_WITHIN
    return store.letter_before(task.db, task.wish.stage, entry.email_key, entry.at, within)


def _is_known(event: Event, letter: store.Letter) -> bool:
    """Whether SendGrid reported as much itself. A bounce that was asked for is told again: the
    lists have its time and its status."""
    match event.kind:
        case EventKind.COMPLAINT:
            return letter.complained
        case EventKind.UNSUBSCRIBE | EventKind.GROUP_UNSUBSCRIBE:
            return letter.unsubscribed
        case kind:
            state = STATES[kind]
            return letter.state > state or (letter.state == state and not letter.synced)


def _bar(task: Task, heard: Heard, entries: Sequence[Entry]) -> None:
    """Suppress whom no letter of ours led there. Nobody leaves in the sandbox."""
    if task.wish.stage is Stage.SANDBOX:
        heard.foreign += len(entries)
        return
    with transaction(task.db):
        for entry in entries:
            reason = suppresses(entry.event("", ""))
            at = datetime.fromtimestamp(entry.at, UTC)
            if reason is None or not store.bar(
                task.db,
                Suppression(entry.email_key, reason, at, "sync"),
                contacts_only=entry.kind in _TRANSPORT,
            ):
                heard.foreign += 1
            else:
                heard.new[entry.listed] += 1
