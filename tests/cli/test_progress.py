"""The bar of a send: how far it is, and why it waits."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import pytest

from outreach.actions.order import Pulse
from outreach.cli.progress import Fare, progress_bar
from outreach.domain.delivery import Account

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pulse", "line"),
    [
        (None, ""),
        (Pulse(), ""),
        (Pulse(retries=1), "1 retry"),
        (Pulse(3, "SendGrid asks", NOW + timedelta(seconds=42)), "3 retries · waiting 42 s: "),
        (Pulse(0, "SendGrid asks", NOW - timedelta(days=1)), "waiting: SendGrid asks"),
        (Pulse(0, "the disk is full"), "waiting: the disk is full"),
    ],
)
def test_why_it_waits(pulse: Pulse | None, line: str) -> None:
    fare = Fare()
    fare.pulse = pulse
    said = fare.line(NOW)
    assert said.startswith(line) if line else said == ""


def test_what_a_file_is_called_cannot_steer_the_terminal() -> None:
    fare = Fare()
    fare.pulse = Pulse(0, "\x1b[2J is full")
    assert "\x1b" not in fare.line(NOW)


def test_in_a_pipe_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar(10) as show:
        show("press", Account(remaining=10), Pulse())
    assert capsys.readouterr() == ("", "")


def test_what_went_before_and_a_wave_of_the_same_edition_count_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    with progress_bar(12) as show:
        show("press", Account(submitted=90, remaining=10), Pulse())
        show("press", Account(submitted=100), Pulse())
        show("press", Account(remaining=2), Pulse())
        show("press", Account(submitted=1, remaining=1), Pulse())
    assert "11/12" in capsys.readouterr().err
