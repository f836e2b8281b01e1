"""One person's letter: what was filled in, and whether it is hers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letter_read import reading, said
from outreach.checks.letters import (
    Suspect,
    check_addresses,
    check_leftovers,
    check_letter,
    filled,
    openings,
    suspect,
)
from outreach.domain.campaign import Edition
from outreach.domain.contact import Contact, Kind, Member, Office
from outreach.domain.delivery import Field, Message, personalise
from outreach.errors import Place, Problem

EDITION = Edition("press", "t", "press", "s", places={"template": Place("campaign.toml", 2)})
TAG = "-x000-"
HOUSE = Member(
    "B1", "Ami Bera", "Bera", "Representative", "Representative Bera", "house", "CA", "6"
)
SENATE = Member("V1", "Ada Van Holt", "Van Holt", "Senator", "Senator Van Holt", "senate", "MD")

Found = list[tuple[str, str]]


def letter(
    line: str, value: str, part: str = "text", member: Member | None = None, name: str = ""
) -> Found:
    """What is found where ``value`` stands in ``line`` in place of @."""
    text = line.replace("@", TAG)
    field = Field(TAG, part)  # type: ignore[arg-type]
    parts = {"subject": "S", "html": "<p></p>", "text": "T", part: text}
    office = Office("Office", member) if member else None
    one = Contact(1, "u", Kind.PRESS, "a@press.example", name, office=office)
    message = Message(**parts, fields=(field,))
    return codes(check_letter(openings(message), one, (value,), EDITION))


def codes(found: Iterable[Problem]) -> Found:
    return [(one.code, one.level) for one in found]


@pytest.mark.parametrize(
    ("line", "value", "found"),
    [
        ("Dear @,", "Ana", []),
        ("Dear @,", "", [("T003", "error")]),
        ("Dear @,", " ", [("T003", "error")]),
        ("Dear Ms. @:", "", [("T003", "error")]),
        ("Sehr geehrte Frau @,", "", [("T003", "error")]),
        ("尊敬的@：", "", [("T003", "error")]),
        ("Hello @,", "", [("T003", "error")]),
        ("Bonjour@,", "", []),
        ("Dear @ ,", "Ana", [("T003", "error")]),
        ("Dear Dr. @,", "Ruiz", []),
        ("They hold dear @, and", "", []),
        ("For @ at the desk", "Ana", []),
        ("For @ at the desk", "", [("T007", "warning")]),
        ("For  @", "Ana", []),
        ("- @", "a paragraph\n  that goes on", []),
        ("- @", "a paragraph\n  that  goes on", [("T007", "warning")]),
        ("For @", "None", [("T002", "error")]),
        ("For @", "nan", [("T002", "error")]),
        ("For @", "#N/A", [("T002", "error")]),
        ("For @", "Null", [("T002", "warning")]),
        ("For @", "Nan Goldin", []),
        ("For @", "{{ name }}", [("T002", "error")]),
        ("For @", "*|FNAME|*", [("T002", "error")]),
        ("For @", "[First name]", [("T002", "error")]),
        ("For @", "[sic]", []),
        ("For @", "<b>Ana</b>", [("T007", "warning")]),
        ("For @", "Ana &amp; Bo", [("T007", "warning")]),
        ("For @", "Ana & Bo", []),
        ("For @", "AT&T; Wire", []),
        ("For @", "1 < 2", []),
    ],
)
def test_what_was_filled_in(line: str, value: str, found: Found) -> None:
    assert letter(line, value) == found


def test_html_values_come_escaped_and_are_no_markup() -> None:
    assert letter("@", "Ana &amp; Bo", "html") == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Ana Ruiz", []),
        ("ANA RUIZ", []),
        ("ANA CASTILLO", [("T007", "warning")]),
        ("RADIO CENTRAL 24", []),
        ("AFP", []),
        ("ana ruiz", [("T007", "warning")]),
        ("A", [("T007", "warning")]),
        ("陳", []),
        ("Ana " * 19 + "Ruiz", [("T007", "warning")]),
        ("Ana " * 19 + "Rui", []),
    ],
)
def test_a_name_that_is_printed(name: str, found: Found) -> None:
    assert letter("For @", name, name=name) == found
    assert letter("For @", "the desk", name=name) == []


@pytest.mark.parametrize(
    ("greeting", "member", "found"),
    [
        ("Dear Representative Bera,", HOUSE, []),
        ("Dear Congressman Bera,", HOUSE, []),
        ("Dear Senator Bera,", HOUSE, [("R708", "error")]),
        ("Dear Senator Risch,", HOUSE, [("R708", "error")]),
        ("Dear Representative Risch:", HOUSE, [("R708", "error")]),
        ("Dear Senator Van Holt,", SENATE, []),
        ("Dear Senator Holt,", SENATE, []),
        ("Dear Senator Bera,", None, []),
        ("As Senator Risch said,", HOUSE, []),
    ],
)
def test_a_letter_to_an_office_names_its_own_member(
    greeting: str, member: Member | None, found: Found
) -> None:
    head, _, tail = greeting.partition(" ")
    assert letter(f"{head} @", tail, member=member)[:1] == found
    assert letter("@", greeting, member=member)[:1] == found


@given(st.lists(st.sampled_from(["-x000-", "-x001-", "a", " ", "\n", "-x00"]), max_size=12))
def test_filling_in_the_openings_is_filling_in_the_letter(pieces: list[str]) -> None:
    fields = (Field("-x000-", "text"), Field("-x001-", "text"))
    message = Message("S", "", "".join(pieces), fields)
    values = ("Ana", "B")
    lines = [filled(line, values) for line in openings(message).lines]
    whole = personalise(message, values).text.splitlines()
    assert [line for line in whole if line in lines] == lines


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("All is said.", []),
        ("TODO: more", [("T002", "error")]),
        ("Text TK", [("T002", "error")]),
        ("{{ contact.name }}", [("T002", "error")]),
        ("Dear ,", [("T003", "error")]),
        ("Dear Mr. Secretary,", []),
        ("Dear colleagues,", []),
    ],
)
def test_what_all_recipients_read(text: str, found: Found) -> None:
    assert said(check_leftovers, reading(text=text)) == found


def test_sendgrids_own_tag_and_fields_are_not_left_over() -> None:
    letter = reading(text=f"Dear {TAG},", unsubscribe="<%asm_group_unsubscribe_raw_url%>")
    letter = replace(letter, message=replace(letter.message, fields=(Field(TAG, "text"),)))
    assert said(check_leftovers, letter) == []


@pytest.mark.parametrize(
    ("email", "name", "other"),
    [
        ("jane.smith@press.example", "Robert Brown", "jane smith"),
        ("jane_smith@press.example", "Robert Brown", "jane smith"),
        ("jane.smith@press.example", "Janet Brown", ""),
        ("jane.smith@press.example", "J. Smith-Jones", ""),
        ("katherine.smith@press.example", "Katarina Brown", ""),
        ("jsmith@press.example", "Robert Brown", ""),
        ("news.desk@press.example", "Robert Brown", ""),
        ("jane.smith@press.example", "News Desk", ""),
        ("jane.smith@press.example", "Smith", ""),
        ("wing.lam@press.example", "林詠思", ""),
        ("jane.smith@press.example", "", ""),
    ],
)
def test_an_address_that_spells_another_name(email: str, name: str, other: str) -> None:
    one = suspect(Contact(1, "u", Kind.PRESS, email, name))
    assert (one.other if one else "") == other


def test_rows_slipped_only_where_the_other_is_a_contact_too() -> None:
    doubts = [Suspect("jane.smith@press.example", "Robert Brown", "jane smith")]
    assert codes(check_addresses(doubts, {"jane smith"}, EDITION)) == [("T008", "warning")]
    assert codes(check_addresses(doubts, {"robert brown"}, EDITION)) == []
