"""What is called a record is whole, on the disk, and says of each letter whether it went out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from outreach.actions.record import Wanted, make_record
from outreach.actions.record_folder import unfinished
from outreach.domain.campaign import Sender
from outreach.domain.run import Run, RunState
from outreach.domain.settings import Settings
from outreach.store import ledger
from outreach.store.database import Store
from outreach.store.plans import Plan, read_message
from outreach.store.runs import mark_run, record_cancelled, start_run

from .conftest import NOW

SETTINGS = Settings(Sender("C", "press@coalition.example", "C", ""))
HALF_WAY = """
import sys, time
from datetime import datetime
from pathlib import Path
from outreach.actions.record import Wanted, make_record
from outreach.domain.campaign import Sender
from outreach.domain.settings import Settings
from outreach.store.database import open_store

def wait(_):
    print("half", flush=True)
    time.sleep(60)

settings = Settings(Sender("C", "press@coalition.example", "C", ""))
now = datetime.fromisoformat("2026-06-20T12:00:00+00:00")
wanted = Wanted("visit", Path("campaigns/visit"), None, settings, now, "Eva")
make_record(open_store(Path(sys.argv[1])), wanted, Path(sys.argv[2]), wait)
"""


def keep(db: Store, out: Path) -> None:
    make_record(db, Wanted("visit", out.parent / "none", None, SETTINGS, NOW, "Eva"), out)


def test_one_that_was_killed_half_way_is_no_record(
    store: Store, small_plan: Callable[..., Plan], tmp_path: Path
) -> None:
    small_plan(store, 2)
    out = tmp_path / "rec"
    command = [sys.executable, "-c", HALF_WAY, str(tmp_path / "contacts.db"), str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "half\n"
        process.kill()
    assert not out.exists()
    assert len(unfinished(out)) == 1


def test_all_is_on_the_disk_before_it_is_called_a_record(
    store: Store,
    small_plan: Callable[..., Plan],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small_plan(store, 4)
    out = tmp_path / "rec"
    before: set[int] = set()
    after: set[int] = set()
    real = os.fsync

    def noted(handle: int) -> None:
        (after if out.exists() else before).add(os.fstat(handle).st_ino)
        real(handle)

    monkeypatch.setattr(os, "fsync", noted)
    keep(store, out)
    assert {path.stat().st_ino for path in (out, *out.rglob("*"))} <= before
    assert after == {tmp_path.stat().st_ino}


def test_what_has_not_gone_out_is_told_from_what_has(
    store: Store, small_plan: Callable[..., Plan], tmp_path: Path
) -> None:
    plan = small_plan(store, 2)
    run = Run("r1", "visit", NOW, send_at=NOW + timedelta(hours=5), sendgrid_batch="sb")
    start_run(store, run)
    batch = ledger.claim(store, plan.id, NOW, read_message, run="r1")
    assert batch
    ledger.record_submitted(store, batch.id, "sg-1", NOW)
    said = {}
    for name in ("scheduled", "paused", "cancelled"):
        if name == "paused":
            mark_run(store, "r1", RunState.PAUSED, NOW, "me", held=True)
        if name == "cancelled":
            record_cancelled(store, run, NOW, "me")
        keep(store, tmp_path / name)
        said[name] = (tmp_path / name / "index.html").read_text()
    assert "2 scheduled for " in said["scheduled"]
    assert "2 paused" in said["paused"]
    assert "2 cancelled before it went out" in said["cancelled"]
    table = (tmp_path / "paused/editions/press/deliveries.csv").read_text()
    assert table.count(",paused,") == 2
