"""Members and vacant seats by the words of the audience language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from congress_data import as_json, whole_congress
from outreach.domain.audience import Query, parse
from outreach.domain.seats import Seat
from outreach.intake.congress import read_congress
from outreach.store.audience import count
from outreach.store.congress import is_whole, load_congress
from outreach.store.congress_members import (
    members_picked,
    office_addresses,
    office_counts,
    sides_of,
    sitting,
    vacant_picked,
)
from outreach.store.database import Store

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


@pytest.fixture
def db(store: Store, tmp_path: Path) -> Store:
    congress, _ = read_congress(as_json(tmp_path), date(2026, 6, 15))
    load_congress(store, congress, source="made", now=NOW)
    return store


def read(text: str) -> Query:
    query, misread = parse(text)
    assert misread == ()
    return query


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("congress", "B A D F C G E"),
        ("chamber:senate", "B A"),
        ("state:ca", "C"),
        ("state:CA,AK", "D C"),
        ("-chamber:senate -state:CA", "D F G E"),
        ("district:0", "D F E"),
        ("district:NC-07", "G"),
        ("party:democrat", "B C E"),
        ("party:independent", "B G"),
        ("committee:SSFR", "B A"),
        ("committee:HSFA", "D F C"),
        ("committee:HSFA -member-role:member", "D C"),
        ("chair-or-ranking:HSFA", "D C"),
        ("committee:HSFA member-role:ranking", "C"),
        ("member-role:chair", "A D"),
        ("leadership", "A"),
        ("-leadership chamber:senate", "B"),
        ("subcommittee:SSFR39", ""),
        ("state:TX", ""),
        ("chamber:senate role:counsel tag:x", "B A"),
    ],
)
def test_a_rule_picks_members(db: Store, text: str, ids: str) -> None:
    assert [member.bioguide[0] for member in members_picked(db, read(text))] == ids.split()


def test_members_come_with_all_there_is_to_say(db: Store) -> None:
    [adela] = sitting(db, read("state:ID"))
    assert (adela.member.name, adela.member.room) == ("Adela M. Quarrington", "12 Made Building")
    assert [(seat.committee, seat.title) for seat in adela.seats] == [
        ("JSPR", "Chairman"),
        ("SSFR", "Chairman"),
    ]
    assert adela.leads == ("Senate Majority Leader",)
    [zeb] = sitting(db, read("state:CA"))
    assert [home.city for home in zeb.offices] == ["Bayview", "Lowell"]


def test_sides_are_those_that_have_members(db: Store) -> None:
    assert [(one.committee, one.side, one.name) for one in sides_of(db, ("SSFR", "JSPR"))] == [
        ("JSPR", "majority", "Joint Committee on Printing, majority staff"),
        ("JSPR", "minority", "Joint Committee on Printing, minority staff"),
        ("SSFR", "majority", "Senate Committee on Foreign Relations, majority staff"),
        ("SSFR", "minority", "Senate Committee on Foreign Relations, minority staff"),
    ]


VACANT = (Seat("house", "CA", "14"), Seat("house", "DC", "0"), Seat("senate", "OH"))


@pytest.mark.parametrize(
    ("text", "seats"),
    [
        ("congress", "OH CA-14 DC-AL"),
        ("state:CA", "CA-14"),
        ("state:OH chamber:house", ""),
        ("chamber:house", "CA-14 DC-AL"),
        ("-state:CA,OH", "DC-AL"),
        ("district:CA-14", "CA-14"),
        ("committee:SSFR", ""),
        ("party:republican", ""),
        ("leadership", ""),
        ("state:CA role:counsel", "CA-14"),
    ],
)
def test_a_rule_picks_vacant_seats_as_far_as_a_seat_can_tell(
    store: Store, text: str, seats: str
) -> None:
    load_congress(store, whole_congress(*VACANT), source="made", now=NOW)
    assert is_whole(store)
    assert [seat.name for seat in vacant_picked(store, read(text))] == seats.split()


def test_districts_come_in_the_order_of_their_numbers(store: Store) -> None:
    load_congress(store, whole_congress(), source="made", now=NOW)
    found = [member.district for member in members_picked(store, read("state:CA chamber:house"))]
    assert found == [str(number) for number in range(1, 53)]


def test_a_part_of_congress_is_not_the_whole(db: Store) -> None:
    assert not is_whole(db)


@pytest.fixture
def contact(db: Store) -> Callable[..., None]:
    def add(name: str, bioguide: str, committee: str = "", side: str = "") -> None:
        db.execute(
            "INSERT OR IGNORE INTO offices (name, bioguide, committee_id, side)"
            " VALUES ('Office', ?, ?, ?)",
            [bioguide, committee, side],
        )
        email = f"{name}@example.org"
        db.execute(
            "INSERT INTO contacts (uid, kind, email, email_key, role, office_id, created_at,"
            " updated_at) SELECT ?, 'congress', ?, ?, 'counsel', id, '', '' FROM offices"
            " WHERE bioguide = ? AND committee_id = ? AND side = ?",
            [name, email, email, bioguide, committee, side],
        )

    return add


def test_contacts_stand_by_their_office(db: Store, contact: Callable[..., None]) -> None:
    contact("one", "A000001")
    contact("two", "A000001", "SSFR", "majority")
    contact("three", "C000001")
    contact("gone", "Z000001")
    found = dict(office_addresses(db, read("committee:SSFR")))
    assert found == {
        ("A000001", "", ""): "one@example.org",
        ("A000001", "SSFR", "majority"): "two@example.org",
    }
    assert office_counts(db)["Z000001", "", ""] == 1
    assert dict(office_addresses(db, read("committee:SSFR role:scheduler"))) == {}


def test_a_member_is_picked_as_her_contacts_are(db: Store, contact: Callable[..., None]) -> None:
    """The same words find a Member here and, in an audience, the people who work for her."""
    for number, member in enumerate(members_picked(db, read("congress"))):
        contact(f"c{number}", member.bioguide)
    for text in ("chamber:senate", "committee:HSFA", "-party:democrat", "leadership", "district:0"):
        assert count(db, read(text)) == len(members_picked(db, read(text))), text
