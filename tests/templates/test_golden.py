"""Letters that hold one of everything, kept as files, so that a change shows whole.

``GOLDEN=write pytest tests/templates/test_golden.py`` writes them anew; read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from lxml import etree

import one_of_everything as golden
from outreach.checks.mail import check_message

FOLDER = Path(__file__).parent / "golden"
LETTERS = (
    *("press-release", "congress-letter", "signatory-notice"),
    *("correction", "reminder", "follow-up"),
)
SHORT = frozenset({"reminder", "follow-up"})
WHOLE = frozenset(LETTERS) - SHORT
PRESS = frozenset({"press-release"})
SIGNED = frozenset(LETTERS) - PRESS
TITLED = frozenset({"press-release", "signatory-notice", "correction"})

KEPT = [
    *((template, language, "text") for template in LETTERS for language in golden.LANGUAGES),
    *((template, "en", "html") for template in LETTERS),
    *(("press-release", language, "html") for language in golden.LANGUAGES if language != "en"),
]

HTML = {
    "preheader": ('//div[@data-skip-in-text and contains(., "Release prisoners")]', LETTERS),
    "logo": ('//img[@src and @alt="Coalition for Human Rights" and @width="220"]', LETTERS),
    "website": ('//p/a[@href="https://coalition.example/"]', LETTERS),
    "media contact": ('//a[@href="mailto:media@coalition.example"]', PRESS),
    "telephone": ('//a[@href="tel:+1202-555-0187"]', LETTERS),
    "embargo": ('//p[contains(@class, "alert")]', LETTERS),
    "headline": ("//h1", LETTERS),
    "subtitle": ('//p[@class="subtitle"]', TITLED),
    "lead": ('//p[contains(@class, "lead") and contains(., "8")]', PRESS),
    "asks": ('//div[@class="asks"]//li[2]', {"press-release", "congress-letter"}),
    "quote": ('//div[@class="quote"]/blockquote', PRESS),
    "speaker": ('//p[@class="speaker"]/a[@href="https://uep.example/speech"]', PRESS),
    "press kit": (f'//a[@href="{golden.PRESS_KIT}"]', LETTERS),
    "attachment": ('//p[contains(., "statement.pdf")]', LETTERS),
    "signature": ('//p[@class="signature"]', SIGNED),
    "statement heading": ("//h2", WHOLE),
    "small heading": ("//h3", WHOLE),
    "emphasis": ("//p/em", WHOLE),
    "strong emphasis": ("//p/strong", WHOLE),
    "link": ('//p/a[@href="https://coalition.example/reports/spring"]', WHOLE),
    "nested list": ("//ul/li/ul/li", WHOLE),
    "numbered list": ('//ol[not(@class="notes")]/li[2]', WHOLE),
    "quotation": ('//blockquote[not(ancestor::div[@class="quote"])]', WHOLE),
    "rule": ("//hr", WHOLE),
    "long word": (f'//p[contains(., "{golden.LONG_WORD}")]', WHOLE),
    "mark of a note": ('//sup[contains(., "[2]")]', WHOLE),
    "note": ('//ol[@class="notes"]/li[2]/a', WHOLE),
    "signatory": ('//ul[@class="signatories"]/li[8]', WHOLE),
    "native name": ('//li/span[@dir="auto" and .="香港監察"]', WHOLE),
    "place": ('//span[@class="place" and contains(., "London, United Kingdom")]', WHOLE),
    "signatory's page": ('//ul[@class="signatories"]//a[@href="https://uep.example"]', WHOLE),
    "name as printed": ('//p[@class="printed"]', {"signatory-notice"}),
    "what was wrong": ('//div[contains(@class, "slip")]/p[contains(., "ours")]', {"correction"}),
    "was and now": ('//div[contains(@class, "slip")]/p[contains(., "of 2024")]', {"correction"}),
    "message": ('//p[starts-with(., "Two lines of reply")]', SHORT),
    "deadline": ('//div[contains(@class, "slip")]//b[contains(., "2024")]', {"reminder"}),
    "way on": ('//a[@href="https://coalition.example/sign"]', SHORT),
    "end mark": ('//p[@class="end" and .="###"]', PRESS),
    "boilerplate": ('//h2[.="Coalition for Human Rights"]', PRESS),
    "reason": ('//div[contains(@class, "footer")]/p[contains(., "_quillfeather@")]', LETTERS),
    "way out": ('//a[@href="https://coalition.example/unsubscribe"]', LETTERS),
    "footer": ('//p[.="A member of the Network of Examples."]', LETTERS),
    "postal address": ('//p[contains(., "1200 Example Street NW")]', LETTERS),
}  # fmt: skip
"""What a letter can show: where it stands, and in which templates."""

TEXT = {
    "media contact": ("\nmedia@coalition.example\n", PRESS),
    "telephone": ("\n+1 202-555-0187\n", LETTERS),
    "asks": ("\n- ", WHOLE),
    "speaker": ("\n— Tenzin Example\n", PRESS),
    "source of a quote": ("\n  https://uep.example/speech\n", PRESS),
    "press kit": (f"\n{golden.PRESS_KIT}\n", LETTERS),
    "attachment": ("statement.pdf\n", LETTERS),
    "small heading": ("\n~~~~", WHOLE),
    "nested list": ("\n  - ", WHOLE),
    "numbered list": ("\n2. ", WHOLE),
    "quotation": ("\n> ", WHOLE),
    "rule": ("\n---\n", WHOLE),
    "long word": (golden.LONG_WORD, WHOLE),
    "list of links": ("] https://coalition.example/reports/spring\n", WHOLE),
    "note": ("\n[2] ", WHOLE),
    "link of a note": ("(https://coalition.example/reports/autumn)", WHOLE),
    "signatory with details": (
        "\nHong Kong Watch Example (香港監察), London, United Kingdom\n", WHOLE
    ),
    "signatory's page": ("\n  https://uep.example\n", WHOLE),
    "name as printed": ("\n\nFreiheit für alle e.V.\n\n", {"signatory-notice"}),
    "what was wrong": ("\n\nThe error was ours.\n", {"correction"}),
    "was and now": ("\n  the Safeguarding Ordinance of 2024\n", {"correction"}),
    "message": ("\n\nTwo lines of reply are enough.\n", SHORT),
    "way on": ("\nhttps://coalition.example/sign\n", SHORT),
    "end mark": ("\n###\n", PRESS),
    "boilerplate": ("\nCOALITION FOR HUMAN RIGHTS\n", PRESS),
    "reason": ("bartholomew_quillfeather@risch.senate.example", LETTERS),
    "way out": ("\nhttps://coalition.example/unsubscribe\n", LETTERS),
    "footer": ("\nA member of the Network of Examples.\n", LETTERS),
    "postal address": ("1200 Example Street NW", LETTERS),
}  # fmt: skip


@pytest.mark.parametrize(("template", "language", "part"), KEPT)
def test_is_as_it_was_kept(render_golden, template, language, part):
    kept = FOLDER / f"{template}.{language}.{'html' if part == 'html' else 'txt'}"
    now = getattr(render_golden(template, language), part)
    if os.environ.get("GOLDEN") == "write":
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(now, encoding="utf-8", newline="\n")
    assert now == kept.read_text(encoding="utf-8")


def test_no_letter_is_kept_that_nobody_compares():
    names = {f"{one}.{tag}.{'html' if part == 'html' else 'txt'}" for one, tag, part in KEPT}
    assert {file.name for file in FOLDER.iterdir()} == names


@pytest.mark.parametrize("language", golden.LANGUAGES)
@pytest.mark.parametrize("template", LETTERS)
def test_each_component_is_in_the_letters_that_should_have_it(render_golden, template, language):
    letter = render_golden(template, language)
    page = etree.HTML(letter.html)
    astray = [
        *(
            f"{name} in HTML"
            for name, (path, templates) in HTML.items()
            if bool(page.xpath(path)) != (template in templates)
        ),
        *(
            f"{name} in text"
            for name, (words, templates) in TEXT.items()
            if (words in letter.text) != (template in templates)
        ),
    ]
    assert astray == []


@pytest.mark.parametrize("language", golden.LANGUAGES)
@pytest.mark.parametrize("template", LETTERS)
def test_both_parts_have_the_statements_own_words(render_golden, template, language):
    letter, said = render_golden(template, language), golden.statement(language)
    html = " ".join("".join(etree.HTML(letter.html).itertext()).split())
    text = _without_spaces(letter.text)
    wanted = [said.title]
    if template in WHOLE:
        wanted += [one.name for one in said.signatories]
    if template in TITLED:
        wanted.append(said.subtitle)
    if template in PRESS:
        wanted += [quote.text for quote in said.quotes]
        wanted += [one.title for one in said.media_contacts if one.title]
        wanted.append(said.dateline.upper() if "A coalition" in html else said.dateline)
    for words in wanted:
        assert words in html
        assert _without_spaces(words) in text


@pytest.mark.parametrize("language", golden.LANGUAGES)
@pytest.mark.parametrize("template", LETTERS)
def test_the_checks_find_nothing_in_it(read_golden, template, language):
    assert [str(problem) for problem in check_message(read_golden(template, language))] == []


@pytest.mark.parametrize("template", LETTERS)
def test_what_is_left_out_leaves_nothing_behind(render_plain, template):
    letter = render_plain(template)
    page = etree.HTML(letter.html)
    for name in (
        *("preheader", "logo", "website", "telephone", "asks", "quote", "press kit"),
        *("attachment", "note", "signatory", "footer", "postal address", "was and now"),
        *("deadline", "way on", "boilerplate"),
    ):
        assert page.xpath(HTML[name][0]) == [], name
    assert not [e.tag for e in page.find("body").iter("p", "li", "ul", "ol") if not _says(e)]
    assert len(page.xpath('//div[contains(@class, "footer")]/p')) == 1, "why and the way out"
    assert "\n\n\n" not in letter.text
    assert not any(line != line.rstrip() for line in letter.text.splitlines())


def _without_spaces(text: str) -> str:
    """Without the marks of quoted lines too: what wrapping cannot change."""
    return "".join(text.replace(">", "").split())


def _says(element: etree._Element) -> bool:
    return bool("".join(element.itertext()).strip())
