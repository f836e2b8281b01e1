"""Offices of an audience where nobody can be written to, and why."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from congress_data import as_json, whole_congress
from outreach.actions.congress_gaps import Gaps, gaps
from outreach.actions.start import samples
from outreach.domain.audience import parse
from outreach.domain.congress import district_number
from outreach.domain.contact import Reason, Suppression
from outreach.domain.contact_list import OfficeClue
from outreach.domain.seats import Seat
from outreach.intake.congress import read_congress
from outreach.store.congress import load_congress, office_for
from outreach.store.database import Store
from outreach.store.suppressions import suppress

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)

Add = Callable[..., None]


@pytest.fixture
def db(store: Store, tmp_path: Path) -> Store:
    congress, _ = read_congress(as_json(tmp_path), date(2026, 6, 15))
    load_congress(store, congress, source="made", now=NOW)
    return store


@pytest.fixture
def add(db: Store) -> Add:
    def one(name: str, *clue: str, role: str = "counsel") -> None:
        bioguide, committee, side = (*clue, "", "")[:3]
        email = f"{name}@example.org"
        office = office_for(db, OfficeClue(bioguide, committee=committee, side=side))
        assert isinstance(office, int), office
        db.execute(
            "INSERT INTO contacts (uid, kind, email, email_key, role, office_id, created_at,"
            " updated_at) VALUES (?, 'congress', ?, ?, ?, ?, '', '')",
            [name, email, email, role, office],
        )

    return one


def found(db: Store, text: str) -> Gaps:
    query, misread = parse(text)
    assert misread == ()
    return gaps(db, query)


def why(db: Store, text: str) -> dict[str, str]:
    result = found(db, text)
    return {gap.member.bioguide: gap.reason for gap in result.gaps if gap.member}


def test_an_office_without_a_contact_is_a_gap(db: Store, add: Add) -> None:
    add("one", "A000001")
    assert why(db, "committee:SSFR") == {"B000001": "no contact"}
    assert found(db, "committee:SSFR").members == 2
    assert found(db, "state:ID").gaps == ()


def test_who_is_suppressed_does_not_count_and_is_the_reason(db: Store, add: Add) -> None:
    add("one", "A000001")
    add("two", "B000001")
    add("three", "B000001")
    for name in ("one", "two"):
        email = f"{name}@example.org"
        suppress(db, Suppression(email, Reason.UNSUBSCRIBE, NOW, "hand"))
    assert why(db, "committee:SSFR") == {"A000001": "1 contact suppressed: unsubscribe"}


def test_terms_about_contacts_narrow_who_counts(db: Store, add: Add) -> None:
    add("one", "A000001", role="scheduler")
    add("two", "B000001", role="counsel")
    assert why(db, "committee:SSFR role:counsel,advisor -tag:x") == {
        "A000001": "1 contact, not role:counsel,advisor -tag:x"
    }


def test_committee_staff_stands_apart(db: Store, add: Add) -> None:
    add("one", "A000001", "SSFR", "majority")
    add("two", "B000001")
    result = found(db, "committee:SSFR")
    assert why(db, "committee:SSFR") == {"A000001": "no contact"}
    assert (result.members, result.sides) == (2, 2)
    assert [(gap.committee, gap.side, gap.reason) for gap in result.side_gaps] == [
        ("SSFR", "minority", "no contact")
    ]
    alone = found(db, "staff-of:SSFR")
    assert (alone.members, alone.gaps, alone.side_gaps) == (0, (), result.side_gaps)


def test_chairs_have_offices_and_no_staff_of_a_side(db: Store, add: Add) -> None:
    add("one", "D000001", "HSFA", "majority")
    result = found(db, "chair-or-ranking:HSFA")
    assert [gap.member.bioguide for gap in result.gaps if gap.member] == ["D000001", "C000001"]
    assert result.sides == 0


def test_staff_of_a_side_may_hang_on_a_former_lead(db: Store, add: Add) -> None:
    add("one", "A000001", "SSFR", "majority")
    add("two", "B000001", "SSFR", "minority")
    db.execute("DELETE FROM memberships WHERE bioguide = 'B000001' AND committee_id = 'SSFR'")
    db.execute("INSERT INTO memberships VALUES ('SSFR', 'C000001', 'minority', 1, 'ranking', '')")
    assert found(db, "committee:SSFR").side_gaps == ()


def test_vacant_seats_stand_apart(store: Store) -> None:
    load_congress(store, whole_congress(Seat("house", "ID", "2")), source="made", now=NOW)
    result = found(store, "state:ID")
    assert (result.members, len(result.gaps)) == (3, 3)
    assert result.vacant == (Seat("house", "ID", "2"),)
    assert found(store, "staff-of:SSFR").vacant == ()


def test_in_a_part_of_congress_nobody_can_tell(db: Store) -> None:
    assert found(db, "state:ID").vacant is None


REAL = Path(__file__).parents[3] / "shared" / "data" / "congress"


@pytest.mark.skipif(not REAL.exists(), reason="the whole data set is not here")
def test_the_sample_knows_ten_of_twenty_two_offices(store: Store) -> None:
    load_congress(store, read_congress(REAL)[0], source="whole", now=NOW)
    with (samples() / "congress-staff.csv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            clue = OfficeClue(
                *(row["bioguide"], row["chamber"], row["state"]),
                district_number(row["district"]),
                *(row["member_last"], row["committee"], row["side"]),
            )
            office = office_for(store, clue)
            if isinstance(office, int):
                store.execute(
                    "INSERT INTO contacts (uid, kind, email, email_key, office_id, created_at,"
                    " updated_at) VALUES (?, 'congress', ?, ?, ?, '', '')",
                    [str(number), f"{number}@example.org", f"{number}@example.org", office],
                )
    result = found(store, "committee:SSFR")
    assert (len(result.gaps), result.members) == (12, 22)
    assert (len(result.side_gaps), result.sides, result.vacant) == (0, 2, ())
    vacant = found(store, "chamber:house").vacant
    assert vacant is not None
    assert [seat.name for seat in vacant] == ["CA-14", "FL-20", "GA-13", "TX-23"]
