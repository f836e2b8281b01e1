"""Which driver opens a file, and what its errors become."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher3

from outreach.errors import (
    NotAStore,
    OutreachError,
    StoreDamaged,
    StoreError,
    StoreLocked,
    WrongKey,
)
from outreach.store import driver
from outreach.store.database import open_store, transaction
from outreach.store.driver import Form, head_of, translated

KEY = "correct horse battery staple"


def plain(path: Path) -> None:
    open_store(path, create=True).close()


def encrypted(path: Path) -> None:
    open_store(path, create=True, key=KEY).close()


def holding(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


@pytest.mark.parametrize(
    ("make", "form"),
    [
        (holding(b""), Form.EMPTY),
        (plain, Form.PLAIN),
        (encrypted, Form.ENCRYPTED),
        (holding(random.Random(1).randbytes(8192)), Form.ENCRYPTED),
        (holding(b"Name,Email\n" * 1000), Form.FOREIGN),
        (holding("Имя;Адрес\n".encode() * 1000), Form.FOREIGN),
        (holding(b"\x80\x81\x00\x01"), Form.FOREIGN),
    ],
    ids=["empty", "plain", "encrypted", "noise", "text", "other script", "too small"],
)
def test_the_first_bytes_tell(make: Callable[[Path], object], form: Form, tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    make(path)
    assert head_of(path).form is form
    assert bool(head_of(path).salt) == (form is Form.ENCRYPTED)


def test_each_encrypted_file_has_a_salt_of_its_own(tmp_path: Path) -> None:
    for name in ("a.db", "b.db"):
        encrypted(tmp_path / name)
    assert head_of(tmp_path / "a.db").salt != head_of(tmp_path / "b.db").salt


@pytest.mark.parametrize("key", ["", KEY], ids=["plain", "encrypted"])
def test_opening_a_store_again_lets_go_of_no_lock(tmp_path: Path, key: str) -> None:
    """Another process would otherwise take itself for the last one and delete the WAL in use."""
    path = tmp_path / "contacts.db"
    alone = (
        "import sys\nfrom sqlcipher3 import dbapi2\n"
        "db = dbapi2.connect(sys.argv[1], timeout=0.1, isolation_level=None)\n"
        "if sys.argv[2]: db.execute(f\"PRAGMA key = '{sys.argv[2]}'\")\n"
        "db.execute('PRAGMA locking_mode = EXCLUSIVE')\n"
        "try: print(db.execute('PRAGMA journal_mode = DELETE').fetchone()[0])\n"
        "except dbapi2.OperationalError as exc: print(exc)\n"
    )
    with open_store(path, create=True, key=key), open_store(path, key=key):
        pass
    with open_store(path, key=key) as one:
        open_store(path, key=key).close()
        said = subprocess.run(
            [sys.executable, "-c", alone, str(path), key],
            capture_output=True,
            text=True,
            check=True,
        )
        assert said.stdout == "database is locked\n"
        one.execute("DELETE FROM sources")


def test_another_file_under_the_name_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    plain(path)
    encrypted(tmp_path / "other.db")
    path.write_bytes((tmp_path / "other.db").read_bytes())  # in place: the same inode
    with open_store(path, key=KEY) as db:
        assert db.execute("SELECT count(*) FROM contacts").fetchone() == (0,)


@pytest.fixture(params=["sqlite3", "sqlcipher3"])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    module = sqlite3 if request.param == "sqlite3" else sqlcipher3
    opened = module.connect(str(tmp_path / "x.db"), timeout=0, isolation_level=None)
    opened.execute("CREATE TABLE t (a TEXT NOT NULL)")
    yield opened
    opened.close()


def test_each_drivers_lock_is_a_locked_store(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    other = type(connection)(str(tmp_path / "x.db"), timeout=0, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreLocked, match="is locked by another"), translated(tmp_path / "x.db"):
        connection.execute("INSERT INTO t VALUES ('a')")
    other.close()


def test_each_drivers_full_disk_is_a_sentence(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    connection.execute("PRAGMA max_page_count = 2")
    with pytest.raises(StoreError, match="the disk is full"), translated(tmp_path / "x.db"):
        connection.execute("INSERT INTO t VALUES (hex(zeroblob(100000)))")


def test_each_drivers_fault_of_ours_stays_what_it_is(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    for statement in ("SELECT nothing FROM t", "INSERT INTO t VALUES (NULL)"):
        with pytest.raises(driver.errors()) as caught, translated(tmp_path / "x.db"):
            connection.execute(statement)
        assert not isinstance(caught.value, OutreachError)


def spoiled(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at : at + 64] = os.urandom(64)
    path.write_bytes(content)


def test_a_damaged_page_is_no_wrong_key(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    encrypted(path)
    pages = path.stat().st_size // 4096
    for page in range(1, pages):
        spoiled(path, page * 4096 + 100)
    with pytest.raises(StoreDamaged, match="is damaged") as caught:
        open_store(path, key=KEY)
    assert caught.value.hint == "restore a backup"


def test_a_damaged_beginning_looks_like_a_wrong_key_and_both_are_said(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    encrypted(path)
    spoiled(path, 100)
    with pytest.raises(WrongKey, match="or the file is damaged"):
        open_store(path, key=KEY)


def test_a_damaged_plain_file_is_no_encrypted_one(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    path.write_bytes(b"SQLite format 3\0" + b"x" * 4096)
    with pytest.raises(StoreDamaged):
        open_store(path, key=KEY)


def test_text_is_not_a_store_whatever_the_key(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    path.write_text("Name,Email\n" * 1000)
    with pytest.raises(NotAStore, match="not an SQLite file, nor an encrypted store"):
        open_store(path, key=KEY)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    plain(path)
    path.chmod(0)
    with pytest.raises(StoreError, match=r"cannot read .*contacts\.db"):
        open_store(path)


def test_soundness_tells_real_faults_from_those_sqlite_invents(tmp_path: Path) -> None:
    """SQLite 3.40 reports NULL in a column of such a table, in which there is none."""
    path = tmp_path / "x.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(
        "CREATE TABLE t (a TEXT NOT NULL, b TEXT NOT NULL, k TEXT NOT NULL, PRIMARY KEY (a, k))"
        " STRICT, WITHOUT ROWID"
    )
    connection.executemany("INSERT INTO t VALUES (?, 'b', 'k')", [(str(n),) for n in range(2000)])
    assert driver.is_sound(connection)
    connection.execute("CREATE TABLE u (a TEXT)")
    connection.execute("INSERT INTO u VALUES (NULL)")
    connection.execute("PRAGMA writable_schema = ON")
    sql = "CREATE TABLE u (a TEXT NOT NULL)"
    connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'u'", [sql])
    connection.close()
    connection = sqlite3.connect(path)
    assert not driver.is_sound(connection)
    connection.close()


@pytest.mark.parametrize("key", ["", KEY], ids=["plain", "encrypted"])
def test_what_the_rooms_use_of_sqlite_utils_works_on_either_driver(
    tmp_path: Path, key: str
) -> None:
    with open_store(tmp_path / "contacts.db", create=True, key=key) as db:
        with transaction(db), db.atomic():
            done = db.execute(
                "INSERT INTO sources (file, sha256, imported_at) VALUES ('f', 's', 't')"
            )
        assert (done.rowcount, done.lastrowid) == (1, 1)
        rows = [("g", "s2", "t"), ("h", "s3", "t")]
        insert = "INSERT INTO sources (file, sha256, imported_at) VALUES (?, ?, ?)"
        with transaction(db):
            db.conn.executemany(insert, rows)
        named = "SELECT file FROM sources WHERE file > :least ORDER BY id"
        assert list(db.query(named, {"least": "f"})) == [{"file": "g"}, {"file": "h"}]
        db.conn.create_function("shout", 1, str.upper, deterministic=True)
        assert db.execute("SELECT shout('x')").fetchone() == ("X",)
        read = db.query("SELECT id FROM sources ORDER BY id")
        ids = [row["id"] for row in list(read)]
        assert ids == [1, 2, 3]
        assert db.table("sources").count == 3
        assert "recipients" in db.view_names()
        db.execute("VACUUM")
        assert db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
