"""What the columns of a list mean: by its program, by their names, or as a person settled it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from outreach.domain.contact import Kind, Reason
from outreach.errors import NeedsFixing, WrongUsage

from .addresses import addresses_in, tidy
from .cells import is_suffix
from .contact_rows import ADDING
from .headers import FIELDS, OWN, fields_of, folded
from .programs import Program, program_of
from .rows import Row, Table

_SAMPLED_ROWS = 100
_SAMPLED_TEXT = 500
_SAMPLES = 3
_LONGEST_SAMPLE = 40
_KINDS = frozenset(kind.value for kind in Kind)
_PARTS_OF_NAMES = frozenset(("given_name", "family_name", "middle_name"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column nothing is read from. ``suggested`` is a field its cells look like, if any."""

    header: str
    samples: tuple[str, ...]
    suggested: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """The field of each column, blank for none; ``silent`` are those not worth a word."""

    fields: tuple[str, ...]
    silent: frozenset[int]
    program: Program | None

    @property
    def departed(self) -> Reason | None:
        """Why everybody on the list left, if the list is one of those."""
        return self.program.departed if self.program else None


def meanings(table: Table, mapping: Mapping[str, str]) -> Columns:
    """The field each column feeds; ``mapping`` beats what the header says by itself.

    Raises NeedsFixing for a header and WrongUsage for a field there is none of.
    """
    program = program_of(table.header)
    fields = list(fields_of(table.header))
    silent: set[int] = set()
    for index, header in enumerate(table.header):
        name = folded(header)
        meant = program.meaning(name) if program else None
        if meant is not None:
            fields[index] = meant
        if meant == "" or name in OWN:
            silent.add(index)
    settled = {
        column_called(table, header, "--map"): _known(field) for header, field in mapping.items()
    }
    replaced = {field for field in settled.values() if field not in ADDING}
    for index, header in enumerate(table.header):
        said = said_of(header, mapping)
        if said is not None:
            fields[index] = said
            silent.discard(index)
        elif fields[index] in replaced:
            fields[index] = ""
    return Columns(tuple(fields), frozenset(silent), program)


def said_of(header: str, mapping: Mapping[str, str]) -> str | None:
    """What the mapping says of a header, whatever its case, accents and punctuation."""
    if header in mapping:
        return mapping[header]
    name = folded(header)
    return next((field for one, field in mapping.items() if folded(one) == name), None)


def column_called(table: Table, header: str, flag: str) -> int:
    """The first column called so."""
    if header in table.header:
        return table.header.index(header)
    name = folded(header)
    for index, other in enumerate(table.header):
        if name and folded(other) == name:
            return index
    near = difflib.get_close_matches(header, table.header, n=1)
    named = ", ".join(one for one in table.header[:12] if one.strip())
    raise NeedsFixing(
        f"{table.name} has no column {tidy(header)!r}",
        hint=f"{flag} names one of its headers: {near[0] if near else named}",
    )


def _known(field: str) -> str:
    if field and field not in FIELDS:
        near = difflib.get_close_matches(field, FIELDS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(FIELDS)}"
        raise WrongUsage(f"there is no field {tidy(field)!r} to read a column into", hint)
    return field


def kind_told_by(columns: Columns) -> Kind | None:
    """The kind of the contacts, as far as the columns alone tell it."""
    if columns.program and columns.program.kind:
        return columns.program.kind
    if columns.departed:
        return Kind.OTHER
    fields = set(columns.fields)
    if {"bioguide", "chamber", "member_last"} & fields or {"state", "district"} <= fields:
        return Kind.CONGRESS
    if "signed" in fields:
        return Kind.SIGNATORY
    return Kind.PRESS if {"outlet", "medium", "topics"} & fields else None


def kind_column(
    table: Table, columns: Columns, mapping: Mapping[str, str]
) -> tuple[int, tuple[Kind, ...]] | None:
    """A column ``Kind`` of which each cell is one of ours, and the kinds in it.

    None where a person settled it. Reads the rows only where there is such a header.
    """
    names = [folded(header) for header in table.header]
    if "kind" not in names:
        return None
    index = names.index("kind")
    if columns.fields[index] or said_of(table.header[index], mapping) is not None:
        return None
    found: set[str] = set()
    for row in table.read():
        if isinstance(row, Row):
            cell = row.cells[index].strip().casefold()
            if cell not in _KINDS:
                return None
            found.add(cell)
    return (index, tuple(kind for kind in Kind if kind in found)) if found else None


def unread_columns(
    table: Table, columns: Columns, settled: Collection[str] = ()
) -> tuple[Column, ...]:
    """The columns nothing is read from that have something in them, with a few of their cells.

    ``settled`` are folded headers of no interest.
    """
    wanted = {
        index: header
        for index, header in enumerate(table.header)
        if header.strip()
        and not columns.fields[index]
        and index not in columns.silent
        and folded(header) not in settled
    }
    if not wanted:
        return ()
    samples: dict[int, dict[str, None]] = {index: {} for index in wanted}
    for row in islice(table.read(), _SAMPLED_ROWS):
        if isinstance(row, Row):
            for index, seen in samples.items():
                text = tidy(row.cells[index][:_SAMPLED_TEXT])
                if text and len(seen) < _SAMPLES:
                    seen.setdefault(text)
    return tuple(
        Column(wanted[index], tuple(map(_cut, seen)), _suggested(seen))
        for index, seen in samples.items()
        if seen
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SAMPLE else f"{text[: _LONGEST_SAMPLE - 1]}…"


def _suggested(samples: Iterable[str]) -> str:
    found = [addresses_in(text).addresses for text in samples]
    return "email" if found and all(found) else ""


def has_sorting_names(table: Table, fields: Sequence[str]) -> bool:
    """Whether the only column of names has "Last, First", by most of its first rows."""
    if _PARTS_OF_NAMES & set(fields) or fields.count("name") != 1:
        return False
    index = fields.index("name")
    rows = islice(table.read(), _SAMPLED_ROWS)
    cells = (tidy(row.cells[index][:_SAMPLED_TEXT]) for row in rows if isinstance(row, Row))
    names = [name for name in cells if name and "@" not in name]
    return bool(names) and sum(map(_is_sorting_name, names)) >= 0.8 * len(names)


def _is_sorting_name(name: str) -> bool:
    family, comma, given = name.partition(",")
    return bool(comma and family.strip() and given.strip() and "," not in given) and not is_suffix(
        given
    )
