"""What the list of an inbox shows of a letter, program by program."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Template

from outreach.domain.inbox import INBOXES, room
from outreach.viewer.glance import PROGRAMS, glances
from outreach.viewer.model import Glance

ROOT = Path(__file__).parents[2]
ROOM = {one.name: one for one in INBOXES}
FILLER = "\u2007\ufeff\u034f " * 60


def hidden(text: str, style: str = "display:none;max-height:0;mso-hide:all") -> str:
    return f'<div style="{style}">{text}</div>'


def glance(html: str, subject: str = "S", sender: str = "Coalition") -> Glance:
    """As Gmail shows it: 70 letters of the subject and 90 of what follows."""
    return glances(sender, subject, html)[0]


def test_the_preheader_of_our_templates_stands_alone() -> None:
    partial = ROOT / "templates" / "email" / "partials" / "preheader.html.j2"
    written = Template(partial.read_text(encoding="utf-8")).render(preheader="Three requests.")
    for one in glances("Coalition", "S", f"{written}<p>Coalition</p>"):
        assert (one.snippet, one.cut) == ("Three requests.", ())


def test_each_program_has_one_in_turn_and_cuts_as_it_does() -> None:
    shown = glances("Coalition", "s" * 65, hidden("p" * 80) + "<p>Body</p>")
    assert tuple(one.program for one in shown) == PROGRAMS
    assert [room(one.subject) for one in shown] == [65, 41, 60]
    assert [room(one.snippet) for one in shown] == [85, 85, 55]
    assert [one.cut for one in shown] == [(), ("subject",), ("subject", "snippet")]
    assert shown[1].subject == "s" * 40 + "…"


@pytest.mark.parametrize(
    ("html", "snippet"),
    [
        ("<p>Hello</p>", "Hello"),
        ("", ""),
        ("<p></p>", ""),
        ("plain words", "plain words"),
        (hidden("Short.") + "<p><a href='x'>View in browser</a></p>", "Short. View in browser"),
        (hidden("Short." + FILLER) + "<p>View in browser</p>", "Short."),
        (hidden("Short." + "&nbsp;&zwnj;" * 150) + "<p>View</p>", "Short."),
        (hidden("Short." + "&nbsp;" * 150) + "<p>View</p>", "Short."),
        (hidden("Short." + "&#847; &zwnj; &nbsp; &#8199; &shy; " * 40) + "<p>View</p>", "Short."),
        (hidden("Short." + "&nbsp;&zwnj;" * 3) + "<p>View</p>", "Short. View"),
        (hidden("Short." + "\u2007\ufeff\u034f" * 84) + "<p>View</p>", "Short."),
        ("<h1>FOR\n IMMEDIATE</h1><p>RE<b>LEASE</b></p>", "FOR IMMEDIATE RELEASE"),
        ("a<br>b<ul><li>c</li><li>d</li></ul>e", "a b c d e"),
        ("<img src=x alt='Our logo'><p>Text</p>", "Our logo Text"),
        ("<title>T</title><style>p{}</style><script>x</script>Text<!-- no -->", "Text"),
        ("<p>A<!-- no -->B<?php no ?>C</p>", "ABC"),
        ("<title>No<!-- no --></title><style>no</style><p>A</p>B", "A B"),
        ("<!--[if mso]><p>Word</p><![endif]--><p>All</p>", "All"),
        ("A<svg><text>no</text></svg>B<template>no</template>C", "ABC"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("<p>soft\u00adhyphen</p>", "softhyphen"),
        ("<p>x</p>" * 3000, "x " * 44 + "x…"),
        ("\x00 <?xml version='1.0' encoding='utf-16'?> \ud800 words", "\ufffd ? words"),
        ("<div>" * 1000 + "deep", "deep"),
    ],
)
def test_the_snippet_is_what_the_letter_begins_with(html: str, snippet: str) -> None:
    assert glance(html).snippet == snippet


def test_a_long_preheader_is_cut_and_said_to_be() -> None:
    preheader = "word " * 30
    shown = glance(hidden(preheader) + "<p>Body</p>")
    assert shown.snippet == "word " * 17 + "word…"
    assert shown.cut == ("snippet",)
    assert room(shown.snippet) <= ROOM["Gmail in a browser"].preheader


def test_text_of_the_body_is_not_what_was_to_fit() -> None:
    assert glance("<p>" + "word " * 100 + "</p>").cut == ()
    assert glance(hidden("Short.") + "<p>" + "word " * 100 + "</p>").cut == ()


@pytest.mark.parametrize(
    "style",
    ["display: NONE !important", "mso-hide:all", "font-size:0", "max-height:0px", "opacity:0",
     "visibility:hidden", "color:red;opacity:0.0;"],
)  # fmt: skip
def test_it_is_hidden_however_it_was_hidden(style: str) -> None:
    assert glance(hidden("p" * 91, style) + "<p>Body</p>").cut == ("snippet",)


@pytest.mark.parametrize(
    "style",
    ["opacity:0.9", "font-size:0.9em", "max-height:100px", "display:block", "line-height:0"],
)
def test_what_is_seen_is_no_preheader(style: str) -> None:
    assert glance(hidden("p" * 91, style)).cut == ()


def test_what_just_fits_is_not_cut() -> None:
    assert glance("p" * 90).snippet == "p" * 90
    assert glance("p" * 91).snippet == "p" * 89 + "…"
    assert glance("p" * 89 + " Body").snippet == "p" * 89 + "…"


def test_the_attribute_hides_too() -> None:
    assert glance(f"<div hidden>{'p' * 91}</div><p>Body</p>").cut == ("snippet",)


def test_the_filler_is_not_what_is_too_long() -> None:
    assert glance(hidden("p" * 90 + FILLER)).cut == ()
    assert glance(hidden("p" * 90 + FILLER)).snippet == "p" * 90


def test_wide_letters_take_the_room_of_two() -> None:
    shown = glance(hidden("組" * 50), "織" * 40)
    assert (shown.snippet, shown.subject) == ("組" * 44 + "…", "織" * 34 + "…")
    assert shown.cut == ("subject", "snippet")


def test_no_emoji_is_cut_in_two() -> None:
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    assert glance("", family * 40).subject == family * 34 + "…"


@pytest.mark.parametrize(
    ("sender", "shown"),
    [
        ("Coalition <press@coalition.example>", "Coalition"),
        ('"Coalition, The" <press@coalition.example>', "Coalition, The"),
        ("<press@coalition.example>", "press@coalition.example"),
        ("press@coalition.example", "press@coalition.example"),
        ("A < B", "A < B"),
        ("Two\r\nlines", "Two lines"),
        ("", ""),
    ],
)
def test_a_sender_is_a_name_where_there_is_one(sender: str, shown: str) -> None:
    assert glance("", sender=sender).sender == shown


@settings(deadline=None)
@given(st.text(), st.text(), st.text(), st.text())
def test_nothing_takes_more_room_than_there_is(
    sender: str, subject: str, preheader: str, body: str
) -> None:
    for one in glances(sender, subject, hidden(preheader) + body * 20):
        assert room(one.subject) <= ROOM[one.program].subject
        assert room(one.snippet) <= ROOM[one.program].preheader
        assert "\n" not in one.subject + one.snippet + one.sender


def test_of_a_very_long_word_the_beginning_is_read() -> None:
    assert glances("Press", "News", "<" * 200_000) == glances("Press", "News", "<" * 5_000)
