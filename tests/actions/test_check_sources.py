"""Findings on letters in several languages, and the files that a letter is made of."""

from __future__ import annotations

from pathlib import Path

from outreach.actions.check_sources import at_their_sources, naming_languages
from outreach.domain.campaign import Campaign, Edition
from outreach.domain.statement import Statement
from outreach.errors import Place, Problem

SAID = Problem("H103", "the preheader says the subject again", level="warning")
AT = Place("campaign.toml", 3, 1)
EDITION = Edition("press", "release", "press", "s", places={"template": AT})
CAMPAIGN = Campaign("visit", "Visit", Statement("Free them", "TK", language="en"), (EDITION,))


def named(*languages: str, of: tuple[str, ...] = ("en", "de", "zh-Hant")) -> list[str]:
    return [one.message for one in naming_languages([(tag, SAID) for tag in languages], of)]


def test_what_the_letters_of_some_languages_have_names_them() -> None:
    assert named("en", "de", "zh-Hant", "de") == [SAID.message]
    assert named("zh-Hant") == [f"{SAID.message} (in the zh-Hant letter)"]
    assert named("en", "de", "de") == [f"{SAID.message} (in the en, de letters)"]
    assert named("en", of=("en", "en")) == [SAID.message]


def test_a_leftover_is_looked_for_in_the_letters_own_language(tmp_path: Path) -> None:
    folder, templates = tmp_path / "campaigns" / "visit", tmp_path / "templates"
    (templates / "partials").mkdir(parents=True)
    folder.mkdir(parents=True)
    for name, text in {"campaign.toml": 'title = "TKO"', "statement.md": "\nTK"}.items():
        (folder / name).write_text(text)
    (folder / "statement.de.md").write_text("\n\nTK")
    (templates / "other.html.j2").write_text("TK")
    (templates / "partials" / "asks.html.j2").write_text("<h5>What we ask</h5>")

    def places(language: str, code: str = "T002", text: str = "TK") -> list[str]:
        found = [(language, Problem(code, f"“{text}” is left in the letter", AT))]
        moved = at_their_sources(found, CAMPAIGN, EDITION, folder, templates)
        return [f"{Path(one.place.file).name}:{one.place.line}" for _, one in moved if one.place]

    assert places("en") == ["statement.md:2"]
    assert places("de") == ["statement.de.md:3"]
    assert places("en", "A304", "What we ask") == ["asks.html.j2:1"]
    (templates / "release.txt.j2").write_text("TK")
    assert places("en") == ["campaign.toml:3"]
