"""One statement and the editions it goes out in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from outreach.errors import Place

from .audience import Query
from .moments import clock
from .selection import OnePer
from .statement import Statement


class Release(StrEnum):
    """When an edition may go out, measured against the campaign's embargo."""

    UNDER_EMBARGO = "under-embargo"
    AFTER_EMBARGO = "after-embargo"


@dataclass(frozen=True, slots=True)
class Embargo:
    """The moment before which the press may have the statement but not publish it.

    ``until`` is aware, in the zone the campaign names, so that its wall clock is what is printed.
    """

    until: datetime

    def lifted(self, now: datetime) -> bool:
        return now >= self.until


@dataclass(frozen=True, slots=True)
class Sender:
    """Who the letters come from.

    ``postal_address`` has a line each; ``city`` is where releases are issued, ``about`` what they
    say of the organisation at their end.
    """

    name: str
    email: str
    organisation: str
    reply_to: str = ""
    postal_address: tuple[str, ...] = ()
    contact_name: str = ""
    contact_phone: str = ""
    website: str = ""
    city: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Tracking:
    """What SendGrid may measure. Off unless an edition turns it on."""

    opens: bool = False
    clicks: bool = False


CONTACTS_LANGUAGE = "contact"
"""An edition's ``language`` where each recipient gets the statement in her own."""

ATTACHED = "attached"
"""An edition's ``press_kit`` where the kit travels with the letter."""

Value = str | int | date | datetime
"""What a campaign file may hand to its templates."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What one audience gets.

    ``template`` names ``<template>.html.j2`` and ``<template>.txt.j2``; ``subject`` and
    ``preheader`` are Jinja source; ``audience`` is a query in the audience language. Of one office,
    outlet or organisation (``one_per``) whose role comes first in ``roles`` gets the letter.
    ``language`` is a BCP 47 tag, or CONTACTS_LANGUAGE: then who has none of the statement's
    languages gets the first of ``fallback``, and failing that the statement's own.
    ``attachments`` are files below the campaign's folder. ``press_kit`` is blank, ATTACHED, or
    the https address where the kit can be had. From ``not_after`` on, which is aware, nothing of
    it goes out. ``timezone`` is the audience's; where it is blank, ``settings.zone_of`` says which.
    ``corrects`` names the edition of the campaign that this one corrects. ``values`` are the
    campaign file's own words for this edition's template. ``places`` says where each key stands in
    the campaign file, one of ``values`` as ``values.<key>``.
    """

    name: str
    template: str
    audience: str
    subject: str
    preheader: str = ""
    release: Release = Release.AFTER_EMBARGO
    one_per: OnePer = "person"
    roles: tuple[str, ...] = ()
    tracking: Tracking = Tracking()
    language: str = CONTACTS_LANGUAGE
    fallback: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    press_kit: str = ""
    not_after: datetime | None = None
    timezone: str = ""
    corrects: str = ""
    values: Mapping[str, Value] = field(default_factory=dict, hash=False)
    places: dict[str, Place] = field(default_factory=dict, compare=False, hash=False)

    def place(self, key: str) -> Place | None:
        return self.places.get(key) or self.places.get("")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A kind of finding that the staff looked at and lets stand, with the reason.

    It holds for one ``edition``, or all if blank, and for findings whose message has ``about`` in
    it, or all if blank.
    """

    code: str
    reason: str
    edition: str = ""
    about: str = ""
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Campaign:
    """A statement, its editions in the order of the file, and its embargo, if any.

    ``translations`` are the statement in its other languages, by language tag; all have the same
    signatories. ``accepted`` are findings of `check` that may stand.
    ``audiences`` are those with a name, and ``audience_places`` where each is defined.
    ``precedence`` names editions of which nobody gets two: the earlier goes before the later;
    editions that it does not name take no part.
    """

    slug: str
    title: str
    statement: Statement
    editions: tuple[Edition, ...]
    embargo: Embargo | None = None
    audiences: Mapping[str, Query] = field(default_factory=dict, hash=False)
    audience_places: Mapping[str, Place] = field(default_factory=dict, compare=False, hash=False)
    precedence: tuple[str, ...] = ()
    translations: Mapping[str, Statement] = field(default_factory=dict, hash=False)
    accepted: tuple[Accepted, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """The statement's own language first."""
        return (self.statement.language, *self.translations)

    def statement_in(self, language: str) -> Statement:
        """KeyError if there is none in it: `domain.language` says which language to ask for."""
        if language == self.statement.language:
            return self.statement
        return self.translations[language]

    def edition(self, name: str) -> Edition | None:
        return next((e for e in self.editions if e.name == name), None)


IMMEDIATE = "FOR IMMEDIATE RELEASE"


def release_line(edition: Edition, embargo: Embargo | None, now: datetime) -> str:
    """FOR IMMEDIATE RELEASE, or EMBARGOED UNTIL with time, zone and day.

    As its recipients read it: who gets an edition that waits for the lift gets it after that.

    >>> from zoneinfo import ZoneInfo
    >>> lift = datetime(2024, 4, 24, 6, tzinfo=ZoneInfo("America/New_York"))
    >>> press = Edition("press", "t", "press", "s", release=Release.UNDER_EMBARGO)
    >>> release_line(press, Embargo(lift), lift.replace(hour=5))
    'EMBARGOED UNTIL 6:00 a.m. EDT, Wednesday, April 24, 2024'
    """
    waits = edition.release is Release.AFTER_EMBARGO
    if embargo is None or waits or embargo.lifted(now):
        return IMMEDIATE
    return f"EMBARGOED UNTIL {clock(embargo.until)}"


def may_go_out(edition: Edition, embargo: Embargo | None, now: datetime) -> bool:
    """Whether the embargo lets this edition leave at ``now``."""
    return embargo is None or embargo.lifted(now) or edition.release is Release.UNDER_EMBARGO
