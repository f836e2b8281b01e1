"""Ways out, and links that only who has the key can make or read."""

from __future__ import annotations

from base64 import b32decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.campaign import Sender
from outreach.domain.settings import Settings
from outreach.domain.unsubscribe import (
    LINK_TAG,
    WayOut,
    anyones,
    delivery_in,
    is_open,
    is_own,
    list_headers,
    masked_address,
    open_link,
    own_link,
    same,
    signed,
    tag_in,
    way_out,
)

SENDER = Sender("Coalition", "press@coalition.example", "Coalition")
HERE = "https://hear.coalition.example"
KEY = bytes(range(32))
keys = st.binary(min_size=32, max_size=32)
deliveries = st.integers(1, 2**40 - 1)
batches = st.text("0123456789abcdef", min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("public_url", "one_click", "group", "way"),
    [
        (HERE, False, 0, WayOut.OWN),
        (HERE, True, 7, WayOut.OWN),
        ("", True, 7, WayOut.SENDGRID),
        ("", False, 7, WayOut.GROUP),
        ("", False, 0, WayOut.MAIL),
    ],
)
def test_a_link_of_ours_comes_first_then_one_click_then_a_group(
    public_url: str, one_click: bool, group: int, way: WayOut
) -> None:
    assert way_out(Settings(SENDER, public_url=public_url, one_click=one_click), group) is way


@given(keys, deliveries, batches)
def test_who_has_the_key_reads_whose_letter_it_is(key: bytes, delivery: int, batch: str) -> None:
    token = signed(key, delivery, batch)
    assert delivery_in(key, token) == delivery
    assert delivery_in(key, token.upper()) == delivery
    assert same(token.upper(), signed(key, delivery, batch))


@given(deliveries, batches)
def test_a_token_is_letters_and_digits_and_shows_neither_id(delivery: int, batch: str) -> None:
    token = signed(KEY, delivery, batch)
    assert len(token) == 32
    assert token.isalnum()
    other = signed(bytes(32), delivery, batch)
    assert token[24:] != other[24:], "the id is masked by the key"


def test_letters_one_after_the_other_have_tokens_that_do_not_show_it() -> None:
    tails = [b32decode(signed(KEY, n, "b1").upper())[15:] for n in range(1, 51)]
    masks = {int.from_bytes(tail, "big") ^ n for n, tail in enumerate(tails, 1)}
    assert len(masks) == 50


def _is_of(key: bytes, token: str, batch: str) -> bool:
    claimed = delivery_in(key, token)
    return claimed is not None and same(token, signed(key, claimed, batch))


@given(deliveries, batches, st.integers(0, 31), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_token_with_another_letter_in_it_is_of_nothing(
    delivery: int, batch: str, at: int, letter: str
) -> None:
    token = signed(KEY, delivery, batch)
    changed = token[:at] + letter + token[at + 1 :]
    assert _is_of(KEY, changed, batch) == (changed == token)


@given(keys, keys, deliveries, batches, batches)
def test_another_key_or_another_batch_makes_another_token(
    key: bytes, other: bytes, delivery: int, batch: str, elsewhere: str
) -> None:
    token = signed(key, delivery, batch)
    assert _is_of(other, token, batch) == (other == key)
    assert _is_of(key, token, elsewhere) == (elsewhere == batch)


@given(st.text(max_size=40))
def test_any_text_can_be_asked_for(token: str) -> None:
    assert not _is_of(KEY, token, "b1")


@pytest.mark.parametrize("token", ["", LINK_TAG, "a" * 31, "a" * 33, "1" * 32, "\u212a" * 32])
def test_what_has_not_the_form_of_a_token_names_nobody(token: str) -> None:
    assert delivery_in(KEY, token) is None


def test_the_open_link_is_that_of_no_letter() -> None:
    link = open_link(HERE)
    assert link == f"{HERE}/u/{LINK_TAG}"
    assert is_own(link)
    assert tag_in(link) == LINK_TAG
    assert is_open(LINK_TAG.upper())
    assert own_link(link, "abc") == f"{HERE}/u/abc"
    assert not is_own(LINK_TAG)
    assert tag_in("mailto:a@b.example") == ""


def test_the_headers_are_those_of_one_click_with_the_link_first() -> None:
    assert list_headers(f"{HERE}/u/x", "<mailto:a@b.example>") == {
        "List-Unsubscribe": f"<{HERE}/u/x>, <mailto:a@b.example>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert list_headers(f"{HERE}/u/x")["List-Unsubscribe"] == f"<{HERE}/u/x>"


def test_a_letter_is_anyones_without_the_token_of_its_header() -> None:
    mine, hers = signed(KEY, 7, "b1"), signed(KEY, 8, "b1")
    text = f"Leave: {HERE}/u/{mine} and {HERE}/u/{hers}"
    header = list_headers(f"{HERE}/u/{mine}")["List-Unsubscribe"]
    assert anyones(text, header) == f"Leave: {HERE}/u/{LINK_TAG} and {HERE}/u/{hers}"
    for other in ("", "<mailto:a@b.example>", f"<{HERE}/unsubscribe/7>", f"<{HERE}/u/{LINK_TAG}>"):
        assert anyones(text, other) == text


@pytest.mark.parametrize(
    ("email", "shown"),
    [
        ("maren@press.example", "m…@press.example"),
        ("a@b.example", "a…@b.example"),
        ("陳@press.example", "陳…@press.example"),
        ("", ""),
    ],
)
def test_of_an_address_she_sees_what_she_knows_it_by(email: str, shown: str) -> None:
    assert masked_address(email) == shown
