"""contacts list, show, add, edit, merge and export on the command line."""

from __future__ import annotations

import json
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from outreach.actions.start import samples
from outreach.domain.contact import Kind
from outreach.store.contact_edit import Edit, add_contact
from outreach.store.database import open_store

from .conftest import Run

ODUYA = "m.oduya@potomacledger.example"


def fields(table: str) -> dict[str, list[str]]:
    """What ``contacts show`` prints in a pipe, by field: value and mark."""
    rows = [line.split("\t") for line in table.partition("\n\n")[0].splitlines()[1:]]
    return {row[0]: row[1:] for row in rows}


class TestList:
    def test_by_search_alone_and_within_an_audience(self, run: Run) -> None:
        ran = run("contacts", "list", "--search", "oduya")
        assert [line.split("\t")[1] for line in ran.out.splitlines()[1:]] == [ODUYA]
        assert ran.err == "1 contact\n"
        assert "陳樂行" in run("contacts", "list", "--search", "樂行").out
        data = json.loads(run("contacts", "list", "signatory", "--search", "oduya", "--json").out)
        assert data == {"count": 0, "contacts": []}

    def test_a_limit_says_how_many_more_there_are(self, run: Run) -> None:
        ran = run("contacts", "list", "--search", "example", "--limit", "2")
        assert len(ran.out.splitlines()) == 3
        assert "--limit" in ran.err

    def test_only_those_who_left(self, run: Run) -> None:
        assert run("contacts", "list", "--suppressed").err == "0 contacts\n"
        assert run("contacts", "suppress", ODUYA).code == 0
        data = json.loads(run("contacts", "list", "press", "--suppressed", "--json").out)
        assert (data["count"], [one["email"] for one in data["contacts"]]) == (1, [ODUYA])

    def test_json_has_all_that_match_unless_limited(self, run: Run) -> None:
        with open_store(Path("contacts.db")) as db:
            for n in range(120):
                now = datetime(2026, 6, 20, tzinfo=UTC)
                add_contact(db, Kind.OTHER, f"p{n}@many.example", Edit(), now=now, uid=f"m{n}")
        for said in (("other",), ("--search", "many.example")):
            data = json.loads(run("contacts", "list", *said, "--json").out)
            assert (data["count"], len(data["contacts"])) == (120, 120)
            data = json.loads(run("contacts", "list", *said, "--json", "--limit", "7").out)
            assert (data["count"], len(data["contacts"])) == (120, 7)
            assert len(run("contacts", "list", *said).out.splitlines()) == 101

    def test_a_name_for_an_audience_is_shown_the_search(self, run: Run) -> None:
        ran = run("contacts", "list", "Marguerite Oduya")
        assert (ran.code, len(ran.faults)) == (2, 1)
        assert "outreach contacts list --search 'Marguerite Oduya'" in ran.err
        assert "--search" not in run("contacts", "list", "press outlett:x").err


class TestShow:
    def test_all_that_is_known_with_its_sources(self, run: Run) -> None:
        ran = run("contacts", "show", "marguerite oduya")
        found = fields(ran.out)
        assert found["email"] == [ODUYA, ""]
        assert found["organisation"][0] == "The Potomac Ledger"
        assert found["suppressed"][0] == "no"
        assert "press.csv\t2\t" in ran.out

    def test_an_office_says_of_which_day_congress_is(self, run: Run) -> None:
        office = fields(run("contacts", "show", "thorsgaard").out)["office"][0]
        assert "Congress as of 2026-06-15" in office

    def test_letters_that_were_planned(self, run: Run) -> None:
        assert run("plan", "visit").code == 0
        data = json.loads(run("contacts", "show", ODUYA, "--json").out)
        assert [(one["campaign"], one["batch"]) for one in data["letters"]] == [
            ("visit", "pending")
        ]
        assert "visit/press\tpending" in run("contacts", "show", ODUYA).out

    def test_who_finds_several_is_told_whom(self, run: Run) -> None:
        ran = run("contacts", "show", "potomac")
        assert (ran.code, ran.out) == (2, "")
        assert ODUYA in ran.err
        assert "finds" in ran.faults[0]

    def test_who_finds_nobody(self, run: Run) -> None:
        ran = run("contacts", "show", "nobody-of-that-name")
        assert (ran.code, ran.out) == (2, "")


