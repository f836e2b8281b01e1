"""Control characters and those that turn text round do not come in from a page."""

from __future__ import annotations

import pytest

from outreach.intake.page import Page, read_page

PARAGRAPH = (
    "We are alarmed by the arrest of five people who did nothing but speak, and we stand with them."
)


def read(text: str, filename: str = "page.txt") -> Page:
    return read_page(text.encode(), filename)


def mended(page: Page) -> list[tuple[str, str, str]]:
    return [
        (one.level, str(one.place), one.message)
        for one in page.problems
        if one.code == "P103" and "removed" in one.message
    ]


def test_control_characters_are_removed_and_named() -> None:
    page = read(
        f"\x1b[2JOpen letter on five arrests today\n\n{PARAGRAPH} \x1b[31mJane\x1b]0;pwn\x07 Doe.\n"
    )
    assert page.statement.title == "Open letter on five arrests today"
    assert page.statement.body == f"{PARAGRAPH} Jane Doe."
    assert mended(page) == [
        ("warning", "page.txt:1:1", "control characters were removed"),
        ("warning", "page.txt:3:96", "control characters were removed"),
    ]


def test_characters_that_turn_text_round_are_removed_and_named() -> None:
    page = read(
        f"Open letter on five arrests today\n\n{PARAGRAPH}\n\nSigned,\n"
        "Human \u202e.elpmaxE\u202c Watch\nTibet\u2066 Group\u2069\n"
    )
    assert [one.name for one in page.statement.signatories] == [
        "Human .elpmaxE Watch", "Tibet Group",
    ]  # fmt: skip
    message = "characters that turn the direction of text were removed"
    assert mended(page) == [
        ("warning", "page.txt:6:7", message),
        ("warning", "page.txt:7:6", message),
    ]


def test_html_names_them_too() -> None:
    page = read(
        "<!doctype html><html lang=en><h1>Open letter\u202e on five arrests</h1>\n"
        f"<p>{PARAGRAPH} Jane&#x202E; D&#x7;oe.</p></html>",
        "page.html",
    )
    assert page.statement.title == "Open letter on five arrests"
    assert page.statement.body.endswith("Jane Doe.")
    assert [place for _, place, _ in mended(page)] == ["page.html:1", "page.html:2", "page.html:2"]


@pytest.mark.parametrize(
    "word",
    [
        "می\u200cخواهیم",
        "क\u094d\u200dष",
        "བོད་\u200bསྐད",
        "Signed by \u200fשלום\u200f",
        "ئۇيغۇر\u061c",
    ],
)
def test_joiners_and_marks_that_scripts_need_stay(word: str) -> None:
    page = read(f"Open letter on five arrests today\n\n{PARAGRAPH} {word} stays where it is.\n")
    assert mended(page) == []
    assert word in page.statement.body


def test_a_mark_of_direction_in_latin_text_is_removed() -> None:
    page = read(f"Open letter on five arrests today\n\n{PARAGRAPH} Jane\u200f Doe\u200e.\n")
    assert page.statement.body.endswith("Jane Doe.")
    assert len(mended(page)) == 1
