"""rehearse: the whole send, seen by nobody but the sender."""

from __future__ import annotations

import gc
import json
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from outreach.domain.contact import Reason, Suppression
from outreach.domain.delivery import Stage
from outreach.sandbox.faults import Fault
from outreach.sandbox.sandbox import Sandbox
from outreach.store import ledger
from outreach.store.copies import copy_store
from outreach.store.database import open_store
from outreach.store.plans import Plan, read_message
from outreach.store.suppressions import suppress

from .conftest import Ran, Run

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
SOON = datetime.now(UTC) + timedelta(days=2)
HEAD = 'title = "Visit"\n'
EDITION = """
[editions.{name}]
template = "press-release"
audience = "{audience}"
subject = "News"
"""
GERMAN = EDITION.format(name="german", audience="press language:de")
FOLLOWING = """
[editions.correction]
template = "correction"
audience = "press received:visit/german"
subject = "Correction"
[editions.correction.values]
what = "The second request named the wrong ordinance."
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def rehearse(home: Path, run: Run, temporary: Path) -> Callable[..., Ran]:
    """A rehearsal, after which everything must be as it was: the workspace and temporary files."""

    def rehearse(*args: str) -> Ran:
        before = everything(home)
        ran = run("rehearse", "visit", *args)
        assert everything(home) == before
        assert list(temporary.iterdir()) == []
        return ran

    return rehearse


def everything(home: Path) -> dict[str, bytes]:
    """To the byte, but for the index of SQLite's log, in which who reads leaves a mark."""
    return {
        str(path): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and not path.name.endswith("-shm")
    }


def editions(*texts: str, head: str = HEAD) -> None:
    Path("campaigns/visit/campaign.toml").write_text(head + "".join(texts))


def by_name(ran: Ran) -> dict[str, Any]:
    return {one["edition"]: one for one in json.loads(ran.out)["editions"]}


def letters(folder: Path, edition: str) -> list[str]:
    return [one.read_text() for one in (folder / "visit" / edition).glob("*.eml")]


# --- what it does ---------------------------------------------------------------------------------


def test_everybody_gets_everything_and_nothing_has_happened(
    rehearse: Callable[..., Ran], run: Run
) -> None:
    ran = rehearse("--json")
    assert ran.code == 0, ran.err
    data = json.loads(ran.out)
    assert (data["campaign"], data["letters"], data["waiting"]) == ("visit", None, [])
    assert set(by_name(ran)) == {"press", "congress", "signatories"}
    for one in data["editions"]:
        assert one["submitted"] == one["planned"] == one["delivered"] > 0
        assert one["candidates"] == one["planned"] + one["excluded"]
        assert (one["failed"], one["uncertain"], one["remaining"]) == (0, 0, 0)
        assert not one["sent_before"]
        assert not one["held_by_embargo"]
    assert data["requests"] == sum(one["requests"] for one in data["editions"]) >= 3
    assert data["seconds"] > 0
    assert json.loads(run("status", "visit", "--json").out)["editions"] == []


def test_it_accounts_as_status_and_stats_do_and_ends_in_a_pipe(
    rehearse: Callable[..., Ran],
) -> None:
    editions(GERMAN)
    ran = rehearse()
    assert ran.code == 0, ran.err
    first, account, blank, second, counts, _, said = ran.out.splitlines()
    assert first.split("\t")[:4] == ["edition", "candidates", "excluded", "submitted"]
    assert account.split("\t")[0] == counts.split("\t")[0] == "german"
    assert (blank, second.split("\t")[3]) == ("", "delivered")
    assert " in 1 request, " in said
    assert "nobody is written to" in ran.err


