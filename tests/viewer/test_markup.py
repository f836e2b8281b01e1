"""HTML in pieces: where its tags and texts are, as browsers have it."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.viewer.markup import Edit, Kind, edited, openings, pieces, rewritten, short_tag

html_like = st.text(alphabet="<>/!?-=\"' \nabst&;é")


def said(html: str) -> list[str]:
    """Each piece as ``kind:name`` with what it is."""
    return [f"{p.kind.value}:{p.name} {html[p.start : p.end]}" for p in pieces(html)]


@given(html_like)
def test_the_pieces_are_the_whole(html: str) -> None:
    found = list(pieces(html))
    assert "".join(html[piece.start : piece.end] for piece in found) == html
    assert all(piece.end > piece.start for piece in found)


@given(html_like)
def test_attributes_stand_where_they_say(html: str) -> None:
    for piece in pieces(html):
        for one in piece.attributes:
            start, end = one.inside
            assert piece.start < one.start <= start <= end <= one.end < piece.end
            assert html[one.start :].lower().startswith(one.name)
            assert one.value == unescape(html[start:end])


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("One<br/>two", ["text: One", "start:br <br/>", "text: two"]),
        ("a < b <3 & c", ["text: a < b <3 & c"]),
        ("<!-- <p> -->x", ["other: <!-- <p> -->", "text: x"]),
        ("<!--><p>", ["other: <!-->", "start:p <p>"]),
        ("<!-- a --!><p>", ["other: <!-- a --!>", "start:p <p>"]),
        ("<!-- never closed <p>", ["other: <!-- never closed <p>"]),
        ("<!doctype html></ x></>", ["other: <!doctype html>", "other: </ x>", "other: </>"]),
        ("<P TITLE='>'>x</P >", ["start:p <P TITLE='>'>", "text: x", "end:p </P >"]),
        ("<p title=a/b>x", ["start:p <p title=a/b>", "text: x"]),
        ("<p title='never closed>x", ["other: <p title='never closed>x"]),
        ("<p never closed", ["other: <p never closed"]),
        (
            "<style>p > a {} <p> </styles></STYLE>",
            ["start:style <style>", "raw:style p > a {} <p> </styles>", "end:style </STYLE>"],
        ),
        ("<title><b></title>", ["start:title <title>", "raw:title <b>", "end:title </title>"]),
        ("<script></script>", ["start:script <script>", "end:script </script>"]),
    ],
)
def test_tags_and_texts_are_told_apart(html: str, expected: list[str]) -> None:
    assert said(html) == expected


def test_attributes_are_read_without_references() -> None:
    [tag] = pieces("<a HREF = 'x?a&amp;b' class=one disabled data-x=\"&quot;\" class=two/>")
    assert tag.kind is Kind.START
    assert [(one.name, one.value) for one in tag.attributes] == [
        ("href", "x?a&b"),
        ("class", "one"),
        ("disabled", ""),
        ("data-x", '"'),
        ("class", "two/"),
    ]
    assert tag.attribute("class") == "one"
    assert tag.attribute("id") == ""


@pytest.mark.parametrize(
    ("html", "changed"),
    [
        ('<p title="a">', '<p title="x &quot;&amp;">'),
        ("<p title='a'>", "<p title='x &quot;&amp;'>"),
        ("<p title=a>", '<p title="x &quot;&amp;">'),
        ("<p title>", '<p title="x &quot;&amp;">'),
        ("<p title=''>", "<p title='x &quot;&amp;'>"),
    ],
)
def test_an_attribute_is_rewritten_in_the_quotes_it_has(html: str, changed: str) -> None:
    [tag] = pieces(html)
    assert edited(html, [rewritten(tag.attributes[0], 'x "&')]) == changed
    [again] = pieces(changed)
    assert again.attribute("title") == 'x "&'


def test_edits_that_meet_are_made_once() -> None:
    edits = [Edit(2, 2, "+"), Edit(0, 2, "x"), Edit(1, 3, "never"), Edit(2, 2, "-")]
    assert edited("abcd", edits) == "x+-cd"


def test_whatever_may_be_a_tag_is_found() -> None:
    html = "<!-- <a href=x> --><style><A></style><p title='<a\n'><abbr><area/><a"
    found = [html[start:end] for start, end in openings(html, ("a", "area"))]
    assert found == ["<a", "<A", "<a", "<area"]


def test_a_tag_that_is_too_long_to_be_meant_is_none() -> None:
    assert short_tag("<meta name=x>", 0)
    assert short_tag(f"<meta name='{'x' * 600}'>", 0) is None
    assert short_tag(f"<meta {'a ' * 30}>", 0) is None
