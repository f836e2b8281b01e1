"""One row of a list -> a contact, somebody who left, or the reason why it is neither."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from outreach.domain.contact import BASIS, Kind, Reason, address_key, display_name
from outreach.domain.contact_list import ContactRow, Departed, Rejected

from . import cells as cell
from .addresses import Found, Unusable, addresses_in, clean_address, tidy
from .cell_text import plain_text
from .headers import FIELDS
from .roles import standard_role
from .rows import Row

ADDING = frozenset(("email", "tags", "topics", "aliases", "notes", "opt_out"))
"""Fields to which each of their columns adds; of another's columns the first filled one counts."""
_OFFICE = ("bioguide", "chamber", "state", "district", "office", "member_last", "committee", "side")
_ORGANISATION = ("outlet", "organisation", "medium", "aliases")
_LONGEST_NAME = 200
_LONGEST = {
    **dict.fromkeys(("name", "given_name", "middle_name", "family_name"), _LONGEST_NAME),
    **dict.fromkeys(("notes", "tags", "topics", "aliases"), 10_000),
}
_LONGEST_OTHER = 500
_MOST = 100_000
"""Of a longer cell we do not even look whether it is spaces that make it so long."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows of one list are read.

    ``columns`` are the index and field of each column that is read; ``kept`` the index and
    header of those that go into the notes. ``guarded`` says that cells may bear the apostrophe
    of a spreadsheet. ``departed`` is why everybody on the list left; ``family_first`` says that
    its one column of names has "Last, First".
    """

    header: Sequence[str]
    columns: Sequence[tuple[int, str]]
    kind: Kind
    kept: Sequence[tuple[int, str]] = ()
    guarded: bool = False
    departed: Reason | None = None
    family_first: bool = False
    tags: Callable[[str], tuple[str, ...]] = cell.values_in


@dataclass(frozen=True, slots=True)
class _Texts:
    """The filled cells of a row: of e-mail columns as they are, others tidied and by field.

    ``refusal`` is set if one of them is too long.
    """

    emails: Sequence[str]
    one: Mapping[str, str]
    several: Mapping[str, Sequence[str]]
    refusal: _Refused | None


