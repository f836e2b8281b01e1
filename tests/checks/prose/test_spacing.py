"""Missing and doubled spaces and punctuation."""

from __future__ import annotations

import pytest

from proofread_texts import levels, said_of


@pytest.mark.parametrize(
    "body",
    [
        "It ended.The next day came.",
        "It ended.A day passed.",
        "In China,Hong Kong and Tibet",
        "In 2024,the law passed",
        "They left;nobody stayed.",
        "Is it?No.",
        "The Watch(HKW) said so.",
        "The group (Hong Kong)and others",
        "First,, second",
        "It ended..",
        "It ended. . Then",
        "It ended,. Then",
        "One, , two",
        "It began in 2021.The law came.",
        "He said “no”.The law came.",
        "He left (again).The law came.",
        "Er sagte dies damit:Es reicht nicht.",
        "It ended .Es kam.",
        "He said “no”and left.",
        "He said“no” and left.",
        "The end\u00a0",
    ],
)
def test_a_slip(body: str) -> None:
    assert levels(body, "P103") == ["warning"]


@pytest.mark.parametrize(
    "body",
    [
        "It ended … and then. . . began.",
        "At 9.30 p.m., in the U.S., e.V.s, Ph.D. and Node.js, 1,000.50",
        "See https://a.example/x,y;z..w and example.org, or <https://b.example/A.B>.",
        "Word(s), organi(s)ation, (re)construct, (inter)national",
        "It’s the “end”; he said: “no.” (Yes.)",
        "Wait... what?",
        "One **word**, *two*: “three”.",
        "Article 12(b), resolution S/RES/1325(2000)",
        "etc., and so on",
        "Version 2.0, U.S.-led, 3.14, in .NET, at 16:30, Mt 5:3 and Node.js.",
        "Alle Bürger:innen und Bürger:Innen kamen, e.V. und e.V.s.",
        "See https://a.example/2021.The and 2021.pdf.",
    ],
)
def test_no_slip(body: str) -> None:
    assert levels(body, "P103") == []


def test_german_quotation_marks_close_where_english_open() -> None:
    assert levels("Er sagte „nein“ und ging. Das „Ja“, das er gab.", "P103", "de") == []


def test_chinese() -> None:
    assert levels("我們要求,立即釋放。。", "P103", "zh-Hant") == ["warning", "warning"]
    assert levels("我們要求，立即釋放。共1,200人，(3)項", "P103", "zh-Hant") == []


def test_a_no_break_space_between_common_words_is_a_trace_of_copying() -> None:
    assert levels("human rights\u00a0violations there", "P103") == ["info"]
    assert levels("5\u00a0million, Mr\u00a0Smith, 24\u00a0April", "P103") == []
    assert levels("nous avons\u00a0toujours", "P103", "fr") == []


def test_the_place_is_that_of_the_slip_in_the_file() -> None:
    (problem,) = said_of("A [*link*](https://a.example) and,then", "P103")
    assert str(problem.place) == "statement.md:7:34"
