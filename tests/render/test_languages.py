"""One statement in several languages: who gets which, and one message for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from outreach.domain.campaign import ATTACHED, Campaign, Edition, Embargo, Sender
from outreach.domain.contact import Contact, Organisation
from outreach.domain.delivery import Attachment, personalise
from outreach.domain.design import Design, Logo
from outreach.domain.statement import Statement
from outreach.errors import NeedsFixing
from outreach.render.edition import (
    CompiledEdition,
    Content,
    compile_edition,
    finish,
    render_directly,
    render_recipient,
)
from people import DESK, PREFIX, RENEE, STAFFER

LIFT = dt.datetime(2024, 4, 24, 6, tzinfo=ZoneInfo("America/New_York"))
ENGLISH = Statement("Free them", "Text.", language="en", date=LIFT.date())
TRANSLATIONS = {
    "de": replace(ENGLISH, language="de", title="Lasst sie frei"),
    "ug": replace(ENGLISH, language="ug", title="قويۇپ بېرىڭ"),
}
WORDS = {
    "en": 'release-embargoed = "EMBARGOED UNTIL {{ embargo.until | moment }}"\nhi = "Dear"\n',
    "de": 'release-embargoed = "SPERRFRIST: {{ embargo.until | moment }}"\nhi = "Hallo"\n',
}
TEXT = (
    '{% include "words/hi.txt" %} {{ contact.name }}: {{ statement.title }} ({{ statement.dir }})'
    " {{ statement.date | long_date }}; {{ words.language }}, {{ release_line }}"
)
GERMAN = replace(RENEE, language="de-AT")
UYGHUR = replace(RENEE, language="", organisation=Organisation("O", language="ug"))

Compile = Callable[..., CompiledEdition]


@pytest.fixture
def compiled(tmp_path: Path) -> Compile:
    def of(
        text: str = TEXT,
        *,
        words: Mapping[str, str] = WORDS,
        translations: Mapping[str, Statement] = TRANSLATIONS,
        edition: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> CompiledEdition:
        (tmp_path / "words").mkdir()
        for language, source in words.items():
            (tmp_path / "words" / f"{language}.toml").write_text(source, encoding="utf-8")
        (tmp_path / "t.html.j2").write_text("<p>{{ statement.title }}</p>", encoding="utf-8")
        (tmp_path / "t.txt.j2").write_text(text, encoding="utf-8")
        one = Edition("press", "t", "press", "{{ statement.title }}", **(edition or {}))
        campaign = Campaign("c", "C", ENGLISH, (one,), Embargo(LIFT), translations=translations)
        sender = Sender("S", "press@example.org", "S")
        line = "EMBARGOED UNTIL 6:00 a.m. EDT, Wednesday, April 24, 2024"
        content = Content(campaign, one, sender, line, "mailto:a@example.org", **more)
        return compile_edition(content, tmp_path, PREFIX)

    return of


def text_of(compiled: CompiledEdition, contact: Contact) -> str:
    rendered = render_recipient(compiled, contact)
    letter = personalise(finish(compiled, rendered.skeleton), rendered.values)
    assert letter == render_directly(compiled, contact)
    return letter.text


# Who gets which


def test_each_reads_the_statement_in_her_language_and_words_that_fit(compiled: Compile) -> None:
    edition = compiled()
    english = "April 24, 2024; en, EMBARGOED UNTIL 6:00 a.m. EDT, Wednesday, April 24, 2024"
    assert text_of(edition, STAFFER) == f"Dear Annika Thorsgaard: Free them (ltr) {english}"
    assert text_of(edition, GERMAN) == (
        "Hallo Renée O’Brien & Sons: Lasst sie frei (ltr) 24. April 2024; de, "
        "SPERRFRIST: Mittwoch, 24. April 2024, 6.00 Uhr EDT"
    )
    assert text_of(edition, UYGHUR) == f"Dear {UYGHUR.name}: قويۇپ بېرىڭ (rtl) {english}"


def test_there_is_one_message_for_each_language(compiled: Compile) -> None:
    edition = compiled()
    people = [replace(one, name=name) for one in (STAFFER, GERMAN, UYGHUR) for name in "ab"]
    skeletons = {render_recipient(edition, person).skeleton for person in people}
    messages = [finish(edition, skeleton) for skeleton in skeletons]
    assert sorted(message.language for message in messages) == ["de", "en", "ug"]
    assert {message.subject for message in messages} == {
        ENGLISH.title,
        *(one.title for one in TRANSLATIONS.values()),
    }


def test_letters_that_read_alike_in_two_languages_are_two_messages(compiled: Compile) -> None:
    alike = {"de": replace(ENGLISH, language="de")}
    edition = compiled("x", translations=alike)
    one, other = (render_recipient(edition, who).skeleton for who in (STAFFER, GERMAN))
    assert (one.text, one.html, one.subject) == (other.text, other.html, other.subject)
    assert one != other


def test_an_edition_with_a_language_gives_it_to_all(compiled: Compile) -> None:
    edition = compiled(edition={"language": "de"})
    assert "Lasst sie frei" in text_of(edition, UYGHUR)
    assert list(edition.versions) == ["de"]


def test_who_reads_none_gets_the_fallback(compiled: Compile) -> None:
    edition = compiled(edition={"fallback": ("fr", "ug")})
    assert "قويۇپ بېرىڭ" in text_of(edition, DESK_WITH_A_NAME)


DESK_WITH_A_NAME = replace(DESK, name="Desk", language="ja")


def test_languages_are_compiled_when_somebody_reads_them(compiled: Compile) -> None:
    edition = compiled()
    assert list(edition.versions) == ["en"]
    render_recipient(edition, STAFFER)
    assert list(edition.versions) == ["en"]
    render_recipient(edition, GERMAN)
    version = edition.version_for(GERMAN)
    assert list(edition.versions) == ["en", "de"]
    assert edition.version_for(replace(GERMAN, language="de")) is version
    assert edition.version("de") is version


def test_what_is_broken_in_one_language_is_refused_to_its_readers(compiled: Compile) -> None:
    edition = compiled(words={**WORDS, "de": 'hallo = "x"\n'})
    assert text_of(edition, STAFFER)
    with pytest.raises(NeedsFixing) as refusal:
        render_recipient(edition, GERMAN)
    assert [problem.code for problem in refusal.value.problems] == ["word-missing"]
    assert refusal.value.problems[0].message.endswith("words/de.toml has no word 'hi'")


def test_what_cannot_be_compiled_is_tried_once_and_refused_to_each(
    compiled: Compile, tmp_path: Path
) -> None:
    edition = compiled(words={**WORDS, "de": "hi = 3\n"})
    with pytest.raises(NeedsFixing) as first:
        render_recipient(edition, GERMAN)
    (tmp_path / "words" / "de.toml").unlink()
    with pytest.raises(NeedsFixing) as second:
        render_recipient(edition, GERMAN)
    assert first.value.problems == second.value.problems
    assert text_of(edition, STAFFER)


# What an edition hands to its template


def test_attachments_are_those_of_the_language(compiled: Compile) -> None:
    asked: list[str] = []

    def attachments(language: str) -> tuple[Attachment, ...]:
        asked.append(language)
        return (Attachment(f"kit-{language}.pdf", "application/pdf", language.encode()),)

    text = "{% for one in attachments %}{{ one.filename }}{% endfor %}{{ attachments | length }}"
    edition = compiled(text, attachments=attachments)
    assert asked == []
    assert text_of(edition, GERMAN) == "kit-de.pdf1"
    message = finish(edition, render_recipient(edition, STAFFER).skeleton)
    assert message.attachments == (Attachment("kit-en.pdf", "application/pdf", b"en"),)
    assert set(asked) == {"de", "en"}


def test_what_is_in_an_attachment_is_not_printed(compiled: Compile) -> None:
    attachment = Attachment("a.pdf", "application/pdf", b"x")
    edition = compiled("{{ attachments[0].content }}", attachments=lambda _: (attachment,))
    with pytest.raises(NeedsFixing, match="attachment has no 'content'"):
        render_recipient(edition, STAFFER)


@pytest.mark.parametrize(
    ("press_kit", "printed"),
    [("", "none"), (ATTACHED, "none"), ("https://example.org/kit", "https://example.org/kit")],
)
def test_the_press_kit_is_an_address_or_blank(
    compiled: Compile, press_kit: str, printed: str
) -> None:
    edition = compiled("{{ press_kit | default('none') }}", edition={"press_kit": press_kit})
    assert text_of(edition, STAFFER) == printed


def test_values_are_the_campaign_files_own(compiled: Compile) -> None:
    values = {"what": "A & B", "when": LIFT, "day": LIFT.date(), "count": 1044}
    text = "{{ values.what }}, {{ values.when | moment }}, {{ values.day | long_date }}, "
    edition = compiled(text + "{{ values.count | number }}", edition={"values": values})
    assert text_of(edition, GERMAN) == (
        "A & B, Mittwoch, 24. April 2024, 6.00 Uhr EDT, 24. April 2024, 1.044"
    )


def test_a_value_that_is_not_given_names_the_key_and_its_table(compiled: Compile) -> None:
    edition = compiled("\n{{ values.what }}")
    with pytest.raises(NeedsFixing) as refusal:
        render_recipient(edition, STAFFER)
    (problem,) = refusal.value.problems
    assert problem.code == "value-missing"
    assert "values.what" in problem.message
    assert str(problem.place).endswith("t.txt.j2:2")
    assert 'what = "…" below [editions.press.values]' in problem.hint


def test_a_value_may_be_left_out_where_the_template_says_so(compiled: Compile) -> None:
    edition = compiled("{% if values.was %}was{% endif %}{{ values.now | default('-') }}")
    assert text_of(edition, STAFFER) == "-"


def test_the_design_has_colours_a_font_and_perhaps_a_logo(compiled: Compile) -> None:
    text = "{{ design.light.accent }} {% if design.logo %}{{ design.logo.width }}{% endif %}"
    design = Design(logo=Logo("https://example.org/l.png", "House", 120))
    assert text_of(compiled(text, design=design), STAFFER) == f"{design.light.accent} 120"


def test_what_a_letter_says_of_the_embargo_agrees_with_its_release_line(compiled: Compile) -> None:
    assert text_of(compiled("{{ 'held' if embargoed else 'out' }}"), STAFFER) == "held"


@pytest.mark.parametrize(
    "expression", ["campaign.statement.title", "campaign.translations", "edition.values"]
)
def test_what_has_a_name_in_the_readers_language_has_no_other(
    compiled: Compile, expression: str
) -> None:
    edition = compiled("{{ " + expression + " }}")
    with pytest.raises(NeedsFixing, match=r"(campaign|edition) has no '"):
        render_recipient(edition, GERMAN)
