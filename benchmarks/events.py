"""How fast signed posts of events are taken in, and stats read, beside what no program can spare.

Run it from anywhere: ``python benchmarks/events.py [CAMPAIGNS] [--store FILE]``. README.md in this
folder says how to read it.
"""

from __future__ import annotations

import argparse
import os
import pickle
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import heard
import orjson

from outreach.sendgrid.events import load_key, parse, verify
from outreach.store import stats
from outreach.store.backlog import backlog
from outreach.store.database import open_store
from outreach.store.events import record_events
from outreach.store.recount import recount

REPOSITORY = Path(__file__).parents[1]
POSTER = Path(__file__).with_name("poster.py")
FRESH = 4
"""Campaigns that were sent and are told of while it is measured."""

POSTS = {1000: (150, 4), 5: (10_000, 64)}
"""By events a post: how many posts, over how many connections."""

Post = tuple[bytes, dict[str, str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("campaigns", nargs="?", type=int, default=40, help="of 25,000 people each")
    parser.add_argument("--store", type=Path, help="filled once, and used again by the next run")
    wanted = parser.parse_args()
    with TemporaryDirectory() as folder:
        filled = wanted.store or Path(folder, "filled.db")
        if not filled.exists():
            begin = time.perf_counter()
            heard.fill(filled, wanted.campaigns, FRESH)
            print(f"filled in {time.perf_counter() - begin:.0f} s")
        _sizes(filled)
        _taking(filled, Path(folder), wanted.campaigns)
        _stats(filled, wanted.campaigns)


def _sizes(path: Path) -> None:
    db = open_store(path)
    for table in ("deliveries", "events", "cohorts"):
        print(f"{db.execute(f'SELECT count(*) FROM {table}').fetchone()[0]:>12,} {table}")
    db.close()


# --- taking events in -----------------------------------------------------------------------------


def _taking(filled: Path, folder: Path, campaigns: int) -> None:
    print(
        f"\n{'events a post':>14} {'posts':>7} {'taken/s':>9} {'counted/s':>9} {'alone/s':>9}"
        f" {'floor/s':>9} {'× floor':>8} {'MB first':>9} {'MB last':>8}"
    )
    signer = heard.Signer()
    for size, (most, connections) in POSTS.items():
        posts = _posts(filled, campaigns, size, most, signer)
        events = sum(len(orjson.loads(body)) for body, _ in posts)
        store = Path(folder, "store.db")
        _copy(filled, store)
        floor = _floor(store, posts, signer.public_key)
        alone = _alone(store, posts, signer.public_key)
        _copy(filled, store)
        taken, counted, first, last = _served(store, posts, connections, signer.public_key, folder)
        _see(store, filled, events)
        print(
            f"{size:>14,} {len(posts):>7,} {events / taken:>9,.0f} {events / counted:>9,.0f}"
            f" {events / alone:>9,.0f}"
            f" {events / floor:>9,.0f} {taken / floor:>8.1f} {first:>9.0f} {last:>8.0f}",
            flush=True,
        )


def _posts(filled: Path, campaigns: int, size: int, most: int, signer: heard.Signer) -> list[Post]:
    db = open_store(filled)
    now = int(time.time())
    found: list[Post] = []
    for events in heard.posts(db, range(campaigns, campaigns + FRESH), size):
        # As SendGrid's: an event a line, and CRLF between them.
        body = b"[" + b",\r\n".join(orjson.dumps(one) for one in events) + b"]\r\n"
        found.append((body, signer.headers(body, now)))
        if len(found) == most:
            break
    db.close()
    return found


def _copy(filled: Path, store: Path) -> None:
    """A store to change, and the key of its suppressions."""
    for old in store.parent.glob(f"{store.name}*"):
        old.unlink()
    shutil.copyfile(filled, store)
    key = filled.with_name("contacts.key")
    if key.exists() and key.parent != store.parent:
        shutil.copyfile(key, store.with_name("contacts.key"))


def _floor(store: Path, posts: Sequence[Post], public_key: str) -> float:
    """Verify, read the JSON, and insert into a table without keys: one commit a 1,000 events."""
    db = sqlite3.connect(store.with_name("floor.db"), isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("DROP TABLE IF EXISTS events")
    db.execute("CREATE TABLE events (at, key, kind, email, delivery, batch, reason, status, url)")
    names = ("timestamp", "sg_event_id", "event", "email", "outreach_delivery", "outreach_batch")
    more = ("reason", "status", "url")
    key, now = load_key(public_key), time.time()
    begin = time.perf_counter()
    waiting: list[list[object]] = []
    for body, headers in posts:
        verify(body, headers, [key], now)
        waiting += ([one.get(name) for name in (*names, *more)] for one in orjson.loads(body))
        if len(waiting) >= 1000:
            _insert(db, waiting)
            waiting = []
    _insert(db, waiting)
    taken = time.perf_counter() - begin
    db.close()
    return taken


def _insert(db: sqlite3.Connection, rows: Sequence[Sequence[object]]) -> None:
    db.execute("BEGIN IMMEDIATE")
    db.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    db.execute("COMMIT")


def _alone(store: Path, posts: Sequence[Post], public_key: str) -> float:
    """Ours in one thread without HTTP: verify, parse, and record a 1,000 events at a time."""
    db = open_store(store)
    key, now = load_key(public_key), time.time()
    begin = time.perf_counter()
    waiting = []
    for body, headers in posts:
        verify(body, headers, [key], now)
        waiting += parse(body)
        if len(waiting) >= 1000:
            record_events(db, waiting)
            waiting = []
    record_events(db, waiting)
    taken = time.perf_counter() - begin
    db.close()
    return taken


def _served(
    store: Path, posts: Sequence[Post], connections: int, public_key: str, folder: Path
) -> tuple[float, float, float, float]:
    """By `outreach listen` as it is: seconds until the last was answered and until all were
    counted, and its memory after a tenth of them and at the end, in MB."""
    with _listening(store, public_key, folder) as (host, port, process):
        first = max(1, len(posts) // 10)
        seconds = _post(posts[:first], host, port, connections, folder)
        late = _uncounted(store)
        early = _resident(process.pid)
        seconds += _post(posts[first:], host, port, connections, folder)
        late += _uncounted(store)
        return seconds, seconds + late, early, _resident(process.pid)


def _uncounted(store: Path) -> float:
    """Seconds until nothing waits to be counted."""
    begin = time.perf_counter()
    db = open_store(store)
    while backlog(db).posts:
        time.sleep(0.01)
    db.close()
    return time.perf_counter() - begin


def _post(posts: Sequence[Post], host: str, port: str, connections: int, folder: Path) -> float:
    requests = []
    for body, headers in posts:
        lines = [
            "POST /webhooks/sendgrid HTTP/1.1",
            f"Host: {host}:{port}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        requests.append("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
    file = folder / "requests"
    file.write_bytes(pickle.dumps(requests))
    command = [sys.executable, str(POSTER), host, port, str(connections), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return float(done.stdout)


@contextmanager
def _listening(
    store: Path, public_key: str, folder: Path
) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    log = folder / "listen.log"
    command = [sys.executable, "-m", "outreach", "listen", "--port", "0", "--key", public_key]
    with log.open("w") as errors:
        started = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env={**os.environ, "OUTREACH_DB": str(store)},
            stderr=errors,
            text=True,
        )
    try:
        found = None
        while found is None:
            if started.poll() is not None:
                sys.exit(log.read_text())
            time.sleep(0.05)
            found = re.search(r"http://([0-9.]+):([0-9]+)/", log.read_text())
        yield found[1], found[2], started
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait(30)


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1000 if found else float("nan")


def _see(store: Path, filled: Path, events: int) -> None:
    """That all of them are there, once, and that the sums are those of the raw rows."""
    counted = []
    for path in (store, filled):
        db = open_store(path)
        counted.append(db.execute("SELECT count(*) FROM events").fetchone()[0])
        wrong = recount(db) if path == store else []
        db.close()
        if wrong:
            sys.exit(f"a recount differs in {', '.join(wrong)}")
    if counted[0] - counted[1] != events:
        sys.exit(f"{events:,} events were posted, {counted[0] - counted[1]:,} are stored")


# --- reading stats --------------------------------------------------------------------------------


def _stats(filled: Path, campaigns: int) -> None:
    """Of one campaign, the best of five; what all campaigns together take stands beside it."""
    db = open_store(filled)
    since = heard.FIRST_SENT
    print(f"\n{'query of stats':>20} {'ms':>8}")
    asked = stats.queries([f"plan{campaigns - 1}"], f"campaign-{campaigns - 1}", since)
    for name, (query, params) in asked.items():
        print(f"{name:>20} {_best(lambda q=query, p=params: db.execute(q, p).fetchall()):8.1f}")
    print(f"{'all campaigns':>20} {_best(lambda: list(stats.outlines(db))):8.1f}")
    db.close()


def _best(call: Callable[[], object]) -> float:
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return min(times) * 1000


if __name__ == "__main__":
    main()
