"""Skeletons, and filling one in again for somebody whose letter has the same."""

from __future__ import annotations

from dataclasses import dataclass

from outreach.domain.delivery import Field

from .fields import Recorder
from .positions import plain_in_url
from .questions import Asking


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A letter with tags in place of its fields, before inlining."""

    subject: str
    html: str
    text: str
    fields: tuple[Field, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One recipient's rendering; ``values`` stand in the order of the skeleton's fields."""

    skeleton: Skeleton
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ValuePlace:
    """A field and where its value comes from: a question, or, with none, ``value`` itself.

    One that is not ``printed`` is asked all the same: a blank there is an error, too.
    """

    field: Field
    question: int | None
    one_line: bool
    value: str
    printed: bool
    in_url: bool


@dataclass(frozen=True, slots=True)
class Known:
    """A skeleton, and what to ask to fill it in for somebody with the same deciding answers."""

    skeleton: Skeleton
    places: tuple[ValuePlace, ...]


def filled(known: Known, asking: Asking, recorder: Recorder) -> Rendered | None:
    """The rendering of whoever ``asking`` is about; None where a value changes the skeleton."""
    values: list[str] = []
    for place in known.places:
        value = _value(place, asking, recorder)
        if value is None or (place.in_url and not plain_in_url(value)):
            return None
        if place.printed:
            values.append(value)
    return Rendered(known.skeleton, tuple(values))


def _value(place: ValuePlace, asking: Asking, recorder: Recorder) -> str | None:
    if place.question is None:
        return place.value
    answer, html = asking(place.question)
    recorder.part, recorder.one_line = place.field.part, place.one_line
    return recorder.as_printed(answer, autoescape=html)
