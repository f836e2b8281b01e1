"""The heading above the signatories, in its many forms, and names that stand on its own line."""

from __future__ import annotations

import pytest

from outreach.intake.page import Page, read_page

PARAGRAPH = (
    "We are alarmed by the arrest of five people who did nothing but speak, and we stand with them."
)


def read(below: str) -> Page:
    text = f"Open letter on five arrests today\n\n{PARAGRAPH}\n\n{below}\n"
    return read_page(text.encode(), "page.txt")


def read_html(below: str) -> Page:
    above = f"<!doctype html><html lang=en><h1>Open letter on five arrests</h1><p>{PARAGRAPH}</p>"
    return read_page(f"{above}\n{below}</html>".encode(), "page.html")


def names(page: Page) -> list[str]:
    return [one.name for one in page.statement.signatories]


HEADINGS = [
    "Signed", "Signed,", "Signed:", "Signed by", "SIGNED,", "Signatures", "Signatories,",
    "The undersigned", "The undersigned,", "We, the undersigned:", "Undersigned organizations",
    "Signatory organizations:", "List of signatories", "Co-signed by", "Co-signatories",
    "Gezeichnet,", "Gez.", "Unterzeichnet von", "Unterzeichnende Organisationen:",
    "Die Unterzeichner:innen", "Unterschriften", "Erstunterzeichnende", "Signé,", "Signé par",
    "Les signataires", "Ont signé :", "Les organisations signataires", "Les soussignés,",
    "Firmado,", "Firmado por", "Firmas", "Los abajo firmantes:", "Firman:", "Firmantes",
    "聯署團體", "聯署：", "簽署", "联署组织", "聯名", "签名：",
]  # fmt: skip


@pytest.mark.parametrize("heading", HEADINGS)
def test_forms_of_the_heading(heading: str) -> None:
    page = read(f"{heading}\nExample Rights\nHuman Watch\nTibet Group")
    assert names(page) == ["Example Rights", "Human Watch", "Tibet Group"]
    assert page.heading == heading


@pytest.mark.parametrize(
    ("line", "listed"),
    [
        ("Signed, Example Rights, Human Watch, and Tibet Group", 3),
        ("Signed by Example Rights, Human Watch and Tibet Group.", 3),
        ("Signed by: Example Rights, Human Watch, Tibet Group", 3),
        ("Signatories – Example Rights; Human Watch; Tibet Group", 3),
        ("The undersigned, Example Rights, Human Watch, and Tibet Group", 3),
        ("This statement is signed by Example Rights, Human Watch and Tibet Group", 3),
        ("Gezeichnet, Example Rights, Human Watch und Tibet Group", 3),
        ("Signé par Example Rights, Human Watch et Tibet Group", 3),
        ("Firmado por Example Rights, Human Watch y Tibet Group", 3),
    ],
)
def test_names_on_the_heading_s_line_are_signatories(line: str, listed: int) -> None:
    several = ["Example Rights", "Human Watch", "Tibet Group"][:listed]
    assert names(read(line)) == several
    page = read_html(f"<p>{line}</p><p>Late Org One</p><p>Late Org Two</p>")
    assert names(page) == [*several, "Late Org One", "Late Org Two"]
    assert "Example" not in page.heading


def test_what_follows_a_list_on_one_line_is_doubted() -> None:
    page = read_html(
        "<p>Signed, Example Rights, Human Watch, and Tibet Group</p><p>Late Org One</p>"
    )
    assert [one.message for one in page.problems if one.code == "I205"] == [
        "“Late Org One” stands apart from the list and was taken as a signatory"
    ]


def test_a_single_name_on_the_heading_s_line_is_taken_and_doubted() -> None:
    page = read_html("<p>Signed by Example Rights<br>Human Watch<br>Tibet Group</p>")
    assert names(page) == ["Example Rights", "Human Watch", "Tibet Group"]
    assert page.heading == "Signed by"
    doubted = [one.message for one in page.problems if one.code == "I210"]
    assert doubted == [
        "signatory “Example Rights”: it stood on one line with “Signed by”, without a colon"
    ]


