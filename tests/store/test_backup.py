"""A backup while the store is in use, and the way back from it."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from outreach.domain.contact import Reason, Suppression
from outreach.errors import StoreDamaged, StoreError, WrongKey, WrongUsage
from outreach.store import backup, driver
from outreach.store.backup import back_up
from outreach.store.database import open_store, transaction
from outreach.store.suppressions import suppress, suppressed

KEY = "ab" * 32
LEFT = "left@kept.example"
PAIR = (
    "INSERT INTO sources (file, sha256, imported_at) VALUES ('a', ?, 't')",
    "INSERT INTO sources (file, sha256, imported_at) VALUES ('b', ?, 't')",
)


@pytest.fixture(params=["", KEY], ids=["plain", "encrypted"])
def key(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def path(tmp_path: Path, key: str) -> Path:
    path = tmp_path / "contacts.db"
    with open_store(path, create=True, key=key) as db:
        db.execute(
            "INSERT INTO contacts (uid, kind, email, email_key, name, created_at, updated_at)"
            " VALUES ('u1', 'press', 'p@kept.example', 'p@kept.example', 'Person', 't', 't')"
        )
    return path


def leave(path: Path, key: str) -> None:
    with open_store(path, key=key) as db:
        when = datetime(2026, 6, 20, tzinfo=UTC)
        suppress(db, Suppression(LEFT, Reason.MANUAL, when, "test"))


def test_it_is_private_whole_and_encrypted_if_the_store_is(
    path: Path, key: str, tmp_path: Path
) -> None:
    (tmp_path / "safe").mkdir()
    with open_store(path, key=key) as db:
        done = back_up(db, path, key, tmp_path / "safe" / "b.db")
    assert (done.file, done.encrypted) == (tmp_path / "safe" / "b.db", key != "")
    (made,) = (tmp_path / "safe").iterdir()
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert (b"p@kept.example" in made.read_bytes()) is (key == "")
    with open_store(made, key=key) as db:
        assert db.execute("SELECT email FROM contacts").fetchall() == [("p@kept.example",)]
    if key:
        with pytest.raises(WrongKey):
            open_store(made, key="cd" * 32)


def test_what_was_deleted_is_not_in_it(path: Path, key: str, tmp_path: Path) -> None:
    with open_store(path, key=key) as db:
        db.execute("PRAGMA secure_delete = OFF")
        db.execute("DELETE FROM contacts")
        back_up(db, path, key, tmp_path / "b.db")
    assert b"p@kept.example" not in (tmp_path / "b.db").read_bytes()


WRITE = f"""
import sys
from pathlib import Path
from outreach.store.database import open_store, transaction
db = open_store(Path(sys.argv[1]), key=sys.argv[2])
for n in range(1000000):
    with transaction(db):
        db.execute({PAIR[0]!r}, [str(n)])
        db.execute({PAIR[1]!r}, [str(n)])
    if n == 50:
        print("writing", flush=True)
