"""The power fails: of what was being written, any part may be on the disk, in any order.

The store is written ahead with ``synchronous = FULL``: a commit returns when its frames are on the
disk. So a failing power can take what was written after the last commit that returned, and
nothing else, as long as the disk keeps what it has confirmed. Frames: sqlite.org/fileformat2, 4.1.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from outreach.store import ledger
from outreach.store.database import open_store
from real_send import NOW, Send, check_accounted_for, go_on_to_the_end, sending, workspace
from warm import Warm

CITIES, PEOPLE = 2, 2
PLANNED = {f"p{c}x{i}@press.example" for c in range(CITIES) for i in range(PEOPLE)}
TABLES = ("plans", "batches", "deliveries", "exclusions", "runs", "settlements", "events")
HEADER, FRAME_HEADER = 32, 24
SEND = ("send", "visit", "--yes")
RECORD = "before UPDATE batches SET state = 'submitted'"

Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def send(tmp_path: Path, warm: Warm) -> Iterator[Send]:
    workspace(tmp_path, CITIES, PEOPLE, concurrency=1)
    with sending(tmp_path, warm) as send:
        assert send.run("plan", "visit").code == 0
        send.keep("before")
        yield send


def commits(log: bytes) -> list[int]:
    """Where the log's transactions end, from its header on. Frames of an older log do not count."""
    page, salts = int.from_bytes(log[8:12]), log[16:24]
    ends, at = [HEADER], HEADER
    while log[at + 8 :] and log[at + 8 : at + 16] == salts:
        in_pages = int.from_bytes(log[at + 4 : at + 8])
        at += FRAME_HEADER + page
        if in_pages:
            ends.append(at)
    return ends


