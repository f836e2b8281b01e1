"""Style sheets as they are written: what they declare, and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.viewer.css_text import declared, with_scheme, without_addresses, words

css_like = st.text(alphabet="ab:;{}()[]/*'\"\\ @#,.-\n0")


def said(css: str) -> list[tuple[str, str, str]]:
    return [(one.selector, one.name, css[one.start : one.end].strip()) for one in declared(css)]


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("color:red", [("", "color", "red")]),
        ("color:red;", [("", "color", "red")]),
        (" Color : red ; /* x */ margin:0 }", [("", "color", "red"), ("", "margin", "0")]),
        ("a:hover { color: red }", [("a:hover", "color", "red")]),
        ("P{a:1;b:2}q{c:3}", [("p", "a", "1"), ("p", "b", "2"), ("q", "c", "3")]),
        ("@media x { p { a: 1 } } q { b: 2 }", [("p", "a", "1"), ("q", "b", "2")]),
        ("p { a: 1; b { c: 2 } d: 3 }", [("p", "a", "1"), ("b", "c", "2"), ("p", "d", "3")]),
        ("p { a: url(x;y) }", [("p", "a", "url(x;y)")]),
        ("p { a: ';}' ; b: 1 }", [("p", "a", "';}'"), ("p", "b", "1")]),
        ("p { a: (;) } q { b: 1 }", [("p", "a", "(;)"), ("q", "b", "1")]),
        ("p { a: (1 } q { b: 2 }", [("p", "a", "(1 } q { b: 2 }")]),
        ("/* p { a: 1 } */", []),
        ("@import 'x'; p { a: 1 }", [("p", "a", "1")]),
    ],
)
def test_every_declaration_is_found(css: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(css) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1px solid black", ["1px", "solid", "black"]),
        ("#fff, rgb(1, 2, 3)", ["#fff", "rgb(1, 2, 3)"]),
        ("calc(1px + (2px)) x", ["calc(1px + (2px))", "x"]),
        ("url(black) 'black' /* black */ x", ["x"]),
        ("url( 'a)b' ) x", ["url( 'a)b' )", "x"]),
        ("var(--x, (", ["var(--x, ("]),
    ],
)
def test_words_are_whole(value: str, expected: list[str]) -> None:
    assert [value[start:end] for start, end in words(value)] == expected


@given(css_like)
def test_whatever_is_written_is_read(css: str) -> None:
    for one in declared(css):
        assert 0 < one.start <= one.end <= len(css)
    for start, end in words(css):
        assert start < end


@given(css_like)
def test_a_sheet_without_conditions_on_the_scheme_stays(css: str) -> None:
    assert with_scheme(css, dark=True) == css
    assert without_addresses(css) == css
