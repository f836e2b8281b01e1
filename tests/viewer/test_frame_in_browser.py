"""The views of a letter as a real browser draws them, on a light screen and on a dark one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from frame_page import Stage, stage
from letters_shown import LETTER, letter
from outreach.viewer.differences import MARK_STYLE, marked
from outreach.viewer.forced_dark import GROUND, INK
from outreach.viewer.state import Images, Scheme

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Page

BARE = "<!doctype html><html><head><title>x</title></head><body><p>One <a href=x>two</a></p>"
PICTURE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='30' height='20'/%3E"
WHITE, BLACK = "rgb(255, 255, 255)", "rgb(0, 0, 0)"
NONE = "rgba(0, 0, 0, 0)"


@pytest.fixture(scope="module")
def shown() -> Iterator[Stage]:
    with stage() as one:
        yield one


@pytest.fixture(scope="module", params=["light", "dark"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """On a machine that is set to either."""
    context = browser.new_context(color_scheme=request.param)
    yield context.new_page()
    context.close()


def rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*(int(colour[at : at + 2], 16) for at in (1, 3, 5)))


def drawn(frame: Frame, selector: str, what: str) -> str:
    frame.wait_for_load_state("load")
    found = frame.eval_on_selector(selector, f"one => getComputedStyle(one)['{what}']")
    assert isinstance(found, str)
    return found


def canvas(frame: Frame) -> str:
    """The system colour of the page, which tells the scheme the browser draws in."""
    return str(
        frame.evaluate(
            "() => { const one = document.body.appendChild(document.createElement('i'));"
            " one.style.color = 'Canvas'; const seen = getComputedStyle(one).color;"
            " one.remove(); return seen }"
        )
    )


def test_light_is_light_on_any_machine(shown: Stage, page: Page) -> None:
    frame = shown.show(page, LETTER, Scheme.LIGHT)
    assert drawn(frame, ".page", "backgroundColor") == WHITE
    assert drawn(frame, ".page", "color") == rgb("#1b2430")
    assert canvas(frame) == WHITE


def test_dark_has_the_colours_that_the_letter_says(shown: Stage, page: Page) -> None:
    frame = shown.show(page, LETTER, Scheme.DARK)
    assert drawn(frame, ".page", "backgroundColor") == rgb("#15181c")
    assert drawn(frame, ".page", "color") == rgb("#e6e4df")
    assert drawn(frame, "body", "backgroundColor") == rgb("#15181c")
    assert drawn(frame, "a", "color") == rgb("#8fbcf5")
    assert drawn(frame, "h1", "color") == rgb("#1f3f66")  # inlined, and no rule of its own wins


def test_forced_knows_no_dark_colours_of_the_letter(shown: Stage, page: Page) -> None:
    frame = shown.show(page, LETTER, Scheme.FORCED)
    assert drawn(frame, ".page", "backgroundColor") == rgb(GROUND)
    assert drawn(frame, "body", "backgroundColor") == rgb(GROUND)
    assert drawn(frame, "a", "color") == rgb("#718fd2")
    assert drawn(frame, "h1", "borderBottomColor") == drawn(frame, "h1", "color") != rgb("#1f3f66")


@pytest.mark.parametrize(
    ("scheme", "ink", "ground"),
    [(Scheme.LIGHT, BLACK, NONE), (Scheme.DARK, WHITE, NONE), (Scheme.FORCED, INK, GROUND)],
)
def test_what_has_no_colour_gets_the_programs(
    scheme: Scheme, ink: str, ground: str, shown: Stage, page: Page
) -> None:
    frame = shown.show(page, BARE, scheme)
    assert drawn(frame, "p", "color") == (rgb(ink) if ink.startswith("#") else ink)
    assert drawn(frame, "html", "backgroundColor") == (
        rgb(ground) if ground.startswith("#") else ground
    )
    assert (canvas(frame) == WHITE) is (scheme is Scheme.LIGHT)
    assert (drawn(frame, "a", "color") == "rgb(0, 0, 238)") is (scheme is Scheme.LIGHT)


@pytest.mark.parametrize(
    "said",
    [
        "<meta name=color-scheme content='only light'>",
        "<meta name=supported-color-schemes content=light>",
        "<style>:root { color-scheme: only light !important }</style>",
        "<style>html:root { color-scheme: light dark }</style>",
    ],
)
def test_the_view_wins_over_what_the_letter_says_of_schemes(
    said: str, shown: Stage, page: Page
) -> None:
    html = BARE.replace("</head>", f"{said}</head>")
    assert canvas(shown.show(page, html, Scheme.DARK)) != WHITE
    other = html.replace("light", "dark")
    assert canvas(shown.show(page, other, Scheme.LIGHT)) == WHITE


@pytest.mark.parametrize(
    ("query", "on_light", "on_dark"),
    [
        ("(prefers-color-scheme: dark)", False, True),
        ("not (prefers-color-scheme: dark)", True, False),
        ("( PREFERS-COLOR-SCHEME : /* a */ light )", True, False),
        ("screen and (prefers-color-scheme:dark) and (max-width: 9999px)", False, True),
        ("print, (prefers-color-scheme: light)", True, False),
        ("(prefers-color-scheme: dark) and (max-width: 10px)", False, False),
    ],
)
def test_conditions_hold_as_a_reader_of_that_scheme_has_it(
    query: str, on_light: bool, on_dark: bool, shown: Stage, page: Page
) -> None:
    sheet = f"<style>@media {query} {{ p {{ color: rgb(1, 2, 3) }} }}</style>"
    attribute = f'<style media="{query}">i {{ color: rgb(1, 2, 3) }}</style><i>x</i>'
    for scheme, held in ((Scheme.LIGHT, on_light), (Scheme.DARK, on_dark)):
        frame = shown.show(page, f"{BARE}{sheet}{attribute}", scheme)
        assert (drawn(frame, "p", "color") == "rgb(1, 2, 3)") is held
        assert (drawn(frame, "i", "color") == "rgb(1, 2, 3)") is held


@pytest.mark.parametrize(
    ("images", "enclosed"), [(Images.ENCLOSED, 30), (Images.OFF, 0), (Images.REMOTE, 30)]
)
def test_pictures_are_shown_as_chosen(
    images: Images, enclosed: int, shown: Stage, page: Page
) -> None:
    html = f'{BARE}<img id=in alt="Our logo" src="{PICTURE}"><img id=out alt="A map" src=/x.png>'
    frame = shown.show(page, html, images=images)
    frame.wait_for_load_state("load")
    width = "one => one.naturalWidth"
    assert frame.eval_on_selector("#in", width) == enclosed
    assert frame.eval_on_selector("#out", width) == 0
    assert frame.eval_on_selector("#out", "one => one.getBoundingClientRect().width") > 30


def test_marks_are_seen_in_every_scheme(shown: Stage, page: Page) -> None:
    html, _, count = marked(letter("Dear Ana,", link="1"), letter("Dear Li Wei,", link="2"))
    assert count == 2
    for scheme in Scheme:
        frame = shown.show(page, html, scheme, style=MARK_STYLE)
        assert drawn(frame, "mark", "backgroundColor") == rgb("#ffe08a")
        assert drawn(frame, "mark", "color") == rgb("#1f1a00")
        assert drawn(frame, "a", "outlineStyle") == "dashed"


def test_a_narrow_frame_is_a_narrow_screen(shown: Stage, page: Page) -> None:
    assert drawn(shown.show(page, LETTER, width=375), "h1", "fontSize") == "24px"
    assert drawn(shown.show(page, LETTER, width=600), "h1", "fontSize") == "32px"


def test_a_letter_is_drawn_as_its_doctype_says(shown: Stage, page: Page) -> None:
    """Without one browsers draw as they did in 1998, and with what is added before it too."""
    mode = "document.compatMode"
    assert shown.show(page, LETTER).evaluate(mode) == "CSS1Compat"
    assert shown.show(page, f"\ufeff\n<!-- x -->{LETTER}").evaluate(mode) == "CSS1Compat"
    assert shown.show(page, "<p>One").evaluate(mode) == "BackCompat"
