from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from outreach.sandbox.agenda import Agenda


class Clock:
    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def agenda(clock: Clock) -> Iterator[Agenda]:
    agenda = Agenda(clock, "test")
    agenda.start()
    yield agenda
    agenda.stop()


def until(met: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not met():
        assert time.monotonic() < end
        time.sleep(0.001)


def test_actions_run_in_the_order_of_their_times(agenda: Agenda, clock: Clock) -> None:
    done: list[int] = []
    start = clock() + 0.05
    for n in (3, 1, 2):
        agenda.at(start + n / 1000, lambda n=n: done.append(n), weight=1)  # type: ignore[misc]
    assert agenda.pending == 3
    until(lambda: agenda.pending == 0)
    assert done == [1, 2, 3]


def test_a_clock_that_is_turned_is_noticed(agenda: Agenda, clock: Clock) -> None:
    rang = threading.Event()
    agenda.at(clock() + 3600, rang.set)
    assert not rang.wait(0.05)
    clock.ahead = 3601
    assert rang.wait(5)


def test_an_action_that_fails_stops_no_other_and_tells_no_secret(
    agenda: Agenda, caplog: pytest.LogCaptureFixture
) -> None:
    rang = threading.Event()

    def fail() -> None:
        raise ValueError("ana@example.com")

    agenda.at(0, fail, weight=1)
    agenda.at(0, rang.set)
    assert rang.wait(5)
    assert agenda.pending == 0
    assert "ValueError" in caplog.text
    assert "ana@example.com" not in caplog.text


def test_pending_does_not_reach_zero_while_an_action_hands_on(agenda: Agenda) -> None:
    handed: list[int] = []
    agenda.at(0, lambda: agenda.at(0, lambda: handed.append(1), weight=1), weight=1)
    until(lambda: agenda.pending == 0)
    assert handed == [1]
