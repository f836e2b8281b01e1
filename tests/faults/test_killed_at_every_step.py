"""A sender killed at each of its steps in turn: one real process a step, really killed.

The steps are those before and after each write of the store and each commit, and those of a
request: before the connection, after the headers, in the middle of the body, after it, and after
the answer. What comes after a kill is what a person would do: the same command again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from real_send import Send, check_accounted_for, go_on_to_the_end, sending, workspace
from warm import Warm

CITIES, PEOPLE = 2, 2


@pytest.fixture
def send(tmp_path: Path, warm: Warm) -> Iterator[Send]:
    workspace(tmp_path, CITIES, PEOPLE, concurrency=1)
    with sending(tmp_path, warm) as send:
        assert send.run("plan", "visit").code == 0
        send.keep("before")
        yield send


def steps_of(send: Send, *arguments: str) -> list[str]:
    trace = send.root / "trace"
    assert send.run(*arguments, trace=str(trace)).code == 0
    return trace.read_text().splitlines()


def apart(steps: list[str], numbers: Iterable[int]) -> list[int]:
    """Without those that nothing separates from the step before: one statement's end, and the

    next one's beginning.
    """
    sql = ("BEGIN", "INSERT", "UPDATE", "DELETE", "COMMIT")

    def follows_at_once(number: int) -> bool:
        (which, _, name), earlier = steps[number].partition(" "), steps[number - 1]
        return number > 0 and which == "before" and name.startswith(sql) and "after" in earlier

    return [number for number in sorted(set(numbers)) if not follows_at_once(number)]


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
    inside = (n + 2 for n in begins)
    tried = apart(steps, [*begins, *inside, *commits, *range(first, len(steps))])
    uncertain = set()
    for number in tried:
        send.sandbox.sandbox.clear()
        send.back_to("before")
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
    assert uncertain == open_ends(steps) & set(tried)


def test_at_every_step_of_a_settlement(send: Send) -> None:
    planned = {f"p{c}x{i}@press.example" for c in range(CITIES) for i in range(PEOPLE)}
    at = ["before UPDATE batches SET state = 'submitted'", 1]
    killed = send.run("send", "visit", "--yes", at=at, do="kill")
    assert killed.code == -9
    assert send.run("send", "visit", "--yes").code == 4
    (batch,) = send.uncertain()
    verdict = ("settle", "visit", "--batch", batch, "--as", "submitted")
    send.keep("uncertain")
    steps = steps_of(send, *verdict)
    for number in apart(steps, range(len(steps))):
        step = steps[number]
        send.back_to("uncertain")
        assert send.run(*verdict, at=number, do="kill").code == -9, step
        check_accounted_for(send, planned)
        if send.uncertain():
            assert send.run(*verdict).code == 0, step
        assert send.run("send", "visit", "--yes").code == 0, step
        check_accounted_for(send, planned)
        assert set(send.received()) == planned, step
