"""The fold of events: a law, and what each kind of event says."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.contact import Reason
from outreach.domain.engagement import known_of
from outreach.domain.event import TIMES, Event, EventKind, Outcome, State, fold, join, suppresses

times = st.none() | st.integers(0, 9)
outcomes = st.builds(
    lambda state, synced, known: Outcome(state, synced and state is not State.PLANNED, *known),
    st.sampled_from(State),
    st.booleans(),
    st.tuples(*(times for _ in TIMES)),
)
events = st.builds(
    Event,
    key=st.text(max_size=3),
    kind=st.sampled_from(EventKind),
    at=st.integers(0, 9),
    email_key=st.just("ana@press.example"),
    soft=st.booleans(),
    machine=st.booleans(),
)


@given(outcomes, outcomes, outcomes)
def test_joining_knows_no_order_no_grouping_and_no_repeats(
    a: Outcome, b: Outcome, c: Outcome
) -> None:
    assert join(a, b) == join(b, a)
    assert join(a, join(b, c)) == join(join(a, b), c)
    assert join(a, a) == a
    assert join(a, Outcome()) == a


@given(st.lists(events, max_size=8), st.randoms(use_true_random=False))
def test_events_shuffled_and_repeated_fold_to_the_same(events: list[Event], random: object) -> None:
    again = events * 2
    random.shuffle(again)  # type: ignore[attr-defined]
    assert fold(Outcome(), again) == fold(Outcome(), events)


def event(kind: EventKind, at: int = 5, **more: object) -> Event:
    return Event("k", kind, at, "ana@press.example", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ([], State.PLANNED),
        ([EventKind.PROCESSED], State.PROCESSED),
        ([EventKind.PROCESSED, EventKind.DEFERRED], State.DEFERRED),
        ([EventKind.PROCESSED, EventKind.DEFERRED, EventKind.DELIVERED], State.DELIVERED),
        ([EventKind.PROCESSED, EventKind.DELIVERED, EventKind.BOUNCE], State.BOUNCED),
        ([EventKind.PROCESSED, EventKind.BOUNCE], State.BOUNCED),
        ([EventKind.DROPPED], State.DROPPED),
        ([EventKind.OPEN], State.PLANNED),
    ],
)
def test_the_furthest_state_wins_in_any_order(kinds: list[EventKind], state: State) -> None:
    for order in permutations(kinds):
        assert fold(Outcome(), map(event, order)).state is state


def test_the_first_time_counts_and_machines_are_told_from_people() -> None:
    outcome = known_of(
        [
            event(EventKind.DELIVERED, -60),
            event(EventKind.OPEN, 9),
            event(EventKind.OPEN, 7),
            event(EventKind.OPEN, 3, machine=True),
            event(EventKind.CLICK, 8),
            event(EventKind.CLICK, 4, machine=True),
            event(EventKind.COMPLAINT, 6),
            event(EventKind.GROUP_UNSUBSCRIBE, 6),
            event(EventKind.UNSUBSCRIBE, 5),
        ],
        "press.example",
    )
    assert outcome == Outcome(
        State.DELIVERED,
        delivered=-60,
        complained=6,
        unsubscribed=5,
        opened=7,
        opened_by_machine=3,
        clicked=8,
        clicked_by_machine=4,
    )


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (event(EventKind.BOUNCE), Reason.BOUNCE),
        (event(EventKind.BOUNCE, soft=True), None),
        (event(EventKind.COMPLAINT), Reason.COMPLAINT),
        (event(EventKind.UNSUBSCRIBE), Reason.UNSUBSCRIBE),
        (event(EventKind.GROUP_UNSUBSCRIBE), Reason.UNSUBSCRIBE),
        (event(EventKind.GROUP_RESUBSCRIBE), None),
        (event(EventKind.DROPPED, reason="Bounced Address"), Reason.BOUNCE),
        (event(EventKind.DROPPED, reason="Unsubscribed Address"), Reason.UNSUBSCRIBE),
        (event(EventKind.DROPPED, reason="Spam Reporting Address"), Reason.COMPLAINT),
        (event(EventKind.DROPPED, reason="Invalid"), Reason.BOUNCE),
        (event(EventKind.DROPPED, reason="Spam Content"), None),
        (event(EventKind.DROPPED, reason="Recipient List over Package Quota"), None),
        (event(EventKind.DELIVERED), None),
        (event(EventKind.DEFERRED), None),
    ],
)
def test_who_must_never_be_written_to_again(what: Event, reason: Reason | None) -> None:
    assert suppresses(what) is reason
