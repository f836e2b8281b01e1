"""Contact lists as people keep them: their headers in four languages, their rows cleaned."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from outreach.domain.congress import district_number
from outreach.domain.contact import Kind, display_name
from outreach.domain.contact_list import ContactRow, Contacts, OfficeClue, Rejected
from outreach.domain.names import name_key
from outreach.errors import NeedsFixing, Problem

from .addresses import Unusable, clean_address, tidy
from .headers import columns_of, lists_people_who_left
from .roles import standard_role
from .tables import Row, Table, read_table

_BASIS = {
    Kind.PRESS: "legitimate-interest",
    Kind.CONGRESS: "official-capacity",
    Kind.SIGNATORY: "signatory",
    Kind.OTHER: "",
}
_CONSENT = {"opt in": "consent", "consent": "consent", "yes": "consent", "ja": "consent"}
_LEFT = {"unsubscribed", "bouncing", "bounced", "spam complaint", "cleaned"}
_CHAMBERS = {
    **dict.fromkeys(("house", "h", "rep", "hr"), "house"),
    **dict.fromkeys(("senate", "s", "sen"), "senate"),
}
_AS_GIVEN = ("salutation", "title", "language", "city", "phone", "time_zone", "notes", "medium")
_SEPARATORS = re.compile("[;,；，、]|:::")


def read_contacts(data: bytes, filename: str, kind: Kind | None = None) -> Contacts:
    """Read a contact list; its columns tell its kind where ``kind`` is not given.

    Every row ends up in ``rows`` or ``rejected``. Raises NeedsFixing, in one sentence with the
    way out, for a file that is no table, has no e-mail column, lists people who left, or does not
    show what kind of contacts it holds.
    """
    table = read_table(data, filename)
    columns = _usable_columns(table, filename)
    kind = kind or _kind(columns, filename)
    rows: list[ContactRow] = []
    rejected = [_unreadable(problem) for problem in table.problems if problem.level == "error"]
    for row in table.rows:
        read = _read_row(row, columns, kind)
        if isinstance(read, ContactRow):
            rows.append(read)
        else:
            rejected.append(Rejected(row.line, read.reason, table.header[columns["email"]]))
    return Contacts(
        kind=kind,
        rows=tuple(rows),
        rejected=tuple(sorted(rejected, key=lambda r: r.line)),
        ignored=tuple(n for i, n in enumerate(table.header) if n and i not in columns.values()),
        problems=tuple(problem for problem in table.problems if problem.level != "error"),
    )


def _usable_columns(table: Table, filename: str) -> dict[str, int]:
    if lists_people_who_left(table.header):
        raise NeedsFixing(
            f"{filename} lists people who unsubscribed or bounced, not people to write to",
            hint="suppress these addresses with `outreach contacts suppress`",
        )
    columns = columns_of(table.header)
    if "email" not in columns:
        raise NeedsFixing(
            f"{filename} has no column of e-mail addresses in its first line",
            hint="begin the file with a header line and call that column Email",
        )
    return columns


def _kind(columns: Mapping[str, int], filename: str) -> Kind:
    if "bioguide" in columns or "chamber" in columns:
        return Kind.CONGRESS
    if "signed" in columns:
        return Kind.SIGNATORY
    if {"outlet", "medium", "topics"} & columns.keys():
        return Kind.PRESS
    raise NeedsFixing(
        f"the columns of {filename} do not show what kind of contacts it holds",
        hint=f"say it with --kind {', '.join(Kind)}".replace(", other", " or other"),
    )


def _unreadable(problem: Problem) -> Rejected:
    return Rejected(problem.place.line if problem.place else 0, problem.message)


def _read_row(row: Row, columns: Mapping[str, int], kind: Kind) -> ContactRow | Unusable:
    cells = defaultdict(str, {field: tidy(row.cells[i]) for field, i in columns.items()})
    email = clean_address(row.cells[columns["email"]])
    if isinstance(email, Unusable):
        return email
    if cells["subscription"].lower() in _LEFT:
        return Unusable(f"the list says that this person is {cells['subscription'].lower()}")
    given, family = cells["given_name"], cells["family_name"]
    by_office = kind is Kind.CONGRESS
    return ContactRow(
        line=row.line,
        email=email,
        name=display_name(given, family) or cells["name"],
        given_name=given,
        family_name=family,
        role=standard_role(cells["title"]) if by_office else "",
        country=_country(cells["country"]),
        basis=_CONSENT.get(name_key(cells["consent"]), _BASIS[kind]),
        listed_on=_iso_date(cells["listed_on"]),
        tags=_split(cells["tags"]),
        topics=_split(cells["topics"]),
        organisation="" if by_office else cells["outlet"] or cells["organisation"],
        aliases=_split(cells["aliases"]),
        office=_office_clue(cells) if by_office else None,
        **{field: cells[field] for field in _AS_GIVEN},  # type: ignore[arg-type]
    )


def _office_clue(cells: Mapping[str, str]) -> OfficeClue:
    return OfficeClue(
        bioguide=cells["bioguide"].upper(),
        chamber=_CHAMBERS.get(cells["chamber"].lower(), ""),
        state=cells["state"].upper(),
        district=district_number(cells["district"]),
        member_last=cells["member_last"],
        committee=cells["committee"].upper(),
        side=cells["side"].lower(),
    )


def _country(text: str) -> str:
    return text.upper() if len(text) == 2 else text


def _iso_date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _split(text: str) -> tuple[str, ...]:
    """The parts of a cell with several values; Mailchimp puts each in quotation marks."""
    parts = (part.strip(' "') for part in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))