def test_a_list_that_begins_on_the_heading_s_line_goes_on_below() -> None:
    page = read("Signed by: Example Rights, Human Watch,\nTibet Group and Late Org")
    assert names(page) == ["Example Rights", "Human Watch", "Tibet Group", "Late Org"]


@pytest.mark.parametrize(
    "heading",
    [
        "Signed by the following organizations",
        "Signed By The Following Organizations",
        "Signed by 44 organizations",
        "Signed by 44 Organizations Worldwide",
        "Signed on behalf of the following organizations",
        "Signed by Civil Society Groups",
        "Signed by organizations from Europe, Asia, and Africa",
        "Signed (in alphabetical order)",
        "Signatories, in alphabetical order",
        "Signatories as of 3 May 2026",
        "Signed, in order of the alphabet",
        "Unterzeichnet von folgenden Organisationen",
    ],
)
def test_what_only_describes_the_list_is_no_name(heading: str) -> None:
    page = read(f"{heading}\nExample Rights\nHuman Watch\nTibet Group")
    assert names(page) == ["Example Rights", "Human Watch", "Tibet Group"]
    assert page.heading == heading
    assert "I210" not in [one.code for one in page.problems]


@pytest.mark.parametrize(
    "heading", ["Signed by The Order of Scholars", "Signed on behalf of Example Group"]
)
def test_a_heading_that_may_be_a_name_is_doubted(heading: str) -> None:
    page = read(f"{heading}\nExample Rights\nHuman Watch")
    assert names(page) == ["Example Rights", "Human Watch"]
    doubted = [one.message for one in page.problems if one.code == "I210"]
    assert doubted == [f"“{heading}” was taken as the heading of the list"]


def test_how_many_signed_is_no_name() -> None:
    page = read("Signatures\n1,234 of 5,000\nExample Rights\nHuman Watch")
    assert names(page) == ["Example Rights", "Human Watch"]


def test_an_office_below_a_name_is_doubted() -> None:
    page = read(
        "Signed,\nJane Doe\nExecutive Director, Example Rights\nProfessors for Peace\n"
        "Directors Guild\nCo-chair"
    )
    doubted = [one.message for one in page.problems if one.code == "I210"]
    assert doubted == [
        f"signatory “{name}”: it seems to be somebody's office, not a name"
        for name in ("Executive Director, Example Rights", "Co-chair")
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Signed in Paris, London and Rome, the treaty has been forgotten by all who signed it.",
        "Signed petitions, open letters and long marches have not helped.",
        "Signatories Urge Action, Call for Release and Demand Justice",
        "The undersigned organizations, Example Rights among them, have asked for a hearing.",
        "Signed by China, Russia and Iran in 2001, the pact lets them arrest whom they like.",
    ],
)
def test_a_paragraph_that_speaks_of_signing_stays_in_the_text(line: str) -> None:
    page = read(f"{line}\n\n{PARAGRAPH}")
    assert names(page) == []
    assert line in page.statement.body


@pytest.mark.parametrize(
    "label", ["More signatories", "Other signatories:", "Weitere Unterzeichner", "Signatories"]
)
def test_a_second_heading_within_the_list_is_no_name(label: str) -> None:
    page = read_html(
        "<p>Signed by:</p><p>Example Rights<br>Human Watch</p><details>"
        f"<summary>{label}</summary><ul><li>Hidden Org</li></ul></details>"
    )
    assert names(page) == ["Example Rights", "Human Watch", "Hidden Org"]
    assert label in [text for _, text in page.left_out]


def test_every_word_of_the_heading_s_line_is_counted_once() -> None:
    line = "Signed, Example Rights, Human Watch, and Tibet Group"
    page = read(line)
    assert page.words.moved == 6 + len(line.split())
    assert page.words.left_out == 0
