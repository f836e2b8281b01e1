"""What everybody will get, while the files change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from outreach.actions.check import check_campaign
from outreach.actions.content import content_of
from outreach.actions.enclosures import Folders
from outreach.actions.letters import letter_for
from outreach.actions.preview import Opened, Preview, Shown
from outreach.actions.selection import selection
from outreach.domain.contact import Contact
from outreach.errors import NeedsFixing, WrongUsage
from outreach.store.erasure import erase
from sample_workspace import (
    CAMPAIGN,
    NOW,
    SampleWorkspace,
    copied,
    everyone,
    people,
    previewing,
    read,
    until,
)

GERMAN = "---\ntitle: Freiheit\nlanguage: de\n---\n\nWir fordern Sie auf, sie freizulassen.\n"


@pytest.fixture
def sample(tmp_path: Path) -> SampleWorkspace:
    return copied(tmp_path)


@pytest.fixture
def preview(sample: SampleWorkspace) -> Iterator[Preview]:
    with previewing(sample.home) as found:
        yield found


# --- who, and what --------------------------------------------------------------------------------


@pytest.mark.parametrize("edition", ["press", "congress", "signatories"])
def test_for_each_recipient_the_letter_is_the_one_that_render_prints(
    preview: Preview, sample: SampleWorkspace, edition: str
) -> None:
    campaign, settings = sample.read(CAMPAIGN)
    noun = campaign.edition(edition)
    assert noun
    folders = Folders(sample.campaign_file.parent, sample.templates)
    roster = people(preview, edition)
    with closing(sample.open_store()) as db:
        chosen = [one for one in selection(db, campaign, noun) if isinstance(one, Contact)]
        assert everyone(roster) == [one.email for one in chosen]
        assert preview.first(CAMPAIGN, edition) == chosen[0].uid
        content = content_of(campaign, noun, settings, NOW, folders)
        for contact in chosen[::5]:
            shown = preview.letter(CAMPAIGN, edition, contact.uid)
            assert (shown.faults, shown.sent) == ((), False)
            assert (shown.letter, shown.name) == letter_for(
                db, content, sample.templates, contact.email, NOW
            )
            assert (shown.email, shown.language) == (contact.email, "en")


def test_each_edition_has_its_counts_and_those_left_out_their_reasons(
    preview: Preview, sample: SampleWorkspace
) -> None:
    def counts() -> list[tuple[int | None, int | None]]:
        return [(one.recipients, one.excluded) for one in preview.campaign(CAMPAIGN).editions]

    until(lambda: (None, None) not in counts())
    assert counts() == [(39, 0), (19, 3), (44, 0)]
    roster = people(preview, "congress")
    assert (roster.total, roster.excluded_total) == (19, 3)
    assert roster.reasons == {"somebody else of the office gets its letter": 3}
    names = {one.name for one in roster.page("", 0, 99)[1]}
    for one in roster.left_out()[1]:
        assert one.reason.removesuffix(" gets the office's letter") in names


@pytest.mark.parametrize("edition", ["press", "congress"])
def test_the_findings_are_those_of_check(
    preview: Preview, sample: SampleWorkspace, edition: str
) -> None:
    sample.edit(sample.templates / "press-release.html.j2", "<p", "<p>TODO</p><p")
    campaign, settings = sample.read(CAMPAIGN)
    roster, found = read(preview, edition)
    with closing(sample.open_store()) as db:
        folder, noun = sample.campaign_file.parent, campaign.edition(edition)
        assert noun
        expected = check_campaign(db, campaign, folder, settings, sample.templates, NOW, [noun])
    assert [*found.edition] == [one for one in expected if one.edition == edition]
    assert [*found.campaign] == [one for one in expected if one.edition is None]
    assert found.edition
    assert (roster.state, roster.read) == ("done", roster.total)
    assert {one.message for one in roster.page("", 0, 99)[1]} == {1}


def test_who_is_left_out_and_who_is_unknown_has_no_letter_but_a_reason(
    preview: Preview, sample: SampleWorkspace
) -> None:
    left = people(preview, "congress").left_out()[1][0]
    shown = preview.letter(CAMPAIGN, "congress", left.uid)
    assert (shown.letter, shown.no_recipient) == (None, True)
    (fault,) = shown.faults
    assert fault.message == f"{left.email} is left out of congress: {left.reason}"
    shown = preview.letter(CAMPAIGN, "press", left.uid)
    assert shown.faults[0].message == f"{left.email} is not in the audience of press"
    for edition, one in (("congress", fault), ("press", shown.faults[0])):
        noun = sample.read(CAMPAIGN)[0].edition(edition)
        assert noun
        assert one.place == noun.place("audience")
        asked = f"outreach audience --campaign {CAMPAIGN} --edition {edition} --why {left.email}"
        assert one.hint == f"see why: {asked}"
    stranger = preview.letter(CAMPAIGN, "press", "stranger")
    assert stranger.faults[0].message == "this person is not among the contacts"


def test_who_was_erased_is_called_by_the_address_she_had(
    preview: Preview, sample: SampleWorkspace
) -> None:
    one, other = people(preview).page("", 0, 2)[1]
    seen = preview.letter(CAMPAIGN, "press", one.uid)
    with closing(sample.open_store()) as db:
        for gone in (one, other):
            erase(db, gone.email, NOW, set())
    for gone, last in ((one, seen.letter), (other, None)):
        shown = preview.letter(CAMPAIGN, "press", gone.uid)
        assert [fault.message for fault in shown.faults] == [
            f"{gone.email} is not among the contacts"
        ]
        assert (shown.letter, shown.no_recipient) == (last, True)


def test_what_there_is_none_of_is_refused_as_usage(preview: Preview) -> None:
    for ask in (preview.roster, preview.findings, preview.first):
        with pytest.raises(WrongUsage, match="no edition 'pres'"):
            ask(CAMPAIGN, "pres")
        with pytest.raises(WrongUsage, match="no campaign"):
            ask("../etc", "press")
    with pytest.raises(WrongUsage):
        preview.letter(CAMPAIGN, "pres", "x")
    assert preview.campaigns() == [CAMPAIGN]


def test_a_contact_that_cannot_be_written_to_hides_nobody_elses_letter(
    preview: Preview, sample: SampleWorkspace
) -> None:
    sample.edit(sample.templates / "press-release.html.j2", "<p", "<p>{{ contact.city }}</p><p")
    with closing(sample.open_store()) as db:
        db.execute("UPDATE contacts SET city = 'Graz' WHERE uid <> 'sample0005'")
        db.execute("UPDATE contacts SET city = '' WHERE uid = 'sample0005'")
    roster, _ = read(preview)
    broken = [one.uid for one in roster.page("", 0, 99)[1] if one.fault]
    assert broken == ["sample0005"]
    assert roster.worst()[0][0] == "fault"
    assert preview.letter(CAMPAIGN, "press", "sample0005").letter is None
    assert preview.letter(CAMPAIGN, "press", "sample0001").faults == ()


# --- languages ------------------------------------------------------------------------------------


def test_the_same_recipient_as_if_she_read_another_language(sample: SampleWorkspace) -> None:
    (sample.campaign_file.parent / "statement.de.md").write_text(GERMAN)
    with closing(sample.open_store()) as db:
        db.execute("UPDATE contacts SET language = 'de-AT' WHERE uid = 'sample0001'")
    with previewing(sample.home) as preview:
        for edition, own in (("press", "de"), ("congress", "en")):
            uid = preview.first(CAMPAIGN, edition)
            letters = {tag: preview.letter(CAMPAIGN, edition, uid, tag) for tag in ("", "de", "en")}
            assert letters[""].languages == ("en", "de")
            assert letters[""].letter == letters[own].letter
            assert [letters[tag].language for tag in ("", "de", "en")] == [own, "de", "en"]
            german = letters["de"].letter
            assert german
            assert "Wir fordern Sie auf" in german.text
        unknown = preview.letter(CAMPAIGN, "press", "sample0002", "fr")
        assert unknown.letter is None
        assert "not there in 'fr'" in unknown.faults[0].message
        other = people(preview).differs("sample0001")
        assert other
        assert other.language == "en"


# --- while files change ---------------------------------------------------------------------------


def without_eml(shown: Shown) -> Shown:
    """The boundaries between its parts are others each time."""
    return replace(shown, eml=b"")


def changed(preview: Preview, path: Path) -> None:
    preview.changed([path])


def test_a_template_that_is_saved_is_shown_and_one_that_is_broken_covers_the_last_good(
    preview: Preview, sample: SampleWorkspace
) -> None:
    file = sample.templates / "press-release.html.j2"
    before = preview.letter(CAMPAIGN, "press", "sample0001")
    whole = file.read_text()
    changed(preview, sample.edit(file, "<p", "<p>Fresh</p><p"))
    fresh = preview.letter(CAMPAIGN, "press", "sample0001")
    assert fresh.letter
    assert preview.letter(CAMPAIGN, "press", "sample0001").eml == fresh.eml
    assert "Fresh" in fresh.letter.html
    changed(preview, sample.edit(file, "Fresh", "{{ Fresh"))
    broken = preview.letter(CAMPAIGN, "press", "sample0001")
    assert broken.letter == fresh.letter
    (fault,) = broken.faults
    assert fault.place
    assert fault.place.file == str(file)
    assert preview.letter(CAMPAIGN, "press", "sample0002").letter is None
    file.write_text(whole)
    changed(preview, file)
    assert without_eml(preview.letter(CAMPAIGN, "press", "sample0001")) == without_eml(before)


def test_a_campaign_file_that_is_broken_leaves_what_it_said(
    preview: Preview, sample: SampleWorkspace
) -> None:
    before = preview.letter(CAMPAIGN, "press", "sample0001")
    roster = people(preview)
    changed(preview, sample.edit(sample.campaign_file, "[editions.press]", "[editions.press"))
    opened: Opened = preview.campaign(CAMPAIGN)
    assert opened.faults
    assert opened.faults[0].place
    assert [one.edition.name for one in opened.editions] == ["press", "congress", "signatories"]
    shown = preview.letter(CAMPAIGN, "press", "sample0001")
    assert (shown.letter, shown.faults) == (before.letter, opened.faults)
    other = preview.letter(CAMPAIGN, "press", "sample0002")
    assert other.letter, "made by what the file said last"
    assert other.faults == opened.faults
    _, found = read(preview)
    assert opened.faults[0] in found.campaign
    assert preview.roster(CAMPAIGN, "press") is roster
    changed(preview, sample.edit(sample.campaign_file, "[editions.press", "[editions.press]"))
    assert without_eml(preview.letter(CAMPAIGN, "press", "sample0001")) == without_eml(before)
    assert preview.campaign(CAMPAIGN).faults == ()


def test_a_campaign_that_never_could_be_read_is_refused(sample: SampleWorkspace) -> None:
    sample.edit(sample.campaign_file, "[editions.press]", "[editions.press")
    with previewing(sample.home) as preview, pytest.raises(NeedsFixing):
        preview.campaign(CAMPAIGN)


# --- editions that wait ---------------------------------------------------------------------------


def test_for_an_edition_that_waits_others_stand_in(
    preview: Preview, sample: SampleWorkspace
) -> None:
    audience = 'audience = "signatory signed:blinken-china-visit"'
    waits = f'audience = "press topic:china -email:{{}} received:{CAMPAIGN}/press"'
    roster = people(preview, "press")
    asked = waits.format(roster.at(0).email)
    file = sample.edit(sample.campaign_file, audience, asked)
    sample.edit(file, "{{ organisation.signed_name }}", "{{ contact.name or 'you' }}")
    sample.edit(file, 'template = "signatory-notice"', 'template = "press-release"')
    changed(preview, file)
    standing_in, found = read(preview, "signatories")
    assert "nobody has been sent" in standing_in.note
    assert 0 < standing_in.total < roster.total
    assert set(everyone(standing_in)) < set(everyone(roster)) - {roster.at(0).email}
    assert "audience-waits" in {one.code for one in found.edition}
    one = standing_in.at(0)
    assert one.message == 1
    assert preview.letter(CAMPAIGN, "signatories", one.uid).letter
    assert preview.letter(CAMPAIGN, "signatories", roster.at(0).uid).letter is None
