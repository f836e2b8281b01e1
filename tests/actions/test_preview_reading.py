"""The thread that reads on while letters are shown, and what ends or turns it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from outreach.actions.preview import Preview
from outreach.actions.preview_reading import NO_STORE
from outreach.domain.contact import Reason, Suppression
from outreach.errors import StoreLocked, StoreMissing
from outreach.store.database import Store
from outreach.store.suppressions import suppress
from sample_workspace import CAMPAIGN, NOW, SampleWorkspace, copied, previewing, read, until


@pytest.fixture
def sample(tmp_path: Path) -> SampleWorkspace:
    return copied(tmp_path)


@pytest.fixture
def preview(sample: SampleWorkspace) -> Iterator[Preview]:
    with previewing(sample.home) as found:
        yield found


def changed(preview: Preview, path: Path) -> None:
    preview.changed([path])


def test_an_edited_template_leaves_the_people_and_an_edited_audience_does_not(
    preview: Preview, sample: SampleWorkspace
) -> None:
    roster, _ = read(preview)
    file = sample.templates / "press-release.html.j2"
    branch = "{% if contact.name > 'M' %}<p>Late</p>{% endif %}<p"
    changed(preview, sample.edit(file, "<p", branch))
    assert preview.findings(CAMPAIGN, "press").progress
    again, _ = read(preview)
    assert again is roster
    assert {one.message for one in again.page("", 0, 99)[1] if not one.fault} == {1, 2}
    other = again.differs("sample0001")
    assert other
    assert other.message == 2
    changed(preview, sample.edit(sample.campaign_file, '"press -tag', '"press topic:china -tag'))
    until(lambda: preview.roster(CAMPAIGN, "press") is not roster)
    assert 0 < read(preview)[0].total < roster.total


def test_an_audience_that_cannot_be_read_is_told_on_the_roster_and_by_check(
    preview: Preview, sample: SampleWorkspace
) -> None:
    read(preview)
    changed(preview, sample.edit(sample.campaign_file, '"press -tag', '"committee:ZZZZ -tag'))
    until(lambda: preview.roster(CAMPAIGN, "press").state == "failed")
    _, found = read(preview)
    faults = preview.roster(CAMPAIGN, "press").faults
    opened = preview.campaign(CAMPAIGN).editions[0]
    assert (opened.recipients, opened.fault) == (None, faults[0].message)
    assert [one.code for one in faults] == ["audience"]
    assert faults[0] in found.edition
    assert preview.letter(CAMPAIGN, "press", "sample0001").faults == faults
    changed(preview, sample.edit(sample.campaign_file, '"committee:ZZZZ -tag', '"press -tag'))
    until(lambda: preview.roster(CAMPAIGN, "press").state == "done")
    assert preview.roster(CAMPAIGN, "press").faults == ()
    assert preview.campaign(CAMPAIGN).editions[0].fault == ""


def test_of_an_edition_that_nobody_opened_it_is_told_too_why_it_cannot_be_counted(
    preview: Preview, sample: SampleWorkspace
) -> None:
    preview.changed([sample.edit(sample.campaign_file, '"press -tag', '"committee:ZZZZ -tag')])
    preview.roster(CAMPAIGN, "congress")
    until(lambda: preview.campaign(CAMPAIGN).editions[0].fault != "")
    assert "ZZZZ" in preview.campaign(CAMPAIGN).editions[0].fault


def test_an_audience_of_nobody_says_so_with_its_place(
    preview: Preview, sample: SampleWorkspace
) -> None:
    sample.edit(sample.campaign_file, '"press -tag', '"press -press -tag')
    roster, found = read(preview)
    assert roster.nobody in found.edition
    assert roster.nobody
    assert roster.nobody.place
    assert (roster.note, preview.campaign(CAMPAIGN).editions[0].recipients) == ("", 0)


def test_what_another_program_writes_to_the_store_is_noticed(
    sample: SampleWorkspace,
) -> None:
    moved = Event()
    with previewing(sample.home, moved.set) as preview:
        roster, _ = read(preview)
        time.sleep(0.1)
        moved.clear()
        with closing(sample.open_store()) as db:
            db.execute("UPDATE contacts SET name = 'Zed Zed', updated_at = '2030' WHERE id = 1")
            suppress(db, Suppression(roster.at(1).email, Reason.BOUNCE, NOW))
        assert preview.letter(CAMPAIGN, "press", "sample0001").name == "Zed Zed"
        assert moved.wait(60)
        until(lambda: preview.roster(CAMPAIGN, "press").excluded_total == 1)
        assert preview.roster(CAMPAIGN, "press").page("zed")[0] == 1


def test_two_pages_that_ask_in_turn_both_get_an_answer(preview: Preview) -> None:
    names = ("press", "congress", "signatories")
    until(lambda: {preview.findings(CAMPAIGN, name).progress for name in names} == {""})
    assert [preview.roster(CAMPAIGN, name).state for name in names] == ["done"] * 3


def test_the_edition_opened_last_is_read_first(sample: SampleWorkspace) -> None:
    began, go, seen = Event(), Event(), list[str]()

    def moved() -> None:
        began.set()
        go.wait(60)
        seen.append(preview.roster(CAMPAIGN, "press").state)
        seen.append(preview.roster(CAMPAIGN, "congress").state)

    with previewing(sample.home, moved) as preview:
        preview.roster(CAMPAIGN, "press")
        assert began.wait(60)
        assert preview.roster(CAMPAIGN, "press").total < 39
        preview.roster(CAMPAIGN, "congress")
        go.set()
        read(preview, "press")
    pairs = list(zip(seen[::2], seen[1::2], strict=True))
    first = next(pair for pair in pairs if pair != ("reading people", "reading people"))
    assert first == ("reading people", "reading letters")


def test_what_changes_ends_the_reading_under_way(sample: SampleWorkspace) -> None:
    began, go = Event(), Event()

    def moved() -> None:
        began.set()
        go.wait(60)

    with previewing(sample.home, moved) as preview:
        half = preview.roster(CAMPAIGN, "press")
        assert began.wait(60)
        half = preview.roster(CAMPAIGN, "press")
        changed(preview, sample.edit(sample.campaign_file, '"press -tag', '"press email:x@y.test'))
        go.set()
        roster, _ = read(preview)
        assert half.total < 39
        assert (roster.total, roster.state) == (0, "done")


# --- stores that cannot be read -------------------------------------------------------------------


def test_without_a_store_it_is_said_how_to_make_one(sample: SampleWorkspace) -> None:
    with previewing(replace(sample.home, open_store=None)) as preview:
        roster, found = read(preview)
        assert (roster.total, roster.state) == (0, "done")
        assert roster.note == NO_STORE
        assert preview.first(CAMPAIGN, "press") == ""
        assert "no-contacts" in {one.code for one in found.campaign}
        assert "no contact store" in preview.letter(CAMPAIGN, "press", "x").faults[0].message


def test_a_store_that_appears_later_is_read(sample: SampleWorkspace) -> None:
    store, away = sample.root / "contacts.db", sample.root / "away.db"
    shutil.move(store, away)
    with previewing(sample.home) as preview:
        assert read(preview)[0].note == NO_STORE
        assert preview.letter(CAMPAIGN, "press", "sample0001").faults
        shutil.move(away, store)
        until(lambda: preview.roster(CAMPAIGN, "press").total == 39)
        assert preview.letter(CAMPAIGN, "press", "sample0001").letter


def test_a_store_that_cannot_be_read_is_a_fault_and_no_dead_thread(
    sample: SampleWorkspace,
) -> None:
    refusals: list[Exception] = [StoreLocked("it is locked", "wait")]

    def opened() -> Store:
        if refusals:
            raise refusals[0]
        return sample.open_store()

    with previewing(replace(sample.home, open_store=opened)) as preview:
        until(lambda: preview.roster(CAMPAIGN, "press").state == "failed")
        assert [one.message for one in preview.roster(CAMPAIGN, "press").faults] == ["it is locked"]
        assert preview.letter(CAMPAIGN, "press", "sample0001").faults[0].hint == "wait"
        refusals[0] = RuntimeError("Ana Ruiz <ana@x.example>")
        changed(preview, sample.campaign_file)
        until(lambda: "RuntimeError" in str(preview.roster(CAMPAIGN, "press").faults))
        assert "Ana" not in str(preview.roster(CAMPAIGN, "press").faults)
        refusals[0] = StoreMissing("gone")
        changed(preview, sample.campaign_file)
        until(lambda: preview.roster(CAMPAIGN, "press").state == "done")
        refusals.clear()
        until(lambda: preview.roster(CAMPAIGN, "press").total == 39)
