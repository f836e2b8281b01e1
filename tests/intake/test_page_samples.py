"""Pages of many shapes and languages, each with what a careful editor would take from it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from outreach.domain.statement import MediaContact
from outreach.intake.page import Page, read_page
from outreach.intake.page_text import word_count
from outreach.render.markdown import asks

PAGES = Path(__file__).parent / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.toml"))
_BLOCKS = """
address article aside blockquote body br button dd dialog div dl dt figcaption
footer form h1 h2 h3 h4 h5 h6 header hr label li main nav noscript ol option p section
select table td th time tr ul a
"""
BLOCKS = _BLOCKS.split()
UNSEEN = "//head|//script|//style|//svg|//template|//iframe|//comment()"


def page_of(name: str) -> Path:
    return next(path for path in PAGES.glob(f"{name}.*") if path.suffix != ".toml")


def read(name: str) -> Page:
    path = page_of(name)
    return read_page(path.read_bytes(), path.name)


def expected(name: str) -> dict[str, Any]:
    return tomllib.loads((PAGES / f"{name}.toml").read_text(encoding="utf-8"))


def said(contact: MediaContact) -> str:
    return "; ".join(
        (contact.name, contact.title, contact.organisation, contact.phone, contact.email)
    )


@pytest.mark.parametrize("name", NAMES)
def test_title_date_language_and_dateline(name: str) -> None:
    statement, due = read(name).statement, expected(name)
    assert statement.title == due["title"]
    assert statement.subtitle == due.get("subtitle", "")
    assert statement.date == due["date"]
    assert statement.language == due["language"]
    assert statement.dateline == due.get("dateline", "")


@pytest.mark.parametrize("name", NAMES)
def test_the_body_holds_the_statement_and_nothing_else(name: str) -> None:
    body, due = read(name).statement.body, expected(name)
    assert body.startswith(due["begins"])
    assert body.endswith(due["ends"])
    assert [words for words in due.get("holds", []) if words not in body] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_asks(name: str) -> None:
    statement, due = read(name).statement, expected(name)
    found = asks(statement.body, statement.asks_list)
    assert [ask.text.split()[0] for ask in found] == due["asks"]


@pytest.mark.parametrize("name", NAMES)
def test_the_signatories(name: str) -> None:
    signed, due = read(name).statement.signatories, expected(name)
    blank = [""] * len(signed)
    assert [one.name for one in signed] == due["signatories"]
    assert [one.country for one in signed] == due.get("countries", blank)
    assert [one.city for one in signed] == due.get("cities", blank)
    assert [one.url for one in signed] == due.get("urls", blank)


@pytest.mark.parametrize("name", NAMES)
def test_contacts_boilerplates_and_embargo(name: str) -> None:
    page, due = read(name), expected(name)
    assert [said(one) for one in page.statement.media_contacts] == due.get("contacts", [])
    assert [one.heading for one in page.statement.boilerplates] == due.get("boilerplates", [])
    lift = page.embargo.until if page.embargo else None
    assert (f"{lift.isoformat()} {lift.tzinfo}" if lift else "") == due.get("embargo", "")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_left_out_is_listed_and_doubts_have_a_place(name: str) -> None:
    page, due = read(name), expected(name)
    left_out = [text for _, text in page.left_out]
    assert [text for text in due["left_out"] if text not in left_out] == []
    warnings = [problem for problem in page.problems if problem.level != "info"]
    assert [problem.code for problem in warnings if problem.code not in ("I202", "I204")] == due[
        "warnings"
    ]
    assert all(problem.place and problem.place.file == page_of(name).name for problem in warnings)


def words_shown(path: Path) -> int:
    """Counted apart from the code under test: of HTML the text, each block on its own lines."""
    data = path.read_bytes()
    text = data.decode("gb18030" if b"gb2312" in data else "utf-8")
    if path.suffix == ".txt":
        return word_count(text)
    tree = html.document_fromstring(text)
    for element in tree.xpath(UNSEEN):
        element.drop_tree()
    for element in tree.iter(*BLOCKS):
        element.text = f"\n{element.text or ''}"
        element.tail = f"\n{element.tail or ''}"
        if len(element):
            element[-1].tail = f"{element[-1].tail or ''}\n"
    return word_count(tree.text_content())


@pytest.mark.parametrize("name", NAMES)
def test_every_word_is_kept_moved_or_left_out(name: str) -> None:
    page = read(name)
    words = page.words
    assert words.kept + words.moved + words.left_out == words_shown(page_of(name))
    assert sum(word_count(text) for _, text in page.left_out) == words.left_out
