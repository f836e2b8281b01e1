"""What a list may change: who brought a contact, what was settled by hand, and who left."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listed_people import counts, known, row
from outreach.domain.contact import Kind, Reason, Suppression
from outreach.domain.contact_list import ContactRow, Departed, Rejected
from outreach.domain.names import name_key
from outreach.store.contact_edit import Edit, edit_contact
from outreach.store.contact_import import import_contacts
from outreach.store.contact_merge import count_likely_duplicates, merge
from outreach.store.contacts import find
from outreach.store.database import Store, open_store
from outreach.store.import_pages import SIZE
from outreach.store.import_tally import Tally
from outreach.store.suppressions import suppress, suppressed

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
_digests = itertools.count(1)


@pytest.fixture
def db(store: Store) -> Store:
    return store


def take(
    db: Store,
    *rows: ContactRow | Departed | Rejected,
    list_key: str = "",
    sha256: str = "",
    kind: Kind = Kind.PRESS,
    file: str = "list.csv",
    **more: Any,
) -> Tally:
    """A list of its own file, unless ``sha256`` says which file it is."""
    first = db.execute("SELECT count(*) + 1 FROM contacts").fetchone()[0]
    uids = itertools.count(first)
    digest = sha256 or f"{next(_digests):064}"
    return import_contacts(
        db, rows, kind=kind, file=file, sha256=digest, list_key=list_key, now=NOW,
        new_uid=lambda: f"uid-{next(uids)}", **more,
    )  # fmt: skip


def everything(db: Store) -> dict[str, list[tuple[Any, ...]]]:
    tables = ("contacts", "tags", "topics", "positions", "addresses", "organisations", "listings")
    return {table: db.execute(f"SELECT * FROM {table}").fetchall() for table in tables}


def settle(db: Store, *fields: str, **columns: str) -> None:
    """A person's hand edit of Ana."""
    contact = known(db).id
    for column, value in columns.items():
        db.execute(f"UPDATE contacts SET {column} = ? WHERE id = ?", [value, contact])
    for field in (*fields, *columns):
        db.execute("INSERT INTO edits VALUES (?, ?, 'now')", [contact, field])


