"""From plain to encrypted, back, and to another key: nothing lost, nothing left, at any moment."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from outreach.domain.contact import Reason, Suppression
from outreach.errors import KeyNeeded, OutreachError, StoreDamaged, StoreLocked, WrongKey
from outreach.store import encryption
from outreach.store.database import Store, open_store, transaction
from outreach.store.encryption import convert, is_encrypted
from outreach.store.suppressions import suppress, suppressed

KEY, OTHER = "correct horse battery staple", "ab" * 32
PEOPLE = 500
LEFT = "left@kept.example"


def filled(path: Path, key: str = "") -> Path:
    """A store with people and somebody who left."""
    with open_store(path, create=True, key=key) as db:
        with transaction(db):
            db.conn.executemany(
                "INSERT INTO contacts (uid, kind, email, email_key, name, created_at, updated_at)"
                " VALUES (?, 'press', ?, ?, 'Person', 't', 't')",
                [(f"u{n}", f"p{n}@kept.example", f"p{n}@kept.example") for n in range(PEOPLE)],
            )
        when = datetime(2026, 6, 20, tzinfo=UTC)
        suppress(db, Suppression(LEFT, Reason.MANUAL, when, "test"))
    return path


def whole(db: Store) -> bool:
    people = db.execute("SELECT count(DISTINCT email) FROM contacts").fetchone()[0]
    sound = not db.execute("PRAGMA foreign_key_check").fetchall()
    return bool(people == PEOPLE and sound and suppressed(db)(LEFT) is Reason.MANUAL)


def traces(folder: Path) -> list[str]:
    """Files that hold an address as it is."""
    return [one.name for one in folder.iterdir() if b"@kept.example" in one.read_bytes()]


@pytest.mark.parametrize(
    ("old", "new"),
    [("", KEY), ("", OTHER), (KEY, ""), (KEY, OTHER), (OTHER, ""), (KEY, KEY)],
    ids=["encrypt", "encrypt raw", "decrypt", "rekey", "decrypt raw", "same key"],
)
def test_all_of_it_is_there_under_the_new_key_and_that_alone(
    tmp_path: Path, old: str, new: str
) -> None:
    path = filled(tmp_path / "contacts.db", old)
    before = is_encrypted(path)
    done = convert(path, old, new)
    assert (before, is_encrypted(path)) == (old != "", new != "")
    assert done.rows >= PEOPLE
    with open_store(path, key=new) as db:
        assert whole(db)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {one.name for one in tmp_path.iterdir()} == {"contacts.db", "contacts.key"}
    assert traces(tmp_path) == ([] if new else ["contacts.db"])
    if new and old != new:
        with pytest.raises((WrongKey, KeyNeeded)):
            open_store(path, key=old)


def test_the_plain_bytes_are_overwritten(tmp_path: Path) -> None:
    path = filled(tmp_path / "contacts.db")
    held = os.open(path, os.O_RDONLY)  # after the swap nothing else leads to them
    assert convert(path, "", KEY).erased
    content = os.read(held, os.fstat(held).st_size)
    os.close(held)
    assert content
    assert not content.strip(b"\0")


def test_what_a_killed_command_left_in_the_wal_is_overwritten(tmp_path: Path) -> None:
    path = filled(tmp_path / "contacts.db")
    die = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from outreach.store.database import open_store\n"
        "db = open_store(Path(sys.argv[1]))\n"
        "db.execute(\"UPDATE contacts SET notes = 'by p1@kept.example'\")\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", die, str(path)], check=False)
    wal = path.with_name("contacts.db-wal")
    assert b"by p1@kept.example" in wal.read_bytes()
    held = os.open(wal, os.O_RDONLY)
    convert(path, "", KEY)
    content = os.read(held, os.fstat(held).st_size)
    os.close(held)
    assert not content.strip(b"\0")
    with open_store(path, key=KEY) as db:
        assert db.execute("SELECT DISTINCT notes FROM contacts").fetchall() == [
            ("by p1@kept.example",)
        ]


def test_a_copy_under_another_name_is_left_and_told(tmp_path: Path) -> None:
    path = filled(tmp_path / "contacts.db")
    (tmp_path / "kept").mkdir()
    copy = tmp_path / "kept" / "snapshot.db"
    os.link(path, copy)
    assert not convert(path, "", KEY).erased
    assert b"@kept.example" in copy.read_bytes()


def test_a_store_behind_a_link_is_converted_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    path = filled(tmp_path / "disk" / "contacts.db")
    link = tmp_path / "contacts.db"
    link.symlink_to(path)
    convert(link, "", KEY)
    assert link.is_symlink()
    assert is_encrypted(path)


HOLD = """
import sys
from pathlib import Path
from outreach.store.database import open_store
db = open_store(Path(sys.argv[1]), key=sys.argv[2])
print("held", flush=True)
sys.stdin.read()
"""


def started(program: str, *arguments: str) -> subprocess.Popen[str]:
    """A process of its own, which goes on when its stdin is closed."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@contextmanager
