"""Every word of a page is counted once: kept, moved or left out, whatever the page is made of."""

from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.errors import NeedsFixing
from outreach.intake.page import read_page
from outreach.intake.page_text import Line, cut, word_count

PARAGRAPH = (
    "We are alarmed by the arrest of five people who did nothing but speak, and we stand with them."
)
PARTS = [
    PARAGRAPH,
    f"WASHINGTON, D.C., April 24, 2024 – {PARAGRAPH}",
    f"（香港，2024年4月24日）{PARAGRAPH}",
    f"BERLIN—{PARAGRAPH}",
    "Open letter on the arrest of five people",
    "3 May 2023",
    "FOR IMMEDIATE RELEASE",
    "FOR IMMEDIATE RELEASE  Contact: Jane Doe, jane@coalition.example",
    "EMBARGOED UNTIL 6:00 a.m. ET, April 24, 2024",
    "We urge the government to:",
    "– Free them.\n– Hear them;\n  at once.",
    "1. Free them.\n2. Hear them.",
    "Signed by: Hong Kong Watch, Freedom House, Inc., and Tibet House",
    "Signed by (in alphabetical order):",
    "Signatories:\nHong Kong Watch\nFreiheit e.V.\nand 12 others",
    "Germany: Freiheit e.V., Haus Tibet\nFrance: Le Comité",
    "Germany\nFreiheit e.V.\n\nFrance\nLe Comité",
    "Name\tCountry\nFreiheit e.V.\tGermany\nLe Comité\tFrance",
    "聯署團體：\n香港監察\n自由會、西藏之家、人權會",
    "Media contact:\nJane Doe\nDirector, Tibet House\n+1 202-555-0143\njane@coalition.example",
    f"About Tibet House\n{PARAGRAPH}",
    "Share this:\nFacebook",
    "Home » News » Press",
    "Page 2 of 3",
    "###",
    "Notes to editors",
    "© 2024 Coalition",
    "“We will not rest,” said Jane.\n— Jane Doe",
    "the evic-\ntion of eleven villages",
    "2",
    "* * *",
]  # fmt: skip
PAGE = st.lists(st.sampled_from(PARTS), max_size=10).map("\n\n".join)


def counted(data: str, words: int) -> None:
    try:
        page = read_page(data.encode(), "page")
    except NeedsFixing:
        return
    tally = page.words
    assert tally.kept + tally.moved + tally.left_out == words
    assert sum(word_count(text) for _, text in page.left_out) >= tally.left_out
    body = word_count(page.statement.body.replace("\\", ""))
    assert body >= tally.kept - page.statement.body.count("> ") - data.count("-\n")


@settings(max_examples=150, deadline=None)
@given(PAGE)
def test_every_word_of_a_text_is_counted_once(page: str) -> None:
    counted(page, word_count(page))


TAGS = [
    "p",
    "div",
    "li",
    "td",
    "h1",
    "h2",
    "nav",
    "footer",
    "aside",
    "blockquote",
    "main",
    "button",
]


def element(part: tuple[str, str]) -> str:
    tag, text = part
    return f"<{tag}>{escape(text).replace(chr(10), '<br>')}</{tag}>"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(TAGS), st.sampled_from(PARTS)), min_size=1, max_size=10))
def test_every_word_of_html_is_counted_once(parts: list[tuple[str, str]]) -> None:
    page = "".join(map(element, parts))
    counted(f"<html><body>{page}</body></html>", sum(word_count(text) for _, text in parts))


@given(st.sampled_from(PARTS), st.integers(0, 60))
def test_a_line_cut_in_two_has_its_words_once(text: str, at: int) -> None:
    flat = " ".join(text.split())
    line = Line(1, 1, 0, flat, flat, words=word_count(flat))
    first, rest = cut(line, min(at, len(flat)))
    assert first.words + rest.words == line.words
    assert "".join((first.text + rest.text).split()) == "".join(flat.split())


OPENINGS = """
Share with|Next:|Related statements|Posted by|To:|Bild:|Photo:|Home|News|Presse|Aktuelles|Menu
From:|Read more|For more information|To learn more|«|»|›|←|→|–|—|“|„|『|「|« Nous|©|Tags:|Copyright
Compartir en|Partager sur|分享到|返回|To: the|Filed under|Last updated|You received this message|***
"""
WORDS = """
their names were known|Oui, dit-elle|« Assez », dit Ana|»Es reicht«|sagte Cem|我們要求釋放他們
es delito|«Nunca»|our news|home and press|photo|presse libre|– Non|› a › b|image|at https://coalition.example
"""
ENDS = [".", "!", "?", " !", ".”", " ! »", ".»", "!«", "。", "。」", "…"]
phrases = st.sampled_from(WORDS.strip().replace("\n", "|").split("|"))
openings = st.sampled_from(OPENINGS.strip().replace("\n", "|").split("|"))
sentences = st.tuples(openings, phrases, phrases, st.sampled_from(ENDS)).map(
    lambda parts: f"{parts[0]} {parts[1]}, {parts[2]}{parts[3]}"
)
sentences = sentences.filter(
    lambda said: len(re.findall(r"[㐀-鿿]|[^\W_]+(?:['’-][^\W_]+)*", said)) >= 4
)


@settings(max_examples=300, deadline=None)
@given(sentences, st.booleans())
def test_no_sentence_between_paragraphs_is_left_out_without_a_word(
    sentence: str, signed: bool
) -> None:
    names = "Signed by:\n\nFreiheit e.V.\nLe Comité\n" if signed else ""
    page = read_page(
        f"A headline of five words\n\n{PARAGRAPH}\n\n{sentence}\n\n{PARAGRAPH}\n\n{names}".encode(),
        "page.txt",
    )
    left_out = any(text == sentence for _, text in page.left_out)
    said = [
        problem.place.line for problem in page.problems if problem.code == "I207" and problem.place
    ]
    assert not left_out or said == [5]
    kept = re.findall(r"[^\W_]+", page.statement.body.replace(PARAGRAPH, ""))
    assert kept == ([] if left_out else re.findall(r"[^\W_]+", sentence))


@pytest.mark.parametrize(
    "dialogue",
    ["« Assez », dit-elle. « Assez ! »", "»Es reicht«, sagte Cem. »Wir gehen.«", "– Oui.\n\n– Non.",
     "—Basta —dijo Ana.", "「夠了。」", "« Oui. »", "«Nunca»."],
)  # fmt: skip
def test_short_quotations_stay(dialogue: str) -> None:
    text = f"A headline of five words\n\n{PARAGRAPH}\n\n{dialogue}\n\n{PARAGRAPH}\n"
    page = read_page(text.encode(), "page.txt")
    assert page.left_out == ()
    kept = re.findall(r"\w+", page.statement.body.replace(PARAGRAPH, ""))
    assert kept == re.findall(r"\w+", dialogue)