def torn(log: bytes, before: int, end: int, under: bytes = b"") -> Iterator[tuple[str, bytes]]:
    """What may be of a log whose last transaction, from ``before`` to ``end``, was being written.

    ``under`` is what the disk held there before.
    """
    frame = FRAME_HEADER + int.from_bytes(log[8:12])
    old = under[before:end].ljust(end - before, b"\0")
    for at in range(before, end, frame):
        for cut in (at, at + 10, at + FRAME_HEADER, at + frame // 2):
            yield f"cut at {cut}", log[:cut] + under[cut:]
        lost = old[at - before : at - before + frame]
        yield f"without the frame at {at}", log[:at] + lost + log[at + frame : end]


def read(folder: Path) -> Rows:
    with closing(sqlite3.connect(folder / "contacts.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = {one: db.execute(f"SELECT * FROM {one} ORDER BY 1, 2").fetchall() for one in TABLES}
        assert not db.execute("PRAGMA foreign_key_check").fetchall()
    return rows


def after_power_loss(folder: Path, data: bytes, log: bytes | None, index: bytes = b"") -> Rows:
    """What a store says that finds these files; ``index`` is what is left of its shared memory."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "contacts.db").write_bytes(data)
    if log is not None:
        (folder / "contacts.db-wal").write_bytes(log)
    if index:
        (folder / "contacts.db-shm").write_bytes(index)
    return read(folder)


def restart(send: Send, kept: str, log: bytes) -> None:
    """With files that nobody has open, this log, and no shared memory."""
    (send.root / kept / "contacts.db-wal").write_bytes(log)
    (send.root / kept / "contacts.db-shm").unlink()
    send.back_to(kept)


def killed_after_commit(send: Send, number: int) -> bool:
    """Whether a send has so many commits; its files and the outbox are as they were right then."""
    send.sandbox.sandbox.clear()
    send.back_to("before")
    ended = send.run(*SEND, at=["after COMMIT", number], do="kill")
    return ended.code == -9


def test_while_a_commit_is_written_it_is_there_whole_or_not_at_all(
    send: Send, tmp_path: Path
) -> None:
    number, tried, wrote, known = 0, 0, 0, 1
    while killed_after_commit(send, number := number + 1):
        files = send.keep(f"commit {number}")
        data = (files / "contacts.db").read_bytes()
        log = (files / "contacts.db-wal").read_bytes()
        ends = commits(log)
        if len(ends) == known:
            continue  # it found nothing to change
        assert len(ends) == known + 1
        known, (before, end) = len(ends), ends[-2:]
        wrote += 1
        earlier = after_power_loss(tmp_path / "try", data, log[:before])
        later = after_power_loss(tmp_path / "try", data, log)
        assert later != earlier, "a commit that changes nothing shows nothing"
        for name, left in torn(log, before, end):
            where = f"commit {number}, {name}"
            tried += 1
            assert after_power_loss(tmp_path / "try", data, left) == earlier, where
        shared = (b"", (files / "contacts.db-shm").read_bytes(), b"\xff" * 32768)
        for index in shared:
            assert after_power_loss(tmp_path / "try", data, log, index) == later
        # And on from there, as a person would: what was torn is gone, or it is all there.
        restart(send, files.name, log[: end - 100] if wrote % 2 else log)
        ended = send.run(*SEND)
        assert ended.code in (0, 4), ended.err
        check_accounted_for(send, PLANNED)
        go_on_to_the_end(send, PLANNED, ended.err)
    assert wrote >= 2 * CITIES, "a claim and a record for each request"
    assert tried > 100


def test_while_the_log_is_moved_into_the_store_nothing_is_lost(send: Send, tmp_path: Path) -> None:
    """Any page may be written or not: the log goes only when all of them are on the disk."""
    assert send.run(*SEND, at=[RECORD, CITIES], do="kill").code == -9
    files = send.keep("full")
    data = (files / "contacts.db").read_bytes()
    log = (files / "contacts.db-wal").read_bytes()
    shutil.copytree(files, tmp_path / "moved")
    said = read(tmp_path / "moved")
    moved = (tmp_path / "moved" / "contacts.db").read_bytes()
    assert not (tmp_path / "moved" / "contacts.db-wal").exists(), "closing moves it"
    assert moved != data
    page = int.from_bytes(log[8:12])
    pages = max(len(moved), len(data)) // page
    random = Random(6)
    for share in (0.1, 0.3, 0.5, 0.7, 0.9) * 4:
        mixed = b"".join(
            (moved if random.random() < share else data)[n * page : (n + 1) * page].ljust(
                page, b"\0"
            )
            for n in range(pages)
        )
        half = random.randrange(pages) * page + page // 2
        mixed = mixed[:half] + (data if random.random() < 0.5 else moved)[half:].ljust(
            len(mixed) - half, b"\0"
        )
        assert after_power_loss(tmp_path / "try", mixed, log) == said


def test_while_the_log_is_written_over_an_older_one(send: Send, tmp_path: Path) -> None:
    """Frames of the older log lie behind, and under, those that are being written."""
    assert send.run(*SEND, at=[RECORD, 1], do="kill").code == -9
    with closing(open_store(tmp_path / "contacts.db")) as db:
        assert db.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()[0] == 0
        old = (tmp_path / "contacts.db-wal").read_bytes()
        assert ledger.disown(db, "visit", NOW) == 1
        files = send.keep("written over")
        new = (files / "contacts.db-wal").read_bytes()
        data = (files / "contacts.db").read_bytes()
    assert len(new) == len(old), "it was not written over"
    assert new[16:24] != old[16:24]
    before, end = commits(new)[-2:]
    earlier = after_power_loss(tmp_path / "try", data, None)
    later = after_power_loss(tmp_path / "try", data, new)
    assert earlier != later
    for name, left in torn(new, before, end, under=old):
        assert after_power_loss(tmp_path / "try", data, left) == earlier, name


def test_a_disk_that_confirms_too_early_can_have_somebody_written_to_twice(send: Send) -> None:
    """Why the disk's word is needed: a claim that is lost after the request shows nothing."""
    assert send.run(*SEND, at=[RECORD, 1], do="kill").code == -9
    log = (send.keep("lied") / "contacts.db-wal").read_bytes()
    restart(send, "lied", log[: commits(log)[-2]])
    assert send.run(*SEND).code == 0
    twice = {to for to, times in send.received().items() if times == 2}
    assert len(twice) == PEOPLE


def test_the_claims_commit_is_the_last_thing_before_the_request(send: Send) -> None:
    """Nothing that the request needs is still to be written when it begins."""
    trace = send.root / "trace"
    assert send.run(*SEND, trace=str(trace)).code == 0
    steps = trace.read_text().splitlines()
    for one, following in pairwise(steps):
        if following == "before connecting":
            assert one == "after COMMIT"
