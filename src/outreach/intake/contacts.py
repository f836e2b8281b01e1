"""Contact lists as people keep them: what they hold, and their rows as contacts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from outreach.domain.contact import Kind
from outreach.domain.contact_list import ContactRow, Departed, Rejected
from outreach.errors import NeedsFixing, Place, Problem

from .addresses import tidy
from .cells import values_in
from .contact_columns import (
    Column,
    Columns,
    column_called,
    has_sorting_names,
    kind_column,
    kind_told_by,
    meanings,
    said_of,
    unread_columns,
)
from .contact_rows import Reading, row_reader, unused_fields
from .headers import FIELDS, folded, header_key
from .rows import BrokenRow, Table

__all__ = [
    "FIELDS",
    "Column",
    "ContactList",
    "Unsettled",
    "header_key",
    "read_contacts",
    "unsettled",
]


@dataclass(frozen=True, slots=True)
class ContactList:
    """A list that can be read.

    ``columns`` is the field by header of those that are read; several headers may feed one field.
    ``ignored`` are the headers nothing is read from, apart from what a known program writes for
    itself. ``program`` is blank for lists of no known program, ``list_key`` as ``header_key``
    says. ``read`` streams the rows, each exactly once, as often as it is called.
    """

    name: str
    kind: Kind
    program: str
    list_key: str
    columns: Mapping[str, str]
    ignored: tuple[str, ...]
    doubts: tuple[Problem, ...]
    read: Callable[[], Iterator[ContactRow | Departed | Rejected]]


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What only a person can say of a list: ``understood`` is the field by header of the rest.

    Without an e-mail column or a kind the list cannot be read; the columns may stay unread.
    """

    email_missing: bool
    kind_unknown: bool
    columns: tuple[Column, ...]
    understood: Mapping[str, str]

    @property
    def blocks(self) -> bool:
        """Whether the list cannot be read before this is settled."""
        return self.email_missing or self.kind_unknown


def read_contacts(
    table: Table,
    kind: Kind | None = None,
    *,
    mapping: Mapping[str, str] | None = None,
    keep: Sequence[str] = (),
) -> ContactList:
    """What the table's columns mean, and a way to its rows as contacts.

    ``mapping`` is the field by header that a person settled, blank to read nothing from it; it
    beats what the header says by itself. The cells under the headers in ``keep`` go into the
    notes. Without ``kind`` the cells of a column ``Kind`` tell it, or else the columns. Raises
    NeedsFixing, with the flag that helps, for a list without an e-mail column, of unknown kind or
    of several, or without a header that was named; and WrongUsage for a field there is none of.
    """
    columns, told = _with_kind(table, kind, mapping or {})
    kept = [column_called(table, header, "--keep") for header in keep]
    if "email" not in columns.fields:
        raise _no_addresses(table)
    kind = kind or told
    if kind is None:
        raise NeedsFixing(
            f"the columns of {table.name} do not show what kind of contacts it holds",
            hint=f"say it with --kind {', '.join(Kind)}".replace(", other", " or other"),
        )
    read = [
        (index, field)
        for index, field in enumerate(columns.fields)
        if field and field not in unused_fields(kind, columns.departed)
    ]
    reading = Reading(
        header=table.header,
        # A person's choice of e-mail column gives a row its address, the others further ones.
        columns=sorted(read, key=lambda one: said_of(table.header[one[0]], mapping or {}) is None),
        kind=kind,
        kept=[(index, tidy(table.header[index])) for index in kept],
        guarded=table.format in ("csv", "xlsx"),
        departed=columns.departed,
        family_first=has_sorting_names(table, columns.fields),
        tags=columns.program.tags if columns.program else values_in,
    )
    used = {*(index for index, _ in read), *kept, *columns.silent}
    return ContactList(
        name=table.name,
        kind=kind,
        program=columns.program.name if columns.program else "",
        list_key=header_key(table.header),
        columns={table.header[index]: field for index, field in read},
        ignored=()
        if columns.departed
        else tuple(h for i, h in enumerate(table.header) if h.strip() and i not in used),
        doubts=(*table.doubts, *_never_subscribed(table, columns)),
        read=lambda: _rows(table, reading),
    )


def unsettled(
    table: Table, kind: Kind | None = None, mapping: Mapping[str, str] | None = None
) -> Unsettled | None:
    """What to ask a person about the table before it is read; None when all is settled.

    A column counts as settled when ``mapping`` names it, even to read nothing from it, and when
    its first rows are blank. Raises as ``read_contacts`` does for a mapping that cannot be used
    and for a list of several kinds.
    """
    columns, told = _with_kind(table, kind, mapping or {})
    settled = {folded(header) for header in mapping or {}}
    open_columns = () if columns.departed else unread_columns(table, columns, settled)
    asked = Unsettled(
        email_missing="email" not in columns.fields,
        kind_unknown=kind is None and told is None,
        columns=open_columns,
        understood={h: f for h, f in zip(table.header, columns.fields, strict=True) if f},
    )
    return asked if asked.blocks or asked.columns else None


def _with_kind(
    table: Table, kind: Kind | None, mapping: Mapping[str, str]
) -> tuple[Columns, Kind | None]:
    """What the columns mean, and the kind the list itself tells; a column of kinds is silent."""
    columns = meanings(table, mapping)
    found = kind_column(table, columns, mapping)
    if found is None:
        return columns, kind_told_by(columns)
    index, kinds = found
    if len(kinds) > 1 and kind is None:
        raise NeedsFixing(
            f"{table.name} holds contacts of several kinds ({', '.join(kinds)})",
            hint="export one kind at a time:"
            f" outreach contacts export --audience {kinds[0]} …, or say --kind",
        )
    return replace(columns, silent=columns.silent | {index}), kinds[0]


def _rows(table: Table, reading: Reading) -> Iterator[ContactRow | Departed | Rejected]:
    read = row_reader(reading)
    for row in table.read():
        yield Rejected(row.line, row.reason) if isinstance(row, BrokenRow) else read(row)


def _never_subscribed(table: Table, columns: Columns) -> tuple[Problem, ...]:
    """Mailchimp exports them like those who did; only the file's name tells."""
    known = columns.program and columns.program.name == "Mailchimp"
    if not known or "nonsubscribed" not in folded(table.name):
        return ()
    message = "by its name this is a list of people who never subscribed"
    hint = "take it in only if there is another reason why you may write to them"
    return (Problem("never-subscribed", message, Place(table.name), hint, level="warning"),)


def _no_addresses(table: Table) -> NeedsFixing:
    unread = unread_columns(table, meanings(table, {}))
    likely = [tidy(column.header) for column in unread if column.suggested == "email"]
    header = likely[0] if likely else "Header"
    quote = '"' if "'" in header else "'"
    hint = f"say which column it is with --map {quote}{header}=email{quote}"
    if not likely:
        hint += ", or begin the file with a header line and call that column Email"
    message = f"{table.name} has no column of e-mail addresses"
    others = [doubt.message for doubt in table.doubts if doubt.code == "other-sheets"]
    return NeedsFixing("; ".join((message, *others)), hint=hint)
