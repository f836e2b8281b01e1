"""Contacts written to a list, and what of them an import of that list brings back."""

from __future__ import annotations

import csv
import itertools
import json
import stat
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.actions.contacts_export import Exported, export_list
from outreach.actions.contacts_import import import_file
from outreach.domain.audience import Query, parse
from outreach.domain.congress import Congress
from outreach.domain.contact import Kind, Member, Reason, Suppression, display_name
from outreach.domain.contact_list import OfficeClue
from outreach.domain.names import name_key
from outreach.errors import WrongUsage
from outreach.intake.addresses import tidy
from outreach.store.congress import load_congress
from outreach.store.contact_edit import Edit, add_contact
from outreach.store.contact_record import COLUMNS, record
from outreach.store.contacts import find_id
from outreach.store.database import Store, open_store
from outreach.store.suppressions import OWN_WORD, suppress, suppressed

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
EVERYBODY = Query(())
MEMBER = Member("R000001", "J. Risch", "Risch", "Senator", "Senator Risch", "senate", "ID")
_numbers = itertools.count(1)


def add(db: Store, email: str, kind: Kind = Kind.PRESS, **said: Any) -> int:
    beside = {name: said.pop(name) for name in list(said) if name in Edit.__slots__}
    uid = f"uid{next(_numbers)}"
    return add_contact(db, kind, email, Edit(said, **beside), now=NOW, uid=uid)


def test_a_spreadsheet_is_private_and_no_cell_is_a_formula(store: Store, tmp_path: Path) -> None:
    add(store, "a@x.example", phone="+1 202", name="=cmd()", add_addresses=("b@x.example",))
    path = tmp_path / "list.csv"
    assert export_list(store, EVERYBODY, path) == Exported(1, 0, (Kind.PRESS,))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(path.read_text("utf-8-sig").splitlines())
    assert (row["Phone"], row["Full name"], row["Email"]) == (
        "'+1 202",
        "'=cmd()",
        "a@x.example; b@x.example",
    )
    with pytest.raises(WrongUsage, match="exists already"):
        export_list(store, EVERYBODY, path)


@pytest.mark.parametrize("ending", [".json", ".JSONL"])
def test_as_json_nothing_is_guarded(store: Store, tmp_path: Path, ending: str) -> None:
    for n in range(3):
        add(store, f"{n}@x.example", phone="+1 202", name="陳樂行")
    path = tmp_path / f"list{ending}"
    assert export_list(store, EVERYBODY, path).people == 3
    text = path.read_text()
    rows = json.loads(text) if ending == ".json" else list(map(json.loads, text.splitlines()))
    assert [row["Phone"] for row in rows] == ["+1 202"] * 3
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_empty_list_is_a_list(store: Store, tmp_path: Path) -> None:
    assert export_list(store, EVERYBODY, tmp_path / "a.json").people == 0
    assert json.loads((tmp_path / "a.json").read_text()) == []


def test_an_unknown_format_is_refused_and_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage) as caught:
        export_list(store, EVERYBODY, tmp_path / "list.xlsx")
    assert ".csv, .json, .jsonl" in caught.value.hint


def test_who_left_is_left_out_unless_asked_for(store: Store, tmp_path: Path) -> None:
    for name in ("a", "b"):
        add(store, f"{name}@x.example")
    suppress(store, Suppression("a@x.example", Reason.BOUNCE, NOW))
    done = export_list(store, EVERYBODY, tmp_path / "some.csv")
    assert (done.people, done.suppressed) == (1, 1)
    assert "a@x.example" not in (tmp_path / "some.csv").read_text()
    done = export_list(store, EVERYBODY, tmp_path / "all.csv", with_suppressed=True)
    assert (done.people, done.suppressed) == (2, 0)


@pytest.mark.parametrize("ending", [".csv", ".json", ".jsonl"])
def test_who_left_comes_back_as_suppressed_and_never_as_a_contact(
    store: Store, tmp_path: Path, ending: str
) -> None:
    add(store, "here@x.example")
    add(store, "elsewhere@x.example", add_addresses=("old@x.example",))
    suppress(store, Suppression("old@x.example", Reason.COMPLAINT, NOW))
    for reason in Reason:
        add(store, f"{reason}@x.example")
        suppress(store, Suppression(f"{reason}@x.example", reason, NOW))
    path = tmp_path / f"list{ending}"
    export_list(store, EVERYBODY, path, with_suppressed=True)
    with closing(open_store(tmp_path / "two.db", create=True)) as two:
        report = import_file(two, path, Kind.PRESS, now=NOW, new_uid=lambda: "uid")
        assert (report.new, report.suppressed, report.rejected) == (1, len(Reason) + 1, ())
        assert [email for (email,) in two.execute("SELECT email FROM contacts")] == [
            "here@x.example"
        ]
        why, before = suppressed(two), suppressed(store)
        assert why("old@x.example") is why("elsewhere@x.example") is Reason.COMPLAINT
        for reason in Reason:
            key = f"{reason}@x.example"
            assert (why(key) in OWN_WORD) == (before(key) in OWN_WORD), reason
    alone = tmp_path / f"alone{ending}"
    export_list(store, EVERYBODY, alone)
    assert "Unsubscribed" not in alone.read_text()


