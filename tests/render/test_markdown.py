"""A statement's Markdown as HTML: what a letter may carry, and nothing that runs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from outreach.errors import NeedsFixing
from outreach.render.markdown import Ask, asks, markdown_html

ALLOWED_TAGS = {
    "p", "h2", "h3", "ul", "ol", "li", "blockquote", "hr", "em", "strong", "br", "a",
}  # fmt: skip


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>\n"),
        ("# A\n\n## B\n\n### C\n\n###### D", "<h2>A</h2>\n<h2>B</h2>\n<h3>C</h3>\n<h3>D</h3>\n"),
        ("*the* **Act**", "<p><em>the</em> <strong>Act</strong></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
        ("a  \nb\nc", "<p>a<br>\nb\nc</p>\n"),
        ("Tom & <b>", "<p>Tom &amp; &lt;b&gt;</p>\n"),
        ("", ""),
    ],
)
def test_each_block_has_its_tag(body: str, expected: str) -> None:
    assert markdown_html(body) == expected


def test_a_list_keeps_the_number_it_begins_with() -> None:
    assert markdown_html("1984. A year.") == '<ol start="1984">\n<li>A year.</li>\n</ol>\n'


@pytest.mark.parametrize("url", ["https://a.example/x", "http://a.example", "mailto:a@a.example"])
def test_web_and_mail_addresses_become_links(url: str) -> None:
    assert markdown_html(f"[here]({url})") == f'<p><a href="{url}">here</a></p>\n'


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "/press", "#top", "https:"],
)
def test_every_other_address_stays_text(url: str) -> None:
    assert markdown_html(f"[here]({url})") == f"<p>[here]({url})</p>\n"


def test_an_address_cannot_leave_its_attribute() -> None:
    (link,) = html.fromstring(markdown_html('[x](https://a.example/"onclick="y)')).iter("a")
    assert set(link.attrib) == {"href"}


def test_a_picture_is_its_alternative_text() -> None:
    assert markdown_html("![The hall](https://a.example/x.png)") == "<p>The hall</p>\n"


def test_code_is_no_markup_in_a_letter() -> None:
    assert markdown_html("    `x`") == "<p>`x`</p>\n"


def test_chinese_lines_join_without_a_space() -> None:
    assert markdown_html("中文\n下一行\nLatin") == "<p>中文下一行\nLatin</p>\n"


@given(st.text(alphabet=st.sampled_from("ab <>&\"'`*_[]()!#-+>\n1.:/\\~=|\t中"), max_size=80))
def test_nothing_but_the_letters_own_tags_leaves(body: str) -> None:
    tree = html.fragment_fromstring(markdown_html(body), create_parent="div")
    for element in tree.iterdescendants():
        assert element.tag in ALLOWED_TAGS
        assert set(element.attrib) <= {"href", "start"}


@given(st.text(max_size=60))
def test_any_text_is_html_without_scripts(body: str) -> None:
    assert not re.search(
        r"<(?!/?(p|h2|h3|[uo]l|li|blockquote|hr|em|strong|br|a)\b)", markdown_html(body)
    )


@pytest.mark.parametrize("body", ["> " * 90 + "x", "- " * 90 + "x", "**a " * 90 + "x**" * 90])
def test_marks_nested_beyond_reason_are_refused_rather_than_dropped(body: str) -> None:
    with pytest.raises(NeedsFixing, match="near line 3"):
        markdown_html(f"One.\n\n{body}")
    assert "x" in markdown_html("> " * 12 + "x")


def test_the_asks_are_the_items_of_the_first_list() -> None:
    body = (
        "We ask:\n\n- Free *all*;\n- See [law](https://a.example/l) & act.\n\nAlso:\n\n- not this"
    )
    assert asks(body) == (
        Ask("Free <em>all</em>;", "Free all;"),
        Ask(
            'See <a href="https://a.example/l">law</a> &amp; act.',
            "See law (https://a.example/l) & act.",
        ),
    )


def test_numbered_asks_count_too_and_span_paragraphs() -> None:
    (only,) = asks("1. First\n   line\n\n   and more")
    assert only.text == "First line and more"
    assert only.html == "<p>First\nline</p>\n<p>and more</p>"


def test_no_list_no_asks() -> None:
    assert asks("Only a paragraph.") == ()
