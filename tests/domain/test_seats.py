"""The seats there are, and those that nobody holds."""

from __future__ import annotations

import pytest

from outreach.domain.contact import Member
from outreach.domain.seats import (
    DISTRICTS,
    NON_VOTING,
    Seat,
    all_seats,
    districts_of,
    no_such_seat,
    seat_tag,
    vacant_seats,
)


def test_there_are_435_seats_six_without_a_vote_and_a_hundred_senators() -> None:
    seats = all_seats()
    assert (len(DISTRICTS), sum(DISTRICTS.values()), len(NON_VOTING)) == (50, 435, 6)
    assert len(seats) == 541
    assert len([seat for seat in seats if seat.chamber == "senate"]) == 100


def test_whoever_is_missing_leaves_a_seat_vacant() -> None:
    held = list(all_seats())
    gone = [Seat("house", "CA", "14"), Seat("house", "DC", "0"), Seat("senate", "OH")]
    for seat in gone:
        held.remove(seat)
    assert sorted(vacant_seats(held)) == sorted(gone)


def test_both_seats_of_a_state_may_be_vacant() -> None:
    held = [seat for seat in all_seats() if seat != Seat("senate", "OH")]
    assert vacant_seats(held) == (Seat("senate", "OH"), Seat("senate", "OH"))


def test_a_seat_of_a_map_to_come_takes_nobodys_place() -> None:
    assert vacant_seats([*all_seats(), Seat("house", "TX", "39")]) == ()


@pytest.mark.parametrize(
    ("state", "district", "reason"),
    [
        ("CA", "52", ""),
        ("CA", "53", "CA has districts 1 to 52"),
        ("CA", "0", "CA has districts 1 to 52"),
        ("WY", "0", ""),
        ("WY", "1", "WY has one district, at large"),
        ("PR", "0", ""),
        ("ZZ", "1", "there is no state ZZ"),
    ],
)
def test_a_seat_that_cannot_be_is_told(state: str, district: str, reason: str) -> None:
    assert no_such_seat(state, district) == reason
    assert (district in districts_of(state)) is (reason == "")


@pytest.mark.parametrize(
    ("chamber", "state", "district", "party", "tag"),
    [
        ("house", "CA", "11", "Democrat", "D-CA-11"),
        ("house", "AK", "0", "Republican", "R-AK-AL"),
        ("senate", "VT", "", "Independent", "I-VT"),
        ("senate", "VT", "", "", "VT"),
    ],
)
def test_party_and_seat_in_short(
    chamber: str, state: str, district: str, party: str, tag: str
) -> None:
    member = Member("X1", "A. B", "B", "T", "T B", chamber, state, district, party)
    assert seat_tag(member) == tag
