"""Whether the rest may follow the canary."""

from __future__ import annotations

import pytest

from outreach.domain.canary import CanaryOutcome, Next, verdict


@pytest.mark.parametrize(
    ("outcome", "next_"),
    [
        (CanaryOutcome(), Next.GO_ON),
        (CanaryOutcome(20, delivered=20), Next.GO_ON),
        (CanaryOutcome(20, silent=20), Next.WAIT),
        (CanaryOutcome(20, delivered=18, bounced=2), Next.GO_ON),
        (CanaryOutcome(20, delivered=17, bounced=3), Next.HOLD),
        (CanaryOutcome(20, silent=17, bounced=3), Next.HOLD),  # nothing that comes can mend it
        (CanaryOutcome(20, delivered=18, silent=2), Next.GO_ON),  # nor spoil this
        (CanaryOutcome(20, delivered=17, silent=2, dropped=1), Next.WAIT),
        (CanaryOutcome(20, delivered=17, complained=3), Next.HOLD),
        (CanaryOutcome(20, delivered=17, uncertain=3), Next.HOLD),
        (CanaryOutcome(20, delivered=17, dropped=3), Next.HOLD),
        (CanaryOutcome(20, delivered=19, failed=1), Next.HOLD),
        (CanaryOutcome(1, bounced=1), Next.HOLD),
    ],
)
def test_the_verdict(outcome: CanaryOutcome, next_: Next) -> None:
    assert verdict(outcome, 0.1).next is next_


def test_with_no_room_for_bad_news_every_letter_is_waited_for() -> None:
    assert verdict(CanaryOutcome(20, delivered=19, silent=1), 0.0).next is Next.WAIT


def test_the_reason_names_the_numbers() -> None:
    held = verdict(CanaryOutcome(1200, delivered=900, bounced=200, failed=100), 0.1)
    assert held.why == "of the canary's 1,200 letters 200 bounced, 100 failed"
    assert verdict(CanaryOutcome(1, silent=1), 0.1).why == (
        "1 of the canary's 1 letter have not been heard of"
    )
    assert verdict(CanaryOutcome(20, 19, bounced=1), 0.1).why == (
        "of the canary's 20 letters 19 delivered, 1 bounced"
    )
