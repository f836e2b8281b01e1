"""What cancel, pause and resume say: what they would do, and what was and was not stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from outreach.actions.stop import Outcome, orders
from outreach.domain.moments import FARTHEST_AHEAD, STOPPABLE_UNTIL, clock_in, span
from outreach.domain.run import RunState
from outreach.errors import OutreachError, SendGridError
from outreach.sendgrid.schedule import NoRoomToStop
from outreach.store.runs import read_run

from . import show

if TYPE_CHECKING:
    from outreach.actions.stop import Brake, Change
    from outreach.domain.run import Run

_DONE = (Outcome.STOPPED, Outcome.GOES_ON)
_WORD = {"cancel": "cancelled", "pause": "paused", "resume": "resumed"}


def announce(found: Sequence[Run], word: str, now: datetime, zone: str) -> None:
    """The runs that would be changed: how many letters of which editions, and when they go."""
    for run in found:
        show.say(f"run {run.id}, {_scheduled(run, zone)}")
        for edition, letters in run.letters.items():
            show.say(f"    {show.safe(edition)}: {show.plural(letters, 'letter')}")
        show.say(f"    {_when(run, now, zone)}")
        late = run.state is not RunState.PAUSED and not run.stops_surely(now)
        if word != "resume" and late:
            show.say(
                "    SendGrid promises to stop only what is more than"
                f" {span(STOPPABLE_UNTIL.total_seconds())} away; it is asked all the same"
            )


def _scheduled(run: Run, zone: str) -> str:
    by = f" by {show.safe(run.started_by)}" if run.started_by else ""
    return f"scheduled{by} at {clock_in(run.started_at, [zone])}"


def _when(run: Run, now: datetime, zone: str) -> str:
    if run.send_at is None:
        return ""
    at, left = clock_in(run.send_at, [zone]), (run.send_at - now).total_seconds()
    if run.state is RunState.PAUSED and left <= 0:
        return f"paused since before {at}: once resumed they go out at once"
    paused = "paused; " if run.state is RunState.PAUSED else ""
    return f"{paused}to go out at {at}, {f'in {span(left)}' if left > 0 else 'which has passed'}"


def show_nothing(
    campaign: str, word: str, known: Sequence[Run], now: datetime, zone: str, *, json: bool
) -> None:
    """There is nothing to change: because it was before, or because it is too late.

    Raises OutreachError where that is not what was wanted.
    """
    if json:
        show.as_json({"campaign": campaign, "runs": [{**_run_json(run)} for run in known]})
    for run in known:
        show.say(f"run {run.id}: {_state(run, now, zone)}")
    last = known[-1] if known else None
    if last is None:
        way_out = "what was sent at once is gone; Ctrl-C stops a send under way"
        raise OutreachError(f"no letter of {campaign} is scheduled", way_out)
    if word == "resume" and last.state is RunState.CANCELLED:
        raise OutreachError(
            "a cancelled run cannot be resumed", f"outreach send {campaign} --retry-failed"
        )
    if word != "resume" and last.state is RunState.CANCELLED and last.letters:
        raise OutreachError(
            f"{show.plural(sum(last.letters.values()), 'letter')} of it went out, or may have",
            f"what became of them: outreach status {campaign}",
        )
    wanted = (RunState.CANCELLED, *((RunState.PAUSED,) if word == "pause" else ()))
    if word != "resume" and last.state not in wanted:
        raise OutreachError(
            "too late: the letters went out; SendGrid was not asked to stop them",
            f"what became of them: outreach stats {campaign}",
        )


def _state(run: Run, now: datetime, zone: str) -> str:
    if run.state is RunState.GOING and run.send_at:
        passed = "went out" if run.send_at <= now else "goes out"
        return f"{passed} at {clock_in(run.send_at, [zone])}"
    since = clock_in(run.stopped_at, [zone]) if run.stopped_at else ""
    return f"{run.state} by {show.safe(run.stopped_by)} at {since}"


def report(
    campaign: str, word: str, changes: Sequence[Change], brake: Brake, zone: str, *, json: bool
) -> None:
    """What was and was not stopped, in letters. Raises OutreachError unless all of it was."""
    if json:
        shown = [_change_json(change, read_run(brake.db, change.run.id)) for change in changes]
        show.as_json({"campaign": campaign, "runs": shown})
    else:
        _table(word, changes)
    for change in changes:
        for line in _lines(campaign, change, brake, zone):
            show.say(show.safe(line))
    if bad := [one for one in changes if one.outcome not in _DONE]:
        raise OutreachError(
            "; ".join(_fault(one, zone) for one in bad),
            "; ".join(dict.fromkeys(hint for one in bad if (hint := _hint(campaign, one)))),
        )


def _table(word: str, changes: Sequence[Change]) -> None:
    tallies = [(one, one.tally(share)) for one in changes for share in one.after]
    if word == "resume":
        rows = [[c.run.id, t.edition, t.letters, t.not_stopped] for c, t in tallies]
        show.table(["run", "edition", "letters", "resumed"], rows, whole=["run"])
        return
    show.table(
        ["run", "edition", "letters", _WORD[word], "uncertain", "not stopped"],
        [
            [c.run.id, t.edition, t.letters, t.stopped, t.uncertain, t.not_stopped]
            for c, t in tallies
        ],
        whole=["run"],
    )


def _change_json(change: Change, after: Run | None) -> dict[str, Any]:
    tallies = [change.tally(share) for share in change.after]
    return {
        **_run_json(after or change.run),
        "outcome": change.outcome.value,
        "editions": [
            {
                "edition": one.edition,
                "letters": one.letters,
                "stopped": one.stopped,
                "uncertain": one.uncertain,
                "not_stopped": one.not_stopped,
                "remaining": one.pending,
            }
            for one in tallies
        ],
    }


def _run_json(run: Run) -> dict[str, Any]:
    return {
        "run": run.id,
        "send_at": run.send_at.isoformat() if run.send_at else None,
        "state": run.state.value,
        "by": run.stopped_by,
    }


def _lines(campaign: str, change: Change, brake: Brake, zone: str) -> Iterator[str]:
    """What a person should know of a change, and how to go on."""
    run, tallies = change.run, [change.tally(share) for share in change.after]
    letters = show.plural(sum(one.letters for one in tallies), "letter")
    if change.outcome is Outcome.STOPPED and change.how == "cancel":
        yield f"{letters} of run {run.id} will not go out."
        yield f"    → to send them after all: outreach send {campaign} --retry-failed"
    elif change.outcome is Outcome.STOPPED and run.send_at:
        until = clock_in(run.send_at + FARTHEST_AHEAD, [zone])
        yield f"{letters} of run {run.id} wait at SendGrid, which discards them at {until}."
        yield f"    → to let them go: outreach resume {campaign}"
    elif change.outcome is Outcome.GOES_ON:
        yield f"{letters} of run {run.id}: {_state_after(change, brake, zone)}."
    if change.outcome in (Outcome.STOPPED, Outcome.PERHAPS):
        yield from _unanswered(change)
        yield from _pending(campaign, change)
    if isinstance(change.error, NoRoomToStop):
        yield from _kept(brake, zone)


def _state_after(change: Change, brake: Brake, zone: str) -> str:
    now, at = brake.now(), change.run.send_at
    return "go out at once" if at is None or at <= now else f"go out at {clock_in(at, [zone])}"


def _unanswered(change: Change) -> Iterator[str]:
    count = sum(share.unanswered for share in change.before)
    if count:
        stopped = "stopped" if change.outcome is Outcome.STOPPED else "told to stop"
        yield (
            f"Of {show.plural(count, 'letter')} of these no answer had come back: if SendGrid has"
            f" them, they are {stopped} with the others."
        )


def _pending(campaign: str, change: Change) -> Iterator[str]:
    left = [share for share in change.after if share.pending]
    for share in left:
        yield f"{show.plural(share.pending, 'letter')} of {share.edition} SendGrid was not given."
    if left:
        yield f"    → outreach send {campaign} would send them at once"


def _kept(brake: Brake, zone: str) -> Iterator[str]:
    """The orders that fill SendGrid's list."""
    with suppress(SendGridError):
        for one in orders(brake):
            if one.run is None or one.run.send_at is None:
                yield f"    {one.status}: {one.sendgrid_batch}, which is of no run here"
            else:
                at = clock_in(one.run.send_at, [zone])
                yield f"    {one.status}: run {one.run.id} of {one.run.campaign}, for {at}"


