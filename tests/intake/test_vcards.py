"""Cards as address books export them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from outreach.errors import NeedsFixing
from outreach.intake.cells import values_in
from outreach.intake.encodings import encoding_of
from outreach.intake.headers import columns_of
from outreach.intake.rows import BrokenRow, ListFile, Row, Table
from outreach.intake.vcards import COLUMNS, open_cards

LISTS = Path(__file__).parent / "lists"


def opened(data: bytes) -> Table:
    file = ListFile("l.vcf", len(data), lambda: io.BytesIO(data))
    return open_cards(file, encoding_of(file))


def person(row: Row | BrokenRow) -> dict[str, str]:
    assert isinstance(row, Row)
    return {name: cell for name, cell in zip(COLUMNS, row.cells, strict=True) if cell}


def card(*lines: str) -> dict[str, str]:
    text = "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", ""])
    [row] = opened(text.encode()).read()
    return person(row)


@pytest.fixture(scope="module")
def rows() -> list[Row | BrokenRow]:
    return list(opened((LISTS / "address-book.vcf").read_bytes()).read())


def test_every_column_is_one_that_lists_have() -> None:
    assert len(columns_of(COLUMNS)) == len(COLUMNS)


def test_a_card_of_version_3_is_a_row(rows: list[Row | BrokenRow]) -> None:
    assert rows[0].line == 1
    assert person(rows[0]) == {
        "Prefix": "Dr.",
        "First Name": "Marguerite A.",
        "Last Name": "Oduya",
        "Name": "Dr. Marguerite Oduya",
        "Email": "m.oduya@potomacledger.example; marguerite.oduya@example.com",
        "Organization": "The Potomac Ledger, Inc.",
        "Title": "Diplomatic correspondent",
        "Phone": "+1 202-555-0101",
        "Categories": "tier1; dc",
        "Notes": "Met in March\nCall first",
        "City": "Washington",
        "Country": "United States",
    }


def test_a_card_of_version_4_is_a_row(rows: list[Row | BrokenRow]) -> None:
    assert person(rows[1]) == {
        "First Name": "大文",
        "Last Name": "陳",
        "Name": "陳大文",
        "Email": "first@example.org; second@example.org",
        "Phone": "+852-5550-0101",
        "Language": "zh-Hant",
        "Time Zone": "Asia/Hong_Kong",
    }


def test_a_card_of_version_2_1_is_a_row(rows: list[Row | BrokenRow]) -> None:
    assert person(rows[2]) == {
        "First Name": "Jörg",
        "Last Name": "Müller",
        "Email": "joerg@example.net; home@example.net",
        "Notes": "one\ntwo",
    }


def test_a_card_of_a_group_is_no_person(rows: list[Row | BrokenRow]) -> None:
    assert [row.line for row in rows] == [1, 22, 33]


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_names_with_separators_in_them_stay_whole(version: str) -> None:
    assert card(f"VERSION:{version}", "ORG:Left\\; Right\\, Ltd;Desk", "N:O\\,Brien;Ann;;;") == {
        "Organization": "Left; Right, Ltd",
        "First Name": "Ann",
        "Last Name": "O,Brien",
    }


def test_a_role_stands_in_for_a_title() -> None:
    assert card("ROLE:Editor")["Title"] == "Editor"
    assert card("ROLE:Editor", "TITLE:Chief")["Title"] == "Chief"


def test_what_stands_before_a_name_is_kept_by_itself() -> None:
    assert card("N:Oduya;Ann;;Dr.;") == {"Prefix": "Dr.", "First Name": "Ann", "Last Name": "Oduya"}


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        ("a,b", ("a", "b")),
        ("tier\\, 1,dc", ("tier, 1", "dc")),
        ("myContacts,Press", ("Press",)),
        ("myContacts", ()),
    ],
)
def test_categories_are_tags(written: str, tags: tuple[str, ...]) -> None:
    assert values_in(card("FN:Ann", f"CATEGORIES:{written}").get("Categories", "")) == tags


@pytest.mark.parametrize("offset", ["-0500", "-05:00", "EST", "-05:00; EST; Raleigh/North America"])
def test_a_time_zone_is_a_place(offset: str) -> None:
    assert card("FN:Ann", f"TZ:{offset}") == {"Name": "Ann"}
    assert card("TZ:America/New_York") == {"Time Zone": "America/New_York"}


def test_quoted_printable_without_a_charset_is_utf8_or_windows_1252() -> None:
    assert card("FN;QUOTED-PRINTABLE:M=C3=BCller") == {"Name": "Müller"}
    assert card("FN;ENCODING=QUOTED-PRINTABLE:M=FCller") == {"Name": "Müller"}


def test_a_broken_card_costs_only_itself() -> None:
    text = (
        "BEGIN:VCARD\nFN;CHARSET=klingon;QUOTED-PRINTABLE:=C3\nEND:VCARD\n"
        "BEGIN:VCARD\nFN:Never closed\n"
        "BEGIN:VCARD\nEMAIL:a@x.example\nEND:VCARD\n"
        f"BEGIN:VCARD\nNOTE:{'x' * 1_100_000}\nEND:VCARD\n"
        "BEGIN:VCARD\nFN:Cut off\n"
    )
    first, second, third, fourth, fifth = opened(text.encode()).read()
    assert first == BrokenRow(1, "FN is in an encoding that cannot be read")
    assert second == BrokenRow(4, "the card is not closed by END:VCARD")
    assert person(third) == {"Email": "a@x.example"}
    assert fourth == BrokenRow(9, "the card is larger than 1 MB")
    assert fifth == BrokenRow(12, "the card is not closed by END:VCARD")


def test_what_the_library_trips_over_is_a_broken_card() -> None:
    [row] = opened(b"BEGIN:VCARD\nEMAIL;ENCODING=b:a\nEND:VCARD\n").read()
    assert row == BrokenRow(1, "the card cannot be read")


def test_a_file_of_groups_alone_is_empty() -> None:
    with pytest.raises(NeedsFixing, match=r"l.vcf is empty"):
        opened(b"BEGIN:VCARD\nKIND:group\nEND:VCARD\n")
