"""Congress in the store, and the office each row of a staff list belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from outreach.domain.congress import Committee, Congress, Membership
from outreach.domain.contact import Member
from outreach.domain.contact_list import OfficeClue
from outreach.store.congress import dated, load_congress, office_for
from outreach.store.database import open_store

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


def member(bioguide: str, last: str, state: str, district: str = "") -> Member:
    title = "Representative" if district else "Senator"
    chamber = "house" if district else "senate"
    return Member(bioguide, f"A. {last}", last, title, f"{title} {last}", chamber, state, district)


RISCH = member("R000584", "Risch", "ID")
NUNEZ = member("N000001", "Núñez", "TN")
MAST = member("M001199", "Mast", "FL", "21")
BEGICH = member("B001323", "Begich", "AK", "0")
SSFR = Committee("SSFR", "Senate Committee on Foreign Relations", "senate")
SMITHS = (member("S000001", "Smith", "OR"), member("S000002", "Smith", "OR"))
CONGRESS = Congress(
    dated=date(2026, 6, 15),
    members=(RISCH, NUNEZ, MAST, BEGICH, *SMITHS),
    committees=(Committee("SSFR02", "East Asia", "senate", "SSFR"), SSFR),
    memberships=(Membership("SSFR", "R000584", "majority", 1, "chair", "Chairman"),),
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_store(tmp_path / "contacts.db", create=True) as store:
        load_congress(store, CONGRESS, source="sample", now=NOW)
        yield store


def name_of(db: Database, office: int | str) -> str:
    assert isinstance(office, int), office
    row = db.execute("SELECT name FROM offices WHERE id = ?", [office]).fetchone()
    return str(row[0])


@pytest.mark.parametrize(
    ("clue", "office"),
    [
        (OfficeClue(bioguide="R000584"), "Office of Senator A. Risch"),
        (
            OfficeClue(chamber="house", state="FL", district="21"),
            "Office of Representative A. Mast",
        ),
        (
            OfficeClue(chamber="house", state="AK", district="0"),
            "Office of Representative A. Begich",
        ),
        (
            OfficeClue(chamber="senate", state="TN", member_last="NUNEZ"),
            "Office of Senator A. Núñez",
        ),
        (
            OfficeClue(bioguide="R000584", committee="SSFR", side="majority"),
            "Senate Committee on Foreign Relations, majority staff",
        ),
    ],
)
def test_a_row_finds_its_office(db: Database, clue: OfficeClue, office: str) -> None:
    assert name_of(db, office_for(db, clue)) == office


@pytest.mark.parametrize(
    ("clue", "reason"),
    [
        (OfficeClue(bioguide="S001193"), "S001193 is not a current member"),
        (
            OfficeClue(bioguide="S001193", chamber="house", state="FL", district="21"),
            "S001193 is not a current member",
        ),
        (OfficeClue(chamber="house", state="CA", district="14"), "no current member for CA-14"),
        (
            OfficeClue(chamber="senate", state="ID", member_last="Nunez"),
            "no current senator Nunez for ID",
        ),
        (
            OfficeClue(chamber="senate", state="OR", member_last="Smith"),
            "2 current members fit: add the bioguide id",
        ),
        (OfficeClue(chamber="senate", state="ID"), "no bioguide id"),
        (OfficeClue(chamber="house", state="ID", member_last="Risch"), "no bioguide id"),
        (OfficeClue(), "no bioguide id"),
        (OfficeClue(bioguide="R000584", committee="SSXX", side="majority"), "no committee 'SSXX'"),
        (OfficeClue(bioguide="R000584", committee="SSFR"), "majority or minority, not ''"),
        (OfficeClue(bioguide="R000584", side="majority"), "there is no committee ''"),
    ],
)
def test_a_miss_is_a_reason_and_never_a_guess(db: Database, clue: OfficeClue, reason: str) -> None:
    found = office_for(db, clue)
    assert isinstance(found, str)
    assert reason in found
    assert db.execute("SELECT count(*) FROM offices").fetchone() == (0,)


def test_an_office_is_added_once(db: Database) -> None:
    clue = OfficeClue(bioguide="R000584")
    assert office_for(db, clue) == office_for(db, clue)


def test_a_load_replaces_all_but_the_offices(db: Database) -> None:
    left = office_for(db, OfficeClue(bioguide="R000584"))
    office_for(db, OfficeClue(bioguide="M001199"))
    promoted = Member("M001199", "A. Mast", "Mast", "Senator", "Senator Mast", "senate", "FL")
    load_congress(db, Congress(date(2027, 1, 4), (promoted,), (SSFR,), ()), source="new", now=NOW)
    assert dated(db) == date(2027, 1, 4)
    assert name_of(db, left) == "Office of Senator A. Risch"
    assert office_for(db, OfficeClue(bioguide="R000584")) == "R000584 is not a current member"
    names = [row["name"] for row in db.query("SELECT name FROM offices ORDER BY id")]
    assert names == ["Office of Senator A. Risch", "Office of Senator A. Mast"]
    assert db.execute("SELECT count(*) FROM memberships").fetchone() == (0,)


def test_a_load_that_fails_leaves_what_was_there(db: Database) -> None:
    stray = Membership("SSFR", "X999999", "majority", 2, "member")
    with pytest.raises(Exception, match="FOREIGN KEY"):
        load_congress(db, Congress(date(2027, 1, 4), (), (SSFR,), (stray,)), source="new", now=NOW)
    assert dated(db) == date(2026, 6, 15)
    assert db.execute("SELECT count(*) FROM members").fetchone() == (6,)


def test_before_the_first_load_there_is_no_date(tmp_path: Path) -> None:
    with open_store(tmp_path / "new.db", create=True) as empty:
        assert dated(empty) is None
