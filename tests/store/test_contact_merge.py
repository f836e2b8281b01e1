"""Two contacts made one and two again; likely duplicates."""

from __future__ import annotations

import itertools
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.domain.contact import Kind, Reason, Suppression
from outreach.errors import OutreachError, WrongUsage
from outreach.store.contact_edit import Edit, add_contact, edit_contact
from outreach.store.contact_merge import (
    count_likely_duplicates,
    likely_duplicates,
    merge,
    outlook,
)
from outreach.store.contact_unmerge import Undone, undo_merge
from outreach.store.contacts import by_id, find, find_id, search
from outreach.store.database import Store, open_store
from outreach.store.suppressions import suppress, suppressed

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
MERGED = NOW + timedelta(days=1)
LATER = NOW + timedelta(days=2)
_numbers = itertools.count(1)


def add(db: Store, email: str, **said: Any) -> int:
    """As a list would bring it: nothing of it is settled by hand."""
    kind = said.pop("kind", Kind.PRESS)
    id_ = add_contact(db, kind, email, edit_of(said), now=NOW, uid=f"uid{next(_numbers)}")
    db.execute("DELETE FROM edits WHERE contact_id = ?", [id_])
    return id_


def edit_of(said: dict[str, Any]) -> Edit:
    beside = {name: said.pop(name) for name in list(said) if name in Edit.__slots__}
    return Edit(said, **beside)


def listed(db: Store, id_: int, file: str, line: int) -> None:
    source = db.execute(
        "INSERT INTO sources (file, sha256, imported_at) VALUES (?, '0', '2026') RETURNING id",
        [file],
    ).fetchone()[0]
    db.execute("INSERT INTO listings VALUES (?, ?, ?)", [id_, source, line])


