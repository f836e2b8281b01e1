"""Sending no faster than asked, and in its time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from outreach.actions.order import Order, Pulse
from outreach.domain.delivery import Account
from outreach.domain.politeness import Politeness
from outreach.errors import OutreachError, RateLimited, Unreachable
from outreach.store.database import Store
from outreach.store.plans import Plan
from sent import NOW, Answers, Time, send

SmallPlan = Callable[..., Plan]


def paced(db: Store, plan: Plan, *numbers: int, domain: str = "house.example") -> None:
    """Those batches of the plan go to a paced domain."""
    for number in numbers:
        db.execute(
            "UPDATE batches SET pace = ? WHERE plan_id = ? AND number = ?",
            (domain, plan.id, number),
        )
    db.commit()


def waits(heard: list[Pulse]) -> list[tuple[str, float]]:
    return [
        (one.waiting_for, (one.until - NOW).total_seconds())
        for one in heard
        if one.waiting_for and one.until
    ]


def test_while_sendgrid_asks_to_slow_down_nobody_starts_a_request(
    store: Store, small_plan: SmallPlan
) -> None:
    plan, heard = small_plan(store, 12), list[Pulse]()
    sendgrid = Answers([RateLimited("", retry_after=30)])
    sent, pauses = send(store, plan, sendgrid, progress=lambda _, pulse: heard.append(pulse))
    assert (sent.account, sent.retries) == (Account(submitted=12), 1)
    assert pauses == [30]
    assert sendgrid.at == [0, 30, 30, 30, 30, 30, 30]
    assert waits(heard) == [("SendGrid asks to slow down", 30)]
    assert sendgrid.taken[:2] == ["p0@visit.example", "p1@visit.example"]  # it comes first again


def test_after_trouble_one_request_finds_out_whether_it_is_over(
    store: Store, small_plan: SmallPlan
) -> None:
    """Four meet a network that is gone; then only one at a time asks for it."""
    plan = small_plan(store, 20)
    sendgrid = Answers([Unreachable("")] * 6)
    sent, pauses = send(store, plan, sendgrid, concurrency=4)
    assert sent.account == Account(submitted=20)
    after = [one for one in sendgrid.at if one > 0]
    assert len(pauses) >= 2
    assert len(set(after[:2])) == 2


def test_when_it_is_over_several_fly_again(store: Store, small_plan: SmallPlan) -> None:
    answers, both = Answers([RateLimited("")] * 2), threading.Barrier(2)

    class Together:
        time = answers.time

        def submit(self, body: bytes, _still: object = None) -> str:
            if answers.requests >= 3:
                both.wait(5)
            return answers.submit(body)

    plan = small_plan(store, 6)
    sent, _ = send(store, plan, Together(), concurrency=2)
    assert (sent.account, sent.stopped_by) == (Account(submitted=6), None)


def test_the_ceiling_holds_for_every_start_retries_included(
    store: Store, small_plan: SmallPlan
) -> None:
    sendgrid = Answers([RateLimited("", retry_after=0.5)])
    sent, _ = send(store, small_plan(store, 8), sendgrid, Order(per_second=0.5))
    assert sent.account == Account(submitted=8)
    assert sendgrid.at == [0, 2, 4, 6, 8]


def test_a_paced_domain_waits_and_others_overtake(store: Store, small_plan: SmallPlan) -> None:
    plan, heard, sendgrid = small_plan(store, 10), list[Pulse](), Answers()
    paced(store, plan, 1, 2, 3)
    order = Order(pacing={"house.example": 2})
    sent, _ = send(store, plan, sendgrid, order, progress=lambda _, pulse: heard.append(pulse))
    assert sent.account == Account(submitted=10)
    assert sendgrid.at == [0, 0, 0, 60, 120]
    assert waits(heard) == [("house.example gets 2 letters a minute", n) for n in (60, 120)]


def test_editions_of_one_run_share_ceiling_and_pace(store: Store, small_plan: SmallPlan) -> None:
    first, second = small_plan(store, 2), small_plan(store, 2, edition="congress")
    paced(store, first, 1)
    paced(store, second, 1)
    sendgrid, order = Answers(), Order(pacing={"house.example": 2})
    shared = Politeness(0, order.pacing)
    for plan in (first, second):
        send(store, plan, sendgrid, order, politeness=shared)
    assert sendgrid.at == [0, 60]


def test_a_domain_that_is_paced_no_more_is_not_waited_for(
    store: Store, small_plan: SmallPlan
) -> None:
    plan, sendgrid = small_plan(store, 6), Answers()
    paced(store, plan, 1, 2, 3)
    assert send(store, plan, sendgrid)[0].account == Account(submitted=6)
    assert sendgrid.at == [0, 0, 0]


def test_nothing_waits_for_a_domain_whose_letters_have_all_gone(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 2)
    paced(store, plan, 1)
    assert send(store, plan, Answers(), Order(pacing={"house.example": 2}))[1] == []


def test_a_clock_that_is_set_neither_stalls_nor_rushes_the_run(
    store: Store, small_plan: SmallPlan
) -> None:
    time = Time()
    sendgrid = Answers([RateLimited("", retry_after=10)], time)

    def set_back(_account: Account, pulse: Pulse) -> None:
        time.wall = timedelta(days=-1) if pulse.waiting_for else timedelta(days=1)

    sent, pauses = send(store, small_plan(store, 4), sendgrid, progress=set_back)
    assert (sent.account, pauses) == (Account(submitted=4), [10])


def test_asked_to_stop_it_does_not_sit_out_a_wait(store: Store, small_plan: SmallPlan) -> None:
    plan, asked = small_plan(store, 4), list[bool]()
    sendgrid = Answers([RateLimited("", retry_after=300)])

    def hear(_account: Account, pulse: Pulse) -> None:
        if pulse.waiting_for:
            asked.append(True)

    sent, _ = send(store, plan, sendgrid, progress=hear, stopping=lambda: bool(asked))
    assert sent.interrupted
    assert sent.account == Account(remaining=4)
    assert sendgrid.requests == 1


# --- its time -------------------------------------------------------------------------------------


def at(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("order", "word"),
    [
        (Order(not_before=NOW + at(1)), "the embargo lifts at"),
        (Order(not_after=NOW), "not to go out after"),
        (Order(goes_out=NOW), "is past"),
        (Order(goes_out=NOW + at(60), not_after=NOW + at(60)), "not to go out after"),
        (Order(goes_out=NOW + at(60), not_before=NOW + at(61)), "the embargo lifts at"),
        (Order(goes_out=NOW + timedelta(hours=72, seconds=1)), "more than 72 hours"),
    ],
)
def test_out_of_its_time_nothing_is_claimed(
    store: Store, small_plan: SmallPlan, order: Order, word: str
) -> None:
    plan, sendgrid = small_plan(store, 4), Answers()
    sent, _ = send(store, plan, sendgrid, order)
    assert sent.account == Account(remaining=4)
    assert sendgrid.requests == 0
    assert isinstance(sent.stopped_by, OutreachError)
    assert word in sent.stopped_by.message
    assert "4 letters" in sent.stopped_by.message
    assert sent.stopped_by.hint


@pytest.mark.parametrize(
    "order",
    [
        Order(not_before=NOW, not_after=NOW + at(1)),
        Order(goes_out=NOW + at(1), not_before=NOW + at(1), not_after=NOW + at(2)),
        Order(goes_out=NOW + timedelta(hours=72)),
    ],
)
def test_in_its_time_all_goes(store: Store, small_plan: SmallPlan, order: Order) -> None:
    assert send(store, small_plan(store, 4), Answers(), order)[0].account == Account(submitted=4)


def test_a_clock_set_back_before_the_lift_stops_what_waits_for_it(
    store: Store, small_plan: SmallPlan
) -> None:
    time = Time()
    sendgrid = Answers(time=time)

    def set_back(account: Account, _pulse: Pulse) -> None:
        time.wall = at(-60) if account.submitted else at(0)

    sent, _ = send(store, small_plan(store, 6), sendgrid, Order(not_before=NOW), progress=set_back)
    assert sent.account == Account(submitted=2, remaining=4)
    assert sent.stopped_by is not None


def test_a_run_that_lasts_ends_at_not_after(store: Store, small_plan: SmallPlan) -> None:
    order = Order(per_second=0.1, not_after=NOW + at(15))
    sent, _ = send(store, small_plan(store, 6), Answers(), order)
    assert sent.account == Account(submitted=4, remaining=2)


def test_when_all_have_gone_no_moment_is_too_late(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 2)
    send(store, plan, Answers())
    assert send(store, plan, Answers(), Order(not_after=NOW))[0].stopped_by is None


def test_what_is_scheduled_says_so_in_every_request(store: Store, small_plan: SmallPlan) -> None:
    sendgrid, goes_out = Answers(), NOW + at(3600.5)
    send(store, small_plan(store, 4), sendgrid, Order(goes_out=goes_out, sendgrid_batch="SGB"))
    moment = int((NOW + at(3601)).timestamp())
    assert [(one["send_at"], one["batch_id"]) for one in sendgrid.bodies] == [(moment, "SGB")] * 2


def test_of_what_is_scheduled_a_paced_domain_gets_its_letters_minute_by_minute(
    store: Store, small_plan: SmallPlan
) -> None:
    plan, sendgrid = small_plan(store, 10), Answers()
    paced(store, plan, 1, 3, 5)
    order = Order(goes_out=NOW + at(3600), pacing={"house.example": 2, "senate.example": 1})
    sent, pauses = send(store, plan, sendgrid, order)
    assert (sent.account, pauses) == (Account(submitted=10), [])
    first = int(order.departure.leaves(NOW).timestamp())
    assert [one["send_at"] - first for one in sendgrid.bodies] == [0, 0, 0, 60, 120]
