"""check: read a campaign before the world does, on every edition and every recipient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from outreach.checks.mail import check_message, check_sender
from outreach.checks.proofread import proofread
from outreach.domain.campaign import Campaign, Edition
from outreach.domain.contact import Contact
from outreach.domain.delivery import Message
from outreach.domain.selection import Exclusion
from outreach.domain.settings import Settings
from outreach.errors import NeedsFixing, Problem
from outreach.intake.campaign_files import statement_files
from outreach.intake.toml_files import as_seen
from outreach.render.edition import compile_edition
from outreach.store.congress_doubts import congress_doubts
from outreach.store.database import Store

from .content import content_of
from .plan import likely_duplicates, render_all
from .selection import audience_of, audience_slips, looking_up, once

_PREFIX = "-xcheck"


@dataclass(slots=True)
class _Reading:
    """A sink that keeps the messages and counts the rest."""

    messages: list[Message] = field(default_factory=list)
    candidates: int = 0

    def add_message(self, message: Message) -> int:
        self.messages.append(message)
        return len(self.messages)

    def add_delivery(self, _message: int, _contact: Contact, _values: Sequence[str]) -> None:
        self.candidates += 1

    def add_exclusion(self, _exclusion: Exclusion) -> None:
        self.candidates += 1


def check_campaign(
    db: Store | None,
    campaign: Campaign,
    folder: Path,
    settings: Settings,
    templates: Path,
    now: datetime,
    editions: Sequence[Edition] | None = None,
) -> list[Problem]:
    """All findings: the statement's, the sender's, and each edition's for each recipient.

    ``editions`` are those to read, all of them if not given.

    Without a store the templates are read and nobody's letter is rendered, which is said.
    """
    found = [*check_statement(campaign, folder), *check_sender(settings.sender)]
    if db is None:
        hint = "import some: `outreach contacts import FILE`"
        message = "there are no contacts yet, so no letter was rendered"
        found.append(Problem("no-contacts", message, None, hint, "warning"))
    for edition in campaign.editions if editions is None else editions:
        try:
            found += _edition(db, campaign, edition, settings, templates, now)
        except NeedsFixing as refusal:
            whole = Problem("edition", refusal.message, edition.place(""), refusal.hint)
            found += [replace(p, edition=edition.name) for p in refusal.problems or (whole,)]
    return once(found)


def check_statement(campaign: Campaign, folder: Path) -> tuple[Problem, ...]:
    """What an editor would mend in the statement and its signatories."""
    files = statement_files(folder)
    names = [as_seen(file) for file in files]
    texts = [file.read_text(encoding="utf-8-sig") if file.exists() else "" for file in files]
    return proofread(
        campaign.statement,
        statement_file=names[0],
        statement_text=texts[0],
        signatories_file=names[1],
        signatories_text=texts[1],
    )


def _edition(
    db: Store | None,
    campaign: Campaign,
    edition: Edition,
    settings: Settings,
    templates: Path,
    now: datetime,
) -> list[Problem]:
    content = content_of(campaign, edition, settings, now)
    compiled = compile_edition(content, templates, _PREFIX)
    if db is None:
        return []
    reading = _Reading()
    _, complaints = render_all(db, compiled, reading)
    found = [replace(p, edition=edition.name) for p in complaints.problems()]
    if not reading.candidates and not found:
        message = f"nobody is in the audience {edition.audience!r}"
        hint = f"see who there is: {looking_up(campaign, edition)}"
        place = edition.place("audience")
        found.append(Problem("empty-audience", message, place, hint, edition=edition.name))
    found += audience_slips(db, campaign, edition)
    found += likely_duplicates(content, complaints.namesakes)
    doubts = congress_doubts(db, audience_of(db, campaign, edition), now.date())
    found += [replace(p, place=edition.place("audience"), edition=edition.name) for p in doubts]
    seen = {
        problem
        for message in reading.messages
        for problem in check_message(message, edition, content.unsubscribe)
    }
    return found + sorted(seen, key=str)
