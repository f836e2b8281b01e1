"""What a list may change: who brought a contact, what was settled by hand, and who left."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.domain.contact import Contact, Kind, Reason, Suppression
from outreach.domain.contact_list import ContactRow, Departed, Rejected
from outreach.store.contact_import import import_contacts
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
    **more: Any,
) -> Tally:
    """A list of its own file, unless ``sha256`` says which file it is."""
    first = db.execute("SELECT count(*) + 1 FROM contacts").fetchone()[0]
    uids = itertools.count(first)
    digest = sha256 or f"{next(_digests):064}"
    return import_contacts(
        db, rows, kind=kind, file="list.csv", sha256=digest, list_key=list_key, now=NOW,
        new_uid=lambda: f"uid-{next(uids)}", **more,
    )  # fmt: skip


def row(line: int, email: str = "ana@x.example", **more: Any) -> ContactRow:
    return ContactRow(line, email, **more)


def known(db: Store, email: str = "ana@x.example") -> Contact:
    contact = find(db, email)
    assert contact is not None
    return contact


def counts(tally: Tally) -> tuple[int, int, int, int, int, int]:
    rejected = len(tally.rejected)
    return (tally.new, tally.changed, tally.unchanged, tally.merged, tally.suppressed, rejected)


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
        tally = take(db, row(2, other_emails=("bo@x.example",)))
        assert (tally.unchanged, tally.likely_duplicates) == (1, 1)
        assert db.table("addresses").count == 0


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
    assert take(db, *both).likely_duplicates == 5
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
