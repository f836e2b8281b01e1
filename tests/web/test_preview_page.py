"""What the page is told: people around a letter, findings, and what is beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from outreach.actions.preview import Preview, Read
from outreach.actions.roster import Entry, Roster
from outreach.domain.delivery import Attachment
from outreach.errors import Level, Place, Problem
from outreach.viewer.state import State, View
from outreach.web.preview.addresses import Live, Spot
from outreach.web.preview.page import Around, Asked, build, picker
from outreach.web.preview.panes import Looked, panes
from outreach.web.preview.told import findings
from sample_workspace import CAMPAIGN, SampleWorkspace, copied, people, previewing

HERE = Spot("china", "press", "u60")


def roster(count: int) -> Roster:
    found = Roster("press")
    for n in range(count):
        found.add(Entry(f"u{n}", f"p{n}@ledger.example", f"P{n}", "", "en"))
    return found


def names(asked: Asked, spot: Spot = HERE, count: int = 120) -> tuple[list[str], str, str]:
    found = picker(roster(count), spot, State(), Live(), asked)
    shown = [one.name for one in found.people]
    return [*shown[:1], *shown[-1:]], found.earlier, found.more


def test_the_list_is_the_part_with_whose_letter_is_open() -> None:
    some, earlier, more = names(Asked())
    assert some == ["P50", "P99"]
    assert earlier == "/c/china/press/people?uid=u60&start=0"
    assert more == "/c/china/press/people?uid=u60&start=100"
    assert names(Asked(), replace(HERE, uid="u119"))[0::2] == (["P100", "P119"], "")


@pytest.mark.parametrize(
    ("asked", "spot", "some"),
    [
        (Asked("", 0), HERE, ["P0", "P49"]),
        (Asked("p"), HERE, ["P0", "P49"]),
        (Asked(), replace(HERE, uid=""), ["P0", "P49"]),
        (Asked(), replace(HERE, uid="stranger"), ["P0", "P49"]),
        (Asked("", 100), HERE, ["P100", "P119"]),
    ],
)
def test_it_begins_where_it_is_asked_to(asked: Asked, spot: Spot, some: list[str]) -> None:
    assert names(asked, spot)[0] == some


# --- findings -------------------------------------------------------------------------------------


def problem(code: str, message: str, level: Level = "warning", **more: str) -> Problem:
    return Problem(code, message, Place("campaign.toml", 3), level=level, **more)


def test_errors_come_first_wherever_they_are_and_no_finding_twice() -> None:
    read = Read(
        (problem("A", "a"), problem("B", "b", "error"), problem("C", "c", "error", accepted="so")),
        (problem("D", "d", "error"), problem("E", "e", "info")),
    )
    found = findings(read, Path(), lambda *_: "", lambda _: "")
    assert [one.code for one in found.worst] == ["B", "D"]
    assert [one.code for one in found.edition] == ["A", "C"]
    assert [one.code for one in found.campaign] == ["E"]
    assert (found.errors, found.warnings, found.infos, found.accepted) == (2, 1, 1, 1)


def test_a_finding_on_a_person_leads_to_her_letter_and_says_how_to_see_the_contact() -> None:
    letters = {"ana@ledger.example": "/c/x/press/ana"}
    read = Read(
        (
            problem("R707", "ana@ledger.example is nobody's address", hint="find the real one"),
            problem("R714", "the organisation of x@y.example and ana@ledger.example, is not there"),
            problem("R715", "x@y.example is not known"),
        )
    )
    told = findings(read, Path(), lambda *_: "", lambda who: letters.get(who, "")).edition
    assert [one.letter for one in told] == ["/c/x/press/ana", "/c/x/press/ana", ""]
    command = "what is known of the contact: outreach contacts show ana@ledger.example"
    assert [one.hint for one in told] == [f"find the real one; {command}", command, ""]


# --- the letter, and what is beside it ------------------------------------------------------------


@pytest.fixture
def sample(tmp_path: Path) -> SampleWorkspace:
    return copied(tmp_path)


@pytest.fixture
def preview(sample: SampleWorkspace) -> Iterator[Preview]:
    with previewing(sample.home) as found:
        yield found


def around(preview: Preview, sample: SampleWorkspace) -> Around:
    return Around(preview, Live(), sample.root, lambda *_: "", lambda *_: 0)


def test_a_pdf_that_is_no_press_kit_says_why_it_has_no_pages(preview: Preview) -> None:
    entry = people(preview).at(0)
    shown = preview.letter(CAMPAIGN, "press", entry.uid)
    assert shown.letter
    files = tuple(
        Attachment(name, kind, b"x")
        for name, kind in (("a.pdf", "application/pdf"), ("b.csv", "text/csv"))
    )
    shown = replace(shown, letter=replace(shown.letter, attachments=files))
    looked = Looked(Spot(CAMPAIGN, "press", entry.uid), State(view=View.FILES), shown)
    (pane,), _ = panes([looked], Live(), lambda *_: 0)
    assert ["press kit alone" in one.note for one in pane.files] == [True, False]
    (pane,), _ = panes([looked], Live(), lambda *_: 2)
    assert [one.note for one in pane.files] == ["", ""]


def test_while_a_file_is_missing_it_is_named(preview: Preview, sample: SampleWorkspace) -> None:
    for name in ("there.csv", "gone.pdf"):
        (sample.campaign_file.parent / name).write_text("a;b\n")
    sample.edit(
        sample.campaign_file,
        "[editions.press]",
        '[editions.press]\nattachments = ["there.csv", "gone.pdf"]',
    )
    entry = people(preview).at(0)
    gone = sample.campaign_file.parent / "gone.pdf"
    gone.unlink()
    preview.changed([gone])
    page = build(
        around(preview, sample), Spot(CAMPAIGN, "press", entry.uid), State(view=View.FILES)
    )
    (pane,) = page.panes
    assert page.faults
    assert [(one.name, one.note) for one in pane.files] == [
        ("there.csv", "to be attached"),
        ("gone.pdf", "to be attached, and not there"),
    ]


def test_a_letter_at_the_side_that_is_not_there_has_a_title_and_a_reason(
    preview: Preview, sample: SampleWorkspace
) -> None:
    entry = people(preview).at(0)
    for beside, title, why in (
        ("language:zh-Hans", entry.email, "not there in 'zh-Hans'"),
        ("person:none", "Nobody", "not among the contacts"),
    ):
        spot, state = Spot(CAMPAIGN, "press", entry.uid), State(beside=beside)
        page = build(around(preview, sample), spot, state)
        assert (page.faults, page.panes[1].title) == ((), title)
        assert why in page.panes[1].note
