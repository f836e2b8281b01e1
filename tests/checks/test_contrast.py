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
        "“One” and 1 more is #999999 on #ffffff on a light screen: 2.84 to 1, and 4.5 is the least"
    )


def test_a_ratio_is_rounded_down_so_that_it_never_reads_as_enough() -> None:
    (message,) = said(check_contrast, one("color: #777777"))
    assert ": 4.47 to 1, and 4.5 is the least" in message


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
    ("picture", "wrong"),
    [
        ('<img src="https://a.example/a.png" alt="Coalition">', True),
        ('<img src="https://a.example/a.png" alt="">', False),
        ('<img src="https://a.example/a.png">', False),
        ('<img src="https://a.example/a.png" alt="Coalition" style="color: #1b2430">', False),
        ('<img src="https://a.example/a.png" alt="Coalition" style="display: none">', False),
    ],
)
def test_the_alt_text_of_a_picture_is_read_where_pictures_are_off(
    picture: str, wrong: bool
) -> None:
    html = page(f'<p style="color: #ff9900">{picture}</p>')
    assert (("A306", "error") in found(check_contrast, html)) is wrong


def test_the_finding_on_an_alt_text_says_that_it_is_one() -> None:
    picture = '<p style="color: #ff9900"><img src="https://a.example/a.png" alt="Coalition"></p>'
    (message,) = said(check_contrast, page(picture))
    assert message.startswith("“Coalition” (seen with pictures off) is #ff9900 on #ffffff")


BRIGHT, DEEP = "#ff9900", "#1f3f66"


@pytest.mark.parametrize(
    ("style", "wrong"),
    [
        (f"border-left: 4px solid {BRIGHT}", True),
        (f"border-right: 4px solid {BRIGHT}", True),
        (f"border-left: 4px solid {DEEP}", False),
        (f"border-left: 4px solid {DEEP}; border-color: {BRIGHT}", True),
        (f"border-color: {DEEP}; border-left: 4px solid {BRIGHT}", True),
        (f"border-left-color: {BRIGHT}; border-left-width: 4px; border-left-style: solid", True),
        (f"border-left: 3px solid {BRIGHT}", False),
        (f"border-left: 4px none {BRIGHT}", False),
        (f"border-left: 4px {BRIGHT}", False),
        (f"border-bottom: 4px solid {BRIGHT}", False),
        (f"border: 4px solid {BRIGHT}", False),
        (f"border-left: 4px solid {BRIGHT}; background-color: {DEEP}; color: #fff", False),
        (f"border-left: 4px solid {BRIGHT}; display: none", False),
        ("border-left: 4px solid", False),
        ("border-left: 4px solid transparent", False),
    ],
)
def test_a_bar_beside_a_passage_marks_it_and_should_be_seen(style: str, wrong: bool) -> None:
    """WCAG 2.2, 1.4.11; thin rules, frames and lines below only decorate."""
    assert found(check_contrast, one(style)) == ([("A306", "warning")] if wrong else [])


def test_a_bar_is_looked_at_in_the_dark_too() -> None:
    passage = f'<p style="border-left: 4px solid {DEEP}">One</p>'
    (message,) = said(check_contrast, page(passage, css=DARK + "}"))
    assert message.startswith(f"the bar beside “One” is {DEEP} on #15181c on a dark screen")
    mended = DARK + "p { border-color: #a9c4e6 !important } }"
    assert found(check_contrast, page(passage, css=mended)) == []


@pytest.mark.parametrize(
    "says",
    [
        {"head": '<meta name="color-scheme" content="light dark">'},
        {"css": ":root { color-scheme: light dark }"},
        {"css": "body { color-scheme: light dark }"},
    ],
)
def test_a_link_without_a_colour_turns_pale_where_the_letter_says_it_suits_the_dark(
    says: dict[str, str],
) -> None:
    link = '<a href="https://a.example">The report</a>'
    white = '<div style="background-color: #fff; color: #000">{}</div>'
    messages = said(check_contrast, page(white.format(link), **says))
    assert [m for m in messages if "#9e9eff on #ffffff on a dark screen" in m]
    own = link.replace("<a ", '<a style="color: #0b57a4" ')
    messages = said(check_contrast, page(white.format(own), **says))
    assert not [m for m in messages if "The report" in m]


def test_a_link_without_a_colour_stays_blue_on_a_dark_ground_of_the_letters_own() -> None:
    css = DARK.replace(":root { color-scheme: light dark }", "") + "}"
    messages = said(check_contrast, page('<a href="https://a.example">Report</a>', css=css))
    assert [m for m in messages if "#0000ee on #15181c on a dark screen" in m]


def test_a_ground_that_browsers_ignore_is_none() -> None:
    ignored = '<div bgcolor="#000000"><p style="color: #eee">One</p></div>'
    assert ("A306", "error") in found(check_contrast, page(ignored))
    cell = '<table role="presentation"><tr bgcolor="#000000"><td style="color: #eee">One</table>'
    assert found(check_contrast, page(cell)) == []


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