def _fault(change: Change, zone: str) -> str:
    run = change.run
    said = f": {change.error.message}" if change.error else ""
    match change.outcome:
        case Outcome.PERHAPS:
            uncertain = sum(change.tally(share).uncertain for share in change.after)
            return (
                f"run {run.id} was stopped too late to be sure of it:"
                f" {show.plural(uncertain, 'letter')} may go out all the same, or have gone"
            )
        case Outcome.TOO_LATE:
            at = clock_in(run.send_at, [zone]) if run.send_at else "once"
            return f"too late for run {run.id}, which went out at {at}: SendGrid was not asked"
        case Outcome.UNKNOWN:
            return f"nobody knows whether SendGrid {_WORD[change.how]} run {run.id}{said}"
        case _:
            word = "is cancelled, and cannot be resumed" if not said else ""
            return f"run {run.id} {word or f'was not {_WORD[change.how]}'}{said}"


def _hint(campaign: str, change: Change) -> str:
    match change.outcome:
        case Outcome.PERHAPS:
            return (
                f"events say what became of them: outreach listen, then outreach status {campaign}"
            )
        case Outcome.TOO_LATE:
            return f"what became of it: outreach stats {campaign}"
        case Outcome.UNKNOWN:
            return f"run this again, it does no harm: outreach {change.how} {campaign}"
        case _ if isinstance(change.error, NoRoomToStop):
            return (
                "let a paused run that may go out go on (outreach resume), or delete in SendGrid an"
                " order that is of no run here and whose letters are past; then run this again"
            )
        case _ if change.error is None:
            return f"outreach send {campaign} --retry-failed"
        case _:
            return change.error.hint or f"then again: outreach {change.how} {campaign}"
