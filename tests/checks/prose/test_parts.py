"""Lists, quotations, footnotes, doubled words, the headline and the parts of a release."""

from __future__ import annotations

from dataclasses import replace

import pytest

from outreach.checks.proofread import proofread
from outreach.domain.campaign import Sender
from outreach.domain.statement import Boilerplate, MediaContact, Quote, Statement
from outreach.errors import Problem
from outreach.intake.statement_files import statement_text
from proofread_texts import WRITTEN, levels, said_of

LONG = "one two three four five six seven eight nine ten " * 3


def findings(statement: Statement, code: str) -> list[Problem]:
    text = statement_text(statement)
    found = proofread(statement, statement_file="s", statement_text=text, today=WRITTEN)
    return [problem for problem in found if problem.code == code]


@pytest.mark.parametrize("body", ["- One;\n- Two\n- Three;\n- Four.", "- One.\n- Two.\n- Three"])
def test_an_item_that_ends_otherwise(body: str) -> None:
    assert levels(body, "P111")[0] == "warning"


@pytest.mark.parametrize(
    "body",
    ["- One\n- Two\n- Three", "- One;\n- Two; and\n- Three.", "- One\n- Two\n- Three.",
     "- One.\n- Is it?\n- “Three.”\n- *Four.*[^1]\n\n[^1]: Note.", "- One\n- Two.",
     "- One\n    - in it;\n- Two.\n- Three", "- One,\n- two,\n- three."],
)  # fmt: skip
def test_items_that_end_alike(body: str) -> None:
    assert levels(body, "P111") == []


def test_semicolons_without_and() -> None:
    assert levels("- One;\n- Two;\n- Three.", "P111") == ["info"]


@pytest.mark.parametrize(
    "body",
    [
        f"It rained.\n\n“{LONG}.”\n\nIt stopped.",
        f"It rained.\n\n> {LONG}\n\nIt stopped.",
        "It rained.\n\n“Every day in prison is a day too many for her.”\n\nIt stopped.",
        f"“No,” said Jane Doe.\n\nIt rained.\n\n“{LONG}.”\n\nIt stopped.",
        f"It rained on the United States.\n\n“{LONG}.”\n\nIt stopped.",
        f"They object. “{LONG}.” “{LONG}.”\n\nIt stopped.",
        f"The law says nothing. It rained.\n\n“{LONG}.”\n\nIt stopped. A report notes it.",
    ],
)
def test_a_quotation_of_nobody(body: str) -> None:
    assert levels(body, "P112") == ["warning"]


@pytest.mark.parametrize(
    "body",
    [
        f"He said:\n\n“{LONG}.”",
        f"> {LONG}\n>\n> — Jane Doe",
        f"“{LONG},” said Jane Doe.",
        f"“{LONG}.”\n\n— Jane Doe",
        f"“No,” said Jane Doe. It rained.\n\n“{LONG}.”\n\nIt stopped.",
        f"They object: “{LONG}.” It stopped.",
        f"Ms. Doe cried. “{LONG}.” It stopped.",
        f"Jane Doe, a teacher, was there.\n\n“{LONG}.”\n\nIt stopped.",
        f"It rained.\n\n“{LONG}.”\n\nMs. Doe lost her house. It stopped.",
        f"Doe wrote to us.\n\n“{LONG}.\n\n“{LONG}.”",
        "It rained.\n\n“Never again.”",
        f"The Act “{LONG}” is old, and so is the street in which it was read.",
    ],
)
def test_a_quotation_of_somebody(body: str) -> None:
    assert levels(body, "P112") == []


def test_a_quote_of_the_front_matter_needs_its_speaker() -> None:
    quotes = (Quote("Never again."), Quote("Always.", speaker="Jane Doe"))
    (problem,) = findings(Statement("T", "Text", quotes=quotes), "P112")
    assert problem.place is not None
    assert (problem.place.line, problem.hint) == (5, "add `speaker: …`")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("A[^1] b.", ["error"]),
        ("A b.\n\n[^1]: Note.", ["warning"]),
        ("A[^1] b.\n\n[^1]: Note.\n\n[^1]: More.", ["warning"]),
        ("As they found.[1] So.", ["warning"]),
        ("A[^1] b[^1].\n\n[^1]: Note.", []),
        ("See [1](https://a.example) and “he [1984] said”.", []),
    ],
)
def test_footnotes(body: str, expected: list[str]) -> None:
    assert levels(body, "P121") == expected


