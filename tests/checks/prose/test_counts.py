"""Numbers that the text gives of signatories and asks."""

from __future__ import annotations

import pytest

from outreach.checks.proofread import proofread
from outreach.checks.prose.number_words import number_pattern, words_for_numbers, worth
from outreach.domain.statement import Signatory, Statement
from outreach.intake.statement_files import statement_text
from proofread_texts import WRITTEN, said_of


@pytest.mark.parametrize(
    ("said", "language", "value"),
    [("44", "en", 44), ("1,200", "en", 1200), ("1.200", "de", 1200), ("forty-four", "en", 44),
     ("one hundred and two", "en", 102), ("vierundvierzig", "de", 44), ("zwölf", "de", 12),
     ("cent", "fr", 100), ("soixante-dix-neuf", "fr", 79), ("quatre-vingt-onze", "fr", 91),
     ("soixante et onze", "fr", 71), ("cuarenta y cuatro", "es", 44), ("veintitrés", "es", 23),
     ("四十四", "zh-Hant", 44), ("一百零五", "zh", 105), ("十二", "zh", 12),
    ],
)  # fmt: skip
def test_numbers_in_words(said: str, language: str, value: int) -> None:
    assert worth(said, language) == value


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_every_number_to_a_hundred_has_a_word(language: str) -> None:
    worths = set(words_for_numbers(language).values())
    assert set(range(2, 101)) <= worths
    assert number_pattern(language)


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("We, the undersigned 3 organizations, ask.", "en"),
        ("Wir, die unterzeichnenden drei Organisationen, bitten.", "de"),
        ("Nous, les trois organisations signataires, demandons.", "fr"),
        ("Las tres organizaciones firmantes piden.", "es"),
        ("我們三個公民團體聯署。", "zh-Hant"),
        ("Signed by the following 3 NGOs:", "en"),
        ("3 organizations signed this.", "en"),
        ("Some say no. 3 civil society organizations have signed this letter.", "en"),
        ("The 3 undersigned organisations ask.", "en"),
        ("A joint statement by three groups.", "en"),
        ("Gemeinsame Erklärung von drei Organisationen", "de"),
    ],
)
def test_signatories_counted_wrongly(body: str, language: str) -> None:
    (problem,) = said_of(body, "P110", language=language, names=["A", "B"])
    assert problem.level == "error"
    assert said_of(body, "P110", language=language, names=["A", "B", "C"]) == []


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Im Lager wurden zwölf Gruppen verboten.", "de"),
        ("Plus de deux organisations signataires", "fr"),
        ("We condemn the ban on twelve organizations.", "en"),
        ("Under the law signed in May, two organizations were closed.", "en"),
        ("We work with five other groups.", "en"),
        ("We met two groups that asked us to sign.", "en"),
        ("Cerca de cuatro organizaciones firmantes", "es"),
        ("他們取締了十二個團體。", "zh-Hant"),
    ],
)
def test_others_counted(body: str, language: str) -> None:
    assert said_of(body, "P110", language=language, names=["A", "B", "C"]) == []


def test_a_title_that_opens_with_the_signatories() -> None:
    def said(title: str) -> int:
        return len(said_of("Text.", "P110", title=title, names=["A", "B"]))

    assert said("Three groups in Asia urge the minister to act") == 1
    assert said("Two groups in Asia urge the minister to act") == 0
    assert said("Minister bans three groups that urge him to act") == 0
    assert said("Three groups banned in Asia") == 0


@pytest.mark.parametrize(
    ("lead", "language"),
    [
        ("We make three requests:", "en"),
        ("We urge you to take the following three steps:", "en"),
        ("Wir stellen drei Forderungen:", "de"),
        ("Nous formulons trois demandes :", "fr"),
        ("Presentamos tres peticiones:", "es"),
        ("我們提出以下三項要求：", "zh-Hant"),
    ],
)
def test_asks_counted_wrongly(lead: str, language: str) -> None:
    assert len(said_of(f"{lead}\n\n- One\n- Two", "P110", language=language)) == 1
    assert said_of(f"{lead}\n\n- One\n- Two\n- Three", "P110", language=language) == []


@pytest.mark.parametrize(
    "body",
    [
        "Three steps lead to the door.\n\nWe ask:\n\n- One\n- Two",
        "We took three measures in 2019.\n\n- One\n- Two",
        "- One\n- Two\n\nNone of the three demands of 1989 was met.",
    ],
)
def test_other_things_counted(body: str) -> None:
    assert said_of(body, "P110") == []


def test_our_three_demands_are_these_wherever_they_are_said() -> None:
    assert len(said_of("We ask:\n\n- One\n- Two\n\nOur three demands are just.", "P110")) == 1


def test_countries_are_counted_where_every_signatory_says_its_own() -> None:
    signed = (Signatory("A", country="Kenya"), Signatory("B", country="kenya"))
    statement = Statement("T", "We, 2 groups from three countries, ask.", signatories=signed)

    def findings(statement: Statement) -> list[str]:
        text = statement_text(statement)
        found = proofread(statement, statement_file="s", statement_text=text, today=WRITTEN)
        return [p.message for p in found if p.code == "P110"]

    assert findings(statement) == ["“from three countries”, but the signatories come from 1"]
    unknown = Statement("T", statement.body, signatories=(*signed[:1], Signatory("B")))
    assert findings(unknown) == []
