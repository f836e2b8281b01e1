"""What a row of a list may change about a contact that is known: the rules of an import."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from outreach.domain.contact import Kind

COLUMNS = (
    *("name", "given_name", "family_name", "title", "role", "salutation", "language", "country"),
    *("city", "phone", "time_zone", "notes", "basis"),
)
"""The plain texts of a contact, in the order in which ``Said`` and ``Known`` hold them."""

_NAME = (0, 1, 2)
_POSITION = (3, 4)
_GROUPS = (_NAME, _POSITION, *((at,) for at in range(5, len(COLUMNS))))
"""A family name of one source beside a given name of another would be nobody's name."""

_NOTHING: Mapping[str, str | int | None] = MappingProxyType({})

Gain = Literal["tags", "topics", "positions"]
Right = Literal["fill", "correct", "overwrite"]
"""What a row may do: fill blanks, correct what its own list said, or replace even hand edits."""


@dataclass(slots=True)
class Said:
    """What a row says. ``tags`` and ``topics`` are texts by their keys."""

    line: int
    kind: str
    values: tuple[str, ...]
    search_name: str
    listed_on: str
    tags: Mapping[str, str]
    topics: Mapping[str, str]
    organisation: int | None = None
    office: int | None = None


@dataclass(slots=True)
class Known:
    """A contact as it stands in the store, and what becomes of it.

    ``key`` is the contact's own address; ``settled`` is what a person settled by hand, as the
    table ``edits`` names it; ``line`` is the first line of this file that named the contact, if
    one did. ``changes`` are columns of ``contacts`` with their new values; ``gained`` are rows for
    ``tags``, ``topics`` and ``positions``, each with key and text; ``lifted`` are hand edits that
    were overwritten.
    """

    id: int
    kind: str
    values: tuple[str, ...]
    listed_on: str = ""
    organisation: int | None = None
    office: int | None = None
    line: int | None = None
    # Nothing is made for the many contacts that stay as they are.
    tags: AbstractSet[str] = frozenset()
    topics: AbstractSet[str] = frozenset()
    positions: AbstractSet[int] = frozenset()
    settled: AbstractSet[str] = frozenset()
    changes: Mapping[str, str | int | None] = field(default_factory=lambda: _NOTHING)
    gained: tuple[tuple[Gain, str | int, str], ...] = ()
    lifted: tuple[str, ...] = ()
    key: str = ""

    def put(self, column: str, value: str | int | None, *, edit: str = "") -> None:
        self.changes = {**self.changes, column: value}
        if (edit or column) in self.settled:
            self.lifted += (edit or column,)


def take(said: Said, known: Known, right: Right) -> tuple[list[str], list[str]]:
    """Take what the row may say into ``known``; what changed, and what was kept although it
    differs, both by name.

    Fields nobody settled by hand: a blank is filled, a value that differs is replaced where the
    row may correct. What was settled, blanks included, is replaced by ``overwrite`` alone. An
    office also moves by date: the later list wins, and brings title and role.
    """
    changed: list[str] = []
    kept: list[str] = []
    _take_kind(said, known, right, changed, kept)
    elsewhere = said.office is not None and _take_office(said, known, right, changed, kept)
    if said.values != known.values:
        _take_values(said, known, right, elsewhere, changed, kept)
    _take_organisation(said, known, right, changed, kept)
    if said.tags and not said.tags.keys() <= known.tags:
        known.tags = _take_labels("tags", said.tags, known.tags, known, right, changed)
    if said.topics and not said.topics.keys() <= known.topics:
        known.topics = _take_labels("topics", said.topics, known.topics, known, right, changed)
    return changed, kept


def _take_kind(said: Said, known: Known, right: Right, changed: list[str], kept: list[str]) -> None:
    if said.kind == known.kind:
        return
    may_fill = known.kind == Kind.OTHER and "kind" not in known.settled
    if may_fill or (right == "overwrite" and said.kind != Kind.OTHER):
        known.kind = said.kind
        known.put("kind", said.kind)
        changed.append("kind")
    elif said.kind != Kind.OTHER:
        kept.append("kind")


