"""The fonts of a press kit: the house's own, and good ones for each script."""

from __future__ import annotations

import re

import pytest

from outreach.domain.campaign import Sender
from outreach.domain.statement import Statement
from outreach.render.press_kit import PressKit, Sentences, press_kit
from outreach.render.press_kit_fonts import installed, missing_characters, stack

pytest.importorskip("typst")


def test_the_characters_are_read_from_typsts_account() -> None:
    account = (
        'error: the text `"\\u{fa4}a"` could not be displayed with font `"X"`\n'
        'error: the text `"ab"` could not be displayed with font `"X"`'
    )
    assert missing_characters(account) == "\u0fa4ab"
    assert missing_characters("error: something else") == ""


def test_the_houses_fonts_come_first_and_those_that_are_not_there_are_left_out() -> None:
    there = ["Georgia", "Libertinus Serif", "Noto Serif CJK TC", "Noto Serif Tibetan"]
    css = 'Missing, "georgia", serif'
    assert stack(css, "en", there) == [
        "georgia", "Libertinus Serif", "Noto Serif CJK TC", "Noto Serif Tibetan",
    ]  # fmt: skip


def test_the_script_of_the_language_comes_before_all_others_for_its_own_characters() -> None:
    there = ["Georgia", "Noto Serif CJK TC", "Noto Serif CJK SC", "Noto Naskh Arabic"]
    first = [stack("Georgia", tag, there)[0] for tag in ("zh-HK", "zh", "ug")]
    assert [one["name"] for one in first] == [
        "Noto Serif CJK TC", "Noto Serif CJK SC", "Noto Naskh Arabic",
    ]  # fmt: skip
    assert all(one["covers"] for one in first)


@pytest.mark.parametrize(
    ("language", "title", "family"),
    [
        ("zh-Hant", "聯合聲明", "Noto Serif CJK TC"),
        ("zh-Hans", "联合声明", "Noto Serif CJK SC"),
        ("bo", "བོད་ཀྱི་", "Noto Serif Tibetan"),
        ("ug", "بىرلەشمە بايانات", "Noto Naskh Arabic"),
    ],
)
def test_scripts_are_set_in_good_fonts_where_they_are(
    language: str, title: str, family: str
) -> None:
    if family not in installed().families():
        pytest.skip(f"{family} is not installed here")
    statement = Statement(title, "We urge.", language=language)
    sender = Sender("Coalition", "press@coalition.example", "Coalition")
    data = press_kit(PressKit(statement, sender, Sentences(language, "For immediate release")))
    compact = family.replace(" ", "")
    assert re.search(rb"/FontName/[A-Z]{6}\+" + compact.encode(), data, re.IGNORECASE)
