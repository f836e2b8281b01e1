"""Opening a store, and the transaction everything writes in."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from outreach.errors import NotAStore, StoreError, StoreLocked, StoreMissing, StoreTooNew
from outreach.store import database
from outreach.store.database import open_store, transaction


def test_a_new_store_is_private(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    with open_store(path, create=True) as db:
        with transaction(db):
            db.execute("INSERT INTO sources (file, sha256, imported_at) VALUES ('f', 's', 't')")
        assert {file.name for file in tmp_path.iterdir()} > {"contacts.db"}
        for file in tmp_path.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_a_store_opens_again_with_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    db = open_store(path, create=True)
    db.execute("INSERT INTO sources (file, sha256, imported_at) VALUES ('f', 's', 't')")
    db.close()
    with open_store(path) as again:
        assert again.execute("SELECT file FROM sources").fetchall() == [("f",)]
        assert again.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert again.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_store_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing) as caught:
        open_store(tmp_path / "none.db")
    assert "outreach contacts import" in caught.value.hint
    assert not (tmp_path / "none.db").exists()


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot create"):
        open_store(tmp_path / "none" / "contacts.db", create=True)


def test_text_is_not_a_store(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    path.write_text("First Name,Email\n" * 100)
    with pytest.raises(NotAStore):
        open_store(path)
    assert path.read_text().startswith("First Name")


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(NotAStore):
        open_store(path)
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]


def test_a_newer_store_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    db = open_store(path, create=True)
    db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('outreach', '9999_future', '2030')"
    )
    db.close()
    with pytest.raises(StoreTooNew, match="9999_future"):
        open_store(path)


def _write_and_be_interrupted(db: Database) -> None:
    with transaction(db):
        db.execute("INSERT INTO sources (file, sha256, imported_at) VALUES ('f', 's', 't')")
        raise KeyboardInterrupt


def test_an_error_rolls_everything_back(tmp_path: Path) -> None:
    with open_store(tmp_path / "contacts.db", create=True) as db:
        with pytest.raises(KeyboardInterrupt):
            _write_and_be_interrupted(db)
        assert db.execute("SELECT count(*) FROM sources").fetchone() == (0,)
        with transaction(db):
            pass


def _commit_what_cannot_be(db: Database) -> None:
    with transaction(db):
        db.execute("PRAGMA defer_foreign_keys = ON")
        db.execute("INSERT INTO tags (contact_id, tag, tag_key) VALUES (99, 't', 't')")


def test_a_commit_that_fails_leaves_no_transaction_open(tmp_path: Path) -> None:
    """Else every later write of a long-running receiver would fail as well."""
    with open_store(tmp_path / "contacts.db", create=True) as db:
        with pytest.raises(sqlite3.IntegrityError):
            _commit_what_cannot_be(db)
        with transaction(db):
            db.execute("INSERT INTO sources (file, sha256, imported_at) VALUES ('f', 's', 't')")
        assert db.execute("SELECT count(*) FROM tags").fetchone() == (0,)


def test_a_store_that_another_program_writes_to_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    path = tmp_path / "contacts.db"
    with (
        open_store(path, create=True) as one,
        open_store(path) as other,
        transaction(one),
        pytest.raises(StoreLocked, match=r"contacts\.db is locked") as caught,
        transaction(other),
    ):
        pass
    assert "run this again" in caught.value.hint


def test_what_is_committed_is_on_disk(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "contacts.db", create=True)) as db:
        assert db.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
