"""suppress, release and erase on the command line."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from outreach.actions.start import samples
from outreach.domain.contact import Reason, address_key
from outreach.store.database import open_store
from outreach.store.sending import sending_lock
from outreach.store.suppressions import suppressed, suppressions

from .conftest import Run


def why(home: Path, address: str) -> Reason | None:
    with closing(open_store(home / "contacts.db")) as db:
        return suppressed(db)(address)


def somebody(home: Path) -> str:
    """The address of a journalist whom the sample campaign's press edition goes to."""
    with closing(open_store(home / "contacts.db")) as db:
        query = (
            "SELECT email_key FROM deliveries WHERE plan_id IN"
            " (SELECT id FROM plans WHERE edition = 'press') ORDER BY id LIMIT 1"
        )
        return str(db.execute(query).fetchone()[0])


def all_bytes(home: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(home.glob("contacts.*"))).lower()


# --- suppress ------------------------------------------------------------------------------------


def test_suppressing_again_changes_nothing(home: Path, run: Run) -> None:
    first = run("contacts", "suppress", "Ana <ANA@x.example>", "bo@x.example")
    assert (first.code, first.out) == (0, "suppressed\talready\trejected\n2\t0\t0\n")
    again = run("contacts", "suppress", "ana@x.example", "--reason", "bounce", "--json")
    assert again.code == 0
    assert json.loads(again.out) == {
        "suppressed": 0,
        "already": 1,
        "reason": "bounce",
        "rejected": [],
    }
    assert why(home, "ana@x.example") is Reason.MANUAL


def test_a_file_of_addresses_is_suppressed_and_its_bad_lines_told(home: Path, run: Run) -> None:
    file = home / "left.txt"
    file.write_text("\ufeffana@x.example\n\n# by phone\nnobody\nBo <bo@x.example>\n", "utf-8")
    done = run("contacts", "suppress", "--file", "left.txt", "--reason", "unsubscribe")
    assert (done.code, done.out.splitlines()[1]) == (0, "2\t0\t1")
    assert "left.txt:4: rejected: " in done.err
    assert why(home, "bo@x.example") is Reason.UNSUBSCRIBE


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_file_in_another_encoding(home: Path, run: Run, encoding: str) -> None:
    (home / "left.txt").write_bytes("ana@x.example\r\nJosé\r\n".encode(encoding))
    done = run("contacts", "suppress", "--file", "left.txt", "--json")
    assert json.loads(done.out)["suppressed"] == 1
    assert [one["line"] for one in json.loads(done.out)["rejected"]] == [2]


def test_a_file_without_any_address_is_to_be_mended(home: Path, run: Run) -> None:
    (home / "left.txt").write_text("nobody\n")
    assert run("contacts", "suppress", "--file", "left.txt").code == 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "no address is named"),
        (("nobody",), "is no address"),
        (("ana@x.example", "nobody"), "is no address"),
        (("ana@x.example", "--reason", "erasure"), "is no reason"),
        (("--file", "nowhere.txt"), "there is no file"),
    ],
)
def test_what_cannot_be_suppressed(home: Path, run: Run, words: tuple[str, ...], says: str) -> None:
    done = run("contacts", "suppress", *words)
    assert done.code == 2
    assert says in done.faults[0]
    assert why(home, "ana@x.example") is None


def test_who_was_suppressed_is_not_planned_for(home: Path, run: Run) -> None:
    assert run("plan", "visit").code == 0
    address = somebody(home)
    assert run("contacts", "suppress", address, "--note", "by phone").code == 0
    planned = json.loads(run("plan", "visit", "--edition", "press", "--json").out)
    assert planned["editions"][0]["reasons"]["suppressed: manual"] == 1


def test_who_was_suppressed_since_the_plan_is_not_sent_to(home: Path, run: Run) -> None:
    run("plan", "visit")
    address = somebody(home)
    run("contacts", "suppress", address)
    sent = run("send", "visit", "--edition", "press", "--yes", "--json")
    [edition] = json.loads(sent.out)["editions"]
    assert edition["excluded"] >= 1
    assert not [p for p in (home / "outbox").rglob("*.eml") if address in p.read_text().lower()]


def test_without_the_key_nothing_is_planned_sent_or_imported(home: Path, run: Run) -> None:
    run("contacts", "suppress", "ana@x.example")
    run("plan", "visit")
    (home / "contacts.key").rename(home / "elsewhere")
    for words in (
        ("plan", "visit"),
        ("send", "visit", "--yes"),
        ("contacts", "import", str(samples() / "press.csv")),
        ("contacts", "suppress", "bo@x.example"),
        ("contacts", "release", "ana@x.example", "--yes"),
    ):
        done = run(*words)
        assert done.code in (1, 4), words
        assert "contacts.key is missing" in done.err, words
        assert "restore it from the backup" in done.err, words
    (home / "elsewhere").rename(home / "contacts.key")
    assert run("plan", "visit").code == 0


# --- release -------------------------------------------------------------------------------------


