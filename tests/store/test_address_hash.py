"""The key of the suppressions: made once, kept private, and never silently another one."""

from __future__ import annotations

import hashlib
import hmac
import multiprocessing
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from outreach.domain.contact import Reason, Suppression
from outreach.domain.event import Event, EventKind
from outreach.errors import StoreError
from outreach.store import ledger
from outreach.store.address_hash import hasher, key_file
from outreach.store.database import Store, open_store
from outreach.store.events import record_events
from outreach.store.migrations import m0001_contacts, m0002_ledger, m0003_people
from outreach.store.plans import Plan
from outreach.store.schema import MIGRATIONS
from outreach.store.suppressions import barring, release, suppress, suppressed, suppressions

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
ANA = Suppression("ana@x.example", Reason.UNSUBSCRIBE, NOW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "contacts.db"


@pytest.fixture
def left(path: Path) -> Iterator[Path]:
    """A store that somebody left, closed."""
    with closing(open_store(path, create=True)) as db:
        suppress(db, ANA)
    return path


def test_a_store_nobody_left_needs_no_key(path: Path) -> None:
    with closing(open_store(path, create=True)) as db:
        assert suppressed(db)("ana@x.example") is None
        assert barring(db, "ana@x.example") == []
    with closing(open_store(path)):
        pass
    assert not key_file(path).exists()


def test_the_key_is_private_and_nothing_else_is_left_beside_it(left: Path) -> None:
    key = key_file(left)
    assert key == left.with_suffix(".key")
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_bytes()) == 32
    assert {one.name for one in left.parent.iterdir()} == {"contacts.db", "contacts.key"}


def test_the_hash_is_hmac_sha256_in_sql_and_in_python(left: Path) -> None:
    key = key_file(left).read_bytes()
    expected = hmac.new(key, b"ana@x.example", hashlib.sha256).hexdigest()
    with closing(open_store(left)) as db:
        assert hasher(db)("ana@x.example") == expected
        assert db.execute("SELECT address_hash('ana@x.example')").fetchone() == (expected,)
        assert db.execute("SELECT address_hash(NULL)").fetchone() == (None,)
        assert [one.email_hash for one in suppressions(db)] == [expected]


@given(st.text())
@settings(deadline=None, max_examples=50)
def test_any_text_has_the_hash_that_hmac_gives_it(text: str) -> None:
    from outreach.store.address_hash import _keyed

    key = bytes(range(32))
    expected = hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
    assert _keyed(key)(text) == expected


def test_no_address_is_in_the_store(left: Path) -> None:
    assert b"ana@x.example" not in left.read_bytes()


def test_the_key_outlives_the_connection(left: Path) -> None:
    with closing(open_store(left)) as db:
        assert suppressed(db)("ana@x.example") is Reason.UNSUBSCRIBE
        assert suppressed(db)("bo@x.example") is None


