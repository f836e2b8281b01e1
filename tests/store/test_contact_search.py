"""Contacts found by any of their words, in any script, whoever wrote them."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.domain.audience import parse
from outreach.domain.contact import Kind
from outreach.store import address_hash
from outreach.store.contact_edit import Edit, add_contact, edit_contact
from outreach.store.contact_search import refresh
from outreach.store.contacts import by_id, count_found, kinds, named, search
from outreach.store.database import Store, open_store
from outreach.store.schema import MIGRATIONS

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
_numbers = itertools.count(1)


def add(db: Store, name: str = "", email: str = "", kind: Kind = Kind.PRESS, **edit: Any) -> int:
    number = next(_numbers)
    texts = {"name": name, "title": edit.pop("title", "")}
    said = Edit({field: text for field, text in texts.items() if text}, **edit)
    email = email or f"x{number}@list.example"
    return add_contact(db, kind, email, said, now=NOW, uid=f"uid{number}")


def found(db: Store, text: str) -> list[int]:
    return [contact.id for contact in search(db, text)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Íñigo Velázquez", "velazquez"),
        ("Íñigo Velázquez", "VELÁZQUEZ íñigo"),
        ("Íñigo Velázquez", "inigo vel"),
        ("Jens Straße", "strasse"),
        ("Jens Strasse", "straße"),
        ("Åse Østergård", "ostergard"),
        ("Łucja Święcka", "swiec"),
        ("陳樂行", "樂行"),
        ("陳樂行", "陳樂行"),
        ("海港新聞記者", "新聞"),
        ("がくしゃ", "くし"),
        ("김민수", "민수"),
        ("བཀྲ་ཤིས་ཚེ་རིང", "ཚེ་རིང"),
        ("ئۇيغۇر ئەركىن", "ئەركىن"),
        ("محمد علي", "علي"),
        ("Шаров", "шаров"),
        ("O'Farrell-Brandt", "farrell brandt"),
        ("Ana O’Brien", "obrien"),
        ("Ana O’Brien", "o brien"),
        ("Ana O'Brien", "o’bri"),
        ("Ana OBrien", "o'brien"),
        ("سارة الأحمد", "الاحمد"),
        ("ساره الاحمد", "سارة الأحمد"),
    ],
)
def test_a_name_is_found_by_its_folded_words(store: Store, name: str, text: str) -> None:
    one = add(store, name)
    add(store, "Somebody Else")
    assert found(store, text) == [one]


@pytest.mark.parametrize(
    "text", ["行樂", "rinigo", "nigo", "", " ", '"', "*", "AND", "a OR b", "("]
)
def test_what_is_not_there_is_not_found(store: Store, text: str) -> None:
    add(store, "Íñigo 陳樂行", "x@list.example")
    assert found(store, text) == []


def test_all_of_the_words_must_be_there_and_only_the_last_may_be_a_beginning(store: Store) -> None:
    one = add(store, "Ana Paz")
    other = add(store, "Anabel Paz")
    assert found(store, "paz ana") == [one, other]
    assert found(store, "ana paz") == [one]


def test_titles_organisations_and_addresses_are_searched(store: Store) -> None:
    one = add(
        store,
        "Ana Paz",
        "m.oduya@ledger.example",
        title="Bureau chief",
        organisation="海港新聞",
        add_addresses=("private@home.example",),
    )
    add(store, "Bo Lee")
    for text in ("bureau", "港新", "oduya", "m.oduya@ledger.example", "priv", "ledger chief"):
        assert found(store, text) == [one], text


def test_the_index_follows_every_writer(store: Store) -> None:
    one = add(store, "Ana Paz", organisation="Old Bote")
    other = add(store, "Bo Lee", organisation="Old Bote")
    assert found(store, "old") == [one, other]
    store.execute("UPDATE organisations SET name = 'The Seine', name_key = 'the seine'")
    assert (found(store, "old"), found(store, "seine")) == ([], [one, other])
    organisation = store.execute("SELECT id FROM organisations").fetchone()[0]
    store.execute("INSERT INTO organisation_names VALUES (?, 'TSQ', 'tsq')", [organisation])
    assert found(store, "tsq") == [one, other]
    edit_contact(store, one, Edit({"name": "Eva Ruiz"}, email="eva@new.example"), now=NOW)
    assert (found(store, "paz"), found(store, "eva ruiz")) == ([], [one])
    edit_contact(store, one, Edit(organisation=""), now=NOW)
    assert found(store, "seine") == [other]
    store.execute("DELETE FROM contacts WHERE id = ?", [other])
    assert (found(store, "lee"), count_found(store, "lee")) == ([], 0)


def test_a_store_from_before_the_index_is_searched_whole(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        old = Store(connection, execute_plugins=False)
        address_hash.register(old, path)
        MIGRATIONS.apply(old, stop_before="0007_search")
        one = add(old, "Ana Velázquez")
    with closing(open_store(path)) as db:
        assert found(db, "velazquez") == [one]
        assert refresh(db) == 0


def test_a_search_does_not_wait_for_a_writer_forever(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    db = open_store(path, create=True, patience=0.05)
    one = add(db, "Ana Paz")
    assert found(db, "ana") == [one]
    add(db, "Ana Ruiz")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert found(db, "ana") == [one]
    assert len(found(db, "ana")) == 2
    db.close()


def test_a_limit_a_count_and_an_audience(store: Store) -> None:
    ids = [add(store, f"Ana {n}", kind=(Kind.PRESS, Kind.OTHER)[n % 2]) for n in range(5)]
    press, _ = parse("press")
    assert [c.id for c in search(store, "ana", 2)] == ids[:2]
    assert [c.id for c in search(store, "ana", 2, press)] == [ids[0], ids[2]]
    assert (count_found(store, "ana"), count_found(store, "ana", press)) == (5, 3)
    assert kinds(store, parse("press,other,signatory")[0]) == (Kind.PRESS, Kind.OTHER)


class TestNaming:
    def test_by_address_further_address_uid_or_words(self, store: Store) -> None:
        id_ = add(store, "Ana Paz", "Ana@x.example", add_addresses=("ana@home.example",))
        add(store, "Bo Lee")
        ana = by_id(store, id_)
        for who in ("ANA@x.example", "ana@HOME.example", ana.uid, "paz", "ana p"):
            assert named(store, who) == [ana], who
        assert named(store, "nobody") == []

    def test_a_whole_name_beats_longer_ones_but_not_its_namesake(self, store: Store) -> None:
        paz = add(store, "Ana Paz")
        pazos = add(store, "Ana Pazos")
        assert [c.id for c in named(store, "ana paz")] == [paz]
        assert [c.id for c in named(store, "ana")] == [paz, pazos]
        add(store, "ANA PAZ")
        assert len(named(store, "ana paz")) == 3


words = st.text(
    alphabet=st.characters(categories=["Lu", "Ll", "Lo"], max_codepoint=0xFFFF),
    min_size=1,
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(st.lists(words, min_size=1, max_size=4), st.data())
def test_whoever_is_named_is_found_by_any_of_her_names(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], data: st.DataObject
) -> None:
    with closing(open_store(tmp_path_factory.mktemp("s") / "contacts.db", create=True)) as db:
        one = add(db, " ".join(names))
        assert one in found(db, data.draw(st.sampled_from(names)))
