"""What readers who hear a letter depend on; each beside its near miss."""

from __future__ import annotations

import pytest

from outreach.checks.accessibility import check_accessibility
from page_read import found, page, said


def test_a_letter_that_speaks_for_itself_has_no_finding() -> None:
    good = page(
        '<img src="https://coalition.example/logo.png" alt="Coalition for Human Rights">'
        '<img src="https://coalition.example/line.png" alt="">'
        '<table role="presentation"><tr><td>One</td></tr></table>'
        "<table><tr><th>Country</th></tr><tr><td>One</td></tr></table>"
        '<h2>Two</h2><h3>Three</h3><h2>Four</h2><p><a href="https://a.example">The report</a></p>'
    )
    assert found(check_accessibility, good) == []


@pytest.mark.parametrize(
    ("picture", "level"),
    [
        ("", "error"),
        ('alt="logo"', "warning"),
        ('alt="Photo"', "warning"),
        ('alt="IMG_2034.JPG"', "warning"),
        ('alt=""', None),
        ('alt="The logo of the coalition: two hands"', None),
    ],
)
def test_a_picture_says_what_it_shows(picture: str, level: str | None) -> None:
    html = page(f'<img src="https://coalition.example/a.png" {picture}>')
    assert found(check_accessibility, html) == ([("A301", level)] if level else [])


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("<table><tr><td>One</td></tr></table>", True),
        ('<table role="none"><tr><td>One</td></tr></table>', False),
        ("<table><caption>Who</caption><tr><td>One</td></tr></table>", False),
        ("<!--[if mso]><table width=600><![endif]--><!--[if mso]></table><![endif]-->", True),
        (
            '<!--[if mso]><table role="presentation"><![endif]--><!--[if mso]></table><![endif]-->',
            False,
        ),
        ("<!-- <table> -->", False),
    ],
)
def test_a_table_for_layout_has_a_role(table: str, wrong: bool) -> None:
    assert found(check_accessibility, page(table)) == ([("A302", "error")] if wrong else [])


@pytest.mark.parametrize(
    ("headings", "times"),
    [
        ("<h2>Two</h2><h3>Three</h3>", 0),
        ("<h3>Three</h3>", 1),
        ("<h2>Two</h2><h4>Four</h4>", 1),
        ("<h1>Another</h1>", 1),
        ('<h1 style="display: none">Another</h1>', 0),
        ("<h2> </h2>", 1),
    ],
)
def test_headings_go_down_one_level_at_a_time(headings: str, times: int) -> None:
    assert found(check_accessibility, page(headings)) == [("A304", "warning")] * times


def test_a_letter_has_a_main_heading() -> None:
    assert said(check_accessibility, page().replace("h1>", "h2>")) == [
        "the letter has no main heading"
    ]


@pytest.mark.parametrize(
    ("link", "level"),
    [
        ('<a href="https://a.example"></a>', "error"),
        ('<a href="https://a.example"><img src="https://a.example/a.png" alt=""></a>', "error"),
        ('<a href="https://a.example"><img src="https://a.example/a.png" alt="Home"></a>', None),
        ('<a href="https://a.example" aria-label="Home"></a>', None),
        ('<a id="top"></a>', None),
        ('<a href="https://a.example" style="display:none"></a>', None),
        ('<a href="https://a.example">Click here</a>', "warning"),
        ('<a href="https://a.example">hier</a>', "warning"),
        ('<a href="https://a.example">Read more …</a>', "warning"),
        ('<a href="https://a.example">Read more about Hierapolis</a>', None),
        (f'<a href="https://a.example/{"a" * 60}">https://a.example/{"a" * 60}</a>', "warning"),
        ('<a href="https://a.example/a">https://a.example/a</a>', None),
        (
            '<a href="https://a.example/1">Report</a> <a href="https://a.example/2">Report</a>',
            "warning",
        ),
        ('<a href="https://a.example/1">[1]</a> <a href="https://a.example/2">[1]</a>', None),
    ],
)
def test_a_link_says_where_it_leads(link: str, level: str | None) -> None:
    assert found(check_accessibility, page(link)) == ([("A305", level)] if level else [])
