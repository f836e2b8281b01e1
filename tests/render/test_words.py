"""The templates' own sentences: which file they come from, what they may say, what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from outreach.domain.campaign import Campaign, Edition, Sender
from outreach.domain.statement import Statement
from outreach.errors import NeedsFixing, Problem
from outreach.render.content import Content
from outreach.render.edition import render_directly, render_recipient
from outreach.render.wording import print_words
from outreach.render.words import read_words, word_key
from people import DESK, RENEE, STAFFER

HELLO = '{% include "words/hello.html" %}'
HELLO_TEXT = '{% include "words/hello.txt" %}'


def words(**files: str) -> dict[str, str]:
    return {f"words/{tag.replace('_', '-')}.toml": source for tag, source in files.items()}


def problem_of(refusal: Any) -> Problem:
    (problem,) = refusal.value.problems
    assert isinstance(problem, Problem)
    return problem


# Which file


@pytest.mark.parametrize(
    ("language", "file"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("zh-HK", "zh-Hant"),
        ("zh-Hant-TW", "zh-Hant"),
        ("zh", "zh-Hans"),
        ("bo", "en"),
        ("en-GB", "en"),
    ],
)
def test_words_are_those_of_the_statements_language_or_its_nearest_relative(
    tmp_path: Path, language: str, file: str
) -> None:
    (tmp_path / "words").mkdir()
    for tag in ("en", "de", "zh-Hant", "zh-Hans"):
        (tmp_path / "words" / f"{tag}.toml").write_text(f'hello = "{tag}"\n', encoding="utf-8")
    found = read_words(tmp_path, language)
    assert (found.language, found.sources["hello"]) == (file, file)


def test_a_word_is_named_by_its_key_and_its_part() -> None:
    assert word_key("words/signed-by.html") == word_key("words/signed-by.txt") == "signed-by"
    assert word_key("words/en.toml") is None
    assert word_key("partials/words/a.html") is None


# What they print


def test_a_word_is_escaped_in_html_and_plain_in_text_and_its_data_are_fields(
    edition: Any, letter: Any
) -> None:
    more = words(en='hello = "Dear {{ contact.name }} & co"')
    compiled = edition(f"<p>{HELLO}</p>", text=HELLO_TEXT, more=more)
    got = letter(compiled, RENEE)
    assert "<p>Dear Renée O’Brien &amp; Sons &amp; co</p>" in got.html
    assert got.text == "Dear Renée O’Brien & Sons & co"
    assert got == render_directly(compiled, RENEE)
    one, other = (render_recipient(compiled, who).skeleton for who in (RENEE, STAFFER))
    assert one is other
    assert {field.part for field in one.fields} == {"html", "text"}


def test_a_words_own_text_is_no_markup_and_may_stand_in_an_attribute(
    edition: Any, letter: Any
) -> None:
    more = words(en="""hello = 'R&D <b> "{{ "x & y" }}" {{ contact.name }}' """)
    compiled = edition(f'<p title="{HELLO}">{HELLO}</p>', text=HELLO_TEXT, more=more)
    got = letter(compiled, RENEE)
    said = 'R&D <b> "x & y" Renée O’Brien & Sons'
    (paragraph,) = etree.HTML(got.html).iter("p")
    assert paragraph.text == paragraph.get("title") == got.text == said


def test_a_word_in_several_lines_ends_without_a_line_end(edition: Any, letter: Any) -> None:
    compiled = edition(text=f"[{HELLO_TEXT}]", more=words(en='hello = """\none\ntwo\n"""'))
    assert letter(compiled, RENEE).text == "[one\ntwo]"


def test_a_word_sees_what_the_template_set(edition: Any, letter: Any) -> None:
    text = "{% set place = 'Bern' %}{% for n in [1, 2] %}" + HELLO_TEXT + "{% endfor %}"
    compiled = edition(text=text, more=words(en='hello = "{{ place | upper }} {{ n }},"'))
    assert letter(compiled, RENEE).text == "BERN 1,BERN 2,"


def test_a_template_knows_the_language_of_its_words(edition: Any, letter: Any) -> None:
    text = "{{ words.language }} {{ words.dir }} {{ 1044 | number }}"
    assert letter(edition(text=text), RENEE).text == "en ltr 1,044"


# The release line


def test_the_release_line_is_a_word(edition: Any, letter: Any) -> None:
    more = words(en='release-immediate = "FREE & OUT"')
    got = letter(edition("<p>{{ release_line }}</p>", text="{{ release_line }}", more=more), RENEE)
    assert "<p>FREE &amp; OUT</p>" in got.html
    assert got.text == "FREE & OUT"


def test_without_words_the_release_line_is_english(edition: Any, letter: Any) -> None:
    assert letter(edition(text="{{ release_line }}"), RENEE).text == "FOR IMMEDIATE RELEASE"


def test_a_missing_release_line_is_an_error_where_it_is_printed(edition: Any, letter: Any) -> None:
    more = words(en='hello = "x"')
    assert letter(edition(text=HELLO_TEXT, more=more), RENEE).text == "x"
    with pytest.raises(NeedsFixing) as refusal:
        letter(edition(text="\n{{ release_line }}", more=more), RENEE)
    problem = problem_of(refusal)
    assert problem.code == "word-missing"
    assert problem.message.endswith("words/en.toml has no word 'release-immediate'")
    assert str(problem.place).endswith("t.txt.j2:2")


def test_a_broken_release_line_names_its_place(edition: Any) -> None:
    more = words(en='# words\nrelease-immediate = "{{ embargo.until | moment }}"')
    with pytest.raises(NeedsFixing) as refusal:
        edition(more=more)
    problem = problem_of(refusal)
    assert str(problem.place).endswith("words/en.toml:2")
    assert "embargo.until is blank" in problem.message


# What is wrong


def test_a_missing_word_names_file_and_key_and_where_it_is_asked_for(edition: Any) -> None:
    compiled = edition(f"<p>\n{HELLO}</p>", more=words(en='hallo = "x"'))
    with pytest.raises(NeedsFixing) as refusal:
        render_recipient(compiled, RENEE)
    problem = problem_of(refusal)
    assert problem.code == "word-missing"
    assert problem.message.endswith("words/en.toml has no word 'hello'")
    assert str(problem.place).endswith("t.html.j2:2")
    assert problem.hint == 'add it there: hello = "…"'


def test_where_there_are_no_words_the_file_is_named_that_should_be(edition: Any) -> None:
    with pytest.raises(NeedsFixing) as refusal:
        render_recipient(edition(f"<p>{HELLO}</p>"), RENEE)
    problem = problem_of(refusal)
    assert "words/en.toml has no word" in problem.message
    assert problem.hint.startswith("create that file")


def test_a_word_that_may_be_missing_can_be_asked_for(edition: Any, letter: Any) -> None:
    text = '{% include "words/nope.txt" ignore missing %}x'
    assert letter(edition(text=text, more=words(en='hello = "x"')), RENEE).text == "x"


@pytest.mark.parametrize(
    ("source", "line", "code"),
    [
        ('hello = "{{ contact.name"', 2, "syntax"),
        ('hello = """\n\n{{ contact.name\n"""', 4, "syntax"),
        ('hello = "{{ contact.city }}"', 2, "blank-value"),
        ('hello = """one\n{{ contact.city }}"""', 3, "blank-value"),
        ('hello = """\none\n{{ contact.city }}\n"""', 4, "blank-value"),
        ("\"hello\" = '''\n{{ contct.name }}'''", 3, "template-error"),
    ],
)
def test_a_fault_in_a_word_is_placed_in_its_file(
    edition: Any, source: str, line: int, code: str
) -> None:
    compiled = edition(f"<p>{HELLO}</p>", more=words(en=f"# first\n{source}\n"))
    with pytest.raises(NeedsFixing) as refusal:
        render_recipient(compiled, RENEE)
    problem = problem_of(refusal)
    assert str(problem.place).endswith(f"words/en.toml:{line}")
    assert problem.code == code
    assert problem.edition == "press"


@pytest.mark.parametrize(
    ("source", "message", "place"),
    [
        ('hello = "a"\nhello = "b"\n', "hello is there already", ":2:12"),
        ('hello = "a', "a quotation mark is missing at the end of the line", ":1:0"),
        ("a = 'x'\nhello = 3\n", "the word 'hello' is not text", ":2"),
        ("[hello]\na = 'x'\n", "the word 'hello' is not text", ""),
    ],
)
def test_a_file_that_is_no_table_of_texts_is_refused(
    edition: Any, source: str, message: str, place: str
) -> None:
    with pytest.raises(NeedsFixing) as refusal:
        edition(more=words(en=source))
    problem = problem_of(refusal)
    assert problem.code == "words"
    assert problem.message.startswith(message)
    assert str(problem.place).endswith("words/en.toml" + place.removesuffix(":0"))


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "en.toml").write_bytes(b'hello = "\xff"')
    with pytest.raises(NeedsFixing, match="not UTF-8"):
        read_words(tmp_path, "en")
    (tmp_path / "words" / "en.toml").unlink()
    (tmp_path / "words" / "en.toml").mkdir()
    with pytest.raises(NeedsFixing, match="cannot be read"):
        read_words(tmp_path, "en")


# Beside the letters


CONTENT = Content(
    Campaign("c", "C", Statement("T", "b", language="de"), ()),
    Edition("press", "t", "press", "s"),
    Sender("S", "s@example.org", "House"),
    "FOR IMMEDIATE RELEASE",
    "mailto:s@example.org",
)


def printed(folder: Path, source: str, *keys: str, **more: Any) -> Any:
    (folder / "words").mkdir(exist_ok=True)
    (folder / "words" / "de.toml").write_text(source, encoding="utf-8")
    return print_words(CONTENT, "de", folder, keys, more)


def test_words_are_printed_for_nobody_in_particular(tmp_path: Path) -> None:
    source = 'about = "Über {{ sender.organisation }} & {{ place }}"\nrelease-immediate = "SOFORT"'
    wording = printed(tmp_path, source, "about", place="Bern")
    assert (wording.language, wording.release_line) == ("de", "SOFORT")
    assert wording.words == {"about": "Über House & Bern"}
    alone = print_words(CONTENT, "de", tmp_path / "nowhere", ["about"])
    assert (alone.language, alone.release_line) == ("en", "FOR IMMEDIATE RELEASE")
    assert alone.words == {}


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('x = "x"', "has no word 'about'"),
        ('about = "{{ contact.name }}"', "'contact' is undefined"),
        ('about = "{{ "', "unexpected"),
    ],
)
def test_what_cannot_be_printed_names_the_file(tmp_path: Path, source: str, message: str) -> None:
    with pytest.raises(NeedsFixing, match=message) as refusal:
        printed(tmp_path, source, "about")
    assert "words/de.toml" in str(problem_of(refusal).place)


def test_nobody_in_particular_is_not_proposed_as_a_name(tmp_path: Path) -> None:
    with pytest.raises(NeedsFixing) as refusal:
        printed(tmp_path, 'about = "{{ contact.name }}"', "about")
    assert "without the recipient" in problem_of(refusal).hint


@pytest.mark.parametrize("blank", ["", "  ", "\\u200b", "\\n", "{# none #} "])
def test_a_word_that_says_nothing_would_blank_every_letter(tmp_path: Path, blank: str) -> None:
    (tmp_path / "words").mkdir()
    source = f'hello = "Hello"\n\nend-mark = "{blank}"\n'
    (tmp_path / "words" / "en.toml").write_text(source, encoding="utf-8")
    with pytest.raises(NeedsFixing) as refusal:
        read_words(tmp_path, "en")
    problem = problem_of(refusal)
    assert (problem.message, problem.place and problem.place.line) == (
        "the word 'end-mark' is empty", 3,
    )  # fmt: skip


def test_words_do_not_make_anybodys_letter_another_message(edition: Any) -> None:
    more = words(en="""hello = "Dear {{ contact.name | default('colleague') }}" """)
    compiled = edition(f"<p>{HELLO}</p>", text="x", more=more)
    skeletons = {render_recipient(compiled, who).skeleton for who in (RENEE, DESK, STAFFER)}
    assert len(skeletons) == 1
    assert compiled.version("en").templates.questions.complete