def held_elsewhere(path: Path, key: str) -> Iterator[None]:
    with started(HOLD, str(path), key) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        yield
        assert holder.stdin
        holder.stdin.close()


@pytest.mark.parametrize(("old", "new"), [("", KEY), (KEY, "")], ids=["encrypt", "decrypt"])
def test_a_store_that_is_open_elsewhere_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    """Idle or not: what it would write afterwards would go into a file without a name."""
    monkeypatch.setattr(encryption, "HOLD_SECONDS", 0.1)
    path = filled(tmp_path / "contacts.db", old)
    with held_elsewhere(path, old):
        with pytest.raises(StoreLocked, match="open in another program") as caught:
            convert(path, old, new)
        assert "outreach listen" in caught.value.hint
    with open_store(path, key=old) as db:
        assert whole(db)
    assert convert(path, old, new).rows >= PEOPLE


WRITE = """
import sys
from pathlib import Path
from outreach.store.database import open_store, transaction
print("opening", flush=True)
with open_store(Path(sys.argv[1]), key=sys.argv[2]) as db, transaction(db):
    db.execute("INSERT INTO sources (file, sha256, imported_at) VALUES ('late', 's', 't')")
"""


@pytest.mark.parametrize("old", ["", KEY], ids=["encrypt", "same key"])
def test_who_waits_meanwhile_writes_to_the_new_file(tmp_path: Path, old: str) -> None:
    path = filled(tmp_path / "contacts.db", old)
    waiting: list[subprocess.Popen[str]] = []
    with ExitStack() as processes:

        def let_one_wait(_salt: str) -> None:
            one = processes.enter_context(started(WRITE, str(path), KEY))
            assert one.stdout
            assert one.stdout.readline() == "opening\n"
            threading.Event().wait(0.5)  # by now it waits for the lock
            assert one.poll() is None
            waiting.append(one)

        convert(path, old, KEY, before_swap=let_one_wait)
        assert waiting[0].wait(20) == 0
    with open_store(path, key=KEY) as db:
        assert db.execute("SELECT file FROM sources").fetchall() == [("late",)]
        assert whole(db)


DIE = """
import os, signal, sys
from pathlib import Path
from outreach.store import encryption

def die(*_args, **_kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

path, old, new, when, step = sys.argv[1:]
real = getattr(encryption, step)
if when == "before":
    setattr(encryption, step, die)
elif when == "after":
    setattr(encryption, step, lambda *args: (real(*args), die()))
else:
    def during(db, *args):
        db.conn.set_progress_handler(die, 2000)
        real(db, *args)
    setattr(encryption, step, during)
encryption.convert(Path(path), old, new)
"""
STEPS = [
    ("before", "_keep_others_out"),
    ("after", "_keep_others_out"),
    ("during", "_export"),
    ("before", "_compare"),
    ("before", "_put_in_place"),
    ("after", "_put_in_place"),
    ("before", "_overwrite"),
    ("after", "_overwrite"),
]


