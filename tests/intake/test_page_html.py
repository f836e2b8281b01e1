"""Saved HTML as statements: words, emphasis, lists and links come in, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import html

from outreach.errors import NeedsFixing
from outreach.intake.page import Page, read_page
from outreach.render.markdown import markdown_html

PARAGRAPH = (
    "We are alarmed by the arrest of five people who did nothing but speak, and we stand with them."
)


def read(text: str) -> Page:
    return read_page(text.encode(), "page.html")


def names(page: Page) -> list[str]:
    return [signatory.name for signatory in page.statement.signatories]


WEB = f"""\
<!DOCTYPE html>
<html lang="en_US"><head><title>Open letter on five arrests – Coalition</title>
<link rel="canonical" href="https://coalition.example/letters/5"><style>p {{}}</style></head>
<body class="has-sidebar"><header><h1>Coalition</h1></header>
<nav><a href="/">Home</a></nav>
<main><article><header><span class="cat">Press Release</span>
<h1>Open letter on five arrests</h1>
<time datetime="2023-05-03T09:00+02:00">3 May 2023</time></header>
<figure><img src="x.jpg" alt="Cover Photo"><figcaption>Five people in a hall.</figcaption></figure>
<p>{PARAGRAPH} See
<a href="/law?a=1&amp;b=(2)">the <b>law</b></a> and <em>their </em>words.<script>x()</script></p>
<h3>Our demands</h3>
<ul><li>Free <i>them</i>.</li><li><p>Stop.</p><ol><li>Now.</li></ol></li></ul>
<blockquote><p>They said nothing.</p></blockquote>
<div class="sharedaddy"><a href="https://x.example">Share this by mail</a></div>
<p><strong>Signed by:</strong></p>
<p>Asian Lawyers&nbsp;Network<br>B &amp; C &lt;i&gt;<br/>Hello Taiwan (</p>
</article><aside>Related</aside></main><footer><p>© Coalition</p></footer>
<script>track()</script></body></html>
"""


@pytest.fixture(scope="module")
def web() -> Page:
    return read_page(WEB.encode(), "letter.html")


def test_a_saved_page_has_what_its_markup_says(web: Page) -> None:
    statement = web.statement
    assert statement.title == "Open letter on five arrests"
    assert statement.date == date(2023, 5, 3)
    assert statement.language == "en-US"
    assert statement.source == "https://coalition.example/letters/5"


def test_a_saved_page_keeps_links_emphasis_lists_and_quotations(web: Page) -> None:
    assert web.statement.body == (
        f"{PARAGRAPH} See [the **law**](https://coalition.example/law?a=1&b=%282%29) "
        "and *their* words.\n\n"
        "### Our demands\n\n"
        "- Free *them*.\n- Stop.\n    1. Now.\n\n"
        "> They said nothing."
    )


def test_a_saved_pages_names_are_one_a_line(web: Page) -> None:
    assert names(web) == ["Asian Lawyers\u00a0Network", "B & C <i>", "Hello Taiwan ("]


def test_a_saved_page_without_article_or_heading() -> None:
    page = read(f"<title>On five arrests | Coalition</title><div>{PARAGRAPH}</div>")
    assert (page.statement.title, page.statement.body) == ("On five arrests", PARAGRAPH)


def test_what_holds_most_of_the_page_is_not_dropped_for_its_name() -> None:
    page = read(f"<div class='has-sidebar'><h1>On five arrests</h1><p>{PARAGRAPH}</p></div>")
    assert page.statement.body == PARAGRAPH


def test_a_header_above_the_text_may_hold_the_date() -> None:
    page = read(
        "<article><header><h1>On five arrests</h1><p>3 May 2023</p></header>"
        f"<p>{PARAGRAPH}</p></article><header>1 May 2020</header>"
    )
    assert page.statement.date == date(2023, 5, 3)


def test_a_bullet_inside_emphasis_is_kept_as_it_is() -> None:
    page = read(f"<h1>On five arrests</h1><p>{PARAGRAPH}</p><p><b>– Free</b></p><p><b>– Us</b></p>")
    assert page.statement.body.endswith("**– Free**\n\n**– Us**")


@pytest.mark.parametrize(
    "markup",
    ["<ul><li>A b</li><li>C</li></ul>", "<ol><li>A b<li>C</ol>", "<p>A b</p><p>C</p>",
     "<table><tr><td>A b</td><td>C</td></tr></table>", "<p>– A b<br>– C</p>",
     "<ul><li>A b</li><li>C</li></ul><h2>About us</h2><p>Text</p>"],
)  # fmt: skip
def test_names_in_markup(markup: str) -> None:
    page = read(f"<h1>Open letter</h1><p>{PARAGRAPH}</p><h2>Signatories</h2>{markup}")
    assert names(page) == ["A b", "C"]


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", '<p onclick="x()">', '<a href="javascript:x()">y</a>',
     '<img src="https://t.example/p.gif">', "&lt;script&gt;alert(1)&lt;/script&gt;",
     '<a href="https://a.example/) [x](javascript:y)">z</a>', "<svg onload=x()>", "[a](data:b)"],
)  # fmt: skip
def test_only_words_and_safe_links_leave_a_page(hostile: str) -> None:
    page = read(f"<h1>Open letter</h1><p>{PARAGRAPH}</p><p>{hostile}</p>")
    tree = html.fromstring(f"<div>{markdown_html(page.statement.body)}</div>")
    assert {element.tag for element in tree.iter()} <= {"div", "p", "a"}
    assert all(a.get("href", "").startswith("https://a.example/") for a in tree.iter("a"))


def test_elements_nested_too_deeply_are_refused() -> None:
    with pytest.raises(NeedsFixing, match="too deeply"):
        read("<body>" + "<div>" * 3000 + PARAGRAPH)


@pytest.mark.parametrize("mark", ["---", "\u2028---", "\x85date: 2020-01-01"])
def test_a_title_is_one_line(mark: str) -> None:
    title = f"Open letter\n{mark}\nlanguage: de"
    for page in (
        f'<meta property="og:title" content="{title}"><body><p>{PARAGRAPH}</p>',
        f"<title>{title}</title><body><p>{PARAGRAPH}</p>",
        f"<body><h1>Open letter<br>{mark}<br>language: de</h1><p>{PARAGRAPH}</p>",
    ):
        found = read(f"<!doctype html><html lang=en>{page}</html>").statement.title
        assert found == f"Open letter {mark.strip(chr(0x85)).strip()} language: de"
