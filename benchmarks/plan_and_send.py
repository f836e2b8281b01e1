"""Plan and send one edition to N people, against a sink on loopback, beside its floor.

Run it from anywhere: ``python benchmarks/plan_and_send.py [N …] [--repeat TIMES]``. README.md in
this folder says what is measured and how to read the table.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

HERE = Path(__file__).resolve().parent
WORKSPACE = HERE.parent
SIZES = (1_000, 10_000, 100_000)


@dataclass(frozen=True, slots=True)
class Run:
    """One size once: what the product did and took, and its floor right after."""

    people: int
    ours: dict[str, Any]
    floor: dict[str, Any]

    @property
    def seconds(self) -> float:
        return float(self.ours["seconds"]["plan"] + self.ours["seconds"]["send"])

    @property
    def rate(self) -> float:
        return self.people / self.seconds

    def floor_seconds(self, insert: str) -> float:
        seconds = self.floor["seconds"]
        return float(seconds["scan"] + seconds["post"] + seconds[insert])

    def ratio(self, insert: str) -> float:
        return self.seconds / self.floor_seconds(insert)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, metavar="N", default=list(SIZES))
    parser.add_argument("--repeat", type=int, default=3, metavar="TIMES", help="default: 3")
    wanted = parser.parse_args()
    table = "{:>9} {:>7} {:>8} {:>8} {:>9} {:>15} {:>8} {:>8} {:>9} {:>15}"
    head = ("people", "start s", "plan s", "send s", "people/s", "(spread)", "peak MB")
    print(table.format(*head, "floor s", "× floor", "(spread)"), flush=True)
    last: list[Run] = []
    for people in wanted.sizes:
        last = [_measured(people) for _ in range(wanted.repeat)]
        print(table.format(*_row(last)), flush=True)
    _print_parts(last)
    _print_naive(median(run.rate for run in last))
    print(f"`outreach --help` takes {_help_seconds() * 1000:.0f} ms")


def _row(runs: list[Run]) -> tuple[str, ...]:
    def middle(value: Callable[[Run], float], form: str = ".2f") -> str:
        return format(median(map(value, runs)), form)

    def spread(value: Callable[[Run], float], form: str) -> str:
        return f"({min(map(value, runs)):{form}}–{max(map(value, runs)):{form}})"

    return (
        f"{runs[0].people:,}",
        middle(lambda run: run.ours["seconds"]["start"]),
        middle(lambda run: run.ours["seconds"]["plan"]),
        middle(lambda run: run.ours["seconds"]["send"]),
        middle(lambda run: run.rate, ",.0f"),
        spread(lambda run: run.rate, ",.0f"),
        middle(lambda run: run.ours["peak_mb"], ".0f"),
        middle(lambda run: run.floor_seconds("insert"), ".3f"),
        middle(lambda run: run.ratio("insert"), ".1f"),
        spread(lambda run: run.ratio("insert"), ".1f"),
    )


def _print_parts(runs: list[Run]) -> None:
    run = sorted(runs, key=lambda one: one.seconds)[len(runs) // 2]
    seconds, requests = run.floor["seconds"], run.floor["requests"]
    parts = "  ".join(f"{name} {seconds[name]:.3f}" for name in ("scan", "post", "insert"))
    print(f"\nThe floor at {run.people:,}: {parts} s")
    print(
        f"With the ledger's own keys the insert takes {seconds['insert_keyed']:.3f} s,"
        f" and the whole is {run.ratio('insert_keyed'):.1f} × that floor"
    )
    print(
        f"Every run: {run.people:,} people arrived in {requests:,} requests of"
        f" {run.floor['bytes'] / requests / 1000:,.0f} KB, the same bytes as in the floor;"
        f" {run.ours['messages']} message(s)"
    )


def _print_naive(rate: float) -> None:
    with TemporaryDirectory() as folder, running_sink() as sink:
        store = Path(folder, "contacts.db")
        _fill(store, 1000)
        result = _stage("naive", store, sink)
    naive = result["people"] / result["seconds"]["send"]
    print(
        f"One rendering, inlining and request a person: {naive:,.0f} people/s"
        f" ({result['people']} people); ours is {rate / naive:,.0f} times that"
    )


def _measured(people: int) -> Run:
    """A new store, the product, its floor; SystemExit unless all of it arrived."""
    with TemporaryDirectory() as folder:
        store = Path(folder, "contacts.db")
        _fill(store, people)
        with running_sink() as sink:
            ours, arrived = _stage("ours", store, sink), _seen(sink)
        with running_sink() as sink:
            floor, posted = _stage("floor", store, sink), _seen(sink)
    if not ours["submitted"] == arrived["people"] == floor["people"] == people:
        sys.exit(f"of {people} people {arrived['people']} arrived, {ours['submitted']} on record")
    if arrived != posted:
        sys.exit(f"the floor posted something else: {posted}, not {arrived}")
    return Run(people, ours, floor)


def _fill(store: Path, people: int) -> None:
    subprocess.run([sys.executable, HERE / "press_list.py", store, str(people)], check=True)


def _stage(name: str, store: Path, sink: str) -> dict[str, Any]:
    words = (HERE / "stages.py", name, WORKSPACE, store, sink, time.time())
    command = [sys.executable, *map(str, words)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@contextmanager
def running_sink() -> Iterator[str]:
    """A sink of its own process, by its address."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, HERE / "sink.py"], stdin=pipe, stdout=pipe, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()


def _seen(sink: str) -> dict[str, int]:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sink) as answer:
        seen: dict[str, int] = json.load(answer)
    return seen


def _help_seconds() -> float:
    """The median of five: what a person waits for before anything is printed."""
    return median(_once([sys.executable, "-m", "outreach", "--help"]) for _ in range(5))


def _once(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
