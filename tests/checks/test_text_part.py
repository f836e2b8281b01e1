"""The text part: lines that every program shows, and nothing of the HTML in it."""

from __future__ import annotations

import pytest

from letter_read import PREHEADER, reading, said
from outreach.checks.reading import Reading
from outreach.checks.text_part import check_text_part


def codes(text: str, html: str = "") -> list[tuple[str, str]]:
    """Without T006: what is added to one part only is for its own tests."""
    found = said(check_text_part, reading(html, text))
    return [pair for pair in found if pair[0] != "T006"]


def with_text(text: str) -> Reading:
    letter = reading()
    object.__setattr__(letter.sample, "text", text)
    return letter


def test_a_text_part_without_text() -> None:
    assert said(check_text_part, with_text(" \n\n")) == [("X501", "error")]


def test_lines_that_run_off_the_screen() -> None:
    assert codes("word " * 21) == [("X502", "warning")]
    assert codes("word " * 16 + "\n" + "word " * 16) == [("X502", "warning")]
    assert codes("x" * 999) == [("X502", "error")]
    assert codes("香 " * 400) == [("X502", "error")]  # 1,600 octets


@pytest.mark.parametrize(
    "line",
    [
        "word " * 15 + "abc",
        "香" * 39,
        f"Read it at https://coalition.example/{'a' * 90}",
        "Freiheitsrechteverteidigerinnenorganisationen" * 2,
        f"Write to {'a' * 60}@coalition.example for more",
        "- " + "a" * 90,
        "- Uyghur Example Project for Documentation, Research and Legal Aid (formerly Example Aid)",
    ],
)
def test_a_line_that_fits_or_cannot_be_broken(line: str) -> None:
    assert codes(line) == []


def test_the_first_line_that_is_too_long_is_named() -> None:
    letter = reading(text="word " * 21)
    line = letter.sample.text.splitlines().index("word " * 21) + 1
    (problem,) = (p for p in check_text_part(letter) if p.code == "X502")
    assert problem.message.startswith(f"line {line} of the text part has 105 characters: “word")


def test_how_many_lines_are_too_long_is_said_once() -> None:
    (problem,) = [
        p for p in check_text_part(reading(text=("word " * 17 + "\n") * 3)) if p.code == "X502"
    ]
    assert "and 2 more" in problem.message


@pytest.mark.parametrize(
    "line",
    [
        "Release <strong>all</strong> prisoners",
        "<br>",
        "<!-- to do -->",
        "<script>alert(1)</script>",
        "<svg onload='x()'>",
        '<iframe src="https://coalition.example/"></iframe>',
        "<center>",
        '<link rel="x">',
        "<button>Press</button>",
        "Smith &amp; Sons",
        "non&nbsp;breaking",
        "it&#8217;s",
        "See [the report](https://coalition.example/report)",
        "\u2007\ufeff\u034f \u2007\ufeff\u034f ",
        "\u200b\u200b\u200b",
    ],
)
def test_what_belongs_to_the_html(line: str) -> None:
    assert codes(line) == [("X503", "error")]


@pytest.mark.parametrize(
    "line",
    [
        "Smith & Sons; AT&T; R&D;",
        "if a < b and b > c",
        "<https://coalition.example/report>",
        "Smith & Sons <Foundation>",
        "<Address> <summary> <data> <time>",
        "See the report [1]",
        "می‌خواهم",
        "བོད་\u200bལྗོངས་",
        "[Her name is withheld] (see below)",
    ],
)
def test_what_resembles_html_is_none(line: str) -> None:
    assert codes(line) == []


def test_a_preheader_that_leaked_into_the_text() -> None:
    leaked = with_text(f"{PREHEADER}\n\n{reading().sample.text}")
    assert ("X503", "error") in said(check_text_part, leaked)
    for before in ("Coalition\n\n", reading().sample.text):
        later = with_text(f"{before}{PREHEADER}\n{reading().sample.text}")
        assert ("X503", "error") not in said(check_text_part, later)


@pytest.mark.parametrize(
    "line", ["- \n- Release them", "•", "2.", "[3]", "[image: logo]", "[cid:x1]"]
)
def test_an_empty_item_or_the_place_of_a_picture(line: str) -> None:
    assert codes(line) == [("X504", "warning")]


@pytest.mark.parametrize(
    "line", ["- Release them", "---", "------", "2024.", "[3] A footnote", "– and so on", "* * *"]
)
def test_what_resembles_an_empty_item_is_none(line: str) -> None:
    assert codes(line) == []
