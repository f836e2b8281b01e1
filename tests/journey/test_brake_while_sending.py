"""The brake pulled while a real ``outreach send --at`` is handing letters over."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from outreach.domain.run import RunState
from outreach.sandbox.faults import Fault
from outreach.store import runs
from outreach.store.database import open_store

from .test_killed import sending, workspace


@pytest.mark.parametrize(
    ("command", "state", "batches"),
    [("cancel", RunState.CANCELLED, "failed"), ("pause", RunState.PAUSED, "submitted")],
)
def test_a_send_that_is_stopped_hands_nothing_more_over(
    tmp_path: Path, command: str, state: RunState, batches: str
) -> None:
    planned = workspace(tmp_path)
    with sending(tmp_path) as send:
        send.sandbox.sandbox.add_fault(Fault("delay", times=1000, seconds=0.3))
        with send.start("send", "visit", "--yes", "--at", "+2h", "--concurrency", "2") as sender:
            while send.requests < 4 and sender.poll() is None:
                time.sleep(0.002)
            assert sender.poll() is None, sender.communicate()
            code, _ = send.run(command, "visit", "--yes")
            assert code == 0
            handed_over = send.requests
            _, err = sender.communicate(timeout=60)
        assert sender.returncode in (1, 4, 130), err
        send.sandbox.sandbox.clear_faults()
        assert send.requests - handed_over <= 2, "only what was under way"
        states = send.by_state()
        assert states[batches]
        assert states["pending"]
        assert states[batches] | states["pending"] == planned
        assert states[batches] == set(send.received()), "all that SendGrid has is stopped"
        db = open_store(tmp_path / "contacts.db")
        (run,) = runs.read_runs(db, "visit")
        db.close()
        assert run.state is state
        stopped = send.sandbox.sandbox.schedule.stopped
        assert list(stopped) == [run.sendgrid_batch]
