"""A rehearsal: on a copy that leaves nothing behind, in the order letters wait for each other."""

from __future__ import annotations

import os
import stat
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from outreach.actions.rehearse import begin_anew, goes_out, on_a_copy, rounds
from outreach.domain.campaign import Campaign, Edition, Embargo, Release
from outreach.domain.contact import Reason
from outreach.domain.delivery import Stage
from outreach.domain.statement import Statement
from outreach.errors import StoreMissing
from outreach.store import ledger
from outreach.store.database import Store, open_store
from outreach.store.plans import Plan, read_plans
from outreach.store.suppressions import suppressed

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
Small = Callable[..., Plan]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this machine keeps temporary files."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "contacts.db"
    open_store(path, create=True).close()
    return path


# --- the copy -------------------------------------------------------------------------------------


def test_the_copy_is_private_and_goes_with_its_folder(path: Path, temporary: Path) -> None:
    before = path.read_bytes()
    with on_a_copy(path, "") as copy:
        assert copy.folder.parent == temporary
        assert stat.S_IMODE(copy.folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(one.stat().st_mode) for one in copy.folder.iterdir()} == {0o600}
        copy.db.execute("INSERT INTO sources (file, sha256, imported_at) VALUES ('a', 's', 't')")
        (copy.folder / "outbox").mkdir()
    assert list(temporary.iterdir()) == []
    assert path.read_bytes() == before


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit, ValueError])
def test_it_goes_however_the_rehearsal_ends(
    path: Path, temporary: Path, end: type[BaseException]
) -> None:
    with pytest.raises(end), on_a_copy(path, ""):
        raise end
    assert list(temporary.iterdir()) == []


def test_and_where_there_is_nothing_to_copy(temporary: Path) -> None:
    with pytest.raises(StoreMissing), on_a_copy(temporary / "none.db", ""):
        pass
    assert list(temporary.iterdir()) == []


def left_behind(temporary: Path, name: str, seconds: float = 3600) -> Path:
    folder = temporary / f"outreach-rehearsal-{name}"
    folder.mkdir()
    (folder / "contacts.db").write_text("everyone")
    (folder / "lock").touch()
    then = time.time() - seconds
    os.utime(folder / "lock", (then, then))
    return folder


def test_what_a_killed_rehearsal_left_is_removed_by_the_next(path: Path, temporary: Path) -> None:
    killed = left_behind(temporary, "killed")
    with on_a_copy(path, ""):
        assert not killed.exists()


def test_a_rehearsal_under_way_is_left_alone(path: Path, temporary: Path) -> None:
    running, starting = left_behind(temporary, "running"), left_behind(temporary, "starting", 1)
    elsewhere = temporary / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "lock").touch()
    link = temporary / "outreach-rehearsal-link"
    link.symlink_to(elsewhere)
    os.utime(elsewhere / "lock", (0, 0))
    with FileLock(running / "lock"):
        os.utime(running / "lock", (0, 0))
        with on_a_copy(path, ""), on_a_copy(path, ""):
            assert (running / "contacts.db").exists()
            assert (starting / "contacts.db").exists()
            assert (elsewhere / "lock").exists(), "a link was followed"


# --- what is rehearsed ----------------------------------------------------------------------------


def campaign(*editions: Edition, **more: Any) -> Campaign:
    return Campaign("visit", "Visit", Statement("Free them", "We urge."), editions, **more)


def edition(name: str, audience: str = "press", **more: Any) -> Edition:
    return Edition(name, "release", audience, "News", **more)


def test_plans_are_forgotten_and_it_is_told_which_went_to_people(
    store: Store, small_plan: Small
) -> None:
    for name, stage in (("press", Stage.SENDGRID), ("tried", Stage.SANDBOX)):
        plan = small_plan(store, 2, edition=name, stage=stage)
        ledger.claim(store, plan.id, NOW)
    small_plan(store, 2, edition="planned")
    small_plan(store, 2, edition="other")
    noun = campaign(*(edition(name) for name in ("press", "tried", "planned", "new", "other")))
    assert begin_anew(store, noun, noun.editions[:4]) == ("press",)
    assert [plan.edition for plan in read_plans(store, "visit")] == ["other"]


def test_who_left_stays_left(desk: Any) -> None:
    desk.plan()
    desk.lose("ana")
    begin_anew(desk.db, desk.content.campaign, [desk.edition])
    assert suppressed(desk.db)("ana@press.example") is Reason.UNSUBSCRIBE


def test_what_the_embargo_holds_back_is_rehearsed_for_its_end() -> None:
    lift = NOW + timedelta(days=2)
    noun = campaign(embargo=Embargo(lift))
    held, now = edition("congress"), edition("press", release=Release.UNDER_EMBARGO)
    assert goes_out(noun, held, NOW) == lift
    assert goes_out(noun, now, NOW) == NOW
    assert goes_out(noun, held, lift + timedelta(hours=1)) == lift + timedelta(hours=1)
    assert goes_out(campaign(), held, NOW) == NOW


def names(rounds_: Any, send: Callable[[str], object]) -> list[list[str]]:
    found = []
    for ready in rounds_:
        found.append([one.name for one in ready])
        for one in ready:
            send(one.name)
    return found


@pytest.fixture
def send(desk: Any) -> Callable[[str], object]:
    def send(name: str) -> None:
        desk.edit(name=name)
        plan = desk.plan().plan
        batch = ledger.claim(desk.db, plan.id, NOW)
        ledger.record_submitted(desk.db, batch.id, "MID", NOW)

    return send


def test_letters_that_wait_for_others_come_after_them(desk: Any, send: Any) -> None:
    noun = campaign(
        edition("last", "received:visit/correction"),
        edition("correction", "received:visit/press"),
        edition("press"),
        edition("desks"),
    )
    assert names(rounds(desk.db, noun, noun.editions), send) == [
        ["press", "desks"],
        ["correction"],
        ["last"],
    ]


def test_what_waits_for_a_letter_that_is_not_rehearsed_is_passed_over(desk: Any, send: Any) -> None:
    noun = campaign(edition("press"), edition("reminder", "engaged:visit/press"))
    assert names(rounds(desk.db, noun, noun.editions), send) == [["press"]]


def test_alone_it_is_handed_to_its_plan_which_refuses_it(desk: Any) -> None:
    noun = campaign(edition("press"), edition("correction", "received:visit/press"))
    asked = rounds(desk.db, noun, noun.editions[1:])
    assert [[one.name for one in ready] for ready in asked] == [["correction"]]