class TestAddAndEdit:
    def test_added_by_hand(self, run: Run) -> None:
        ran = run(
            *("contacts", "add", "Ana@bote.example", "--kind", "press", "--given", "Ana"),
            *("--family", "Velázquez", "--outlet", "Bote", "--tag", "eu", "--tag", "dc"),
            *("--phone", "+49 1", "--json"),
        )
        assert ran.code == 0
        data = json.loads(ran.out)
        assert (data["name"], data["tags"]) == ("Ana Velázquez", ["dc", "eu"])
        found = fields(run("contacts", "show", "velazquez").out)
        assert found["phone"] == ["+49 1", "by hand"]
        ran = run("contacts", "add", "ana@BOTE.example", "--kind", "press")
        assert (ran.code, len(ran.faults)) == (2, 1)

    def test_edited_with_before_and_after(self, run: Run) -> None:
        ran = run("contacts", "edit", ODUYA, "title=", "-tag:tier1", "+tag:hongkong")
        assert ran.code == 0
        assert ran.out.splitlines() == [
            "field\tbefore\tafter",
            "title\tDiplomatic Correspondent\t",
            "tag\ttier1\t",
            "tag\t\thongkong",
        ]
        assert "by hand" in fields(run("contacts", "show", ODUYA).out)["title"]
        assert run("contacts", "edit", ODUYA, "-tag:hongkong", "--json").code == 0

    def test_who_left_does_not_return_by_an_edit(self, run: Run) -> None:
        assert run("contacts", "suppress", ODUYA, "--reason", "unsubscribe").code == 0
        assert run("contacts", "edit", ODUYA, "email=two@new.example").code == 0
        ran = run("contacts", "edit", "two@new.example", f"-address:{ODUYA}")
        assert (ran.code, len(ran.faults)) == (1, 1)
        assert f"outreach contacts release {ODUYA}" in ran.err
        found = fields(run("contacts", "show", "two@new.example").out)
        assert found["suppressed"][0].startswith("unsubscribe")
        assert found["address"] == [ODUYA, "by hand"]

    def test_staff_are_added_with_their_office(self, run: Run) -> None:
        said = ("contacts", "add", "lee@risch.senate.example", "--kind", "congress")
        ran = run(*said)
        assert (ran.code, "--office" in ran.err) == (2, True)
        assert run(*said, "--office", "ID Risch").code == 0

    def test_help_and_nothing_to_do(self, run: Run) -> None:
        assert "Usage:" in run("contacts", "edit", "-h").out
        assert "Usage:" in run("contacts", "edit", ODUYA, "-h").out
        assert run("contacts", "edit", ODUYA).code == 2
        assert run("contacts", "edit", ODUYA, "titel=x").code == 2

    def test_an_import_leaves_it_as_it_is(self, run: Run) -> None:
        run("contacts", "edit", ODUYA, "phone=", "-tag:tier1")
        assert run("contacts", "import", str(samples() / "press.csv")).code == 0
        data = json.loads(run("contacts", "show", ODUYA, "--json").out)
        assert (data["phone"], "tier1" in data["tags"]) == ("", False)


