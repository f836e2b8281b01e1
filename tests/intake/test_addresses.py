"""Addresses and names as people paste them."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.domain.contact import address_key
from outreach.intake import addresses
from outreach.intake.addresses import Found, Unusable, addresses_in, clean_address, tidy


@pytest.mark.parametrize(
    ("pasted", "address"),
    [
        ("m.oduya@potomacledger.example", "m.oduya@potomacledger.example"),
        ("  j.w@bote.example\u00a0", "j.w@bote.example"),
        ("a\u200b@\ufeffx.example", "a@x.example"),
        ("a\u200d@x.example", "a@x.example"),
        ("ａ＠ｘ．example", "a@x.example"),
        ("a@x。example", "a@x.example"),
        ("mailto:a@x.example?subject=Hi", "a@x.example"),
        ("MAILTO:a%2Bpress@x.example", "a+press@x.example"),
        ("Marguerite Oduya <a@x.example>", "a@x.example"),
        ('"Oduya, M." <mailto:a@x.example>', "a@x.example"),
        ("<a@x.example>;", "a@x.example"),
        ("'a@x.example',", "a@x.example"),
        ("a@x.example (work)", "a@x.example"),
        ("a@x.example.", "a@x.example"),
        ("a@x.example。", "a@x.example"),
        ("M.Oduya@PotomacLedger.EXAMPLE", "M.Oduya@potomacledger.example"),
        ("Info@x.example", "info@x.example"),
        ("a+press@x.example", "a+press@x.example"),
        ("o'brien@x.example", "o'brien@x.example"),
        ("a/b@x.example", "a/b@x.example"),
        ('="a@x.example"', "a@x.example"),
        ("info@bücher.example", "info@xn--bcher-kva.example"),
        ("info@例え.example", "info@xn--r8jz45g.example"),
    ],
)
def test_an_address_is_found(pasted: str, address: str) -> None:
    assert clean_address(pasted) == address
    assert addresses_in(pasted).addresses == (address,)


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
        ("a" * 65 + "@x.example", "the e-mail address cannot be used"),
        ('"john doe"@x.example', "quotation marks before the @"),
        ('"john"@x.example', "quotation marks before the @"),
        ('"Doe, J." <"john doe"@x.example>', "quotation marks before the @"),
        ("/o=ExchangeLabs/cn=Recipients/cn=oduya", "path inside an Exchange server"),
        ("a@x.example" * 1_000, "too long"),
    ],
)
def test_what_is_no_address_gets_a_reason(pasted: str, reason: str) -> None:
    refused = clean_address(pasted)
    assert isinstance(refused, Unusable)
    assert reason in refused.reason
    assert "x.example" not in refused.reason


@pytest.mark.parametrize(
    "cell",
    [
        "a@x.example; b@y.example",
        "a@x.example,b@y.example",
        "a@x.example ，b@y.example",
        "a@x.example\r\nb@y.example",
        "a@x.example / b@y.example",
        "a@x.example/b@y.example",
        "a@x.example b@y.example",
        "a@x.example\u00a0b@y.example",
        "a@x.example ::: b@y.example",
        "a@x.example | b@y.example",
        "a@x.example (work); b@y.example (home)",
        "mailto:a@x.example; mailto:b@y.example?subject=Hi",
        "Ann <a@x.example>, Bea <b@y.example>",
        '"Oduya, Ann" <a@x.example>; b@y.example',
        "a@x.example; A@X.EXAMPLE; b@y.example;",
        '="a@x.example; b@y.example"',
    ],
)
def test_several_addresses_in_a_cell_are_taken_apart(cell: str) -> None:
    found = addresses_in(cell)
    assert (found.addresses, found.refused) == (("a@x.example", "b@y.example"), ())


@pytest.mark.parametrize(
    ("cell", "addresses", "refused"),
    [
        ("n/a; a@x.example", ("a@x.example",), 1),
        ("Ann, a@x.example", (), 1),
        ("a@x,example", (), 1),
        ("n/a; a@x.example; b@x.example", ("a@x.example", "b@x.example"), 1),
        ("jürgen@x.example; b@x.example", ("b@x.example",), 1),
        ('"a b"@x.example; c@x.example', ("c@x.example",), 1),
        ("a b@x.example; c@x.example", ("c@x.example",), 1),
        ("", (), 0),
        (" \n", (), 0),
    ],
)
def test_a_bad_one_among_them_is_told(cell: str, addresses: tuple[str, ...], refused: int) -> None:
    found = addresses_in(cell)
    assert (found.addresses, len(found.refused)) == (addresses, refused)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Marguerite Oduya <a@x.example>", "Marguerite Oduya"),
        ('"Oduya, M." <a@x.example>', "Oduya, M."),
        ("陳樂行 <a@x.example>", "陳樂行"),
        ("Ann <a@x.example>, Bea <b@y.example>", "Ann"),
        ("a@x.example <a@x.example>", ""),
        ("Ann @ Ledger <a@x.example>", ""),
        ("<a@x.example>", ""),
        ("a@x.example", ""),
        ("Eve\r\nBcc: <a@x.example>", "Eve Bcc:"),
    ],
)
def test_the_name_beside_an_address_is_kept(cell: str, name: str) -> None:
    assert addresses_in(cell).name == name


def test_an_address_before_one_with_a_name_is_not_lost() -> None:
    found = addresses_in("b@y.example, Ann <a@x.example>; Cy <c@z.example>, d@z.example")
    addresses = ("b@y.example", "a@x.example", "c@z.example", "d@z.example")
    assert (found.addresses, found.name, found.refused) == (addresses, "", ())


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Jose\u0301", "José"),
        ("  Renée \t Castagnier ", "Renée Castagnier"),
        ("  two  spaces ", "two spaces"),
        ("Eve\r\nBcc: all@x.example", "Eve Bcc: all@x.example"),
        ("a\x00b\x1b[31m", "a b [31m"),
        ("\u202eevil\u202c", "evil"),
        ("lone \ud800 half", "lone half"),
        ("ئاۋاز خەۋىرى", "ئاۋاز خەۋىرى"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_a_name_keeps_its_letters_and_loses_what_does_harm(text: str, clean: str) -> None:
    assert tidy(text) == clean


@settings(deadline=None)
@given(st.text() | st.text("ab@<>.,;:/ \n\"'()", max_size=40))
def test_nothing_that_could_begin_a_header_survives(text: str) -> None:
    assert not any(unicodedata.category(ch) in ("Cc", "Zl", "Zp", "Cs") for ch in tidy(text))
    answer = clean_address(text)
    assert isinstance(answer, Unusable) or answer.isascii()
    found = addresses_in(text)
    assert found == Found() or found.addresses or found.refused
    assert all(one.isascii() and one.count("@") == 1 for one in found.addresses)
    assert len({one.lower() for one in found.addresses}) == len(found.addresses)


_LOCAL = st.from_regex(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,66}", fullmatch=True)
_MAILBOX = st.sampled_from(["INFO", "Sales", "postmaster", "www", "a.b", "Ab"])
_LABEL = st.from_regex(r"[A-Za-z0-9-]{1,10}|xn--[a-z0-9]{1,6}|[a-z]{64}", fullmatch=True)
_DOMAIN = st.lists(_LABEL, min_size=1, max_size=4).map(".".join)
_ENDS = [".example", ".com", ".test", ".local", ".1", ".example.", "", "." + "a" * 250]
_LAST = st.sampled_from(_ENDS)


@settings(deadline=None, max_examples=400)
@given(_LOCAL | _MAILBOX, _DOMAIN, _LAST)
def test_an_ordinary_address_needs_no_second_look(local: str, domain: str, last: str) -> None:
    """What is taken without cleaning is what cleaning and validating make of it."""
    address = f"{local}@{domain}{last}"
    quick = addresses._ordinary(address)
    assert not quick or quick == addresses._clean(address)


def test_ordinary_addresses_are_taken_the_quick_way() -> None:
    for one in ("m.oduya@potomacledger.example", "A+b_c@X.example", "info@beltwaywire.example"):
        assert addresses._ordinary(one)


_LETTERS = st.text(st.sampled_from("abyüßøéλσςΣжя例え한ÜØΛ"), min_size=1, max_size=8)


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from(["erika", "Erika.Mann", "ｅｒｉｋａ", "e+press"]),
    st.sampled_from("@＠"),
    st.lists(_LETTERS, min_size=1, max_size=3),
    st.sampled_from(".．。"),
    st.sampled_from(["NFC", "NFD", "NFKC"]),
)
def test_an_address_is_the_same_one_before_and_after_it_is_cleaned(
    local: str, at: str, labels: list[str], dot: str, form: Literal["NFC", "NFD", "NFKC"]
) -> None:
    pasted = unicodedata.normalize(form, f" {local}{at}{dot.join([*labels, 'example'])} ")
    address = clean_address(pasted)
    if not isinstance(address, Unusable):
        assert address.isascii()
        assert address_key(pasted) == address_key(address)


@settings(deadline=None, max_examples=300)
@given(st.text() | st.text("aé\u0301 \u00a0\u200d\u00ad\ufeff\n陳Å\u2126"))
def test_a_text_with_nothing_to_take_out_is_tidied_alike(text: str) -> None:
    plain = addresses._CONTROL.sub(" ", unicodedata.normalize("NFC", text))
    assert tidy(text) == " ".join(addresses._INVISIBLE.sub("", plain).split())