def test_a_mailbox_that_works_again_is_released(home: Path, run: Run) -> None:
    run("contacts", "suppress", "ana@x.example", "--reason", "bounce")
    asked = run("contacts", "release", "ana@x.example")
    assert (asked.code, why(home, "ana@x.example")) == (2, Reason.BOUNCE)
    assert "add --yes" in asked.err
    done = run("contacts", "release", "ana@x.example", "--yes", "--json")
    assert done.code == 0
    assert [one["reason"] for one in json.loads(done.out)["released"]] == ["bounce"]
    assert "SendGrid" in done.err
    assert why(home, "ana@x.example") is None


@pytest.mark.parametrize("reason", ["unsubscribe", "complaint"])
def test_who_left_by_her_own_word_returns_by_it_alone(home: Path, run: Run, reason: str) -> None:
    run("contacts", "suppress", "ana@x.example", "--reason", reason)
    for words in (("--yes",), ("--yes", "--asked-to-return", " ")):
        refused = run("contacts", "release", "ana@x.example", *words)
        assert refused.code == 2
        assert "--asked-to-return" in refused.err
    assert why(home, "ana@x.example") is Reason(reason)
    asked = ("--asked-to-return", "her mail of 3 May")
    assert run("contacts", "release", "ana@x.example", *asked).code == 2
    assert run("contacts", "release", "ana@x.example", *asked, "--yes").code == 0
    assert why(home, "ana@x.example") is None
    with closing(open_store(home / "contacts.db")) as db:
        assert db.execute("SELECT because FROM releases").fetchall() == [("her mail of 3 May",)]


def test_releasing_who_is_not_suppressed(run: Run) -> None:
    done = run("contacts", "release", "ana@x.example", "--json")
    assert (done.code, json.loads(done.out)) == (0, {"released": []})
    assert "not suppressed" in done.err


# --- erase ---------------------------------------------------------------------------------------


def test_a_person_is_erased_and_no_list_brings_her_back(home: Path, run: Run) -> None:
    run("plan", "visit")
    run("send", "visit", "--edition", "press", "--yes")
    address = somebody(home)
    assert address.encode() in all_bytes(home)
    refused = run("contacts", "erase", address)
    assert (refused.code, "add --yes" in refused.err) == (2, True)
    assert address.encode() in all_bytes(home)
    before = json.loads(run("status", "visit", "--json").out)

    done = run("contacts", "erase", address.upper(), "--yes", "--json")

    assert done.code == 0, done.err
    report = json.loads(done.out)
    assert (report["contact"], report["finished"], report["standing"], report["files"]) == (
        True,
        True,
        [],
        [],
    )
    assert "outbox" in " ".join(report["not_reached"])
    assert address.encode() not in all_bytes(home)
    assert why(home, address) is Reason.ERASURE
    after = json.loads(run("status", "visit", "--json").out)
    sums = [
        [sum(one[term] for term in TERMS) for one in status["editions"]]
        for status in (before, after)
    ]
    assert sums[0] == sums[1]
    again = run("contacts", "import", str(samples() / "press.csv"), "--json")
    counts = json.loads(again.out)
    assert counts["new"] == 0
    assert counts["suppressed"] > 0
    assert address.encode() not in all_bytes(home)
    assert run("stats", "visit").code == 0


def test_nothing_is_left_of_whom_the_index_knew_by_another_contact(home: Path, run: Run) -> None:
    for name in ("keep", "gone"):
        words = ("--kind", "press", "--given", "Ana", "--family", "Ro", "--outlet", "Bote")
        assert run("contacts", "add", f"{name}@x.example", *words).code == 0
    assert run("contacts", "merge", "keep@x.example", "gone@x.example", "--yes").code == 0
    assert "keep@x.example" in run("contacts", "list", "--search", "gone@x.example").out
    assert run("contacts", "merge", "--undo", "keep@x.example", "--yes").code == 0
    done = run("contacts", "erase", "gone@x.example", "--yes")
    assert (done.code, "no byte of its files" in done.err) == (0, True)
    assert b"gone@x.example" not in all_bytes(home)


TERMS = ("submitted", "failed", "uncertain", "remaining", "excluded")


def test_where_her_address_still_stands_is_said(home: Path, run: Run) -> None:
    run("plan", "visit")
    address = somebody(home)
    with closing(open_store(home / "contacts.db")) as db:
        other = "UPDATE contacts SET notes = ? WHERE email_key <> ?"
        db.execute(f"{other} AND kind = 'congress'", [f"knows {address.upper()}", address])
    done = run("contacts", "erase", address, "--yes")
    assert done.code == 1
    assert "still named in contacts.notes" in done.err
    assert "may still be" not in done.err


