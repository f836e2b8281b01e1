"""How each language words what the letters say of themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

import one_of_everything as golden


@pytest.fixture
def said(render):
    """The text of a letter about the golden statement in a language, changed as asked."""

    def text(template: str, language: str, more: dict | None = None, **changes) -> str:
        statement = replace(golden.statement(language), **changes)
        return render(template, statement=statement, **(more or {})).text

    return text


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [
        ("en", "Media contact\n", "Media contacts\n"),
        ("de", "Pressekontakt\n", "Pressekontakte\n"),
        ("fr", "Contact presse\n", "Contacts presse\n"),
        ("es", "Contacto de prensa\n", "Contactos de prensa\n"),
    ],
)
def test_contacts_are_counted(said, language, one, several):
    people = golden.statement(language).media_contacts
    assert one in said("press-release", language, media_contacts=people[:1])
    assert several in said("press-release", language, media_contacts=people)


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [
        ("en", "Attached: statement.pdf\n", "Attached: statement.pdf, statement.pdf\n"),
        ("de", "Anlage: statement.pdf\n", "Anlagen: statement.pdf, statement.pdf\n"),
        ("fr", "Pièce jointe\xa0: statement.pdf\n", "Pièces jointes\xa0: statement.pdf, sta"),
        ("es", "Adjunto: statement.pdf\n", "Adjuntos: statement.pdf, statement.pdf\n"),
        ("zh-Hant", "附件：statement.pdf\n", "附件：statement.pdf，statement.pdf\n"),
    ],
)
def test_attachments_are_counted(said, language, one, several):
    assert one in said("press-release", language, {"attachments": _one})
    assert several in said("press-release", language, {"attachments": _two})


def _one(_language):
    return (golden.KIT_FILE,)


def _two(_language):
    return (golden.KIT_FILE, golden.KIT_FILE)


@pytest.mark.parametrize(
    ("template", "language", "greeting"),
    [
        ("signatory-notice", "es", "\nBuenos días, Bartholomew Quillfeather:\n"),
        ("congress-letter", "es", "\nHonorable Senator Risch:\n"),
        ("signatory-notice", "fr", "\nen tant que contact de Freiheit für alle e.V.,\n"),
        ("congress-letter", "zh-Hant", "\n此致\n敬禮\n"),
        ("congress-letter", "zh-Hans", "\n此致\n敬礼\n"),
    ],
)
def test_people_are_addressed_without_guessing_and_as_is_usual(said, template, language, greeting):
    assert greeting in said(template, language)


def test_a_close_of_two_lines_has_two_in_html(render_golden):
    html = render_golden("congress-letter", "zh-Hant").html
    (close,) = etree.HTML(html).xpath('//p[contains(., "此致")]')
    assert [text.strip() for text in close.itertext()] == ["此致", "敬禮"]
    assert close[0].tag == "br"


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans"])
@pytest.mark.parametrize(
    "template", ["press-release", "congress-letter", "correction", "reminder", "follow-up"]
)
def test_full_width_signs_bring_their_own_space(render_golden, template, language):
    letter = render_golden(template, language)
    page = etree.HTML(letter.html).xpath('//*[contains(@class, "own")]')
    ours = "\n".join("".join(one.itertext()) for one in page)
    assert "： " not in ours
    assert "。 " not in ours
    assert "： " not in letter.text


@pytest.mark.parametrize(
    ("language", "speaker"),
    [
        ("en", "— Rahima Example, Director"),
        ("zh-Hant", "— Rahima Example，倡議組織總監"),
        ("ug", "— Rahima Example، "),
    ],
)
def test_speakers_are_parted_from_their_titles_as_the_language_does(
    render_golden, language, speaker
):
    letter = render_golden("press-release", language)
    assert speaker in letter.text
    assert speaker in "".join(etree.HTML(letter.html).itertext())


@pytest.mark.parametrize(
    ("template", "named"),
    [
        ("press-release", "Freiheit für alle e.V. has issued a statement"),
        ("congress-letter", "On behalf of Freiheit für alle e.V., which issued"),
    ],
)
def test_a_lone_signer_is_named_and_a_sender_without_signers_too(said, template, named):
    alone = golden.statement().signatories[:1]
    assert named in " ".join(said(template, "en", signatories=alone).split())
    own = named.replace("Freiheit für alle e.V.", "Coalition for Human Rights")
    assert own in " ".join(said(template, "en", signatories=()).split())


def test_names_in_another_script_have_their_own_size(render_golden):
    page = etree.HTML(render_golden("press-release", "bo").html)
    names = page.xpath('//ul[@class="signatories"]/li//span[@dir="auto"]')
    sizes = {name.text: name.get("style") for name in names}
    assert sizes["Freiheit für alle e.V."] == "font-size:16px"
    assert sizes["London, United Kingdom"] == "font-size:16px"
    assert sizes["香港監察"] == "font-size:16px"
    assert sizes["བོད་ཀྱི་དྲ་བ།"] is None
    assert "foreign" not in render_golden("press-release", "de").html
