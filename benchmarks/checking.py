"""How long `outreach check` takes, cold, beside rendering the same letters and nothing else.

Run it from anywhere: ``python benchmarks/checking.py [N …]``. README.md in this folder says how to
read the table.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import press_list

REPOSITORY = Path(__file__).parents[1]
CAMPAIGN = "blinken-china-visit"
_RENDER = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from outreach.actions.content import Folders, content_of
from outreach.actions.plan import render_all
from outreach.actions.wave_people import wave_people
from outreach.domain.delivery import Wave
from outreach.render.edition import compile_edition
from outreach.store.database import open_store
from outreach.workspace import find_workspace

class Nowhere:
    def add_message(self, message): return 1
    def add_delivery(self, message, contact, values, lifted=None): pass
    def add_exclusion(self, exclusion): pass

ws = find_workspace(Path.cwd())
campaign = ws.campaign(sys.argv[1])
wanted = sys.argv[2:] or [edition.name for edition in campaign.editions]
for edition in (campaign.edition(name) for name in wanted):
    content = content_of(campaign, edition, ws.settings, datetime.now(UTC))
    db = open_store(ws.store)
    people = wave_people(db, campaign, edition, Wave.FIRST)
    render_all(db, compile_edition(content, ws.templates, "-xbench"), Nowhere(), people)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("people", nargs="*", type=int, default=[1_000, 10_000], metavar="N")
    parser.add_argument("--repeat", type=int, default=3, metavar="TIMES", help="default: 3")
    wanted = parser.parse_args()
    print(f"{'recipients':>12} {'check s':>8} {'render s':>9} {'× render':>9}")
    with TemporaryDirectory() as folder:
        sample = Path(folder, "sample.db")
        sample.write_bytes((REPOSITORY / "contacts.db").read_bytes())
        _row("the sample", sample, wanted.repeat)
        for people in wanted.people:
            store = Path(folder, f"{people}.db")
            press_list.fill(store, people)
            _row(f"{people:,}", store, wanted.repeat, "press")


def _row(name: str, store: Path, repeat: int, *editions: str) -> None:
    """One line of the table: the middle of the times, each of a process of its own."""
    chosen = [option for edition in editions for option in ("--edition", edition)]
    check = [sys.executable, "-m", "outreach", "check", CAMPAIGN, "--json", *chosen]
    render = [sys.executable, "-c", _RENDER, CAMPAIGN, *editions]
    seconds = [(_seconds(check, store), _seconds(render, store)) for _ in range(repeat)]
    checking, rendering = (median(column) for column in zip(*seconds, strict=True))
    ratio = checking / rendering
    print(f"{name:>12} {checking:8.2f} {rendering:9.2f} {ratio:9.1f}", flush=True)


def _seconds(command: list[str], store: Path) -> float:
    environment = {**os.environ, "OUTREACH_DB": str(store)}
    environment.pop("SENDGRID_API_KEY", None)
    begin = time.perf_counter()
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )
    taken = time.perf_counter() - begin
    if done.returncode not in (0, 3):
        sys.exit(done.stderr)
    return taken


if __name__ == "__main__":
    main()