class TestVersions:
    """A later version of the list that brought a contact may correct what it said."""

    def test_a_later_version_corrects(self, db: Store) -> None:
        take(db, row(2, title="Editor", phone="1"), list_key="k")
        tally = take(db, row(2, title="Chief", phone="2"), list_key="k")
        assert (counts(tally), tally.kept) == ((0, 1, 0, 0, 0, 0), 0)
        assert (known(db).title, known(db).phone) == ("Chief", "2")

    def test_a_blank_in_a_later_version_takes_nothing_away(self, db: Store) -> None:
        take(db, row(2, phone="1"), list_key="k")
        assert take(db, row(2), list_key="k").unchanged == 1
        assert known(db).phone == "1"

    @pytest.mark.parametrize("list_key", ["", "other"])
    def test_another_list_is_kept_out_and_named(self, db: Store, list_key: str) -> None:
        take(db, row(2, title="Editor", phone="1"), list_key="k")
        tally = take(db, row(7, title="Chief", phone="2", city="Köln"), list_key=list_key)
        assert (tally.changed, tally.kept) == (1, 1)
        [told] = tally.told
        assert (told.line, told.changed, told.kept) == (7, ("city",), ("title", "phone"))
        assert (known(db).title, known(db).phone, known(db).city) == ("Editor", "1", "Köln")

    def test_a_list_of_another_kind_is_another_list(self, db: Store) -> None:
        take(db, row(2, phone="1"), list_key="k")
        take(db, row(2, phone="2"), list_key="k", kind=Kind.SIGNATORY)
        assert (known(db).phone, known(db).kind) == ("1", Kind.PRESS)

    def test_an_old_version_once_more_turns_nothing_back(self, db: Store) -> None:
        take(db, row(2, phone="january"), list_key="k", sha256="jan")
        take(db, row(2, phone="february"), list_key="k", sha256="feb")
        tally = take(db, row(2, phone="january"), list_key="k", sha256="jan")
        assert (tally.changed, tally.kept, known(db).phone) == (0, 1, "february")

    @pytest.mark.parametrize(
        ("file", "later"),
        [
            ("press.csv", "press (1).csv"),
            ("press-2026-01.csv", "Press 2026-02-28.xlsx"),
            ("press january.csv", "press_feb.csv"),
            ("press.csv", "Copy of press v2.csv"),
            ("jan.zip/press.csv", "feb 2026.zip/press.csv"),
            ("20260101T120000Z press.csv", "press-3.csv"),
        ],
    )
    def test_a_version_is_called_alike_but_for_day_and_number(
        self, db: Store, file: str, later: str
    ) -> None:
        take(db, row(2, phone="1"), list_key="k", file=file)
        assert take(db, row(2, phone="2"), list_key="k", file=later).kept == 0
        assert known(db).phone == "2"

    @pytest.mark.parametrize(
        ("file", "other"),
        [
            ("ana.csv", "bo.csv"),
            ("press asia.csv", "press europe.csv"),
            ("ana.zip/contacts.csv", "bo.zip/contacts.csv"),
            ("1.csv", "2.csv"),
            ("press.csv", "press.rejects.csv"),
            ("press.csv", "press.rejects-2.csv"),
        ],
    )
    def test_the_same_headers_in_another_file_are_another_list(
        self, db: Store, file: str, other: str
    ) -> None:
        take(db, row(2, phone="1"), list_key="k", file=file)
        tally = take(db, row(2, phone="2", city="Köln"), list_key="k", file=other)
        assert (tally.changed, tally.kept) == (1, 1)
        assert (known(db).phone, known(db).city) == ("1", "Köln")

    def test_mended_rejects_belong_to_their_list_and_are_no_later_version(self, db: Store) -> None:
        take(db, row(2, phone="1"), list_key="k", file="press.csv", sha256="jan")
        bo = row(2, "bo@x.example", phone="1")
        take(db, bo, list_key="k", file="press.rejects.csv")
        db.execute("UPDATE contacts SET phone = '9' WHERE id = 1")
        again = take(db, row(2, phone="1"), list_key="k", file="press.csv", sha256="jan")
        assert (again.changed, again.kept) == (1, 0)
        rows = (row(2, phone="2"), row(3, "bo@x.example", phone="2"))
        assert take(db, *rows, list_key="k", file="press feb.csv").changed == 2
        assert (known(db).phone, known(db, "bo@x.example").phone) == ("2", "2")

    def test_a_list_that_only_added_does_not_correct(self, db: Store) -> None:
        take(db, row(2, phone="1"), list_key="a")
        for _ in range(2):
            tally = take(db, row(2, phone="2"), list_key="b", sha256="b")
            assert (tally.changed, tally.kept) == (0, 1)
        take(db, row(2, phone="3"), list_key="b")
        assert known(db).phone == "1"

    def test_names_are_corrected_together(self, db: Store) -> None:
        take(db, row(2, name="Ana Paz", given_name="Ana", family_name="Paz"), list_key="k")
        take(db, row(2, name="A. Paz-Ruiz"), list_key="k")
        contact = known(db)
        assert (contact.name, contact.given_name, contact.family_name) == ("A. Paz-Ruiz", "", "")
        found = db.execute("SELECT search_name FROM contacts").fetchone()
        assert found == ("a paz ruiz",)

    def test_a_new_employer_is_the_present_one_and_the_old_one_stays_known(self, db: Store) -> None:
        take(db, row(2, organisation="Bote"), list_key="k")
        take(db, row(2, organisation="Kurier"), list_key="k")
        organisation = known(db).organisation
        assert organisation
        assert organisation.name == "Kurier"
        assert db.table("positions").count == 2


