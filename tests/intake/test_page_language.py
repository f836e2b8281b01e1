"""The language that a page is said to be in against the one it reads as."""

from __future__ import annotations

import pytest

from outreach.errors import WrongUsage
from outreach.intake.page import Page, read_page
from outreach.intake.page_language import plainly_not

ENGLISH = (
    "We are alarmed by the arrest of five people who did nothing but speak, and we stand with them"
    " in this for as long as it is needed."
)
GERMAN = (
    "Wir sind bestürzt über die Festnahme von fünf Menschen, die nichts getan haben, und wir"
    " stehen zu ihnen, bis sie frei sind und die Regierung das Unrecht nicht mehr leugnet."
)
PORTUGUESE = (
    "Estamos alarmados com a prisão de cinco pessoas que não fizeram nada além de falar, e"
    " pedimos que o governo as liberte e que se explique para que todos saibam."
)
DUTCH = (
    "Wij zijn verontrust over de arrestatie van vijf mensen die niets anders deden dan spreken,"
    " en we staan achter hen in deze strijd, die van ons allen is."
)
CHINESE = "我們對五名人士被捕感到震驚，他們只是說出了自己的想法，我們與他們站在一起。"
UYGHUR = "بىز پەقەت سۆزلىگەن بەش كىشىنىڭ قولغا ئېلىنغانلىقىدىن قاتتىق ئەنسىرەيمىز."
UKRAINIAN = "Ми стривожені арештом п’яти людей, які лише говорили, і ми стоїмо разом із ними."


@pytest.mark.parametrize(
    ("text", "said", "reads_as"),
    [
        (ENGLISH, "de", "en"), (ENGLISH, "tr", "en"), (ENGLISH, "zh-Hant", "en"),
        (GERMAN, "en", "de"), (GERMAN, "fr-CA", "de"),
        (CHINESE, "en", "zh-Hant"), (CHINESE, "bo", "zh-Hant"), (UYGHUR, "en", "ug"),
        (UKRAINIAN, "de", "ru"),
    ],
)  # fmt: skip
def test_another_language_than_the_one_said(text: str, said: str, reads_as: str) -> None:
    assert plainly_not(said, text) == reads_as


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ENGLISH, "en-GB"), (GERMAN, "de"), (GERMAN, "de-AT"), (PORTUGUESE, "pt"), (DUTCH, "nl"),
        (CHINESE, "zh"), (CHINESE, "zh-TW"), (CHINESE, "yue"), (UYGHUR, "ug"), (UYGHUR, "fa"),
        (UKRAINIAN, "uk"), ("Freiheit für Tibet", "en"), (f"{ENGLISH} {CHINESE}", "en"),
        ("", "de"),
    ],
)  # fmt: skip
def test_the_language_said_or_none_that_is_plain(text: str, said: str) -> None:
    assert plainly_not(said, text) == ""


def read(text: str, language: str) -> Page:
    return read_page(f"Open letter on five\n\n{text}\n".encode(), "page.txt", language=language)


def test_a_page_in_another_language_is_reported() -> None:
    found = [one for one in read(ENGLISH, "de").problems if one.code == "I214"]
    assert [one.message for one in found] == ["the text reads as “en”, and is said to be in “de”"]
    assert not [one for one in read(ENGLISH, "en").problems if one.code == "I214"]


@pytest.mark.parametrize("tag", ["../../x", "x", "german!", "de_", "deutschland", "de\n"])
def test_what_is_no_language_is_refused(tag: str) -> None:
    with pytest.raises(WrongUsage, match="is not a language"):
        read(ENGLISH, tag)
