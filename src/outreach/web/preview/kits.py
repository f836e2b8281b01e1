"""The press kit's pages as pictures, of the kit that travels with a letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from outreach.actions.content import content_of
from outreach.actions.enclosures import kit_pages
from outreach.actions.preview import Preview, Shown
from outreach.domain.campaign import ATTACHED
from outreach.errors import OutreachError

from .addresses import Spot

_MOST_KEPT = 8
_KIT = 1
"""Among a letter's attachments the press kit goes before the edition's files."""


class Kits:
    """Makes pictures of a kit's pages when they are first looked at, and keeps the latest."""

    def __init__(self, preview: Preview, templates: Path, now: Callable[[], datetime]) -> None:
        self._preview = preview
        self._templates = templates
        self.now = now
        self._kept: dict[str, tuple[bytes, ...]] = {}

    def count(self, spot: Spot, shown: Shown, number: int) -> int:
        return len(self.pages(spot, shown, number))

    def pages(self, spot: Spot, shown: Shown, number: int) -> tuple[bytes, ...]:
        """A PNG for each page; none of a file that is not today's press kit."""
        opened = self._preview.campaign(spot.campaign)
        edition = opened.campaign.edition(spot.edition)
        attached = edition is not None and edition.press_kit == ATTACHED
        if shown.letter is None or shown.sent or edition is None or not attached or number != _KIT:
            return ()
        name = sha256(shown.letter.attachments[0].content).hexdigest()
        if name not in self._kept:
            content = content_of(opened.campaign, edition, opened.settings, self.now())
            try:
                made = kit_pages(content, shown.language, self._templates)
            except OutreachError:
                made = ()
            self._kept[name] = made
            while len(self._kept) > _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
        return self._kept[name]
