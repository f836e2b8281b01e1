"""HTML that is not whole, or holds what no letter may hold; each beside its near miss."""

from __future__ import annotations

import pytest

from outreach.checks.structure import check_structure, conditional_problems, unbalanced_tags
from page_read import PLACE, found, page, reading_of, said

MSO_OPEN = '<!--[if mso]><table role="presentation"><tr><td><![endif]-->'
MSO_CLOSE = "<!--[if mso]></td></tr></table><![endif]-->"


def test_a_whole_page_has_no_finding() -> None:
    whole = page(
        f"{MSO_OPEN}<p>One<br>two<ul><li>three<li>four</ul>{MSO_CLOSE}"
        "<!--[if !mso]><!--><p>Five</p><!--<![endif]-->",
        head='<meta name="viewport" content="width=device-width">',
    )
    assert found(check_structure, whole) == []


def test_a_page_without_a_doctype_is_drawn_as_of_old() -> None:
    assert found(check_structure, page().removeprefix("<!DOCTYPE html>")) == [("T004", "error")]
    assert found(check_structure, "\ufeff\n" + page().replace("DOCTYPE", "doctype")) == []


def test_a_finding_stands_at_the_template_of_its_edition() -> None:
    (problem,) = check_structure(reading_of(page("<base href='/'>")))
    assert (problem.place, problem.edition) == (PLACE, "press")


@pytest.mark.parametrize(
    ("html", "wrong"),
    [
        ("<div><p>One</div>", ()),
        ("<p>One<p>Two<ul><li>Three<li>Four</ul>", ()),
        ("<br/><img src=x><o:p/>", ()),
        ("<style>a > b { }</style><!-- <div> -->1 < 2", ()),
        ("<div>One", ("an open <div>",)),
        ("<div><div>One", ("2 open <div>",)),
        ("<b><i>One</b>", ("an open <i>",)),
        ("One</div>", ("a </div> too many",)),
    ],
)
def test_what_is_opened_is_closed(html: str, wrong: tuple[str, ...]) -> None:
    assert unbalanced_tags(html) == wrong


def test_the_page_before_inlining_is_looked_into_where_it_is_at_hand() -> None:
    mended = page("<div>One</div>")
    assert said(check_structure, mended, source=page("<div>One")) == ["the HTML has an open <div>"]
    assert said(check_structure, mended, source=mended) == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<form></form>",
        "<input>",
        "<iframe src='https://coalition.example'></iframe>",
        "<video></video>",
        "<audio></audio>",
        "<object></object>",
        "<embed>",
        '<p onclick="x()">One</p>',
        "<button>One</button>",
    ],
)
def test_what_programs_take_out_is_an_error(html: str) -> None:
    assert found(check_structure, page(html)) == [("S205", "error")]


def test_a_head_may_not_send_readers_elsewhere() -> None:
    refresh = '<meta http-equiv="Refresh" content="0;url=https://coalition.example">'
    assert found(check_structure, page(head=refresh)) == [("S205", "error")]
    assert found(check_structure, page(head='<base href="https://coalition.example">'))
    assert found(check_structure, page(head='<link rel="stylesheet" href="x.css">'))
    plain = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
    assert found(check_structure, page(head=plain)) == []


def test_words_about_scripts_are_no_scripts() -> None:
    assert found(check_structure, page("<p>A form on the video, &lt;script&gt;</p>")) == []


@pytest.mark.parametrize(
    "html",
    [
        MSO_OPEN + MSO_CLOSE,
        "<!--[if mso]><xml><o:X><o:Y>96</o:Y></o:X></xml><![endif]-->",
        "<!--[if !mso]><!--><p>One</p><!--<![endif]-->",
        "<!--[if gte mso 9]><v:rect></v:rect><![endif]-->",
        "<!-- if mso: no comment of Outlook's -->",
    ],
)
def test_outlooks_comments_in_pairs_have_no_finding(html: str) -> None:
    assert conditional_problems(html) == ()


@pytest.mark.parametrize(
    "html",
    [
        "<!--[if mso]><table>",
        "<p>One</p><![endif]-->",
        "<!--[if mso]><!--[if mso]><![endif]-->",
        MSO_OPEN,
        "<!--[if mso]><table><tr><td><![endif]--><!--[if mso]></td></table><![endif]-->",
        "<!--[if !mso]><!--><p>One</p>",
    ],
)
def test_outlooks_comments_out_of_balance_are_found(html: str) -> None:
    assert conditional_problems(html)
    assert ("S206", "error") in found(check_structure, page(html))


def test_a_word_that_no_gateway_can_wrap_is_worth_knowing() -> None:
    long = f'<a href="https://coalition.example/{"a" * 1000}">One</a>'
    assert found(check_structure, page(long)) == [("S207", "info")]
    assert found(check_structure, page(f"<p>{'a word ' * 300}{'詞' * 400}</p>")) == []
