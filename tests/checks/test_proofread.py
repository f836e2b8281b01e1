"""What an editor would mend, found by general rules and with few false alarms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.checks.proofread import proofread
from outreach.domain.statement import Signatory, Statement
from outreach.errors import Place, Problem
from outreach.intake.page import read_page
from outreach.intake.signatory_files import read_signatories, signatories_text
from outreach.intake.statement_files import read_statement, statement_text

CAMPAIGN = Path(__file__).parents[2] / "campaigns" / "blinken-china-visit"
BODY_LINE = 6
TODAY = date(2024, 4, 24)
WRITTEN = date(2024, 4, 1)
OF_EVERY_LETTER = ("P115", "P117")
"""Info on length, and the parts of a release that the short texts here do not have."""


def problems_of(statement: Statement, names: str = "") -> list[Problem]:
    listed = names or signatories_text(statement.signatories)
    lines = (one for one in enumerate(listed.split("\n"), 1) if not one[1].startswith("#"))
    places = (Place("signatories.txt", number, 1) for number, _ in lines)
    signed = (
        replace(one, place=place) for one, place in zip(statement.signatories, places, strict=False)
    )
    found = proofread(
        replace(statement, signatories=tuple(signed)),
        statement_file="statement.md",
        statement_text=statement_text(statement),
        signatories_file="signatories.txt",
        signatories_text=listed,
        today=TODAY,
    )
    return [problem for problem in found if problem.code not in OF_EVERY_LETTER]


def found(
    body: str, *names: str, title: str = "A title", language: str = "en"
) -> list[tuple[str, str, str]]:
    """Each problem as (code, level, line:column); the body begins at line 6."""
    signatories = tuple(Signatory(name) for name in names)
    statement = Statement(title, body, language=language, signatories=signatories)
    problems = problems_of(statement)
    return [(p.code, p.level, str(p.place).partition(":")[2]) for p in problems]


# The shipped texts


def test_this_repositorys_campaign_names_nobody_wrongly() -> None:
    statement, faults = read_statement(CAMPAIGN / "statement.md")
    signatories, more = read_signatories(CAMPAIGN / "signatories.txt")
    assert faults == more == ()
    assert statement is not None
    assert len(signatories) == 44
    problems = proofread(
        replace(statement, signatories=signatories),
        statement_file="statement.md",
        statement_text=(CAMPAIGN / "statement.md").read_text(encoding="utf-8"),
        signatories_file="signatories.txt",
        signatories_text=(CAMPAIGN / "signatories.txt").read_text(encoding="utf-8"),
        today=TODAY,
    )
    assert {p.code for p in problems if p.level != "info"} <= {"P117", "P118"}


def test_the_sample_as_imported() -> None:
    data = files("outreach").joinpath("samples/statement-page.txt").read_bytes()
    page = read_page(data, "statement-page.txt")
    names = signatories_text(page.statement.signatories, [page.heading])
    problems = problems_of(page.statement, names)
    assert {p.code for p in problems if p.level == "error"} == set()
    assert {p.code for p in problems if p.level == "warning"} == {"P101", "P102", "P104", "P118"}
    assert ["8 of 44" in p.message for p in problems if p.code == "P104"] == [True]


# P101


@pytest.mark.parametrize(
    ("rare", "usual"),
    [
        ("Anthony Blinken", "Antony Blinken"),
        ("Xi Jingping", "Xi Jinping"),
        ("Uighur Region", "Uyghur Region"),
        ("Secretary Blinkne", "Secretary Blinken"),
    ],
)
def test_a_name_spelled_two_ways(rare: str, usual: str) -> None:
    body = f"We wrote to {usual} and {rare}.\n\nAgain to {usual}’s office."
    assert found(body)[0][:2] == ("P101", "warning")
    assert len(found(body)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("North Korea", "South Korea"),
        ("Western Europe", "Eastern Europe"),
        ("Human Right", "Human Rights"),
        ("Tibetan Groups", "Tibet Groups"),
        ("Mary Chan", "Mary Chen"),
        ("Wang Yi", "Wang Li"),
        ("First Amendment", "Fifth Amendment"),
        ("These Members", "Those Members"),
        ("Hong Kong", "Hong Kong"),
    ],
)
def test_names_that_only_look_alike(one: str, other: str) -> None:
    assert found(f"We saw {one} and {other}.") == []


def test_the_title_counts_and_the_place_is_that_of_the_slip() -> None:
    body = "We wrote to Antony Blinken. Did Antony Blinken read?"
    assert found(body, title="To Anthony Blinken") == [("P101", "warning", "2:11")]


# P102, P103


@pytest.mark.parametrize(
    ("body", "columns"),
    [
        ("He said (again.", ["9"]),
        ("He said again).", ["14"]),
        ("“Never again.", ["1"]),
        ("A “word” [and (so)] on, a) or b).", []),
        ("„Nie wieder“ und «jamais» und ”aldrig”", []),
        ("See [the law](https://a.example/l_(1\\)).", []),
        ("It’s the people’s own ’89.", []),
    ],
)
def test_marks_without_partner(body: str, columns: list[str]) -> None:
    expected = [("P102", "warning", f"{BODY_LINE}:{column}") for column in columns]
    assert found(body) == expected


def test_a_quotation_may_run_over_paragraphs() -> None:
    assert found("“First part.\n\n“Second part.”") == []


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ("Two  spaces", ["6:4"]),
        ("One ,\ntwo .", ["6:4", "7:4"]),
        ("- An\u00a0 item", ["6:5"]),
        ("Zero\u200bwidth", ["6:5"]),
        ("A line  \nbroken on purpose", []),
        ("- a\n    - nested", []),
        ("One\u00a0million", []),
    ],
)
def test_spacing(body: str, places: list[str]) -> None:
    assert found(body) == [("P103", "warning", place) for place in places]


def test_french_spaces_its_high_marks() -> None:
    assert found("Pourquoi ? Voici : tout !", language="fr") == []


# P104, P110 on the list


def test_an_order_is_checked_only_where_it_is_claimed() -> None:
    statement = Statement("T", "Text", signatories=tuple(map(Signatory, "ACBD")))
    assert problems_of(statement, "A\nC\nB\nD\n") == []
    (problem,) = problems_of(statement, "# In alphabetical order\nA\nC\nB\nD\n")
    assert (problem.code, str(problem.place)) == ("P104", "signatories.txt:3:1")


def test_a_signatory_that_stands_twice() -> None:
    assert found("Text", "Tibet House (TH)", "tibet house (TH)", "TH") == [
        ("P110", "warning", "2:1"),
        ("P110", "warning", "3:1"),
    ]


# P107


@pytest.mark.parametrize(
    ("body", "level"),
    [
        ("A <br> tag", "error"),
        ("It â€™s garbled", "error"),
        ("[here](/press)", "error"),
        ("![The hall](https://a.example/x.png)", "warning"),
        ("Some `code`", "warning"),
        ("An **open end", "warning"),
        ("An *open end", "warning"),
    ],
)
def test_stray_markup(body: str, level: str) -> None:
    assert [(code, how) for code, how, _ in found(body)] == [("P107", level)]


@pytest.mark.parametrize(
    "body",
    [
        "The *Safeguarding Ordinance* and **this** and *that **too***",
        "- *An* item\n- **Another**",
        "* An item\n* Another",
        "Before\n\n* * *\n\nafter",
        "[here](https://a.example/a_b_c*) and <https://a.example/_x>",
        "Escaped \\*stars\\* and \\<br>",
        "snake_case and 2 * 3 < 4",
    ],
)
def test_markup_that_is_meant(body: str) -> None:
    assert found(body) == []


def test_german_gender_stars() -> None:
    assert found("Alle Zeug*innen kamen.", language="de") == []
    assert found("Alle Zeug\\*innen und Richter\\*innen kamen.", language="de") == []
    assert found("Alle Zeug*innen und Richter*innen kamen.", language="de") == [
        ("P107", "error", "6:10")
    ]


def test_a_title_is_plain_text() -> None:
    assert found("Text", title="The *Ordinance* &amp; us") == [
        ("P107", "error", "2:12"),
        ("P107", "error", "2:24"),
    ]


# P108, P109


@pytest.mark.parametrize(
    "line",
    ["Skip to content", "Press Release", "Share this:", "Joint Statement Cover Photo", "Read more",
     "Home » News » Press", "This website uses cookies to improve your experience.", "IMG_2.jpg"],
)  # fmt: skip
def test_page_residue_must_not_go_out(line: str) -> None:
    assert found(f"Text.\n\n{line}\n\nText.") == [("P108", "error", "8:1")]


def test_a_footer_is_suspected() -> None:
    assert found("Text.\n\n© 2024 Coalition") == [("P108", "warning", "8:1")]


@pytest.mark.parametrize(
    "line",
    ["We share this concern.", "## Press", "- Press", "Home is where we are free.", "We act."],
)
def test_sentences_headings_and_items_are_no_residue(line: str) -> None:
    assert found(f"Text.\n\n{line}") == []


def test_typed_bullets_make_no_list() -> None:
    assert found("– One\n– Two") == [("P109", "warning", "6:1"), ("P109", "warning", "7:1")]
    assert found("• One") == [("P109", "warning", "6:1")]
    assert found("> Never.\n\n— Jane Doe, director") == []


def test_names_below_each_other_would_be_joined() -> None:
    assert found("Text.\n\nAsian Lawyers Network\nCampaign for Uyghurs\nDialogue China") == [
        ("P109", "warning", "8:1")
    ]


# P110 in the text


@pytest.mark.parametrize(
    "body",
    ["We, the undersigned 3 organizations, ask.", "Signed by three civil society groups.",
     "A coalition of 12 NGOs asks."],
)  # fmt: skip
def test_a_count_that_disagrees_is_an_error(body: str) -> None:
    assert [(code, level) for code, level, _ in found(body, "A", "B")] == [("P110", "error")]


@pytest.mark.parametrize(
    "body",
    ["We, the undersigned 2 organisations, ask.", "Signed by two groups.",
     "They banned 12 organizations.", "Signed by nearly 50 groups.", "Signed by over 1 groups.",
     "Two hundred people came."],
)  # fmt: skip
def test_counts_that_are_right_or_about_others(body: str) -> None:
    assert found(body, "A", "B") == []


def test_without_a_list_there_is_nothing_to_count() -> None:
    assert found("Signed by 44 organizations.") == []


ODD = st.sampled_from("Ab c*_`<>[]()\n-–•“”„«.,:;^1\u00a0é中月日")
LANGUAGES = st.sampled_from(("en", "de", "fr", "es", "zh-Hant", "bo", "ug"))


@settings(deadline=None)
@given(st.text(ODD, max_size=60).filter(str.strip), LANGUAGES)
def test_any_body_is_read_and_every_place_is_in_the_file(text: str, language: str) -> None:
    places_are_in_the_file(Statement("T", text.strip("\n"), WRITTEN, language=language))


def places_are_in_the_file(statement: Statement) -> None:
    statement = replace(statement, signatories=(Signatory("A ("),))
    lines = statement_text(statement).split("\n")
    for problem in problems_of(statement):
        place = problem.place
        assert place is not None
        if place.file == "statement.md":
            assert 1 <= place.column <= len(lines[place.line - 1]) + 1
