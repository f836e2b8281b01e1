"""The send explored to its end: nobody twice, nobody lost, and always a way on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from outreach.domain.protocol import Fate, Step, next_step
from outreach.errors import SendGridError, Unanswered
from outreach.store.database import Store
from outreach.store.plans import Plan
from send_model import Explored, Rules, beginning, explore

SmallPlan = Callable[..., Plan]


@pytest.fixture
def explored(store: Store, small_plan: SmallPlan) -> Callable[..., Explored]:
    def explored(people: int, per_batch: int, rules: Rules) -> Explored:
        plan = small_plan(store, people, per_batch=per_batch)
        return explore(*beginning(store, plan.id, rules))

    return explored


@pytest.mark.parametrize(
    ("people", "per_batch", "in_flight"),
    [(1, 1, 1), (2, 2, 1), (2, 1, 1), (2, 1, 2)],
    ids=[
        "one batch",
        "a batch of two",
        "two batches",
        "two batches in flight",
    ],
)
def test_nobody_twice_nobody_lost_and_always_a_way_on(
    explored: Callable[..., Explored], people: int, per_batch: int, in_flight: int
) -> None:
    # What a wrong decision leads to is explored where there is one person to decide on.
    found = explored(people, per_batch, Rules(in_flight=in_flight, person_errs=people == 1))
    print(f"{found.states:,} states, {found.transitions:,} transitions")  # pytest -s shows it
    assert found.wrong == []
    assert found.stuck == []
    assert found.states > 100


def retry_on_time_out(
    error: SendGridError | None, tries: int, size: int, uncertain_in_a_row: int
) -> Step:
    if isinstance(error, Unanswered):
        return Step(Fate.RETRY)
    return next_step(error, tries, size, uncertain_in_a_row)


def give_up_on_time_out(
    error: SendGridError | None, tries: int, size: int, uncertain_in_a_row: int
) -> Step:
    if isinstance(error, Unanswered):
        return Step(Fate.FAILED)
    return next_step(error, tries, size, uncertain_in_a_row)


@pytest.mark.parametrize(
    "rules",
    [
        Rules(decide=retry_on_time_out),
        Rules(decide=give_up_on_time_out),
        Rules(claimable=("pending", "uncertain")),
        Rules(claimable=("pending", "submitting"), in_flight=2),
        Rules(orphaned="pending"),
        Rules(orphaned="submitted"),
        Rules(lock=False, senders=2, orphaned="pending"),
    ],
    ids=[
        "retry on time-out",
        "a time-out is a failure",
        "claim what is uncertain",
        "claim what is under way",
        "an orphan is pending",
        "an orphan is submitted",
        "no lock",
    ],
)
def test_a_protocol_that_is_broken_on_purpose_is_found_out(
    explored: Callable[..., Explored], rules: Rules
) -> None:
    assert explored(1, 1, rules).wrong