def test_a_store_of_another_name_has_the_same_key(left: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "other.db"
    link.parent.mkdir()
    link.symlink_to(left)
    with closing(open_store(link)) as db:
        assert suppressed(db)("ana@x.example") is Reason.UNSUBSCRIBE
        assert [one.reason for one in barring(db, "ana@x.example")] == [Reason.UNSUBSCRIBE]


# --- a key that is not the one -------------------------------------------------------------------


def lose(key: Path) -> None:
    key.unlink()


def swap(key: Path) -> None:
    key.write_bytes(os.urandom(32))


def cut(key: Path) -> None:
    key.write_bytes(key.read_bytes()[:16])


Use = Callable[[Store, Plan], object]
USES: dict[str, Use] = {
    "look up": lambda db, _: suppressed(db),
    "look up one": lambda db, _: barring(db, "ana@x.example"),
    "suppress": lambda db, _: suppress(db, Suppression("bo@x.example", Reason.BOUNCE, NOW)),
    "release": lambda db, _: release(db, "ana@x.example", NOW, "her mail"),
    "claim": lambda db, plan: ledger.claim(db, plan.id, NOW),
    "take an event": lambda db, _: record_events(
        db, [Event("k", EventKind.COMPLAINT, 1_800_000_000, "bo@x.example")]
    ),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES.keys())
@pytest.mark.parametrize(
    ("harm", "what"),
    [(lose, "is missing"), (swap, "is not the key"), (cut, "is not a key")],
)
def test_without_its_key_nobody_is_taken_for_not_suppressed(
    left: Path,
    small_plan: Callable[..., Plan],
    harm: Callable[[Path], None],
    what: str,
    use: Use,
) -> None:
    with closing(open_store(left)) as db:
        plan = small_plan(db, 2)
    harm(key_file(left))
    with closing(open_store(left)) as db:
        with pytest.raises(StoreError, match=what) as refused:
            use(db, plan)
        assert "backup" in refused.value.hint
        assert len(list(suppressions(db))) == 1
        assert ledger.account(db, plan.id).remaining == 2
    if harm is lose:
        assert not key_file(left).exists(), "a new key hides that the old one is lost"


def test_restoring_the_key_restores_the_suppressions(left: Path) -> None:
    kept = key_file(left).read_bytes()
    swap(key_file(left))
    key_file(left).write_bytes(kept)
    with closing(open_store(left)) as db:
        assert suppressed(db)("ana@x.example") is Reason.UNSUBSCRIBE


def test_a_key_that_others_can_read_is_refused(left: Path) -> None:
    with closing(open_store(left)) as db:
        key_file(left).chmod(0o640)
        with pytest.raises(StoreError, match="can be read by others") as refused:
            suppressed(db)
    assert refused.value.hint == f"chmod 600 {key_file(left)}"


def test_a_folder_that_cannot_be_written_to_is_named(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with closing(open_store(path, create=True)) as db:
        monkeypatch.setattr(os, "link", full)
        monkeypatch.setattr(Path, "rename", full)
        with pytest.raises(StoreError, match="No space left"):
            suppress(db, ANA)
        assert list(suppressions(db)) == []
    assert [one.name for one in path.parent.glob("*.key")] == []


def test_a_file_system_without_links_gets_its_key(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    with closing(open_store(path, create=True)) as db:
        suppress(db, ANA)
    with closing(open_store(path)) as db:
        assert suppressed(db)("ana@x.example") is Reason.UNSUBSCRIBE


# --- several processes ---------------------------------------------------------------------------


def _leave(path: Path, start: object, number: int) -> None:
    start.wait()  # type: ignore[attr-defined]
    with closing(open_store(path)) as db:
        for i in range(20):
            suppress(db, Suppression(f"p{number}-{i}@x.example", Reason.BOUNCE, NOW))


def test_processes_that_begin_at_once_share_one_key(path: Path) -> None:
    open_store(path, create=True).close()
    context = multiprocessing.get_context("fork")
    start = context.Barrier(3)
    ways = [context.Process(target=_leave, args=(path, start, n)) for n in range(3)]
    for one in ways:
        one.start()
    for one in ways:
        one.join()
    assert [one.exitcode for one in ways] == [0, 0, 0]
    with closing(open_store(path)) as db:
        why = suppressed(db)
        assert all(why(f"p{n}-{i}@x.example") for n in range(3) for i in range(20))
    assert [one.name for one in path.parent.glob("*.key")] == ["contacts.key"]


# --- a store of an earlier version ---------------------------------------------------------------


@pytest.fixture
def plain(path: Path) -> Path:
    """A store as it was before suppressions were hashed, with three."""
    with closing(sqlite3.connect(path)) as raw:
        db = Database(raw)
        MIGRATIONS.apply(db, stop_before="0004_suppressions")
        db.table("suppressions").insert_all(
            [
                {"email_key": f"p{i}@x.example", "reason": "bounce", "at": NOW.isoformat()}
                for i in range(3)
            ]
        )
    path.chmod(0o600)
    return path


def test_the_steps_before_are_what_stores_in_use_have() -> None:
    for step in (m0001_contacts, m0002_ledger, m0003_people):
        assert "address_hash" not in " ".join(step.STATEMENTS)


def test_a_plain_store_is_hashed_and_names_nobody(plain: Path) -> None:
    assert b"p1@x.example" in plain.read_bytes()
    with closing(open_store(plain)) as db:
        assert [suppressed(db)(f"p{i}@x.example") for i in range(4)] == [*["bounce"] * 3, None]
    assert b"p1@x.example" not in plain.read_bytes()
    assert not plain.with_name("contacts.db-wal").exists()


def test_a_plain_store_nobody_left_gets_no_key(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        MIGRATIONS.apply(Database(raw), stop_before="0004_suppressions")
    with closing(open_store(path)):
        pass
    assert not key_file(path).exists()


def test_a_copy_without_its_key_is_noticed(left: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(left, copy)
    with (
        closing(open_store(copy)) as db,
        pytest.raises(StoreError, match=r"copy\.key is missing"),
    ):
        suppressed(db)


@pytest.mark.skipif(os.name != "posix", reason="file permissions")
def test_a_key_that_is_a_link_to_somebody_elses_file_is_refused(
    left: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = key_file(left).rename(tmp_path / "elsewhere")
    key_file(left).symlink_to(moved)
    with closing(open_store(left)) as db:
        hasher(db)
        monkeypatch.setattr(os, "geteuid", lambda: moved.stat().st_uid + 1)
        with pytest.raises(StoreError, match="link to a file of somebody else"):
            hasher(db)


@pytest.mark.skipif(os.name != "posix", reason="symbolic links")
def test_a_key_that_is_a_link_to_nothing_is_refused(path: Path, tmp_path: Path) -> None:
    key_file(path).symlink_to(tmp_path / "nowhere")
    with (
        closing(open_store(path, create=True)) as db,
        pytest.raises(StoreError, match="link to nothing"),
    ):
        suppress(db, ANA)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("repository", "ignored", "told"),
    [
        (".", "*.db\n", True),
        ("..", "", True),
        (".", "*.key\n", False),
        (".", "/contacts.key", False),
        ("", "", False),
    ],
)
def test_that_a_new_key_might_be_committed_is_told_once(
    tmp_path: Path, repository: str, ignored: str, told: bool
) -> None:
    folder = tmp_path / "repository" / "home"
    folder.mkdir(parents=True)
    if repository:
        (folder / repository / ".git").mkdir()
    (folder / ".gitignore").write_text(ignored)
    said: list[str] = []
    for address in ("a@x.example", "b@x.example"):
        with closing(open_store(folder / "contacts.db", create=True, tell=said.append)) as db:
            suppress(db, Suppression(address, Reason.MANUAL, datetime(2026, 6, 20, tzinfo=UTC)))
    assert [one.partition(" ")[2] for one in said] == [
        "belongs in no version control: add *.key to .gitignore"
    ] * told
