"""Pages of different shapes as statements: what belongs comes in, what does not stays out."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from html import escape
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from outreach.errors import NeedsFixing
from outreach.intake.page import Page, read_page
from outreach.intake.page_words import PHONE
from outreach.intake.prose import escaped, marked_up
from outreach.render.markdown import asks, markdown_html

SAMPLE = files("outreach").joinpath("samples/statement-page.txt").read_bytes()

PARAGRAPH = (
    "We are alarmed by the arrest of five people who did nothing but speak, and we stand with them."
)
LETTER = f"""\
Open letter on the arrest of five people

3 May 2023

{PARAGRAPH}
"""


def read(text: str, filename: str = "page.txt", language: str = "") -> Page:
    return read_page(text.encode(), filename, language=language)


def names(page: Page) -> list[str]:
    return [signatory.name for signatory in page.statement.signatories]


def codes(page: Page) -> list[str]:
    return [problem.code for problem in page.problems]


# The sample page


@pytest.fixture(scope="module")
def sample() -> Page:
    return read_page(SAMPLE, "statement-page.txt")


def test_the_sample_has_its_title_subtitle_and_date(sample: Page) -> None:
    statement = sample.statement
    assert statement.title == (
        "Coalition Signs Joint Statement by Civil Society Organizations to Secretary of State "
        "Anthony Blinken on Visit to China"
    )
    assert statement.subtitle == (
        "Joint statement by civil society organizations to Secretary of State Anthony Blinken "
        "on Visit to China"
    )
    assert statement.date == date(2024, 4, 24)
    assert (statement.language, statement.source) == ("en", "statement-page.txt")


def test_the_samples_signatories_are_those_printed_in_their_order(sample: Page) -> None:
    printed = SAMPLE.decode().partition("Signed by (in alphabetical order):")[2]
    assert names(sample) == [line.strip() for line in printed.split("\n") if line.strip()]
    assert len(names(sample)) == 44


def test_the_samples_paragraphs_and_asks(sample: Page) -> None:
    blocks = sample.statement.body.split("\n\n")
    assert len(blocks) == 9
    assert blocks[0].startswith("On 24 April 2024, US Secretary")
    assert blocks[7] == "Specifically, we urge Secretary of State Antony Blinken to:"
    assert [ask.text.split()[0] for ask in asks(sample.statement.body)] == [
        "Call", "Issue", "Reiterate",
    ]  # fmt: skip
    assert "<em>Safeguarding National Security Ordinance</em>" in markdown_html(blocks[8])


def test_no_word_of_the_sample_is_changed(sample: Page) -> None:
    text = re.sub("<[^>]*>", "", markdown_html(sample.statement.body))
    page = SAMPLE.decode().replace("–", "").replace("*", "").replace("Region ,", "Region,")
    between = page.partition("to China:\n")[2].partition("Signed by")[0]
    assert text.split() == between.split()


def test_what_the_sample_leaves_out_is_listed(sample: Page) -> None:
    assert sample.left_out == (
        (1, "Skip to content"),
        (3, "Press Release"),
        (9, "Joint Statement Blinken Cover Photo"),
    )


def test_every_repair_and_oddity_of_the_sample_has_its_place(sample: Page) -> None:
    found = {(p.code, p.level, str(p.place)) for p in sample.problems if p.code != "P104"}
    assert found == {
        ("P103", "info", "statement-page.txt:15:99"),
        ("P103", "info", "statement-page.txt:15:402"),
        ("P103", "info", "statement-page.txt:19:215"),
        ("P107", "info", "statement-page.txt:30:169"),
        ("P109", "info", "statement-page.txt:29:1"),
        ("P109", "info", "statement-page.txt:30:1"),
        ("P109", "info", "statement-page.txt:31:1"),
        ("P102", "warning", "statement-page.txt:53:14"),
        ("P102", "warning", "statement-page.txt:64:18"),
    }


def test_the_order_the_sample_claims_is_checked(sample: Page) -> None:
    assert sample.heading == "Signed by (in alphabetical order):"
    (order,) = [p for p in sample.problems if p.code == "P104"]
    assert order.message.startswith("8 of 44 names")
    assert order.place
    assert order.place.line == 39
    assert order.hint.count("; ") == 7


# Other shapes of text


def test_a_letter_without_asks_or_signatories() -> None:
    page = read(LETTER)
    assert page.statement.title == "Open letter on the arrest of five people"
    assert page.statement.date == date(2023, 5, 3)
    assert page.statement.body == PARAGRAPH
    assert names(page) == []
    assert codes(page) == ["I203", "I204"]


@pytest.mark.parametrize(
    ("typed", "markdown"),
    [
        ("• Free them.\n• Stop.", "- Free them.\n- Stop."),
        ("- Free them.\n- Stop.", "- Free them.\n- Stop."),
        ("* Free them.\n\n* Stop.", "- Free them.\n- Stop."),
        ("1. Free them.\n2. Stop.", "1. Free them.\n2. Stop."),
        ("(1) Free them.\n(2) Stop.", "1. Free them.\n2. Stop."),
        ("— Free them,\nall of them.\n— Stop.", "- Free them, all of them.\n- Stop."),
        ("• Free them,\n  Now.\n• Stop.", "- Free them, Now.\n- Stop."),
        ("– Free them.", "- Free them."),
    ],
)
def test_asks_in_many_dresses(typed: str, markdown: str) -> None:
    page = read(f"{LETTER}\nWe ask the government to:\n\n{typed}\n")
    assert page.statement.body == f"{PARAGRAPH}\n\nWe ask the government to:\n\n{markdown}"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("— Jane Doe, director", "— Jane Doe, director"),
        ("- 30 -x", "- 30 -x"),
        ("24. April 2024 was a dark day.", "24. April 2024 was a dark day."),
        ("# 1 in the world", "# 1 in the world"),
        ("2 * 3 * 4 = 24 & <b>not bold</b> [1](x) `c` \\*", None),
    ],
)
def test_what_only_looks_like_markdown_stays_text(typed: str, shown: str | None) -> None:
    body = read(f"{LETTER}\n{typed}\n\n{PARAGRAPH} More.\n").statement.body
    assert f"<p>{escape(shown or typed, quote=False)}</p>" in markdown_html(body)


@pytest.mark.parametrize(
    "heading",
    [
        "Signatories:", "Signatories", "SIGNED:", "Signatories (3)", "The undersigned:",
        "Undersigned organizations", "Co-signed by", "List of signatories:", "Endorsed by:",
        "Unterzeichnet von:", "Unterzeichnende Organisationen", "Mitunterzeichner:",
        "Signataires :", "Les organisations signataires", "Firmantes:", "聯署團體:",
    ],
)  # fmt: skip
def test_headings_of_signatories(heading: str) -> None:
    page = read(f"{LETTER}\n{heading}\n\nFreiheit e.V.\nFree Press Image\nLe Comité, Paris\n")
    assert names(page) == ["Freiheit e.V.", "Free Press Image", "Le Comité, Paris"]
    assert page.statement.body == PARAGRAPH
    assert page.heading == heading


@pytest.mark.parametrize(
    "listed",
    ["• A b\n• C", "1. A b\n2. C", "A b\n\nC", "A b\nC\n\nShare this:\nFacebook",
     "A b\nC\n\n###\n\nAbout us", "A b\nC\n© 2024 Coalition", "A b\nC\n\nMedia contact:\nJane",
     "A b\nC\npress@coalition.example", f"A b\nC\n\n{PARAGRAPH}", "Asia:\nA b\nEurope:\nC",
     "A b\nC\n\nRelated posts\nAnother statement"],
)  # fmt: skip
def test_lists_of_names_and_where_they_end(listed: str) -> None:
    assert names(read(f"{LETTER}\nSigned by:\n\n{listed}\n")) == ["A b", "C"]


def test_a_number_stays_in_a_name_when_not_all_lines_have_one() -> None:
    page = read(f"{LETTER}\nSigned by:\n\n3. Weg e.V.\nAsian Lawyers Network\n- Dash\n")
    assert names(page) == ["3. Weg e.V.", "Asian Lawyers Network", "- Dash"]


def test_odd_names_are_reported_and_kept() -> None:
    listed = "Hello Taiwan (\nTwo  Spaces\nFree, Tibet (FT)\nFT\nfree tibet\n\nSet Apart"
    page = read(f"{LETTER}\nSigned by:\n\n{listed}\n")
    assert names(page) == [line for line in listed.split("\n") if line]
    odd = [(p.code, p.place.line if p.place else 0) for p in page.problems if p.level == "warning"]
    assert odd == [("P102", 9), ("P103", 10), ("P110", 12), ("P110", 13), ("I205", 15)]


@pytest.mark.parametrize(
    "heading", ["The undersigned urge them to:", "Signatories of this letter:"]
)
def test_asks_announced_by_the_undersigned_are_no_names(heading: str) -> None:
    page = read(f"{LETTER}\n{heading}\n\n- Stop;\n- Listen;\n")
    assert names(page) == []
    assert len(asks(page.statement.body)) == 2


def test_lines_broken_at_a_width_become_paragraphs_again() -> None:
    broken = (
        "We are alarmed by the arrest of five people who did nothing\n"
        "but speak, and we stand with them today and on every day\nthat comes.\n"
    )
    assert read(f"{LETTER}\n{broken}").statement.body.endswith(broken.strip().replace("\n", " "))


def test_sentences_of_like_length_stay_apart() -> None:
    sentences = (
        "They must be free to speak wherever they are.\nWe will not rest until they are free again."
    )
    page = read(f"{LETTER}\n{sentences}\n")
    assert page.statement.body.endswith(sentences.replace("\n", "\n\n"))


def test_lines_without_blank_lines_between_are_paragraphs() -> None:
    page = read(f"A title of four words\n{PARAGRAPH}\n{PARAGRAPH} Again.\n")
    assert page.statement.body == f"{PARAGRAPH}\n\n{PARAGRAPH} Again."


def test_menus_before_the_title_are_left_out() -> None:
    page = read(f"Home » News » Press\nAbout Us\nMENU\n\n{LETTER}\nShare this\n\n© 2024\nImprint\n")
    assert page.statement.title == "Open letter on the arrest of five people"
    assert page.statement.body == PARAGRAPH
    assert [text for _, text in page.left_out] == [
        "Home » News » Press", "About Us", "MENU", "Share this", "© 2024", "Imprint",
    ]  # fmt: skip


def test_the_datelines_date_is_better_than_none() -> None:
    page = read(f"A title of four words\n\nWASHINGTON, April 24, 2024 – {PARAGRAPH}")
    assert page.statement.date == date(2024, 4, 24)
    assert (page.statement.dateline, page.statement.body) == ("WASHINGTON", PARAGRAPH)


def test_a_date_that_reads_two_ways_is_none() -> None:
    page = read(f"A title of four words\n\n04/05/2024\n\n{PARAGRAPH}")
    assert page.statement.date is None
    assert "I202" in codes(page)


def test_without_a_title_a_stand_in_says_that_it_is_missing() -> None:
    page = read(PARAGRAPH, "open-letter.txt")
    assert page.statement.title == "TODO: the headline"
    assert "I201" in codes(page)


@pytest.mark.parametrize(
    ("text", "language"),
    [("我們要求當局立即釋放所有被捕人士，並停止對他們的檢控。這是我們的呼籲。", "zh-Hant"),
     ("我们要求当局立即释放所有被捕人士，并停止对他们的检控。这是我们的呼吁。", "zh-Hans"),
     ("Мы требуем немедленно освободить всех задержанных, которые только говорили правду.", "ru"),
     (PARAGRAPH, "en")],
)  # fmt: skip
def test_a_script_gives_its_language_away(text: str, language: str) -> None:
    assert read(f"Title of four words\n\n{text}").statement.language == language


def test_the_caller_may_name_the_language() -> None:
    french = "Nous demandons leur libération : elle est due depuis longtemps à ces cinq personnes."
    page = read(f"Un titre de mots\n\n{french}", language="fr")
    assert (page.statement.language, page.statement.body) == ("fr", french)


# Bytes


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_obeyed(encoding: str) -> None:
    page = read_page(LETTER.replace("\n", "\r\n").encode(encoding), "page.txt")
    assert (page.statement.body, codes(page)) == (PARAGRAPH, ["I203", "I204"])


def test_windows_text_is_read_and_reported() -> None:
    page = read_page(f"{LETTER}\n“Été”\n".encode("cp1252"), "page.txt")
    assert "“Été”" in page.statement.body
    assert codes(page)[0] == "I206"


@pytest.mark.parametrize("data", [b"", b"\n \n", b"%PDF-1.7", b"PK\x03\x04", b"a\0b", b"<html>"])
def test_what_holds_no_statement_is_refused_with_a_way_out(data: bytes) -> None:
    with pytest.raises(NeedsFixing) as refused:
        read_page(data, "page")
    assert refused.value.hint


# Laws

MARKS = st.sampled_from("ab1 *_`\\<>&;#-+=~![](){}:./\"'xé中")
LINES = st.text(MARKS, min_size=1, max_size=60).map(str.strip).filter(bool)


@given(LINES)
def test_escaped_text_is_shown_as_it_was(line: str) -> None:
    assert markdown_html(escaped(line)) == f"<p>{escape(line, quote=False)}</p>\n"


@given(LINES)
def test_typed_emphasis_adds_no_other_markup(line: str) -> None:
    markdown, meant = marked_up(f"x {line}")
    tree = html.fromstring(f"<div>{markdown_html(markdown)}</div>")
    assert {element.tag for element in tree.iter()} <= {"div", "p", "em", "strong"}
    assert len(list(tree.iter("em", "strong"))) == len(meant)


NAMES = st.text(st.characters(categories=["L", "N"]) | st.sampled_from(" .'’&()-"), min_size=1)


@given(st.lists(NAMES.map(lambda name: f"Org {name}".strip()), min_size=1, max_size=8))
def test_names_come_back_byte_for_byte(listed: list[str]) -> None:
    short = [name for name in listed if len(name.split()) < 6 and not PHONE.search(name)]
    assert names(read(f"{LETTER}\nSigned by:\n\n" + "\n".join(short))) == short


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(NeedsFixing):
        read_page(data, "page.txt")