def test_only_whom_the_query_picks_with_the_columns_of_their_kind(
    store: Store, tmp_path: Path
) -> None:
    add(store, "a@x.example", organisation="Bote")
    add(store, "b@x.example", kind=Kind.SIGNATORY, organisation="HKW")
    export_list(store, parse("signatory")[0], tmp_path / "one.csv")
    (row,) = csv.DictReader((tmp_path / "one.csv").read_text("utf-8-sig").splitlines())
    assert (row["Email"], row["Organisation"]) == ("b@x.example", "HKW")
    assert row["Kind"] == "signatory"
    done = export_list(store, EVERYBODY, tmp_path / "both.csv")
    assert done.kinds == (Kind.PRESS, Kind.SIGNATORY)
    rows = list(csv.DictReader((tmp_path / "both.csv").read_text("utf-8-sig").splitlines()))
    assert [(row["Kind"], row["Outlet"], row["Organisation"]) for row in rows] == [
        ("press", "Bote", ""),
        ("signatory", "", "HKW"),
    ]


@pytest.mark.parametrize("ending", [".csv", ".json", ".jsonl"])
@pytest.mark.parametrize("kind", list(Kind))
def test_a_list_of_one_kind_comes_back_as_that_kind(
    store: Store, tmp_path: Path, kind: Kind, ending: str
) -> None:
    add(store, "a@x.example", kind)
    path = tmp_path / f"list{ending}"
    export_list(store, EVERYBODY, path)
    with closing(open_store(tmp_path / "two.db", create=True)) as two:
        data = Congress(date(2026, 6, 15), (MEMBER,), (), ())
        load_congress(two, data, source="s", now=NOW)
        report = import_file(two, path, now=NOW, new_uid=lambda: "uid")
        assert (report.kind, report.rows) == (kind, 1)
        assert "Kind" not in report.ignored


def test_suppressions_of_no_contact_are_counted_for_everybody_and_those_who_left(
    store: Store, tmp_path: Path
) -> None:
    add(store, "a@x.example", add_addresses=("further@x.example",))
    for name in ("a", "further", "gone", "erased"):
        suppress(store, Suppression(f"{name}@x.example", Reason.BOUNCE, NOW))
    done = export_list(store, EVERYBODY, tmp_path / "all.csv", with_suppressed=True)
    assert done.of_no_contact == 2
    assert export_list(store, EVERYBODY, tmp_path / "some.csv").of_no_contact == 0
    press = parse("press")[0]
    done = export_list(store, press, tmp_path / "press.csv", with_suppressed=True)
    assert done.of_no_contact == 0


letters = st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])
texts = st.text(letters, max_size=12).map(tidy)
names = st.sampled_from(
    ["", "Renée", "O’Brien & Sons", "樂行", "陳", "བཀྲ་ཤིས", "ئۇيغۇر", "Łucja", "=cmd", "Íñigo", "'x"]
)
odd = st.sampled_from(["eu", "human rights", "人權", "a, b; c", "+x", "'=y", 'so "called" x'])
labels = st.lists(st.one_of(odd, texts), max_size=3).map(
    lambda some: tuple(one for one in some if name_key(one) and one == one.strip(" \"'"))
)
phones = st.sampled_from(["", "+1 202-555-0101", "02134", "(0)30 1234"])
people = st.fixed_dictionaries(
    {
        "given_name": names,
        "family_name": names,
        "title": st.sampled_from(["", "Reporter", "記者", "-Editor"]),
        "salutation": st.sampled_from(["", "Ms. Paz", "Frau Dr. Weiß"]),
        "phone": phones,
        "country": st.sampled_from(["", "DE", "Taiwan"]),
        "language": st.sampled_from(["", "de", "zh-Hant"]),
        "time_zone": st.sampled_from(["", "Europe/Berlin"]),
        "notes": texts,
        "city": st.sampled_from(["", "Köln", "西藏"]),
        "add_tags": labels,
        "add_topics": labels,
        "add_addresses": st.sampled_from([(), ("b@x.example",), ("b@x.example", "c@y.example")]),
    }
)


@settings(max_examples=50, deadline=None)
@given(
    people,
    st.sampled_from(["", "", "Doña Ana", "‘Max’ Lee"]),
    st.sampled_from(list(Kind)),
    st.sampled_from([".csv", ".json", ".jsonl"]),
)
def test_what_is_exported_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    said: dict[str, Any],
    own_name: str,
    kind: Kind,
    ending: str,
) -> None:
    folder = tmp_path_factory.mktemp("round")
    said["name"] = own_name or display_name(said["given_name"], said["family_name"])
    if kind is Kind.CONGRESS:
        said["office"] = OfficeClue(bioguide=MEMBER.bioguide)
    else:
        said["organisation"] = "海港新聞 Harbour, News"
    with (
        closing(open_store(folder / "one.db", create=True)) as one,
        closing(open_store(folder / "two.db", create=True)) as two,
    ):
        for db in (one, two):
            data = Congress(date(2026, 6, 15), (MEMBER,), (), ())
            load_congress(db, data, source="s", now=NOW)
        id_ = add(one, "a@x.example", kind, **said)
        path = folder / f"list{ending}"
        assert export_list(one, EVERYBODY, path).people == 1
        report = import_file(two, path, kind, now=NOW, new_uid=lambda: "uid")
        assert (report.new, report.rejected) == (1, ())
        assert known(two, "a@x.example") == known(one, "a@x.example"), id_


def known(db: Store, email: str) -> dict[str, Any]:
    id_ = find_id(db, email)
    assert id_ is not None
    found = record(db, id_)
    told = set(COLUMNS) - {"uid", "created_at", "updated_at", "basis", "role"}
    fields = {*told, "addresses", "tags", "topics", "office"}
    organisation = found["organisation"] or {}  # a list tells of its country what the row tells
    return {name: value for name, value in found.items() if name in fields} | {
        "organisation": organisation.get("name"),
        "organisation kind": organisation.get("kind"),
    }
