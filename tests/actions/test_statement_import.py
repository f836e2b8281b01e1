"""Importing a page writes a whole campaign, or nothing."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from outreach.actions.statement_import import import_statement
from outreach.errors import NeedsFixing, OutreachError, Place
from outreach.intake.campaign_files import read_campaign
from outreach.intake.signatory_files import read_signatories
from outreach.intake.statement_files import read_statement

PAGE = files("outreach").joinpath("samples/statement-page.txt").read_bytes()
TOML = 'title = "A campaign"\n'
PAGES = Path(__file__).parents[1] / "intake" / "pages"
FILES = ["campaign.toml", "signatories.txt", "statement.md"]


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_page_becomes_a_campaign(tmp_path: Path) -> None:
    folder = tmp_path / "campaigns" / "visit"
    done = import_statement(PAGE, "page.txt", folder, campaign_toml=TOML)
    assert listing(folder) == FILES
    assert sorted(path.name for path in done.written) == FILES
    assert (folder / "campaign.toml").read_text(encoding="utf-8") == TOML
    statement, problems = read_statement(folder / "statement.md")
    assert (statement.title if statement else "", problems) == (done.page.statement.title, ())
    signatories, _ = read_signatories(folder / "signatories.txt")
    assert signatories == done.page.statement.signatories
    assert len(signatories) == 44
    assert listing(folder.parent) == ["visit"]


def test_the_claim_of_an_order_stays_above_the_names(tmp_path: Path) -> None:
    import_statement(PAGE, "page.txt", tmp_path / "visit", campaign_toml=TOML)
    first = (tmp_path / "visit" / "signatories.txt").read_text(encoding="utf-8").split("\n")[0]
    assert first == "# Signed by (in alphabetical order):"


def test_an_existing_campaign_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "visit").mkdir()
    with pytest.raises(NeedsFixing, match="exists already"):
        import_statement(PAGE, "page.txt", tmp_path / "visit", campaign_toml=TOML)
    assert listing(tmp_path / "visit") == []


def test_force_replaces_the_statement_and_keeps_what_people_wrote(tmp_path: Path) -> None:
    folder = tmp_path / "visit"
    (folder / "attachments").mkdir(parents=True)
    (folder / "campaign.toml").write_text("mine", encoding="utf-8")
    (folder / "statement.md").write_text("old", encoding="utf-8")
    done = import_statement(PAGE, "page.txt", folder, campaign_toml=TOML, force=True)
    assert listing(folder) == ["attachments", *FILES]
    assert (folder / "campaign.toml").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in done.written) == ["signatories.txt", "statement.md"]
    assert read_statement(folder / "statement.md")[0] is not None
    assert listing(tmp_path) == ["visit"]


def test_a_page_without_a_statement_leaves_no_trace(tmp_path: Path) -> None:
    with pytest.raises(NeedsFixing, match="holds no statement"):
        import_statement(b"Skip to content\n", "page.txt", tmp_path / "a", campaign_toml=TOML)
    assert listing(tmp_path) == []


def test_a_failing_disk_leaves_the_old_campaign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "visit"
    folder.mkdir()
    (folder / "statement.md").write_text("old", encoding="utf-8")
    rename = Path.rename

    def full(source: Path, target: Path) -> Path:
        if source.name == "new":
            raise OSError(28, "No space left on device")
        return rename(source, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(OutreachError, match="No space left"):
        import_statement(PAGE, "page.txt", folder, campaign_toml=TOML, force=True)
    assert (folder / "statement.md").read_text(encoding="utf-8") == "old"
    assert listing(tmp_path) == ["visit"]


def test_a_parent_that_is_a_file_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "campaigns").write_text("", encoding="utf-8")
    with pytest.raises(OutreachError, match="cannot write"):
        import_statement(PAGE, "p.txt", tmp_path / "campaigns" / "visit", campaign_toml=TOML)


EMBARGOED = b"""\
EMBARGOED UNTIL 6:00 a.m. ET, April 24, 2024

What a headline this is today