class TestHandEdits:
    def test_what_was_settled_by_hand_stays(self, db: Store) -> None:
        take(db, row(2, phone="1", title="Editor", role="r"), list_key="k")
        settle(db, phone="2", title="Chief")
        tally = take(db, row(2, phone="3", title="Intern", role="s"), list_key="k")
        assert (tally.changed, tally.kept) == (0, 1)
        assert (known(db).phone, known(db).title, known(db).role) == ("2", "Chief", "r")

    def test_what_was_blanked_by_hand_is_not_refilled(self, db: Store) -> None:
        take(db, row(2, phone="1"))
        settle(db, phone="")
        assert take(db, row(2, phone="1")).kept == 1
        assert known(db).phone == ""

    def test_a_tag_taken_away_by_hand_is_not_added_again(self, db: Store) -> None:
        take(db, row(2, tags=("Tier 1", "eu"), topics=("China",)))
        db.execute("DELETE FROM tags WHERE tag_key = 'tier 1'")
        db.execute("DELETE FROM topics")
        settle(db, "tag:tier 1", "topic:china")
        assert take(db, row(2, tags=("tier 1", "eu"), topics=("china",))).unchanged == 1
        assert (known(db).tags, known(db).topics) == (("eu",), ())

    def test_an_organisation_settled_by_hand_gains_no_other(self, db: Store) -> None:
        take(db, row(2, organisation="Bote"))
        settle(db, "organisation")
        take(db, row(2, organisation="Kurier"))
        assert db.table("positions").count == 1

    def test_overwrite_takes_the_lists_word_and_lifts_the_edit(self, db: Store) -> None:
        take(db, row(2, phone="1", city="Köln", tags=("a",), organisation="Bote"))
        db.execute("DELETE FROM tags")
        settle(db, "tag:a", "organisation", phone="2", city="Bonn")
        rows = row(2, phone="3", tags=("a",), organisation="Kurier")
        tally = take(db, rows, overwrite=True)
        contact = known(db)
        assert (tally.changed, tally.kept) == (1, 0)
        assert (contact.phone, contact.city, contact.tags) == ("3", "Bonn", ("a",))
        assert contact.organisation
        assert contact.organisation.name == "Kurier"
        assert db.execute("SELECT field FROM edits").fetchall() == [("city",)]


class TestFurtherAddresses:
    def test_a_further_address_finds_its_contact(self, db: Store) -> None:
        take(db, row(2, name="Ana Paz", other_emails=("Ana@Home.example", "ANA@x.example")))
        tally = take(db, row(2, "ana@home.example", phone="1"))
        assert counts(tally) == (0, 1, 0, 0, 0, 0)
        assert known(db).phone == "1"
        assert db.execute("SELECT email_key FROM addresses").fetchall() == [("ana@home.example",)]

    def test_and_within_one_list(self, db: Store) -> None:
        tally = take(
            db, row(2, other_emails=("ana@home.example",)), row(3, "ana@home.example", phone="1")
        )
        assert counts(tally) == (1, 0, 0, 1, 0, 0)
        assert tally.told[1].into == 2
        assert known(db).phone == "1"

    def test_an_address_of_another_contact_is_reported_and_stays_hers(self, db: Store) -> None:
        take(db, row(2), row(3, "bo@x.example"))
        tally = take(db, row(2, other_emails=("bo@x.example",)), explained=0)
        assert (tally.unchanged, tally.likely_duplicates, tally.shared) == (1, 0, 1)
        tally = take(db, row(7, other_emails=("Bo@x.example",)))
        assert [(one.line, one.shared) for one in tally.told] == [(7, ("Bo@x.example",))]
        assert db.table("addresses").count == 0


P1 = row(2, "p1@x.example", name="P One", other_emails=("desk@x.example",))
P2 = row(3, "p2@x.example", name="P Two", other_emails=("desk@x.example",))
DESK = row(4, "desk@x.example", name="News Desk", phone="1")
NAMELESS = row(5, "desk@x.example", city="Köln")