@pytest.mark.parametrize(
    ("body", "language"),
    [("Of the the law", "en"), ("The the law", "en"), ("für für alle", "de"),
     ("de de la loi", "fr"),
     ("de la la ley", "es"), ("of the\nthe law", "en"), ("Das das Gesetz gilt", "de"),
     ("Wir fordern die die Freiheit", "de"), ("que le le gouvernement", "fr")],
)  # fmt: skip
def test_a_word_twice(body: str, language: str) -> None:
    assert levels(body, "P122", language) == ["warning"]


@pytest.mark.parametrize(
    ("body", "language"),
    [("I know that that is so, and had had it.", "en"), ("In Baden Baden", "en"), ("no. No", "en"),
     ("Menschen, die die Freiheit lieben", "de"), ("Nous nous engageons", "fr"),
     ("Ob das das Ziel ist, war das das Ende?", "de"), ("Das Kind, mit dem dem Amt", "de"),
     ("tout en en parlant", "fr"), ("hari-hari orang orang", "id"),
     ("the\n\nthe", "en"), ("The end\n- the start", "en")],
)  # fmt: skip
def test_a_word_that_may_stand_twice(body: str, language: str) -> None:
    assert levels(body, "P122", language) == []


@pytest.mark.parametrize(
    ("title", "count"),
    [("x" * 91, 1), ("x" * 90, 0), ("圖" * 46, 1), ("圖" * 45, 0),
     ("FREEDOM FOR THE LIBRARIANS OF PORT", 1), ("USA, NATO", 0)],
)  # fmt: skip
def test_the_headline(title: str, count: int) -> None:
    assert len(said_of("Text", "P118", title=title)) == count


def test_a_subtitle_that_repeats_the_headline() -> None:
    title = "Groups Call for the Release of Nine"
    statement = Statement(title, "Text", subtitle="Groups call for the release of nine")
    assert [p.level for p in findings(statement, "P118")] == ["warning"]
    assert findings(replace(statement, subtitle="They lent books"), "P118") == []


def test_the_parts_of_a_release() -> None:
    bare = Statement("T", "Text.")
    assert [p.level for p in findings(bare, "P117")] == ["warning", "info", "info"]
    whole = replace(
        bare,
        dateline="London",
        media_contacts=(MediaContact("Jane Doe", email="jane@a.example"),),
        boilerplates=(Boilerplate("About us", "We are."),),
    )
    assert findings(whole, "P117") == []
    body = "LONDON, 24 April 2024 – Text.\n\n## About us\n\nWe are.\n\nMedia contact: Jane Doe"
    assert findings(Statement("T", body), "P117") == []


def test_what_the_sender_has_the_letters_print() -> None:
    sender = Sender("A", "a@a.example", "A", contact_name="Jane Doe", city="London", about="We.")
    assert [p.code for p in _with_sender(sender) if p.code == "P117"] == []
    silent = replace(sender, contact_name="", city="", about="")
    assert len([p for p in _with_sender(silent) if p.code == "P117"]) == 3


def _with_sender(sender: Sender) -> tuple[Problem, ...]:
    bare = Statement("T", "Text.")
    text = statement_text(bare)
    return proofread(bare, statement_file="s", statement_text=text, today=WRITTEN, sender=sender)


def test_a_translation_shares_its_parts() -> None:
    statement = Statement("T", "Text.", language="de")
    text = statement_text(statement)
    found = proofread(
        statement, statement_file="s", statement_text=text, today=WRITTEN, translation=True
    )
    assert found == ()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (f"{LONG}{LONG}.", "a sentence of 60 words"),
        ("The OPCW met.", "“OPCW” is never spelled out"),
        ("The OPCW met. The Office for Polite Cat Walks (OPCW) closed.",
         "“OPCW” is spelled out only later"),
        ("The Office for Polite Cats Too (XYZQ) met.", "“(XYZQ)” does not fit the words before it"),
    ],
)  # fmt: skip
def test_hard_to_read(body: str, message: str) -> None:
    problems = said_of(body, "P115")
    assert message in [p.message for p in problems]
    assert {p.level for p in problems} == {"info"}


@pytest.mark.parametrize(
    "body",
    ["The Office for Polite Cat Walks (OPCW) met. The OPCW closed.", "NATO and UNESCO met.",
     "We met Dr. Tso of the U.S. Office. It rained."],
)  # fmt: skip
def test_easy_to_read(body: str) -> None:
    assert said_of(body, "P115") == []
