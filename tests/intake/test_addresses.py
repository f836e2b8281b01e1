"""Addresses and names as people paste them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.intake.addresses import Unusable, clean_address, tidy


@pytest.mark.parametrize(
    ("pasted", "address"),
    [
        ("m.oduya@potomacledger.example", "m.oduya@potomacledger.example"),
        ("  j.w@bote.example\u00a0", "j.w@bote.example"),
        ("a\u200b@\ufeffx.example", "a@x.example"),
        ("a\u200d@x.example", "a@x.example"),
        ("ａ＠ｘ．example", "a@x.example"),
        ("mailto:a@x.example?subject=Hi", "a@x.example"),
        ("Marguerite Oduya <a@x.example>", "a@x.example"),
        ('"Oduya, M." <mailto:a@x.example>', "a@x.example"),
        ("<a@x.example>;", "a@x.example"),
        ("'a@x.example',", "a@x.example"),
        ("M.Oduya@PotomacLedger.EXAMPLE", "M.Oduya@potomacledger.example"),
        ("a+press@x.example", "a+press@x.example"),
        ("info@bücher.example", "info@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_found(pasted: str, address: str) -> None:
    assert clean_address(pasted) == address


@pytest.mark.parametrize(
    ("pasted", "reason"),
    [
        ("", "there is no e-mail address"),
        (" \u00a0", "there is no e-mail address"),
        ("a@x.example; b@x.example", "there are two e-mail addresses"),
        ("a@x.example\nb@x.example", "there are two e-mail addresses"),
        ("a@x,example", "the part after the @-sign contains invalid characters"),
        ("n/a", "an email address must have an @-sign"),
        ("jürgen@x.example", "letters before the @ that mail servers refuse"),
        ("a b@x.example", "invalid characters before the @-sign"),
        ("a@localhost", "the e-mail address cannot be used"),
    ],
)
def test_what_is_no_address_gets_a_reason(pasted: str, reason: str) -> None:
    refused = clean_address(pasted)
    assert isinstance(refused, Unusable)
    assert reason in refused.reason
    assert "x.example" not in refused.reason


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Jose\u0301", "José"),
        ("  Renée \t Castagnier ", "Renée Castagnier"),
        ("Eve\r\nBcc: all@x.example", "Eve Bcc: all@x.example"),
        ("a\x00b\x1b[31m", "a b [31m"),
        ("\u202eevil\u202c", "evil"),
        ("ئاۋاز خەۋىرى", "ئاۋاز خەۋىرى"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_a_name_keeps_its_letters_and_loses_what_does_harm(text: str, clean: str) -> None:
    assert tidy(text) == clean


@given(st.text())
def test_nothing_that_could_begin_a_header_survives(text: str) -> None:
    assert not set(tidy(text)) & set("\r\n\x00\x0b\x0c\x85\u2028\u2029")
    answer = clean_address(text)
    assert isinstance(answer, Unusable) or answer.isascii()
