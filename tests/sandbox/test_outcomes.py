from __future__ import annotations

import pytest

from outreach.sandbox.outcomes import OUTCOMES, outcome

ORDINARY = ["processed", "delivered"]


def kinds(address: str) -> list[str]:
    return [happening.event for happening in outcome(address)]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("bounce", ["processed", "bounce"]),
        ("block", ["processed", "bounce"]),
        ("defer", ["processed", "deferred", "deferred", "delivered"]),
        ("drop", ["dropped"]),
        ("complain", [*ORDINARY, "spamreport"]),
        ("unsubscribe", [*ORDINARY, "unsubscribe"]),
        ("open", [*ORDINARY, "open"]),
        ("open-machine", [*ORDINARY, "open"]),
        ("click", [*ORDINARY, "open", "click"]),
        ("late-bounce", [*ORDINARY, "bounce"]),
        ("silent", ["processed"]),
    ],
)
@pytest.mark.parametrize("rest", ["", "2", "-x", ".x", "+x", "+x@y"])
def test_the_local_part_decides(word: str, expected: list[str], rest: str) -> None:
    assert word in OUTCOMES
    assert kinds(f"{word}{rest}@anywhere.example") == expected
    assert kinds(f"{word.upper()}{rest}@anywhere.example") == expected


@pytest.mark.parametrize(
    "address",
    ["bouncer@a.example", "opening@a.example", "ana@bounce.example", "x-bounce@a.example"],
)
def test_other_words_are_delivered(address: str) -> None:
    assert kinds(address) == ORDINARY


def test_hard_soft_and_late_bounces_differ() -> None:
    hard, soft, late = (outcome(f"{w}@a.example")[-1] for w in ("bounce", "block", "late-bounce"))
    assert (hard.details["type"], hard.details["status"]) == ("bounce", "5.1.1")
    assert soft.details["type"] == "blocked"
    assert (hard.anonymous, late.anonymous) == (False, True)


def test_only_a_machine_says_it_is_one() -> None:
    person, machine = (outcome(f"{w}@a.example")[-1] for w in ("open", "open-machine"))
    assert machine.details["sg_machine_open"] is True
    assert "sg_machine_open" not in person.details
