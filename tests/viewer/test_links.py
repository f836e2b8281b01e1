"""Every link of a letter with where it leads, and what is odd about it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.viewer.links import links_of
from outreach.viewer.model import Link

OWN_LINK = "SendGrid puts the recipient's own link here"
NOWHERE = "it leads to no place in the letter"


def doubt(target: str, shown: str = "words", html: str = "") -> str:
    (link,) = links_of(f'<a href="{target}">{shown}</a>{html}', "")
    return link.doubt


def test_each_stands_once_in_the_order_of_the_letter() -> None:
    html = """<p><a href="https://a.example/">One\n <b>link</b></a>
    <a href=" https://b.example/x?y=1&amp;z=2 ">Two</a> <a href="https://a.example/">One link</a>
    <a href="https://a.example/">Other words</a> <a name="top">no link</a>
    <map><area href="https://c.example/" alt="Of a map"></map></p>"""
    assert links_of(html, "") == (
        Link("One link", "https://a.example/"),
        Link("Two", "https://b.example/x?y=1&z=2"),
        Link("Other words", "https://a.example/"),
        Link("Of a map", "https://c.example/"),
    )


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ('<img src="x" alt="Our logo">', "Our logo"),
        ('<img src="x" alt="Our logo"> and words', "Our logo and words"),
        ("<span>a</span><br>b", "a b"),
        ("<style>x</style>a", "a"),
    ],
)
def test_it_is_named_by_what_a_reader_sees(inside: str, text: str) -> None:
    assert links_of(f'<a href="https://a.example">{inside}</a> tail', "")[0].text == text


def test_a_label_names_what_has_no_words() -> None:
    html = '<a href="https://a.example" aria-label="Home"><img src="x"></a>'
    assert links_of(html, "") == (Link("Home", "https://a.example"),)


@pytest.mark.parametrize(
    ("target", "shown", "said"),
    [
        ("https://coalition.example/a", "Read it", ""),
        ("https://coalition.example/a", "coalition.example", ""),
        ("https://www.coalition.example/a", "https://coalition.example/b", ""),
        ("https://news.coalition.example/", "coalition.example", ""),
        ("https://coalition.example/", "news.coalition.example", ""),
        ("https://coalition.example/", "report.pdf", ""),
        ("https://coalition.example/", "Mr. Smith", ""),
        ("https://coalition.example/", "press@coalition.example", ""),
        ("mailto:press@coalition.example?subject=unsubscribe", "Unsubscribe", ""),
        ("mailto:press@coalition.example", "press@coalition.example", ""),
        ("mailto:press%40coalition.example", "PRESS@coalition.example", ""),
        ("tel:+12025550199", "+1 202-555-0199", ""),
        ("https://evil.example/", "https://coalition.example/",
         "it shows coalition.example and leads to evil.example, as phishing does"),
        ("https://evil.example/", "www.coalition.example.",
         "it shows coalition.example and leads to evil.example, as phishing does"),
        ("https://coalition.example.evil.example/", "a.example",
         "it shows a.example and leads to coalition.example.evil.example, as phishing does"),
        ("https://a.example.evil.example/", "a.example",
         "it shows a.example and leads to a.example.evil.example, as phishing does"),
        ("https://evilcoalition.example/", "coalition.example",
         "it shows coalition.example and leads to evilcoalition.example, as phishing does"),
        ("https://coalition.example@evil.example/", "coalition.example",
         "it shows coalition.example and leads to evil.example, as phishing does"),
        ("mailto:x@evil.example", "coalition.example",
         "it shows coalition.example and leads elsewhere, as phishing does"),
        ("https://coalition.example@evil.example/", "Read",
         "a user name stands before its site, as in phishing"),
        ("mailto:x@evil.example", "press@coalition.example",
         "it shows press@coalition.example and writes to another address"),
        ("http://coalition.example/", "Read", "it is not https; browsers warn of it"),
        ("http://evil.example/", "coalition.example",
         "it shows coalition.example and leads to evil.example, as phishing does"),
        ("mailto:", "Write", "it names nobody to write to"),
        ("mailto:?subject=Hi", "Write", "it names nobody to write to"),
        ("", "Read", "it leads nowhere: its address is empty"),
        ("#", "Read", NOWHERE),
        ("#gone", "Read", NOWHERE),
        ("https://", "Read", "it names no site"),
        ("https://[", "Read", "it names no site"),
        ("coalition.example", "Read", "it is no whole address, and a letter lies on no site"),
        ("//coalition.example", "Read", "it is no whole address, and a letter lies on no site"),
        ("javascript:alert(1)", "Read", "no mail program opens javascript: addresses"),
        ("java&#10;script:alert(1)", "Read", "no mail program opens javascript: addresses"),
        (" JaVaScRiPt:alert(1)", "Read", "no mail program opens javascript: addresses"),
        ("data:text/html,x", "Read", "no mail program opens data: addresses"),
        ("https://coalition.example/", " &nbsp;&zwnj;",
         "nothing stands for it: no words, and no alt text"),
        ("https://coalition.example/a\u202eb", "Read",
         "U+202E (right-to-left override) stands in its address, and nobody sees it"),
    ],
)  # fmt: skip
def test_what_is_odd_about_it_is_said(target: str, shown: str, said: str) -> None:
    assert doubt(target, shown) == said


def test_a_place_in_the_letter_is_found() -> None:
    assert doubt("#a", html='<h2 id="a">A</h2>') == ""
    assert doubt("#b", html='<a name="b">B</a>') == ""


@pytest.mark.parametrize(
    "target", ["<%asm_group_unsubscribe_raw_url%>", "<%asm_preferences_raw_url%>",
               "-outreach-unsubscribe-", "&lt;%asm_group_unsubscribe_raw_url%&gt;"],
)  # fmt: skip
def test_the_way_out_is_the_recipients_own(target: str) -> None:
    assert doubt(target) == OWN_LINK


def test_what_stands_in_the_text_alone_follows() -> None:
    html = '<a href="https://a.example/">A</a><a href="mailto:p@a.example">P</a>'
    text = (
        "See https://A.example, (https://b.example/x_(y)) or www.c.example/z. "
        "mailto:p@a.example https://b.example/x_(y) p@d.example 見https://e.example/頁。完"
    )
    assert [link.target for link in links_of(html, text)[2:]] == [
        "https://b.example/x_(y)", "https://www.c.example/z", "https://e.example/頁",
    ]  # fmt: skip
    assert {link.doubt for link in links_of(html, text)[2:]} == {"it stands in the text part alone"}


def test_the_way_out_of_the_text_is_told_too() -> None:
    tag = "<%asm_group_unsubscribe_raw_url%>"
    assert links_of(f'<a href="{tag}">Leave</a>', f"Leave: {tag}") == (
        Link("Leave", tag, OWN_LINK),
    )
    assert links_of("<p>No link</p>", f"Leave: {tag}") == (Link(tag, tag, OWN_LINK),)


def test_a_letter_of_text_alone_has_its_links() -> None:
    assert links_of("", "https://a.example and http://b.example") == (
        Link("https://a.example", "https://a.example"),
        Link("http://b.example", "http://b.example", "it is not https; browsers warn of it"),
    )


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_no_letter_raises_anything(target: str, shown: str, text: str) -> None:
    html = f'<a href="{target}">{shown}</a>'
    assert isinstance(links_of(html, text + target), tuple)
    assert isinstance(links_of(target, f"https://{text} mailto:{shown}"), tuple)
