"""Laws of the ceiling, of what SendGrid asks, and of paced domains."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.politeness import Politeness

HOUSE, SENATE = "house.example", "senate.example"
WISHES = st.lists(
    st.tuples(
        st.floats(0, 20), st.sampled_from(["", HOUSE, SENATE]), st.integers(1, 50), st.floats(0, 30)
    ),
    max_size=30,
)


@given(WISHES, st.floats(0.1, 50))
def test_no_start_comes_sooner_than_it_may(
    wishes: list[tuple[float, str, int, float]], per_second: float
) -> None:
    """A wish: so long after the one before, to that domain, so many letters; SendGrid then asks

    for a pause. Who waits for what it is told may start."""
    polite = Politeness(per_second, {HOUSE: 50, SENATE: 600})
    now, starts, held = 0.0, [], 0.0
    minutes: dict[str, list[tuple[float, int]]] = {HOUSE: [], SENATE: []}
    for after, domain, letters, asked in wishes:
        now += after
        while domain in polite.waiting(now):
            now = max(now + 1e-6, polite.next_due(now)[0])
        now = polite.closed_until(now)[0]
        assert now >= held
        assert polite.closed_until(now) == (now, "")
        polite.started(now, domain, letters)
        starts.append(now)
        if domain:
            if minutes[domain]:
                before, many = minutes[domain][-1]
                assert now - before >= many * 60 / polite.pacing[domain] - 1e-3
            minutes[domain].append((now, letters))
        if asked > 25:
            held = now + asked
            polite.hold(held, "slow down")
    assert all(b - a >= 1 / per_second - 1e-6 for a, b in itertools.pairwise(starts))


def test_what_is_waited_for_is_named() -> None:
    polite = Politeness(1, {HOUSE: 30})
    polite.hold(5, "SendGrid asks to slow down")
    assert polite.closed_until(0) == (5, "SendGrid asks to slow down")
    polite.started(5, HOUSE, 30)
    assert polite.closed_until(5) == (6, "")  # the ceiling is no news
    assert polite.waiting(6) == (HOUSE,)
    assert polite.next_due(6) == (65, "house.example gets 30 letters a minute")
    assert polite.waiting(65) == ()
    assert polite.next_due(65) == (65, "")


def test_a_shorter_wait_does_not_end_a_longer_one() -> None:
    polite = Politeness()
    polite.hold(30, "SendGrid asks to slow down")
    polite.hold(2, "SendGrid cannot be reached")
    assert polite.closed_until(0) == (30, "SendGrid asks to slow down")


def test_what_is_scheduled_for_a_paced_domain_is_laid_behind() -> None:
    polite = Politeness(0, {HOUSE: 30})
    assert polite.behind(HOUSE) == 0
    polite.started(0, HOUSE, 30)
    polite.started(0, HOUSE, 15)
    assert polite.behind(HOUSE) == 90
    assert polite.behind("press.example") == 0