def people(db: Store) -> dict[str, tuple[str, str]]:
    """Name and phone of each first address."""
    rows = db.execute("SELECT email, name, phone FROM contacts").fetchall()
    return {email: (name, phone) for email, name, phone in rows}


class TestSharedDesks:
    """An address of several: whose it is, a name says."""

    @pytest.mark.parametrize("rows", list(itertools.permutations([P1, P2, DESK, NAMELESS])))
    @pytest.mark.parametrize("apart", [False, True])
    def test_a_desk_of_another_name_is_a_contact_of_its_own(
        self, db: Store, rows: tuple[ContactRow, ...], apart: bool
    ) -> None:
        for some in [[one] for one in rows] if apart else [rows]:
            take(db, *some)
        assert people(db) == {
            "p1@x.example": ("P One", ""),
            "p2@x.example": ("P Two", ""),
            "desk@x.example": ("News Desk", "1"),
        }
        assert db.table("addresses").count == 0
        before = everything(db)
        for some in [[one] for one in rows] if apart else [rows]:
            assert take(db, *some).new == 0
        assert apart or everything(db)["contacts"] == before["contacts"]

    @pytest.mark.parametrize("name", ["", "p  ONE"])
    def test_without_another_name_the_row_is_hers(self, db: Store, name: str) -> None:
        tally = take(db, P1, row(4, "desk@x.example", name=name, phone="1"))
        assert counts(tally) == (1, 0, 0, 1, 0, 0)
        assert people(db) == {"p1@x.example": ("P One", "1")}

    def test_across_pages(self, db: Store) -> None:
        many = [row(line, f"f{line}@x.example") for line in range(10, 10 + SIZE)]
        take(db, P1, *many, DESK)
        assert people(db)["desk@x.example"] == ("News Desk", "1")
        take(db, *(many[::-1]), DESK, P1)
        assert db.table("addresses").count == 0

    @pytest.mark.parametrize("how", ["added", "left behind", "merged"])
    def test_one_settled_by_hand_or_merge_stays_hers(self, db: Store, how: str) -> None:
        first = row(2, "desk@x.example" if how == "left behind" else "p1@x.example", name="P One")
        take(db, first)
        id_ = known(db, first.email).id
        if how == "added":
            edit_contact(db, id_, Edit(add_addresses=("desk@x.example",)), now=NOW)
        elif how == "left behind":
            edit_contact(db, id_, Edit(email="p1@x.example"), now=NOW)
        else:
            take(db, DESK)
            merge(db, id_, known(db, "desk@x.example").id, now=NOW)
        tally = take(db, row(9, "desk@x.example", name="News Desk", city="Köln"))
        assert (tally.new, tally.changed) == (0, 1)
        assert known(db, "p1@x.example").city == "Köln"

    def test_who_left_under_it_is_not_taken_under_another_name(self, db: Store) -> None:
        take(db, P1)
        suppress(db, Suppression("p1@x.example", Reason.UNSUBSCRIBE, NOW))
        assert take(db, DESK).suppressed == 1
        assert people(db).keys() == {"p1@x.example"}


class TestTakenAwayByHand:
    @pytest.fixture(autouse=True)
    def without_desk(self, db: Store) -> None:
        take(db, P1)
        hers = Edit(remove_addresses=("desk@x.example",))
        edit_contact(db, known(db, "p1@x.example").id, hers, now=NOW)

    def test_it_is_not_added_again(self, db: Store) -> None:
        assert counts(take(db, P1)) == (0, 0, 1, 0, 0, 0)
        assert db.table("addresses").count == 0
        assert take(db, P1, overwrite=True).changed == 1
        assert db.execute("SELECT email FROM addresses").fetchall() == [("desk@x.example",)]
        assert db.execute("SELECT field FROM edits").fetchall() == []

    @pytest.mark.parametrize("name", ["P One", ""])
    def test_a_row_of_it_is_hers_and_brings_nothing(self, db: Store, name: str) -> None:
        mine = row(7, "desk@x.example", name=name, phone="1", other_emails=("z@x.example",))
        assert counts(take(db, mine)) == (0, 0, 1, 0, 0, 0)
        assert counts(take(db, mine, P1, replace(mine, line=8))) == (0, 0, 2, 1, 0, 0)
        assert people(db) == {"p1@x.example": ("P One", "")}
        assert db.table("addresses").count == 0
        lists = db.execute("SELECT source_id, line FROM listings ORDER BY 1").fetchall()
        assert lists == [(1, 2), (2, 7), (3, 2)]

    def test_under_another_name_it_is_a_new_contact(self, db: Store) -> None:
        assert take(db, DESK).new == 1
        assert take(db, P1, DESK).new == 0
        assert people(db)["desk@x.example"] == ("News Desk", "1")