def everything(db: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All that is stored of contacts, but for what merges took."""
    names = ("contacts", "addresses", "tags", "topics", "positions", "listings", "edits")
    return {name: sorted(db.execute(f"SELECT * FROM {name}").fetchall(), key=str) for name in names}


def test_blanks_are_filled_and_the_rest_united(store: Store) -> None:
    keep = add(store, "ana@x.example", name="Ana Paz", title="Editor", add_tags=("eu", "dc"))
    gone = add(
        store, "paz@y.example", name="A. Paz", title="Reporter", phone="555", notes="call first",
        organisation="Bote", add_tags=("DC", "tier1"), add_topics=("China",),
        add_addresses=("p@home.example",),
    )  # fmt: skip
    listed(store, gone, "press.csv", 7)
    was = outlook(store, keep, gone)
    assert merge(store, keep, gone, now=MERGED) == was
    assert was.dropped == {"name": "A. Paz", "title": "Reporter"}
    one = by_id(store, keep)
    assert (one.name, one.title, one.phone, one.notes) == ("Ana Paz", "Editor", "555", "call first")
    assert (one.tags, one.topics) == (("dc", "eu", "tier1"), ("China",))
    assert one.organisation is not None
    for email in ("ana@x.example", "PAZ@y.example", "p@home.example"):
        assert find(store, email) == one
    assert store.execute("SELECT line FROM listings WHERE contact_id = ?", [keep]).fetchall() == [
        (7,)
    ]
    assert store.table("contacts").count == 1


def test_a_group_of_columns_comes_whole_or_not_at_all(store: Store) -> None:
    keep = add(store, "a@x.example", given_name="Ana", title="Editor")
    gone = add(store, "b@x.example", name="B. Paz", family_name="Paz", role="counsel")
    store.execute("UPDATE contacts SET name = '' WHERE id = ?", [keep])
    merge(store, keep, gone, now=MERGED)
    one = by_id(store, keep)
    assert (one.name, one.family_name, one.title, one.role) == ("", "", "Editor", "")


def test_what_was_left_blank_by_hand_stays_blank(store: Store) -> None:
    keep = add(store, "a@x.example", phone="1")
    edit_contact(store, keep, Edit({"phone": ""}, remove_tags=("eu",)), now=NOW)
    gone = add(store, "b@x.example", phone="2", add_tags=("eu",))
    merge(store, keep, gone, now=MERGED)
    assert (by_id(store, keep).phone, by_id(store, keep).tags) == ("", ())


def test_what_was_settled_by_hand_stays_settled_where_it_goes(store: Store) -> None:
    keep, gone = add(store, "a@x.example", title="Editor"), add(store, "b@x.example")
    edit_contact(store, gone, Edit({"phone": "2", "title": "Reporter"}, add_tags=("eu",)), now=NOW)
    merge(store, keep, gone, now=MERGED)
    fields = store.execute("SELECT field FROM edits WHERE contact_id = ? ORDER BY 1", [keep])
    assert fields.fetchall() == [("address:b@x.example",), ("phone",), ("tag:eu",)]


def test_what_is_settled_of_addresses_comes_over_and_goes_back(store: Store) -> None:
    keep = add(store, "a@x.example", add_addresses=("a2@x.example",))
    gone = add(store, "b@x.example", add_addresses=("b2@x.example", "a3@x.example"))
    edit_contact(store, gone, Edit(remove_addresses=("a3@x.example",)), now=NOW)
    edit_contact(store, keep, Edit(remove_addresses=("a2@x.example",)), now=NOW)
    before = everything(store)
    merge(store, keep, gone, now=MERGED)
    fields = store.execute("SELECT field FROM edits WHERE contact_id = ? ORDER BY 1", [keep])
    names = ("a2", "a3", "b2", "b")
    assert fields.fetchall() == [(f"address:{name}@x.example",) for name in names]
    undo_merge(store, keep)
    assert everything(store) == before


@pytest.mark.parametrize("left", ["a@x.example", "a2@x.example", "b@x.example", "b2@x.example"])
@pytest.mark.parametrize("meanwhile", [False, True])
def test_who_left_is_barred_after_the_undoing_as_before(
    store: Store, left: str, meanwhile: bool
) -> None:
    keep = add(store, "a@x.example", add_addresses=("a2@x.example",))
    gone = add(store, "b@x.example", add_addresses=("b2@x.example",))
    if not meanwhile:
        suppress(store, Suppression(left, Reason.UNSUBSCRIBE, NOW))
    merge(store, keep, gone, now=MERGED)
    suppress(store, Suppression(left, Reason.UNSUBSCRIBE, NOW))
    with pytest.raises(OutreachError, match="unsubscribe"):
        edit_contact(
            store,
            keep,
            Edit(email="new@x.example", remove_addresses=(left,)),
            now=LATER,
        )
    undo_merge(store, keep)
    for first in ("a", "b"):
        barred = left.startswith(first)
        reason = Reason.UNSUBSCRIBE if barred else None
        assert suppressed(store)(f"{first}@x.example") is reason


@pytest.mark.parametrize("left", ["a@x.example", "a2@x.example", "b@x.example"])
def test_who_left_while_they_were_one_is_not_told_apart_by_the_undoing(
    store: Store, left: str
) -> None:
    keep = add(store, "a@x.example", add_addresses=("a2@x.example",))
    gone = add(store, "b@x.example")
    merge(store, keep, gone, now=MERGED)
    suppress(store, Suppression(left, Reason.COMPLAINT, LATER))
    assert undo_merge(store, keep).left is Reason.COMPLAINT
    for first in ("a@x.example", "b@x.example"):
        assert suppressed(store)(first) is Reason.COMPLAINT


def test_no_list_brings_her_back_and_her_word_holds_for_both(store: Store) -> None:
    keep, gone = add(store, "a@x.example"), add(store, "b@x.example")
    suppress(store, Suppression("b@x.example", Reason.UNSUBSCRIBE, NOW))
    assert suppressed(store)("a@x.example") is None
    merge(store, keep, gone, now=MERGED)
    assert find_id(store, "b@x.example") == keep
    assert suppressed(store)("a@x.example") is Reason.UNSUBSCRIBE
    undo_merge(store, keep)
    assert suppressed(store)("a@x.example") is None


def test_the_search_knows_both_before_and_after(store: Store) -> None:
    keep, gone = add(store, "a@x.example", name="Ana"), add(store, "bo@y.example", name="Bo")
    add(store, "later@y.example")
    merge(store, keep, gone, now=MERGED)
    assert [c.id for c in search(store, "bo")] == [keep]
    undo_merge(store, keep)
    assert [c.id for c in search(store, "bo")] == [gone]


def test_a_contact_is_not_merged_into_itself(store: Store) -> None:
    one = add(store, "a@x.example")
    with pytest.raises(WrongUsage, match="one contact already"):
        merge(store, one, one, now=MERGED)
    assert store.table("contacts").count == 1


class TestUndoing:
    def test_what_changed_since_stays_and_is_named(self, store: Store) -> None:
        keep = add(store, "a@x.example")
        gone = add(store, "b@x.example", phone="2", city="Köln", add_tags=("eu", "dc"))
        merge(store, keep, gone, now=MERGED)
        edit_contact(store, keep, Edit({"phone": "3", "city": "Köln"}, add_tags=("eu",)), now=LATER)
        uids = [by_id(store, keep).uid, "uid" + str(int(by_id(store, keep).uid[3:]) + 1)]
        assert undo_merge(store, keep) == Undone(uids[0], uids[1], ("city", "phone", "tag:eu"))
        one, other = by_id(store, keep), by_id(store, gone)
        assert (one.phone, one.city, one.tags) == ("3", "Köln", ("eu",))
        assert (other.phone, other.city, other.tags) == ("2", "Köln", ("dc", "eu"))

    def test_merges_are_undone_one_by_one(self, store: Store) -> None:
        a, b, c = (add(store, f"{n}@x.example", name=n) for n in "abc")
        before = everything(store)
        merge(store, b, c, now=MERGED)
        between = everything(store)
        merge(store, a, b, now=MERGED)
        undo_merge(store, a)
        assert everything(store) == between
        undo_merge(store, b)
        assert everything(store) == before
        with pytest.raises(WrongUsage, match="nothing was merged"):
            undo_merge(store, b)

    def test_an_id_that_was_given_away_meanwhile(self, store: Store) -> None:
        keep, gone = add(store, "a@x.example"), add(store, "b@x.example", add_tags=("eu",))
        uid = by_id(store, gone).uid
        merge(store, keep, gone, now=MERGED)
        assert add(store, "c@x.example") == gone
        undo_merge(store, keep)
        back = find(store, "b@x.example")
        assert back is not None
        assert (back.uid, back.tags, back.id) == (uid, ("eu",), gone + 1)

    def test_an_address_that_became_the_first_is_not_taken_away(self, store: Store) -> None:
        keep, gone = add(store, "a@x.example"), add(store, "b@x.example")
        merge(store, keep, gone, now=MERGED)
        edit_contact(store, keep, Edit(email="b@x.example"), now=LATER)
        before = everything(store)
        with pytest.raises(WrongUsage, match="first address of the merged contact"):
            undo_merge(store, keep)
        assert everything(store) == before

    def test_nor_one_that_became_somebody_elses(self, store: Store) -> None:
        keep, gone = add(store, "a@x.example"), add(store, "b@x.example")
        merge(store, keep, gone, now=MERGED)
        edit_contact(store, keep, Edit(remove_addresses=("b@x.example",)), now=LATER)
        add(store, "b@x.example")
        with pytest.raises(WrongUsage, match="belongs to another contact"):
            undo_merge(store, keep)


texts = st.sampled_from(["", "x", "y", "陳"])
labels = st.lists(st.sampled_from(["eu", "EU", "dc", "人權"]), max_size=3).map(tuple)
people = st.fixed_dictionaries(
    {
        **dict.fromkeys(("name", "given_name", "title", "phone", "notes", "basis"), texts),
        "kind": st.sampled_from([Kind.PRESS, Kind.OTHER]),
        "organisation": st.sampled_from([None, "Bote", "Seine"]),
        "add_tags": labels,
        "add_topics": labels,
    }
)


@settings(max_examples=60, deadline=None)
@given(people, people, st.sets(st.sampled_from(["phone", "name", "tag:eu"])), st.booleans())
def test_undoing_at_once_leaves_all_as_it_was(
    tmp_path_factory: pytest.TempPathFactory,
    one: dict[str, Any],
    other: dict[str, Any],
    hand: set[str],
    more: bool,
) -> None:
    with closing(open_store(tmp_path_factory.mktemp("s") / "contacts.db", create=True)) as db:
        keep = add(db, "a@x.example", **one)
        gone = add(db, "b@x.example", **other, add_addresses=("c@x.example",) if more else ())
        for field, id_ in itertools.product(hand, (keep, gone)):
            db.execute("INSERT INTO edits VALUES (?, ?, ?)", [id_, field, NOW.isoformat()])
        listed(db, gone, "press.csv", 3)
        before = everything(db)
        merge(db, keep, gone, now=MERGED)
        assert everything(db) != before
        assert undo_merge(db, keep).stays == ()
        assert everything(db) == before


class TestLikelyDuplicates:
    def test_one_folded_name_at_one_organisation(self, store: Store) -> None:
        first = add(store, "a@x.example", name="Íñigo Paz", organisation="Bote")
        second = add(store, "b@x.example", name="inigo  PAZ", organisation="Bote")
        third = add(store, "c@x.example", name="Inigo Paz", organisation="bote")
        add(store, "d@x.example", name="Inigo Paz", organisation="Seine")
        add(store, "e@x.example", name="Inigo Paz")
        add(store, "f@x.example", organisation="Bote")
        add(store, "g@x.example", organisation="Bote")
        pairs = [(one.id, other.id) for one, other in likely_duplicates(store)]
        assert pairs == [(first, second), (first, third)]
        assert [len(likely_duplicates(store, 1)), count_likely_duplicates(store)] == [1, 2]

    def test_or_at_one_office(self, store: Store) -> None:
        store.execute("INSERT INTO offices (id, name, bioguide) VALUES (1, 'Office', 'R1')")
        ids = [add(store, f"{n}@x.example", name="Ana Paz") for n in "ab"]
        store.execute("UPDATE contacts SET office_id = 1")
        ((one, other),) = likely_duplicates(store)
        assert [one.id, other.id] == ids
        merge(store, *ids, now=MERGED)
        assert count_likely_duplicates(store) == 0
