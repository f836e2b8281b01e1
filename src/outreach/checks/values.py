"""An edition's own words in the campaign file: its values, subject and preheader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from outreach.domain.campaign import CONTACTS_LANGUAGE, Campaign, Edition, Sender, Value
from outreach.domain.signatories import unbalanced
from outreach.domain.statement import Statement
from outreach.errors import Place, Problem

from .link_address import faults, house_of
from .prose.counts import counts_that_disagree
from .prose.dates import dates_that_do_not_fit
from .prose.markup import stray_markup
from .prose.names import names_spelled_two_ways
from .prose.passages import Passage, passages
from .prose.repeats import repeated_words
from .prose.said_dates import said_dates
from .prose.said_names import signatories_misspelled
from .prose.spacing import badly_spaced
from .prose.tense import past_told_as_coming

_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_WEB = re.compile(r"(?:https?://|mailto:|www\.)\S+")
_LINKED = re.compile(r"https?://\S", re.IGNORECASE)
_AS_IT_WAS = "was"
"""What a correction takes back: its slips are what the letter is about."""
_DEADLINE = "deadline"


def check_values(
    campaign: Campaign, edition: Edition, sender: Sender, now: datetime, zone: ZoneInfo
) -> Iterator[Problem]:
    """What an editor would mend in them, L401 and M806; each at its line of the campaign file.

    They are read in the edition's language. Its deadline is over by the clock of ``zone``. Web
    addresses that letters make links of are checked there.
    """
    today = now.astimezone(zone).date()
    statement = campaign.statement_in(_language(campaign, edition))
    language = edition.language if edition.language != CONTACTS_LANGUAGE else statement.language
    found = [
        *_read(edition, statement, language, today),
        *_addresses(edition, sender),
        *_deadline(edition, now, zone, language),
    ]
    yield from (replace(problem, edition=edition.name) for problem in found)


def _language(campaign: Campaign, edition: Edition) -> str:
    return edition.language if edition.language in campaign.languages else campaign.languages[0]


def _read(edition: Edition, statement: Statement, language: str, today: date) -> Iterator[Problem]:
    for key, text in (("subject", edition.subject), ("preheader", edition.preheader)):
        yield from _slips(edition, key, _JINJA.sub(_unread, text), statement, language, today)
    for key, value in edition.values.items():
        if isinstance(value, str) and key != _AS_IT_WAS and not _is_address(key, value):
            yield from _slips(edition, f"values.{key}", value, statement, language, today)


def _slips(
    edition: Edition, key: str, text: str, statement: Statement, language: str, today: date
) -> Iterator[Problem]:
    place = edition.place(key) or Place("")
    passage = _passage(_WEB.sub(_unread, text), place)
    own = [passage]
    problems = [
        *_names(passage, statement, language),
        *_unbalanced(passage),
        *badly_spaced(own, language),
        *stray_markup(own),
        *counts_that_disagree(own, statement, language),
        *dates_that_do_not_fit(own, language, today),
        *past_told_as_coming(own, language, today, today),
        *repeated_words(own, language),
    ]
    # Where lines lie in a value of several, its place does not tell, nor one in an inline table.
    vague = "\n" in text or place.column == 1
    for problem in problems:
        yield replace(problem, place=place if vague else problem.place)


def _names(passage: Passage, statement: Statement, language: str) -> Iterator[Problem]:
    """Held against the statement, whose spelling is taken for right."""
    yield from signatories_misspelled([passage], statement.signatories)
    original = passages(statement, "", statement.body)
    # Twice, so that the rarer spelling of two is this text's.
    for problem in names_spelled_two_ways([*original, *original, passage], language):
        if problem.place and problem.place.file == passage.at(0).file:
            yield replace(problem, message=problem.message.replace("elsewhere", "in the statement"))


def _unbalanced(passage: Passage) -> Iterator[Problem]:
    for offset in unbalanced(passage.text):
        message = f"the mark {passage.text[offset]} has no partner"
        yield Problem("P102", message, passage.at(offset), "close it or drop it", "warning")


def _unread(match: re.Match[str]) -> str:
    return "\x00" * len(match[0])


def _passage(text: str, place: Place) -> Passage:
    """Its place is that of the quotation mark before it."""
    first = Place(place.file, place.line, place.column + 1)
    starts = (0, *(match.end() for match in re.finditer("\n", text)))
    places = (first,) * len(starts)
    return Passage(text, starts, places, text, tuple(range(len(text))), "title")


def _is_address(key: str, value: str) -> bool:
    plain = key == "link" or key.endswith(("_link", "_url")) or _WEB.match(value) is not None
    return plain and not re.search(r"\s", value.strip())


def _addresses(edition: Edition, sender: Sender) -> Iterator[Problem]:
    for key, value in edition.values.items():
        if isinstance(value, str) and _is_address(key, value) and not _LINKED.match(value.strip()):
            for fault in faults(value, house_of(sender)):
                place = edition.place(f"values.{key}")
                yield Problem(fault.code, fault.message, place, fault.hint, fault.level)


def _deadline(edition: Edition, now: datetime, zone: ZoneInfo, language: str) -> Iterator[Problem]:
    value = edition.values.get(_DEADLINE)
    if value is not None and (over := _over(value, now, zone, language)):
        message = f"the deadline, {over}, is past"
        place = edition.place(f"values.{_DEADLINE}")
        yield Problem(
            "M806", message, place, "give another day, or take the edition out", "warning"
        )


def _over(value: Value, now: datetime, zone: ZoneInfo, language: str) -> str:
    """The deadline as it is written, if it is past; a day ends with its last minute."""
    today = now.astimezone(zone).date()
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=zone)
        return f"{value:%Y-%m-%d %H:%M}" if moment < now else ""
    if isinstance(value, date):
        return value.isoformat() if value < today else ""
    said = said_dates(str(value), language)
    days = [day + timedelta(one.last - one.day) for one in said if (day := one.whole)]
    return str(value) if days and max(days) < today else ""
