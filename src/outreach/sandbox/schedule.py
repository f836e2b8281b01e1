"""Batch ids, and the batches that are paused or cancelled: SendGrid's emergency brake."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from .answers import Refusal

MOST_STOPPED = 10
STATUSES = ("pause", "cancel")
INVALID_ID = Refusal("invalid batch id", "batch_id")


@dataclass(frozen=True, slots=True)
class Stop:
    """``since`` is when it was asked for, in Unix seconds; a change of its status leaves that."""

    status: str
    since: float


@dataclass(slots=True)
class Schedule:
    """``batch_ids`` were given out; ``stopped`` has those paused or cancelled.

    A stop stands until it is deleted, and counts among the ten, also when its letters are past.
    """

    batch_ids: set[str] = field(default_factory=set)
    stopped: dict[str, Stop] = field(default_factory=dict)

    def stop(self, batch_id: str, status: str, now: float) -> Refusal | None:
        """Pause or cancel a batch; the refusal where SendGrid would refuse."""
        refusal = self._invalid(batch_id, status)
        if refusal is None and batch_id in self.stopped:
            message = "a status for this batch id exists, try PATCH to update the status"
            refusal = Refusal(message, "batch_id")
        if refusal is None and len(self.stopped) >= MOST_STOPPED:
            refusal = Refusal("max limit reached")
        if refusal is None:
            self.stopped[batch_id] = Stop(status, now)
        return refusal

    def change(self, batch_id: str, status: str) -> Refusal | None:
        refusal = self._invalid(batch_id, status)
        if refusal is None and batch_id not in self.stopped:
            refusal = Refusal("batch id not found", "batch_id", status=404)
        if refusal is None:
            self.stopped[batch_id] = replace(self.stopped[batch_id], status=status)
        return refusal

    def resume(self, batch_id: str) -> Refusal | None:
        if self.stopped.pop(batch_id, None) is None:
            return Refusal("batch id not found", "batch_id", status=404)
        return None

    def holds(self, batch_id: str, send_at: float, ahead: float) -> str | None:
        """``pause`` or ``cancel`` for letters due at ``send_at``; None where they go out.

        A stop that was asked for less than ``ahead`` seconds before comes too late. SendGrid says
        only that such a one is not sure to work; here it never does.
        """
        stop = self.stopped.get(batch_id)
        return stop.status if stop and stop.since <= send_at - ahead else None

    def _invalid(self, batch_id: str, status: str) -> Refusal | None:
        if batch_id not in self.batch_ids:
            return INVALID_ID
        return None if status in STATUSES else Refusal("invalid status", "status")
