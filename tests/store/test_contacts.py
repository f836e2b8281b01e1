"""Contacts taken in, completed and never overwritten; suppressions that outlive them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from listed_people import counts, known, row
from outreach.domain.audience import Query, Term
from outreach.domain.congress import Congress
from outreach.domain.contact import Contact, Kind, Member, Organisation, Reason, Suppression
from outreach.domain.contact_list import ContactRow, OfficeClue, Rejected
from outreach.errors import NeedsFixing
from outreach.store.congress import load_congress
from outreach.store.contact_import import Tally, import_contacts
from outreach.store.contacts import contacts, find
from outreach.store.database import open_store
from outreach.store.suppressions import suppress

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
EVERYBODY = Query(())


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_store(tmp_path / "contacts.db", create=True) as store:
        yield store


def take(db: Database, *rows: ContactRow, kind: Kind = Kind.PRESS, **more: Any) -> Tally:
    first = db.execute("SELECT count(*) + 1 FROM contacts").fetchone()[0]
    uids = itertools.count(first)
    return import_contacts(
        db,
        rows,
        kind=kind,
        file="list.csv",
        sha256="0" * 64,
        now=NOW,
        new_uid=lambda: f"uid-{next(uids)}",
        **more,
    )


def test_a_row_becomes_a_contact(db: Database) -> None:
    take(
        db,
        row(
            2, "Ana@X.example", name="Ana Paz", given_name="Ana", family_name="Paz",
            title="Editor", country="DE", city="Köln", tags=("tier1", "dc"), topics=("China",),
            organisation="Rheinischer Bote", medium="Newspaper", notes="call first",
        ),
    )  # fmt: skip
    assert known(db, " ANA@x.EXAMPLE ") == Contact(
        id=1, uid="uid-1", kind=Kind.PRESS, email="Ana@X.example",
        name="Ana Paz", given_name="Ana", family_name="Paz",
        title="Editor", country="DE", city="Köln", tags=("dc", "tier1"), topics=("China",),
        organisation=Organisation("Rheinischer Bote", "outlet", medium="Newspaper"),
        notes="call first",
    )  # fmt: skip


def test_a_known_contact_gains_what_was_blank_and_keeps_the_rest(db: Database) -> None:
    take(db, row(2, name="Ana Paz", given_name="Ana", family_name="Paz", title="Editor"))
    tally = take(
        db,
        row(2, "ANA@X.EXAMPLE", name="ANA PAZ", title="Reporter", phone="555-0100", tags=("eu",)),
    )
    assert counts(tally) == (0, 1, 0, 0, 0, 0)
    contact = known(db)
    assert (contact.name, contact.title, contact.phone) == ("Ana Paz", "Editor", "555-0100")
    assert (contact.tags, contact.email) == (("eu",), "ana@x.example")


def test_a_name_is_filled_in_whole_or_not_at_all(db: Database) -> None:
    take(db, row(2, name="Ana Paz"))
    take(db, row(2, name="Bo Lee", given_name="Bo", family_name="Lee"))
    assert (known(db).name, known(db).given_name) == ("Ana Paz", "")


def test_a_role_without_a_title_is_kept(db: Database) -> None:
    take(db, row(2, role="counsel"))
    take(db, row(2, role="advisor", title="Advisor"))
    assert (known(db).role, known(db).title) == ("counsel", "Advisor")


def test_what_brings_nothing_new_changes_nothing(db: Database) -> None:
    ana = row(2, name="Ana Paz", organisation="Bote", tags=("a",), topics=("b",), basis="consent")
    take(db, ana)
    before = list(db.query("SELECT * FROM contacts"))
    tally = take(db, ana)
    assert counts(tally) == (0, 0, 1, 0, 0, 0)
    assert list(db.query("SELECT * FROM contacts")) == before


@pytest.mark.parametrize(
    ("gain", "told"),
    [
        ({"tags": ("Human rights",)}, "unchanged"),
        ({"tags": ("human-rights",)}, "unchanged"),
        ({"tags": ("tibet",)}, "changed"),
        ({"topics": ("china",)}, "changed"),
        ({"organisation": "Bote"}, "unchanged"),
        ({"organisation": "The Seine Quarterly"}, "changed"),
        ({"city": "Köln"}, "changed"),
    ],
)
def test_changed_means_that_something_was_new(
    db: Database, gain: dict[str, Any], told: str
) -> None:
    take(db, row(2, organisation="Bote", tags=("Human rights",)))
    assert getattr(take(db, row(2, **gain)), told) == 1


def test_a_repeated_address_is_merged_and_brings_its_position(db: Database) -> None:
    tally = take(
        db,
        row(2, organisation="Freelance", tags=("a",)),
        row(3, " Ana@X.example ".strip(), organisation="The Seine Quarterly", tags=("b",)),
    )
    assert counts(tally) == (1, 0, 0, 1, 0, 0)
    contact = known(db)
    assert contact.organisation == Organisation("Freelance", "outlet")
    assert contact.tags == ("a", "b")
    assert db.execute("SELECT count(*) FROM positions").fetchone() == (2,)


def test_one_organisation_however_it_is_written(db: Database) -> None:
    take(
        db,
        row(2, "a@x.example", organisation="Hong Kong Watch", aliases=("HKW",)),
        row(3, "b@x.example", organisation="HONG KONG  WATCH", country="GB"),
        kind=Kind.SIGNATORY,
    )
    a, b = contacts(db, EVERYBODY)
    assert a.organisation == b.organisation == Organisation("Hong Kong Watch", "signatory", "GB")


def test_a_journalists_country_is_not_the_outlets(db: Database) -> None:
    take(db, row(2, organisation="Tarim Voice", country="TR"))
    organisation = known(db).organisation
    assert organisation is not None
    assert (known(db).country, organisation.country) == ("TR", "")


def test_nobody_who_left_is_brought_back_by_a_list(db: Database) -> None:
    take(db, row(2))
    suppress(db, Suppression("ana@x.example", Reason.UNSUBSCRIBE, NOW))
    suppress(db, Suppression("bo@x.example", Reason.ERASURE, NOW))
    tally = take(db, row(2, phone="1"), row(3, "BO@x.example"), row(4, "bo@X.example"))
    assert counts(tally) == (0, 0, 0, 0, 3, 0)
    assert known(db).phone == ""
    assert find(db, "bo@x.example") is None


def test_a_dry_run_counts_the_same_and_leaves_nothing(db: Database) -> None:
    rows = (row(2, organisation="Bote", tags=("a",)), row(3), row(4, "bo@x.example"))
    dry = take(db, *rows, dry_run=True)
    for table in ("contacts", "organisations", "tags", "positions", "sources"):
        assert db.table(table).count == 0, table
    assert take(db, *rows) == dry


def test_an_import_that_breaks_leaves_nothing(db: Database) -> None:
    class PowerCut(BaseException):
        pass

    uids = iter(["uid-1"])

    def new_uid() -> str:
        try:
            return next(uids)
        except StopIteration:
            raise PowerCut from None

    rows = (row(2, organisation="Bote"), row(3, "bo@x.example"))
    with pytest.raises(PowerCut):
        import_contacts(db, rows, kind=Kind.PRESS, file="f", sha256="0", now=NOW, new_uid=new_uid)
    for table in ("contacts", "organisations", "sources"):
        assert db.table(table).count == 0, table


class TestStaff:
    @pytest.fixture(autouse=True)
    def congress(self, db: Database) -> None:
        members = tuple(
            Member(f"B{n}", f"M. {n}", str(n), "Senator", f"Senator {n}", "senate", "ID")
            for n in (1, 2)
        )
        load_congress(db, Congress(date(2026, 6, 15), members, (), ()), source="s", now=NOW)

    def staff(self, line: int, member: int, listed_on: str, title: str = "LD") -> ContactRow:
        office = OfficeClue(bioguide=f"B{member}")
        return row(line, title=title, role="r", office=office, listed_on=listed_on)

    def office(self, db: Database) -> str:
        office = known(db).office
        assert office is not None
        return office.name

    def test_the_later_list_names_the_office(self, db: Database) -> None:
        early, late = self.staff(2, 1, "2026-05-28"), self.staff(3, 2, "2026-06-09", "Counsel")
        for rows in permutations((early, late)):
            take(db, *rows, kind=Kind.CONGRESS)
            assert (self.office(db), known(db).title) == ("Office of Senator M. 2", "Counsel")

    def test_a_move_is_told_as_merged_or_changed(self, db: Database) -> None:
        early, late = self.staff(2, 1, "2026-05-28"), self.staff(3, 2, "2026-06-09")
        assert counts(take(db, early, late, kind=Kind.CONGRESS)) == (1, 0, 0, 1, 0, 0)
        assert counts(take(db, early, late, kind=Kind.CONGRESS)) == (0, 0, 1, 1, 0, 0)
        later = self.staff(2, 1, "2026-06-10")
        assert counts(take(db, later, kind=Kind.CONGRESS)) == (0, 1, 0, 0, 0, 0)

    @pytest.mark.parametrize("day", ["", "2026-05-28"])
    def test_without_a_later_day_nobody_moves(self, db: Database, day: str) -> None:
        take(db, self.staff(2, 1, day), self.staff(3, 2, day), kind=Kind.CONGRESS)
        assert self.office(db) == "Office of Senator M. 1"

    def test_a_title_is_not_overwritten_by_the_same_office(self, db: Database) -> None:
        take(db, self.staff(2, 1, "2026-05-28"), kind=Kind.CONGRESS)
        later = self.staff(2, 1, "2026-06-28", "Counsel")
        assert counts(take(db, later, kind=Kind.CONGRESS)) == (0, 0, 1, 0, 0, 0)
        assert known(db).title == "LD"

    def test_a_member_who_left_rejects_the_row_alone(self, db: Database) -> None:
        tally = take(db, self.staff(2, 9, ""), self.staff(3, 1, ""), kind=Kind.CONGRESS)
        assert tally.rejected == (Rejected(2, "B9 is not a current member"),)
        assert tally.new == 1


def test_staff_need_congress_data_first(db: Database) -> None:
    with pytest.raises(NeedsFixing, match="no congress data is loaded") as caught:
        take(db, row(2, office=OfficeClue(bioguide="B1")), kind=Kind.CONGRESS)
    assert "outreach congress update DIR" in caught.value.hint


rows_of = st.lists(
    st.tuples(
        st.sampled_from("abcdA"), st.sampled_from(["", "x", "y"]), st.sampled_from(["", "t"])
    ),
    max_size=8,
)


@settings(max_examples=30, deadline=None)
@given(rows_of, st.sets(st.sampled_from("abcd")))
def test_every_row_counts_once_and_a_second_import_is_nothing_new(
    tmp_path_factory: pytest.TempPathFactory, spec: list[tuple[str, str, str]], left: set[str]
) -> None:
    db = open_store(tmp_path_factory.mktemp("store") / "contacts.db", create=True)
    for name in sorted(left):
        suppress(db, Suppression(f"{name}@x.example", Reason.MANUAL, NOW))
    rows = [
        row(line, f"{name}@x.example", city=city, tags=(tag,) if tag else ())
        for line, (name, city, tag) in enumerate(spec, 2)
    ]
    first = take(db, *rows)
    assert sum(counts(first)) == len(rows)
    assert first.new == db.table("contacts").count
    second = take(db, *rows)
    assert counts(second) == (0, 0, first.new, first.merged, first.suppressed, 0)
    db.close()


def test_a_list_is_cut_off_at_its_limit(db: Database) -> None:
    take(db, *(row(line, f"p{line}@x.example") for line in range(2, 7)))
    assert [c.id for c in contacts(db, EVERYBODY, limit=2)] == [1, 2]
    assert [c.id for c in contacts(db, Query((Term("email", ("P4@X.example",)),)))] == [3]
