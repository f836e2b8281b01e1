"""Congress in the store, and the office each row of a staff list belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from congress_data import whole_congress
from outreach.domain.congress import (
    Committee,
    Congress,
    DistrictOffice,
    Leadership,
    Membership,
)
from outreach.domain.contact import Member
from outreach.domain.contact_list import OfficeClue
from outreach.domain.seats import Seat
from outreach.errors import NeedsFixing
from outreach.store import address_hash
from outreach.store.congress import bereft_offices, dated, load_congress, members, office_for
from outreach.store.database import open_store
from outreach.store.schema import MIGRATIONS

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


MEULEN = Member(
    "V000001", "Dorothea Q. Van der Meulen-Ruiz III", "Van der Meulen-Ruiz", "Representative",
    "R.", "house", "CA", "11",
)  # fmt: skip
SEATED = Congress(
    dated=date(2026, 6, 15),
    members=(*CONGRESS.members, MEULEN, member("X000001", "O'Rourke", "TX")),
    committees=(*CONGRESS.committees, Committee("HSFA", "House Committee", "house")),
    memberships=(
        *CONGRESS.memberships,
        Membership("SSFR", "N000001", "minority", 1, "ranking"),
        Membership("SSFR02", "S000001", "minority", 1, "member"),
    ),
)


@pytest.mark.parametrize(
    ("clue", "reason"),
    [
        (
            OfficeClue("R000584", "house", "NH", "2", "Shaheen"),
            "R000584 is Senator A. Risch (ID), and the row says house, NH, district 2, Shaheen",
        ),
        (OfficeClue("", "house", "NY", "CA-11"), "the row says NY, and CA-11"),
        (
            OfficeClue("", "senate", "ATLANTIS", "", "Risch"),
            "no current senator Risch for ATLANTIS: there is no state ATLANTIS",
        ),
        (OfficeClue("R000584", "senate", "ID", "CA-11"), "(ID), and the row says CA-11"),
        (OfficeClue("R000584", "house"), "(ID), and the row says house"),
        (OfficeClue("R000584", state="NH"), "(ID), and the row says NH"),
        (OfficeClue("R000584", district="2"), "(ID), and the row says district 2"),
        (OfficeClue("V000001", state="CA", district="12"), "(CA-11), and the row says district 12"),
        (OfficeClue("V000001", member_last="Van Hollen"), "and the row says Van Hollen"),
        # A name is not another that begins like it.
        (OfficeClue("M001199", member_last="Masto"), "and the row says Masto"),
        (OfficeClue("R000584", member_last="Ris"), "and the row says Ris"),
        (
            OfficeClue("", "house", "CA", "11", "Pelosi"),
            "(CA-11), and the row says Pelosi",
        ),
        (
            OfficeClue("M001199", committee="SSFR", side="majority"),
            "Representative A. Mast (FL-21) does not sit on SSFR",
        ),
        (
            OfficeClue("R000584", committee="SSFR", side="minority"),
            "Senator A. Risch (ID) sits on SSFR for the majority, and the row says minority",
        ),
        (
            OfficeClue("R000584", committee="SSFR02", side="minority"),
            "Senator A. Risch (ID) sits on SSFR for the majority",
        ),
    ],
)
def test_a_row_that_contradicts_itself_is_rejected(
    db: Database, clue: OfficeClue, reason: str
) -> None:
    load_congress(db, SEATED, source="sample", now=NOW)
    found = office_for(db, clue)
    assert isinstance(found, str)
    assert reason in found
    assert db.execute("SELECT count(*) FROM offices").fetchone() == (0,)


@pytest.mark.parametrize(
    "clue",
    [
        *(
            OfficeClue("V000001", "house", "CA", "11", last)
            for last in ("Van der Meulen-Ruiz", "VAN DER MEULEN", "Ruiz", "Meulen Jr.",
                         "VanderMeulen", "Dorothea Van der Meulen-Ruiz III", "", "III")
        ),
        OfficeClue("N000001", "senate", "TN", "", "Nunez, Jr."),
        OfficeClue("X000001", member_last="ORourke"),
        OfficeClue("X000001", member_last="O’Rourke"),
        OfficeClue("B001323", "house", "AK", "1"),
        OfficeClue("R000584", "senate", "ID", "senior"),
        OfficeClue("N000001", committee="SSFR", side="minority"),
        OfficeClue("N000001", committee="SSFR02", side="minority"),
        OfficeClue("S000001", committee="SSFR02", side="minority"),
        # Nobody sits there by the data, as before a new Congress has its committees.
        OfficeClue("V000001", committee="HSFA", side="majority"),
    ],
)  # fmt: skip
def test_what_is_only_written_differently_is_no_contradiction(
    db: Database, clue: OfficeClue
) -> None:
    load_congress(db, SEATED, source="sample", now=NOW)
    assert isinstance(office_for(db, clue), int)


def test_an_office_is_added_once(db: Database) -> None:
    clue = OfficeClue(bioguide="R000584")
    assert office_for(db, clue) == office_for(db, clue)


def test_a_load_replaces_all_but_the_offices(db: Database) -> None:
    left = office_for(db, OfficeClue(bioguide="R000584"))
    office_for(db, OfficeClue(bioguide="M001199"))
    promoted = Member("M001199", "A. Mast", "Mast", "Senator", "Senator Mast", "senate", "FL")
    congress = Congress(date(2027, 1, 4), (promoted,), (SSFR,), ())
    load_congress(db, congress, source="new", now=NOW, force=True)
    assert dated(db) == date(2027, 1, 4)
    assert name_of(db, left) == "Office of Senator A. Risch"
    assert office_for(db, OfficeClue(bioguide="R000584")) == "R000584 is not a current member"
    names = [row["name"] for row in db.query("SELECT name FROM offices ORDER BY id")]
    assert names == ["Office of Senator A. Risch", "Office of Senator A. Mast"]
    assert db.execute("SELECT count(*) FROM memberships").fetchone() == (0,)


def test_a_load_that_fails_leaves_what_was_there(db: Database) -> None:
    stray = Membership("SSFR", "X999999", "majority", 2, "member")
    congress = Congress(date(2027, 1, 4), CONGRESS.members, (SSFR,), (stray,))
    with pytest.raises(Exception, match="FOREIGN KEY"):
        load_congress(db, congress, source="new", now=NOW)
    assert dated(db) == date(2026, 6, 15)
    assert db.execute("SELECT count(*) FROM members").fetchone() == (6,)


def test_before_the_first_load_there_is_no_date(tmp_path: Path) -> None:
    with open_store(tmp_path / "new.db", create=True) as empty:
        assert dated(empty) is None


def test_all_that_is_told_of_a_member_is_kept(db: Database) -> None:
    full = Member(
        "A000001", "Adela Q.", "Quarrington", "Senator", "Senator Quarrington", "senate", "ID",
        "", "Republican", "", "12 Made Building", "202-555-0101", "https://q.example",
        "2027-01-03", 2, "senior",
    )  # fmt: skip
    load_congress(
        db,
        Congress(
            date(2027, 1, 4),
            (*CONGRESS.members, full),
            (),
            (),
            (Leadership("A000001", "Senate Whip"),),
            (DistrictOffice("A000001", "Bayview", "CA", "1 Made Street", "02134"),),
        ),
        source="new",
        now=NOW,
    )
    assert full in members(db)
    assert db.execute("SELECT * FROM leadership").fetchall() == [("A000001", "Senate Whip")]
    assert db.execute("SELECT city, zip FROM district_offices").fetchall() == [("Bayview", "02134")]


def test_far_fewer_members_are_refused_unless_forced(db: Database) -> None:
    less = Congress(date(2027, 1, 4), CONGRESS.members[:4], (SSFR,), ())
    with pytest.raises(NeedsFixing, match="new has 4 members, and 6 are loaded") as caught:
        load_congress(db, less, source="new", now=NOW)
    assert "--force" in caught.value.hint
    assert (dated(db), len(members(db))) == (date(2026, 6, 15), 6)
    load_congress(db, less, source="new", now=NOW, force=True)
    assert len(members(db)) == 4


def test_a_few_vacancies_are_no_cause_to_refuse(db: Database) -> None:
    less = Congress(date(2027, 1, 4), CONGRESS.members[:5], (SSFR,), ())
    turnover = load_congress(db, less, source="new", now=NOW)
    assert (turnover.joined, turnover.left) == ((), (CONGRESS.members[5],))


def test_contacts_whose_member_left_are_counted_by_office(db: Database) -> None:
    office = office_for(db, OfficeClue(bioguide="R000584"))
    office_for(db, OfficeClue(bioguide="M001199"))
    for number in range(2):
        db.execute(
            "INSERT INTO contacts (uid, kind, email, email_key, office_id, created_at, updated_at)"
            " VALUES (?, 'congress', ?, ?, ?, '', '')",
            [f"u{number}", f"a{number}@example.org", f"a{number}@example.org", office],
        )
    assert bereft_offices(db) == []
    rest = tuple(m for m in CONGRESS.members if m.bioguide not in ("R000584", "M001199"))
    load_congress(
        db, Congress(date(2027, 1, 4), rest, (SSFR,), ()), source="new", now=NOW, force=True
    )
    assert bereft_offices(db) == [("Office of Senator A. Risch", 2)]


@pytest.mark.parametrize(
    ("clue", "reason"),
    [
        (OfficeClue(chamber="house", state="CA", district="14"), "CA-14: the seat is vacant"),
        (
            OfficeClue("S001193", "house", "CA", "14"),
            "S001193 is not a current member; CA-14 is vacant",
        ),
        (OfficeClue("S001193", "house", "CA", "15"), "S001193 is not a current member"),
        (OfficeClue(chamber="house", state="CA", district="60"), "CA-60: CA has districts 1 to 52"),
        (OfficeClue(chamber="house", state="WY", district="1"), "WY-1: WY has one district"),
        (OfficeClue(chamber="house", state="ZZ", district="1"), "ZZ-1: there is no state ZZ"),
        (
            OfficeClue(chamber="senate", state="OH", member_last="Vance"),
            "no current senator Vance for OH: it has OfOH",
        ),
        (
            OfficeClue(chamber="senate", state="DC", member_last="Norton"),
            "no current senator Norton for DC: that state has none",
        ),
    ],
)
def test_a_miss_in_the_whole_of_congress_says_more(
    db: Database, clue: OfficeClue, reason: str
) -> None:
    whole = whole_congress(Seat("house", "CA", "14"), Seat("senate", "OH"))
    load_congress(db, whole, source="new", now=NOW)
    found = office_for(db, clue)
    assert isinstance(found, str)
    assert reason in found
    assert ("vacant" in found) is ((clue.state, clue.district) in (("OH", ""), ("CA", "14")))


def test_what_an_older_store_has_loaded_stays(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with Database(path, execute_plugins=False) as old:
        address_hash.register(old, path)
        MIGRATIONS.apply(old, stop_before="0005_congress")
        old.execute(
            "INSERT INTO members (bioguide, name, last_name, last_name_key, title, salutation,"
            " chamber, state) VALUES ('R1', 'A. B', 'B', 'b', 'Senator', 'S', 'senate', 'ID')"
        )
        old.execute("INSERT INTO committees (id, name, chamber) VALUES ('SSFR', 'N', 'senate')")
        old.execute(
            "INSERT INTO memberships VALUES ('SSFR', 'R1', 'majority', 1, 'chair', 'Chair')"
        )
    path.chmod(0o600)
    with open_store(path) as store:
        assert store.execute("SELECT * FROM memberships").fetchall() == [
            ("SSFR", "R1", "majority", 1, "chair", "Chair")
        ]
        assert members(store) == [Member("R1", "A. B", "B", "Senator", "S", "senate", "ID")]
        assert "memberships_before" not in store.table_names()