class TestThoseWhoLeft:
    def test_who_departed_is_suppressed_and_never_a_contact(self, db: Store) -> None:
        left = Departed(2, "Bo@x.example", Reason.UNSUBSCRIBE, other_emails=("bo@home.example",))
        tally = take(db, row(3, "bo@x.example"), left, row(4))
        assert (counts(tally), tally.departed) == ((1, 0, 0, 0, 2, 0), 1)
        why = suppressed(db)
        assert why("bo@x.example") is why("bo@home.example") is Reason.UNSUBSCRIBE
        assert find(db, "bo@x.example") is None
        source, at = db.execute("SELECT source, at FROM suppressions").fetchone()
        assert (source, at) == ("list:list.csv", NOW.isoformat())

    def test_the_list_says_when(self, db: Store) -> None:
        take(db, Departed(2, "bo@x.example", Reason.BOUNCE, "2024-01-02T03:04:05Z"))
        assert db.execute("SELECT at FROM suppressions").fetchone() == (
            "2024-01-02T03:04:05+00:00",
        )

    def test_a_known_contact_stays_and_is_suppressed(self, db: Store) -> None:
        take(db, row(2, phone="1"))
        take(db, Departed(2, "ana@x.example", Reason.COMPLAINT))
        assert known(db).phone == "1"
        assert suppressed(db)("ana@x.example") is Reason.COMPLAINT

    def test_who_left_under_another_address_is_not_taken(self, db: Store) -> None:
        suppress(db, Suppression("ana@home.example", Reason.UNSUBSCRIBE, NOW))
        suppress(db, Suppression("bo@home.example", Reason.BOUNCE, NOW))
        tally = take(
            db,
            row(2, other_emails=("ana@home.example",)),
            row(3, "bo@x.example", other_emails=("bo@home.example",)),
        )
        assert counts(tally) == (1, 0, 0, 0, 1, 0)
        assert find(db, "ana@x.example") is None

    def test_a_dry_run_suppresses_nobody(self, db: Store) -> None:
        left = Departed(2, "bo@x.example", Reason.MANUAL)
        assert take(db, left, dry_run=True).suppressed == 1
        assert db.table("suppressions").count == 0


def test_each_list_that_names_a_contact_is_on_record_with_its_line(db: Store) -> None:
    take(db, row(2), row(5), sha256="a")
    take(db, row(9), sha256="b")
    assert db.execute("SELECT source_id, line FROM listings").fetchall() == [(1, 2), (2, 9)]
    assert db.execute("SELECT source_id FROM contacts").fetchall() == [(1,)]


def test_namesakes_at_one_organisation_are_counted_once_a_pair(db: Store) -> None:
    ana = {"name": "Ana Paz", "organisation": "Bote"}
    take(db, row(2, **ana))
    assert take(db, row(2, "a.paz@y.example", **ana)).likely_duplicates == 1
    both = (row(2, "a1@z.example", **ana), row(3, "a2@z.example", **ana))
    assert take(db, *both).likely_duplicates == 2
    assert count_likely_duplicates(db) == 3
    assert take(db, row(2, "ana@elsewhere.example", name="ANA PAZ")).likely_duplicates == 0
    assert take(db, row(2, **ana)).likely_duplicates == 0


