"""The page in Chromium while things change and while somebody presses faster than pages come."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from outreach.viewer.model import Fault, Findings
from viewer.page_opened import DESK, FIRST, PHONE, looking
from viewer.page_samples import FAULT, FINDINGS, Shown, name_of

LETTER = f"{FIRST}/letter"


def people(page: Page) -> list[str]:
    return page.locator(".people .person__name").all_text_contents()


def test_a_save_asks_for_the_letter_first_and_only_once(browser: Browser) -> None:
    shown = Shown()
    with looking(browser, shown) as page:
        expect(page.locator("[data-live]")).to_have_text("Live")
        page.frame_locator("iframe").locator("#who").inner_text()
        shown.asked.clear()
        shown.asks = "Release everybody today"
        shown.tell()
        text = page.frame_locator("iframe:not(.behind)").locator("p", has_text="everybody")
        expect(text).to_be_attached()
        page.wait_for_timeout(300)
        assert [one.partition("?")[0] for one in shown.asked] in (
            [LETTER, FIRST],
            [FIRST, LETTER],
        )
        assert page.locator("iframe").count() == 1


def test_a_save_that_changes_nothing_leaves_the_frame_alone(browser: Browser) -> None:
    shown = Shown()
    with looking(browser, shown) as page:
        page.frame_locator("iframe").locator("#who").inner_text()
        page.evaluate("window.frame = document.querySelector('iframe')")
        shown.asked.clear()
        shown.tell()
        for _ in range(100):
            page.wait_for_timeout(200)
            if len(shown.asked) >= 2:
                break
        page.wait_for_timeout(400)
        assert len(shown.asked) == 2
        assert page.evaluate("document.querySelectorAll('iframe').length") == 1
        assert page.evaluate("window.frame === document.querySelector('iframe')")


def test_progress_asks_for_the_page_and_leaves_the_letter(browser: Browser) -> None:
    shown = Shown(progress="3 of 12 letters read …")
    with looking(browser, shown) as page:
        page.frame_locator("iframe").locator("#who").inner_text()
        shown.asked.clear()
        shown.progress = "9 of 12 letters read …"
        shown.tell("roster")
        expect(page.locator(".position .progress")).to_have_text(shown.progress)
        assert shown.asked == [FIRST]
        expect(page.locator("iframe")).to_have_count(1)
        shown.faults = (Fault("Ana was erased meanwhile"),)
        shown.tell("roster")
        expect(page.locator(".fault")).to_contain_text("Ana was erased")


def test_a_page_that_is_no_more_is_said_so_until_it_is_back(browser: Browser) -> None:
    shown = Shown()
    with looking(browser, shown) as page:
        expect(page.locator("[data-live]")).to_have_text("Live")
        shown.gone = True
        shown.tell()
        fault = page.locator(".fault")
        expect(fault).to_contain_text("can no longer be shown")
        expect(fault).to_contain_text("Nobody is called that.")
        expect(page.locator("[data-live]")).to_have_text("Not as it is now")
        page.wait_for_timeout(300)
        expect(fault).to_be_visible()
        shown.gone = False
        shown.tell()
        expect(fault).to_have_count(0)
        expect(page.locator("[data-live]")).to_have_text("Live")


def test_presses_faster_than_answers_all_count(browser: Browser) -> None:
    with looking(browser, Shown(total=100_000, slow=0.05)) as page:
        for _ in range(20):
            page.keyboard.press("n")
            page.wait_for_timeout(20)
        expect(page.locator(".head__title")).to_contain_text("p20@")
        name = page.frame_locator("iframe:not(.behind)").locator("#who")
        expect(name).to_have_text(f"Dear {name_of(20)},")
        page.wait_for_timeout(200)
        assert page.evaluate("location.pathname") == "/c/visit/press/20"


def test_a_key_that_is_held_goes_on_until_it_is_let_go(browser: Browser) -> None:
    with looking(browser, Shown(total=100_000, slow=0.05)) as page:
        for _ in range(20):
            page.keyboard.down("n")
            page.wait_for_timeout(20)
        page.keyboard.up("n")
        reached = int(page.evaluate("location.pathname.split('/').at(-1)"))
        assert reached >= 3
        page.wait_for_timeout(500)
        assert int(page.evaluate("location.pathname.split('/').at(-1)")) <= reached + 2


def test_people_that_were_asked_for_stay(browser: Browser) -> None:
    shown = Shown(total=200)
    with looking(browser, shown) as page:
        page.get_by_role("link", name="Show more").first.click()
        expect(page.locator(".people .person")).to_have_count(100)
        before = people(page)
        shown.tell()
        page.wait_for_timeout(200)
        assert people(page) == before
        shown.progress = "3 letters read"
        shown.tell("roster")
        expect(page.locator(".position .progress")).to_have_count(1)
        page.keyboard.press("n")
        expect(page.locator(".head__title")).to_contain_text("p1@")
        assert people(page) == before
        page.locator(".people .person > a:first-child").nth(70).click()
        expect(page.locator(".head__title")).to_contain_text("p70@")
        expect(page.locator(".people [aria-current]")).to_have_count(1)
        assert len(people(page)) == 100
        beside = page.locator(".people .person__beside").nth(80)
        assert "/c/visit/press/70?" in str(beside.get_attribute("href"))


def test_people_before_those_shown_come_above_them(browser: Browser) -> None:
    with looking(browser, Shown(total=200, start=100), "/c/visit/press/120") as page:
        page.get_by_role("link", name="Show earlier").click()
        expect(page.locator(".people .person")).to_have_count(100)
        assert people(page) == [name_of(n) for n in range(50, 150)]
        page.get_by_role("link", name="Show earlier").click()
        expect(page.locator(".people .person")).to_have_count(150)
        expect(page.get_by_role("link", name="Show earlier")).to_have_count(0)


def test_more_people_that_do_not_come_are_said_so(browser: Browser) -> None:
    with looking(browser, Shown(total=200)) as page:
        page.context.set_offline(True)
        page.get_by_role("link", name="Show more").first.click()
        expect(page.locator("[data-said]")).to_have_text("The server does not answer.")


def test_an_edition_of_nobody_becomes_whole_once_there_are_people(browser: Browser) -> None:
    shown = Shown(total=0, excluded=0, empty="Nobody yet.")
    with looking(browser, shown, "/c/visit/press") as page:
        expect(page.locator(".empty")).to_have_text("Nobody yet.")
        expect(page.locator("#search")).to_have_count(0)
        shown.total, shown.empty = 12, ""
        shown.tell("roster")
        expect(page.locator(".head__title")).to_contain_text("p0@")
        page.locator("#search").fill("Ana")
        expect(page.locator(".people .person")).to_have_count(2)
        page.keyboard.press("Escape")
        page.locator(".head__title").click()
        page.keyboard.press("n")
        expect(page.locator(".head__title")).to_contain_text("p1@")


def test_a_page_with_faults_alone_becomes_whole_too(browser: Browser) -> None:
    shown = Shown(bare=True, faults=(FAULT,))
    with looking(browser, shown) as page:
        expect(page.locator(".fault")).to_be_visible()
        expect(page.locator(".who")).to_have_count(0)
        shown.bare, shown.faults = False, ()
        shown.tell()
        expect(page.locator(".head__title")).to_contain_text("p0@")
        expect(page.locator(".people .person").first).to_be_visible()
        page.keyboard.press("n")
        expect(page.locator(".head__title")).to_contain_text("p1@")


@pytest.mark.parametrize("size", [DESK, (1100, 640)])
def test_only_parts_of_the_page_scroll_whatever_is_clicked(
    browser: Browser, size: tuple[int, int]
) -> None:
    many = tuple(
        replace(FINDINGS.edition[0], message=f"finding {n}", targets=("44 organizations",))
        for n in range(40)
    )
    shown = Shown(total=60, findings=Findings(worst=FINDINGS.edition[1:2], edition=many))
    with looking(browser, shown, size=size) as page:
        page.frame_locator("iframe").locator("#who").inner_text()
        root = "document.scrollingElement"
        for one in page.locator("summary:visible, .findings button, .copy").all():
            one.evaluate("e => e.click()")
            assert page.evaluate(f"{root}.scrollTop") == 0
        assert page.evaluate(f"{root}.scrollHeight <= {root}.clientHeight")


def test_what_was_opened_of_a_finding_stays_open_when_others_come(browser: Browser) -> None:
    shown = Shown()
    with looking(browser, shown) as page:
        page.locator(".finding", has_text="H101").locator(".why > summary").click()
        new = replace(FINDINGS.edition[0], code="H000", message="a new one")
        shown.findings = replace(FINDINGS, edition=(new, *FINDINGS.edition))
        shown.tell("roster")
        expect(page.locator(".finding", has_text="a new one")).to_have_count(1)
        opened = page.locator(".finding:has(.why[open])")
        expect(opened).to_have_count(1)
        expect(opened).to_contain_text("H101")


def test_a_search_is_gone_through_by_keyboard(browser: Browser) -> None:
    with looking(browser, Shown(total=40)) as page:
        page.keyboard.press("/")
        page.keyboard.type("Jo")
        expect(page.locator("#worst")).to_be_hidden()
        expect(page.locator("#left-out")).to_be_hidden()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        expect(page.locator(".people .person > a:first-child").nth(1)).to_be_focused()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        expect(page.locator("#search")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".head__title")).to_contain_text("p5@")
        page.keyboard.press("Escape")
        expect(page.locator("#worst")).to_be_visible()


def test_a_telephone_opens_menus_within_its_screen_and_says_findings_once(
    browser: Browser,
) -> None:
    with looking(browser, Shown(), size=PHONE) as page:
        page.locator("#beside > summary").click()
        box = page.locator("#beside .menu__list").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE[0]
        page.locator("#side > summary").click()
        expect(page.get_by_text("1 error").locator("visible=true")).to_have_count(1)
