"""Where a campaign stands, read at one moment; nothing is written, and no sender waits."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from sqlite_utils import Database

from outreach.domain.delivery import Account, BatchState
from outreach.domain.run import Run

from . import ledger
from .accounts import Imbalance, editions_accounts, imbalances
from .driver import translated
from .plans import Plan, read_plans
from .runs import read_runs
from .settlements import Settlement, Twice, perhaps_twice, read_settlements


@dataclass(frozen=True, slots=True)
class Standing:
    """``accounts`` are by edition, ``waves`` each plan with its own. ``unsettled`` are batches that

    failed, are uncertain, or are being submitted: by whoever is ``sending`` now, else by nobody.
    """

    campaign: str
    accounts: tuple[tuple[str, Account], ...]
    waves: tuple[tuple[Plan, Account], ...]
    unsettled: tuple[ledger.Unsettled, ...]
    runs: tuple[Run, ...]
    settlements: tuple[Settlement, ...]
    twice: tuple[Twice, ...]
    imbalances: tuple[Imbalance, ...]
    sending: bool

    def waiting(self, now: datetime) -> list[Run]:
        """Runs whose letters SendGrid holds until their time, or until they are let go."""
        return [one for one in self.runs if one.waits(now)]

    def batches(self, state: BatchState) -> list[ledger.Unsettled]:
        return [one for one in self.unsettled if one.state == state]

    @property
    def total(self) -> Account:
        return sum((account for _, account in self.accounts), Account())


def read_standing(db: Database, store: Path, campaign: str) -> Standing:
    """Of a campaign that has no plan all is empty."""
    sending = is_sending(store, campaign)
    with _one_moment(db, store):
        plans = read_plans(db, campaign)
        return Standing(
            campaign=campaign,
            accounts=tuple(editions_accounts(db, campaign)),
            waves=tuple((plan, ledger.account(db, plan.id)) for plan in plans),
            unsettled=tuple(ledger.unsettled(db, campaign)),
            runs=tuple(read_runs(db, campaign)),
            settlements=tuple(read_settlements(db, campaign)),
            twice=tuple(perhaps_twice(db, campaign)),
            imbalances=tuple(imbalances(db, campaign)),
            sending=sending,
        )


@contextmanager
def _one_moment(db: Database, store: Path) -> Iterator[None]:
    """A transaction that reads alone: with the write-ahead log it hinders nobody."""
    with translated(store):
        db.execute("BEGIN")
        try:
            yield
        finally:
            db.rollback()


_LOCKS = Path("/proc/locks")


def is_sending(store: Path, campaign: str) -> bool:
    """Whether somebody holds the campaign's sending lock.

    The system is asked where it tells (Linux). Elsewhere the lock is taken for a moment, at which
    a send that begins is refused; so this is not for a loop that runs beside nothing.
    """
    path = Path(f"{store.resolve()}.{campaign}.lock")
    if not path.exists():
        return False
    try:
        held = _LOCKS.read_text()
    except OSError:
        return _is_taken(path)
    status = path.stat()
    where = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
    return any(where in line.split() for line in held.splitlines() if " FLOCK " in line)


def _is_taken(path: Path) -> bool:
    try:
        with FileLock(str(path), timeout=0, mode=0o600):
            return False
    except Timeout:
        return True
