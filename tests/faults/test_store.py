"""The disk, another program, and the clock: what fails on this machine in the middle of a send."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from real_send import Send, check_accounted_for, go_on_to_the_end, sending, workspace
from warm import Ended, Warm

CITIES, PEOPLE = 3, 2
CLAIM = "before UPDATE batches SET state = 'submitting'"
RECORD = "before UPDATE batches SET state = 'submitted'"


@pytest.fixture
def send(tmp_path: Path, warm: Warm) -> Iterator[Send]:
    workspace(tmp_path, CITIES, PEOPLE, concurrency=1)
    with sending(tmp_path, warm) as send:
        yield send


def planned() -> set[str]:
    return {f"p{c}x{i}@press.example" for c in range(CITIES) for i in range(PEOPLE)}


@pytest.mark.parametrize("which", [1, 2, 3])
@pytest.mark.parametrize("step", [CLAIM, RECORD])
def test_the_disk_is_full(send: Send, step: str, which: int) -> None:
    ended = send.run("send", "visit", "--yes", at=[step, which], do="full", patience=0.3)
    assert ended.code == (4 if which > 1 else 1)
    assert "contacts.db" in ended.err
    assert send.requests == which - (step == CLAIM), "a request left without a claim"
    check_accounted_for(send, planned())
    states = send.by_state()
    lost = PEOPLE * (step == RECORD)
    assert len(states["submitted"]) == PEOPLE * (which - 1)
    assert len(states["submitting"]) == lost
    # The disk has room again.
    again = send.run("send", "visit", "--yes")
    assert again.code == (4 if lost else 0)
    check_accounted_for(send, planned())
    assert len(send.by_state()["uncertain"]) == lost
    go_on_to_the_end(send, planned(), again.err)


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Another program writes, and takes its time."""
    with closing(sqlite3.connect(root / "contacts.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def sent_while_locked(send: Send, step: str, which: int, patience: float) -> Ended:
    """How a send ends whose store another program writes from a step on, for good."""
    reached, go_on = send.root / "reached", send.root / "go-on"
    send.begin(
        "send",
        "visit",
        "--yes",
        at=[step, which],
        do="wait",
        patience=patience,
        reached=str(reached),
        go_on=str(go_on),
    )
    until = time.monotonic() + 20
    while not reached.exists():
        assert time.monotonic() < until, "the step was never reached"
        time.sleep(0.005)
    with locked(send.root):
        go_on.touch()
        return send.end()


@pytest.mark.parametrize("step", [CLAIM, RECORD])
def test_another_program_keeps_the_store_longer_than_we_wait(send: Send, step: str) -> None:
    trace = send.root / "trace"
    assert send.run("plan", "visit").code == 0
    assert send.run("send", "visit", "--yes", trace=str(trace)).code == 0
    steps = trace.read_text().splitlines()
    second = [n for n, one in enumerate(steps) if one.startswith(step)][1]
    which = sum(one.startswith("before BEGIN") for one in steps[:second])
    assert send.run("plan", "visit", "--anew").code == 0
    send.sandbox.sandbox.clear()
    ended = sent_while_locked(send, "before BEGIN", which, patience=0.3)
    assert ended.code == 4
    assert "locked by another program" in ended.err
    check_accounted_for(send, planned())
    again = send.run("send", "visit", "--yes")
    assert again.code == (0 if step == CLAIM else 4)
    check_accounted_for(send, planned())
    go_on_to_the_end(send, planned(), again.err)


@pytest.mark.parametrize("reads", [0, 3, 6, 9])
def test_the_clock_is_set_back_by_a_day_in_mid_run(send: Send, reads: int) -> None:
    ended = send.run("send", "visit", "--yes", clock_back=reads)
    assert ended.code == 0
    check_accounted_for(send, planned())
    assert set(send.received()) == planned()
    assert send.run("send", "visit", "--yes").code == 0
    send.hear()
    check_accounted_for(send, planned())


def test_a_sender_that_died_left_no_lock_behind(send: Send) -> None:
    killed = send.run("send", "visit", "--yes", at=["the body has left", 2], do="kill")
    assert killed.code == -9
    assert list(send.root.glob("*.lock"))
    again = send.run("send", "visit", "--yes")
    assert again.code == 4
    assert "another `outreach send`" not in again.err
    check_accounted_for(send, planned())


def test_an_event_settles_what_a_killed_sender_left_open(send: Send) -> None:
    killed = send.run("send", "visit", "--yes", at=[RECORD, 2], do="kill")
    assert killed.code == -9
    send.hear()
    check_accounted_for(send, planned())
    assert send.by_state()["submitting"] == set()
    assert send.run("send", "visit", "--yes").code == 0
    check_accounted_for(send, planned())
    assert set(send.received()) == planned()
