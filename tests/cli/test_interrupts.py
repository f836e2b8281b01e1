"""Wishes to stop: heard, not enforced."""

from __future__ import annotations

import os
import signal
import time
from threading import Timer

import pytest

from outreach.cli.interrupts import interruptible


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_is_a_wish_and_ends_a_pause(name: str) -> None:
    said: list[bool] = []
    with interruptible(said.append) as stop:
        Timer(0.05, os.kill, (os.getpid(), getattr(signal, name))).start()
        started = time.monotonic()
        assert stop.wait(30)
        assert time.monotonic() - started < 10
        os.kill(os.getpid(), getattr(signal, name))
        assert stop.wait(30)
    assert said == [False, True]


def test_afterwards_signals_do_what_they_did() -> None:
    before = signal.getsignal(signal.SIGINT)
    with interruptible(lambda _again: None):
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_nobody_asks() -> None:
    with interruptible(lambda _again: None) as stop:
        assert not stop.wait(0.01)
        assert not stop.is_asked()
