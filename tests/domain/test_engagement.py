"""Who opened and followed links: the rules by cases, and what holds whatever is heard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.engagement import (
    BURST_SECONDS,
    GATEWAY_SECONDS,
    GUARDED_SECONDS,
    Act,
    By,
    Engagement,
    by_link,
    engagement,
    judged,
)
from outreach.domain.event import EventKind as K

SENT = 1_000_000
LATE = SENT + GUARDED_SECONDS + 100
HERS = "press.example"


def opened(at: int, *, machine: bool = False) -> Act:
    return Act(at, K.OPEN, machine=machine)


def clicked(at: int, link: str = "a", *, machine: bool = False) -> Act:
    return Act(at, K.CLICK, f"https://coalition.example/{link}", machine)


@pytest.mark.parametrize(
    ("act", "delivered", "domain", "by"),
    [
        (opened(SENT + GATEWAY_SECONDS), SENT, HERS, By.PERSON),
        (opened(SENT + GATEWAY_SECONDS - 1), SENT, HERS, By.DOUBTFUL),
        (opened(SENT - 5), SENT, HERS, By.DOUBTFUL),
        (opened(LATE), None, HERS, By.DOUBTFUL),
        (opened(LATE, machine=True), SENT, HERS, By.MACHINE),
        (clicked(SENT + 40), SENT, HERS, By.PERSON),
        (clicked(SENT + 40), SENT, "mail.house.gov", By.DOUBTFUL),
        (clicked(SENT + GUARDED_SECONDS - 1), SENT, "army.mil", By.DOUBTFUL),
        (clicked(SENT + GUARDED_SECONDS), SENT, "mail.house.gov", By.PERSON),
        (clicked(SENT + 40), SENT, "gov.example", By.PERSON),
        (clicked(LATE, machine=True), SENT, HERS, By.MACHINE),
    ],
)
def test_one_act_is_judged_by_its_time_and_its_own_account(
    act: Act, delivered: int | None, domain: str, by: By
) -> None:
    assert judged([act], delivered, domain) == {act: by}


@pytest.mark.parametrize(
    ("apart", "links", "by"),
    [
        (0, ("a", "b"), By.MACHINE),
        (BURST_SECONDS, ("a", "b"), By.MACHINE),
        (BURST_SECONDS + 1, ("a", "b"), By.PERSON),
        (0, ("a", "a"), By.PERSON),
    ],
)
def test_links_followed_at_once_are_a_gateways(apart: int, links: tuple[str, str], by: By) -> None:
    acts = [clicked(LATE, links[0]), clicked(LATE + apart, links[1])]
    assert set(judged(acts, SENT, HERS).values()) == {by}


def test_an_open_beside_a_gateways_clicks_is_doubtful() -> None:
    burst = [clicked(LATE, "a"), clicked(LATE + 1, "b")]
    near, far = opened(LATE + 1 + BURST_SECONDS), opened(LATE + 2 + BURST_SECONDS)
    found = judged([*burst, near, far], SENT, HERS)
    assert (found[near], found[far]) == (By.DOUBTFUL, By.PERSON)


def test_a_later_act_may_change_what_an_earlier_one_is_taken_for() -> None:
    first, second = clicked(LATE, "a"), clicked(LATE + 1, "b")
    assert engagement([first], SENT, HERS) == Engagement(clicked=LATE)
    assert engagement([first, second], SENT, HERS) == Engagement(clicked_by_machine=LATE)


def test_a_link_counts_for_the_surest_who_followed_it() -> None:
    acts = [clicked(SENT + 5, "a"), clicked(LATE, "a"), clicked(SENT + 9, "b"), opened(LATE)]
    assert by_link(acts, SENT, HERS) == {
        "https://coalition.example/a": By.PERSON,
        "https://coalition.example/b": By.DOUBTFUL,
    }


ACTS = st.lists(
    st.builds(
        Act,
        st.integers(SENT - 20, SENT + 700),
        st.just(K.CLICK),
        st.sampled_from(["a", "b", "c", ""]),
        st.booleans(),
    )
    | st.builds(Act, st.integers(SENT - 20, SENT + 700), st.just(K.OPEN), machine=st.booleans()),
    max_size=12,
)
DELIVERED = st.none() | st.integers(SENT - 10, SENT + 100)
DOMAINS = st.sampled_from([HERS, "mail.house.gov"])


@given(ACTS, DELIVERED, DOMAINS, st.randoms())
def test_order_and_repeats_do_not_matter(
    acts: list[Act], delivered: int | None, domain: str, random: object
) -> None:
    again = [*acts, *acts[:3]]
    random.shuffle(again)  # type: ignore[attr-defined]
    assert engagement(again, delivered, domain) == engagement(acts, delivered, domain)
    assert by_link(again, delivered, domain) == by_link(acts, delivered, domain)


@given(ACTS, DELIVERED, DOMAINS)
def test_each_act_is_judged_once_and_the_first_of_each_sort_is_told(
    acts: list[Act], delivered: int | None, domain: str
) -> None:
    found = judged(acts, delivered, domain)
    assert found.keys() == set(acts)
    told = engagement(acts, delivered, domain)
    for kind, name in ((K.OPEN, "opened"), (K.CLICK, "clicked")):
        for by, suffix in zip(By, ("", "_doubtful", "_by_machine"), strict=True):
            times = [act.at for act, its in found.items() if (act.kind, its) == (kind, by)]
            assert getattr(told, name + suffix) == min(times, default=None)


@given(ACTS, DELIVERED, DOMAINS)
def test_what_says_it_is_a_machine_is_never_a_person(
    acts: list[Act], delivered: int | None, domain: str
) -> None:
    found = judged(acts, delivered, domain)
    assert all(by is By.MACHINE for act, by in found.items() if act.machine)
    if delivered is None:
        assert By.PERSON not in found.values()


@given(ACTS, DELIVERED, DOMAINS, st.integers(SENT - 20, SENT + 700))
def test_a_further_click_makes_nobody_surer(
    acts: list[Act], delivered: int | None, domain: str, at: int
) -> None:
    before = judged(acts, delivered, domain)
    after = judged([*acts, clicked(at, "further")], delivered, domain)
    assert all(after[act] >= by for act, by in before.items())
