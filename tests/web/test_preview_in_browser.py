"""The live preview in Chromium: what is saved is shown, and the keyboard leads everywhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .previewed import CAMPAIGN, PRESS, TEMPLATE, Served, serving, workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FrameLocator, Page

SAVES = {
    "template": (
        TEMPLATE,
        "{% block letter %}",
        "{% block letter %}<p>Saved here</p>",
        "Saved here",
    ),
    "statement": (
        f"campaigns/{CAMPAIGN}/statement.md",
        "will be visiting",
        "visits",
        "visits Beijing",
    ),
    "settings": ("outreach.toml", "Maren Oakhurst", "Odile Fernhollow", "Odile Fernhollow"),
}
"""By kind of file: which, what is replaced in it by what, and what is then read in the letter."""


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Served]:
    with serving(workspace(tmp_path)) as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_default_timeout(15_000)
    yield page
    context.close()
    assert faults == []


def opened(page: Page, at: Served, path: str = PRESS) -> FrameLocator:
    """The letter in its frame, once the page hears of changes."""
    page.goto(at.url + path)
    page.wait_for_selector("[data-live]:not(:empty)")
    page.locator("a[data-key=n]").wait_for()  # the people are read
    return page.frame_locator("iframe").first


def save(at: Served, name: str, old: str, new: str, *, by_rename: bool = False) -> float:
    """When it was saved."""
    path = at.root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    text = text.replace(old, new, 1)
    if by_rename:
        draft = path.with_name(f".{path.name}.swp")
        draft.write_text(text, encoding="utf-8")
        saved = time.monotonic()
        draft.replace(path)
        return saved
    saved = time.monotonic()
    path.write_text(text, encoding="utf-8")
    return saved


@pytest.mark.parametrize("by_rename", [False, True], ids=["in place", "by rename"])
@pytest.mark.parametrize("name", ["template", "statement", "settings"])
def test_what_is_saved_is_shown(page: Page, at: Served, name: str, by_rename: bool) -> None:
    """The time it takes is printed: ``pytest -s``."""
    where, old, new, seen = SAVES[name]
    frame = opened(page, at)
    saved = save(at, where, old, new, by_rename=by_rename)
    frame.get_by_text(seen).first.wait_for()
    print(f"{name} saved and shown: {(time.monotonic() - saved) * 1000:.0f} ms")


def test_a_subject_that_is_saved_is_shown_in_the_inbox(page: Page, at: Served) -> None:
    opened(page, at)
    save(at, f"campaigns/{CAMPAIGN}/campaign.toml", "organizations urge Blinken", "groups urge him")
    page.get_by_text("groups urge him").first.wait_for()


def test_the_place_that_is_read_stays(page: Page, at: Served) -> None:
    frame = opened(page, at)
    scrolled = "() => document.querySelector('iframe').contentWindow.scrollY"
    page.evaluate("() => document.querySelector('iframe').contentWindow.scrollTo(0, 400)")
    assert page.evaluate(scrolled) == 400
    save(at, "outreach.toml", "Maren Oakhurst", "Odile Fernhollow")
    frame.get_by_text("Odile Fernhollow").first.wait_for(state="attached")
    page.wait_for_function(f"() => ({scrolled})() === 400")


def test_a_fault_lies_over_the_last_good_letter_until_it_is_mended(page: Page, at: Served) -> None:
    frame = opened(page, at)
    heading = frame.locator("h1").first.inner_text()
    template = (at.root / TEMPLATE).read_text(encoding="utf-8")
    save(at, TEMPLATE, "{% block letter %}", "{% block letter %}\n{{ nobody.knows }}")
    page.get_by_text(f"{TEMPLATE}:").first.wait_for()
    assert frame.locator("h1").first.inner_text() == heading
    (at.root / TEMPLATE).write_text(template, encoding="utf-8")
    page.get_by_text(f"{TEMPLATE}:").first.wait_for(state="detached")
    assert frame.locator("h1").first.inner_text() == heading


def test_a_preview_that_begins_with_a_fault_recovers(
    browser: Browser, page: Page, tmp_path: Path
) -> None:
    ws = workspace(tmp_path)
    file = tmp_path / "campaigns" / CAMPAIGN / "campaign.toml"
    text = file.read_text()
    file.write_text(text + "\n[editions.press]\n")
    with serving(ws) as at:
        page.goto(at.url + PRESS)
        page.get_by_text("campaign.toml").first.wait_for()
        file.write_text(text)
        page.frame_locator("iframe").first.locator("h1").first.wait_for()
        assert browser.is_connected()


def test_the_keyboard_leads_through_all_views_and_people(page: Page, at: Served) -> None:
    opened(page, at)
    page.keyboard.press("n")
    page.get_by_text("2 of ").first.wait_for()
    for key, said in (("2", "view=text"), ("3", "view=source"), ("4", "view=headers")):
        page.keyboard.press(key)
        page.wait_for_url(f"**?*{said}*")
    for key, said in (("5", "view=raw"), ("6", "view=files")):
        page.keyboard.press(key)
        page.wait_for_url(f"**?*{said}*")
    page.keyboard.press("1")
    page.wait_for_url(lambda url: "view=" not in url)
    page.keyboard.press("k")
    page.wait_for_url("**?*scheme=dark*")
    page.keyboard.press("p")
    page.get_by_text("1 of ").first.wait_for()
    page.wait_for_url("**?*scheme=dark*")


def test_back_leads_back(page: Page, at: Served) -> None:
    opened(page, at)
    first = page.url
    page.keyboard.press("n")
    page.get_by_text("2 of ").first.wait_for()
    page.wait_for_url(lambda url: url != first)
    page.go_back()
    page.get_by_text("1 of ").first.wait_for()
    page.wait_for_url(first)


def test_every_open_tab_is_told(browser: Browser, page: Page, at: Served) -> None:
    other = browser.new_context().new_page()
    frames = [opened(page, at), opened(other, at, f"{PRESS}?scheme=dark")]
    save(at, "outreach.toml", "Maren Oakhurst", "Odile Fernhollow")
    for frame in frames:
        frame.get_by_text("Odile Fernhollow").first.wait_for()
    other.context.close()


def test_a_page_says_that_the_preview_ended_and_goes_on_when_it_is_back(
    page: Page, tmp_path: Path
) -> None:
    ws = workspace(tmp_path)
    with serving(ws) as at:
        frame = opened(page, at)
        said = page.locator("[data-live]").inner_text()
    page.wait_for_function(
        "said => document.querySelector('[data-live]').innerText !== said", arg=said
    )
    save(at, "outreach.toml", "Maren Oakhurst", "Odile Fernhollow")
    with serving(ws, at.port):
        page.wait_for_function(
            "said => document.querySelector('[data-live]').innerText === said", arg=said
        )
        frame.get_by_text("Odile Fernhollow").first.wait_for()


def test_another_site_can_neither_read_nor_post_nor_show_it(page: Page, at: Served) -> None:
    """``localhost`` on the same port is another origin than ``127.0.0.1``: another site's page."""
    page.goto(at.url.replace("127.0.0.1", "localhost") + PRESS)
    letter = at.url + at.first()
    tell = "address => fetch(address).then(answer => answer.status, () => 'refused')"
    assert page.evaluate(tell, letter) == "refused"
    post = (
        "address => fetch(address, {method: 'POST', mode: 'no-cors', body: 'to=x'})"
        ".then(answer => answer.type, () => 'refused')"
    )
    assert page.evaluate(post, f"{letter}/test") == "refused"
    blank = page.context.new_page()
    blank.set_content(f"<form method='post' action='{letter}/test'><button>Go</button></form>")
    with blank.expect_navigation() as leading:
        blank.click("button")
    answer = leading.value
    assert answer is not None
    assert answer.status == 403
    framing = page.context.new_page()
    framing.set_content(f"<iframe src='{letter}'></iframe>")
    framing.wait_for_timeout(300)
    assert "Oduya" not in framing.frames[1].content()


def test_nothing_leaves_this_machine(page: Page, at: Served) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, at)
    for query in ("?scheme=forced", "?images=off", "?view=source", "?view=files", "?width=375"):
        page.goto(at.url + at.first() + query)
    assert asked
    assert [one for one in asked if not one.startswith((at.url, "data:"))] == []
