"""Findings that may stand: marked with the reason, out of the counts, and not for ever."""

from __future__ import annotations

from dataclasses import replace

import pytest

from outreach.checks.acceptance import accept, counted, stops
from outreach.domain.campaign import Accepted
from outreach.errors import Place, Problem

ERROR = Problem("C603", "opens are tracked in press", edition="press")
WARNING = Problem("P118", "the headline has 101 characters", level="warning")
INFO = Problem("P115", "a sentence of 42 words", level="info")
AT = Place("campaign.toml", 30, 1)


def yes(code: str = "C603", **more: str) -> Accepted:
    return Accepted(code, "all agreed on paper", place=AT, **more)


def test_an_accepted_error_is_shown_with_the_reason_and_stops_nothing() -> None:
    found = accept([ERROR, WARNING, INFO], [yes()])
    assert found == [replace(ERROR, accepted="all agreed on paper"), WARNING, INFO]
    assert counted(found) == (0, 1, 1, 1)
    assert stops(found) == []
    assert stops([ERROR, WARNING]) == [ERROR]


@pytest.mark.parametrize(
    ("one", "holds"),
    [
        (yes(), True),
        (yes("c603"), True),
        (yes(edition="press"), True),
        (yes(about="TRACKED in press"), True),
        (yes(edition="congress"), False),
        (yes(about="clicks"), False),
    ],
)
def test_what_an_acceptance_holds_for(one: Accepted, holds: bool) -> None:
    found = accept([ERROR], [one])
    assert bool(found[0].accepted) is holds
    unmatched = [problem for problem in found if problem.code == "accept-unmatched"]
    assert [(problem.level, problem.place) for problem in unmatched] == (
        [] if holds else [("info", AT)]
    )


def test_what_this_check_did_not_look_at_may_still_need_it() -> None:
    assert accept([], [yes(edition="congress"), yes()], whole=False) == []
    assert [one.code for one in accept([], [yes("C6O3")], whole=False)] == ["accept-unknown"]
    assert accept([], [yes("D903")], {"D903"}) == []
    assert [one.code for one in accept([], [yes("D903")])] == ["accept-unmatched"]


def test_an_unknown_code_is_told_with_the_nearest() -> None:
    (found,) = accept([], [yes("C6O3")])
    assert (found.code, found.level, found.hint) == (
        "accept-unknown",
        "warning",
        "did you mean C603?",
    )


@pytest.mark.parametrize("code", ["blank-value", "template-error", "syntax", "empty-audience"])
def test_without_a_letter_nothing_can_be_accepted(code: str) -> None:
    problem = Problem(code, "no")
    found = accept([problem], [yes(code)])
    assert found[0] == problem
    assert [one.code for one in found[1:]] == ["accept-refused"]


def test_an_audience_that_cannot_be_read_stands_and_a_doubtful_word_may() -> None:
    unreadable = Problem("audience", "there is no field colour")
    doubtful = replace(unreadable, level="warning")
    found = accept([unreadable, doubtful], [yes("audience")])
    assert [bool(one.accepted) for one in found] == [False, True]
