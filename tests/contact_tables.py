"""Tables written down as a case needs them, without a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from outreach.domain.contact import Kind
from outreach.domain.contact_list import ContactRow, Departed, Rejected
from outreach.intake.contacts import ContactList, read_contacts
from outreach.intake.rows import BrokenRow, Row, Table


def table(
    header: Sequence[str] | str, *rows: Sequence[str] | BrokenRow, form: str = "csv"
) -> Table:
    """``header`` is a list, or a text with the headers between bars."""
    names = header.split("|") if isinstance(header, str) else header
    lines = [
        row if isinstance(row, BrokenRow) else Row(line, tuple(row))
        for line, row in enumerate(rows, 2)
    ]
    return Table("list.csv", tuple(names), form, "utf-8", ",", (), lambda: iter(lines))


def contact_list(
    header: Sequence[str] | str,
    *rows: Sequence[str],
    kind: Kind | None = Kind.OTHER,
    mapping: Mapping[str, str] | None = None,
    keep: Sequence[str] = (),
) -> ContactList:
    return read_contacts(table(header, *rows), kind, mapping=mapping, keep=keep)


def row_of(
    header: Sequence[str] | str, *cells: str, kind: Kind | None = Kind.OTHER
) -> ContactRow | Departed | Rejected:
    """What becomes of the one row of a list."""
    [row] = contact_list(header, cells, kind=kind).read()
    return row


def contact(header: Sequence[str] | str, *cells: str, kind: Kind | None = Kind.OTHER) -> ContactRow:
    """The contact of the one row of a list, with an address put before the cells."""
    names = header.split("|") if isinstance(header, str) else header
    row = row_of(["Email", *names], "a@x.example", *cells, kind=kind)
    assert isinstance(row, ContactRow), row
    return row
