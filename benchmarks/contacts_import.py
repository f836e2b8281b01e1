"""Import a list of N people, and the same list again, beside a bare insert of the same rows.

Run it from anywhere: ``python benchmarks/contacts_import.py [N …] [--repeat TIMES]``. Each stage is
a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import secrets
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from press_list import _BEATS as BEATS
from press_list import _DESKS_AN_OUTLET as DESKS_AN_OUTLET
from press_list import _FAMILY as FAMILY
from press_list import _GIVEN as GIVEN
from press_list import _MEDIA as MEDIA

HEADER = (
    *("First Name", "Last Name", "Email", "Outlet", "Media Type", "Title", "Language", "Country"),
    *("City", "Beats", "Tags"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, metavar="N", default=[1_000, 100_000])
    parser.add_argument("--repeat", type=int, default=3, metavar="TIMES", help="default: 3")
    parser.add_argument("--stage", nargs=2, metavar=("NAME", "FOLDER"), help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.stage:
        print(json.dumps(_STAGES[wanted.stage[0]](Path(wanted.stage[1]))))
        return
    table = "{:>9} {:>8} {:>9} {:>8} {:>8} {:>9} {:>8} {:>9} {:>8}"
    head = ("people", "new s", "people/s", "peak MB", "again s", "people/s", "peak MB", "floor s")
    print(table.format(*head, "× floor"), flush=True)
    for people in wanted.sizes:
        runs = [_measured(people) for _ in range(wanted.repeat)]
        new, again, floor = (median(run[name]["seconds"] for run in runs) for name in _STAGES)
        peaks = [max(run[name]["peak_mb"] for run in runs) for name in ("new", "again")]
        print(
            table.format(
                *(f"{people:,}", f"{new:.2f}", f"{people / new:,.0f}", f"{peaks[0]:.0f}"),
                *(f"{again:.2f}", f"{people / again:,.0f}", f"{peaks[1]:.0f}"),
                *(f"{floor:.3f}", f"{new / floor:.1f}"),
            ),
            flush=True,
        )


def _measured(people: int) -> dict[str, dict[str, Any]]:
    """A new list, taken in, taken in again, and its rows inserted bare."""
    with TemporaryDirectory() as folder:
        with Path(folder, "list.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows(_rows(people))
        found = {name: _stage(name, folder) for name in _STAGES}
    if not found["new"]["new"] == found["again"]["unchanged"] == people:
        sys.exit(f"of {people} people not everybody was taken in: {found}")
    return found


def _rows(people: int) -> Iterator[list[str]]:
    for number in range(1, people + 1):
        outlet = (number - 1) // DESKS_AN_OUTLET + 1
        yield [
            *(GIVEN[number % len(GIVEN)], FAMILY[number % len(FAMILY)]),
            *(f"Desk.{number}@ledger{outlet}.example", f"The Example Ledger {outlet}"),
            *(MEDIA[outlet % len(MEDIA)], "Reporter", "en", "US", "Washington"),
            f"{BEATS[number % 6]}; {BEATS[(number + 1) % 6]}",
            f"tier {number % 3}",
        ]


def _stage(name: str, folder: str) -> dict[str, Any]:
    command = [sys.executable, __file__, "--stage", name, folder]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _import(folder: Path) -> dict[str, Any]:
    """The whole action: reading, cleaning, taking in, and the index of the search."""
    from outreach.actions.contacts_import import import_file
    from outreach.store.database import open_store

    db = open_store(folder / "contacts.db", create=True)
    begin = time.perf_counter()
    report = import_file(
        db, folder / "list.csv", now=datetime.now(UTC), new_uid=lambda: secrets.token_hex(10)
    )
    seconds = time.perf_counter() - begin
    counts = {"new": report.new, "unchanged": report.unchanged}
    return {"seconds": seconds, "peak_mb": _peak_mb(), **counts}


def _floor(folder: Path) -> dict[str, Any]:
    """The same rows into one table without keys or indexes, with one commit."""
    with (folder / "list.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    db = sqlite3.connect(folder / "floor.db", isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute(f"CREATE TABLE people ({', '.join(f'c{n} TEXT' for n in range(len(HEADER)))})")
    begin = time.perf_counter()
    db.execute("BEGIN IMMEDIATE")
    db.executemany(f"INSERT INTO people VALUES ({', '.join('?' * len(HEADER))})", rows)
    db.execute("COMMIT")
    return {"seconds": time.perf_counter() - begin, "peak_mb": _peak_mb()}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


_STAGES = {"new": _import, "again": _import, "floor": _floor}

if __name__ == "__main__":
    main()
