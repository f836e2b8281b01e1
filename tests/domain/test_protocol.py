"""What follows from each answer, and how long is waited."""

from __future__ import annotations

import pytest

from outreach.domain.protocol import (
    LONGEST_WAIT_SECONDS,
    MOST_TRIES,
    Fate,
    Step,
    next_step,
    pause_before,
)
from outreach.errors import (
    NotAuthorised,
    RateLimited,
    Rejected,
    SendGridError,
    Unanswered,
    Unreachable,
)


def bad(*fields: str | None, status: int = 400) -> Rejected:
    return Rejected("no", "", status, tuple((one, "said") for one in fields))


@pytest.mark.parametrize(
    ("error", "tries", "row", "step"),
    [
        (None, 1, 0, Step(Fate.SUBMITTED)),
        (Unreachable(""), 1, 0, Step(Fate.RETRY)),
        (Unreachable(""), MOST_TRIES - 1, 0, Step(Fate.RETRY)),
        (Unreachable(""), MOST_TRIES, 0, Step(Fate.PUT_BACK, stop=True)),
        (RateLimited(""), 1, 0, Step(Fate.RETRY)),
        (RateLimited(""), MOST_TRIES, 0, Step(Fate.PUT_BACK, stop=True)),
        (RateLimited("", retry_after=LONGEST_WAIT_SECONDS), 1, 0, Step(Fate.RETRY)),
        (RateLimited("", retry_after=3600), 1, 0, Step(Fate.PUT_BACK, stop=True)),
        (NotAuthorised(""), 1, 0, Step(Fate.PUT_BACK, stop=True)),
        (Unanswered(""), 1, 0, Step(Fate.UNCERTAIN)),
        (Unanswered(""), 1, 1, Step(Fate.UNCERTAIN)),
        (Unanswered(""), 1, 2, Step(Fate.UNCERTAIN, stop=True)),
        (SendGridError(""), 1, 0, Step(Fate.UNCERTAIN)),
        (bad("personalizations.3.to.0.email"), 1, 0, Step(Fate.SET_ASIDE, aside=(3,))),
        (
            bad("personalizations.4.to", "personalizations.0.to.0.email", "personalizations.4.to"),
            *(1, 0),
            Step(Fate.SET_ASIDE, aside=(0, 4)),
        ),
        (bad("personalizations.5.to"), 1, 0, Step(Fate.FAILED, stop=True)),  # there are five
        (bad("personalizations.1.to", "subject"), 1, 0, Step(Fate.FAILED, stop=True)),
        (bad("personalizations.1.substitutions"), 1, 0, Step(Fate.FAILED, stop=True)),
        (bad("personalizations.1.top"), 1, 0, Step(Fate.FAILED, stop=True)),
        (bad("personalizations.1"), 1, 0, Step(Fate.FAILED, stop=True)),
        (bad(None), 1, 0, Step(Fate.FAILED, stop=True)),
        (bad(), 1, 0, Step(Fate.FAILED, stop=True)),
        (bad("personalizations.1.to", status=413), 1, 0, Step(Fate.FAILED, stop=True)),
    ],
)
def test_the_next_step(error: SendGridError | None, tries: int, row: int, step: Step) -> None:
    assert next_step(error, tries, size=5, uncertain_in_a_row=row) == step


def test_the_pause_grows_is_spread_and_has_an_end() -> None:
    unreachable = Unreachable("")
    assert [pause_before(n, unreachable, 0.0) for n in (1, 2, 3)] == [0.5, 1.0, 2.0]
    assert pause_before(1, unreachable, 0.999) < 1.0
    assert pause_before(50, unreachable, 0.999) < 60.0


def test_sendgrids_word_on_the_pause_wins_within_reason() -> None:
    assert pause_before(1, RateLimited("", retry_after=7), 0.5) == 7
    assert pause_before(1, RateLimited("", retry_after=120), 0.5) == 120
    assert pause_before(1, RateLimited("", retry_after=9_999), 0.5) == LONGEST_WAIT_SECONDS
    assert pause_before(1, RateLimited("", retry_after=0), 0.5) == 0.5
    assert pause_before(1, RateLimited(""), 0.0) == 0.5
