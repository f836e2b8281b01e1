"""The demo: the whole way on a real page, in a folder of its own, with no key and no account."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from outreach.errors import WrongUsage

from . import campaigns, contact_import, here, results, sending_run, show, statement
from .sending_plan import Ready

if TYPE_CHECKING:
    from outreach.store.database import Store
    from outreach.workspace import Workspace

    from .stage import Venue

SLUG = "blinken-china-visit"
LISTS = ("press.csv", "congress-staff.csv", "signatories.csv")


def run_demo(folder: Path | None, *, serve: bool, port: int, started: float) -> None:
    from outreach.actions.start import init_workspace
    from outreach.store.database import open_store
    from outreach.workspace import find_workspace

    from .stage import keep_open, own_sandbox

    home = _fresh(folder)
    init_workspace(home)
    ws = find_workspace(home, {})
    show.out(f"A workspace in {home}")
    _import_statement(ws)
    db = open_store(ws.store, create=True)
    try:
        _import_contacts(db)
        _check(db, ws)
        with own_sandbox(ws.store, home / "outbox", port) as at:
            _send(db, ws, at)
            _say_where(ws, at, time.monotonic() - started)
            if serve:
                keep_open(at.inbox)
    finally:
        db.close()


def _fresh(folder: Path | None) -> Path:
    if folder is None:
        return Path(tempfile.mkdtemp(prefix="outreach-demo-"))
    if folder.exists() and any(folder.iterdir()):
        raise WrongUsage(f"{folder} is not empty", "name a new folder with --dir")
    return folder.resolve()


def _step(text: str) -> None:
    show.out(f"\n{text}")


def _import_statement(ws: Workspace) -> None:
    from outreach.actions.start import campaign_toml, samples
    from outreach.actions.statement_import import import_statement

    _step("1. The press-release page becomes a campaign")
    page = samples() / "statement-page.txt"
    done = import_statement(
        page.read_bytes(), page.name, ws.campaigns / SLUG, campaign_toml=campaign_toml(SLUG)
    )
    statement.show_summary(done)


def _import_contacts(db: Store) -> None:
    from outreach.actions.congress_update import update_congress
    from outreach.actions.contacts_import import import_file
    from outreach.actions.start import samples

    _step("2. Three contact lists go into a store")
    update_congress(db, samples() / "congress", here.now())
    reports = [
        (samples() / name, import_file(db, samples() / name, now=here.now(), new_uid=here.new_id))
        for name in LISTS
    ]
    contact_import.show_reports(reports)


def _check(db: Store, ws: Workspace) -> None:
    from outreach.actions.check import check_campaign

    _step("3. The campaign is checked, every letter to every recipient")
    found = check_campaign(
        db, ws.campaign(SLUG), ws.campaigns / SLUG, ws.settings, ws.templates, here.now()
    )
    errors = sum(one.level == "error" for one in found)
    warnings = sum(one.level == "warning" for one in found)
    show.out(f"{show.plural(errors, 'error')}, {show.plural(warnings, 'warning')}, such as")
    show.out(show.safe(f"  {min(found, key=lambda one: one.level).message}") if found else "  none")


def _send(db: Store, ws: Workspace, at: Venue) -> None:
    noun = ws.campaign(SLUG)
    _step("4. Three editions are planned: who gets what, who is left out and why")
    planned = campaigns.plan_editions(db, ws, noun, list(noun.editions), at.stage)
    campaigns.show_plans(db, planned)
    campaigns.show_exclusions(db, planned)
    _step("5. All three are sent to a SendGrid that runs on this machine, which reports back")
    order = sending_run.tried(db, ws, noun, at)
    outcome = sending_run.send_all(db, noun, Ready(planned, planned), at, order, timed=False)
    at.settle()
    results.show_accounts(outcome.accounts)
    _step("6. What became of them")
    results.show_stats(results.counted(db, SLUG))


def _say_where(ws: Workspace, at: Venue, seconds: float) -> None:
    letters = sorted((at.outbox or ws.root).rglob("*.eml"))
    show.out(f"\nDone in {seconds:.0f} s. {show.plural(len(letters), 'finished letter')}, such as")
    show.out(f"  {letters[0]}")
    show.out("    → any mail program opens it")
    show.out(f"    → {_program()} demo --serve keeps the inbox open in the browser")
    show.out(f"    → look around: {_program()} -C {ws.root} stats {SLUG}")


def _program() -> str:
    """What to type for this program: its path where its name would not be found."""
    return "outreach" if shutil.which("outreach") else sys.argv[0]
