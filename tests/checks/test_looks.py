"""The cascade: which rule wins, what is inherited, what stands behind a text."""

from __future__ import annotations

import pytest
from lxml import html

from outreach.checks.looks import Look, looks
from outreach.checks.styles import applies, parsed, sheet_of
from outreach.domain.colours import as_hex


def look(body: str, css: str = "", *, dark: bool = False, head: str = "") -> Look:
    """How the element with id x looks."""
    tree = html.document_fromstring(
        f"<!DOCTYPE html><html><head>{head}<style>{css}</style></head><body>{body}</body></html>"
    )
    found = looks(tree, sheet_of(tree), dark=dark)
    return found[tree.get_element_by_id("x")]


def ink(body: str, css: str = "", *, dark: bool = False) -> str:
    return as_hex(look(body, css, dark=dark).ink)


P = '<p id="x" class="a">One</p>'
RED = '<p id="x" class="a" style="color: #f00">One</p>'


@pytest.mark.parametrize(
    ("body", "css", "wanted"),
    [
        (P, "", "#000000"),
        (P, "p { color: #00f }", "#0000ff"),
        (P, ".a { color: #00f } p { color: #0f0 }", "#0000ff"),
        (P, "p { color: #00f } p { color: #0f0 }", "#00ff00"),
        (P, "p { color: #00f; color: #0f0 }", "#00ff00"),
        (P, "p { color: #00f !important } #x { color: #0f0 }", "#0000ff"),
        (RED, "#x { color: #00f }", "#ff0000"),
        (RED, "p { color: #00f !important }", "#0000ff"),
        (RED, "p::before { color: #00f !important }", "#ff0000"),
        (RED, "p:hover { color: #00f !important }", "#ff0000"),
        (RED, "p:nonsense( { color: #00f !important }", "#ff0000"),
        ('<div style="color: #0f0"><p id="x">One</p></div>', "", "#00ff00"),
        ('<div style="color: #0f0"><a id="x" href="y">One</a></div>', "", "#0000ee"),
        ('<div style="color: #0f0"><a id="x">One</a></div>', "", "#00ff00"),
        ('<div style="color: #0f0"><a id="x" href="y" style="color: inherit">A</a></div>', "",
         "#00ff00"),
        ('<font id="x" color="#123456">One</font>', "", "#123456"),
        ('<p id="x" style="color: rgb(0 0 0 / 50%); background: white">One</p>', "", "#808080"),
        (RED, "@media print { p { color: #00f !important } }", "#ff0000"),
        (RED, "@media screen { p { color: #00f !important } }", "#0000ff"),
    ],
)  # fmt: skip
def test_the_winning_rule_colours_the_text(body: str, css: str, wanted: str) -> None:
    assert ink(body, css) == wanted


def test_dark_rules_count_in_the_dark_alone_and_lose_to_an_inlined_colour() -> None:
    rule = "@media (prefers-color-scheme: dark) {{ p {{ color: #fff{} }} }}"
    assert ink(RED, rule.format(" !important"), dark=True) == "#ffffff"
    assert ink(RED, rule.format(" !important")) == "#ff0000"
    assert ink(RED, rule.format(""), dark=True) == "#ff0000"
    assert ink(P, rule.format(""), dark=True) == "#ffffff"


def test_a_letter_that_suits_the_dark_starts_from_white_on_black() -> None:
    meta = '<meta name="color-scheme" content="light dark">'
    for found in (look(P, ":root { color-scheme: light dark }", dark=True),
                  look(P, dark=True, head=meta)):  # fmt: skip
        assert (as_hex(found.ink), as_hex(found.ground or (1, 1, 1))) == ("#ffffff", "#121212")
    assert ink(P, dark=True) == "#000000"


@pytest.mark.parametrize(
    ("style", "wanted"),
    [
        ("background-color: #123456", "#123456"),
        ("background: #123456", "#123456"),
        ("background: no-repeat #123456", "#123456"),
        ("background: #123456; background-color: #654321", "#654321"),
        ("background-color: #654321; background: #123456", "#123456"),
        ("background-color: transparent", "#ffffff"),
        ("background-color: rgba(0, 0, 0, 0.5)", "#808080"),
        ("background-image: url(https://a.example/a.png); background-color: #fff", None),
        ("background: linear-gradient(red, blue)", None),
    ],
)
def test_the_nearest_ground_stands_behind_the_text(style: str, wanted: str | None) -> None:
    ground = look(f'<div style="{style}"><p id="x">One</p></div>').ground
    assert (as_hex(ground) if ground else None) == wanted


