"""Opening a store, and the transaction everything writes in."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from outreach.errors import (
    NotAStore,
    StoreError,
    StoreLocked,
    StoreMissing,
    StoreTooNew,
    WrongUsage,
)
from outreach.store import database
from outreach.store.database import open_store, transaction
from outreach.store.schema import MIGRATIONS


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


KEY = "correct horse battery staple"
posix = pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_with_a_key_a_new_store_is_encrypted_and_opens_with_it_again(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    said: list[str] = []
    with open_store(path, create=True, key=KEY, tell=said.append) as db:
        db.execute("INSERT INTO sources (file, sha256, imported_at) VALUES ('f.csv', 's', 't')")
        for file in tmp_path.iterdir():
            assert mode(file) == 0o600, file.name
            assert b"f.csv" not in file.read_bytes()
    assert not path.read_bytes().startswith(b"SQLite")
    with open_store(path, key=KEY, tell=said.append) as again:
        assert again.execute("SELECT file FROM sources").fetchall() == [("f.csv",)]
        for pragma in ("synchronous", "foreign_keys", "secure_delete"):
            assert again.execute(f"PRAGMA {pragma}").fetchone()[0] in (1, 2)
        assert again.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert said == []


def test_that_a_key_was_set_for_a_plain_store_is_said(tmp_path: Path) -> None:
    open_store(tmp_path / "contacts.db", create=True).close()
    said: list[str] = []
    open_store(tmp_path / "contacts.db", key=KEY, tell=said.append).close()
    (sentence,) = said
    assert "is not encrypted, though OUTREACH_DB_KEY is set: outreach db encrypt" in sentence


def test_without_the_extra_an_encrypted_store_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "contacts.db"
    open_store(path, create=True, key=KEY).close()
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    for name in (path, tmp_path / "new.db"):
        with pytest.raises(StoreError, match="is not installed") as caught:
            open_store(name, create=True, key=KEY)
        assert "outreach[encrypted]" in caught.value.hint
    assert not (tmp_path / "new.db").exists()


@posix
def test_a_store_that_others_can_read_is_taken_away_from_them_and_that_is_said(
    tmp_path: Path,
) -> None:
    path = tmp_path / "contacts.db"
    open_store(path, create=True).close()
    key_file = tmp_path / "contacts.key"
    key_file.write_bytes(b"k" * 32)
    for file in (path, key_file):
        file.chmod(0o644)
    said: list[str] = []
    with open_store(path, tell=said.append) as db:
        db.execute("INSERT INTO sources (file, sha256, imported_at) VALUES ('f', 's', 't')")
        assert {mode(file) for file in tmp_path.iterdir()} == {0o600}
        open_store(path, tell=said.append).close()
    (sentence,) = said
    assert "could be read by others on this machine; now by you alone" in sentence


@posix
def test_one_that_is_not_ours_to_change_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "contacts.db"
    open_store(path, create=True).close()
    path.chmod(0o640)

    def not_ours(_path: Path, _mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", not_ours)
    with pytest.raises(StoreError, match="can be read by others") as caught:
        open_store(path)
    assert f"chmod 600 {path}" in caught.value.hint


@posix
def test_a_file_system_without_permissions_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "contacts.db"
    open_store(path, create=True).close()
    path.chmod(0o644)
    monkeypatch.setattr(Path, "chmod", lambda *_: None)
    said: list[str] = []
    open_store(path, tell=said.append).close()
    assert said == [f"{path} can be read by others: this file system keeps no permissions"]


@posix
@pytest.mark.parametrize("name", ["contacts.db-wal", "contacts.db-shm", "contacts.db-journal"])
def test_a_link_where_sqlite_keeps_a_file_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "contacts.db"
    open_store(path, create=True).close()
    (tmp_path / "victim").write_text("mine")
    (tmp_path / "victim").chmod(0o644)
    (tmp_path / name).symlink_to(tmp_path / "victim")
    with pytest.raises(StoreError, match=f"{name} is a link") as caught:
        open_store(path)
    assert "remove" in caught.value.hint
    assert (mode(tmp_path / "victim"), (tmp_path / "victim").read_text()) == (0o644, "mine")


@posix
def test_what_a_link_named_as_the_key_points_to_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    open_store(path, create=True).close()
    (tmp_path / "victim").write_text("mine")
    (tmp_path / "victim").chmod(0o644)
    (tmp_path / "contacts.key").symlink_to(tmp_path / "victim")
    said: list[str] = []
    open_store(path, tell=said.append).close()
    assert (mode(tmp_path / "victim"), said) == (0o644, [])


@posix
def test_a_store_behind_a_link_is_taken_away_from_others_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    real = tmp_path / "disk" / "real.db"
    open_store(real, create=True).close()
    real.chmod(0o644)
    (tmp_path / "contacts.db").symlink_to(real)
    open_store(tmp_path / "contacts.db").close()
    assert mode(real) == 0o600


@posix
def test_the_superuser_leaves_the_files_of_others_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "contacts.db"
    open_store(path, create=True).close()
    path.chmod(0o644)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(StoreError, match="is not yours to change"):
        open_store(path)
    assert mode(path) == 0o644


def test_a_store_is_not_named_as_a_key(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="name of the key") as caught:
        open_store(tmp_path / "x.key", create=True)
    assert ".db" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("key", "way_out"), [("", "delete it"), (KEY, "outreach db encrypt removes it")]
)
def test_what_an_interrupted_conversion_left_is_told(
    tmp_path: Path, key: str, way_out: str
) -> None:
    path = tmp_path / "contacts.db"
    open_store(path, create=True, key=key).close()
    (tmp_path / "contacts.converting.db").write_bytes(b"everyone")
    said: list[str] = []
    open_store(path, key=key, tell=said.append).close()
    (sentence,) = said
    assert "contacts.converting.db is of an interrupted" in sentence
    assert sentence.endswith(way_out)


@posix
def test_what_is_not_a_store_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    path.chmod(0o644)
    before = path.read_bytes()
    with pytest.raises(NotAStore):
        open_store(path)
    assert (mode(path), path.read_bytes()) == (0o644, before)
    (tmp_path / "folder").mkdir(mode=0o755)
    with pytest.raises(StoreError):
        open_store(tmp_path / "folder")
    assert mode(tmp_path / "folder") == 0o755


def test_an_emptied_store_is_not_taken_for_one_without_contacts(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    path.touch()
    with pytest.raises(NotAStore, match="is empty") as caught:
        open_store(path)
    assert "restore a backup" in caught.value.hint
    assert path.stat().st_size == 0
    open_store(path, create=True).close()  # what a killed first import left
    open_store(path).close()


def test_a_key_of_the_suppressions_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    _before_hashes(path)
    (tmp_path / "contacts.key").write_bytes(b"too short")
    with pytest.raises(StoreError, match=r"contacts\.key, the key to the suppressions"):
        open_store(path)
    (tmp_path / "contacts.key").unlink()
    open_store(path).close()


def _before_hashes(path: Path) -> None:
    """A store of the first three migrations, with an address that is suppressed."""
    path.touch(mode=0o600)
    with closing(Database(path, execute_plugins=False)) as db:
        MIGRATIONS.apply(db, stop_before="0004_suppressions")
        db.execute("INSERT INTO suppressions VALUES ('p@kept.example', 'manual', 't', 'test')")
