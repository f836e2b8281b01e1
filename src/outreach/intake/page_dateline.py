"""The place and day that a release's first paragraph opens with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .dates import date_in, without_date
from .page_body import weight
from .page_places import CITIES, is_country

_HEAD = re.compile(
    r"(?P<bracketed>[(（\[【](?P<inside>[^)）\]】]{2,60})[)）\]】]\s*[–—:：-]*\s*)"
    r"|(?P<open>[^–—:;!?]{2,70}?)(?P<dash>\s*(?:[–—‒]{1,2}|--)\s*|\s+-\s+|(?<=\d\d\d\d)(?:\.|:)\s+)"
)
_AROUND = re.compile(
    r"^[\s,.;/(（，、]+|(?:[\s,;/)(），、|]|(?<!\b[A-Z])\.|\b(?:le|den|am|on|el|a|à)(?=[\s,]*$))+$"
)
_WIRE = re.compile(r"[訊讯電电]$")
_NO_PLACE = re.compile(
    r"[\"“”„«»?!]|^(?:on|in|at|since|after|before|am|im|nach|seit|le|en|el|desde)\b|\b(?:is|are|was|we|the|and|der|die|das|wir|nous|le|la)\b",
    re.IGNORECASE,
)
_PLACE_WORDS, _LEAST_AFTER = 5, 4


@dataclass(frozen=True, slots=True)
class Dateline:
    """``end`` is where the text goes on; ``day`` is None where none is named."""

    place: str
    day: date | None
    end: int


def dateline_in(text: str) -> Dateline | None:
    """The dateline that opens ``text``, such as “WASHINGTON, April 24, 2024 – ”.

    A place alone counts only in capitals or where it is a known city or country.
    """
    head = _HEAD.match(text)
    if not head or weight(text[head.end() :]) < _LEAST_AFTER:
        return None
    said = head["inside"] or head["open"]
    day = date_in(said)
    place, dated = _place(said)
    if not place or not _reads_as_place(place):
        return None
    told = dated or (head["inside"] and _WIRE.search(said)) or _is_known(place)
    return Dateline(_WIRE.sub("", place), day, head.end()) if told else None


def place_and_day(text: str) -> Dateline | None:
    """A line that is nothing but a place and a day, such as “Berlin, 3. Mai 2023”."""
    day = date_in(text)
    place, _ = _place(text)
    if day is None or not place or weight(text) > 9 or not _reads_as_place(place):
        return None
    first = text.startswith(place) and ("," in text[: len(place) + 1] or _is_known(place))
    return Dateline(place, day, len(text)) if first else None


def _place(said: str) -> tuple[str, bool]:
    """What is left of the words without a day, and whether there was one."""
    rest = without_date(said)
    rest = without_date(said, partial=True) if rest == said else rest
    return _AROUND.sub("", _AROUND.sub("", rest.strip())), rest != said


def _reads_as_place(place: str) -> bool:
    words = place.split()
    named = not place[0].islower() and not any(character.isdigit() for character in place)
    return named and len(words) <= _PLACE_WORDS and len(place) < 48 and not _NO_PLACE.search(place)


def _is_known(place: str) -> bool:
    if place.isupper() and len(place) > 3:
        return True
    first = re.split(r"[,/(]", place)[0].strip().casefold().replace(" ", "-")
    return first in CITIES or is_country(place)
