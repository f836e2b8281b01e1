"""The letters as a reader's screen shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

LETTERS = (
    *("press-release", "congress-letter", "signatory-notice"),
    *("correction", "reminder", "follow-up"),
)
OTHER_LANGUAGES = ("de", "zh-Hant", "ug", "bo")
WIDTHS = (375, 600, 800)
SCHEMES = ("light", "dark")
STRAINS = ("nothing but a paragraph", "very long title", "long bare address")
# A letter is shown inside the mail program's page, which has the landmarks.
OFF = ("region", "landmark-one-main", "page-has-heading-one")
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "rules": {name: {"enabled": False} for name in OFF},
}
# One pixel: the logo's address leads nowhere here, and nothing may be fetched.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff"
    "3f0005fe02fea735810000000049454e44ae426082"
)

every_letter = pytest.mark.parametrize("template", LETTERS)

Show = Callable[..., Page]


@pytest.fixture(scope="module")
def screen(browser: Browser) -> Iterator[Page]:
    """One window for all letters: opening one costs more than what is looked at in it."""
    page = browser.new_page()
    page.route("**/*.png", lambda route: route.fulfill(body=PIXEL, content_type="image/png"))
    yield page
    page.close()


@pytest.fixture
def show(screen: Page) -> Show:
    def shown(html: str, *, width: int = 600, scheme: str = "light") -> Page:
        screen.set_viewport_size({"width": width, "height": 800})
        screen.emulate_media(color_scheme=scheme)
        screen.set_content(html)
        return screen

    return shown


def overflow(page: Page) -> int:
    """By how many pixels the letter is wider than the window."""
    return page.evaluate(
        "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
        " - document.documentElement.clientWidth"
    )


def grave_violations(page: Page) -> list[str]:
    found = Axe().run(page, options=AXE_OPTIONS).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:120]} {node['any'][:1]}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def too_wide(page: Page) -> list[int]:
    """The widths at which the letter does not fit its window."""
    wide = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wide += [width] if overflow(page) > 0 else []
    return wide


@every_letter
@pytest.mark.parametrize("scheme", SCHEMES)
def test_is_accessible_and_fits_every_window(show, render_golden, template, scheme):
    page = show(render_golden(template).html, scheme=scheme)
    assert too_wide(page) == []
    assert grave_violations(page) == []


@every_letter
def test_other_languages_fit_every_window(show, render_golden, template):
    wide = {tag: too_wide(show(render_golden(template, tag).html)) for tag in OTHER_LANGUAGES}
    assert {tag: widths for tag, widths in wide.items() if widths} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_other_languages_are_accessible(show, render_golden, language, scheme):
    page = show(render_golden("press-release", language).html, scheme=scheme, width=375)
    assert grave_violations(page) == []


@every_letter
def test_other_statements_fit_a_phone(show, render, statements, template):
    letters = {name: render(template, statement=statements[name]).html for name in STRAINS}
    wide = [name for name, html in letters.items() if overflow(show(html, width=375)) > 0]
    assert wide == []


@every_letter
def test_a_letter_without_what_is_optional_is_accessible(show, render_plain, template):
    assert grave_violations(show(render_plain(template).html, scheme="dark", width=375)) == []


def test_is_read_with_pictures_off(browser, render_golden):
    page = browser.new_page(viewport={"width": 375, "height": 800})
    page.route("**/*.png", lambda route: route.abort())
    page.set_content(render_golden("press-release").html)
    assert page.get_attribute("img.logo", "alt") == "Coalition for Human Rights"
    assert overflow(page) <= 0
    assert page.evaluate("document.querySelector('img.logo').offsetHeight") >= 2 * 25
    page.close()


@every_letter
def test_fires_no_request(show, screen, render, template):
    requested: list[str] = []

    def note(request: object) -> None:
        requested.append(str(request))

    screen.on("request", note)
    show(render(template).html)
    screen.wait_for_load_state("networkidle")
    screen.remove_listener("request", note)
    assert requested == []


@every_letter
def test_is_shown_in_standards_mode_and_in_each_schemes_own_colours(show, render, template):
    colours = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
    page = show(render(template).html)
    assert page.evaluate("document.compatMode") == "CSS1Compat"
    assert page.eval_on_selector(".page", colours) == ["rgb(255, 255, 255)", "rgb(27, 36, 48)"]
    page.emulate_media(color_scheme="dark")
    assert page.eval_on_selector(".page", colours) == ["rgb(21, 24, 28)", "rgb(230, 228, 223)"]


@every_letter
def test_no_line_is_wider_than_the_page_of_a_book(show, render, template):
    widest = "Math.max(...[...document.querySelectorAll('p, li')].map(e => e.clientWidth))"
    assert show(render(template).html, width=1600).evaluate(widest) <= 576


@every_letter
def test_the_preheader_takes_no_room(show, render, template):
    page = show(render(template).html)
    with_it = page.evaluate("document.body.scrollHeight")
    page.evaluate("document.querySelector('[data-skip-in-text]').remove()")
    assert page.evaluate("document.body.scrollHeight") == with_it


def test_a_right_to_left_statement_runs_right_to_left_and_our_words_do_not(show, render_golden):
    alignment = (
        "es => es.map(e => getComputedStyle(e).direction + ' ' + getComputedStyle(e).textAlign)"
    )
    page = show(render_golden("press-release", "ug").html)
    theirs = page.eval_on_selector_all(
        "h1, .asks li, .quote p, .signatories li, .notes li", alignment
    )
    ours = page.eval_on_selector_all(".letterhead, .banner, .own, .footer", alignment)
    assert set(theirs) == {"rtl right"}
    assert set(ours) == {"ltr left"}


@pytest.mark.parametrize(
    ("language", "theirs", "ours"),
    [
        ("de", "Georgia", "Georgia"),
        ("zh-Hant", "PingFang TC", "PingFang TC"),
        ("zh-Hans", "PingFang SC", "PingFang SC"),
        ("bo", "Kailasa", "Georgia"),
        ("ug", "Microsoft Uighur", "Georgia"),
    ],
)
def test_each_language_is_set_in_a_face_that_draws_its_script(
    show, render_golden, language, theirs, ours
):
    face = "e => getComputedStyle(e).fontFamily.split(',')[0].replaceAll('\"', '')"
    page = show(render_golden("press-release", language).html)
    faces = [page.eval_on_selector(each, face) for each in ("h1", ".asks li", ".own h2", ".lead")]
    assert faces == [theirs, theirs, ours, ours]


@pytest.mark.parametrize(
    ("tag", "face"),
    [
        ("zh-TW", "PingFang TC"),
        ("zh-CN", "PingFang SC"),
        ("zh-Hant-HK", "PingFang TC"),
        ("ja", "Hiragino Sans"),
        ("ko-KR", "Apple SD Gothic Neo"),
        ("fa", "Geeza Pro"),
    ],
)
def test_relatives_of_a_language_get_its_face(render, statements, tag, face):
    html = render("reminder", statement=replace(statements["usual"], language=tag)).html
    assert f"font-family:&quot;{face}&quot;" in html or f'font-family:"{face}"' in html
