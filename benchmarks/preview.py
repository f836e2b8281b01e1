"""How long the preview takes with very many people: the list, a search, a letter after an edit.

``preview.py [N …]``: 10,000 and 100,000 unless told. README.md in this folder says how to read it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import press_list

from outreach.actions.content import content_of
from outreach.actions.enclosures import Folders
from outreach.actions.letters import press_of
from outreach.actions.preview import Home, Preview
from outreach.actions.roster import Roster
from outreach.actions.roster_reading import Reader
from outreach.actions.selection import selection
from outreach.domain.contact import Contact
from outreach.domain.names import name_key
from outreach.store.database import open_store
from outreach.workspace import find_workspace

REPOSITORY = Path(__file__).parents[1]
CAMPAIGN, EDITION = "blinken-china-visit", "press"
TEMPLATE = "press-release.html.j2"
SEARCHES = ("zoe", "lindqvist ledger", "desk 77", "陳", "e", "nobody")
EDITS = 15


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("people", nargs="*", type=int, default=[10_000, 100_000], metavar="N")
    for people in parser.parse_args().people:
        with TemporaryDirectory() as folder:
            _measure(_workspace(Path(folder), people), people)


def _workspace(root: Path, people: int) -> Home:
    for name in ("campaigns", "templates"):
        shutil.copytree(REPOSITORY / name, root / name)
    shutil.copy(REPOSITORY / "outreach.toml", root)
    store = root / "contacts.db"
    press_list.fill(store, people)
    found = find_workspace(root, {})

    def read(slug: str) -> tuple[object, object]:
        workspace = find_workspace(root, {})
        return workspace.campaign(slug), workspace.settings

    folders = found.root, found.campaigns, found.templates
    return Home(*folders, found.slugs, read, lambda: open_store(store))  # type: ignore[arg-type]


def _measure(home: Home, people: int) -> None:
    print(f"{people:,} recipients{'':>16} {'time':>10} {'floor':>10} {'×':>6}")
    roster = _list(home)
    _search(roster)
    _letters(home)
    print(flush=True)


def _list(home: Home) -> Roster:
    """Its floor is the selection of a plan, which keeps nobody."""
    assert home.open_store
    with home.open_store() as db:
        campaign, _ = home.read(CAMPAIGN)
        edition = campaign.edition(EDITION)
        assert edition
        begun = time.perf_counter()
        chosen = sum(isinstance(one, Contact) for one in selection(db, campaign, edition))
        floor = time.perf_counter() - begun
        roster = Roster(EDITION)
        reader = Reader(campaign, edition, lambda _: None, lambda: None, lambda: datetime.now(UTC))
        begun = time.perf_counter()
        reader.people(db, roster)
        _row("the whole list", time.perf_counter() - begun, floor)
        assert roster.total == chosen
        tracemalloc.start()
        reader.people(db, held := Roster(EDITION))
        held_bytes = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        print(f"{'held in memory':<28} {held_bytes / 2**20:>7.0f} MB")
        del held
    return roster


def _search(roster: Roster) -> None:
    """Its floor is one look at each folded name, for a word that nobody has."""
    names = [name_key(roster.at(i).name) for i in range(roster.total)]
    floor = _best(lambda: sum("qqq" in name for name in names))
    for text in SEARCHES:
        # The last search is remembered, and another word ends that.
        taken = _best(lambda text=text: roster.page(text, 0, 50), lambda: roster.page("xx"))
        _row(f"search: {text}", taken, floor)


def _letters(home: Home) -> None:
    """Their floor is one letter compiled and rendered with nothing else going on."""
    assert home.open_store
    preview = Preview(home, now=lambda: datetime.now(UTC))
    try:
        begun = time.perf_counter()
        uid = preview.first(CAMPAIGN, EDITION)
        first = time.perf_counter() - begun
        file = home.templates / TEMPLATE
        preview.letter(CAMPAIGN, EDITION, uid)
        taken, alone = [], []
        with home.open_store() as db:
            campaign, settings = home.read(CAMPAIGN)
            edition = campaign.edition(EDITION)
            assert edition
            contact = next(iter(selection(db, campaign, edition)))
            assert isinstance(contact, Contact)
            folders = Folders(home.campaigns / CAMPAIGN, home.templates)
            for number in range(EDITS):
                _edit(file, 2 * number)
                begun = time.perf_counter()
                content = content_of(campaign, edition, settings, datetime.now(UTC), folders)
                press_of(content, home.templates).letter(contact)
                alone.append(time.perf_counter() - begun)
                _edit(file, 2 * number + 1)
                begun = time.perf_counter()
                preview.changed([file])
                assert preview.letter(CAMPAIGN, EDITION, uid).letter
                taken.append(time.perf_counter() - begun)
        _row("first recipient", first, median(alone))
        _row("letter after an edit", median(taken), median(alone))
        _row("the slowest of these", max(taken), median(alone))
        begun = time.perf_counter()
        preview.roster(CAMPAIGN, EDITION).differs(uid)
        _row("reads differently", time.perf_counter() - begun, median(alone))
    finally:
        preview.close()


def _edit(file: Path, number: int) -> None:
    text = file.read_text(encoding="utf-8").partition("\n<!--")[0]
    file.write_text(f"{text}\n<!-- {json.dumps(number)} -->\n", encoding="utf-8")


def _best(work: Callable[[], object], between: Callable[[], object] = lambda: None) -> float:
    times = []
    for _ in range(5):
        between()
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def _row(what: str, seconds: float, floor: float) -> None:
    print(f"{what:<28} {1000 * seconds:>7.1f} ms {1000 * floor:>7.1f} ms {seconds / floor:>6.1f}")


if __name__ == "__main__":
    sys.exit(main())
