"""Characters that nobody sees: found wherever a letter has them, let be where scripts need them."""

from __future__ import annotations

from html import escape

import pytest

from letter_read import reading, said
from outreach.checks.invisible import check_invisible
from outreach.checks.links import at_their_place, places_of
from outreach.errors import Place


def codes(words: str) -> list[tuple[str, str]]:
    return said(check_invisible, reading(f"<p>{escape(words)}</p>", words))


@pytest.mark.parametrize(
    "words",
    [
        "Dear \x1b[31mAnna",
        "Ring the bell\x07",
        "one\x0ctwo",
        "one\x0btwo",
        "\x7f",
        "caf\x85",
        "a\x00b",
        "pay \u202eevil\u202c now",
        "pay \u202devil",
        "open \u2067for ever",
        "open \u202bfor ever",
        "open \u2068one \u2067two\u2069",
        "annotated \ufff9x\ufffb",
        "hidden \U000e0049\U000e0067\U000e006e",
    ],
)
def test_what_nobody_sees_and_does_harm(words: str) -> None:
    assert set(codes(words)) == {("X505", "error")}


@pytest.mark.parametrize(
    "words",
    [
        "Dear Anna,\tone\r\ntwo",
        "می‌خواهم و علی\u200d",
        "བོད་\u200bལྗོངས་",
        "The name \u2067عفو\u2069 stands here",
        "The name \u2068Amnesty \u2067عفو\u2069\u2069 stands here",
        "The name \u202bعفو\u202c stands here",
        "عفو\u200f (Amnesty\u200e)",
        "soft\u00adhyphen and no\u00a0break, word\u2060joiner",
        "👩\u200d👩\u200d👧 ❤\ufe0f",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "ئۇيغۇر",
    ],
)
def test_what_scripts_need_is_let_be(words: str) -> None:
    assert codes(words) == []


def test_the_filler_after_a_preheader_is_let_be() -> None:
    filler = "&#847;&zwnj;&nbsp;&#8199;&shy;" * 30
    assert said(check_invisible, reading(f'<div style="display:none">News{filler}</div>')) == []


def test_a_direction_may_be_closed_on_the_next_line_or_behind_a_link() -> None:
    html = "<p>\u2067<b>عفو</b><br>عفو\u2069</p>"
    assert said(check_invisible, reading(html, "\u2067عفو\nعفو\u2069")) == []
    assert said(check_invisible, reading("<p>\u2067عفو</p><p>\u2069</p>")) == [("X505", "error")]


def test_it_is_found_in_each_part_alone_and_in_what_pictures_say() -> None:
    for letter in (
        reading("<p>a\x07</p>"),
        reading(text="a\x07"),
        reading('<img src="x" alt="a\x07">'),
        reading('<img src="x" alt="a\u2067b">'),
        reading("<p>a &#8238;b</p>"),
    ):
        assert said(check_invisible, letter) == [("X505", "error")]


def test_it_is_named_once_without_being_printed_where_it_stands() -> None:
    words = "Release the\x1b prisoners\x1b"
    found = list(check_invisible(reading(f"<p>{words}</p>", words)))
    texts = [("statement.md", f"---\n---\nWe urge:\x0c\n{words}\n")]
    (problem,) = at_their_place(found, places_of(texts))
    assert problem.message == (
        "“U+001B (a control character)” stands in the letter, after “Release the”: nobody sees it"
    )
    assert problem.place == Place("statement.md", 4, 12)


def test_what_stands_in_a_template_alone_is_named_there() -> None:
    found = list(check_invisible(reading("<p>a\x07</p>")))
    (problem,) = at_their_place(found, places_of([("statement.md", "Text")]))
    assert problem.place == Place("campaign.toml", 2)
