"""What a person types about one contact, read or refused."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from outreach.actions.contacts_edit import add, change
from outreach.actions.contacts_import import import_file
from outreach.domain.congress import Congress
from outreach.domain.contact import Contact, Kind, Member
from outreach.errors import WrongUsage
from outreach.store.congress import load_congress
from outreach.store.contact_edit import Change
from outreach.store.contacts import by_id
from outreach.store.database import Store

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
RISCH = Member("R000584", "J. Risch", "Risch", "Senator", "Senator Risch", "senate", "ID")
KHANNA = Member(
    "K000389", "R. Khanna", "Khanna", "Representative", "Representative Khanna", "house", "CA", "17"
)
_numbers = itertools.count(1)


def new(
    db: Store,
    address: str = "ana@x.example",
    kind: Kind = Kind.PRESS,
    tags: tuple[str, ...] = (),
    **values: str,
) -> Contact:
    uid = f"uid{next(_numbers)}"
    return add(db, address, kind, values, tags=tags, now=NOW, new_uid=lambda: uid)


def done(db: Store, contact: Contact, *said: str) -> tuple[Change, ...]:
    return change(db, contact, said, now=NOW)[1]


def test_values_are_cleaned_as_an_import_cleans_them(store: Store) -> None:
    contact = new(
        store, " Ana Paz <mailto:ana@Ｘ.example> ", name="Ana\r\nBcc: x", country="de",
        tags=("eu", " ", "EU", "eu"),
    )  # fmt: skip
    assert (contact.email, contact.name, contact.country) == ("ana@x.example", "Ana Bcc: x", "DE")
    assert contact.tags == ("eu",)


@pytest.mark.parametrize("address", ["", "ana", "ana@x.example, bo@x.example", "ana@@x.example"])
def test_an_address_that_cannot_be_used_is_refused(store: Store, address: str) -> None:
    with pytest.raises(WrongUsage):
        new(store, address)
    assert store.table("contacts").count == 0


@pytest.mark.parametrize(
    "called", ["given_name", "given-name", "Given Name", "given", "first name"]
)
def test_a_field_is_called_in_several_ways(store: Store, called: str) -> None:
    assert done(store, new(store), f"{called}=Ana")[0] == Change("given_name", "", "Ana")


def test_labels_come_and_go(store: Store) -> None:
    contact = new(store, tags=("eu",))
    said = ("+tag:human rights", "-tag:EU", "+topic:China: Tibet", "+address:a@h.example")
    assert done(store, contact, *said) == (
        Change("tag", "eu", ""),
        Change("tag", "", "human rights"),
        Change("topic", "", "China: Tibet"),
        Change("address", "", "a@h.example"),
    )


@pytest.mark.parametrize(
    ("said", "message", "hint"),
    [
        ("titel=Editor", "no field 'titel'", "did you mean title?"),
        ("firstname=Ana", "no field 'firstname'", "did you mean given_name?"),
        ("xyzzy=red", "no field 'xyzzy'", "phone"),
        ("+tga:eu", "no field 'tga'", "did you mean tag?"),
        ("+tag: ", "names no tag", "+tag:VALUE"),
        ("Editor", "is no change", "field=value"),
        ("kind=pres", "kind is never 'pres'", "did you mean press?"),
        ("role=counsell", "role is never 'counsell'", "did you mean counsel?"),
        ("email=nobody", "'nobody'", "name@domain"),
        ("office=Risch", "names no office", "ID Risch"),
        ("office=XX-1", "names no office", "CA-11"),
        (f"name={'x' * 201}", "201 characters", "shorten"),
        ("time_zone=Europe/Berln", "no time zone 'Europe/Berln'", "did you mean Europe/Berlin?"),
        ("time_zone=../../etc/passwd", "no time zone", "Europe/Berlin"),
        ("time_zone=xyzzy", "no time zone", "Europe/Berlin"),
        ("language=speaks German", "no language 'speaks German'", "zh-Hant"),
        ("kind=", "kind is never ''", "press"),
        ("office=R000584", "only congressional staff have an office", "kind=congress"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_way_out(
    store: Store, said: str, message: str, hint: str
) -> None:
    contact = new(store)
    with pytest.raises(WrongUsage, match=message) as caught:
        done(store, contact, "city=Köln", said)
    assert hint in caught.value.hint
    assert store.execute("SELECT city FROM contacts").fetchone() == ("",)


@pytest.mark.parametrize(
    ("said", "field", "stored"),
    [
        ("language=German", "language", "de"),
        ("language=ZH_hant", "language", "zh-Hant"),
        ("language=", "language", ""),
        ("time_zone=Europe/Berlin", "time_zone", "Europe/Berlin"),
        ("time_zone=", "time_zone", ""),
    ],
)
def test_languages_and_time_zones_as_lists_have_them(
    store: Store, said: str, field: str, stored: str
) -> None:
    contact = new(store, language="fr", time_zone="Asia/Tokyo")
    done(store, contact, said)
    assert store.execute(f"SELECT {field} FROM contacts").fetchone() == (stored,)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_basis_is_that_of_a_list_unless_said(store: Store, tmp_path: Path, kind: Kind) -> None:
    data = Congress(date(2026, 6, 15), (RISCH,), (), ())
    load_congress(store, data, source="s", now=NOW)
    office = {"office": "R000584"} if kind is Kind.CONGRESS else {}
    new(store, kind=kind, **office)
    new(store, "bo@x.example", kind=kind, basis="consent", **office)
    path = tmp_path / "list.csv"
    path.write_text("Email,Bioguide\ncy@x.example,R000584\n")
    import_file(store, path, kind, now=NOW, new_uid=lambda: "cy")
    basis = dict(store.execute("SELECT email, basis FROM contacts").fetchall())
    assert basis["ana@x.example"] == basis["cy@x.example"]
    assert basis["bo@x.example"] == "consent"
    settled = store.execute("SELECT contact_id FROM edits WHERE field = 'basis'").fetchall()
    assert settled == [(2,)], "what nobody said is not settled"


def test_staff_have_an_office_and_nobody_else(store: Store) -> None:
    load_congress(store, Congress(date(2026, 6, 15), (RISCH,), (), ()), source="s", now=NOW)
    with pytest.raises(WrongUsage) as caught:
        new(store, kind=Kind.CONGRESS)
    assert "--office" in caught.value.hint
    with pytest.raises(WrongUsage, match="only congressional staff have an office"):
        new(store, office="R000584")
    assert store.table("contacts").count == 0
    contact = new(store)
    done(store, contact, "kind=congress", "office=R000584")
    with pytest.raises(WrongUsage, match="only congressional staff have an office") as caught:
        change(store, by_id(store, contact.id), ["kind=press"], now=NOW)
    assert "office=" in caught.value.hint
    done(store, contact, "kind=press", "office=")
    store.execute("UPDATE contacts SET office_id = 1")  # as a merge may leave it
    done(store, contact, "city=Köln")


@pytest.mark.parametrize(
    ("said", "member"),
    [
        ("R000584", RISCH),
        ("r000584", RISCH),
        ("ID Risch", RISCH),
        ("CA-17", KHANNA),
        ("ca-017", KHANNA),
    ],
)
def test_an_office_by_member_seat_or_senator(store: Store, said: str, member: Member) -> None:
    data = Congress(date(2026, 6, 15), (RISCH, KHANNA), (), ())
    load_congress(store, data, source="s", now=NOW)
    contact = new(store, kind=Kind.CONGRESS, office=said, title="LD")
    assert (contact.member, contact.role) == (member, "legislative-director")
    moved, changes = change(store, contact, ["office="], now=NOW)
    assert (moved.office, [one.after for one in changes]) == (None, [""])
