"""The page in Chromium: by keyboard, while files change, on a telephone, without a script."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from outreach.viewer.pages import ASSETS, preview_page
from outreach.viewer.state import State
from viewer.page_opened import FIRST, PHONE, looking
from viewer.page_samples import FAULT, FINDINGS, Shown, letter, preview


def asked(page: Page) -> str:
    return page.evaluate("location.pathname + location.search")


def greeting(page: Page) -> str:
    return page.frame_locator("iframe:not(.behind)").locator("#who").inner_text()


def scroll_frame(page: Page, top: int) -> None:
    greeting(page)
    page.evaluate(f"document.querySelector('iframe').contentWindow.scrollTo(0, {top})")


def frame_scroll(page: Page) -> int:
    return page.evaluate("document.querySelector('iframe:not(.behind)').contentWindow.scrollY")


def test_keys_lead_from_letter_to_letter_and_the_address_is_always_the_view(
    browser: Browser,
) -> None:
    with looking(browser, Shown()) as page:
        for key, then in [
            ("n", "/c/visit/press/1"),
            ("ArrowRight", "/c/visit/press/2"),
            ("p", "/c/visit/press/1"),
            ("ArrowLeft", FIRST),
            ("d", "/c/visit/press/3"),
            ("k", "/c/visit/press/3?scheme=dark"),
            ("f", "/c/visit/press/3?scheme=forced"),
            ("l", "/c/visit/press/3"),
            ("i", "/c/visit/press/3?images=off"),
            ("i", "/c/visit/press/3?images=remote"),
            ("i", "/c/visit/press/3"),
            ("2", "/c/visit/press/3?view=text"),
            ("5", "/c/visit/press/3?view=raw"),
            ("n", "/c/visit/press/4?view=raw"),
            ("1", "/c/visit/press/4"),
            ("w", "/c/visit/press/4?width=375"),
            ("n", "/c/visit/press/5?width=375"),
        ]:
            page.keyboard.press(key)
            page.wait_for_function("then => location.pathname + location.search === then", arg=then)
            expect(page.locator(".head__title")).to_contain_text(f"p{then[15]}@news.example")
        expect(page.frame_locator("iframe:not(.behind)").locator("#who")).to_have_text("Dear Jo,")
        page.go_back()
        page.wait_for_function("() => location.pathname === '/c/visit/press/4'")
        expect(page.locator(".head__title")).to_contain_text("p4@")


def test_keys_mean_the_same_in_the_letter_and_nothing_where_one_writes(browser: Browser) -> None:
    with looking(browser, Shown()) as page:
        page.frame_locator("iframe").locator("h1").click()
        page.keyboard.press("n")
        expect(page.locator(".head__title")).to_contain_text("p1@")
        page.keyboard.press("/")
        expect(page.locator("#search")).to_be_focused()
        page.keyboard.type("np1d")
        expect(page.locator("#search")).to_have_value("np1d")
        assert asked(page) == "/c/visit/press/1"
        page.keyboard.press("Escape")
        expect(page.locator("#search")).to_have_value("")
        page.locator(".head__title").click()
        page.keyboard.press("Control+n")
        assert asked(page) == "/c/visit/press/1"


def test_all_can_be_reached_by_tab_and_the_list_of_keys_opens_and_closes(browser: Browser) -> None:
    with looking(browser, Shown()) as page:
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.locator(".glances > summary")).to_be_focused()
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#keys")).to_be_hidden()
        page.keyboard.press("e")
        expect(page.locator("#findings")).to_be_focused()


def test_side_by_side_and_back_by_one_key(browser: Browser) -> None:
    with looking(browser, Shown()) as page:
        page.keyboard.press("s")
        expect(page.locator("#beside a")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".pane")).to_have_count(2)
        expect(page.locator(".differences")).to_have_text("7 differences")
        page.keyboard.press("s")
        expect(page.locator(".pane")).to_have_count(1)
        assert asked(page) == FIRST


def test_whose_letter_is_open_is_seen_in_the_list(browser: Browser) -> None:
    with looking(browser, Shown(total=50), "/c/visit/press/30") as page:
        row = page.locator(".people [aria-current]")
        expect(row).to_be_in_viewport(ratio=1)
        page.get_by_label("First recipient").click()
        expect(row).to_have_text(re.compile("Ana"))
        expect(row).to_be_in_viewport(ratio=1)


def test_anybody_in_the_list_can_stand_beside(browser: Browser) -> None:
    with looking(browser, Shown(), f"{FIRST}?scheme=dark") as page:
        page.get_by_label("Side by side with 陳怡君", exact=True).click()
        expect(page.locator(".pane h2")).to_contain_text(["p0@", "p2@"])
        assert asked(page) == f"{FIRST}?scheme=dark&beside=person%3A2"
        expect(page.locator(".people [aria-current]")).to_have_count(1)


def test_a_saved_file_shows_at_once_and_nothing_else_moves(browser: Browser) -> None:
    shown = Shown()
    with looking(browser, shown) as page:
        expect(page.locator("[data-live]")).to_have_text("Live")
        scroll_frame(page, 300)
        page.locator("#left-out > summary").click()
        page.locator("#search").fill("An")
        expect(page.locator(".people .person")).to_have_count(4)
        page.evaluate("document.querySelector('.side').scrollTop = 120")
        page.evaluate("window.kept = document.querySelector('.person')")
        shown.asks = "Release everybody today"
        shown.tell()
        text = page.frame_locator("iframe:not(.behind)").locator("p", has_text="everybody")
        expect(text).to_be_attached()
        expect(page.locator("iframe")).to_have_count(1)
        assert frame_scroll(page) == 300
        assert page.evaluate("document.querySelector('.side').scrollTop") == 120
        expect(page.locator("#left-out")).to_have_attribute("open", "")
        expect(page.locator("#search")).to_have_value("An")
        expect(page.locator("#search")).to_be_focused()
        assert page.evaluate("window.kept === document.querySelector('.person')")


def test_findings_change_and_the_frame_stays(browser: Browser) -> None:
    shown = Shown(findings=replace(FINDINGS, progress="letters are read"))
    with looking(browser, shown) as page:
        greeting(page)
        page.evaluate("window.frame = document.querySelector('iframe')")
        page.locator(".findings button").first.focus()
        shown.findings = replace(FINDINGS, campaign=())
        shown.tell()
        expect(page.locator(".findings .progress")).to_have_count(0)
        assert page.evaluate("window.frame === document.querySelector('iframe')")
        assert page.evaluate("document.activeElement.textContent") == "Show in letter"


def test_a_fault_covers_the_last_good_letter_until_it_is_mended(browser: Browser) -> None:
    shown = Shown()
    with looking(browser, shown) as page:
        scroll_frame(page, 200)
        shown.faults = (FAULT,)
        shown.tell()
        expect(page.locator(".fault__message")).to_have_text(FAULT.message)
        expect(page.locator("[data-live]")).to_have_text("Not as it is now")
        expect(page.locator(".excerpt__row--here")).to_contain_text("line 14 of the template")
        assert page.evaluate("getComputedStyle(document.querySelector('.panes')).opacity") == "0.3"
        shown.faults = ()
        shown.tell()
        expect(page.locator(".fault")).to_have_count(0)
        expect(page.locator("[data-live]")).to_have_text("Live")
        assert frame_scroll(page) == 200


def test_a_server_that_is_gone_is_told_of_and_one_that_is_back_too(browser: Browser) -> None:
    shown = Shown()
    with looking(browser, shown) as page:
        expect(page.locator("[data-live]")).to_have_text("Live")
        page.context.set_offline(True)
        page.keyboard.press("n")
        expect(page.locator("[data-live]")).to_contain_text("Connection lost")
        expect(page.locator("[data-said]")).to_have_text("The server does not answer.")
        page.context.set_offline(False)
        page.keyboard.press("n")
        expect(page.locator(".head__title")).to_contain_text("p1@")
        expect(page.locator("[data-live]")).to_have_text("Live")


def test_the_handle_gives_any_width_and_the_address_says_it(browser: Browser) -> None:
    with looking(browser, Shown(), f"{FIRST}?width=600") as page:
        greeting(page)
        handle = page.locator(".handle")
        expect(handle).to_have_attribute("aria-valuenow", "600")
        handle.focus()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Shift+ArrowLeft")
        expect(handle).to_have_attribute("aria-valuenow", "540")
        assert asked(page) == f"{FIRST}?width=540"
        box = handle.bounding_box()
        assert box
        page.mouse.move(box["x"] + 4, box["y"] + 50)
        page.mouse.down()
        page.mouse.move(box["x"] - 46, box["y"] + 50, steps=4)
        page.mouse.up()
        assert asked(page) == f"{FIRST}?width=440"
        assert page.frame_locator("iframe").locator("html").evaluate("e => e.clientWidth") == 440
        page.get_by_role("link", name="Full", exact=True).click()
        assert asked(page) == FIRST
        page.get_by_role("link", name="375").click()
        assert page.locator("[data-group=widths] [aria-current]").inner_text() == "375"
        page.reload()
        expect(page.locator("iframe")).to_have_attribute("width", "375")


def test_searching_100_000_people_puts_only_those_found_into_the_page(browser: Browser) -> None:
    with looking(browser, Shown(total=100_000), f"{FIRST}?view=text") as page:
        page.keyboard.press("/")
        page.keyboard.type("Jo 99")
        expect(page.locator(".people__said")).to_have_text("183 found")
        expect(page.locator(".people .person")).to_have_count(50)
        page.get_by_role("link", name="Show more").first.click()
        expect(page.locator(".people .person")).to_have_count(100)
        page.locator(".people .person > a:first-child").nth(1).click()
        page.wait_for_function("() => location.pathname !== '/c/visit/press/0'")
        assert asked(page).endswith("?view=text")
        expect(page.locator("#search")).to_have_value("Jo 99")
        expect(page.locator(".people [aria-current]")).to_have_count(1)


def test_without_a_script_links_and_forms_do(browser: Browser) -> None:
    with looking(browser, Shown(), script=False) as page:
        page.get_by_label("Next recipient").click()
        expect(page).to_have_url(re.compile(r"/c/visit/press/1$"))
        page.get_by_role("link", name="Text").click()
        expect(page).to_have_url(re.compile(r"/c/visit/press/1\?view=text$"))
        page.locator("#search").fill("陳")
        page.get_by_role("button", name="Search").click()
        page.locator(".person a").first.click()
        expect(page).to_have_url(re.compile(r"/c/visit/press/2\?view=text$"))
        expect(page.locator(".js:visible, .reach:visible")).to_have_count(0)


def test_a_telephone_shows_the_letter_first_and_the_rest_behind_two_lines(browser: Browser) -> None:
    with looking(browser, Shown(), size=PHONE) as page:
        expect(page.locator("iframe")).to_be_visible()
        assert page.locator("iframe").bounding_box()["width"] == 375  # type: ignore[index]
        expect(page.locator(".person").first).to_be_hidden()
        expect(page.locator(".finding").first).to_be_hidden()
        page.locator("#side > summary").click()
        expect(page.locator(".finding").first).to_be_visible()
        page.locator("#who > summary").click()
        page.locator(".people .person > a:first-child").nth(1).click()
        expect(page.locator(".head__title")).to_contain_text("p1@")
        assert page.evaluate("document.documentElement.scrollWidth") == 375


def test_an_inbox_shows_what_comes_in(browser: Browser) -> None:
    shown = Shown(total=2)
    with looking(browser, shown, "/inbox") as page:
        expect(page.locator(".person")).to_have_count(2)
        shown.total, shown.stamp = 3, 2
        expect(page.locator(".person")).to_have_count(3)
        page.locator("#search").fill("Ana")
        expect(page.locator(".person")).to_have_count(1)


def test_a_page_written_as_a_file_works_and_offers_nothing_it_cannot_do(
    browser: Browser, tmp_path: Path
) -> None:
    for name, (_, content) in ASSETS.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "letter.html").write_text(letter("Ana"), encoding="utf-8")
    page = replace(preview(Shown(), 0, State()), assets=".", events="", test=None)
    framed = replace(page.panes[0], frame="letter.html")
    quiet = replace(page, panes=(framed,), picker=replace(page.picker, action=""))
    (tmp_path / "page.html").write_text(preview_page(quiet), encoding="utf-8")
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    shown = context.new_page()
    wrong: list[str] = []
    shown.on("pageerror", lambda error: wrong.append(str(error)))
    shown.goto((tmp_path / "page.html").as_uri() + "?width=375")
    expect(shown.locator("iframe")).to_have_attribute("width", "375")
    assert greeting(shown) == "Dear Ana,"
    expect(shown.locator(".finding").first).to_be_visible()
    expect(shown.locator(".reach").first).to_be_hidden()
    expect(shown.locator("[data-live]")).to_have_text("")
    shown.keyboard.press("w")
    assert shown.url.endswith("?width=600")
    context.close()
    assert wrong == []
