"""Who a contact is, and when two addresses are one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.domain.contact import (
    Contact,
    Kind,
    Member,
    Office,
    address_key,
    display_name,
    domain_of,
    spellings,
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


@pytest.mark.parametrize(
    "spelling",
    [
        "erika@münchen.example",
        " Erika@MÜNCHEN.Example ",
        "erika@mu\u0308nchen.example",
        "erika＠münchen．example",
        "ｅｒｉｋａ@münchen。example",
        "erika@XN--MNCHEN-3YA.example",
    ],
)
def test_however_a_domain_is_spelled_it_is_one_address(spelling: str) -> None:
    assert address_key(spelling) == "erika@xn--mnchen-3ya.example"


def test_a_letter_that_looks_alike_is_another_domain() -> None:
    assert address_key("a@faß.example") != address_key("a@fass.example")


@pytest.mark.parametrize(
    "text", ["a@ü..example", "a@" + "ü" * 100_000, "ü", "", "@", "a@-ü.example"]
)
def test_what_is_no_domain_is_kept_as_it_is(text: str) -> None:
    assert address_key(text) == text


def test_a_key_is_looked_for_in_both_its_spellings() -> None:
    assert spellings("a@xn--mnchen-3ya.example") == (
        "a@xn--mnchen-3ya.example",
        "a@münchen.example",
    )
    assert spellings("a@x.example") == ("a@x.example",)
    assert spellings("a@xn--\u00e9.example") == ("a@xn--\u00e9.example",)
    assert spellings("a@xn--999999999.example") == ("a@xn--999999999.example",)


@settings(deadline=None, max_examples=100)
@given(
    st.emails(),
    st.sampled_from(["münchen.example", "例え.example", "faß.example", "λόγος.example"]),
)
def test_a_key_is_its_own_key(email: str, domain: str) -> None:
    for address in (email, f"{email.partition('@')[0]}@{domain}"):
        key = address_key(address)
        assert address_key(key) == key
        assert {address_key(one) for one in spellings(key)} == {key}


FAMILY_FIRST = (
    ("\u2e80", "\u9fff"),
    ("\uac00", "\ud7af"),
    ("\u3040", "\u30ff"),
    ("\uf900", "\ufaff"),
)
_NAMES = st.text() | st.text("陳樂行김が aé\u3000\n\ufaff")


@settings(deadline=None, max_examples=300)
@given(_NAMES, _NAMES)
def test_a_name_is_family_first_where_each_of_its_letters_is(given: str, family: str) -> None:
    letters = [ch for ch in given + family if not ch.isspace()]
    if letters and all(any(low <= ch <= high for low, high in FAMILY_FIRST) for ch in letters):
        assert display_name(given, family) == family + given
    else:
        assert display_name(given, family) == " ".join(part for part in (given, family) if part)
