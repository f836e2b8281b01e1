"""What stands on a page, read as text: all of it escaped, nothing of its own to run."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import html as lxml_html
from lxml.html import HtmlElement

from outreach.viewer import model
from outreach.viewer.model import Choice, Fault, Finding, Findings, Picker, PreviewPage
from outreach.viewer.pages import ASSETS, inbox_page, notice_page, people_page, preview_page
from outreach.viewer.state import State, View
from viewer.page_samples import FAULT, USUAL, Shown, inbox, people, preview

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def read(page: str) -> HtmlElement:
    return lxml_html.document_fromstring(page)


def texts(page: HtmlElement, selector: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in page.cssselect(selector)]


def whole(shown: Shown, state: State = USUAL) -> HtmlElement:
    return read(preview_page(preview(shown, 0, state)))


ALL = {
    "preview": lambda: preview_page(preview(Shown(), 0, State())),
    "beside": lambda: preview_page(preview(Shown(), 0, State(beside="person:3"))),
    "fault": lambda: preview_page(preview(Shown(faults=(FAULT,)), 0, State())),
    "nobody": lambda: preview_page(preview(Shown(total=0, empty="Nobody."), 0, State())),
    "people": lambda: people_page(people(Shown(), State()), "/assets"),
    "inbox": lambda: inbox_page(inbox(Shown(), True)),
    "inbox list": lambda: inbox_page(inbox(Shown(), False)),
    "notice": lambda: notice_page("No such page", "It is gone.", "/assets"),
}


@pytest.mark.parametrize("page", ALL.values(), ids=ALL)
def test_a_page_has_no_script_or_style_inside_and_no_id_twice(page) -> None:  # type: ignore[no-untyped-def]
    written = page()
    assert re.search(r"<style|\sstyle=|\son\w+=|javascript:", written) is None
    tree = read(written)
    assert [one.text for one in tree.cssselect("script") if one.text] == []
    ids = [one.get("id") for one in tree.cssselect("[id]")]
    assert len(ids) == len(set(ids))
    regions = [one.get("data-region") for one in tree.cssselect("[data-region]")]
    assert len(regions) == len(set(regions))


@pytest.mark.parametrize("view", list(View))
def test_text_from_outside_is_text(view: View) -> None:
    fault = Fault(HOSTILE, HOSTILE, HOSTILE, HOSTILE, 1, ((1, HOSTILE),))
    finding = Finding(HOSTILE, "error", HOSTILE, HOSTILE, HOSTILE, HOSTILE, (HOSTILE,), HOSTILE)
    page = preview(Shown(subject=HOSTILE, faults=(fault,)), 0, State(view))
    page = replace(
        page,
        title=HOSTILE,
        campaign=HOSTILE,
        notices=(HOSTILE,),
        findings=Findings((finding,), errors=1),
        test=model.TestSend("/test", HOSTILE, (HOSTILE,), done=HOSTILE),
        commands=((HOSTILE, HOSTILE),),
        panes=(replace(page.panes[0], title=HOSTILE, note=HOSTILE, digest=HOSTILE),),
    )
    tree = read(preview_page(page))
    assert {one.get("src") for one in tree.cssselect("script")} == {
        "/assets/marks.js",
        "/assets/viewer.js",
    }
    assert tree.cssselect("[onerror], img[src=x]") == []
    assert HOSTILE in tree.text_content()


@pytest.mark.parametrize(
    ("editor", "opened"),
    [
        ("vscode://file/a.toml:1", ["vscode://file/a.toml:1"]),
        ("javascript:alert(1)", []),
        ("JavaScript:alert(1)", []),
        ("data:text/html,x", []),
        ("/somewhere", []),
        ("", []),
    ],
)
def test_a_place_opens_an_editor_and_runs_nothing(editor: str, opened: list[str]) -> None:
    found = Findings((Finding("X1", "error", "wrong", place="a.toml:1", editor=editor),))
    page = whole(Shown(findings=found))
    assert [a.get("href") for a in page.cssselect(".finding a.place")] == opened
    assert texts(page, ".finding .place") == ["a.toml:1"]


def test_the_worst_findings_come_first_and_accepted_ones_apart() -> None:
    page = whole(Shown())
    levels = [li.get("class").split("--")[1] for li in page.cssselect(".findings > ul > li")]
    assert levels == ["error", "warning", "info", "info", "info"]
    assert texts(page, "#accepted-campaign .finding__message") == ["Warning: “upcoming” is past"]
    assert texts(page, ".findings__tally .tag") == ["1 error", "1 warning", "3 notes"]


def test_nothing_found_is_said_only_once_all_is_read() -> None:
    assert texts(whole(Shown(findings=Findings())), ".clean") == ["Nothing found."]
    reading = whole(Shown(findings=Findings(progress="letters are read")))
    assert texts(reading, ".clean") == []
    assert texts(reading, ".findings .progress") == ["letters are read"]


def test_of_100_000_people_only_those_shown_are_in_the_page() -> None:
    page = preview_page(preview(Shown(total=100_000), 70_000, State()))
    tree = read(page)
    assert len(tree.cssselect("[data-region=people] .person")) == 50
    assert len(page) < 100_000
    assert texts(tree, ".position__said") == ["70,001 of 100,000"]


def test_who_is_left_out_stands_with_the_reason() -> None:
    page = whole(Shown(excluded=14))
    assert texts(page, "#left-out > summary") == ["Left out 14"]
    assert texts(page, "#left-out .reasons div") == ["asked to leave14"]
    assert texts(page, "#left-out .person__reason")[0] == "left in March 2026"


def test_steps_that_lead_nowhere_are_no_links() -> None:
    page = whole(Shown(total=1))
    assert page.cssselect("a.step") == []
    assert texts(page, ".position__said") == ["1 of 1"]


def test_a_search_without_script_keeps_what_the_address_asks_already() -> None:
    picker = Picker(action="/people?view=text&q=old&start=50", total=3, query="ana")
    page = read(people_page(picker, "/assets"))
    fields = [(one.get("name"), one.get("value")) for one in page.cssselect("form input")]
    assert fields == [("view", "text"), ("q", "ana")]


def test_the_width_needs_no_script_and_the_frame_may_run_none() -> None:
    (frame,) = whole(Shown(), State(width=431)).cssselect("iframe")
    assert frame.get("width") == "431"
    assert frame.get("sandbox") == "allow-same-origin"
    assert frame.get("referrerpolicy") == "no-referrer"
    (full,) = whole(Shown()).cssselect("iframe")
    assert full.get("width") is None


def test_a_fault_stands_over_the_last_good_letter_or_alone() -> None:
    over = whole(Shown(faults=(FAULT, FAULT)))
    assert texts(over, ".fault h2") == ["The files have 2 faults"]
    assert texts(over, ".excerpt__row--here")[0].startswith("14")
    assert len(over.cssselect("iframe")) == 1
    alone = read(preview_page(PreviewPage("t", "visit", State(), "/assets", faults=(FAULT,))))
    assert texts(alone, ".fault__message") == [FAULT.message]
    assert alone.cssselect("iframe, .empty") == []


def test_a_page_written_as_a_file_asks_nobody_for_anything() -> None:
    page = replace(preview(Shown(), 0, State()), events="", test=None, assets="../../assets")
    page = replace(page, picker=replace(page.picker, action="", more=""))
    tree = read(preview_page(page))
    assert tree.cssselect("form:not([method=dialog]), [data-events]") == []
    assert tree.cssselect("link[rel=stylesheet]")[0].get("href") == "../../assets/viewer.css"


def test_one_campaign_is_a_name_and_several_are_a_choice() -> None:
    one, two = Choice("visit", "/c/visit", True), Choice("other", "/c/other")
    assert whole(Shown(campaigns=(one,))).cssselect("#campaigns") == []
    assert texts(whole(Shown(campaigns=(one, two))), "#campaigns li") == ["visit", "other"]
    page = PreviewPage("Campaigns", "", State(), "/assets", (one, two), empty="Choose one.")
    assert texts(read(preview_page(page)), ".empty li a") == ["visit", "other"]


def test_an_inbox_is_cleared_by_a_form_that_asks_first() -> None:
    page = read(inbox_page(inbox(Shown(), True)))
    (form,) = page.cssselect("details:not([open]) > form[method=post]")
    assert form.get("action") == "/inbox/clear"
    assert texts(page, "#clear button") == ["Remove 12 letters"]
    empty = read(inbox_page(inbox(Shown(total=0), False)))
    assert empty.cssselect("form[method=post]") == []
    assert texts(empty, ".empty") == ["No letters yet. Send something to this sandbox."]


def test_the_script_and_the_styles_stay_small() -> None:
    own = len(ASSETS["viewer.css"][1]) + len(ASSETS["viewer.js"][1])
    assert own < 64_000


def test_marks_that_turn_a_name_around_are_shown_as_signs() -> None:
    shown = Shown()
    page = preview(shown, 0, State())
    pane = replace(page.panes[0], title="Ana \u202etxt.exe")
    tree = read(preview_page(replace(page, panes=(pane,))))
    (title,) = tree.cssselect(".head__title")
    assert title.text_content().strip() == "Ana RLOtxt.exe"
    assert title.cssselect(".unseen[title]")
