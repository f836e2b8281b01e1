"""The source, the mail, the headers and the text of a letter: all of it, escaped, to be read."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
import tinycss2
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement, fragments_fromstring
from markupsafe import Markup

from outreach.domain.contrast import FOR_TEXT, contrast, from_hex
from outreach.viewer.differences import marked_text
from outreach.viewer.marks import Marks, visible
from outreach.viewer.source import (
    SYNTAX_CSS,
    compared_body,
    headers_body,
    raw_body,
    source_body,
    text_body,
)

LETTER = """<!DOCTYPE html>
<html lang="en">
<head><style>/* dark */ @media (max-width: 9px) { p { color: #111 !important } }</style></head>
<body><!-- note -> x -->
<p class='a' title="x &amp; y" hidden data-n=1>Grüße &nbsp;<br/></p></body></html>"""
HOSTILE = "</pre></span><script>alert(1)</script><img src=x onerror=alert(1)>\"'&lt;"
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Mn")))

PIECES = [
    "<",
    ">",
    "</",
    "<!--",
    "-->",
    "style",
    "script",
    '"',
    "'",
    "=",
    "&",
    "amp;",
    "p",
    "{",
    "}",
]
PIECES += [":", ";", "/*", "*/", "\n", " ", "é", "<!", "<style>", "</style>"]


def element(body: Markup) -> HtmlElement:
    (found,) = fragments_fromstring(str(body))
    assert isinstance(found, HtmlElement)
    return found


def lines(body: Markup) -> list[str]:
    return [str(one.text_content()).removesuffix("\n") for one in element(body).find_class("line")]


def tokens(html: str) -> set[tuple[str, str]]:
    found = element(source_body(html)).xpath("//span[@class!='line']")
    return {(one.get("class"), one.text_content()) for one in found}


class _Tags(HTMLParser):
    """As browsers see it: each tag that opens, with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {(tag, ""), *((tag, name) for name, _ in attrs)}


def tags(body: Markup) -> set[tuple[str, str]]:
    parser = _Tags()
    parser.feed(str(body))
    return parser.found


def test_the_source_is_the_source_line_by_line() -> None:
    assert lines(source_body(LETTER)) == LETTER.split("\n")
    assert element(source_body(LETTER)).get("class") == "source lines"


@pytest.mark.parametrize("html", ["", "\n", "a", "a\n", "a\n\n", "\n\na", "<p>", "\ta  b\n  c "])
def test_no_line_is_lost_or_added(html: str) -> None:
    assert "\n".join(lines(source_body(html))) == html.removesuffix("\n")
    assert "\n".join(lines(text_body(html))) == html.removesuffix("\n")


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES)).map("".join) | TEXTS)
def test_whatever_it_is_it_comes_back(html: str) -> None:
    written = re.sub("\r\n?", "\n", html)
    for body in (source_body(html), text_body(html)):
        assert "\n".join(lines(body)) == written.removesuffix("\n")


def test_its_parts_are_told_apart() -> None:
    found = tokens(LETTER)
    assert found >= {
        ("nt", "p"), ("na", "title"), ("s", '"x '), ("ni", "&amp;"), ("ni", "&nbsp;"), ("s", "1"),
        ("c", "<!-- note -> x -->"), ("cp", "<!DOCTYPE html>"), ("na", "color"), ("k", "@media"),
        ("k", "!important"), ("c", "/* dark */"), ("na", "hidden"),
    }  # fmt: skip


def test_a_style_ends_where_browsers_end_it() -> None:
    assert ("nt", "p") in tokens("<style>/* no end </style><p>")
    assert ("nt", "p") in tokens("<script>'</script><p>")


@pytest.mark.parametrize("make", [source_body, text_body], ids=["source", "text"])
def test_nothing_in_a_letter_is_markup_of_the_page(make: object) -> None:
    assert callable(make)
    body = make(HOSTILE)
    assert lines(body) == [HOSTILE]
    assert tags(body) <= {("pre", ""), ("pre", "class"), ("span", ""), ("span", "class"),
                          ("span", "dir"), ("span", "title")}  # fmt: skip


def test_nothing_in_a_mail_is_markup_of_the_page() -> None:
    raw = raw_body(
        f"<img/src=x>: x\r\n{HOSTILE}: x\r\nSubject: {HOSTILE}\r\n\r\n{HOSTILE}".encode()
    )
    headers = headers_body([(HOSTILE, HOSTILE), ("X", HOSTILE * 10)])
    names = {tag for tag, _ in tags(raw) | tags(headers)}
    assert names == {"pre", "span", "b", "dl", "div", "dt", "dd", "details", "summary"}
    assert {name for _, name in tags(raw) | tags(headers)} == {"", "class", "dir"}
    assert element(headers).xpath("string(.//dt)") == HOSTILE


@pytest.mark.parametrize(
    ("char", "shown", "name"),
    [
        ("\u202e", "RLO", "right-to-left override"),
        ("\x00", "NUL", "a control character"),
        ("\x1b", "ESC", "a control character"),
        ("\x7f", "DEL", "a control character"),
        ("\x85", "U+0085", "a control character"),
        ("\u2028", "LS", "line separator"),
        ("\U000e0041", "U+E0041", "tag latin capital letter a"),
        ("\ud800", "U+D800", "a control character"),
    ],
)
def test_what_nobody_would_see_is_named(char: str, shown: str, name: str) -> None:
    for body in (source_body(f"<p>a{char}b"), text_body(f"a{char}b"), headers_body([("X", char)])):
        (mark,) = element(body).find_class("unseen")
        assert mark.text == shown
        assert mark.get("title") == f"U+{ord(char):04X} ({name})"
        assert char not in body
        body.encode()


