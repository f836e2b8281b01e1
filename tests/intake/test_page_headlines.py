"""Headlines of every length are titles, menus are none, typed Markdown headings are headings."""

from __future__ import annotations

import pytest

from outreach.intake.page import Page, read_page

PARAGRAPH = (
    "We are alarmed by the arrest of five people who did nothing but speak, and we stand with them."
)
LONG = (
    "27 Human Rights, Labor and Press Freedom Organizations Urge Zubrovia to Release Journalist "
    "Emily Rossington and Repeal the Publications Act"
)
ASKS = "Why Has Nobody Been Tried for the Deaths of Four Hundred Miners in Lutz?"


def read(text: str) -> Page:
    return read_page(text.encode(), "page.txt")


def codes(page: Page) -> list[str]:
    return [problem.code for problem in page.problems]


@pytest.mark.parametrize("headline", [LONG, ASKS, f"{LONG}, Says New Report", f"“{LONG}”"])
@pytest.mark.parametrize("above", ["", "Home\nAbout us\n\nEMBARGOED UNTIL 6:00 a.m. EDT\n\n"])
@pytest.mark.parametrize(
    "below",
    ["November 25, 2026\n\n", "WASHINGTON, November 25, 2026 – ", "Berlin, 25 May 2026\n\n"],
)
def test_a_long_headline_is_the_title(headline: str, above: str, below: str) -> None:
    page = read(f"{above}{headline}\n\n{below}{PARAGRAPH}\n")
    assert page.statement.title == headline
    assert page.statement.body == PARAGRAPH
    assert page.statement.date is not None
    assert "I201" not in codes(page)


def test_a_long_headline_without_blank_lines_is_the_title() -> None:
    page = read(f"{LONG}\nNovember 25, 2026\n{PARAGRAPH}\n{PARAGRAPH} Again.\n")
    assert page.statement.title == LONG
    assert page.statement.body == f"{PARAGRAPH}\n\n{PARAGRAPH} Again."


@pytest.mark.parametrize(
    "opening",
    [PARAGRAPH, f"{PARAGRAPH} Who will speak for them now, if not we who are free to do so?"],
)
def test_a_paragraph_is_no_headline(opening: str) -> None:
    page = read(f"{opening}\n\n{PARAGRAPH}\n")
    assert page.statement.body == f"{opening}\n\n{PARAGRAPH}"
    assert page.statement.title == "TODO: the headline"
    assert "I201" in codes(page)


def test_a_paragraph_broken_at_a_width_is_no_headline() -> None:
    opening = (
        "Of all who were held in the prison of Lutz in the years of the Publications Act not one\n"
        "was tried, and of those who held them not one was asked why, by a court or by a minister."
    )
    page = read(f"{opening}\n\n{PARAGRAPH}\n")
    assert page.statement.title == "TODO: the headline"
    assert page.statement.body.split("\n\n") == [opening.replace("\n", " "), PARAGRAPH]


@pytest.mark.parametrize(
    "menu",
    ["首頁　關於我們　新聞　捐款", "首页 关于我们 新闻 捐款",
     "Accueil  À propos  Presse  Faire un don",
     "Inicio  Quiénes somos  Noticias  Donar", "Home   About us   News   Donate"],
)  # fmt: skip
def test_a_menu_is_no_headline(menu: str) -> None:
    page = read(f"{menu}\n\nA headline of five words\n\n3 May 2023\n\n{PARAGRAPH}\n")
    assert page.statement.title == "A headline of five words"
    assert page.left_out == ((1, menu),)


def test_typed_markdown_headings_are_headings() -> None:
    page = read(
        f"# A headline of five words\n\n3 May 2023\n\n{PARAGRAPH}\n\n"
        f"## What we ask\n\n{PARAGRAPH}\n\n"
        "## Signed by\n\nFreiheit e.V.\nLe Comité\n\n### Media contact\n\nJane Doe\n"
        "jane@coalition.example\n"
    )
    statement = page.statement
    assert statement.title == "A headline of five words"
    assert statement.body == f"{PARAGRAPH}\n\n## What we ask\n\n{PARAGRAPH}"
    assert [one.name for one in statement.signatories] == ["Freiheit e.V.", "Le Comité"]
    assert [one.email for one in statement.media_contacts] == ["jane@coalition.example"]
    assert page.heading == "Signed by"
    assert page.left_out == ()


@pytest.mark.parametrize("line", ["# 1 in the world", "#FreeThem", "###", "##"])
def test_what_only_looks_like_a_markdown_heading_is_none(line: str) -> None:
    page = read(f"A headline of five words\n\n{PARAGRAPH}\n\n{line}\n\n{PARAGRAPH} More.\n")
    assert "## " not in page.statement.body.replace("\\#", "")


@pytest.mark.parametrize(
    "signoff",
    ["Sincerely,", "Respectfully,", "Yours sincerely", "Respectfully submitted,",
     "Mit freundlichen Grüßen",
     "Cordialement,", "Atentamente,", "此致"],
)  # fmt: skip
def test_names_below_a_greeting_are_named_as_a_doubt(signoff: str) -> None:
    page = read(
        f"A headline of five words\n\n3 May 2023\n\n{PARAGRAPH}\n\n{signoff}\n\n"
        "Freiheit e.V.\nLe Comité\n"
    )
    (doubt,) = [problem for problem in page.problems if problem.code == "I203"]
    assert doubt.place
    assert doubt.place.line == 7
    assert "2 lines below" in doubt.message
    assert "Freiheit e.V." in page.statement.body


def test_a_greeting_above_signatories_that_are_read_is_no_doubt() -> None:
    page = read(
        f"A headline of five words\n\n{PARAGRAPH}\n\nSincerely,\n\nSigned by:\n\nFreiheit e.V.\n"
    )
    assert "I203" not in codes(page)