class _Refused(Exception):
    """Why a row is not taken, and the field it is about."""

    def __init__(self, reason: str, field: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


def unused_fields(kind: Kind, departed: Reason | None) -> Collection[str]:
    """The fields that are not read from such a list: of people who left, all but two."""
    if departed:
        return FIELDS.keys() - {"email", "left_at"}
    unused = _ORGANISATION if kind is Kind.CONGRESS else _OFFICE
    return unused if kind is Kind.SIGNATORY else (*unused, "signed")


def row_reader(reading: Reading) -> Callable[[Row], ContactRow | Departed | Rejected]:
    """A function that makes of each row exactly one of the three."""
    plan = [
        (index, field, _LONGEST.get(field, _LONGEST_OTHER), field in ADDING)
        for index, field in reading.columns
        if field != "email"
    ]
    emails = [index for index, field in reading.columns if field == "email"]

    def read(row: Row) -> ContactRow | Departed | Rejected:
        try:
            return _read(row, _texts(row, plan, emails, reading), reading)
        except _Refused as refused:
            fed_by = (reading.header[i] for i, field in reading.columns if field == refused.field)
            return Rejected(row.line, refused.reason, next(fed_by, ""))

    return read


def _texts(
    row: Row, plan: Sequence[tuple[int, str, int, bool]], emails: Sequence[int], reading: Reading
) -> _Texts:
    one: dict[str, str] = {}
    several: dict[str, list[str]] = {}
    refusal: _Refused | None = None
    cells = row.cells
    if reading.guarded:
        cells = tuple([plain_text(cell) if cell[:1] in ("'", "=") else cell for cell in cells])
    for index, field, longest, adds in plan:
        raw = cells[index]
        if not raw:
            continue
        if len(raw) > _MOST or len(text := tidy(raw)) > longest:
            refusal = _Refused(f"a cell has more than {longest:,} characters", field)
        elif adds:
            if text:
                several.setdefault(field, []).append(text)
        elif text and field not in one:
            one[field] = text.replace(" ::: ", "; ") if ":::" in text else text
    return _Texts([cells[index] for index in emails if cells[index]], one, several, refusal)


_LEFT_OUT = "an e-mail address was left out, letters go to the first that can be used: "


def _read(row: Row, texts: _Texts, reading: Reading) -> ContactRow | Departed:
    found = _found(texts.emails)
    if not found.addresses:
        reason = found.refused[0] if found.refused else "there is no e-mail address"
        raise _Refused(reason, "email")
    email, *others = found.addresses
    if left := _left(texts, reading):
        reason, at = left
        also = () if reason is Reason.BOUNCE else tuple(others)
        return Departed(row.line, email, reason, at, also)
    if texts.refusal:
        raise texts.refusal
    doubts = [_LEFT_OUT + found.refused[0]] if found.refused else []
    one, several = texts.one, texts.several
    by_office = reading.kind is Kind.CONGRESS
    names = _names(one, found.name, reading, doubts)
    return ContactRow(
        line=row.line,
        email=email,
        role=standard_role(names["title"]) if by_office else "",
        language=cell.language_tag(one["language"]) if "language" in one else "",
        country=cell.country(one.get("country", "")),
        city=one.get("city", ""),
        phone=one.get("phone", ""),
        time_zone=one.get("time_zone", ""),
        notes=_notes(row, texts, reading),
        basis=_basis(one.get("consent", ""), reading.kind),
        listed_on=_listed_on(one.get("listed_on", ""), doubts),
        tags=_all_values(several.get("tags", ()), reading.tags),
        topics=_all_values(several.get("topics", ())),
        organisation="" if by_office else one.get("outlet") or one.get("organisation", ""),
        aliases=() if by_office else _all_values(several.get("aliases", ())),
        medium="" if by_office else one.get("medium", ""),
        office=cell.office_clue(one) if by_office else None,
        other_emails=tuple(others),
        doubt="; ".join(doubts),
        **names,
    )


def _found(cells: Sequence[str]) -> Found:
    """The addresses of all the e-mail columns, in their order."""
    if len(cells) == 1:
        return addresses_in(cells[0])
    each = [addresses_in(one) for one in cells]
    distinct: dict[str, str] = {}
    for found in each:
        for address in found.addresses:
            distinct.setdefault(address_key(address), address)
    return Found(
        tuple(distinct.values()),
        next((found.name for found in each if found.name), ""),
        tuple(reason for found in each for reason in found.refused),
    )


def _left(texts: _Texts, reading: Reading) -> tuple[Reason, str] | None:
    """Why and when the row's person left, by whatever the list says of it."""
    said = texts.one.get("left_at", "")
    at = cell.utc_moment(said) if said else ""
    if reading.departed:
        return reading.departed, at
    if reason := cell.reason_left(texts.one.get("subscription", "")):
        return reason, at
    unclear = False
    for text in texts.several.get("opt_out", ()):
        answer = cell.answer(text)
        if answer:
            return Reason.UNSUBSCRIBE, at or cell.utc_moment(text)
        if reason := cell.reason_left(text):
            return reason, at
        unclear = unclear or answer is None
    if cell.withdrawn(texts.one.get("consent", "")):
        return Reason.UNSUBSCRIBE, at
    if unclear:
        raise _Refused("whether this person wants e-mail should be said with yes or no", "opt_out")
    return None


def _basis(consent: str, kind: Kind) -> str:
    basis = cell.basis_of(consent)
    if basis is None:
        raise _Refused("the list says that there is no consent to write", "consent")
    return basis or BASIS[kind]


def _listed_on(text: str, doubts: list[str]) -> str:
    day = cell.iso_day(text) if text else ""
    if text and not day:
        doubts.append("the date of the row is not clear and was left out: write it as 2026-01-31")
    return day


def _notes(row: Row, texts: _Texts, reading: Reading) -> str:
    notes = list(texts.several.get("notes", ()))
    for index, header in reading.kept:
        if len(row.cells[index]) > _MOST:
            raise _Refused("a cell that is to be kept is too long for a note", "notes")
        if text := tidy(plain_text(row.cells[index]) if reading.guarded else row.cells[index]):
            notes.append(f"{header}: {text}")
    if not notes:
        return ""
    joined = "; ".join(notes)
    if len(joined) > _LONGEST["notes"]:
        raise _Refused(f"the notes have more than {_LONGEST['notes']:,} characters", "notes")
    return joined


def _all_values(
    cells: Sequence[str], values: Callable[[str], tuple[str, ...]] = cell.values_in
) -> tuple[str, ...]:
    if len(cells) == 1:
        return values(cells[0])
    return tuple(dict.fromkeys(value for one in cells for value in values(one)))


def _names(
    one: Mapping[str, str], beside: str, reading: Reading, doubts: list[str]
) -> dict[str, str]:
    """The name, its parts, the title and the form of address.

    A whole name of the list's own goes before one put together, unless it is in sorting order.
    ``beside`` is the name written with the address, for rows that have no other.
    """
    parts = ("given_name", "family_name", "name")
    given, family, name = (_no_address(one.get(field, "")) for field in parts)
    if not (given or family or name):
        name = tidy(beside)
    if reading.family_first and not (given or family):
        given, family = _parts(name)
    middle = one.get("middle_name", "")
    joined = display_name(f"{given} {middle}" if given and middle else given or middle, family)
    if joined and "suffix" in one:
        joined = f"{joined} {one['suffix']}"
    whole = name if name and not (joined and "," in name) else joined
    if len(whole) > _LONGEST_NAME:
        raise _Refused(f"the name has more than {_LONGEST_NAME} characters", "name")
    title, salutation = one.get("title", ""), one.get("salutation", "")
    if salutation or "prefix" in one:
        title, salutation = _address(one, family or whole, doubts)
    return {
        "name": whole,
        "given_name": given,
        "family_name": family,
        "title": title,
        "salutation": salutation,
    }


def _no_address(text: str) -> str:
    """The text, or nothing where a column of names repeats the address."""
    return "" if "@" in text and not isinstance(clean_address(text), Unusable) else text


def _parts(name: str) -> tuple[str, str]:
    """Given and family name of "Last, First"; blank where the name is not written so."""
    family, _, given = (part.strip() for part in name.partition(","))
    if not family or not given or "," in given or cell.is_suffix(given):
        return "", ""
    return given, family


def _address(one: Mapping[str, str], name: str, doubts: list[str]) -> tuple[str, str]:
    """The title and the form of address, where columns say what stands before the name.

    What is no form of address in such a column is a job title: lists call both "Title".
    """
    title, prefix = one.get("title", ""), one.get("prefix", "")
    salutation = cell.form_of_address(one.get("salutation", ""))
    if prefix and not cell.is_honorific(prefix):
        if title and title != prefix:
            doubts.append("what stands before the name is no form of address and was left out")
        title, prefix = title or prefix, ""
    if salutation and not cell.is_honorific(salutation):
        return title, salutation
    leading = " ".join(part for part in dict.fromkeys((salutation, prefix)) if part)
    return title, cell.with_honorific(leading, name) if leading and name else ""
