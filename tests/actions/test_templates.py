"""Templates of one's own: made from what is there, and writing over nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import one_of_everything as golden
from outreach.actions.start import starter_templates
from outreach.actions.templates import list_templates, names, new_template
from outreach.errors import OutreachError, WrongUsage

STARTERS = starter_templates()
HTML = (
    '{#- For a test. -#}\n{% extends "layouts/base.html.j2" %}\n{% block letter %}x{% endblock %}\n'
)
TEXT = '{% extends "layouts/base.txt.j2" %}\n{% block letter %}x{% endblock %}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace's templates as `init` makes them."""
    return Path(shutil.copytree(STARTERS, tmp_path / "email"))


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in files}


class TestList:
    def test_says_of_each_what_it_is_for_and_who_uses_it(self, folder):
        listed = {one.name: one for one in list_templates(folder, [golden.campaign("correction")])}
        assert list(listed) == [
            "congress-letter",
            "correction",
            "follow-up",
            "press-release",
            "reminder",
            "signatory-notice",
        ]
        assert listed["press-release"].purpose.startswith("To the press: ")
        assert "\n" not in listed["correction"].purpose
        assert listed["correction"].used_by == (("sample", "sample"),)
        assert listed["reminder"].used_by == ()
        assert all(one.has_text for one in listed.values())

    def test_every_starter_has_all_its_words_in_every_language(self, folder):
        for one in list_templates(folder, []):
            assert one.languages == ("de", "en", "es", "fr", "zh-Hans", "zh-Hant")
            assert one.missing == {}

    def test_a_language_that_lacks_a_word_is_one_it_cannot_be_printed_in(self, folder):
        german = folder / "words" / "de.toml"
        lines = german.read_text(encoding="utf-8").splitlines(keepends=True)
        german.write_text("".join(one for one in lines if not one.startswith("end-mark")))
        listed = {one.name: one for one in list_templates(folder, [])}
        assert listed["press-release"].missing == {"de": ("end-mark",)}
        assert "de" not in listed["press-release"].languages
        assert "de" in listed["reminder"].languages

    def test_one_without_a_comment_or_a_text_part_is_listed_all_the_same(self, folder):
        (folder / "bare.html.j2").write_text("<p>x</p>")
        (bare,) = [one for one in list_templates(folder, []) if one.name == "bare"]
        assert (bare.purpose, bare.has_text) == ("", False)

    def test_words_that_are_no_toml_have_no_words(self, folder):
        (folder / "words" / "xx.toml").write_text("= broken")
        (one, *_) = list_templates(folder, [])
        assert "xx" in one.missing

    def test_templates_that_include_each_other_in_a_ring_are_listed(self, folder):
        (folder / "ring.html.j2").write_text('{% include "ring.html.j2" %}')
        assert "ring" in [one.name for one in list_templates(folder, [])]


class TestNew:
    def test_writes_both_parts_from_the_workspaces_own_template(self, folder):
        (folder / "mine.html.j2").write_text(HTML)
        (folder / "mine.txt.j2").write_text(TEXT)
        made = new_template(folder, "mine-short", "mine", STARTERS)
        assert [path.name for path in made.written] == ["mine-short.html.j2", "mine-short.txt.j2"]
        begun = (folder / "mine-short.html.j2").read_text()
        assert (
            begun.splitlines()[0] == "{#- mine-short, begun from mine: say here what it is for. -#}"
        )
        assert "For a test." not in begun
        assert (folder / "mine-short.txt.j2").read_text() == TEXT

    @pytest.mark.parametrize("source", names(STARTERS))
    def test_a_copy_uses_what_its_source_uses(self, folder, source):
        assert new_template(folder, "copy", source, STARTERS).missing == {}
        listed = {one.name: one for one in list_templates(folder, [])}
        assert listed["copy"].languages == listed[source].languages
        html = [
            (folder / f"{name}.html.j2").read_text().split("-#}", 1)[1] for name in (source, "copy")
        ]
        assert html[0] == html[1]

    def test_a_starter_brings_what_the_workspace_lacks_and_changes_nothing_in_it(self, tmp_path):
        folder = tmp_path / "email"
        (folder / "layouts").mkdir(parents=True)
        (folder / "layouts" / "base.html.j2").write_text("mine")
        made = new_template(folder, "appeal", "reminder", STARTERS)
        assert (folder / "layouts" / "base.html.j2").read_text() == "mine"
        assert made.missing == {}
        assert {path.relative_to(folder).as_posix() for path in made.written} >= {
            *("appeal.html.j2", "appeal.txt.j2", "layouts/base.txt.j2"),
            *("partials/style.html.j2", "words/en.toml"),
        }
        assert not (folder / "reminder.html.j2").exists()
        assert not (folder / "partials" / "quotes.html.j2").exists()

    def test_words_that_the_workspaces_own_files_lack_are_named(self, tmp_path):
        folder = tmp_path / "email"
        (folder / "words").mkdir(parents=True)
        (folder / "words" / "de.toml").write_text('greeting = "Guten Tag"\n')
        made = new_template(folder, "appeal", "reminder", STARTERS)
        assert "reminder-mark" in made.missing["de"]
        assert set(made.missing) == {"de"}

    def test_writes_over_nothing(self, folder):
        (folder / "taken.txt.j2").write_text("mine")
        before = contents(folder)
        with pytest.raises(WrongUsage, match="there is a template taken already"):
            new_template(folder, "taken", "reminder", STARTERS)
        assert contents(folder) == before

    @pytest.mark.parametrize(
        "name", ["", "Press", "../up", "a/b", "press release", "-a", "a-", "press.html", "a" * 65]
    )
    def test_a_name_that_is_no_name_is_refused(self, folder, name):
        before = contents(folder)
        with pytest.raises(WrongUsage, match="cannot name a template"):
            new_template(folder, name, "reminder", STARTERS)
        assert contents(folder) == before

    def test_an_unknown_source_is_refused_with_the_near_one(self, folder):
        with pytest.raises(WrongUsage, match="no template 'remindr'") as refusal:
            new_template(folder, "mine", "remindr", STARTERS)
        assert refusal.value.hint == "did you mean reminder?"

    def test_a_source_without_a_text_part_is_refused(self, folder):
        (folder / "half.html.j2").write_text(HTML)
        with pytest.raises(WrongUsage, match=r"half has no half\.txt\.j2"):
            new_template(folder, "mine", "half", STARTERS)
        assert not (folder / "mine.html.j2").exists()

    def test_a_place_that_cannot_be_written_is_one_sentence(self, tmp_path):
        (tmp_path / "email").write_text("a file")
        with pytest.raises(OutreachError, match="cannot write"):
            new_template(tmp_path / "email", "mine", "reminder", STARTERS)
