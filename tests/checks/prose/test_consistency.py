"""Two styles in one text, and one word in two spellings."""

from __future__ import annotations

import pytest

from proofread_texts import levels, said_of


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("On 24 April 2024 and April 30, 2024.", "en"),
        ("On 24 April 2024 and 2024-04-30.", "en"),
        ("Am 24. April 2024 und am 30.04.2024.", "de"),
        ("Le 24 avril 2024 et le 30/04/2024.", "fr"),
        ("On 12 March he came; on March 14 he left.", "en"),
        ("On 12 March 2024 he came; by March 14, he had left.", "en"),
        ("Some 1,000 people, then 12000 people.", "en"),
        ("Some 48,000 people, then 1204 people.", "en"),
        ("Some 48,000 people, more than 1400 of them women.", "en"),
        ("Some 48,000 people paid $1500 each.", "en"),
        ("Some 48,000 people paid 1500 euros each.", "en"),
        ("Some 1,200 people, then 23000 people.", "en"),
        ("Erst 48.000 Menschen, dann 23000 Menschen.", "de"),
        ("D’abord 48 000 personnes, puis 23000 personnes.", "fr"),
        ("Some 1,000 people, then 3.000 people.", "en"),
        ("First 5% and then 6 percent.", "en"),
        ("First 5 percent and then 6 per cent.", "en"),
        ("Erst 5 % und dann 6 Prozent.", "de"),
        ('He said “no” and "yes".', "en"),
        ("It’s his and it's hers.", "en"),
        ("L’homme et l'enfant", "fr"),
        ("He came – late - and left.", "en"),
        ("He came -- late.", "en"),
    ],
)
def test_two_styles(body: str, language: str) -> None:
    assert levels(body, "P106", language) == ["warning"]


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("On 24 April 2024 and 30 April, after the June 4 massacre.", "en"),
        ("On 24 April 2024 “on April 30, 2024,” he wrote.", "en"),
        ("On 24 April 2024.[^1]\n\n[^1]: Report, April 30, 2024.", "en"),
        ("Some 1,000 people in 1989, case 12345 and Resolution 2758 of 2019.", "en"),
        ("On 24 April he left, after the June 4 massacre and since October 7.", "en"),
        ("Some 48,000 people in 2019 protests, over the 1989 crackdown, 2020 people said.", "en"),
        ("Some 48,000 people. By 1905 many had left; 1949 changed that for 1,000 years.", "en"),
        ("Some 48,000 people wrote on line 1204 of 1500 pages in act 1866.", "en"),
        ("More than 1984 readers, “1400 people” and 48,000 others.", "en"),
        ("Erst 48.000 Menschen, dann 4500 Menschen.", "de"),
        ("Es waren 48.000 Menschen, 10115 Berlin und Akte 12345 Seiten.", "de"),
        ("Le 24 avril, 48 000 personnes; 75001 Paris.", "fr"),
        ("Primero 48 000 personas, luego 4500 personas.", "es"),
        ("D’abord 48\u00a0000 personnes, puis 23\u202f000 et 12 000 personnes.", "fr"),
        ("Some 2.5 percent of 1,000 people, or 3.125 percent.", "en"),
        ("First 5% and then “6 percent”.", "en"),
        ("He said “no” at 5'4\" tall in Xi'an.", "en"),
        ("It’s Xi'an and the Qur'an.", "en"),
        ("A well-known 2019–2020 – and later – case; 10 - 5.", "en"),
    ],
)
def test_one_style(body: str, language: str) -> None:
    assert levels(body, "P106", language) == []


def test_marks_that_look_nearly_alike_are_called_by_their_kind() -> None:
    (marks,) = said_of('He said “no” and "yes".', "P106")
    assert marks.message == "this quotation mark is straight, the others are curly"
    (apostrophe,) = said_of("It’s his, it’s hers and it's theirs.", "P106")
    assert apostrophe.message == "this apostrophe is straight, the others are curly"


def test_a_hyphen_for_a_dash_throughout_is_only_mentioned() -> None:
    assert levels("He came - late - and left.", "P106") == ["info"]


def test_the_serial_comma() -> None:
    both = "Rights such as speech, press and assembly. People in Tibet, Hong Kong, and Macau."
    assert levels(both, "P106") == ["info"]
    assert levels("Rights such as speech, press and assembly, red, blue and green.", "P106") == []
    clauses = "In Tibet, monks left, and nuns. Rights such as speech, press and assembly."
    assert levels(clauses, "P106") == []


def test_compounds_before_a_noun() -> None:
    assert levels("The high level meetings.", "P106") == ["info"]
    assert levels("The so called summit.", "P106") == ["info"]
    level = (
        "At a high level, meetings fail. The high-level meetings are so called because they are."
    )
    assert levels(level, "P106") == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("Health care and healthcare and healthcare.", "“health care” is “healthcare” elsewhere"),
        ("We organise. They organize, we organise.", "“organize” is “organise” elsewhere"),
        ("The labour of labor, the labour.", "“labor” is “labour” elsewhere"),
        ("The U.S. and the US and the US.", "“U.S.” is “US” elsewhere"),
        ("By email or e-mail or email.", "“e-mail” is “email” elsewhere"),
        ("Some cooperation, more co-operation, cooperation.",
         "“co-operation” is “cooperation” elsewhere"),
    ],
)  # fmt: skip
def test_one_word_two_ways(body: str, message: str) -> None:
    assert [p.message for p in said_of(body, "P105")] == [message]


@pytest.mark.parametrize(
    "body",
    [
        "The World Health Organization and other organisations.",
        "The centre of the Harbor Center.",
        "We organise; “they organize,” he wrote.",
        "Wise men and the size of their prize; they rise.",
        "A filed complaint and a filled form; tour and tor.",
        "He led and lled.",
        "The US and us. Write to e-mail@a.example or use https://a.example/email-us.",
        "We will follow up; a follow-up is due.",
        "A premise and a premium, a rigour and a rigid",
    ],
)
def test_words_that_only_look_alike(body: str) -> None:
    assert said_of(body, "P105") == []


def test_characters_of_the_other_chinese_script() -> None:
    assert [p.message for p in said_of("我們要求释放他们。", "P105", language="zh-Hant")] == [
        "Simplified characters in a zh-Hant text: 们"
    ]
    assert said_of("我们要求释放他们，听他们说话。", "P105", language="zh-Hans") == []
    assert len(said_of("我們要求释放。", "P105", language="zh-CN")) == 1
    assert said_of("我們要求釋放。", "P105", language="zh-HK") == []
