"""What campaign.toml says of languages, files, values and findings that may stand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from campaign_folder import WHOLE, read, refused
from outreach.domain.campaign import ATTACHED, CONTACTS_LANGUAGE, Accepted

MORE = """
language = "de"
fallback = ["fr", "en"]
attachments = ["attachments/map.pdf"]
press_kit = true
values = { deadline = 2024-05-01, message = "Soon" }

[[accept]]
code = "P104"
reason = "the page's order"

[[accept]]
code = "H101"
edition = "congress"
about = "70 characters"
reason = "it is the Member's name"
"""


@pytest.fixture
def translated(folder: Path) -> Path:
    for tag in ("de", "fr"):
        (folder / f"statement.{tag}.md").write_text(f"---\ntitle: In {tag}\n---\nText.\n")
    (folder / "attachments").mkdir()
    (folder / "attachments" / "map.pdf").write_bytes(b"%PDF-1.7")
    return folder


def test_a_campaign_has_its_translations_with_the_same_signatories(translated: Path) -> None:
    campaign = read(translated, WHOLE)
    assert campaign.languages == ("en", "de", "fr")
    assert campaign.statement_in("fr").title == "In fr"
    assert campaign.statement_in("de").signatories == campaign.statement.signatories


def test_what_an_edition_says_of_language_files_and_values(translated: Path) -> None:
    congress = read(translated, WHOLE + MORE).edition("congress")
    assert congress
    assert (congress.language, congress.fallback) == ("de", ("fr", "en"))
    assert (congress.attachments, congress.press_kit) == (("attachments/map.pdf",), ATTACHED)
    assert congress.values == {"deadline": date(2024, 5, 1), "message": "Soon"}
    assert str(congress.place("language")) == "visit/campaign.toml:20:12"


def test_by_default_everybody_reads_her_own_language(folder: Path) -> None:
    press = read(folder, WHOLE).editions[0]
    assert (press.language, press.fallback, press.press_kit) == (CONTACTS_LANGUAGE, (), "")


def test_a_press_kit_may_be_at_an_address(folder: Path) -> None:
    toml = WHOLE + 'press_kit = "https://coalition.example/kit.pdf"\n'
    assert read(folder, toml).editions[1].press_kit == "https://coalition.example/kit.pdf"


def test_accepted_findings_have_a_reason_and_a_place(translated: Path) -> None:
    first, second = read(translated, WHOLE + MORE).accepted
    assert first == Accepted("P104", "the page's order")
    assert second == Accepted("H101", "it is the Member's name", "congress", "70 characters")
    assert str(second.place) == "visit/campaign.toml:30:3"


def test_signatories_are_put_in_alphabetical_order_on_request(folder: Path) -> None:
    (folder / "signatories.txt").write_text("Zeal\nThe Able\nMeek\n")
    ordered = 'signatory_order = "alphabetical-without-articles"\n' + WHOLE
    names = [one.name for one in read(folder, ordered).statement.signatories]
    assert names == ["The Able", "Meek", "Zeal"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('language = "de"', "the statement is not there in 'de' → write statement.de.md"),
        ('fallback = ["en", "fr"]', "the statement is not there in 'fr'"),
        ('attachments = ["map.pdf"]', "there is no map.pdf"),
        ('attachments = ["../map.pdf"]', "../map.pdf is not in the campaign's folder"),
        ('press_kit = "http://x.example"', "press_kit: should be true, to attach it, or the https"),
        ("values = { a = [1] }", "editions.congress.values.a"),
        ('[[accept]]\ncode = "P104"', "accept.0.reason is missing"),
        (
            '[[accept]]\ncode = "P1"\nreason = "x"\nedition = "pres"',
            "there is no edition 'pres' → editions are press, congress",
        ),
    ],
)
def test_what_cannot_be_meant(folder: Path, more: str, expected: str) -> None:
    assert any(expected in line for line in refused(folder, f"{WHOLE}{more}\n"))


def test_a_fault_in_a_translation_is_told(folder: Path) -> None:
    (folder / "statement.de.md").write_text("---\ntitel: X\n---\nText.\n")
    assert any(
        "statement.de.md:2:1: unknown key “titel”" in line for line in refused(folder, WHOLE)
    )
