"""What is added to a letter for its frame, and what of it stays as it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters_shown import LETTER
from outreach.viewer.frame import FRAME_SANDBOX, framed, policy
from outreach.viewer.state import Images, Scheme

ADDED = re.compile(
    r'<meta http-equiv="x-dns-prefetch-control" content="off"><meta name="color-scheme"'
    r' content="only light"><base target="_blank"><style>[^<]*</style>'
)
SETTLED = re.compile(r"\((?:min|max)-width:0/\*(.*?)\*/\)", re.DOTALL)
FIRST = re.compile(
    r" (?:rel=none|srcdoc src=about:blank|target=_blank|name=none http-equiv=none) (?=[\s/>])"
)


def light(html: str) -> str:
    return framed(html, Scheme.LIGHT, Images.ENCLOSED)


def stripped(document: str) -> str:
    """Without all that LIGHT adds."""
    without = ADDED.sub("", document, count=1)
    return FIRST.sub("", SETTLED.sub(r"(\1)", without))


def test_without_what_was_added_it_is_the_letter() -> None:
    assert light(LETTER) != LETTER
    assert stripped(light(LETTER)) == LETTER


@given(
    st.lists(
        st.sampled_from(
            ["<!doctype html>", "<html>", "<head>", "<title>", "</title>", "<body>", "x", " ", "&",
             "<p style='color:red'>", "<!-- (prefers-color-scheme: dark) -->", "<", ">", "</p>",
             "<style>", "@media (prefers-color-scheme: dark) {", "}", "</style>", "<a href=x>",
             "<a target=_top>", '<img src="x">', "<meta http-equiv=refresh>", "<link rel=x>", "<!",
             "<iframe src=x>", "<p title='", '"', "<svg>", "\n", "<base target=_top>", "é"]
        )
    ).map("".join)
)  # fmt: skip
def test_nothing_of_any_letter_is_lost(html: str) -> None:
    assert stripped(light(html)) == html


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<!DOCTYPE html>\n<html lang=en>\n<head>", "<title>x</title></head><p>"),
        ("\ufeff<!-- a --> <?xml ?><!doctype HTML><!-- b --><head>", "<meta charset=utf-8>"),
        ("<!doctype html>", "<title>x</title><head>"),
        ("<!doctype html><html>", "<img src=x><head></head>"),
        ("", "<p>One</p>"),
        ("", "Words <head>"),
        ("", ""),
    ],
)
def test_it_is_added_as_far_up_as_it_can_be(before: str, after: str) -> None:
    """Never before a doctype, on which the way of drawing hangs."""
    document = framed(before + after, Scheme.LIGHT, Images.ENCLOSED, policy_inside=True)
    assert document.startswith(f'{before}<meta charset="utf-8">')
    assert document.endswith(after)


def test_the_policy_is_inside_only_where_it_is_asked_for() -> None:
    assert "Content-Security-Policy" not in light(LETTER)
    inside = framed(LETTER, Scheme.LIGHT, Images.ENCLOSED, policy_inside=True)
    assert "default-src &#x27;none&#x27;" in inside
    assert "frame-ancestors" not in inside  # it has no meaning there, and is complained about


@pytest.mark.parametrize(
    ("images", "pictures"),
    [
        (Images.OFF, None),
        (Images.ENCLOSED, "img-src data:"),
        (Images.REMOTE, "img-src data: https:"),
    ],
)
def test_the_policy_lets_nothing_in_but_pictures(images: Images, pictures: str | None) -> None:
    rules = policy(images).split("; ")
    assert "default-src 'none'" in rules
    assert f"sandbox {FRAME_SANDBOX}" in rules
    assert [rule for rule in rules if rule.startswith("img-src")] == (
        [pictures] if pictures else []
    )
    assert "script" not in policy(images)


def media(condition: str, scheme: Scheme) -> str:
    document = framed(f"<style>@media {condition} {{}}</style>", scheme, Images.ENCLOSED)
    found = re.search(r"@media (.*) \{\}", document, re.DOTALL)
    assert found
    return re.sub(r"/\*.*?\*/", "", found[1], flags=re.DOTALL)


@pytest.mark.parametrize(
    ("written", "on_dark"),
    [
        ("(prefers-color-scheme: dark)", "(min-width:0)"),
        ("(prefers-color-scheme:light)", "(max-width:0)"),
        ("( PREFERS-color-scheme :\n Dark )", "(min-width:0)"),
        ("(prefers-color-scheme/* a */:/* b */dark)", "(min-width:0)"),
        ("not (prefers-color-scheme: dark)", "not (min-width:0)"),
        (
            "screen and (prefers-color-scheme:dark) and (max-width:9px), print",
            "screen and (min-width:0) and (max-width:9px), print",
        ),
        (
            "((prefers-color-scheme: dark) or (prefers-color-scheme: light))",
            "((min-width:0) or (max-width:0))",
        ),
        ("(prefers-contrast: more)", "(prefers-contrast: more)"),
    ],
)
def test_conditions_on_the_scheme_are_settled(written: str, on_dark: str) -> None:
    other = {"(min-width:0)": "(max-width:0)", "(max-width:0)": "(min-width:0)"}
    on_light = re.sub(r"\(m..-width:0\)", lambda match: other[match[0]], on_dark)
    assert media(written, Scheme.DARK) == on_dark
    assert media(written, Scheme.LIGHT) == on_light
    assert media(written, Scheme.FORCED) == on_light


def test_a_media_attribute_is_settled_too() -> None:
    html = """<style media="(prefers-color-scheme: dark)"></style><p media=x>"""
    document = framed(html, Scheme.DARK, Images.ENCLOSED)
    assert '<style media="(min-width:0/*prefers-color-scheme: dark*/)"></style><p media=x>' in (
        document
    )
    bare = framed("<source media=(prefers-color-scheme:dark)>", Scheme.LIGHT, Images.ENCLOSED)
    assert '<source media="(max-width:0/*prefers-color-scheme:dark*/)">' in bare


@pytest.mark.parametrize(
    "html",
    [
        "<p>(prefers-color-scheme: dark)</p>",
        '<p title="(prefers-color-scheme: dark)"></p>',
        "<title>(prefers-color-scheme: dark)</title>",
        "<!-- @media (prefers-color-scheme: dark) {} -->",
        "<style>/* (prefers-color-scheme: dark) */</style>",
        "<style>p::before { content: '(prefers-color-scheme: dark)' }</style>",
        '<style>p::before { content: "\\" (prefers-color-scheme: dark)" }</style>',
    ],
)
@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_words_that_read_like_a_condition_stay(html: str, scheme: Scheme) -> None:
    assert framed(html, scheme, Images.ENCLOSED).endswith(html)


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ('<img src="https://a.example/x" alt="A map">', '<img  alt="A map">'),
        ("<img src=data:image/png;base64,AA== alt=Map>", "<img  alt=Map>"),
        ("<img SRCSET='x 1x' alt=Map>", "<img  alt=Map>"),
        ("<source srcset=x media=print>", "<source  media=print>"),
        ("<video poster=x></video>", "<video ></video>"),
        ("<td background=x>", "<td >"),
        ("<svg><image xlink:href=x /></svg>", "<svg><image  /></svg>"),
        ("<a href=x>", "<a href=x>"),
        ("<p style='background: url(x) no-repeat'>", "<p style='background: none no-repeat'>"),
        ('<p style="background:url(&quot;x)y&quot;)">', '<p style="background:none">'),
        (
            "<style>a{background:URL( 'x' ),url(y)}</style>",
            "<style>a{background:none,none}</style>",
        ),
        ("<p>src=x url(y)</p>", "<p>src=x url(y)</p>"),
    ],
)
def test_images_off_leaves_their_words_alone(written: str, left: str) -> None:
    assert framed(written, Scheme.LIGHT, Images.OFF).endswith(left)


def test_pictures_that_travel_with_the_letter_are_shown_by_their_content_id() -> None:
    shown = framed(
        "<img src='cid:logo@a.example'><img src=cid:other><p>cid:logo@a.example",
        Scheme.LIGHT,
        Images.ENCLOSED,
        enclosed={"logo@a.example": "data:image/png;base64,AA=="},
    )
    assert shown.endswith(
        "<img src='data:image/png;base64,AA=='><img src=cid:other><p>cid:logo@a.example"
    )


def test_links_keep_their_targets_to_be_read() -> None:
    html = '<a href="https://a.example/x" target="_top">Read</a>'
    assert light(html).endswith(
        '<a target=_blank  href="https://a.example/x" target="_top">Read</a>'
    )
    assert light("<a href=x>On target</a>").endswith("<a href=x>On target</a>")


def test_a_page_may_add_its_style() -> None:
    assert "mark{color:red}</style>" in framed(
        LETTER, Scheme.DARK, Images.ENCLOSED, style="mark{color:red}"
    )


@pytest.mark.parametrize(
    "html",
    [
        "<a " * 5_000,
        "<meta " * 5_000,
        "<!--" * 20_000,
        "<p a='" * 20_000,
        "<<" * 20_000,
        "</" * 20_000,
        "<style>a{x:" + "(" * 20_000,
        "<style>a{x:" + "/* */" * 20_000 + "(prefers-color-scheme",
        "<style>@media (" + "/**/" * 40 + "x",
        "<p style='" + "url(" * 20_000,
    ],
    ids=lambda html: html[:12],
)
@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.FORCED])
def test_no_letter_takes_forever(html: str, scheme: Scheme) -> None:
    assert framed(html, scheme, Images.OFF)
