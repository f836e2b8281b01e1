"""This repository's workspace, copied, so that a test may change it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from outreach.actions.preview import Home, Preview, Read, Roster
from outreach.domain.campaign import Campaign
from outreach.domain.settings import Settings
from outreach.store.database import Store, open_store
from outreach.workspace import Workspace, find_workspace

ROOT = Path(__file__).parents[1]
CAMPAIGN = "blinken-china-visit"
NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


@dataclass(frozen=True)
class SampleWorkspace:
    root: Path

    @property
    def workspace(self) -> Workspace:
        return find_workspace(self.root, {})

    @property
    def campaign_file(self) -> Path:
        return self.root / "campaigns" / CAMPAIGN / "campaign.toml"

    @property
    def templates(self) -> Path:
        return self.root / "templates" / "email"

    def edit(self, path: Path, old: str, new: str) -> Path:
        """The file, with the first ``old`` in it replaced."""
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    def open_store(self) -> Store:
        return open_store(self.root / "contacts.db")

    def read(self, slug: str) -> tuple[Campaign, Settings]:
        workspace = self.workspace
        return workspace.campaign(slug), workspace.settings

    @property
    def home(self) -> Home:
        workspace = self.workspace
        folders = workspace.root, workspace.campaigns, workspace.templates
        return Home(*folders, workspace.slugs, self.read, self.open_store)


def copied(to: Path) -> SampleWorkspace:
    """Links are copied as what they lead to."""
    for name in ("campaigns", "templates"):
        shutil.copytree(ROOT / name, to / name)
    for name in ("outreach.toml", "contacts.db"):
        shutil.copy(ROOT / name, to / name)
    return SampleWorkspace(to.resolve())


@contextmanager
def previewing(home: Home, moved: Callable[[], object] = lambda: None) -> Iterator[Preview]:
    preview = Preview(home, now=lambda: NOW, moved=moved)
    try:
        yield preview
    finally:
        preview.close()


def until(done: Callable[[], bool]) -> None:
    """Waits for the other thread, and fails if that takes too long for any machine."""
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end, "nothing came of it"
        time.sleep(0.02)


def people(preview: Preview, edition: str = "press") -> Roster:
    preview.roster(CAMPAIGN, edition)
    until(lambda: preview.roster(CAMPAIGN, edition).state != "reading people")
    return preview.roster(CAMPAIGN, edition)


def read(preview: Preview, edition: str = "press") -> tuple[Roster, Read]:
    preview.roster(CAMPAIGN, edition)
    until(lambda: not preview.findings(CAMPAIGN, edition).progress)
    return preview.roster(CAMPAIGN, edition), preview.findings(CAMPAIGN, edition)


def everyone(roster: Roster) -> list[str]:
    return [one.email for one in roster.page("", 0, 10_000)[1]]
