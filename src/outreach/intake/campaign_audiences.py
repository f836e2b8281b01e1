"""What a campaign file says of audiences: named ones, the editions', roles and precedence."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from outreach.domain.audience import STAFF_ROLES, Misread, Query, parse
from outreach.domain.named_audiences import resolved
from outreach.errors import Place, Problem

from .toml_files import TomlFile

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


def is_name(text: str) -> bool:
    """Whether an edition or an audience may be called so."""
    return _NAME.fullmatch(text) is not None


def audiences_of(file: TomlFile) -> tuple[dict[str, Query], dict[str, Place]]:
    """The named audiences, and where each is defined."""
    definitions = _definitions(file)
    places = {name: file.value_place(("audiences", name)) for name in definitions}
    return resolved(definitions)[0], places


def audience_problems(file: TomlFile) -> list[Problem]:
    """Every mistake in any of them. Reads what is there, however wrong the rest is."""
    named, misread = resolved(_definitions(file))
    found = [
        _at(file.value_place(("audiences", one.audience)), one, f"audience {one.audience}: ")
        for one in misread
    ]
    found += [
        Problem("audience-name", f"{name!r} cannot name an audience", place, _NAMES_ARE)
        for name in _definitions(file)
        if not is_name(name)
        for place in [file.place(("audiences", name))]
    ]
    editions = _tables(file.data.get("editions"))
    for name, edition in editions.items():
        found += _of_edition(file, name, edition, named)
    return [*found, *_precedence(file, list(editions))]


_NAMES_ARE = "use lower-case letters, digits and hyphens"


def _definitions(file: TomlFile) -> dict[str, str]:
    table = file.data.get("audiences")
    found = table.items() if isinstance(table, dict) else ()
    return {name: text for name, text in found if isinstance(text, str)}


def _tables(data: object) -> dict[str, dict[str, Any]]:
    found = data.items() if isinstance(data, dict) else ()
    return {name: table for name, table in found if isinstance(table, dict)}


def _of_edition(
    file: TomlFile, name: str, edition: dict[str, Any], named: Mapping[str, Query]
) -> Iterator[Problem]:
    query = edition.get("audience")
    start = file.value_place(("editions", name, "audience"))
    for one in parse(query, named)[1] if isinstance(query, str) else ():
        yield _at(start, one, edition=name)
    place = file.value_place(("editions", name, "roles"))
    for role in _strings(edition.get("roles")):
        if role not in STAFF_ROLES:
            hint = _nearest(role, STAFF_ROLES, "roles")
            yield Problem("role", f"there is no role {role!r}", place, hint, edition=name)
    if edition.get("roles") and edition.get("one_per", "person") == "person":
        message = f"{name} names roles, and everybody gets a letter"
        hint = 'add one_per = "office", or take roles out'
        yield Problem("roles-unused", message, place, hint, edition=name)


def _precedence(file: TomlFile, editions: Sequence[str]) -> Iterator[Problem]:
    place = file.value_place(("precedence",))
    names = list(_strings(file.data.get("precedence")))
    for name in dict.fromkeys(names):
        if name not in editions:
            hint = _nearest(name, editions, "editions")
            yield Problem("precedence", f"there is no edition {name!r}", place, hint)
        elif names.count(name) > 1:
            message = f"{name} stands in precedence {names.count(name)} times"
            yield Problem("precedence", message, place, "name each edition once")


def _strings(data: object) -> Iterable[str]:
    return (one for one in data if isinstance(one, str)) if isinstance(data, list) else ()


def _nearest(word: str, known: Sequence[str], what: str) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f"did you mean {near[0]}?" if near else f"{what} are {', '.join(known)}"


def _at(start: Place, one: Misread, said: str = "", edition: str | None = None) -> Problem:
    """At the mistake's own column; a value's place is its opening quotation mark."""
    place = Place(start.file, start.line, start.column + one.column)
    return Problem("audience", said + one.message, place, one.hint, edition=edition)