def test_the_source_shows_also_what_writers_set_on_purpose() -> None:
    text = "a\u2066b\u2069\u200fc\ufeff\u00ad"
    marks = element(source_body(text)).find_class("unseen")
    assert [one.text for one in marks] == ["LRI", "PDI", "RLM", "·", "·"]
    assert element(text_body(text)).find_class("unseen") == []


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f469\u200d\U0001f467",
        "می\u200cخواهم",
        "\U0001f3f4\U000e0067\U000e0062\U000e007f",
        "a\tb",
    ],
)
def test_what_makes_letters_and_emoji_is_let_be(text: str) -> None:
    assert visible(text, Marks.ALL) == text


def test_a_mail_is_shown_as_it_is_on_its_way() -> None:
    raw = b"Subject: =?utf-8?q?a?=\r\n folded: so\r\nX-A: 1\r\n\r\nNo: header\r\n\xff \xc3\xa9\r\n"
    body = raw_body(raw)
    assert lines(body) == [
        "Subject: =?utf-8?q?a?=", " folded: so", "X-A: 1", "", "No: header", "\\xff é", "",
    ]  # fmt: skip
    names = [one.text for one in element(body).find_class("name")]
    assert names == ["Subject:", "X-A:"]


def test_headers_stand_in_their_order_and_long_ones_fold() -> None:
    body = element(headers_body([("To", "Ana"), ("X", "x" * 500), ("To", "Bo")]))
    assert [(pair[0].text, pair[1].text) for pair in body] == [
        ("To", "Ana"),
        ("X", None),
        ("To", "Bo"),
    ]
    (folded,) = body.iter("details")
    assert folded[0].text == "x" * 120 + "… (500 characters)"
    assert folded[0].tail == "x" * 500


def test_each_line_of_a_text_has_its_own_direction() -> None:
    body = element(text_body("Hello\nمرحبا\n"))
    assert [one.get("dir") for one in body.find_class("line")] == ["auto", "auto"]
    assert body.get("class") == "plain"


def test_differences_stay_marked_line_by_line() -> None:
    given_ = Markup('a &lt; <mark class="d">b\n\nc</mark> d\u202e\r\n<mark class="d">e</mark>\n')
    body = compared_body(given_)
    assert lines(body) == ["a < b", "", "c dRLO", "e"]
    assert [one.text for one in element(body).iter("mark")] == ["b", None, "c", "e"]
    assert element(body).get("class") == "plain"


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_marks_change_no_word(one: str, other: str) -> None:
    for text, shown in zip((one, other), marked_text(one, other)[:2], strict=True):
        written = re.sub("\r\n?", "\n", text)
        assert "\n".join(lines(compared_body(shown))) == written.removesuffix("\n")


def test_a_very_long_one_ends_with_what_is_left_out() -> None:
    said = "1 characters more are not shown; the .eml has them all."
    for body in (source_body("x" * 500_001), text_body("x" * 500_001)):
        assert element(body).find_class("rest")[0].text == said
    for body in (source_body("x\n" * 10_001), text_body("x\n" * 10_001)):
        assert len(lines(body)) == 10_000
        assert "2 characters more" in element(body).find_class("rest")[0].text_content()
    for most in ("x" * 500_000, "x\n" * 10_000):
        assert "more are not shown" not in source_body(most) + text_body(most)
    assert element(raw_body(b"a: b\n\n" + b"x" * 300_000)).find_class("rest")[0].text == (
        "37,862 bytes more are not shown; the .eml has them all."
    )


def test_beyond_250_000_characters_it_is_plain() -> None:
    most = "<p>" + "x" * 249_997
    assert element(source_body(most)).find_class("nt")
    assert not element(source_body(f"{most}x")).find_class("nt")
    assert lines(source_body(f"{most}x")) == [f"{most}x"]


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<!", "<?", "&", "&a", "<style>'\\", '<script>"\\', "<a b='", "<style>a:", "<a ="],
)
def test_no_letter_takes_longer_than_its_length(piece: str) -> None:
    """A rule that looked for an end from each beginning would take minutes."""
    html = piece * (60_000 // len(piece))
    assert "".join(lines(source_body(html))) == html


def colours() -> list[tuple[str, str, str]]:
    """Scheme, name and value of each colour of the style sheet, by name without ``--body-``."""
    rules = tinycss2.parse_stylesheet(SYNTAX_CSS, skip_whitespace=True, skip_comments=True)
    light = tinycss2.serialize(rules[0].content)
    dark = tinycss2.serialize(next(rule for rule in rules if rule.type == "at-rule").content)
    return [
        (scheme, name, value)
        for scheme, css in (("light", light), ("dark", dark))
        for name, value in re.findall(r"--body-([a-z-]+): (#[0-9a-f]{6});", css)
    ]


def test_every_colour_reads_on_its_ground_in_both_schemes() -> None:
    found = {(scheme, name): from_hex(value) for scheme, name, value in colours()}
    names = {name for _, name in found}
    assert len(names) == 10
    assert len(found) == 20
    for (scheme, name), colour in found.items():
        ground = "mark-ground" if name == "mark" else "ground"
        if "ground" not in name:
            assert contrast(colour, found[scheme, ground]) >= FOR_TEXT, (scheme, name)
