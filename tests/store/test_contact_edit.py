"""One contact added or changed by hand, and what that settles."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from outreach.domain.congress import Congress
from outreach.domain.contact import Contact, Kind, Member, Organisation, Reason, Suppression
from outreach.domain.contact_list import OfficeClue
from outreach.errors import OutreachError, WrongUsage
from outreach.store.congress import load_congress
from outreach.store.contact_edit import Change, Edit, add_contact, edit_contact
from outreach.store.contacts import by_id, find
from outreach.store.database import Store
from outreach.store.suppressions import OWN_WORD, suppress, suppressed

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
LATER = datetime(2026, 6, 21, 12, tzinfo=UTC)


def add(db: Store, email: str = "ana@x.example", kind: Kind = Kind.PRESS, **said: Any) -> int:
    return add_contact(db, kind, email, edit_of(said), now=NOW, uid=email.partition("@")[0])


def edit(db: Store, id_: int, **said: Any) -> tuple[Change, ...]:
    return edit_contact(db, id_, edit_of(said), now=LATER)


def edit_of(said: dict[str, Any]) -> Edit:
    beside = {name: said.pop(name) for name in list(said) if name in Edit.__slots__}
    return Edit(said, **beside)


def settled(db: Store, id_: int) -> dict[str, str]:
    rows = db.execute("SELECT field, at FROM edits WHERE contact_id = ?", [id_]).fetchall()
    return {field: at[:10] for field, at in rows}


def test_what_is_said_of_a_new_contact_is_settled(store: Store) -> None:
    id_ = add(
        store, "Ana@X.example", name="Ana Paz", given_name="Ana", family_name="Paz",
        organisation="Bote", add_tags=("Tier 1",), add_topics=("China",),
        add_addresses=("a@h.example",),
    )  # fmt: skip
    assert by_id(store, id_) == Contact(
        id=id_, uid="Ana", kind=Kind.PRESS, email="Ana@X.example", name="Ana Paz",
        given_name="Ana", family_name="Paz", tags=("Tier 1",), topics=("China",),
        organisation=Organisation("Bote", "outlet"),
    )  # fmt: skip
    assert find(store, "A@H.example") == by_id(store, id_)
    assert settled(store, id_).keys() == {
        *("kind", "email", "name", "given_name", "family_name", "organisation"),
        *("tag:tier 1", "topic:china", "address:a@h.example"),
    }


@pytest.mark.parametrize("email", ["ANA@x.example", "ana@HOME.example"])
def test_a_known_address_is_refused_and_says_whose_it_is(store: Store, email: str) -> None:
    add(store, name="Ana Paz", add_addresses=("ana@home.example",))
    with pytest.raises(WrongUsage, match=r"is an address of Ana Paz <ana@x\.example> already"):
        add(store, email)
    assert store.table("contacts").count == 1


def test_nobody_who_left_is_added(store: Store) -> None:
    suppress(store, Suppression("ana@x.example", Reason.UNSUBSCRIBE, NOW))
    with pytest.raises(OutreachError, match="suppressed \\(unsubscribe\\)") as caught:
        add(store)
    assert "outreach contacts release ana@x.example" in caught.value.hint
    assert store.table("contacts").count == 0


def test_what_changed_is_told_and_settled(store: Store) -> None:
    id_ = add(store, title="Editor", add_tags=("eu",))
    done = edit(store, id_, title="Reporter", city="Köln", add_tags=("dc",), remove_tags=("EU",))
    assert done == (
        Change("title", "Editor", "Reporter"),
        Change("city", "", "Köln"),
        Change("tag", "eu", ""),
        Change("tag", "", "dc"),
    )
    contact = by_id(store, id_)
    assert (contact.title, contact.city, contact.tags) == ("Reporter", "Köln", ("dc",))
    assert settled(store, id_) | {"email": ""} == {
        "kind": "2026-06-20",
        "email": "",
        **dict.fromkeys(("title", "city", "tag:dc", "tag:eu"), "2026-06-21"),
    }


def test_a_field_can_be_settled_as_blank_and_as_it_is(store: Store) -> None:
    id_ = add(store, phone="555", city="Köln")
    assert edit(store, id_, phone="", city="Köln") == (Change("phone", "555", ""),)
    assert by_id(store, id_).phone == ""
    assert settled(store, id_)["city"] == settled(store, id_)["phone"] == "2026-06-21"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"given_name": "Eva"}, ("Eva Paz", "Eva", "Paz")),
        ({"family_name": ""}, ("Ana", "Ana", "")),
        ({"name": "Ana María Paz"}, ("Ana María Paz", "Ana", "Paz")),
        ({"name": "A. Ruiz"}, ("A. Ruiz", "", "")),
        ({"name": ""}, ("", "", "")),
        ({"name": "Eva Ruiz", "given_name": "Eva"}, ("Eva Ruiz", "Eva", "")),
    ],
)
def test_a_name_and_its_parts_go_together(
    store: Store, said: dict[str, str], name: tuple[str, str, str]
) -> None:
    id_ = add(store, name="Ana Paz", given_name="Ana", family_name="Paz")
    edit(store, id_, **said)
    contact = by_id(store, id_)
    assert (contact.name, contact.given_name, contact.family_name) == name
    assert store.execute("SELECT search_name FROM contacts").fetchone() == (
        name[0].lower().replace("í", "i").replace(".", ""),
    )


def test_a_name_of_her_own_is_not_made_of_its_parts(store: Store) -> None:
    id_ = add(store, name="Doña Ana", given_name="Ana", family_name="Paz")
    edit(store, id_, family_name="Ruiz")
    assert by_id(store, id_).name == "Doña Ana"


class TestAddresses:
    def test_a_changed_address_stays_as_a_further_one(self, store: Store) -> None:
        id_ = add(store)
        assert edit(store, id_, email="new@x.example") == (
            Change("email", "ana@x.example", "new@x.example"),
        )
        assert find(store, "ana@x.example") == find(store, "new@x.example") == by_id(store, id_)
        edit(store, id_, email="ana@x.example")
        assert by_id(store, id_).email == "ana@x.example"
        assert find(store, "new@x.example") == by_id(store, id_)
        assert store.execute("SELECT email FROM addresses").fetchall() == [("new@x.example",)]

    def test_another_spelling_is_no_further_address(self, store: Store) -> None:
        id_ = add(store)
        edit(store, id_, email="Ana@x.example")
        assert (by_id(store, id_).email, store.table("addresses").count) == ("Ana@x.example", 0)

    def test_somebody_elses_is_refused_and_a_merge_named(self, store: Store) -> None:
        id_ = add(store)
        add(store, "bo@x.example", add_addresses=("bo@home.example",))
        for said in (
            {"email": "bo@x.example"},
            {"email": "bo@home.example"},
            {"add_addresses": ("bo@x.example",)},
        ):
            with pytest.raises(WrongUsage, match=r"is an address of bo@x\.example") as caught:
                edit(store, id_, city="Köln", **said)
            assert "contacts merge" in caught.value.hint
        assert by_id(store, id_).city == "", "all or nothing"

    def test_a_suppressed_one_is_refused(self, store: Store) -> None:
        suppress(store, Suppression("new@x.example", Reason.BOUNCE, NOW))
        with pytest.raises(OutreachError, match="suppressed"):
            edit(store, add(store), email="new@x.example")

    def test_further_ones_come_and_go(self, store: Store) -> None:
        id_ = add(store)
        assert edit(store, id_, add_addresses=("a@h.example", "ana@x.example")) == (
            Change("address", "", "a@h.example"),
        )
        assert edit(store, id_, remove_addresses=("A@h.example",))
        assert find(store, "a@h.example") is None
        with pytest.raises(WrongUsage, match="no further address of this contact"):
            edit(store, id_, remove_addresses=("ana@x.example",))

    @pytest.mark.parametrize("reason", sorted(OWN_WORD))
    def test_one_that_bars_her_by_her_own_word_is_not_taken_away(
        self, store: Store, reason: Reason
    ) -> None:
        id_ = add(store)
        suppress(store, Suppression("ana@x.example", reason, NOW))
        edit(store, id_, email="new@x.example")
        with pytest.raises(OutreachError, match=reason) as caught:
            edit(store, id_, city="Köln", remove_addresses=("ana@x.example",))
        assert "outreach contacts release ana@x.example" in caught.value.hint
        assert suppressed(store)("new@x.example") is reason
        assert by_id(store, id_).city == "", "all or nothing"
        with pytest.raises(OutreachError):
            edit(store, id_, email="third@x.example", remove_addresses=("ana@x.example",))

    def test_one_that_bounced_bars_nobody_and_may_go(self, store: Store) -> None:
        id_ = add(store, add_addresses=("a@h.example",))
        suppress(store, Suppression("a@h.example", Reason.BOUNCE, NOW))
        suppress(store, Suppression("ana@x.example", Reason.UNSUBSCRIBE, NOW))
        assert edit(store, id_, remove_addresses=("a@h.example",))
        assert suppressed(store)("ana@x.example") is Reason.UNSUBSCRIBE

    def test_what_is_said_of_them_is_settled(self, store: Store) -> None:
        id_ = add(store, add_addresses=("A@h.example",))
        edit(store, id_, email="new@x.example", remove_addresses=("a@H.example",))
        assert {"address:ana@x.example", "address:a@h.example"} <= settled(store, id_).keys()


class TestOrganisations:
    def test_one_is_found_by_name_or_alias_and_made_once(self, store: Store) -> None:
        first = add(store, organisation="Hong Kong Watch", kind=Kind.SIGNATORY)
        store.execute("INSERT INTO organisation_names VALUES (1, 'HKW', 'hkw')")
        for n, name in enumerate(("HONG KONG  watch", "hkw")):
            id_ = add(store, f"b{n}@x.example", organisation=name, kind=Kind.SIGNATORY)
            assert by_id(store, id_).organisation == by_id(store, first).organisation
        assert store.table("organisations").count == 1

    def test_a_move_keeps_the_former_as_a_position(self, store: Store) -> None:
        id_ = add(store, organisation="Bote")
        assert edit(store, id_, organisation="Seine") == (Change("organisation", "Bote", "Seine"),)
        assert store.table("positions").count == 2
        assert edit(store, id_, organisation="") == (Change("organisation", "Seine", ""),)
        assert by_id(store, id_).organisation is None

    def test_an_office_is_found_or_refused(self, store: Store) -> None:
        member = Member("R1", "J. Risch", "Risch", "Senator", "Senator Risch", "senate", "ID")
        data = Congress(date(2026, 6, 15), (member,), (), ())
        load_congress(store, data, source="s", now=NOW)
        id_ = add(store, kind=Kind.CONGRESS, office=OfficeClue(bioguide="R1"))
        assert by_id(store, id_).member == member
        with pytest.raises(WrongUsage, match="R2 is not a current member"):
            edit(store, id_, office=OfficeClue(bioguide="R2"))
        edit(store, id_, office="")
        assert by_id(store, id_).office is None
        assert "office" in settled(store, id_)
