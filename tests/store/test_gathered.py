"""Contacts set aside while an edition is selected."""

from __future__ import annotations

from typing import Any

from outreach.domain.contact import Kind
from outreach.domain.contact_list import ContactRow
from outreach.store.contact_import import import_contacts
from outreach.store.database import Store
from outreach.store.gathered import Gathered

from ..conftest import NOW


def know(db: Store, *people: tuple[str, str]) -> None:
    """Contacts by name and outlet, whose ids count from 1."""
    rows = [
        ContactRow(n, f"p{n}@x.example", name=name, organisation=outlet)
        for n, (name, outlet) in enumerate(people, 1)
    ]
    uids = iter(f"uid{n}" for n in range(1, 10))
    import_contacts(
        db, rows, kind=Kind.PRESS, file="f", sha256="0", now=NOW, new_uid=lambda: next(uids)
    )


def test_the_first_edition_a_contact_is_added_for_counts(store: Store) -> None:
    with Gathered(store) as gathered:
        gathered.add(1, "signatories")
        gathered.add(1, "press")
        assert (gathered.edition_of(1), gathered.edition_of(2)) == ("signatories", "")


def test_two_gatherings_do_not_mix_and_leave_nothing(store: Store) -> None:
    with Gathered(store) as one, Gathered(store) as two:
        one.add(1, "press")
        assert two.edition_of(1) == ""
        assert one.edition_of(1) == "press"
    assert store.execute("SELECT count(*) FROM gathered").fetchone() == (0,)


def test_the_recipients_of_a_plan_go_by_contact_and_by_any_address(
    store: Store, small_plan: Any
) -> None:
    know(store, ("Ana", ""), ("Bo", ""), ("Cy", ""))
    plan = small_plan(store, 3)  # for uid0, uid1 and uid2, p0@visit.example and on
    store.execute("UPDATE deliveries SET contact_uid = 'gone' WHERE contact_uid = 'uid2'")
    store.execute("INSERT INTO addresses VALUES ('p2@visit.example', 'P2@visit.example', 3)")
    with Gathered(store) as gathered:
        gathered.add_recipients(plan.id, "press")
        assert [gathered.edition_of(n) for n in (1, 2, 3)] == ["press", "", "press"]


def test_namesakes_are_at_one_place_and_have_a_name(store: Store) -> None:
    know(
        store,
        ("Renée Castagnier", "EuroBrief"),
        ("Renee Castagnier", "EuroBrief"),
        ("Renee Castagnier", "The Potomac Ledger"),
        ("", "EuroBrief"),
        ("", "EuroBrief"),
        ("Bo", ""),
        ("Bo", ""),
    )
    with Gathered(store) as gathered:
        for contact_id in range(2, 8):
            gathered.add(contact_id)
        assert gathered.namesakes() == 0
        gathered.add(1)
        assert gathered.namesakes() == 2