def test_an_old_attribute_colours_the_ground_and_css_wins() -> None:
    table = '<table bgcolor="#123456"><tr><td id="x">One</td></tr></table>'
    assert as_hex(look(table).ground or (0, 0, 0)) == "#123456"
    assert as_hex(look(table, "table { background: #fff }").ground or (0, 0, 0)) == "#ffffff"


@pytest.mark.parametrize(
    ("style", "size"),
    [
        ("font-size: 12px", 12),
        ("font-size: 12pt", 16),
        ("font-size: 2em", 40),
        ("font-size: 1rem", 16),
        ("font-size: 50%", 10),
        ("font-size: small", 13),
        ("font-size: smaller", 20 / 1.2),
        ("font-size: max(14px, 1rem)", 16),
        ("font-size: clamp(12px, 1em, 18px)", 18),
        ("font: bold 15px/1.5 Georgia, serif", 15),
        ("font: bold 15px Georgia; font-size: 17px", 17),
        ("font-size: calc(1px + 2vw)", 20),
    ],
)
def test_sizes_in_pixels(style: str, size: float) -> None:
    found = look(f'<div style="font-size: 20px"><p id="x" style="{style}">One</p></div>')
    assert found.size == pytest.approx(size)


def test_headings_are_large_and_bold_unless_told_otherwise() -> None:
    assert (look('<h1 id="x">One</h1>').size, look('<h1 id="x">One</h1>').bold) == (32, True)
    assert not look('<h2 id="x" style="font-weight: normal">One</h2>').bold
    assert look('<p id="x" style="font-weight: 700">One</p>').bold
    assert look('<p id="x" style="font: bold 15px Georgia">One</p>').bold


@pytest.mark.parametrize(
    ("style", "hidden"),
    [
        ("display: none", True),
        ("visibility: hidden", True),
        ("opacity: 0", True),
        ("font-size: 0", True),
        ("display: block", False),
        ("opacity: 0.5", False),
    ],
)
def test_what_is_hidden_is_hidden_with_all_it_holds(style: str, hidden: bool) -> None:
    assert look(f'<div style="{style}"><p id="x">One</p></div>').hidden is hidden


def test_a_veil_over_a_veil_leaves_a_quarter() -> None:
    veiled = look('<div style="opacity: 0.5"><p id="x" style="opacity: 0.5">One</p></div>')
    assert veiled.alpha == 0.25


@pytest.mark.parametrize(
    ("media", "light", "dark"),
    [
        ("", True, True),
        ("(prefers-color-scheme: dark)", False, True),
        ("screen and (prefers-color-scheme:light)", True, False),
        ("(max-width: 480px)", False, False),
        ("(min-width: 480px)", True, True),
        ("(max-width: 60em)", True, True),
        ("print", False, False),
        ("print, screen", True, True),
        ("(hover: hover)", False, False),
    ],
)
def test_which_queries_hold_on_a_desktop(media: str, light: bool, dark: bool) -> None:
    assert (applies(media, dark=False), applies(media, dark=True)) == (light, dark)


def test_a_sheet_knows_its_rules_and_those_within_queries() -> None:
    sheet = parsed("a { color: RED } @media (min-width: 1px) { b, i { margin: 0 !important } }")
    assert [(rule.selector, rule.media) for rule in sheet.rules] == [
        ("a", ""), ("b, i", "(min-width: 1px)"),
    ]  # fmt: skip
    assert [(one.name, one.value, one.important) for one in sheet.rules[1].declarations] == [
        ("margin", "0", True)
    ]
    assert sheet.rules[0].declarations[0].value == "red"
    assert not sheet.has_dark_scheme


def test_a_style_for_some_media_alone_counts_there() -> None:
    tree = html.document_fromstring(
        '<html><head><style media="print">p { color: #f00 }</style></head>'
        '<body><p id="x">One</p></body></html>'
    )
    assert as_hex(looks(tree, sheet_of(tree))[tree.get_element_by_id("x")].ink) == "#000000"
