"""Addresses of which no mail program makes a link."""

from __future__ import annotations

import pytest

from proofread_texts import levels, said_of


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("htps://a.example/b", "“htps://a.example/b” is no link: “htps://” should be “https://”"),
        ("htttp://a.example", "“htttp://a.example” is no link: “htttp://” should be “https://”"),
        ("https:/a.example/b", "“https:/a.example/b” is no link: “https:/” should be “https://”"),
        ("https//a.example", "“https//a.example” is no link: “https//” should be “https://”"),
        ("https;//a.example", "“https;//a.example” is no link: “https;//” should be “https://”"),
        ("https://a.example/b .pdf",
         "“https://a.example/b .pdf”: a space cuts the address in two"),
        ("https://coalition,example", "“https://coalition,example”: a comma stands in the address"),
        ("press@coalition,example",
         "“press@coalition,example”: a comma stands in the email address"),
    ],
)  # fmt: skip
def test_a_slip_in_an_address(typed: str, message: str) -> None:
    (problem,) = said_of(f"Write to {typed} now.", "P107")
    assert (problem.message, problem.level) == (message, "error")
    assert levels(f"Write to {typed} now.", "P103") == []


@pytest.mark.parametrize(
    "body",
    [
        "See https://a.example/b, http://b.example and <https://c.example>.",
        "Write to press@coalition.example, or call.",
        "See https://a.example/b and its .pdf edition, ftp://a.example and tel://1.",
        "See [the page](https://a.example/https/x) and/or http or https: both.",
        "https://a.example/?next=https://b.example/c",
    ],
)
def test_good_addresses(body: str) -> None:
    assert levels(body, "P107") == []


def test_the_address_of_a_link_is_told_of_once() -> None:
    assert len(said_of("[here](htps://a.example/b)", "P107")) == 1
