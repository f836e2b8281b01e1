"""A sender killed at each of its steps in turn: one real process a step, really killed.

The steps are those before and after each write of the store and each commit, and those of a
request: before the connection, after the headers, in the middle of the body, after it, and after
the answer. What comes after a kill is what a person would do: the same command again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from real_send import Send, check_accounted_for, go_on_to_the_end, sending, workspace
from warm import Warm

CITIES, PEOPLE = 2, 2
STORE = ("contacts.db", "contacts.db-wal", "contacts.db-shm")


@pytest.fixture
def send(tmp_path: Path, warm: Warm) -> Iterator[Send]:
    workspace(tmp_path, CITIES, PEOPLE, concurrency=1)
    with sending(tmp_path, warm) as send:
        assert send.run("plan", "visit").code == 0
        keep(tmp_path, "before")
        yield send


def keep(root: Path, name: str) -> None:
    (root / name).mkdir()
    for file in STORE:
        if (root / file).exists():
            shutil.copy(root / file, root / name / file)


def back_to(send: Send, name: str) -> None:
    """As if nothing had been sent yet."""
    send.sandbox.sandbox.clear()
    for file in STORE:
        (send.root / file).unlink(missing_ok=True)
        if (send.root / name / file).exists():
            shutil.copy(send.root / name / file, send.root / file)


def steps_of(send: Send, *arguments: str) -> list[str]:
    trace = send.root / "trace"
    assert send.run(*arguments, trace=str(trace)).code == 0
    return trace.read_text().splitlines()


def open_ends(steps: list[str]) -> set[int]:
    """Where a request may be under way: from a claim's commit until before that of its record."""
    ends: set[int] = set()
    for claim in (n for n, step in enumerate(steps) if "after" in step and "'submitting'" in step):
        record = next(n for n in range(claim, len(steps)) if "SET state = 'submitted'" in steps[n])
        ends.update(range(steps.index("after COMMIT", claim), steps.index("after COMMIT", record)))
    return ends


def test_at_every_step_of_a_send(send: Send) -> None:
    planned = {f"p{c}x{i}@press.example" for c in range(CITIES) for i in range(PEOPLE)}
    steps = steps_of(send, "send", "visit", "--yes")
    first = next(n for n, step in enumerate(steps) if "'submitting'" in step)
    assert steps.count("half of the body has left") == CITIES
    # What a plan is written in is one transaction: its ends and a step inside it are enough.
    begins = [n for n in range(first) if "after BEGIN" in steps[n]]
    commits = [n for n in range(first) if "COMMIT" in steps[n]]
    tried = sorted({*begins, *(n + 2 for n in begins), *commits, *range(first, len(steps))})
    uncertain = set()
    for number in tried:
        back_to(send, "before")
        where = f"killed at step {number}, {steps[number]}"
        assert send.run("send", "visit", "--yes", at=number, do="kill").code == -9, where
        ended = send.run("send", "visit", "--yes")
        assert ended.code in (0, 4), where
        check_accounted_for(send, planned)
        if ended.code:
            uncertain.add(number)
            assert "uncertain and will not be written to again" in ended.err, where
            go_on_to_the_end(send, planned, ended.err)
        assert set(send.received()) == planned, where
    assert uncertain == open_ends(steps)


def test_at_every_step_of_a_settlement(send: Send) -> None:
    planned = {f"p{c}x{i}@press.example" for c in range(CITIES) for i in range(PEOPLE)}
    at = ["before UPDATE batches SET state = 'submitted'", 1]
    killed = send.run("send", "visit", "--yes", at=at, do="kill")
    assert killed.code == -9
    assert send.run("send", "visit", "--yes").code == 4
    (batch,) = send.uncertain()
    verdict = ("settle", "visit", "--batch", batch, "--as", "submitted")
    keep(send.root, "uncertain")
    steps = steps_of(send, *verdict)
    for number, step in enumerate(steps):
        for file in STORE:
            (send.root / file).unlink(missing_ok=True)
        for file in (send.root / "uncertain").iterdir():
            shutil.copy(file, send.root / file.name)
        assert send.run(*verdict, at=number, do="kill").code == -9, step
        check_accounted_for(send, planned)
        if send.uncertain():
            assert send.run(*verdict).code == 0, step
        assert send.run("send", "visit", "--yes").code == 0, step
        check_accounted_for(send, planned)
        assert set(send.received()) == planned, step