def _take_office(
    said: Said, known: Known, right: Right, changed: list[str], kept: list[str]
) -> bool:
    """Whether the row speaks of another office than the one the contact is at now."""
    if known.office == said.office:
        _date(said, known)
        return False
    if "office" in known.settled and right != "overwrite":
        kept.append("office")
        return True
    later = said.listed_on > known.listed_on
    as_late = said.listed_on == known.listed_on or not (said.listed_on and known.listed_on)
    if known.office is not None and not later and not (as_late and right != "fill"):
        if as_late:
            kept.append("office")
        return True
    moves = known.office is not None
    known.office = said.office
    known.put("office_id", said.office, edit="office")
    changed.append("office")
    _date(said, known)
    if moves and (right == "overwrite" or not _settled(_POSITION, known)):
        _replace(_POSITION, said, known, changed)
    return False


def _date(said: Said, known: Known) -> None:
    if said.listed_on > known.listed_on:
        known.listed_on = said.listed_on
        known.put("listed_on", said.listed_on)


def _take_values(
    said: Said, known: Known, right: Right, elsewhere: bool, changed: list[str], kept: list[str]
) -> None:
    for group in _GROUPS:
        differing = [at for at in group if said.values[at] not in ("", known.values[at])]
        if not differing:
            continue
        if elsewhere and group is _POSITION:
            continue  # that is the title at the other office
        head = group[0]
        blank = [at for at in differing if not known.values[at]]
        if _settled(group, known) and right != "overwrite":
            kept += (COLUMNS[at] for at in differing)
        elif right != "fill" and said.values[head]:
            _replace(group, said, known, changed)
        elif known.values[head] in ("", said.values[head]):
            _put(blank, said, known, changed)
            kept += (COLUMNS[at] for at in differing if at not in blank)
        else:
            kept += (COLUMNS[at] for at in differing)


def _settled(group: tuple[int, ...], known: Known) -> bool:
    return bool(known.settled) and any(COLUMNS[at] in known.settled for at in group)


def _replace(group: tuple[int, ...], said: Said, known: Known, changed: list[str]) -> None:
    differing = [at for at in group if said.values[at] != known.values[at]]
    _put(differing, said, known, changed)


def _put(columns: list[int], said: Said, known: Known, changed: list[str]) -> None:
    if not columns:
        return
    values = list(known.values)
    for at in columns:
        values[at] = said.values[at]
        known.put(COLUMNS[at], said.values[at])
        changed.append(COLUMNS[at])
    known.values = tuple(values)
    if 0 in columns:
        known.put("search_name", said.search_name)


def _take_organisation(
    said: Said, known: Known, right: Right, changed: list[str], kept: list[str]
) -> None:
    """The present one as any other value; each one a list names becomes a position besides."""
    if said.organisation is None:
        return
    if "organisation" in known.settled and right != "overwrite":
        if said.organisation != known.organisation:
            kept.append("organisation")
        return
    differs = said.organisation != known.organisation
    if known.organisation is None or (differs and right != "fill"):
        known.organisation = said.organisation
        known.put("organisation_id", said.organisation, edit="organisation")
        changed.append("organisation")
    if said.organisation not in known.positions:
        known.positions |= {said.organisation}
        known.gained += (("positions", said.organisation, said.values[_POSITION[0]]),)
        if "organisation" not in changed:
            changed.append("organisation")


def _take_labels(
    table: Literal["tags", "topics"],
    said: Mapping[str, str],
    known: AbstractSet[str],
    contact: Known,
    right: Right,
    changed: list[str],
) -> AbstractSet[str]:
    """All the contact has now; one that was taken away by hand stays away."""
    noun = table.removesuffix("s")
    for key, text in said.items():
        if key in known:
            continue
        by_hand = f"{noun}:{key}"
        if by_hand in contact.settled:
            if right != "overwrite":
                continue
            contact.lifted += (by_hand,)
        known |= {key}
        contact.gained += ((table, key, text),)
        if noun not in changed:
            changed.append(noun)
    return known
