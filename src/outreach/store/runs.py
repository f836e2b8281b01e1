"""Runs in the store: who handed what to SendGrid, and what was stopped of it.

Each function is one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlite_utils import Database

from outreach.domain.run import Run, RunState
from outreach.errors import StoreLocked

from .database import transaction

CANCELLED = "cancelled before it went out"
EXPIRED = "paused until SendGrid discarded it"
PERHAPS_STOPPED = "stopped so late that it may have gone out"

_PATIENCE_SECONDS = 20.0


@contextmanager
def brake_lock(store: Path, campaign: str, patience: float = _PATIENCE_SECONDS) -> Iterator[None]:
    """One change of a campaign's runs at a time on this machine; a sender does not stop it.

    Raises StoreLocked if another has held it for ``patience`` seconds.
    """
    lock = FileLock(f"{store.resolve()}.{campaign}.brake.lock", timeout=patience, mode=0o600)
    try:
        lock.acquire()
    except Timeout as exc:
        raise StoreLocked(
            f"another `outreach cancel`, `pause` or `resume` of {campaign} is at work",
            "run this again when it has ended",
        ) from exc
    try:
        yield
    finally:
        lock.release()


def start_run(db: Database, run: Run) -> None:
    """Write a run down, before the first batch is claimed for it."""
    with transaction(db):
        db.execute(
            "INSERT INTO runs (id, campaign, started_at, started_by, host, send_at, sendgrid_batch)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                run.id,
                run.campaign,
                run.started_at.isoformat(),
                run.started_by,
                run.host,
                run.send_at.isoformat() if run.send_at else "",
                run.sendgrid_batch,
            ),
        )


def read_runs(db: Database, campaign: str) -> list[Run]:
    """The runs of a campaign, oldest first."""
    return _read(db, "campaign = ?", campaign)


def read_run(db: Database, run_id: str) -> Run | None:
    return next(iter(_read(db, "id = ?", run_id)), None)


def held_runs(db: Database) -> list[Run]:
    """The runs of all campaigns for which SendGrid keeps an order of ours, oldest first."""
    return _read(db, "held")


def runs_of_batches(db: Database) -> dict[str, Run]:
    """All runs that were scheduled, by SendGrid's batch id."""
    return {run.sendgrid_batch: run for run in _read(db, "sendgrid_batch <> ''")}


def is_going(db: Database, run_id: str) -> bool:
    """Whether a run may hand over more: nobody has stopped it meanwhile."""
    row = db.execute("SELECT state FROM runs WHERE id = ?", (run_id,)).fetchone()
    return bool(row == (RunState.GOING,))


def note_departure(db: Database, run_id: str, goes_out: datetime) -> None:
    """Something handed over by the run goes out then. Belongs into the caller's transaction."""
    db.execute(
        "UPDATE runs SET lasts_until = max(lasts_until, ?) WHERE id = ?",
        (goes_out.astimezone(UTC).isoformat(), run_id),
    )


def _read(db: Database, where: str, *params: object) -> list[Run]:
    rows = db.query(f"SELECT * FROM runs WHERE {where} ORDER BY started_at, id", list(params))
    return [_run(db, row) for row in list(rows)]


def _run(db: Database, row: dict[str, Any]) -> Run:
    letters = db.execute(
        "SELECT p.edition, sum(b.size) FROM batches b JOIN plans p ON p.id = b.plan_id"
        " WHERE b.run_id = ? AND b.state IN ('submitting', 'submitted', 'uncertain')"
        " GROUP BY p.edition ORDER BY min(p.planned_at), p.edition",
        (row["id"],),
    ).fetchall()
    return Run(
        **{
            **row,
            "started_at": datetime.fromisoformat(row["started_at"]),
            "send_at": _moment(row["send_at"]),
            "lasts_until": _moment(row["lasts_until"]),
            "state": RunState(row["state"]),
            "stopped_at": _moment(row["stopped_at"]),
            "held": bool(row["held"]),
            "letters": dict(letters),
        }
    )


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def mark_run(
    db: Database, run_id: str, state: RunState, now: datetime | None, by: str, held: bool
) -> None:
    """What a run is since ``now``, by whose word, and whether SendGrid keeps our order."""
    with transaction(db):
        _mark(db, run_id, state, now, by, held)


def _mark(
    db: Database, run_id: str, state: RunState, now: datetime | None, by: str, held: bool
) -> None:
    db.execute(
        "UPDATE runs SET state = ?, stopped_at = ?, stopped_by = ?, held = ? WHERE id = ?",
        (state, now.isoformat() if now else "", by, held, run_id),
    )


