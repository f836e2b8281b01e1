"""A run: what can be stopped of it, and how surely."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from outreach.domain.run import Run, RunState

AT = datetime(2026, 6, 20, 18, tzinfo=UTC)
RUN = Run("r", "visit", AT - timedelta(hours=6), send_at=AT, sendgrid_batch="b")


def before(minutes: float) -> datetime:
    return AT - timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("minutes", "surely"), [(60, True), (10.1, True), (10, False), (1, False), (-5, False)]
)
def test_a_stop_is_sure_until_ten_minutes_before(minutes: float, surely: bool) -> None:
    assert RUN.stops_surely(before(minutes)) is surely


def test_what_was_surely_paused_is_cancelled_surely_at_any_time() -> None:
    paused = replace(RUN, state=RunState.PAUSED, held=True, stopped_at=before(30))
    assert paused.stops_surely(before(-600))
    assert not replace(paused, stopped_at=before(9)).stops_surely(before(-600))
    # Of a change that was only begun nobody knows whether SendGrid has the order.
    assert not replace(paused, held=False).stops_surely(before(5))


def test_what_goes_at_once_cannot_be_stopped() -> None:
    at_once = replace(RUN, send_at=None)
    assert not at_once.stops_surely(before(60))
    assert not at_once.waits(before(60))
    assert not at_once.expired(AT + timedelta(days=30))


@pytest.mark.parametrize(
    ("state", "early", "late"),
    [
        (RunState.GOING, True, False),
        (RunState.STOPPING, True, True),
        (RunState.PAUSED, True, True),
        (RunState.CANCELLED, False, False),
    ],
)
def test_what_waits(state: RunState, early: bool, late: bool) -> None:
    run = replace(RUN, state=state)
    assert (run.waits(before(1)), run.waits(AT)) == (early, late)


def test_it_waits_until_the_last_of_it_has_gone_out() -> None:
    run = replace(RUN, lasts_until=AT + timedelta(minutes=30))
    assert run.over_at == AT + timedelta(minutes=30)
    assert run.waits(AT + timedelta(minutes=29))
    assert not run.waits(AT + timedelta(minutes=30))
    assert run.may_wait(AT + timedelta(minutes=89))
    assert not run.may_wait(AT + timedelta(minutes=90))
    assert not run.expired(AT + timedelta(hours=72, minutes=30))


def test_what_is_paused_expires_72_hours_after_its_time() -> None:
    assert not RUN.expired(AT + timedelta(hours=72))
    assert RUN.expired(AT + timedelta(hours=72, seconds=1))