@pytest.mark.parametrize(
    ("old", "new"),
    [("", OTHER), (OTHER, ""), (OTHER, "cd" * 32)],
    ids=["encrypt", "decrypt", "rekey"],
)
@pytest.mark.parametrize(("when", "step"), STEPS, ids=[" ".join(step) for step in STEPS])
def test_killed_at_any_step_it_is_the_old_store_or_the_new_one(
    tmp_path: Path, when: str, step: str, old: str, new: str
) -> None:
    path = filled(tmp_path / "contacts.db", old)
    done = subprocess.run([sys.executable, "-c", DIE, str(path), old, new, when, step], check=False)
    assert done.returncode == -signal.SIGKILL
    try:
        db, present = open_store(path, key=old), old
    except (KeyNeeded, WrongKey):
        db, present = open_store(path, key=new), new
    if old == "" and is_encrypted(path):
        present = new
    with db:
        assert whole(db)
    if present == old:
        convert(path, old, new)
    with open_store(path, key=new) as db:
        assert whole(db)
    assert {one.name for one in tmp_path.iterdir()} == {"contacts.db", "contacts.key"}
    assert traces(tmp_path) == ([] if new else ["contacts.db"])


def test_a_copy_that_is_not_the_same_is_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = filled(tmp_path / "contacts.db")
    real = encryption._export

    def lossy(db: Store, target: Path, key: str) -> None:
        real(db, target, key)
        with open_store(target, key=KEY) as copy:
            copy.execute("DELETE FROM contacts WHERE uid = 'u7'")

    monkeypatch.setattr(encryption, "_export", lossy)
    with pytest.raises(StoreDamaged, match="the store stays as it was"):
        convert(path, "", KEY)
    with open_store(path) as db:
        assert whole(db)
    assert {one.name for one in tmp_path.iterdir()} == {"contacts.db", "contacts.key"}


def test_what_refuses_before_the_swap_stops_it(tmp_path: Path) -> None:
    path = filled(tmp_path / "contacts.db")

    def refuse(_salt: str) -> None:
        raise OutreachError("no keyring")

    with pytest.raises(OutreachError, match="no keyring"):
        convert(path, "", KEY, before_swap=refuse)
    assert not is_encrypted(path)
    with open_store(path) as db:
        assert whole(db)


def test_a_wrong_key_changes_nothing(tmp_path: Path) -> None:
    path = filled(tmp_path / "contacts.db", KEY)
    before = path.read_bytes()
    with pytest.raises(WrongKey):
        convert(path, "wrong horse battery staple", "")
    assert path.read_bytes() == before


CREATE = """
import sys
from pathlib import Path
from outreach.store.database import open_store, transaction
print("ready", flush=True)
sys.stdin.readline()
path, key, file = sys.argv[1:]
with open_store(Path(path), create=True, key=key) as db, transaction(db):
    db.execute("INSERT INTO sources (file, sha256, imported_at) VALUES (?, 's', 't')", [file])
"""


@pytest.mark.parametrize("key", ["", OTHER], ids=["plain", "encrypted"])
def test_several_that_make_a_store_at_once_make_one(tmp_path: Path, key: str) -> None:
    path = tmp_path / "contacts.db"
    with ExitStack() as processes:
        makers = [
            processes.enter_context(started(CREATE, str(path), key, f"file {n}")) for n in range(4)
        ]
        for one in makers:
            assert one.stdout
            assert one.stdout.readline() == "ready\n"
        for one in makers:
            assert one.stdin
            one.stdin.close()
        assert [one.wait(30) for one in makers] == [0, 0, 0, 0]
    with open_store(path, key=key) as db:
        files = db.execute("SELECT file FROM sources ORDER BY file").fetchall()
    assert files == [(f"file {n}",) for n in range(4)]
