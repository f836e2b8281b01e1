"""check: read a campaign before the world does, on every edition and every recipient."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from outreach.checks.acceptance import accept
from outreach.checks.catalogue import NEVER_ACCEPTED, ONLINE
from outreach.checks.links import at_their_place, places_of
from outreach.checks.palette import check_palette, without_told
from outreach.checks.reading import Reading
from outreach.checks.sender import check_one_click, check_public_url, check_sender
from outreach.checks.timing import check_embargo, check_statement_date
from outreach.checks.values import check_values
from outreach.domain.campaign import Campaign, Edition
from outreach.domain.delivery import Stage, Wave
from outreach.domain.settings import Settings
from outreach.errors import NeedsFixing, Place, Problem
from outreach.intake.campaign_files import CAMPAIGN_FILE
from outreach.intake.client_support import support_at_hand
from outreach.intake.settings_file import SETTINGS_FILE
from outreach.intake.toml_files import read_toml
from outreach.sendgrid.payload import Envelope
from outreach.store.database import Store
from outreach.store.plans import read_plans

from .check_edition import Desk, Listener, check_edition
from .check_statement import check_statement, date_place, texts_of
from .content import content_of, envelope_of
from .selection import once

Online = Callable[[Sequence[Reading]], Sequence[Problem]]
"""What looks beyond this machine, at the links of all readings and the sender's domain."""


def check_campaign(
    db: Store | None,
    campaign: Campaign,
    folder: Path,
    settings: Settings,
    templates: Path,
    now: datetime,
    editions: Sequence[Edition] | None = None,
    online: Online | None = None,
    listener: Listener | None = None,
    wave: Wave | None = None,
) -> list[Problem]:
    """All findings, those that may stand marked as accepted.

    The statement's and the sender's, and each edition's for each recipient. ``editions`` are
    those to read, all of them if not given; ``listener`` hears of each letter; ``wave`` is whose
    letters of each edition, everybody's or those of a later wave.

    Without a store the templates are read and nobody's letter is rendered, which is said.
    """
    readings: list[Reading] = []
    read = readings.append if online else lambda _: None
    support, unread = support_at_hand(folder.parents[1])
    heard = listener or Listener()
    desk = Desk(db, campaign, folder, settings, templates, now, support, read, heard)
    desk = replace(desk, wave=wave or Wave.FIRST)
    chosen = campaign.editions if editions is None else tuple(editions)
    found = [*unread, *_of_all(desk, chosen)]
    in_letters = [problem for edition in chosen for problem in _edition(desk, edition)]
    desk.listener.pause()
    of_editions = without_told(in_letters, settings.design)
    fresh = _not_told(of_editions, found)
    found += at_their_place(fresh, places_of(texts_of(folder)))
    if online:
        found += online(readings)
    unlooked = () if online else ONLINE
    whole = _read_whole(desk, chosen, found)
    return accept(once(found), campaign.accepted, unlooked, whole=whole)


def _of_all(desk: Desk, editions: Sequence[Edition]) -> Iterator[Problem]:
    """What no edition alone is to blame for."""
    campaign, folder, settings, now = desk.campaign, desk.folder, desk.settings, desk.now
    today = now.astimezone(ZoneInfo(settings.timezone)).date()
    yield from check_statement(campaign, folder, settings, today)
    desk.listener.pause()
    stands = _places(folder.parents[1] / SETTINGS_FILE)
    yield from check_sender(settings, lambda key: stands("sender", key))
    yield from check_palette(settings.design, lambda *keys: stands("design", *keys))
    without = _without_one_click(desk, editions)
    yield from check_one_click(without, stands("sendgrid", "one_click"))
    yield from check_public_url(settings, stands("public_url"))
    if campaign.embargo:
        place = _places(folder / CAMPAIGN_FILE)("embargo", "until")
        yield from check_embargo(campaign.embargo, now, place)
    yield from check_statement_date(
        campaign.statement.date,
        campaign.embargo,
        now,
        zone=settings.timezone,
        place=date_place(folder),
        began=_began(desk.db, campaign),
    )
    if desk.db is None:
        hint = "import some: `outreach contacts import FILE`"
        message = "there are no contacts yet, so no letter was rendered"
        yield Problem("no-contacts", message, None, hint, "warning")


def _edition(desk: Desk, edition: Edition) -> Iterator[Problem]:
    zone = ZoneInfo(desk.settings.timezone)
    desk.listener.pause()
    yield from check_values(desk.campaign, edition, desk.settings.sender, desk.now, zone)
    try:
        yield from check_edition(desk, edition)
    except NeedsFixing as refusal:
        whole = Problem("edition", refusal.message, edition.place(""), refusal.hint)
        for problem in refusal.problems or (whole,):
            yield replace(problem, edition=edition.name)


def _not_told(of_letters: Sequence[Problem], told: Sequence[Problem]) -> list[Problem]:
    """Without leftovers that were told at their line already: proofreading sees them first."""
    lines = {(one.place.file, one.place.line) for one in told if one.code == "T002" and one.place}
    return [
        one
        for one in of_letters
        if one.code != "T002" or not one.place or (one.place.file, one.place.line) not in lines
    ]


def _without_one_click(desk: Desk, editions: Sequence[Edition]) -> list[str]:
    contents = [content_of(desk.campaign, one, desk.settings, desk.now) for one in editions]
    return [
        content.edition.name
        for content in contents
        if not _has_one_click(envelope_of(content, desk.settings))
    ]


def _has_one_click(envelope: Envelope) -> bool:
    return envelope.one_click or bool(envelope.open_link)


def _began(db: Store | None, campaign: Campaign) -> bool:
    """Whether any edition has begun to go to people."""
    plans = read_plans(db, campaign.slug) if db is not None else []
    return any(plan.started and plan.stage is Stage.SENDGRID for plan in plans)


def _places(path: Path) -> Callable[..., Place | None]:
    """Where the value of a key stands in a TOML file, by the names that lead to it."""
    file, _ = read_toml(path)
    return lambda *keys: file.value_place(keys) if file else None


def _read_whole(desk: Desk, editions: Sequence[Edition], found: Sequence[Problem]) -> bool:
    """Whether every letter of the campaign was read: what cannot be rendered was not."""
    every = all(one in editions for one in desk.campaign.editions)
    return every and desk.db is not None and not any(p.code in NEVER_ACCEPTED for p in found)
