"""What became of letters, by SendGrid's Email Logs.

The logs list a thousand letters at most, have no second page, and keep thirty days. So they are
asked edition by edition and window by window; a pass over an edition's letters that was
interrupted goes on where it was, and the next one leaves out what can no longer change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from outreach.domain.delivery import BatchState
from outreach.domain.event import STATES, Event
from outreach.sendgrid.logs import (
    KEPT,
    MOST_LISTED,
    STATUSES,
    Logged,
    arguments,
    can_be_named,
    letters,
)
from outreach.sendgrid.windows import Window, windows
from outreach.store import sync as store
from outreach.store.events import record_events

from .sync_parts import Heard, Task, moment, shown

SOURCE = "logs"
FINAL_AFTER = 96 * 3600
"""Seconds after which a letter's status stays as it is: SendGrid tries for 72 hours, and a server
that bounces what it took does so soon after."""
GOES_ON_FOR = 24 * 3600
"""Seconds after its begin within which an interrupted pass goes on, instead of anew."""
MARGIN = 120
"""Seconds that a letter may be logged before its request began here, by the clocks."""
MOST_LOOKED_UP = 20
"""Requests of unknown X-Message-Id that are looked into in one run."""
_WENT_OUT = ("delivered", "deferred", "bounced", "blocked")
"""What proves that a request was taken, whatever was done to stop it."""


@dataclass(slots=True)
class _Pass:
    """A pass over one edition's letters. ``looked_up`` are the batches of requests whose id the
    store does not know, None where they are not ours."""

    task: Task
    heard: Heard
    span: store.Span
    looked_up: dict[str, str | None] = field(default_factory=dict)


def ask_logs(task: Task, heard: Heard) -> None:
    """Each edition with letters out. Raises SendGridError, Spent or Interrupted; what was learnt
    by then is kept."""
    oldest = task.now() - KEPT
    since = max(task.wish.since or oldest, oldest)
    known = store.read_hearing(task.db, SOURCE)
    until = known.complete_until if known else ""
    marks: dict[str, Any] = dict(known.detail) if known else {}
    begun = task.asker.clock()
    looked_up: dict[str, str | None] = {}
    for span in store.spans(task.db, task.wish.stage, since, task.wish.campaign):
        task.tell(f"logs of {span.category}")
        one = _Pass(task, heard, span, looked_up)
        mark = _begin(one, marks.get(span.category), from_start=task.wish.since is not None)
        mark["next"] = max(mark["next"], int(oldest.timestamp()))
        marks[span.category] = mark
        _go_through(one, mark, lambda: _note(task, marks, until))
        begun = min(begun, mark["begun"])
        marks[span.category] = {"final": mark["begun"] - FINAL_AFTER}
        _note(task, marks, until)
    _note(task, marks, until if task.wish.campaign else moment(begun))


def _begin(one: _Pass, mark: Mapping[str, Any] | None, *, from_start: bool) -> dict[str, Any]:
    """Where a pass over the edition begins, or goes on."""
    clock = one.task.asker.clock()
    mark = {} if mark is None or from_start else mark
    if clock - mark.get("begun", 0) < GOES_ON_FOR:
        return dict(mark)
    return {"begun": clock, "next": max(_first(one), mark.get("final", 0)), "cut": False}


def _first(one: _Pass) -> int:
    """The second, by SendGrid's clock, before which none of the edition's letters was logged."""
    return one.span.first + int(one.task.asker.skew.total_seconds()) - MARGIN


def _go_through(one: _Pass, mark: dict[str, Any], keep: Callable[[], object]) -> None:
    """The rest of a pass; ``keep`` writes down how far it is."""
    said = len(one.heard.unread)

    def listed(start: int, end: int) -> list[Logged]:
        return letters(one.task.asker, one.span.category, start, end)

    end = one.task.asker.clock()
    for window in windows(listed, mark["next"], end, MOST_LISTED, one.span.bursts):
        mark["cut"] |= _take_window(one, window)
        mark["next"] = window.end + 1
        keep()
    if mark["cut"]:
        _one_by_one(one)
        del one.heard.unread[said:]


def _note(task: Task, marks: Mapping[str, Any], until: str) -> None:
    store.note_hearing(task.db, store.Hearing(SOURCE, task.now(), until, marks))


def _take_window(one: _Pass, window: Window[Logged]) -> bool:
    """Take what a window lists; whether something in it was not listed."""
    _take(one, window.rows)
    if not window.cut:
        return False
    cut = False
    for status in STATUSES:
        rows = letters(one.task.asker, one.span.category, window.start, window.end, status=status)
        _take(one, rows)
        if len(rows) >= MOST_LISTED:
            cut = True
            one.heard.unread.append(
                f"{one.span.category}: more than {MOST_LISTED:,} letters {status} were taken at"
                f" {shown(window.start)}, and SendGrid lists no more of one second"
            )
    return cut


def _one_by_one(one: _Pass) -> None:
    """Letters of which nothing is known yet, each by its address, as far as requests are left."""
    task, span = one.task, one.span
    waiting = store.unheard_of(task.db, task.wish.stage, span.category, max(task.asker.left, 1))
    for email in waiting:
        if can_be_named(email):
            rows = letters(task.asker, span.category, _first(one), task.asker.clock(), email=email)
            _take(one, rows)


def _take(one: _Pass, rows: Sequence[Logged]) -> None:
    """Record what is news of them."""
    db, heard = one.task.db, one.heard
    heard.read += len(rows)
    asked = one.task.asker.clock()
    stage = one.task.wish.stage
    by_id = store.batches_of(db, stage, {row.message_id for row in rows})
    batches = {row.id: by_id.get(row.message_id) or _looked_up(one, row) for row in rows}
    ours = store.letters_of(db, [(batches[row.id] or "", row.email_key) for row in rows])
    events: list[Event] = []
    for row in rows:
        batch = batches[row.id] or ""
        letter = ours.get((batch, row.email_key))
        if letter is None or row.status not in STATUSES:
            heard.foreign += 1
        elif _is_known(row, letter, sure=row.message_id in by_id):
            heard.known += 1
        else:
            events.append(row.event(batch, str(letter.delivery), asked))
            heard.new[row.status] += 1
    if events:
        record_events(db, events)


def _is_known(row: Logged, letter: store.Letter, *, sure: bool) -> bool:
    """Whether the status is no news, or, of a request that is not ``sure`` to be the one that
    counts, no proof."""
    return letter.state >= STATES[STATUSES[row.status]] or not (sure or row.status in _WENT_OUT)


def _looked_up(one: _Pass, row: Logged) -> str | None:
    """The batch of ours that a request of unknown id was, by what its letter names.

    One letter tells of its whole request. Where every request's id is known, it is other mail.
    """
    known = one.looked_up
    if row.message_id in known or not one.span.unnamed or len(known) >= MOST_LOOKED_UP:
        return known.get(row.message_id)
    named = arguments(one.task.asker, row.id)
    batch = named[0] if named else ""
    state = store.state_of_batch(one.task.db, one.task.wish.stage, batch)
    taken = state in (BatchState.SUBMITTED, BatchState.UNCERTAIN)
    known[row.message_id] = batch if taken else None
    return known[row.message_id]