We are alarmed by the arrest of five people who did nothing but speak, and we stand with them.
"""
EMBARGO = '[embargo]\nuntil = 2024-04-24T06:00:00\ntimezone = "America/New_York"\n'


def test_the_pages_embargo_goes_into_the_campaign_file(tmp_path: Path) -> None:
    folder = tmp_path / "visit"
    done = import_statement(EMBARGOED, "p.txt", folder)
    toml = (folder / "campaign.toml").read_text(encoding="utf-8")
    assert EMBARGO in toml
    assert "# [embargo]" not in toml
    table = tomllib.loads(toml)
    assert table["embargo"]["timezone"] == "America/New_York"
    assert table["editions"]["press"]["release"] == "under-embargo"
    assert "release" not in table["editions"]["congress"]
    assert "I208" not in [problem.code for problem in done.problems]


def test_an_embargo_never_goes_into_a_campaign_file_that_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "visit"
    folder.mkdir()
    (folder / "campaign.toml").write_text(TOML, encoding="utf-8")
    done = import_statement(EMBARGOED, "p.txt", folder, campaign_toml=TOML, force=True)
    (missing,) = [problem for problem in done.problems if problem.code == "I208"]
    assert (folder / "campaign.toml").read_text(encoding="utf-8") == TOML
    assert "until = 2024-04-24T06:00:00" in missing.hint
    assert missing.place == Place("p.txt", 1)
    (folder / "campaign.toml").write_text(f"{TOML}\n{EMBARGO}", encoding="utf-8")
    again = import_statement(EMBARGOED, "p.txt", folder, campaign_toml=TOML, force=True)
    assert "I208" not in [problem.code for problem in again.problems]


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ('2024-04-24T12:00:00\ntimezone = "Europe/Berlin"', None),
        ("2024-04-24T10:00:00Z", None),
        ("2024-04-25T10:00:00Z", "campaign.toml says 2024-04-25 10:00 UTC"),
        ("2024-04-24T06:00:00", "campaign.toml says one that cannot be read"),
        ('2024-04-24T06:00:00\ntimezone = "Europe/Atlantis"', "says one that cannot be read"),
    ],
)
def test_the_same_moment_in_another_zone_is_the_same_embargo(
    tmp_path: Path, until: str, said: str | None
) -> None:
    folder = tmp_path / "visit"
    folder.mkdir()
    toml = f"{TOML}[embargo]\nuntil = {until}\n"
    (folder / "campaign.toml").write_text(toml, encoding="utf-8")
    done = import_statement(EMBARGOED, "p.txt", folder, force=True)
    messages = [problem.message for problem in done.problems if problem.code == "I208"]
    assert len(messages) == (said is not None)
    assert all(said in message for message in messages if said)


GERMAN = """\
Eine Erklärung zu fünf Verhaftungen

3. Mai 2023

Wir sind bestürzt über die Verhaftung von fünf Menschen, die nichts taten, als zu sprechen.
"""


def test_the_campaign_file_fits_the_page_s_language(tmp_path: Path) -> None:
    import_statement(GERMAN.encode(), "de.txt", tmp_path / "de")
    toml = (tmp_path / "de" / "campaign.toml").read_text(encoding="utf-8")
    editions = tomllib.loads(toml)["editions"]
    assert "language" not in editions["congress"]
    assert '# language = "en"' in toml
    assert editions["press"]["subject"] == "{{ statement.title }}"
    assert "organizations" not in toml
    assert read_campaign(tmp_path / "de")[1] == ()
    import_statement(PAGE, "page.txt", tmp_path / "en")
    english = tomllib.loads((tmp_path / "en" / "campaign.toml").read_text(encoding="utf-8"))
    assert english["editions"]["congress"]["language"] == "en"


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.toml")), ids=lambda path: path.stem)
def test_what_is_written_reads_back_as_it_was_read(page: Path, tmp_path: Path) -> None:
    (file,) = (path for path in PAGES.glob(f"{page.stem}.*") if path != page)
    folder = tmp_path / "visit"
    done = import_statement(file.read_bytes(), file.name, folder, campaign_toml=TOML)
    statement, problems = read_statement(folder / "statement.md")
    signatories, more = read_signatories(folder / "signatories.txt")
    assert (*problems, *more) == ()
    assert statement
    assert replace(statement, signatories=signatories) == done.page.statement
