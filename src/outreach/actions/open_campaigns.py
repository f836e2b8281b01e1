"""Campaigns as their files say now, or, while those are broken, as they said last."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock

from outreach.domain.campaign import Campaign, Edition
from outreach.domain.settings import Settings
from outreach.errors import NeedsFixing, OutreachError, Problem, WrongUsage
from outreach.intake.settings_file import SETTINGS_FILE

from .congress_file import CONGRESS_FILE

State = tuple[int, int]
"""Of the files that all campaigns share, and of a campaign's own: a number for each change."""


@dataclass(frozen=True, slots=True)
class OpenCampaign:
    """With ``faults``, as its files said when they could last be read."""

    campaign: Campaign
    settings: Settings
    state: State
    faults: tuple[Problem, ...] = ()


@dataclass(slots=True)
class OpenCampaigns:
    """Each is read again once its files have changed. For any number of threads.

    ``templates`` and ``congress`` count the changes of those files.
    """

    root: Path
    folder: Path
    templates_folder: Path
    read: Callable[[str], tuple[Campaign, Settings]]
    templates: int = 0
    congress: int = 0
    _shared: int = 0
    _own: dict[str, int] = field(default_factory=dict)
    _known: dict[str, OpenCampaign] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    def open(self, slug: str) -> OpenCampaign:
        """Raises NeedsFixing or WrongUsage if it never could be read."""
        with self._lock:
            known, state = self._known.get(slug), self.state(slug)
            if known is None or known.state != state:
                known = self._known[slug] = self._read(slug, state, known)
            return known

    def _read(self, slug: str, state: State, known: OpenCampaign | None) -> OpenCampaign:
        try:
            campaign, settings = self.read(slug)
        except (NeedsFixing, WrongUsage) as refusal:
            if known is None:
                raise
            return OpenCampaign(known.campaign, known.settings, state, problems_of(refusal))
        return OpenCampaign(campaign, settings, state)

    def called(self, slug: str) -> Campaign | None:
        """The campaign, None where it cannot be read."""
        try:
            return self.open(slug).campaign
        except OutreachError:
            return None

    def state(self, slug: str) -> State:
        return self._shared, self._own.get(slug, 0)

    def changed(self, paths: Iterable[Path]) -> None:
        """What these files belong to is read again. A file of nobody's may belong to all."""
        with self._lock:
            for path in paths:
                self._changed(path)

    def _changed(self, path: Path) -> None:
        if path.is_relative_to(self.templates_folder):
            self.templates += 1
        elif path == self.root / CONGRESS_FILE:
            self.congress += 1
        elif path != self.folder and path.is_relative_to(self.folder):
            slug = path.relative_to(self.folder).parts[0]
            self._own[slug] = self._own.get(slug, 0) + 1
        elif path == self.root / SETTINGS_FILE or path in (self.folder, self.root):
            self._shared += 1
        else:
            self._shared += 1
            self.templates += 1


def edition_of(campaign: Campaign, name: str) -> Edition:
    """The edition called ``name``; WrongUsage with those there are, if none is."""
    edition = campaign.edition(name)
    if edition is None:
        names = ", ".join(one.name for one in campaign.editions)
        raise WrongUsage(f"{campaign.slug} has no edition {name!r}", f"editions are {names}")
    return edition


def problems_of(error: OutreachError, edition: Edition | None = None) -> tuple[Problem, ...]:
    """What an error says, as problems; those of one edition, if it is about one."""
    name = edition.name if edition else None
    if isinstance(error, NeedsFixing) and error.problems:
        return error.problems
    place = edition.place("") if edition and isinstance(error, NeedsFixing) else None
    return (Problem("edition", error.message, place, error.hint, edition=name),)


def picks_by(campaign: Campaign, edition: Edition) -> tuple[object, ...]:
    """All of a campaign's files that decides who gets an edition, and in which language."""
    return (
        [(one.name, one.audience, one.one_per, one.roles) for one in campaign.editions],
        dict(campaign.audiences),
        campaign.precedence,
        [one.name for one in campaign.statement.signatories],
        campaign.languages,
        (edition.name, edition.language, edition.fallback),
    )
