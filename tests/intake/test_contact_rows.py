"""Rows of a list: a contact, somebody who left, or the reason why neither."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contact_tables import contact, contact_list, row_of, table
from outreach.domain.contact import Kind, Reason
from outreach.domain.contact_list import ContactRow, Departed, OfficeClue, Rejected
from outreach.intake.contacts import read_contacts
from outreach.intake.headers import FIELDS
from outreach.intake.rows import BrokenRow

NAMES = "First name|Last name"


@pytest.mark.parametrize(
    ("header", "cells", "name"),
    [
        (NAMES, ["Renée", "Castagnier"], "Renée Castagnier"),
        (NAMES, ["樂行", "陳"], "陳樂行"),
        (NAMES, ["", "Desk"], "Desk"),
        ("First name|Middle name|Last name|Suffix", ["Ann", "B.", "Cho", "Jr."], "Ann B. Cho Jr."),
        ("Full name|First name|Last name", ["Nguyễn Văn An", "An", "Nguyễn"], "Nguyễn Văn An"),
        ("Full name|First name|Last name", ["Cho, Ann", "Ann", "Cho"], "Ann Cho"),
        ("Full name|First name|Last name", ["", "Ann", "Cho"], "Ann Cho"),
        ("Name", ["a@x.example"], ""),
        (NAMES, ["a@x.example", ""], ""),
        ("Name", ["Ann @ the Ledger"], "Ann @ the Ledger"),
        ("Name", ["Eve\r\nBcc: all@x.example"], "Eve Bcc: all@x.example"),
        ("Name", ["\u202eEve\u202c"], "Eve"),
        ("Name", ["'=cmd|calc"], "=cmd|calc"),
        ("Name", ["O'Brien"], "O'Brien"),
        ("Name", ['="Ann ""Bo"" Cho"'], 'Ann "Bo" Cho'),
        ("Name", ['\'="Ann"'], "Ann"),
        ("Name", ['=A1&"Ann"'], '=A1&"Ann"'),
    ],
)
def test_the_name_of_a_row(header: str, cells: list[str], name: str) -> None:
    assert contact(header, *cells).name == name


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["Oduya, Marguerite", "Paz, Ana"], [("Marguerite Oduya", "Oduya"), ("Ana Paz", "Paz")]),
        (["Oduya, Marguerite", ""], [("Marguerite Oduya", "Oduya"), ("", "")]),
        (["Oduya, Marguerite", "Ana Paz"], [("Oduya, Marguerite", ""), ("Ana Paz", "")]),
        (["Ana Paz, Ph.D.", "Kim Lee, Jr."], [("Ana Paz, Ph.D.", ""), ("Kim Lee, Jr.", "")]),
        (["King, Martin, Jr."], [("King, Martin, Jr.", "")]),
    ],
)
def test_last_first_is_turned_where_the_whole_column_is_so(
    names: list[str], told: list[tuple[str, str]]
) -> None:
    rows = list(contact_list("Email|Name", *(["a@x.example", name] for name in names)).read())
    assert [(row.name, row.family_name) for row in rows if isinstance(row, ContactRow)] == told


def test_a_name_with_a_comma_beside_other_names_is_not_turned() -> None:
    assert contact("Name|First name", "Oduya, Marguerite", "").family_name == "Oduya, Marguerite"


def test_a_name_beside_the_address_serves_a_row_without_one() -> None:
    row = row_of("Email|Name", "Marguerite Oduya <a@x.example>", "")
    assert isinstance(row, ContactRow)
    assert row.name == "Marguerite Oduya"
    row = row_of("Email|Name", "M. O. <a@x.example>", "Marguerite Oduya")
    assert isinstance(row, ContactRow)
    assert row.name == "Marguerite Oduya"


@pytest.mark.parametrize(
    ("header", "cells", "salutation", "title"),
    [
        ("Prefix", ["Dr."], "Dr. Oduya", ""),
        ("Anrede", ["Frau"], "Frau Oduya", ""),
        ("Anrede|Titel", ["Frau", "Prof. Dr."], "Frau Prof. Dr. Oduya", ""),
        ("Salutation", ["Marguerite"], "Marguerite", ""),
        ("Greeting", ["Dear Ms. Oduya,"], "Ms. Oduya", ""),
        ("稱謂", ["女士"], "Oduya女士", ""),
        ("Titel", ["Redakteurin"], "", "Redakteurin"),
        ("Title|Job title", ["Dr.", "Editor"], "Dr. Oduya", "Editor"),
        ("Title|Job title", ["Editor", ""], "", "Editor"),
        ("Title", ["Editor"], "", "Editor"),
    ],
)
def test_what_stands_before_the_name(
    header: str, cells: list[str], salutation: str, title: str
) -> None:
    row = contact(f"Last name|{header}", "Oduya", *cells)
    assert (row.salutation, row.title, row.name) == (salutation, title, "Oduya")


def test_what_cannot_be_taken_of_a_row_is_told() -> None:
    row = contact("Title|Job title|As of", "Whatever", "Editor", "03/04/2026")
    assert (row.title, row.listed_on) == ("Editor", "")
    assert row.doubt.count(";") == 1
    row = contact("E-mail 2", "nobody")
    assert row.doubt.startswith("an e-mail address was left out, letters go to the first")
    assert "nobody" not in row.doubt


def test_further_addresses_come_from_the_cell_and_from_other_columns() -> None:
    row = row_of(
        "Email|E-mail 2|E-mail 3", "", "b@x.example / c@x.example", "B@X.EXAMPLE; d@x.example"
    )
    assert isinstance(row, ContactRow)
    assert (row.email, row.other_emails) == ("b@x.example", ("c@x.example", "d@x.example"))


@pytest.mark.parametrize(
    ("header", "cell", "reason"),
    [
        ("Status", "Unsubscribed", Reason.UNSUBSCRIBE),
        ("Status", "Cleaned", Reason.BOUNCE),
        ("Email status", "spam complaint", Reason.COMPLAINT),
        ("Unsubscribed", "x", Reason.UNSUBSCRIBE),
        ("Do not email", "TRUE", Reason.UNSUBSCRIBE),
        ("Abgemeldet", "ja", Reason.UNSUBSCRIBE),
        ("Désinscrit", "Oui", Reason.UNSUBSCRIBE),
        ("Baja", "sí", Reason.UNSUBSCRIBE),
        ("Отписан", "да", Reason.UNSUBSCRIBE),
        ("退訂", "是", Reason.UNSUBSCRIBE),
        ("Opt out", "bounced", Reason.BOUNCE),
        ("Consent", "withdrawn", Reason.UNSUBSCRIBE),
    ],
)
def test_who_left_is_no_contact_in_any_list(header: str, cell: str, reason: Reason) -> None:
    row = row_of(f"Email|E-mail 2|{header}", "a@x.example", "b@x.example", cell)
    also = () if reason is Reason.BOUNCE else ("b@x.example",)
    assert row == Departed(2, "a@x.example", reason, other_emails=also)


def test_the_day_of_leaving_is_a_yes() -> None:
    row = row_of("Email|Unsubscribed at", "a@x.example", "28.05.2026")
    at = "2026-05-28T00:00:00+00:00"
    assert row == Departed(2, "a@x.example", Reason.UNSUBSCRIBE, at)


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Status", "freelance"),
        ("Status", "subscribed"),
        ("Unsubscribed", "no"),
        ("Unsubscribed", ""),
        ("Do not email", "0"),
        ("Opt out", "opted in"),
        ("Consent", "opt-in"),
    ],
)
def test_who_did_not_leave_is_one(header: str, cell: str) -> None:
    assert isinstance(row_of(f"Email|{header}", "a@x.example", cell), ContactRow)


def test_who_left_is_told_whatever_else_is_wrong_with_the_row() -> None:
    row = row_of("Email|Name|Status", "a@x.example", "n" * 300, "unsubscribed")
    assert row == Departed(2, "a@x.example", Reason.UNSUBSCRIBE)


@pytest.mark.parametrize(
    ("header", "cells", "column", "reason"),
    [
        ("Email|City", ["", "Bonn"], "Email", "there is no e-mail address"),
        ("Email|E-mail 2", ["n/a", ""], "Email", "cannot be used"),
        ("Email|Opt out", ["a@x.example", "perhaps"], "Opt out", "yes or no"),
        ("Email|Einwilligung", ["a@x.example", "nein"], "Einwilligung", "no consent"),
        ("Email|Name", ["a@x.example", "n" * 201], "Name", "more than 200 characters"),
        (f"Email|{NAMES}", ["a@x.example", "n" * 150, "m" * 150], "", "more than 200 characters"),
        ("Email|Outlet", ["a@x.example", "n" * 501], "Outlet", "more than 500 characters"),
        ("Email|Notes", ["a@x.example", "n" * 10_001], "Notes", "more than 10,000 characters"),
        ("Email|Notes", ["a@x.example", " " * 200_000], "Notes", "more than 10,000 characters"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(
    header: str, cells: list[str], column: str, reason: str
) -> None:
    row = row_of(header, *cells)
    assert isinstance(row, Rejected)
    assert (row.line, row.column) == (2, column)
    assert reason in row.reason


@pytest.mark.parametrize("spaced", ["n" * 200, " " + "n" * 200 + " \u00a0"])
def test_a_name_as_long_as_it_may_be_is_whole(spaced: str) -> None:
    assert len(contact("Name", spaced).name) == 200


@pytest.mark.parametrize(
    ("consent", "kind", "basis"),
    [
        ("", Kind.PRESS, "legitimate-interest"),
        ("", Kind.CONGRESS, "official-capacity"),
        ("", Kind.SIGNATORY, "signatory"),
        ("", Kind.OTHER, ""),
        ("opt-in", Kind.OTHER, "consent"),
        ("Ja", Kind.PRESS, "consent"),
        ("2026-01-31", Kind.PRESS, "consent"),
        ("signatory", Kind.OTHER, "signatory"),
        ("berechtigtes Interesse", Kind.OTHER, "legitimate-interest"),
        ("on file", Kind.PRESS, "legitimate-interest"),
    ],
)
def test_why_we_may_write(consent: str, kind: Kind, basis: str) -> None:
    assert contact("Consent", consent, kind=kind).basis == basis


def test_everything_stays_text() -> None:
    row = contact("Phone|City|Notes|Tags", "02134", "007", "1e5", "1.0; 02")
    assert (row.phone, row.city, row.notes, row.tags) == ("02134", "007", "1e5", ("1.0", "02"))


def test_of_two_columns_for_one_thing_the_first_that_is_filled_counts() -> None:
    row = contact("Phone|Mobile|Outlet|Company", "", "555-0101", "", "Ledger Group")
    assert (row.phone, row.organisation) == ("555-0101", "Ledger Group")


def test_two_columns_of_many_values_add_up() -> None:
    row = contact("Tags|Labels|Notes|Comments", "a; b", "b, c", "one", "two")
    assert (row.tags, row.notes) == (("a", "b", "c"), "one; two")


@pytest.mark.parametrize(
    ("header", "cells", "clue"),
    [
        ("bioguide", ["r000584"], OfficeClue(bioguide="R000584")),
        (
            "chamber|state|district",
            ["U.S. House of Representatives", "ca", "07"],
            OfficeClue(chamber="house", state="CA", district="7"),
        ),
        ("Office code", ["HCA51"], OfficeClue(chamber="house", state="CA", district="51")),
        ("Office", ["hak00"], OfficeClue(chamber="house", state="AK", district="0")),
        ("Office", ["SNY01"], OfficeClue(chamber="senate", state="NY")),
        ("Office", ["HZZ01"], OfficeClue()),
        ("Office", ["Hart 219"], OfficeClue()),
        (
            "State|District|Chamber",
            ["idaho", "2", "house"],
            OfficeClue(chamber="house", state="ID", district="2"),
        ),
        ("District", ["HCA11"], OfficeClue(chamber="house", state="CA", district="11")),
        (
            "District|State",
            ["CA-11", "California"],
            OfficeClue(chamber="house", state="CA", district="11"),
        ),
        (
            "District|chamber",
            ["ak-al", "House"],
            OfficeClue(chamber="house", state="AK", district="0"),
        ),
        (
            "District|State",
            ["CA11", "NY"],
            OfficeClue(chamber="house", state="NY", district="CA-11"),
        ),
        ("District|State", ["12", "Atlantis"], OfficeClue(state="ATLANTIS", district="12")),
        ("Office|bioguide", ["HCA51", "R000584"], OfficeClue(bioguide="R000584")),
        (
            "chamber|state|member last name|committee|side",
            ["Senate", "ID", "Risch", "ssfr", "Maj."],
            OfficeClue(
                chamber="senate", state="ID", member_last="Risch", committee="SSFR", side="majority"
            ),
        ),
    ],
)
def test_what_a_row_says_about_its_office(header: str, cells: list[str], clue: OfficeClue) -> None:
    assert contact(header, *cells, kind=Kind.CONGRESS).office == clue


def test_staff_have_a_role_and_no_organisation() -> None:
    header = "Role|Organisation|State|District"
    row = contact(header, "LD", "House", "CA", "5", kind=Kind.CONGRESS)
    assert (row.role, row.title, row.organisation) == ("legislative-director", "LD", "")
    assert contact(header, "LD", "House", "CA", "5", kind=Kind.PRESS).office is None


_HEADERS = st.sampled_from(
    [
        *("Email", "E-mail 2", "Name", "First name", "Last name", "Prefix", "Anrede", "Title"),
        *(
            "Outlet",
            "Tags",
            "Notes",
            "Consent",
            "Status",
            "Opt out",
            "As of",
            "Language",
            "Country",
        ),
        *("bioguide", "State", "District", "Office", "Beats", "Birthday", "", "outreach line"),
    ]
)
_CELLS = st.text(max_size=30) | st.sampled_from(
    [
        *("a@x.example", "B <b@x.example>", "a@x.example; c@x.example", "yes", "unsubscribed"),
        *("2026-01-31", "'=1+1", "Oduya, Marguerite", "\x1b[31m\u2028", "n" * 600, '"a","b"'),
        *("Dr.", "HCA51"),
    ]
)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_every_row_comes_out_once_and_harmless(data: st.DataObject) -> None:
    header = ["Email", *data.draw(st.lists(_HEADERS, max_size=8))]
    cells = st.lists(_CELLS, min_size=len(header), max_size=len(header))
    rows = data.draw(st.lists(cells | st.just(BrokenRow(0, "broken")), max_size=5))
    kind = data.draw(st.sampled_from(Kind))
    keep = [h for h in header if h and data.draw(st.booleans())]
    contacts = read_contacts(table(header, *rows), kind, keep=keep)
    came_out = list(contacts.read())
    assert [row.line for row in came_out] == [
        0 if isinstance(row, BrokenRow) else line for line, row in enumerate(rows, 2)
    ]
    assert came_out == list(contacts.read())
    for text in texts_in([asdict(row) for row in came_out]):
        assert not any(unicodedata.category(ch) in ("Cc", "Zl", "Zp", "Cs") for ch in text)
        assert text == unicodedata.normalize("NFC", text)
    assert set(contacts.columns.values()) <= FIELDS.keys()


def texts_in(value: object) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [text for one in value.values() for text in texts_in(one)]
        case list() | tuple():
            return [text for one in value for text in texts_in(one)]
    return []
