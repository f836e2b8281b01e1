"""Text that is hard to see, in light, in the letter's own dark, and in a forced one."""

from __future__ import annotations

import pytest

from outreach.checks.contrast import check_contrast, check_legibility
from page_read import found, page, said

DARK = (
    ":root { color-scheme: light dark } @media (prefers-color-scheme: dark) {"
    " div { background-color: #15181c !important; color: #e6e4df !important } "
)


def one(style: str, text: str = "One") -> str:
    return page(f'<p style="{style}">{text}</p>')


def test_black_on_white_has_no_finding() -> None:
    assert found(check_contrast, page("<p>One</p>")) == []


@pytest.mark.parametrize(
    ("style", "wrong"),
    [
        ("color: #777777", True),
        ("color: #767676", False),
        ("color: #777777; font-size: 24px", False),
        ("color: #777777; font-size: 23px", True),
        ("color: #777777; font-size: 19px; font-weight: bold", False),
        ("color: #777777; font-size: 18px; font-weight: bold", True),
        ("color: #aaaaaa; font-size: 24px", True),
        ("color: #fff", True),
        ("color: #fff; background-color: #000", False),
        ("color: #fff; background-color: #000; opacity: 0.3", True),
        ("color: #fff; background-image: url(https://a.example/a.png)", False),
        ("color: #fff; display: none", False),
    ],
)
def test_colours_too_near_each_other_are_an_error(style: str, wrong: bool) -> None:
    assert (("A306", "error") in found(check_contrast, one(style))) is wrong


def test_a_finding_names_text_colours_and_ratio_once_for_all_of_them() -> None:
    html = page('<p style="color: #999">One</p><p style="color: #999">Two</p>')
    (message,) = said(check_contrast, html)
    assert message == (
        "“One” and 1 more is #999999 on #ffffff on a light screen: 2.8 to 1, and 4.5 is the least"
    )


def test_blanks_and_fillers_are_no_text() -> None:
    assert found(check_contrast, one("color: #fff", "\u200c &#8199;&#65279;&#847; ")) == []


def test_an_inlined_colour_stays_in_the_dark_unless_a_rule_is_important() -> None:
    link = '<a href="https://a.example" style="color: #0b57a4">The report</a>'
    forgotten = page(link, css=DARK + "}")
    assert [m for m in said(check_contrast, forgotten) if "dark screen" in m]
    lost = page(link, css=DARK + "a { color: #8fbcf5 } }")
    assert [m for m in said(check_contrast, lost) if "dark screen" in m]
    kept = page(link, css=DARK + "a { color: #8fbcf5 !important } }")
    assert found(check_contrast, kept) == []


def test_a_letter_without_dark_rules_is_not_looked_at_in_the_dark() -> None:
    html = page('<p style="color: #555">One</p>')
    assert found(check_contrast, html) == []


@pytest.mark.parametrize(
    ("style", "wrong"),
    [
        ("color: #6b7280", True),
        ("color: #55606d", False),
        ("color: #6b7280; font-size: 24px", False),
        ("color: #fff; background-color: #1f3f66", False),
    ],
)
def test_what_a_forced_dark_mode_would_swallow_is_a_warning(style: str, wrong: bool) -> None:
    assert found(check_contrast, one(style)) == ([("A306", "warning")] if wrong else [])


def test_what_is_wrong_in_light_is_not_said_again_for_a_forced_dark() -> None:
    both = one("color: #6b6b6b; background-color: #ddd")
    assert found(check_contrast, both) == [("A306", "error")]


@pytest.mark.parametrize(
    ("style", "wanted"),
    [
        ("font-size: 14px", None),
        ("font-size: 13.9px", "warning"),
        ("font-size: 12px", "warning"),
        ("font-size: 11px", "error"),
        ("font-size: 11px; display: none", None),
    ],
)
def test_small_letters(style: str, wanted: str | None) -> None:
    assert found(check_legibility, one(style)) == ([("A307", wanted)] if wanted else [])


def test_marks_above_the_line_may_be_small() -> None:
    assert found(check_legibility, page("<p>One<sup><a href='#1'>[1]</a></sup></p>")) == []
    assert found(check_legibility, one("font-size: 11px", "One<sup>[1]</sup>"))


@pytest.mark.parametrize(
    ("align", "wrong"), [("justify", True), ("left", False), ("right", False), ("center", False)]
)
def test_justified_text(align: str, wrong: bool) -> None:
    wanted = [("A308", "warning")] if wrong else []
    assert found(check_legibility, one(f"text-align: {align}")) == wanted
    assert found(check_legibility, page(f'<p align="{align}">One</p>')) == wanted