def test_a_key_and_a_host_are_not_used(
    rehearse: Callable[..., Ran], sandbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    editions(GERMAN)
    assert rehearse().code == 0
    monkeypatch.setenv("OUTREACH_SENDGRID_HOST", "http://127.0.0.1:1")
    assert rehearse().code == 0
    assert len(sandbox.sandbox.requests) == 0


def test_letters_can_be_kept(rehearse: Callable[..., Ran], tmp_path: Path) -> None:
    editions(GERMAN)
    kept = tmp_path / "kept"
    ran = rehearse("--keep", str(kept), "--json")
    planned = by_name(ran)["german"]["planned"]
    assert json.loads(ran.out)["letters"] == str(kept)
    assert len(letters(kept, "german")) == planned > 0
    assert [one.name for one in kept.iterdir()] == ["visit"]
    assert {one.stat().st_mode & 0o077 for one in [kept, *kept.rglob("*")]} == {0}
    refused = rehearse("--keep", str(kept))
    assert (refused.code, refused.faults) == (2, [f"error: {kept} exists, and is not empty"])


def test_where_a_rehearsal_is_refused_no_folder_is_left(
    rehearse: Callable[..., Ran], tmp_path: Path
) -> None:
    editions(EDITION.format(name="nobody", audience="press language:xh"))
    assert rehearse("--keep", str(tmp_path / "kept")).code == 3
    assert not (tmp_path / "kept").exists()


def test_an_encrypted_store_is_rehearsed_on_an_encrypted_copy(
    rehearse: Callable[..., Ran], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    editions(GERMAN)
    monkeypatch.setenv("OUTREACH_DB_KEY", "ab" * 32)
    assert run("db", "encrypt").code == 0
    copies = []

    def watched(store: Path, file: Path, key: str) -> Any:
        db = copy_store(store, file, key)
        copies.append(file.read_bytes()[:16])
        return db

    monkeypatch.setattr("outreach.actions.rehearse.copy_store", watched)
    ran = rehearse("--json")
    assert ran.code == 0, ran.err
    assert by_name(ran)["german"]["delivered"] > 0
    assert not copies[0].startswith(b"SQLite")
    monkeypatch.delenv("OUTREACH_DB_KEY")
    assert rehearse().code == 1


# --- what is refused alike ------------------------------------------------------------------------


def test_what_check_calls_an_error_stops_it_as_it_stops_a_send(
    rehearse: Callable[..., Ran], run: Run
) -> None:
    editions(GERMAN.replace("News", "TODO"))
    rehearsed, sent = rehearse(), run("send", "visit", "--yes")
    assert rehearsed.code == sent.code == 3
    assert rehearsed.faults == sent.faults


def test_what_is_not_there_is_wrong_usage(run: Run) -> None:
    editions(GERMAN)
    for arguments in (("nowhere",), ("visit", "--edition", "germa")):
        assert run("rehearse", *arguments).code == 2


def test_without_a_store_there_is_nothing_to_rehearse_on(run: Run, home: Path) -> None:
    (home / "contacts.db").unlink()
    ran = run("rehearse", "visit")
    assert ran.code == 1
    assert "there is no contact store" in ran.err
    assert not (home / "contacts.db").exists()


# --- what waits -----------------------------------------------------------------------------------


def test_the_embargo_is_no_obstacle_and_letters_say_what_they_will_say(
    rehearse: Callable[..., Ran], tmp_path: Path
) -> None:
    embargo = f"{HEAD}[embargo]\nuntil = {SOON:%Y-%m-%dT%H:%M:%S}Z\n"
    press = EDITION.format(name="press", audience="press country:GB") + 'release = "under-embargo"'
    editions(press, GERMAN, head=embargo)
    ran = rehearse("--json", "--keep", str(tmp_path / "kept"))
    assert ran.code == 0, ran.err
    assert f"german would wait for the embargo to lift, {SOON:%Y-%m-%d %H:%M}" in ran.err
    assert "press would wait" not in ran.err
    found = by_name(ran)
    assert (found["press"]["held_by_embargo"], found["german"]["held_by_embargo"]) == (False, True)
    for name, line in (("press", "EMBARGOED UNTIL"), ("german", "FOR IMMEDIATE RELEASE")):
        assert found[name]["release_line"].startswith(line)
        assert all(line in letter for letter in letters(tmp_path / "kept", name))


def test_an_edition_that_follows_another_is_rehearsed_after_it(
    rehearse: Callable[..., Ran],
) -> None:
    editions(FOLLOWING, GERMAN)
    ran = rehearse("--json")
    assert ran.code == 0, ran.err
    found = by_name(ran)
    assert list(found) == ["german", "correction"]
    assert found["correction"]["submitted"] == found["german"]["submitted"] > 0


def test_alone_it_goes_to_those_who_were_really_sent_the_other(
    rehearse: Callable[..., Ran], run: Run, home: Path
) -> None:
    editions(FOLLOWING, GERMAN)
    sent = json.loads(run("send", "visit", "--edition", "german", "--yes", "--json").out)
    with closing(open_store(home / "contacts.db")) as db:
        db.execute("UPDATE plans SET stage = 'sendgrid'")
    ran = rehearse("--json", "--edition", "correction")
    assert ran.code == 0, ran.err
    correction = by_name(ran)["correction"]
    assert correction["submitted"] == sent["editions"][0]["submitted"] > 0
    assert not correction["sent_before"]


def test_what_waits_for_what_was_not_rehearsed_is_said(rehearse: Callable[..., Ran]) -> None:
    editions(GERMAN, FOLLOWING.replace("received", "engaged"))
    ran = rehearse("--json")
    assert ran.code == 0, ran.err
    assert list(by_name(ran)) == ["german"]
    (waiting,) = json.loads(ran.out)["waiting"]
    assert waiting["edition"] == "correction"
    assert "nobody has opened or clicked visit/german yet" in waiting["reason"]
    assert waiting["reason"] in ran.err
    alone = rehearse("--edition", "correction")
    assert alone.code == 3
    assert waiting["reason"] in alone.err


# --- what has happened already --------------------------------------------------------------------


def sent_to_people(home: Path, small_plan: Callable[..., Plan], *, done: bool) -> None:
    with closing(open_store(home / "contacts.db")) as db:
        plan = small_plan(db, 4, edition="german", stage=Stage.SENDGRID)
        for _ in range(2 if done else 1):
            batch = ledger.claim(db, plan.id, NOW, read_message)
            assert batch
            ledger.record_submitted(db, batch.id, "MID", NOW)


@pytest.mark.parametrize("done", [True, False])
def test_what_went_to_people_is_rehearsed_anew_for_everybody(
    rehearse: Callable[..., Ran], home: Path, small_plan: Callable[..., Plan], done: bool
) -> None:
    editions(GERMAN)
    everybody = by_name(rehearse("--json"))["german"]["submitted"]
    sent_to_people(home, small_plan, done=done)
    ran = rehearse("--json")
    assert ran.code == 0, ran.err
    german = by_name(ran)["german"]
    assert (german["submitted"], german["sent_before"]) == (everybody, True)
    assert "german has gone to people already; it is rehearsed anew" in ran.err


def test_what_was_tried_in_a_sandbox_is_no_news(rehearse: Callable[..., Ran], run: Run) -> None:
    editions(GERMAN)
    assert run("send", "visit", "--yes").code == 0
    _let_go()
    ran = rehearse("--json")
    assert ran.code == 0, ran.err
    assert by_name(ran)["german"]["submitted"] > 0
    assert "already" not in ran.err


def _let_go() -> None:
    """Close what the command before left to the collector: a receiver's hold on the store."""
    gc.collect()


def test_who_left_gets_nothing_in_a_rehearsal_either(
    rehearse: Callable[..., Ran], home: Path
) -> None:
    editions(GERMAN)
    before = by_name(rehearse("--json"))["german"]
    with closing(open_store(home / "contacts.db")) as db:
        query = "SELECT email_key FROM contacts WHERE language = 'de' LIMIT 1"
        (key,) = db.execute(query).fetchone()
        suppress(db, Suppression(key, Reason.UNSUBSCRIBE, NOW, "event"))
    after = by_name(rehearse("--json"))["german"]
    assert after["candidates"] == before["candidates"]
    assert (after["submitted"], after["excluded"]) == (
        before["submitted"] - 1,
        before["excluded"] + 1,
    )


def test_a_send_under_way_does_not_stand_in_its_way(
    rehearse: Callable[..., Ran], home: Path
) -> None:
    """Nor is what it has in flight said to have lost its sender."""
    from outreach.store.sending import sending_lock

    editions(GERMAN)
    with sending_lock(home / "contacts.db", "visit"):
        ran = rehearse()
    assert ran.code == 0, ran.err
    assert "ended without an answer" not in ran.err


# --- what goes wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "code", "term"), [("credits", 1, "remaining"), ("drop-before-accept", 1, "uncertain")]
)
def test_it_ends_well_only_if_everybody_got_a_letter(
    rehearse: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    code: int,
    term: str,
) -> None:
    editions(GERMAN)
    monkeypatch.setattr(Sandbox, "next_fault", lambda _: Fault(fault))
    ran = rehearse("--json")
    german = by_name(ran)["german"]
    assert (ran.code, german["submitted"]) == (code, 0)
    assert german[term] == german["planned"] > 0
    assert f"{german['planned']} people {term}" in ran.err