class TestMerge:
    @pytest.fixture(autouse=True)
    def second(self, run: Run) -> None:
        assert run(
            *("contacts", "add", "oduya@home.example", "--kind", "press"),
            *("--name", "MARGUERITE  Oduya", "--outlet", "The Potomac Ledger", "--tag", "late"),
        ).code == 0  # fmt: skip

    def test_likely_duplicates_are_listed_side_by_side(self, run: Run) -> None:
        ran = run("contacts", "merge")
        assert f"outreach contacts merge {ODUYA} oduya@home.example" in ran.out
        assert f"≠\temail\t{ODUYA}\toduya@home.example" in ran.out
        assert ran.err == "1 likely duplicate\n"
        data = json.loads(run("contacts", "merge", "--json").out)
        assert data["pairs"][0]["gone"]["email"] == "oduya@home.example"

    def test_merged_on_request_and_undone(self, run: Run) -> None:
        ran = run("contacts", "merge", ODUYA, "oduya@home.example")
        assert ran.code == 2
        assert "--yes" in ran.err
        ran = run("contacts", "merge", ODUYA, "oduya@home.example", "--yes")
        assert ran.code == 0
        assert "late" in ran.out
        data = json.loads(run("contacts", "show", "oduya@home.example", "--json").out)
        assert (data["email"], data["addresses"]) == (ODUYA, ["oduya@home.example"])
        assert run("contacts", "merge").err == "0 likely duplicates\n"
        ran = run("contacts", "merge", "--undo", ODUYA)
        assert "two contacts again" in ran.err
        assert run("contacts", "merge").err == "1 likely duplicate\n"

    def test_a_no_merges_nothing(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
        monkeypatch.setattr(sys.stdin, "readline", lambda *_: "n\n")
        monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
        assert run("contacts", "merge", ODUYA, "oduya@home.example").code == 1
        assert run("contacts", "merge").err == "1 likely duplicate\n"

    @pytest.mark.parametrize(
        "said", [(ODUYA,), (ODUYA, ODUYA, "--yes"), ("--undo", ODUYA), (ODUYA, "nobody-here")]
    )
    def test_what_makes_no_sense_is_refused(self, run: Run, said: tuple[str, ...]) -> None:
        ran = run("contacts", "merge", *said)
        assert (ran.code, len(ran.faults)) == (2, 1)


class TestExport:
    def test_one_persons_data(self, run: Run) -> None:
        data = json.loads(run("contacts", "export", ODUYA).out)
        assert data["email"] == ODUYA
        assert run("contacts", "export", ODUYA, "--out", "her.json").out == ""
        assert stat.S_IMODE(Path("her.json").stat().st_mode) == 0o600
        assert json.loads(Path("her.json").read_text())["email"] == ODUYA
        assert run("contacts", "export", ODUYA, "--out", "her.json").code == 2

    @pytest.mark.parametrize("name", ["her.csv", "her", "her.jsonl"])
    def test_one_persons_data_is_named_as_what_it_is(self, run: Run, name: str) -> None:
        ran = run("contacts", "export", ODUYA, "--out", name)
        assert (ran.code, len(ran.faults), ".json" in ran.err) == (2, 1, True)
        assert not Path(name).exists()

    @pytest.mark.parametrize("kind", ["press", "congress", "signatory", "other"])
    def test_who_was_added_by_hand_is_imported_back_as_she_is(self, run: Run, kind: str) -> None:
        at = ("--office", "ID Risch") if kind == "congress" else ("--outlet", "Bote")
        said = ("--given", "Ana", "--family", "O’Brien", "--title", "LD", "--tag", "new:one")
        assert run("contacts", "add", "a@new.example", "--kind", kind, *said, *at).code == 0
        before = json.loads(run("contacts", "show", "a@new.example", "--json").out)
        query = f"{kind} email:a@new.example"
        assert run("contacts", "export", "--audience", query, "--out", "a.csv").code == 0
        ran = run("contacts", "import", "a.csv", "--json")
        counts = json.loads(ran.out)
        assert (counts["unchanged"], counts["kept"]) == (1, 0), ran
        after = json.loads(run("contacts", "show", "a@new.example", "--json").out)
        assert {**after, "sources": []} == {**before, "sources": []}

    def test_the_whole_store(self, run: Run) -> None:
        ran = run("contacts", "export", "--all", "--out", "all.jsonl")
        assert (ran.code, ran.out) == (0, "")
        total = json.loads(run("contacts", "list", "--json").out)["count"]
        assert len(Path("all.jsonl").read_text().splitlines()) == total

    def test_an_audience(self, run: Run) -> None:
        ran = run("contacts", "export", "--audience", "press", "--out", "press.csv", "--json")
        people = json.loads(ran.out)["people"]
        assert len(Path("press.csv").read_text("utf-8-sig").splitlines()) == people + 1
        ran = run("contacts", "export", "--audience", "press,congress", "--out", "all.jsonl")
        assert (ran.code, ran.out) == (0, "")
        assert "people" in ran.err
        assert "mixes press, congress" in ran.err
        assert run("contacts", "import", "all.jsonl").faults == [
            "error: all.jsonl holds contacts of several kinds (press, congress)"
        ]

    def test_suppressions_of_no_contact_are_said_to_be_elsewhere(self, run: Run) -> None:
        for who in ("a@gone.example", "b@gone.example"):
            assert run("contacts", "suppress", who).code == 0
        ran = run("contacts", "export", "--all", "--suppressed", "--out", "all.csv")
        assert (
            "2 suppressions are of addresses that are no contact and are not in this file;"
            " `outreach db backup` carries them"
        ) in ran.err.splitlines()
        assert "db backup" not in run("contacts", "export", "--all", "--out", "a.csv").err

    @pytest.mark.parametrize(
        "said",
        [
            (),
            (ODUYA, "--audience", "press"),
            (ODUYA, "--all", "--out", "a.csv"),
            ("--all", "--audience", "press", "--out", "a.csv"),
            ("--audience", "press"),
            ("--all",),
            ("--audience", "pres", "--out", "a.csv"),
            ("--audience", "press", "--out", "a.txt"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, run: Run, said: tuple[str, ...]) -> None:
        ran = run("contacts", "export", *said)
        assert (ran.code, len(ran.faults), ran.out) == (2, 1, "")
        assert not Path("a.csv").exists()
