"""What a translation has lost or altered against its original."""

from __future__ import annotations

from dataclasses import replace

import pytest

from outreach.checks.translations import compare
from outreach.domain.statement import Statement
from outreach.intake.statement_files import statement_text

ORIGINAL = Statement(
    "Release the librarians",
    """On 24 April 2024, police arrested 12 librarians and took 40,000 records.[^1]

We call on the city to:

1. Release them.
2. Return the records.

See <https://shelves.example/en>.

[^1]: Annual Report.""",
)
GERMAN = Statement(
    "Lasst die Bibliothekare frei",
    """Am 24. April 2024 nahm die Polizei zwölf Bibliothekare fest und 40.000 Akten mit.[^1]

Wir fordern die Stadt auf:

1. sie freizulassen,
2. die Akten zurückzugeben.

Siehe <https://shelves.example/de>.

[^1]: Jahresbericht.""",
    language="de",
)
CHINESE = Statement(
    "釋放圖書館員",
    """2024年4月24日，警方逮捕十二名館員，搬走4萬份紀錄。[^1]

我們要求市政府：

1. 釋放他們；
2. 歸還紀錄。

見 <https://shelves.example/zh>。

[^1]: 年度報告。""",
    language="zh-Hant",
)


def differences(translation: Statement, original: Statement = ORIGINAL) -> list[tuple[str, str]]:
    text = statement_text(translation)
    found = compare(original, translation, file="statement.de.md", text=text)
    assert {problem.code for problem in found} <= {"P120"}
    return [(problem.level, problem.message) for problem in found]


def changed(old: str, new: str) -> list[tuple[str, str]]:
    assert old in GERMAN.body
    return differences(replace(GERMAN, body=GERMAN.body.replace(old, new)))


@pytest.mark.parametrize("translation", [GERMAN, CHINESE])
def test_translations_in_step(translation: Statement) -> None:
    assert differences(translation) == []


def test_a_lost_ask_is_an_error() -> None:
    assert changed("\n2. die Akten zurückzugeben.", "") == [
        ("error", "the translation has 1 asks, the original 2")
    ]


def test_another_date() -> None:
    assert changed("24. April", "25. April") == [
        ("warning", "2024-04-24 is in the original, and not in the translation"),
        ("warning", "2024-04-25 is not in the original"),
    ]


def test_another_number() -> None:
    assert changed("40.000", "4.000") == [
        ("warning", "the number 40,000 is in the original, and not in the translation")
    ]


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
@pytest.mark.parametrize("language", ["fr", "es"])
def test_numbers_grouped_by_spaces(space: str, language: str) -> None:
    french = Statement(
        "Libérez-les",
        f"Plus de 40{space}000 dossiers, 1{space}204 livres et 12 personnes.",
        language=language,
    )
    english = Statement("Free them", "Some 40,000 records, 1,204 books and 12 people.")
    assert differences(french, english) == []
    assert differences(replace(english, title="Free us"), french) == []
    wrong = replace(english, body=english.body.replace("1,204", "1,240"))
    assert len(differences(french, wrong)) == 1
    assert len(differences(wrong, french)) == 1


def test_numbers_that_stand_side_by_side_are_two() -> None:
    french = Statement("Libérez-les", "L’article 12 100 fois cité.", language="fr")
    english = Statement("Free them", "Article 12, cited 100 times.")
    assert differences(french, english) == []


def test_another_footnote() -> None:
    assert changed("mit.[^1]", "mit.") == [
        ("warning", "the translation refers to 0 footnotes, the original to 1")
    ]


def test_another_link() -> None:
    assert changed("https://shelves.example/de", "https://other.example/") == [
        ("warning", "the link to shelves.example is missing in the translation"),
        ("warning", "the link to other.example is not in the original"),
    ]
    assert changed("\n\nSiehe <https://shelves.example/de>.", "")[0][0] == "info"


def test_a_paragraph_less_is_worth_knowing() -> None:
    assert changed("Stadt auf:\n\n", "Stadt auf:\n") == [
        ("info", "the translation has 4 paragraphs and lists, the original 5")
    ]


def test_what_was_not_translated() -> None:
    assert differences(replace(GERMAN, title="Release the Librarians")) == [
        ("warning", "the title is not translated")
    ]
    (script,) = differences(replace(ORIGINAL, title="釋放圖書館員", language="zh-Hant"))
    assert script == ("error", "most of the text is not in the script of zh-Hant")


def test_of_a_language_whose_dates_are_not_known_only_numbers_are_compared() -> None:
    tibetan = replace(CHINESE, language="bo", body="༢༠༢༤ ༠༤ ༢༤ ༡༢ ༤༠༠༠༠ ཀ་ཁ་ག་ང་ཅ་ཆ་ཇ")
    messages = [message for _, message in differences(tibetan)]
    assert not [message for message in messages if "number" in message or "2024" in message]


def test_the_place_is_in_the_translation() -> None:
    body = GERMAN.body.replace("24. April", "25. April")
    text = statement_text(replace(GERMAN, body=body))
    found = compare(ORIGINAL, replace(GERMAN, body=body), file="statement.de.md", text=text)
    assert [str(problem.place) for problem in found] == [
        "statement.de.md:6:1",
        "statement.de.md:6:4",
    ]
