"""The three letters as a reader's screen shows them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

LETTERS = ("press-release", "congress-letter", "signatory-notice")
WIDTHS = (375, 600, 800)
SCHEMES = ("light", "dark")
STATEMENTS = (
    "nothing but a paragraph",
    "very long title",
    "long bare address",
    "Uyghur",
    "Traditional Chinese",
    "Tibetan",
)
# A letter is shown inside the mail program's page, which has the landmarks.
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "rules": {name: {"enabled": False} for name in ("region", "landmark-one-main")},
}

every_letter = pytest.mark.parametrize("template", LETTERS)
every_width = pytest.mark.parametrize("width", WIDTHS)
either_scheme = pytest.mark.parametrize("scheme", SCHEMES)


@contextmanager
def shown(
    browser: Browser, html: str, *, width: int = 600, scheme: str = "light"
) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.set_content(html)
    try:
        yield page
    finally:
        page.close()


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


@every_letter
@every_width
@either_scheme
def test_fits_and_is_accessible(browser, render, template, width, scheme):
    with shown(browser, render(template).html, width=width, scheme=scheme) as page:
        assert overflow(page) <= 0
        assert grave_violations(page) == []


@every_letter
@pytest.mark.parametrize("name", STATEMENTS)
def test_other_statements_fit_a_phone_and_are_accessible(
    browser, render, statements, template, name
):
    html = render(template, statement=statements[name]).html
    with shown(browser, html, width=375, scheme="dark") as page:
        assert overflow(page) <= 0
        assert grave_violations(page) == []


@every_letter
def test_fires_no_request(browser, render, template):
    requested: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: requested.append(request.url))
    page.set_content(render(template).html, wait_until="networkidle")
    page.close()
    assert requested == []


@every_letter
@pytest.mark.parametrize(
    ("scheme", "ground", "ink"),
    [
        ("light", "rgb(255, 255, 255)", "rgb(27, 36, 48)"),
        ("dark", "rgb(21, 24, 28)", "rgb(230, 228, 223)"),
    ],
)
def test_each_scheme_has_its_own_colours(browser, render, template, scheme, ground, ink):
    colours = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
    with shown(browser, render(template).html, scheme=scheme) as page:
        assert page.eval_on_selector("[role=article]", colours) == [ground, ink]


@every_letter
def test_is_shown_in_standards_mode(browser, render, template):
    with shown(browser, render(template).html) as page:
        assert page.evaluate("document.compatMode") == "CSS1Compat"


@every_letter
def test_no_line_is_wider_than_the_page_of_a_book(browser, render, template):
    widest = "Math.max(...[...document.querySelectorAll('p, li')].map(e => e.clientWidth))"
    with shown(browser, render(template).html, width=1600) as page:
        assert page.evaluate(widest) <= 576


@every_letter
def test_the_preheader_takes_no_room(browser, render, template):
    def height(preheader: str) -> int:
        with shown(browser, render(template, preheader=preheader).html) as page:
            return page.evaluate("document.body.scrollHeight")

    assert height("What an inbox shows after the subject.") == height("")


def test_a_right_to_left_statement_runs_right_to_left_and_our_words_do_not(
    browser, render, statements
):
    alignment = (
        "es => es.map(e => getComputedStyle(e).direction + ' ' + getComputedStyle(e).textAlign)"
    )
    html = render("press-release", statement=statements["Uyghur"]).html
    with shown(browser, html) as page:
        theirs = page.eval_on_selector_all("h1, .asks li, .signatories li", alignment)
        ours = page.eval_on_selector_all(".letterhead, .release, .own, .footer", alignment)
    assert set(theirs) == {"rtl right"}
    assert set(ours) == {"ltr left"}


@pytest.mark.parametrize(
    ("name", "face"),
    [
        ("usual", "Georgia"),
        ("Traditional Chinese", "PingFang TC"),
        ("Tibetan", "Kailasa"),
        ("Uyghur", "Microsoft Uighur"),
    ],
)
def test_a_statement_is_set_in_a_face_that_draws_its_script(
    browser, render, statements, name, face
):
    with shown(browser, render("press-release", statement=statements[name]).html) as page:
        for element in ("h1", ".asks li"):
            family = page.eval_on_selector(element, "e => getComputedStyle(e).fontFamily")
            assert family.startswith((face, f'"{face}"'))
        family = page.eval_on_selector(".own h2", "e => getComputedStyle(e).fontFamily")
        assert family.startswith("Georgia")
