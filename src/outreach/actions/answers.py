"""What SendGrid answered, written down; and what is said of it where that cannot be done."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime

from outreach.domain.delivery import Account, Batch
from outreach.domain.protocol import Fate, Step
from outreach.errors import Rejected, SendGridError, StoreError, Unanswered
from outreach.store import ledger
from outreach.store.database import Store

PATIENCE_SECONDS = 6.0
"""How long an answer is tried to be written down before the run gives up."""
_NAP_SECONDS = 0.5

_ADDRESS = re.compile(r"[^\s\[\]<>()]+@[^\s\[\]<>()]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """How the request for a batch ended, and what follows for the batch."""

    batch: Batch
    step: Step
    error: SendGridError | None = None
    message_id: str = ""

    @property
    def known(self) -> str:
        """What it proves of the batch, in words; blank if nothing."""
        if self.step.fate is Fate.SUBMITTED:
            return f"SendGrid took it, message id {self.message_id}"
        return "" if self.step.fate is Fate.UNCERTAIN else "SendGrid took nothing of it"


def error_of(future: Future[str]) -> SendGridError | None:
    """What the request ended in. A fault of our own after the body left proves nothing either."""
    error = future.exception()
    if error is None or isinstance(error, SendGridError):
        return error
    return Unanswered(f"the request broke off ({type(error).__name__})")


def counted(account: Account, answer: Answer) -> Account:
    """The account after the answer, if before it the batch was among what remains."""
    letters, aside = len(answer.batch.deliveries), len(answer.step.aside)
    match answer.step.fate:
        case Fate.SUBMITTED:
            return account + Account(submitted=letters, remaining=-letters)
        case Fate.UNCERTAIN:
            return account + Account(uncertain=letters, remaining=-letters)
        case Fate.FAILED:
            return account + Account(failed=letters, remaining=-letters)
        case Fate.SET_ASIDE:
            return account + Account(failed=aside, remaining=-aside)
        case _:
            return account


@dataclass(slots=True)
class Recorder:
    """Writes answers down one by one, each in its transaction.

    Where the store cannot be written, an answer is kept and tried again until ``patience`` is
    over; answers after that have one try each. ``lost`` are those that could not be written.
    """

    db: Store
    campaign: str
    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    nap: Callable[[float], object]
    new_id: Callable[[], str]
    patience: float = PATIENCE_SECONDS
    lost: list[Answer] = field(default_factory=list)
    why: StoreError | None = None
    _until: float | None = None

    def record(self, answer: Answer, waiting: Callable[[StoreError], object]) -> bool:
        """Whether it is written; ``waiting`` hears of each try that failed."""
        while True:
            try:
                self._write(answer)
            except StoreError as exc:
                self.why = exc
            else:
                self._until = None
                return True
            if self._until is None:
                self._until = self.monotonic() + self.patience
            if self.monotonic() >= self._until:
                self.lost.append(answer)
                return False
            waiting(self.why)
            self.nap(_NAP_SECONDS)

    def _write(self, answer: Answer) -> None:
        db, batch, now = self.db, answer.batch, self.now()
        reason = _ADDRESS.sub("(address)", answer.error.message) if answer.error else ""
        match answer.step.fate:
            case Fate.SUBMITTED:
                ledger.record_submitted(db, batch.id, answer.message_id, now)
            case Fate.RETRY | Fate.PUT_BACK:
                ledger.record_untaken(db, batch.id, reason)
            case Fate.SET_ASIDE:
                refused = [batch.deliveries[n].id for n in answer.step.aside]
                said = _said(answer.error)
                ledger.set_aside(db, batch.id, refused, said, self.new_id(), now)
            case Fate.FAILED:
                ledger.record_failed(db, batch.id, reason, now)
            case Fate.UNCERTAIN:
                ledger.record_uncertain(db, batch.id, reason, now)

    def loss(self) -> StoreError | None:
        """What is lost with this process, so that a person can write it down; None if nothing.

        The batches are found without an owner by the next command, and are uncertain then.
        """
        if not self.lost or self.why is None:
            return None
        told = [f"batch {one.batch.id}: {one.known}" for one in self.lost if one.known]
        letters = sum(len(one.batch.deliveries) for one in self.lost)
        answers = "answer" if len(self.lost) == 1 else "answers"
        message = (
            f"{self.why.message}, and SendGrid's {answers} on {letters:,}"
            f" letter{'' if letters == 1 else 's'} could not be written down"
        )
        return StoreError("; ".join((message, *told)), self._way_out())

    def _way_out(self) -> str:
        hint = self.why.hint if self.why else ""
        decided = [
            f"outreach settle {self.campaign} --batch {one.batch.id}"
            f" --as {'submitted' if one.step.fate is Fate.SUBMITTED else 'not-submitted --yes'}"
            for one in self.lost
            if one.known
        ]
        return "; then ".join(part for part in (hint, *decided) if part)


def _said(error: SendGridError | None) -> str:
    """SendGrid's words on refused recipients, without the addresses they may repeat."""
    faults: Sequence[tuple[str | None, str]] = error.faults if isinstance(error, Rejected) else ()
    return "SendGrid: " + "; ".join(sorted({re.sub(r"\[.*?\]", "", m) for _, m in faults}))
