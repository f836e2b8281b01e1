"""Editions that correct another: which one, and to whom they go."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

from outreach.domain.audience import Term
from outreach.errors import Problem

from .toml_files import TomlFile


def those_who_got(campaign: str, edition: str) -> str:
    """The audience of a correction that names none of its own.

    >>> those_who_got("visit", "press")
    'received:visit/press'
    """
    return str(Term("received", (f"{campaign}/{edition}",)))


def correction_problems(file: TomlFile) -> Iterator[Problem]:
    """Every mistake in `corrects`. Reads what is there, however wrong the rest is."""
    found = file.data.get("editions")
    editions = found if isinstance(found, dict) else {}
    for name, edition in editions.items():
        if not isinstance(edition, dict):
            continue
        corrected = edition.get("corrects", "")
        if not corrected and "audience" not in edition:
            place = file.place(("editions", name, "audience"))
            message = f"editions.{name}.audience is missing"
            yield Problem("missing-key", message, place, "add audience = …")
        if corrected and isinstance(corrected, str):
            yield from _of(file, name, corrected, editions)


def _of(file: TomlFile, name: str, corrected: str, editions: dict[str, Any]) -> Iterator[Problem]:
    place = file.value_place(("editions", name, "corrects"))
    others = [one for one in editions if one != name]
    first = _corrected_by(editions.get(corrected))
    if corrected == name or corrected not in editions:
        wrong = f"{name} corrects itself" if corrected == name else _no_edition(corrected)
        near = difflib.get_close_matches(corrected, others, n=1)
        hint = f"did you mean {near[0]}?" if near else f"other editions are {', '.join(others)}"
        yield Problem("corrects", wrong, place, hint, edition=name)
    elif first:
        message = f"{corrected} corrects {first}, and a correction is not corrected itself"
        hint = f'write corrects = "{first}", and an audience of those who are to get it'
        yield Problem("corrects", message, place, hint, edition=name)
    precedence = file.data.get("precedence")
    if isinstance(precedence, list) and name in precedence and corrected in precedence:
        message = f"nobody gets both {corrected} and {name}, which corrects it"
        hint = f"take {name} out of precedence"
        yield Problem("corrects", message, file.value_place(("precedence",)), hint, edition=name)


def _corrected_by(edition: object) -> str:
    corrected = edition.get("corrects") if isinstance(edition, dict) else ""
    return corrected if isinstance(corrected, str) else ""


def _no_edition(name: str) -> str:
    return f"there is no edition {name!r}"
