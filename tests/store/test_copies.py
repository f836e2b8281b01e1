"""A copy to try things on: whole, private, and made without touching the store."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from outreach.domain.contact import Reason, Suppression
from outreach.errors import KeyNeeded, NotAStore, StoreError, StoreMissing, WrongKey
from outreach.store import address_hash
from outreach.store.copies import copy_store
from outreach.store.database import open_store
from outreach.store.schema import MIGRATIONS
from outreach.store.suppressions import suppress, suppressed

KEY = "ab" * 32
LEFT = "left@kept.example"


@pytest.fixture(params=["", KEY], ids=["plain", "encrypted"])
def key(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def path(tmp_path: Path, key: str) -> Path:
    """A store that somebody left."""
    (tmp_path / "home").mkdir()
    path = tmp_path / "home" / "contacts.db"
    with closing(open_store(path, create=True, key=key)) as db:
        when = datetime(2026, 6, 20, tzinfo=UTC)
        suppress(db, Suppression(LEFT, Reason.UNSUBSCRIBE, when, "event"))
    return path


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Without the index of the log, in which who reads leaves a mark."""
    return {one.name: one.read_bytes() for one in folder.iterdir() if "-shm" not in one.name}


def test_the_copy_knows_who_left_and_the_store_is_as_it_was(
    path: Path, key: str, tmp_path: Path
) -> None:
    before = bytes_of(path.parent)
    (tmp_path / "away").mkdir()
    file = tmp_path / "away" / "copy.db"
    with closing(copy_store(path, file, key)) as db:
        assert suppressed(db)(LEFT) is Reason.UNSUBSCRIBE
        db.execute("DELETE FROM suppressions")
    assert bytes_of(path.parent) == before
    assert {stat.S_IMODE(one.stat().st_mode) for one in file.parent.iterdir()} == {0o600}
    assert file.read_bytes().startswith(b"SQLite") is (key == "")


def test_what_another_program_wrote_is_in_it_and_stays_in_its_log(
    path: Path, key: str, tmp_path: Path
) -> None:
    with closing(open_store(path, key=key)) as other:
        other.execute("UPDATE suppressions SET note = 'news'")
        before = bytes_of(path.parent)
        assert len(before["contacts.db-wal"]) > 0
        with closing(copy_store(path, tmp_path / "copy.db", key)) as db:
            assert db.execute("SELECT note FROM suppressions").fetchall() == [("news",)]
        assert bytes_of(path.parent) == before


def test_the_log_of_a_program_that_was_killed_is_not_worked_off(
    path: Path, key: str, tmp_path: Path
) -> None:
    """Who closes a store last usually does that."""
    killed = tmp_path / "killed"
    with closing(open_store(path, key=key)) as other:
        other.execute("UPDATE suppressions SET note = 'news'")
        shutil.copytree(path.parent, killed)
    before = bytes_of(killed)
    (killed / "contacts.db-shm").unlink()
    with closing(copy_store(killed / "contacts.db", tmp_path / "copy.db", key)) as db:
        assert db.execute("SELECT note FROM suppressions").fetchall() == [("news",)]
    assert bytes_of(killed) == before


def test_a_store_of_an_older_version_is_brought_up_to_date_in_the_copy_alone(
    tmp_path: Path,
) -> None:
    (tmp_path / "home").mkdir()
    path = tmp_path / "home" / "contacts.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        old = Database(connection, execute_plugins=False)
        address_hash.register(old, path)
        MIGRATIONS.apply(old, stop_before="0008_enclosures")
    before = bytes_of(path.parent)
    with closing(copy_store(path, tmp_path / "copy.db")) as db:
        assert "attachments" in db.table_names()
    assert bytes_of(path.parent) == before


def test_what_is_no_store_is_told_as_ever(tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with pytest.raises(StoreMissing):
        copy_store(tmp_path / "none.db", copy)
    (tmp_path / "empty.db").touch()
    with pytest.raises(NotAStore, match="is empty"):
        copy_store(tmp_path / "empty.db", copy)
    (tmp_path / "note.db").write_text("Dear all, " * 99)
    with pytest.raises(NotAStore, match=r"note\.db"):
        copy_store(tmp_path / "note.db", copy)
    assert not copy.exists()
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE notes (text)")
    with pytest.raises(NotAStore, match=r"other\.db is an SQLite file, but not a contact store"):
        copy_store(tmp_path / "other.db", copy)


def test_nobody_copies_without_the_keys(path: Path, key: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    if key:
        with pytest.raises(WrongKey):
            copy_store(path, copy, "cd" * 32)
        with pytest.raises(KeyNeeded):
            copy_store(path, copy)
    path.with_suffix(".key").unlink()
    with pytest.raises(StoreError, match=r"contacts\.key is missing") as refused:
        copy_store(path, copy, key)
    assert "--without-key" not in refused.value.hint
    assert not copy.exists()