def test_what_came_rejected_is_counted_in_its_place(db: Store) -> None:
    tally = take(db, row(2), Rejected(3, "no address"), row(4, "bo@x.example"))
    assert (tally.new, tally.rejected, tally.rejected_at) == (2, (Rejected(3, "no address"),), (2,))


def test_of_each_outcome_so_many_rows_are_explained(db: Store) -> None:
    rows = [row(line, f"p{line}@x.example") for line in range(2, 12)]
    assert [one.line for one in take(db, *rows, row(12, "p2@x.example"), explained=3).told] == [
        2, 3, 4, 12,
    ]  # fmt: skip
    assert len(take(db, *rows, explained=None).told) == 10


def test_a_repeat_is_seen_across_pages(db: Store) -> None:
    emails = [f"p{number % SIZE}@x.example" for number in range(SIZE + 7)]
    rows = [row(line, email, organisation="Bote") for line, email in enumerate(emails, 2)]
    assert counts(take(db, *rows)) == (SIZE, 0, 0, 7, 0, 0)
    assert db.table("organisations").count == 1
    assert counts(take(db, *rows)) == (0, 0, SIZE, 7, 0, 0)


texts = st.sampled_from(["", "x", "y"])
listed = st.builds(
    lambda name, title, role, phone, tags, organisation, others, left: (
        Departed(2, f"{name}@x.example", Reason.UNSUBSCRIBE)
        if left
        else ContactRow(
            2, f"{name}@x.example", name=title, title=title, role=role, phone=phone, tags=tags,
            organisation=organisation, other_emails=others,
        )
    ),
    st.sampled_from("abcd"), texts, texts, texts,
    st.sampled_from([(), ("t",), ("t", "u")]), texts,
    st.sampled_from([(), ("a@x.example",), ("e@x.example",)]),
    st.sampled_from([False] * 9 + [True]),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("kl"), st.lists(listed, max_size=6)), max_size=3))
def test_every_row_counts_once_and_the_last_list_again_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    lists: list[tuple[str, list[ContactRow | Departed]]],
) -> None:
    with open_store(tmp_path_factory.mktemp("s") / "contacts.db", create=True) as db:
        for number, (key, rows) in enumerate(lists):
            first = take(db, *rows, list_key=key, sha256=str(number))
            assert sum(counts(first)) == len(rows)
            before = everything(db)
            again = take(db, *rows, list_key=key, sha256=str(number))
            assert (again.new, again.changed) == (0, 0)
            assert again.merged == first.merged
            assert everything(db) == before


@pytest.mark.parametrize("label", ['"', "\\", "{}", "a'b", "Ünü", "''", "x\u0301"])
def test_any_label_is_kept_as_it_is(db: Store, label: str) -> None:
    take(db, row(2, tags=(label, "t"), topics=(label,), organisation="The Ledger", title="Editor"))
    ana = known(db)
    assert (set(ana.tags), set(ana.topics)) == ({label, "t"}, {label})
    kept = db.execute("SELECT tag_key FROM tags UNION SELECT topic_key FROM topics").fetchall()
    assert {key for (key,) in kept} == {name_key(label), "t"}
    assert db.execute("SELECT title FROM positions").fetchall() == [("Editor",)]


def test_a_row_below_adds_to_a_contact_that_its_list_brings(db: Store) -> None:
    take(
        db,
        row(2, name="Ana Paz", tags=("a",), organisation="The Ledger"),
        row(3, title="Editor", tags=("a", "b"), topics=("asia",), organisation="The Post"),
        row(4, phone="1"),
    )
    ana = known(db)
    assert (ana.name, ana.title, ana.phone) == ("Ana Paz", "Editor", "1")
    assert (set(ana.tags), ana.topics) == ({"a", "b"}, ("asia",))
    assert ana.organisation is not None
    assert ana.organisation.name == "The Ledger"
    assert db.execute("SELECT count(*) FROM positions").fetchall() == [(2,)]
    assert db.execute("SELECT line FROM listings").fetchall() == [(2,)]
