"""One name spelled two ways: in the text, against the list, against the glossary."""

from __future__ import annotations

import pytest

from proofread_texts import said_of

NAMES = ("Hongkongers in Britain (HKB)", "Comité für Freiheit", "Uyghur Rights Advocacy Project")


@pytest.mark.parametrize(
    ("rare", "usual"),
    [
        ("Aung Sang Suu Kyi", "Aung San Suu Kyi"),
        ("Xu Zhi Yong", "Xu Zhu Yong"),
        ("Annette Köhler-Brand", "Annette Köhler-Brandt"),
        ("Peter Schmidt", "Peter Schmid"),
    ],
)
def test_long_names_with_one_short_word_off(rare: str, usual: str) -> None:
    (problem,) = said_of(f"We met {usual}. Then {rare} left. Again {usual} spoke.", "P101")
    assert problem.message == f"“{rare}” is “{usual}” elsewhere"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Human Rights Defender", "Human Rights Defenders"),
        ("Lower Selby River", "Upper Selby River"),
        ("Wong Ka Yan", "Wong Ka Ming"),
        ("Article One Fund", "Article Two Fund"),
    ],
)
def test_long_names_of_two(one: str, other: str) -> None:
    assert said_of(f"We met {one}. Then {other} left.", "P101") == []


def test_a_name_alone_with_and_without_accent() -> None:
    assert len(said_of("Then Erdoğan spoke, and later Erdogan left.", "P101")) == 1
    assert said_of("¿Cómo llegó? Como dijo él.", "P101", language="es") == []


def test_german_nouns_have_umlauts_in_their_plural() -> None:
    body = "Im Garten war ein Bruder, in den Gärten waren Brüder. Dort sah Erdoğan später Erdogan."
    assert [p.message for p in said_of(body, "P101", language="de")] == [
        "“Erdoğan” is “Erdogan” elsewhere"
    ]
    assert (
        said_of("Die Leitung lobt, die Leitung leitet die Leistung.", "P101", language="de") == []
    )


def test_a_name_alone_a_letter_off_where_the_other_is_the_rule() -> None:
    body = "When Blinken came, and Blinken went, there was Blinkin again."
    assert [p.message for p in said_of(body, "P101")] == ["“Blinkin” is “Blinken” elsewhere"]
    assert said_of("The Minister of the Ministry met a Minister.", "P101") == []


@pytest.mark.parametrize(
    ("said", "signed"),
    [
        ("Hongkongers in Britian", "Hongkongers in Britain"),
        ("HongKongers in Britain", "Hongkongers in Britain"),
        ("Comite für Freiheit", "Comité für Freiheit"),
        ("Uyghur Rights Advocacy Projekt", "Uyghur Rights Advocacy Project"),
    ],
)
def test_a_signatory_spelled_otherwise_than_in_the_list(said: str, signed: str) -> None:
    (problem,) = said_of(f"We thank {said} for it.", "P101", names=NAMES)
    assert problem.message == f"“{said}” is “{signed}” in the list of signatories"
    assert problem.level == "warning"


@pytest.mark.parametrize(
    "said",
    ["Hongkongers in Britain", "Hongkongers in Britain’s office", "HONGKONGERS IN BRITAIN",
     "hongkongers in Britain", "Hongkongers in Sweden", "Uyghur Rights Advocacy Projects"],
)  # fmt: skip
def test_names_that_are_the_list_s_or_another_s(said: str) -> None:
    assert said_of(f"We thank {said} for it.", "P101", names=NAMES) == []


def test_the_glossary_has_the_last_word() -> None:
    glossary = {"Uyghur Region": ["Xinjiang", "Uighur Region"], "監察": ["监察"]}
    (problem,) = said_of("It happens in Xinjiang.", "P101", glossary=glossary)
    assert (problem.level, problem.hint) == ("error", "write “Uyghur Region”")
    assert [p.level for p in said_of("“In Xinjiang,” he said.", "P101", glossary=glossary)] == [
        "warning"
    ]
    assert len(said_of("香港监察", "P101", glossary=glossary, language="zh-Hant")) == 1
    assert said_of("Xinjiangese at https://a.example/Xinjiang", "P101", glossary=glossary) == []


def test_a_variant_within_the_right_name_is_right() -> None:
    assert said_of("The Uyghur Region.", "P101", glossary={"Uyghur Region": ["Uyghur"]}) == []
