"""Contacts as a list that a spreadsheet opens and ``contacts import`` reads back."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from outreach.domain.audience import Query
from outreach.domain.contact import Contact, Kind, Reason, address_key
from outreach.domain.delivery import in_batches
from outreach.errors import WrongUsage
from outreach.store.contact_record import Record, beside
from outreach.store.contacts import contacts, kinds
from outreach.store.database import Store
from outreach.store.suppressions import of_no_contact, suppressed

from .private_files import create_private, write_spreadsheet

_PERSON = (
    *("Email", "First name", "Last name", "Full name", "Salutation", "Job title"),
    *("Language", "Country", "City", "Phone", "Time zone", "Tags", "Topics", "Notes", "Basis"),
)
_ABOUT_ORGANISATION = ("Aliases", "Media type")
_OFFICE = ("Office name", "Bioguide", "Committee ID", "Side", "As of")
_COLUMNS = {
    Kind.PRESS: (*_PERSON, "Outlet", *_ABOUT_ORGANISATION),
    Kind.CONGRESS: (*_PERSON, *_OFFICE),
    Kind.SIGNATORY: (*_PERSON, "Organisation", *_ABOUT_ORGANISATION),
    Kind.OTHER: (*_PERSON, "Organisation", *_ABOUT_ORGANISATION),
}
_SEPARATORS = re.compile("[;,；，、]|:::")
FORMATS = (".csv", ".json", ".jsonl")

_LEFT = "Unsubscribed"
_SAID_BY = {
    None: "",
    Reason.BOUNCE: "bounced",
    Reason.DROPPED: "bounced",
    Reason.COMPLAINT: "complained",
    Reason.UNSUBSCRIBE: "unsubscribed",
    Reason.MANUAL: "do not contact",
    Reason.ERASURE: "removed",
}
"""What the column of those who left says: each an import suppresses for, none it takes in."""


@dataclass(frozen=True, slots=True)
class Exported:
    """``people`` are in the file; ``suppressed`` ones the audience picks were left out of it.

    ``of_no_contact`` counts suppressions that no list can hold, for a list of everybody that was
    to have those who left.
    """

    people: int
    suppressed: int
    kinds: tuple[Kind, ...]
    of_no_contact: int = 0


def export_list(db: Store, query: Query, path: Path, *, with_suppressed: bool = False) -> Exported:
    """Write the contacts a query picks to a new private file, as its ending says.

    ``.csv`` opens in a spreadsheet, where no cell becomes a formula; ``.json`` is a list and
    ``.jsonl`` a line for each contact. Each row says its kind. A list of one kind of contacts has
    that kind's columns and imports again. ``with_suppressed`` they have a column that says so, and
    an import makes suppressions of them. Raises WrongUsage where the file exists.
    """
    if path.suffix.lower() not in FORMATS:
        raise WrongUsage(
            f"{path.name} does not say in which format to export",
            f"end it in {', '.join(FORMATS)}",
        )
    held = kinds(db, query)
    header = _header(held)
    left_out: Counter[str] = Counter()
    people = contacts(db, query)
    why = suppressed(db)
    if with_suppressed:
        header = (*header, _LEFT)
    else:
        people = _still_here(people, why, left_out)
    write = write_spreadsheet if path.suffix.lower() == ".csv" else _write_json
    count = write(path, header, _rows(db, people, header, why))
    everybody = with_suppressed and not query.terms
    return Exported(count, left_out.total(), held, of_no_contact(db) if everybody else 0)


def _still_here(
    people: Iterable[Contact], suppressed: Callable[[str], Reason | None], left_out: Counter[str]
) -> Iterator[Contact]:
    for contact in people:
        reason = suppressed(address_key(contact.email))
        if reason:
            left_out[reason] += 1
        else:
            yield contact


def _rows(
    db: Store,
    people: Iterable[Contact],
    header: Sequence[str],
    suppressed: Callable[[str], Reason | None],
) -> Iterator[list[str]]:
    for page in in_batches(people):
        more = beside(db, (contact.id for contact in page))
        for contact in page:
            cells = _cells(contact, more[contact.id])
            if _LEFT in header:
                cells[_LEFT] = _SAID_BY[suppressed(address_key(contact.email))]
            yield [cells[column] for column in header]


def _header(held: Iterable[Kind]) -> tuple[str, ...]:
    columns = ("Kind", *(column for kind in held or (Kind.OTHER,) for column in _COLUMNS[kind]))
    return tuple(dict.fromkeys(columns))


def _cells(contact: Contact, more: Record) -> dict[str, str]:
    organisation = contact.organisation
    name = organisation.name if organisation else ""
    return {
        "Kind": contact.kind,
        "Email": "; ".join([contact.email, *more["addresses"]]),
        "First name": contact.given_name,
        "Last name": contact.family_name,
        "Full name": contact.name,
        "Salutation": contact.salutation,
        "Job title": contact.title,
        "Language": contact.language,
        "Country": contact.country,
        "City": contact.city,
        "Phone": contact.phone,
        "Time zone": contact.time_zone,
        "Tags": _values(contact.tags),
        "Topics": _values(contact.topics),
        "Notes": contact.notes,
        "Basis": more["basis"],
        "Outlet": name if contact.kind is Kind.PRESS else "",
        "Organisation": "" if contact.kind is Kind.PRESS else name,
        "Aliases": _values(more["aliases"]),
        "Media type": organisation.medium if organisation else "",
        "Office name": contact.office.name if contact.office else "",
        "Bioguide": more["bioguide"],
        "Committee ID": more["committee"],
        "Side": more["side"],
        "As of": more["listed_on"],
    }


def _values(values: Iterable[str]) -> str:
    """Several values in one cell; in quotes each where one of them holds a separator."""
    values = tuple(values)
    if any(_SEPARATORS.search(value) for value in values):
        return ",".join('"{}"'.format(value.replace('"', '""')) for value in values)
    return "; ".join(values)


def _write_json(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    count = 0
    lines = path.suffix.lower() == ".jsonl"
    with create_private(path) as file:
        try:
            file.write("" if lines else "[")
            for count, row in enumerate(rows, 1):
                text = json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False)
                between = "" if lines else ("\n" if count == 1 else ",\n")
                file.write(f"{between}{text}" + ("\n" if lines else ""))
            file.write("" if lines else "\n]\n")
        except BaseException:
            with suppress(OSError):
                path.unlink()
            raise
    return count