def begin_change(db: Database, run_id: str, now: datetime, by: str) -> None:
    """``stopping``, before SendGrid is asked. Of an order that it keeps the time stays."""
    with transaction(db):
        db.execute(
            "UPDATE runs SET state = 'stopping', stopped_by = ?,"
            " stopped_at = CASE WHEN held THEN stopped_at ELSE ? END WHERE id = ?",
            (by, now.isoformat(), run_id),
        )


def give_up_change(db: Database, run: Run) -> None:
    """SendGrid refused: the run is again what it was."""
    mark_run(db, run.id, run.state, run.stopped_at, run.stopped_by, run.held)


def forget_order(db: Database, run_id: str) -> None:
    """SendGrid no longer keeps our order to stop this run."""
    with transaction(db):
        db.execute("UPDATE runs SET held = 0 WHERE id = ?", (run_id,))


def record_cancelled(
    db: Database, run: Run, now: datetime, by: str, reason: str = CANCELLED
) -> None:
    """The run is cancelled since ``now``, and its letters are taken back, in one transaction."""
    with transaction(db):
        _take_back(db, run.id, now, reason if run.stops_surely(now) else "")
        _mark(db, run.id, RunState.CANCELLED, now, by, held=True)


def record_paused(db: Database, run: Run, now: datetime, by: str) -> None:
    """The run is paused since ``now``, or since before if it was paused all the while.

    Letters that may have gone out before that are uncertain.
    """
    with transaction(db):
        if not run.stops_surely(now):
            _take_back(db, run.id, now, "")
        since = run.stopped_at if run.held and run.stopped_at else now
        _mark(db, run.id, RunState.PAUSED, since, by, held=True)


def record_going(db: Database, run_id: str, now: datetime, by: str) -> None:
    """The run goes on; what was uncertain for its pause alone no longer is."""
    with transaction(db):
        db.execute(
            "UPDATE batches SET state = 'submitted', reason = '' WHERE run_id = ?"
            " AND state = 'uncertain' AND sendgrid_id <> '' AND reason = ?",
            (run_id, PERHAPS_STOPPED),
        )
        _mark(db, run_id, RunState.GOING, now, by, held=False)


def take_back(
    db: Database, run_id: str, now: datetime, *, surely: bool, reason: str = CANCELLED
) -> int:
    """Batches of a stopped run become failed, or uncertain if not ``surely``; how many letters.

    Surely stopped are also those whose answer was lost or is still to come: SendGrid has them
    under the same order, or not at all. What went out by the word of an event stays submitted.
    """
    with transaction(db):
        return _take_back(db, run_id, now, reason if surely else "")


def sweep(db: Database, run: Run, now: datetime) -> int:
    """Take back what was handed over under a run after it was stopped; how many letters.

    The order to stop it is on all that SendGrid is given under the run's batch id, early or late.
    """
    if run.stopped_at is None or run.state not in (RunState.CANCELLED, RunState.PAUSED):
        return 0
    surely = run.stops_surely(run.stopped_at)
    if run.state is RunState.PAUSED and surely:
        return 0  # what is handed over to a paused run waits with it
    return take_back(db, run.id, now, surely=surely)


_WENT_OUT = (
    "EXISTS (SELECT 1 FROM deliveries d JOIN events e ON e.delivery_id = d.id"
    " WHERE d.batch_id = b.id AND e.batch_id = b.id AND (e.kind <> 'processed' OR e.at >="
    " (SELECT CAST(strftime('%s', send_at) AS INTEGER) FROM runs WHERE id = b.run_id)))"
)
"""What SendGrid has processed before its time has not gone out by that."""


def _take_back(db: Database, run_id: str, now: datetime, reason: str) -> int:
    """With a ``reason`` they are failed; without they are uncertain, but for what has been settled
    since the run was stopped."""
    if reason:
        which = "b.state IN ('submitting', 'submitted', 'uncertain')"
        sets = "state = 'failed', reason = ?, answered_at = ?, sendgrid_id = '', settled_by = ''"
    else:
        which = (
            "b.state = 'submitted' AND (b.settled_by IN ('', 'event')"
            " OR b.answered_at < (SELECT stopped_at FROM runs WHERE id = b.run_id))"
        )
        sets = "state = 'uncertain', reason = ?, answered_at = ?, settled_by = ''"
    sizes = db.execute(
        f"UPDATE batches AS b SET {sets} WHERE b.run_id = ? AND {which} AND NOT {_WENT_OUT}"
        " RETURNING size",
        (reason or PERHAPS_STOPPED, now.isoformat(), run_id),
    ).fetchall()
    return sum(size for (size,) in sizes)
