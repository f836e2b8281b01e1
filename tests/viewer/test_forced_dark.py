"""Letters darkened by force: which colours turn, and which stay."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters_shown import LETTER
from outreach.domain.colours import css_colour
from outreach.domain.contrast import luminance
from outreach.viewer.forced_dark import GROUND, INK, canvas_style, forced_dark, turned_css


@pytest.mark.parametrize(
    ("written", "turned"),
    [
        ("color:#000", f"color:{INK}"),
        ("color: black !important", f"color: {INK} !important"),
        ("COLOR:BLACK", f"COLOR:{INK}"),
        ("color:#ffffff", "color:#ffffff"),
        ("background-color:#fff", f"background-color:{GROUND}"),
        ("background-color:#000", "background-color:#000"),
        ("background:rgb(255, 255, 255) url(x) no-repeat", f"background:{GROUND} url(x) no-repeat"),
        ("background: url(white.png) white", f"background: url(white.png) {GROUND}"),
        ("background:url('a;b') white", f"background:url('a;b') {GROUND}"),
        ("background:linear-gradient(#fff,#fff)", "background:linear-gradient(#fff,#fff)"),
        ("border:1px solid black", f"border:1px solid {INK}"),
        ("border-color:black white", f"border-color:{INK} white"),
        ("border-left-color:#000000", f"border-left-color:{INK}"),
        ("border-radius:3px", "border-radius:3px"),
        ("text-decoration:underline black", f"text-decoration:underline {INK}"),
        ("background-color:rgba(255,255,255,.5)", f"background-color:{GROUND}80"),
        ("background-color:rgba(255,255,255,0)", "background-color:rgba(255,255,255,0)"),
        ("background-color:transparent", "background-color:transparent"),
        ("color:inherit", "color:inherit"),
        ("color:var(--black, #000)", "color:var(--black, #000)"),
        ("font-family:Black", "font-family:Black"),
        ("content:'color:black'", "content:'color:black'"),
        ("/* color:black */color:#000", f"/* color:black */color:{INK}"),
        ("--color:black", "--color:black"),
        ("color:black;;width:1px;color:black", f"color:{INK};;width:1px;color:{INK}"),
    ],
)  # fmt: skip
def test_light_grounds_and_dark_text_turn(written: str, turned: str) -> None:
    assert turned_css(written) == turned
    assert turned_css(f"a:hover {{ {written} }}") == f"a:hover {{ {turned} }}"
    assert turned_css(f"@media print {{ p {{ {written}; }} }}") == (
        f"@media print {{ p {{ {turned}; }} }}"
    )


@pytest.mark.parametrize(
    ("written", "turned"),
    [
        ("<td bgcolor=white>", f'<td bgcolor="{GROUND}">'),
        ("<td bgcolor='ffffff'>", f"<td bgcolor='{GROUND}'>"),
        ('<td BGCOLOR="FFF">', f'<td BGCOLOR="{GROUND}">'),
        ("<font color=black>", f'<font color="{INK}">'),
        ("<body text='#000' link=#fff>", f"<body text='{INK}' link=#fff>"),
        ("<p style='color:&#35;000'>", f"<p style='color:{INK}'>"),
        (
            "<p style='font-family:\"A &amp; B\";color:#000'>",
            f"<p style='font-family:&quot;A &amp; B&quot;;color:{INK}'>",
        ),
        ("<p title='color:black' style='margin:0'>", "<p title='color:black' style='margin:0'>"),
        ("<p>color:black</p>", "<p>color:black</p>"),
        ("<!-- <p style='color:black'> -->", "<!-- <p style='color:black'> -->"),
        ("<style>p{color:black}</style>", f"<style>p{{color:{INK}}}</style>"),
    ],
)
def test_colours_turn_wherever_they_are_set(written: str, turned: str) -> None:
    assert forced_dark(written) == turned


def test_nothing_else_of_the_letter_changes() -> None:
    colours = re.compile(r"#[0-9a-fA-F]{3,8}\b|&quot;|\"")
    assert colours.sub("", forced_dark(LETTER)) == colours.sub("", LETTER)
    assert "#ffffff" not in forced_dark(LETTER)


@given(st.integers(0, 0xFFFFFF), st.sampled_from(["color", "background-color"]))
def test_a_ground_ends_up_dark_and_text_light(number: int, name: str) -> None:
    css = turned_css(f"{name}:#{number:06x}")
    read = css_colour(css.partition(":")[2])
    assert read
    middle = luminance((0x77 / 255,) * 3)
    light = luminance(read[0])
    assert light <= middle + 0.02 if name == "background-color" else light >= middle - 0.02


@given(st.text(alphabet="abc:;{}()/*'\"\\#0f url,@-\n"))
def test_what_is_no_sheet_is_left_or_turned_but_never_refused(css: str) -> None:
    assert isinstance(turned_css(css), str)
    assert isinstance(canvas_style(f"<style>{css}</style>"), str)


@pytest.mark.parametrize(
    "html",
    [
        "<body bgcolor=white>",
        "<body background=x>",
        "<body style='background:#fff'>",
        "<html style='background-color:#fff'>",
        "<style>body{background:#fff}</style>",
        "<style>table, BODY { margin: 0; background-color: #fff }</style>",
        "<style>@media screen { :root { background: white } }</style>",
    ],
)
def test_a_letter_with_a_ground_of_its_own_keeps_it(html: str) -> None:
    assert "background" not in canvas_style(html)
    assert INK in canvas_style(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>One</p>",
        "<body style='margin:0'><p style='background:#fff'>",
        "<style>.body{background:#fff} #html-x{background:#fff} body{margin:0}</style>",
    ],
)
def test_a_letter_without_one_gets_what_programs_give_it(html: str) -> None:
    assert f"background-color:{GROUND}" in canvas_style(html)
