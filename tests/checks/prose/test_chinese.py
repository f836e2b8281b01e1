"""What Chinese texts have of their own: spaces, marks, doubled words."""

from __future__ import annotations

import pytest

from proofread_texts import levels, said_of


@pytest.mark.parametrize("body", ["我們要求政府 立即釋放他。", "他已獲釋 ，我們高興。"])
def test_a_stray_space(body: str) -> None:
    assert levels(body, "P103", "zh-Hant") == ["warning"]


@pytest.mark.parametrize(
    "body",
    ["我們要求政府，\n立即釋放他。", "聯署 團體", "在 2024 年，有 12 人。", "他說，　我們。"],
)
def test_spaces_that_are_meant(body: str) -> None:
    assert levels(body, "P103", "zh-Hant") == []


def test_a_word_twice() -> None:
    (problem,) = said_of("他至今至今沒有獲釋。", "P122", language="zh-Hant")
    assert problem.message == "“至今至今”: the word stands twice"
    assert str(problem.place) == "statement.md:7:4"
    assert levels("我們的的要求。", "P122", "zh-Hant") == ["warning"]


@pytest.mark.parametrize("body", ["請研究研究，許多許多人。", "的的確確，目的的意思，為了了解。"])
def test_words_that_chinese_doubles(body: str) -> None:
    assert levels(body, "P122", "zh-Hant") == []


def test_two_kinds_of_quotation_marks() -> None:
    body = "他說「自由」，又說「民主」。\n\n她說“法治”。"
    (problem,) = said_of(body, "P106", language="zh-Hant")
    assert (problem.message, str(problem.place)) == (
        "“ ” beside 「 」 in one text",
        "statement.md:9:3",
    )


@pytest.mark.parametrize("body", ["他說「自由」，即“freedom”。", "他说“自由”，又说“民主”。"])
def test_one_kind(body: str) -> None:
    assert levels(body, "P106", "zh-Hant") == []
