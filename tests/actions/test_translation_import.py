"""A translation comes beside its statement, and where the two differ is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from outreach.actions.statement_import import Import, import_statement
from outreach.actions.translation_import import import_translation
from outreach.errors import NeedsFixing, Place, WrongUsage
from outreach.intake.statement_files import read_statement

ENGLISH = """\
A statement on five arrests

3 May 2023

We are alarmed by the arrest of five people who did nothing but speak, and we stand with them.

We urge the government to:

- free them;
- hear them.

Signed by:

Hong Kong Watch
Freiheit e.V.
Tibet House
"""
GERMAN = """\
Eine Erklärung zu fünf Verhaftungen

3. Mai 2023

Wir sind bestürzt über die Verhaftung von fünf Menschen, die nichts taten, als zu sprechen.

Wir fordern die Regierung auf:

- sie freizulassen;
- sie anzuhören.

Unterzeichnet von:

Hong Kong Watch
Freiheit e.V.
Tibet House
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "arrests"
    import_statement(ENGLISH.encode(), "en.txt", folder)
    return folder


def translated(folder: Path, text: str = GERMAN, *, force: bool = False) -> Import:
    return import_translation(text.encode(), "de.txt", folder, "de", force=force)


def messages(done: Import) -> list[str]:
    return [problem.message for problem in done.problems if problem.code == "I214"]


def test_a_translation_is_written_beside_the_statement(folder: Path) -> None:
    signed = (folder / "signatories.txt").read_bytes()
    done = translated(folder)
    assert done.written == (folder / "statement.de.md",)
    statement, problems = read_statement(folder / "statement.de.md", language="de")
    assert (statement.title if statement else "", problems) == (
        "Eine Erklärung zu fünf Verhaftungen",
        (),
    )
    assert messages(done) == []
    assert (folder / "signatories.txt").read_bytes() == signed


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("3. Mai", "4. Mai", "the translation is dated 2023-05-04, the original 2023-05-03"),
        ("- sie anzuhören.\n", "", "the translation has 1 asks, the original 2"),
        ("Tibet House\n", "", "the translation has 2 signatories, the original 3"),
        ("Tibet House", "Haus Tibet", "only the translation is signed by Haus Tibet"),
        ("Tibet House", "Haus Tibet", "only the original is signed by Tibet House"),
    ],
)
def test_differences_are_reported(folder: Path, was: str, now: str, said: str) -> None:
    assert said in messages(translated(folder, GERMAN.replace(was, now)))


SPERRFRIST = "SPERRFRIST: Donnerstag, 26. November 2026, 15:00 Uhr MEZ\n\n"


def embargoed(folder: Path, until: str) -> None:
    file = folder / "campaign.toml"
    file.write_text(f"[embargo]\nuntil = {until}\n{file.read_text('utf-8')}", encoding="utf-8")


def test_another_embargo_is_reported(folder: Path) -> None:
    embargoed(folder, "2026-11-25T06:00:00-05:00")
    (said,) = messages(translated(folder, SPERRFRIST + GERMAN))
    assert said == (
        "the page is embargoed until 2026-11-26 15:00 Europe/Berlin,"
        " campaign.toml says 2026-11-25 06:00 UTC-05:00"
    )


def test_an_embargo_that_the_campaign_lacks_is_reported(folder: Path) -> None:
    done = translated(folder, SPERRFRIST + GERMAN)
    (said,) = [problem for problem in done.problems if problem.code == "I208"]
    assert "the page names an embargo that campaign.toml does not" in said.message
    assert said.place == Place("de.txt", 1)


def test_the_same_embargo_is_no_difference(folder: Path) -> None:
    embargoed(folder, "2026-11-26T09:00:00-05:00")
    assert messages(translated(folder, SPERRFRIST + GERMAN)) == []


def test_translated_names_are_only_counted(folder: Path) -> None:
    chinese = GERMAN.partition("Hong Kong Watch")[0] + "香港監察\n自由會\n西藏之家\n"
    assert messages(translated(folder, chinese)) == []


def test_nothing_is_overwritten_unless_forced(folder: Path) -> None:
    translated(folder)
    with pytest.raises(NeedsFixing, match="exists already"):
        translated(folder)
    translated(folder, force=True)


def test_a_translation_needs_a_campaign_and_another_language(folder: Path) -> None:
    with pytest.raises(NeedsFixing, match="no campaign"):
        translated(folder.parent / "nothing")
    with pytest.raises(NeedsFixing, match="is in “en” itself"):
        import_translation(ENGLISH.encode(), "en.txt", folder, "en")
    with pytest.raises(WrongUsage):
        import_translation(ENGLISH.encode(), "en.txt", folder, "../x")
