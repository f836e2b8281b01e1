"""Many small sends in which everything goes wrong: faults on the wire, kills, settling, events.

``python benchmarks/soak.py [--minutes M] [--seed S]``. What happens is that of the tests in
``tests/faults``, chosen at random; README.md in this folder says how to read the numbers.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

_TESTS = Path(__file__).parents[1] / "tests"
sys.path[:0] = [str(_TESTS), str(_TESTS / "faults")]

from test_answers import CASES  # noqa: E402

from loopback import Between, between  # noqa: E402
from real_send import Send, check_accounted_for, go_on_to_the_end, sending, workspace  # noqa: E402
from warm import Warm, warm  # noqa: E402

SEND = ("send", "visit", "--yes")
MOST_STEPS = 90
"""Of a run's steps, any of which it may be killed at; later than its end is no kill."""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=5.0)
    options.add_argument("--seed", type=int, default=0)
    given = options.parse_args()
    logging.disable(logging.ERROR)
    until = time.monotonic() + 60 * given.minutes
    seen: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    with TemporaryDirectory() as folder, warm(Path(folder)) as process:
        seed = given.seed
        while time.monotonic() < until:
            with TemporaryDirectory() as root:
                one_run(Path(root), process, Random(seed), seed, seen, faults)
            seed += 1
    for name in ("runs", "letters", "commands", "kills", "settled", "doubles", "losses", "broken"):
        print(f"{name:10}{seen[name]:8,}")
    print(f"{'faults':10}{faults.total():8,}, of {len(faults)} kinds, from seed {given.seed}")
    for name, times in sorted(faults.items()):
        print(f"    {times:5,}  {name}")
    return 1 if seen["doubles"] or seen["losses"] or seen["broken"] else 0


def one_run(
    root: Path, process: Warm, random: Random, seed: int, seen: Counter[str], faults: Counter[str]
) -> None:
    """One workspace: its edition sent, with harm, until everybody has it."""
    cities, people = random.randint(1, 6), random.randint(1, 4)
    planned = workspace(root, cities, people, concurrency=random.randint(1, 4))
    with sending(root, process) as send, between(send.sandbox.url) as way:
        send.host = way.url
        assert send.run("plan", "visit").code == 0
        try:
            harm(send, way, random, planned, seen, faults)
            way.acts.clear()
            ended = send.run(*SEND)
            seen["commands"] += 1 + go_on_to_the_end(send, planned, ended.err)
        except AssertionError as exc:
            seen["broken"] += 1
            print(f"seed {seed}: {str(exc)[:600]}", file=sys.stderr)
        received = send.received()
        seen["runs"] += 1
        seen["letters"] += received.total()
        seen["doubles"] += sum(times - 1 for times in received.values())
        seen["losses"] += len(planned - set(received))


def harm(
    send: Send,
    way: Between,
    random: Random,
    planned: set[str],
    seen: Counter[str],
    faults: Counter[str],
) -> None:
    for _ in range(random.randint(1, 4)):
        way.acts.clear()
        cases = random.sample(CASES, random.randint(0, 3))
        before = way.seen
        way.acts.extend(act for case in cases for act in case.acts)
        kill = {"at": random.randrange(MOST_STEPS), "do": "kill"} if random.random() < 0.6 else {}
        ended = send.run(*SEND, timeout=0.6, hurry=0.02, **kill)
        met = way.seen - before
        for case in cases:
            if met > 0:
                faults[case.name] += 1
            met -= len(case.acts)
        seen["commands"] += 1
        if ended.code == -9:
            seen["kills"] += 1
            send.wait_quiet(0.2)
        check_accounted_for(send, planned)
        if random.random() < 0.3:
            open_before = len(send.uncertain())
            send.hear()
            seen["settled"] += open_before - len(send.uncertain())
            send.deaf[0] = True
            check_accounted_for(send, planned)


if __name__ == "__main__":
    sys.exit(main())
