"""What the page marks in letters, in Chromium: where a finding is, and where two letters differ."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from outreach.viewer.model import Findings
from viewer.page_opened import FIRST, looking
from viewer.page_samples import FINDINGS, Shown


def greeting(page: Page) -> str:
    return page.frame_locator("iframe:not(.behind)").locator("#who").inner_text()


def about(*targets: str) -> Shown:
    """A page whose one finding is about these words."""
    return Shown(findings=Findings((replace(FINDINGS.edition[0], targets=targets),), warnings=1))


@pytest.mark.parametrize(
    ("code", "marked", "said"),
    [
        ("P115", "officials and reject\n trans", "Marked in the letter."),
        ("L302", "Read it", "Marked in the letter."),
        ("P106", "", "It is not in this letter, or not in this view."),
    ],
)
def test_a_finding_shows_where_it_is(browser: Browser, code: str, marked: str, said: str) -> None:
    with looking(browser, Shown()) as page:
        greeting(page)
        page.locator(".finding", has_text=code).get_by_text("Show in letter").click()
        expect(page.locator("[data-said]")).to_have_text(said)
        marks = page.frame_locator("iframe").locator("mark").all_text_contents()
        assert "".join(marks) == marked
        page.locator(".finding", has_text="P106").get_by_text("Show in letter").click()
        expect(page.frame_locator("iframe").locator("mark")).to_have_count(0)
        assert "".join(page.frame_locator("iframe").locator("li").first.all_text_contents())


def test_places_across_elements_elements_and_unseen_ones(browser: Browser) -> None:
    with looking(browser, Shown()) as page:
        greeting(page)
        count = "[...document.querySelector('iframe').contentDocument.querySelectorAll('p')].map("
        count += "p => [p.textContent, p.childNodes.length])"
        before = page.evaluate(count)
        page.evaluate("showIn(['prisoners, sanction officials'], true)")
        marks = page.frame_locator("iframe").locator("mark")
        assert marks.all_text_contents() == ["prisoners, ", "sanction", " officials"]
        page.evaluate("showIn(['<img>'], true)")
        expect(marks).to_have_count(0)
        expect(page.locator("[data-said]")).to_have_text("Marked in the letter.")
        page.evaluate("showIn(['Words that only inboxes show'], true)")
        expect(page.locator("[data-said]")).to_contain_text("not seen")
        page.evaluate("showIn(['nobody wrote this'], true)")
        assert page.evaluate(count) == before


def test_a_finding_is_shown_in_the_source_too(browser: Browser) -> None:
    with looking(browser, Shown(), f"{FIRST}?view=source") as page:
        page.locator(".finding", has_text="A401").get_by_text("Show in letter").click()
        marks = page.locator(".paper mark").all_text_contents()
        assert "".join(marks) == "<img"


def test_words_of_the_subject_are_marked_in_what_inboxes_show(browser: Browser) -> None:
    with looking(browser, about("press Blinken on human rights")) as page:
        greeting(page)
        page.locator(".glances > summary").click()
        page.get_by_text("Show in letter").click()
        expect(page.locator("[data-said]")).to_contain_text("in what inboxes show of it: 1 of")
        assert page.locator(".head__subject mark").inner_text() == "press Blinken on human rights"
        expect(page.locator(".glances")).to_have_attribute("open", "")


def test_a_sentence_goes_before_words_that_stand_anywhere(browser: Browser) -> None:
    with looking(browser, about("of", "sanction officials and reject")) as page:
        greeting(page)
        page.get_by_text("Show in letter").click()
        expect(page.locator("[data-said]")).to_have_text("Marked in the letter.")


def test_of_several_places_one_is_meant_and_the_next_is_asked_for(browser: Browser) -> None:
    with looking(browser, about("Association of Example Communities No. 4")) as page:
        greeting(page)
        strong = page.frame_locator("iframe").locator("mark[style*='rgb(255, 216, 77)']")
        for n, row in [(1, "No. 4"), (2, "No. 40"), (3, "No. 41")]:
            page.get_by_text("Show in letter").click()
            expect(page.locator("[data-said]")).to_have_text(f"Marked in the letter: {n} of 6.")
            expect(strong).to_have_count(1)
            assert strong.evaluate("e => e.parentElement.textContent").endswith(row)
        expect(page.frame_locator("iframe").locator("mark")).to_have_count(6)


def test_where_no_letter_is_nothing_is_offered_to_be_shown_in_it(browser: Browser) -> None:
    with looking(browser, Shown(total=0, empty="Nobody."), "/c/visit/press") as page:
        expect(page.locator(".finding").first).to_be_visible()
        expect(page.get_by_text("Show in letter").first).to_be_hidden()


def test_two_letters_begin_at_one_height_scroll_together_and_step_through_differences(
    browser: Browser,
) -> None:
    path = f"{FIRST}?beside=person:4"
    with looking(browser, Shown(marked=True), path, size=(1100, 600)) as page:
        frames = page.locator("iframe")
        for n in range(2):
            page.frame_locator("iframe").nth(n).locator("#who").inner_text()
        tops = [frames.nth(n).bounding_box()["y"] for n in range(2)]  # type: ignore[index]
        assert tops[0] == tops[1]
        top = "n => document.querySelectorAll('iframe')[n].contentWindow.scrollY"
        page.evaluate("document.querySelector('iframe').contentWindow.scrollTo(0, 1e6)")
        page.wait_for_function(
            "() => document.querySelectorAll('iframe')[1].contentWindow.scrollY > 500"
        )
        page.keyboard.press("x")
        expect(page.locator("[data-said]")).to_have_text("1 of 2")
        page.wait_for_function(f"() => ({top})(0) < 200 && ({top})(1) < 200")
        page.get_by_role("button", name="Next difference").click()
        expect(page.locator("[data-said]")).to_have_text("2 of 2")
        page.wait_for_function(f"() => ({top})(0) > 500 && ({top})(1) > 500")