"""


def test_it_is_of_one_moment_while_another_process_writes(
    path: Path, key: str, tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITE, str(path), key], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "writing\n"
        with open_store(path, key=key) as db:
            for n in range(3):
                back_up(db, path, key, tmp_path / f"b{n}.db")
            assert writer.poll() is None
        writer.kill()
    counts = []
    for n in range(3):
        with open_store(tmp_path / f"b{n}.db", key=key) as db:
            query = "SELECT count(*) FILTER (WHERE file = ?) FROM sources"
            a, b = (db.execute(query, [one]).fetchone()[0] for one in "ab")
            assert a == b >= 50
            counts.append(a)
    assert counts == sorted(counts)
    assert counts[0] < counts[2]


def test_what_is_not_committed_is_not_in_it(path: Path, key: str, tmp_path: Path) -> None:
    with (
        open_store(path, key=key) as writer,
        open_store(path, key=key) as db,
        transaction(writer),
    ):
        writer.execute(PAIR[0], ["1"])
        back_up(db, path, key, tmp_path / "b.db")
    with open_store(tmp_path / "b.db", key=key) as copy:
        assert copy.execute("SELECT count(*) FROM sources").fetchone() == (0,)


def test_copied_back_with_its_key_it_is_the_store_again(
    path: Path, key: str, tmp_path: Path
) -> None:
    leave(path, key)
    (tmp_path / "safe").mkdir()
    copy = tmp_path / "safe" / "2026-06-20.db"
    with open_store(path, key=key) as db:
        done = back_up(db, path, key, copy)
    assert done.key_file == copy.with_suffix(".key")
    assert stat.S_IMODE(done.key_file.stat().st_mode) == 0o600
    for lost in tmp_path.glob("contacts.*"):
        lost.unlink()
    shutil.copy(copy, path)
    shutil.copy(done.key_file, path.with_suffix(".key"))
    with open_store(path, key=key) as db:
        assert db.execute("SELECT email FROM contacts").fetchall() == [("p@kept.example",)]
        assert suppressed(db)(LEFT) is Reason.MANUAL
        assert suppressed(db)("p@kept.example") is None


@pytest.mark.parametrize(("present", "says"), [(None, "is missing"), (b"x" * 32, "is not the key")])
def test_without_the_key_of_its_suppressions_none_is_made(
    path: Path, key: str, tmp_path: Path, present: bytes | None, says: str
) -> None:
    leave(path, key)
    path.with_suffix(".key").unlink()
    if present:
        path.with_suffix(".key").write_bytes(present)
        path.with_suffix(".key").chmod(0o600)
    with open_store(path, key=key) as db:
        with pytest.raises(StoreError, match=says) as refused:
            back_up(db, path, key, tmp_path / "b.db")
        assert "--without-key" in refused.value.hint
        assert list(tmp_path.glob("b*")) == []
        done = back_up(db, path, key, tmp_path / "b.db", without_key=True)
    assert done.key_file is None
    assert [one.name for one in tmp_path.glob("b*")] == ["b.db"]


def test_a_key_that_no_suppression_was_made_with_stays(
    path: Path, key: str, tmp_path: Path
) -> None:
    path.with_suffix(".key").write_bytes(b"another store's")
    with open_store(path, key=key) as db:
        assert back_up(db, path, key, tmp_path / "b.db").key_file is None
    assert not (tmp_path / "b.key").exists()


@pytest.mark.parametrize("taken", ["b.db", "b.key"])
def test_no_file_is_replaced(path: Path, key: str, tmp_path: Path, taken: str) -> None:
    leave(path, key)
    (tmp_path / taken).write_bytes(b"mine")
    with open_store(path, key=key) as db, pytest.raises(WrongUsage, match=f"{taken} exists"):
        back_up(db, path, key, tmp_path / "b.db")
    assert (tmp_path / taken).read_bytes() == b"mine"
    assert len(list(tmp_path.glob("b*"))) == 1


def test_nor_one_that_came_meanwhile(
    path: Path, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = backup._check

    def check(draft: Path, given: str) -> bool:
        (tmp_path / "b.db").write_bytes(b"mine")
        return real(draft, given)

    monkeypatch.setattr(backup, "_check", check)
    leave(path, key)
    with open_store(path, key=key) as db, pytest.raises(WrongUsage, match="exists already"):
        back_up(db, path, key, tmp_path / "b.db")
    assert (tmp_path / "b.db").read_bytes() == b"mine"
    assert [one.name for one in tmp_path.glob("b*")] == ["b.db"]


def test_a_file_system_without_links_will_do(
    path: Path, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(_source: Path, _target: Path) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", no_links)
    with open_store(path, key=key) as db:
        back_up(db, path, key, tmp_path / "b.db")
    assert [one.name for one in tmp_path.glob("b*")] == ["b.db"]
    open_store(tmp_path / "b.db", key=key).close()


def test_a_folder_that_is_not_there_is_a_sentence(path: Path, key: str, tmp_path: Path) -> None:
    with open_store(path, key=key) as db, pytest.raises(StoreError, match="cannot write"):
        back_up(db, path, key, tmp_path / "none" / "b.db")


def test_an_interrupted_one_is_named(path: Path, key: str, tmp_path: Path) -> None:
    (tmp_path / "b.partial.db").write_bytes(b"half")
    with open_store(path, key=key) as db, pytest.raises(StoreError, match="was interrupted") as no:
        back_up(db, path, key, tmp_path / "b.db")
    assert "delete" in no.value.hint
    assert (tmp_path / "b.partial.db").read_bytes() == b"half"


def test_the_key_needs_a_name_of_its_own(path: Path, key: str, tmp_path: Path) -> None:
    with open_store(path, key=key) as db, pytest.raises(WrongUsage, match="name of the key"):
        back_up(db, path, key, tmp_path / "b.key")


def test_a_copy_that_is_not_sound_is_not_kept(
    path: Path, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver, "is_sound", lambda _: False)
    with open_store(path, key=key) as db, pytest.raises(StoreDamaged, match="was not kept"):
        back_up(db, path, key, tmp_path / "b.db")
    assert list(tmp_path.glob("b*")) == []


def test_of_a_damaged_store_none_is_made(path: Path, key: str, tmp_path: Path) -> None:
    with open_store(path, key=key) as db:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'contacts'"
        page = db.execute(query).fetchone()[0]
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    with open_store(path, key=key) as db, pytest.raises(StoreDamaged, match=r"contacts\.db is"):
        back_up(db, path, key, tmp_path / "b.db")
    assert list(tmp_path.glob("b*")) == []