def test_what_a_reader_keeps_is_erased_by_erasing_again(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.store.database.BUSY_SECONDS", 0.1)
    run("plan", "visit")
    address = somebody(home)
    with closing(open_store(home / "contacts.db")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM contacts").fetchall()
        unfinished = run("contacts", "erase", address, "--yes", "--json")
        assert unfinished.code == 1
        assert json.loads(unfinished.out)["finished"] is False
        assert f"outreach contacts erase {address}` again" in unfinished.err
        reader.rollback()
    finished = run("contacts", "erase", address, "--yes", "--json")
    assert (finished.code, json.loads(finished.out)["finished"]) == (0, True)
    assert address.encode() not in all_bytes(home)


def test_a_full_disk_does_not_hide_that_the_rows_are_gone(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> bool:
        raise sqlite3.OperationalError("database or disk is full")

    run("plan", "visit")
    address = somebody(home)
    monkeypatch.setattr("outreach.actions.contacts_erase.rewrite", full)
    done = run("contacts", "erase", address, "--yes", "--json")
    assert (done.code, json.loads(done.out)["contact"]) == (1, True)
    assert "the rows are gone" in done.err
    assert "the disk is full" in done.err


def submitting(home: Path, address: str) -> None:
    with closing(open_store(home / "contacts.db")) as db:
        hers = "SELECT batch_id FROM deliveries WHERE email_key = ?"
        db.execute(f"UPDATE batches SET state = 'submitting' WHERE id IN ({hers})", [address])


def test_nobody_is_erased_under_a_senders_hands(
    home: Path, run: Run, everything: Callable[[], dict[str, object]]
) -> None:
    run("plan", "visit")
    address = somebody(home)
    submitting(home, address)
    with sending_lock(home / "contacts.db", "visit"):
        before = everything()
        refused = run("contacts", "erase", address, "--yes")
        assert refused.code == 1
        assert "wait until the send is over" in refused.err
        assert everything() == before
    assert run("contacts", "erase", address, "--yes").code == 0


def test_a_batch_of_a_sender_that_died_does_not_stand_in_the_way(home: Path, run: Run) -> None:
    run("plan", "visit")
    address = somebody(home)
    submitting(home, address)
    done = run("contacts", "erase", address, "--yes", "--json")
    assert (done.code, json.loads(done.out)["letters"]) == (0, 1)


@pytest.mark.parametrize("who", ["nobody@x.example", "nouid", ""])
def test_erasing_whom_nobody_knows_is_a_slip(home: Path, run: Run, who: str) -> None:
    done = run("contacts", "erase", who, "--yes")
    assert done.code == 2
    assert "nothing is kept" in done.faults[0]
    with closing(open_store(home / "contacts.db")) as db:
        assert list(suppressions(db)) == []


# --- an address in letters of its own -----------------------------------------------------------

SPELLINGS = (
    "erika@münchen.example",
    "ERIKA@MÜNCHEN.EXAMPLE",
    "Erika Mann <erika＠münchen。example>",
    "mailto:erika@xn--mnchen-3ya.example",
    "erika@xn--mnchen-3ya.example.",
)
ERIKA = "erika@xn--mnchen-3ya.example"


@pytest.fixture
def erika(home: Path, run: Run) -> None:
    added = run("contacts", "add", SPELLINGS[0], "--kind", "press", "--name", "Erika Mann")
    assert added.code == 0, added.err
    with closing(open_store(home / "contacts.db")) as db:
        db.execute("UPDATE contacts SET given_name = 'Erika' WHERE email_key = ?", [ERIKA])


@pytest.mark.usefixtures("erika")
@pytest.mark.parametrize("who", SPELLINGS)
def test_every_command_knows_her_however_her_address_is_spelled(run: Run, who: str) -> None:
    shown = run("contacts", "show", who, "--json")
    assert json.loads(shown.out)["email"] == ERIKA
    assert json.loads(run("contacts", "export", who).out)["email"] == ERIKA
    why = json.loads(run("audience", "press", "--why", who, "--json").out)
    assert (why["contact"]["email"], why["in"]) == (ERIKA, True)
    letter = run("render", "visit", "--edition", "press", "--to", who, "--part", "eml")
    assert letter.code == 0, letter.err
    assert f"to: erika mann <{ERIKA}>" in letter.out.lower()
    assert run("contacts", "suppress", who, "--json").code == 0
    assert json.loads(run("contacts", "suppress", ERIKA, "--json").out)["already"] == 1
    released = json.loads(run("contacts", "release", who, "--yes", "--json").out)
    assert len(released["released"]) == 1


@pytest.mark.usefixtures("erika")
@pytest.mark.parametrize("who", SPELLINGS)
def test_she_is_erased_however_her_address_is_spelled(home: Path, run: Run, who: str) -> None:
    done = run("contacts", "erase", who, "--yes", "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["contact"] is True
    assert ERIKA.encode() not in all_bytes(home)
    assert why(home, address_key(SPELLINGS[0])) is Reason.ERASURE


@pytest.mark.usefixtures("erika")
@pytest.mark.parametrize("written", SPELLINGS[:2])
def test_where_she_stands_in_letters_of_her_own_is_said(home: Path, run: Run, written: str) -> None:
    with closing(open_store(home / "contacts.db")) as db:
        db.execute(
            "UPDATE contacts SET notes = ? WHERE id IN (SELECT min(id) FROM contacts)",
            [f"knows {written}"],
        )
    done = run("contacts", "erase", ERIKA, "--yes")
    assert done.code == 1
    assert "still named in contacts.notes" in done.err
