"""preview: what everybody will get, and what check finds, while the files change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from outreach.domain.campaign import Campaign, Edition
from outreach.domain.settings import Settings
from outreach.errors import Problem
from outreach.store.database import Store

from .open_campaigns import OpenCampaigns, edition_of
from .preview_letters import Letters, Shown
from .preview_reading import Reading
from .roster import Entry, Roster

__all__ = [
    "Entry",
    "Home",
    "Opened",
    "OpenedEdition",
    "Preview",
    "Read",
    "Roster",
    "Shown",
]

_PATIENCE = 1.5
"""For how many seconds the first recipient is waited for, if it is not said."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where things lie, and how they are read.

    ``read`` raises NeedsFixing or WrongUsage; ``open_store`` is None where there is no store, and
    is called once by each thread that needs one.
    """

    root: Path
    campaigns: Path
    templates: Path
    slugs: Callable[[], list[str]]
    read: Callable[[str], tuple[Campaign, Settings]]
    open_store: Callable[[], Store] | None


@dataclass(frozen=True, slots=True)
class OpenedEdition:
    """The counts are None while they are not known; ``fault`` says why they cannot be.

    ``sent``: its send has begun.
    """

    edition: Edition
    recipients: int | None = None
    excluded: int | None = None
    sent: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A campaign as its files say; with ``faults``, as they said when they last could be read."""

    campaign: Campaign
    settings: Settings
    faults: tuple[Problem, ...] = ()
    editions: tuple[OpenedEdition, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """What `check` finds: on the edition, and on the whole campaign.

    With ``progress`` it is being read, and these are the last known.
    """

    edition: tuple[Problem, ...] = ()
    campaign: tuple[Problem, ...] = ()
    progress: str = ""


class Preview:
    """All methods but ``changed`` are called from one thread, the first call included.

    A thread of its own reads people and letters meanwhile: a roster that was returned goes on
    filling, and what the next call says of counts and findings may be more. ``moved`` is called
    from that thread whenever there is more to see.
    """

    def __init__(
        self,
        home: Home,
        *,
        now: Callable[[], datetime],
        moved: Callable[[], object] = lambda: None,
    ) -> None:
        self._home = home
        self._open = OpenCampaigns(home.root, home.campaigns, home.templates, home.read)
        self._reading = Reading(self._open, home.open_store, now, moved)
        self._letters = Letters(self._open, home.open_store, now)

    def campaigns(self) -> list[str]:
        """The slugs of those there are."""
        return self._home.slugs()

    def campaign(self, slug: str) -> Opened:
        """As read last; raises NeedsFixing or WrongUsage if it never could be."""
        with self._reading.asking():
            opened = self._open.open(slug)
            self._reading.count([(slug, one.name) for one in opened.campaign.editions])
            sent = self._letters.begun(slug)
        editions = []
        for one in opened.campaign.editions:
            (recipients, excluded), fault = self._reading.counts((slug, one.name))
            editions.append(OpenedEdition(one, recipients, excluded, one.name in sent, fault))
        return Opened(opened.campaign, opened.settings, opened.faults, tuple(editions))

    def roster(self, slug: str, edition: str) -> Roster:
        """The edition's people, which a thread of its own reads on."""
        self._edition(slug, edition)
        return self._reading.want((slug, edition)).roster

    def first(self, slug: str, edition: str, patience: float = _PATIENCE) -> str:
        """The uid of the first recipient; blank if there is none, or none is known in time."""
        self._edition(slug, edition)
        kept = self._reading.want((slug, edition))
        self._reading.wait(
            lambda: kept.roster.total > 0 or kept.roster.state != "reading people", patience
        )
        return kept.roster.at(0).uid if kept.roster.total else ""

    def letter(self, slug: str, edition: str, uid: str, language: str = "") -> Shown:
        """What this person gets, or got; with ``language``, as if she read that one."""
        stands_in = self._reading.stands_in((slug, edition), uid)
        called = self._reading.called((slug, edition), uid)
        with self._reading.asking():
            return self._letters.letter(
                slug, edition, uid, language, stands_in=stands_in, called=called
            )

    def findings(self, slug: str, edition: str) -> Read:
        """What `check` finds, as far as it has been read."""
        self._edition(slug, edition)
        kept = self._reading.want((slug, edition))
        return Read(kept.edition, kept.campaign, self._reading.progress((slug, edition)))

    def answering(self) -> AbstractContextManager[None]:
        """While a page is made, nothing else is read. Not to be held while waiting for what is."""
        return self._reading.asking()

    def changed(self, paths: Iterable[Path]) -> None:
        """These files have changed. May be called from any thread."""
        self._open.changed(paths)
        self._reading.changed()

    def close(self) -> None:
        """Stop reading and close the stores."""
        self._reading.close()
        self._letters.close()

    def _edition(self, slug: str, name: str) -> Edition:
        with self._reading.asking():
            return edition_of(self._open.open(slug).campaign, name)
