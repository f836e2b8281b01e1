"""When posts are counted as they come, and when later."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.web.rush import (
    LONGEST_SECONDS,
    MOST_BYTES,
    PAUSE_SECONDS,
    STRAIGHT_BYTES,
    TRY_AGAIN_SECONDS,
    Rush,
)

AT = 1000.0


def behind(*sizes: int) -> Rush:
    """Posts of these sizes came a second apart, the first at AT."""
    rush = Rush()
    for number, size in enumerate(sizes):
        rush.heard = AT + number
        rush.fall_behind(size, AT + number)
    return rush


def test_a_small_post_is_counted_at_once_and_a_large_one_later() -> None:
    assert not Rush().keeps(STRAIGHT_BYTES)
    assert Rush().keeps(STRAIGHT_BYTES + 1)


def test_behind_others_a_small_post_waits_too() -> None:
    assert behind(100).keeps(1)


def test_more_than_the_most_is_counted_before_it_is_answered() -> None:
    assert behind(MOST_BYTES - 1).keeps(1)
    assert not behind(MOST_BYTES).keeps(1)


def test_with_nothing_kept_a_post_is_waited_for_as_long_as_it_takes() -> None:
    assert Rush().patience(AT) is None
    assert not Rush().is_due(AT, quiet=True)


def test_it_is_counted_when_the_rush_pauses() -> None:
    rush = behind(100)
    assert rush.patience(AT) == pytest.approx(PAUSE_SECONDS)
    assert not rush.is_due(AT + PAUSE_SECONDS / 2, quiet=True)
    assert rush.is_due(AT + PAUSE_SECONDS, quiet=True)
    assert not rush.is_due(AT + PAUSE_SECONDS, quiet=False)


def test_what_waits_too_long_is_counted_in_the_midst_of_it() -> None:
    rush = behind(100)
    rush.heard = AT + LONGEST_SECONDS
    assert rush.patience(AT + LONGEST_SECONDS) == 0
    assert rush.is_due(AT + LONGEST_SECONDS, quiet=False)


def test_once_the_oldest_is_counted_the_next_one_s_age_counts() -> None:
    rush = behind(100, 50)
    rush.catch_up(100, more=True)
    assert rush.behind == 50
    assert not rush.is_due(AT + LONGEST_SECONDS, quiet=False)
    assert rush.is_due(AT + 1 + LONGEST_SECONDS, quiet=False)


def test_a_part_of_what_was_kept_together_may_be_counted() -> None:
    rush = behind(100)
    rush.catch_up(60, more=True)
    assert rush.is_due(AT + LONGEST_SECONDS, quiet=False)
    rush.catch_up(40, more=False)
    assert rush.behind == 0
    assert rush.patience(AT) is None


def test_what_an_earlier_receiver_left_is_counted_first() -> None:
    rush = Rush()
    rush.reset(500)
    assert rush.patience(AT) == 0
    assert rush.is_due(AT, quiet=False)


def test_what_could_not_be_counted_is_left_alone_for_a_moment() -> None:
    rush = behind(100)
    now = AT + LONGEST_SECONDS
    rush.put_off(now)
    assert rush.patience(now) == TRY_AGAIN_SECONDS
    assert not rush.is_due(now, quiet=True)
    assert rush.is_due(now + TRY_AGAIN_SECONDS, quiet=True)


def test_what_another_receiver_counted_is_not_waited_for() -> None:
    rush = behind(100)
    rush.catch_up(0, more=False)
    assert rush.behind == 0
    assert rush.patience(AT) is None


def test_what_another_receiver_kept_is_counted_too() -> None:
    rush = behind(100)
    rush.catch_up(300, more=True)
    assert rush.behind > 0
    assert rush.patience(AT) == 0


STEPS = st.one_of(
    st.tuples(st.just("keep"), st.integers(1, 1000)),
    st.tuples(st.sampled_from(["count", "count all"]), st.integers(0, 2000)),
    st.tuples(st.sampled_from(["put off", "left behind"]), st.integers(0, 10)),
)


@given(st.lists(STEPS, max_size=20))
def test_whatever_happens_it_is_due_in_time_or_nothing_waits(steps: list[tuple[str, int]]) -> None:
    rush, now = Rush(), AT
    for step, size in steps:
        now += 0.5
        if step == "keep":
            rush.heard = now
            rush.fall_behind(size, now)
        elif step in ("count", "count all"):
            rush.catch_up(size, more=step == "count")
        elif step == "put off":
            rush.put_off(now)
        else:
            rush.reset(size)
        patience = rush.patience(now)
        assert rush.behind >= 0
        assert (patience is None) == (rush.behind == 0)
        if patience is not None:
            assert 0 <= patience <= LONGEST_SECONDS
            assert rush.is_due(now + patience + 0.001, quiet=True)
