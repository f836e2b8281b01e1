"""Who a contact is, and when two addresses are one."""

from __future__ import annotations

import pytest

from outreach.domain.contact import (
    Contact,
    Kind,
    Member,
    Office,
    address_key,
    display_name,
    domain_of,
)


@pytest.mark.parametrize(
    ("given", "family", "shown"),
    [
        ("Renée", "Castagnier", "Renée Castagnier"),
        ("樂行", "陳", "陳樂行"),
        ("서윤", "남궁", "남궁서윤"),
        ("美咲", "小田切", "小田切美咲"),
        ("Ngọc Hạnh", "Trương Vĩnh", "Ngọc Hạnh Trương Vĩnh"),
        ("Pema", "", "Pema"),
        ("", "Oduya", "Oduya"),
        ("", "", ""),
        ("Lok-hang 樂行", "陳", "Lok-hang 樂行 陳"),
    ],
)
def test_a_name_is_shown_as_its_bearer_writes_it(given: str, family: str, shown: str) -> None:
    assert display_name(given, family) == shown


def test_addresses_differ_by_more_than_case_and_spaces() -> None:
    assert address_key(" VESNA@Hong-Kong-Watch.EXAMPLE ") == "vesna@hong-kong-watch.example"
    assert address_key("a+press@x.example") != address_key("a@x.example")
    assert domain_of("a@X.Example") == "x.example"


def test_a_contact_has_the_member_of_its_office() -> None:
    member = Member("R1", "J. Risch", "Risch", "Senator", "Senator Risch", "senate", "ID")
    at_office = Contact(1, "u1", Kind.CONGRESS, "a@x.example", office=Office("O", member))
    assert at_office.member is member
    assert Contact(2, "u2", Kind.PRESS, "b@x.example").member is None
