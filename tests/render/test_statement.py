"""A statement as templates see it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from outreach.domain.statement import Boilerplate, MediaContact, Quote, Signatory, Statement
from outreach.errors import NeedsFixing
from outreach.render.edition import render_recipient
from outreach.render.statement import QuoteView, view
from people import RENEE

BODY = """\
We *urge*[^1] them, as [before](https://example.org/b):

1. act[^2]
2. speak

- later

[^1]: See <https://example.org/a> & **more**.

[^2]: Two

    paragraphs
"""
STATEMENT = Statement(
    "T",
    BODY,
    dt.date(2024, 4, 24),
    language="ug",
    signatories=(Signatory("香港監察", "Hong Kong Watch", "London", "UK", "https://a.example"),),
    dateline="LONDON",
    media_contacts=(MediaContact("Ann", "Desk", "House", "+1", "ann@example.org"),),
    quotes=(Quote("Enough", "Ann", "Director", "House"),),
    boilerplates=(Boilerplate("About", "We *are*, [here](https://example.org/x).\n\n- a\n- b"),),
)


def test_the_parts_of_a_statement_are_those_of_its_file() -> None:
    seen = view(STATEMENT)
    assert (seen.title, seen.date, seen.language, seen.dir) == ("T", STATEMENT.date, "ug", "rtl")
    assert (seen.dateline, seen.media_contacts) == ("LONDON", STATEMENT.media_contacts)
    assert seen.quotes == (QuoteView("Enough", "«Enough»", "Ann", "Director", "House"),)
    assert seen.signatories == STATEMENT.signatories


def test_notes_are_marked_in_the_body_and_stand_apart_in_their_order() -> None:
    seen = view(STATEMENT)
    assert "<em>urge</em><sup>[1]</sup> them" in seen.html
    assert "See" not in seen.html
    assert seen.text.startswith("We urge[1] them, as before [3]:")
    assert seen.text.endswith("\n\n[3] https://example.org/b")
    assert [note.text for note in seen.notes] == [
        "See https://example.org/a & more.",
        "Two paragraphs",
    ]
    assert seen.notes[0].html == (
        'See <a href="https://example.org/a">https://example.org/a</a> &amp; <strong>more</strong>.'
    )
    assert seen.notes[1].html == "<p>Two</p>\n<p>paragraphs</p>"


@pytest.mark.parametrize(
    ("asks_list", "texts"), [(1, ["act[2]", "speak"]), (2, ["later"]), (0, []), (3, [])]
)
def test_the_asks_are_the_list_the_statement_names(asks_list: int, texts: list[str]) -> None:
    statement = Statement("T", BODY, asks_list=asks_list)
    assert [ask.text for ask in view(statement).asks] == texts


def test_a_list_inside_another_is_part_of_its_ask_and_not_counted() -> None:
    body = "- act\n  - now\n  - here\n- speak\n\nAnd:\n\n> 1. write\n"
    first, second = (view(Statement("T", body, asks_list=n)).asks for n in (1, 2))
    assert [ask.text for ask in first] == ["act now here", "speak"]
    assert [ask.text for ask in second] == ["write"]


def test_boilerplates_are_markdown_with_addresses_beside_their_words() -> None:
    (about,) = view(STATEMENT).boilerplates
    assert about.heading == "About"
    assert about.html.startswith(
        '<p>We <em>are</em>, <a href="https://example.org/x">here</a>.</p>'
    )
    assert about.text == "We are, here (https://example.org/x).\n\n- a\n- b"


@pytest.mark.parametrize(
    ("expression", "printed"),
    [
        ("statement.media_contacts[0].email", "ann@example.org"),
        ("statement.quotes[0].text ~ statement.quotes[0].speaker", "EnoughAnn"),
        ("statement.notes[0].text", "See https://example.org/a & more."),
        ("statement.boilerplates[0].heading", "About"),
        ("statement.signatories[0].native_name", "Hong Kong Watch"),
        ("statement.signatories[0].url | default('-')", "https://a.example"),
    ],
)
def test_templates_reach_every_part(
    edition: Any, letter: Any, expression: str, printed: str
) -> None:
    compiled = edition(text="{{ " + expression + " }}", statement=STATEMENT)
    assert letter(compiled, RENEE).text == printed


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("statement.media_contacts[0].title", "media_contact.title is blank"),
        ("statement.quotes[0].source", "quote.source is blank"),
        ("statement.signatories[0].city", "signatory.city is blank"),
        ("statement.signatories[0].place", "signatory has no 'place'"),
        ("statement.dateline", "statement.dateline is blank"),
        ("statement.notes[0].number", "note has no 'number'"),
        ("statement.quotes[0]", "a noun cannot be printed whole"),
        ("design.logo.url", "design.logo.url is blank"),
        ("design.light.acent", "palette has no 'acent'; did you mean palette.accent?"),
    ],
)
def test_a_part_that_is_blank_or_unknown_says_so(
    edition: Any, expression: str, message: str
) -> None:
    bare = Statement(
        "T",
        "b[^1]\n\n[^1]: n",
        signatories=(Signatory("A"),),
        media_contacts=(MediaContact("A"),),
        quotes=(Quote("Q"),),
    )
    compiled = edition(text="{{ " + expression + " }}", statement=bare)
    with pytest.raises(NeedsFixing) as refusal:
        render_recipient(compiled, RENEE)
    assert message in str(refusal.value)
