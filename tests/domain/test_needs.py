"""What asks for a person: the worst first, and nothing that is not there."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.delivery import Account
from outreach.domain.needs import Known, needs
from outreach.domain.stats import Tally

FINE = Known("visit", Account(3, 100), Tally(recipients=100, delivered=100))


def said(known: Known) -> list[tuple[str, str]]:
    return [(need.level, need.what) for need in needs(known)]


def test_where_all_is_well_nothing_is_asked() -> None:
    assert needs(FINE) == ()
    assert needs(Known("visit", Account(remaining=9), Tally(recipients=9))) == ()


@pytest.mark.parametrize(
    ("change", "level", "what", "way_out"),
    [
        ({"account": Account(uncertain=2)}, "urgent", "2 letters are uncertain", "settle visit"),
        ({"account": Account(failed=1)}, "urgent", "1 letter was refused", "status visit"),
        ({"account": Account(0, 5, remaining=4)}, "look", "4 letters are not sent", "send visit"),
        (
            {"tally": Tally(delivered=9, complained=1)},
            "urgent",
            "1 person complained",
            "complained",
        ),
        ({"set_aside": 1}, "urgent", "1 post of events could not be counted", "outreach doctor"),
        ({"uncounted": 3}, "look", "3 posts of events are not counted yet", "outreach listen"),
        ({"tally": Tally(dropped=1)}, "look", "1 letter was dropped", "--by reason"),
        ({"tally": Tally(deferred=2)}, "look", "2 letters are deferred", "--by reason"),
        ({"twice": 3}, "urgent", "3 people may have got", "status visit"),
        ({"changes": {"suspended": 1}}, "urgent", "status: suspended", "doctor"),
        ({"missed_offices": 1}, "look", "1 office was not reached", "--by office"),
        ({"unmatched": 2}, "look", "2 reports name no letter", "--by reason"),
        ({"unheard": 5}, "look", "nothing was heard of 5 letters", "sync visit"),
        ({"unanswered": 1}, "look", "1 reply waits", "replies visit"),
        ({"proposals": {"suppress": 2}}, "urgent", "2 people asked in a reply", "proposals"),
        ({"proposals": {"left": 1}}, "look", "1 person has left", "proposals"),
    ],
)
def test_each_need_has_its_way_out(
    change: dict[str, object], level: str, what: str, way_out: str
) -> None:
    (need,) = needs(replace(FINE, **change))  # type: ignore[arg-type]
    assert need.level == level
    assert what in need.what
    assert need.way_out.startswith("outreach ")
    assert way_out in need.way_out


@pytest.mark.parametrize(
    ("bounced", "level"), [(1, "look"), (5, "look"), (6, "urgent"), (40, "urgent")]
)
def test_more_bounces_than_a_list_in_order_has_are_urgent(bounced: int, level: str) -> None:
    tally = Tally(delivered=100 - bounced, bounced=bounced)
    assert [one for one, _ in said(replace(FINE, tally=tally))] == [level]


def test_one_bounce_of_few_letters_is_no_alarm() -> None:
    assert said(replace(FINE, tally=Tally(delivered=3, bounced=1))) == [
        ("look", "1 letter bounced")
    ]


def test_where_events_are_expected_the_receiver_is_looked_at_first() -> None:
    (need,) = needs(replace(FINE, unheard=1, public=True))
    assert need.way_out.startswith("outreach listen --check")
    assert needs(replace(FINE, unheard=1, sandbox=True)) == ()


few = st.integers(0, 3)
tallies = st.builds(Tally, **{field.name: few for field in fields(Tally)})
accounts = st.builds(Account, *[few] * 5)
knowns = st.builds(
    Known,
    st.just("visit"),
    accounts,
    tallies,
    **dict.fromkeys(("twice", "unheard", "unmatched", "missed_offices", "unanswered"), few),
)


@given(knowns)
def test_the_urgent_come_first_and_each_counts_something(known: Known) -> None:
    found = needs(known)
    levels = [need.level for need in found]
    assert levels == sorted(levels, reverse=True)
    assert all(need.count > 0 and f"{need.count:,}" in need.what for need in found)
