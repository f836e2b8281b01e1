"""Days, weekdays, lengths, and what is told as coming."""

from __future__ import annotations

from datetime import date

import pytest

from outreach.checks.prose.said_dates import said_dates
from proofread_texts import WRITTEN, levels, said_of

LATER = date(2024, 4, 30)


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("24 April 2024", "en", (2024, 4, 24, 24, -1)),
        ("Wed, 5 May", "en", (0, 5, 5, 5, -1)),
        ("Wednesday, April 24th, 2024", "en", (2024, 4, 24, 24, 2)),
        ("April 24–26, 2024", "en", (2024, 4, 24, 26, -1)),
        ("24 to 26 April", "en", (0, 4, 24, 26, -1)),
        ("24 April 2024 (Wednesday)", "en", (2024, 4, 24, 24, 2)),
        ("2024-04-24", "en", (2024, 4, 24, 24, -1)),
        ("Mittwoch, den 24. April 2024", "de", (2024, 4, 24, 24, 2)),
        ("24.04.2024", "de", (2024, 4, 24, 24, -1)),
        ("vom 24. bis 26. April", "de", (0, 4, 24, 26, -1)),
        ("vom 24. bis zum 26. April", "de", (0, 4, 24, 26, -1)),
        ("mercredi 1er mai 2024", "fr", (2024, 5, 1, 1, 2)),
        ("miércoles, 24 de abril de 2024", "es", (2024, 4, 24, 24, 2)),
        ("2024年4月24日（星期三）", "zh-Hant", (2024, 4, 24, 24, 2)),
        ("4月24日至26日", "zh-Hans", (0, 4, 24, 26, -1)),
    ],
)
def test_how_days_are_said(text: str, language: str, said: tuple[int, ...]) -> None:
    (one,) = said_dates(text, language)
    assert (one.year, one.month, one.day, one.last, one.weekday) == said


@pytest.mark.parametrize("text", ["May 2024", "on 24 occasions", "4/24"])
def test_what_is_no_day(text: str) -> None:
    assert said_dates(text, "en") == ()


@pytest.mark.parametrize(
    ("body", "language", "expected"),
    [
        ("On Tuesday, 24 April 2024, he came.", "en", ["error"]),
        ("On Tuesday, April 30, 2024, and Monday, April 29.", "en", []),
        ("We meet on Friday, 4 May.", "en", ["warning"]),
        ("We meet on Friday, 3 May.", "en", []),
        ("We meet on Monday, 6 January.", "en", []),
        ("In 1989, on Sunday, 4 June, they came.", "en", []),
        ("Am Dienstag, den 24. April 2024", "de", ["error"]),
        ("Am Mittwoch, dem 24. April 2024", "de", []),
        ("Le mardi 24 avril 2024", "fr", ["error"]),
        ("Le mercredi 24 avril 2024", "fr", []),
        ("El martes, 24 de abril de 2024", "es", ["error"]),
        ("El miércoles, 24 de abril de 2024", "es", []),
        ("2024年4月24日（星期二）", "zh-Hant", ["error"]),
        ("2024年4月24日（星期三）", "zh-Hant", []),
        ("On 31 April 2024 it ends.", "en", ["error"]),
        ("On 29 February it ends.", "en", []),
    ],
)
def test_weekdays(body: str, language: str, expected: list[str]) -> None:
    assert levels(body, "P113", language) == expected


@pytest.mark.parametrize(
    ("body", "language", "expected"),
    [
        ("a four-day visit from 24 to 26 April 2024", "en", 1),
        ("a three-day visit from 24 to 26 April 2024", "en", 0),
        ("a 3-day visit on 24 April 2024", "en", 0),
        ("A four-day visit began. The talks of 24–26 April 2024 were short.", "en", 0),
        ("ein viertägiger Besuch vom 24. bis 26. April 2024", "de", 1),
        ("une visite de trois jours, du 24 au 26 avril 2024", "fr", 0),
        ("una visita de cuatro días, del 24 al 26 de abril de 2024", "es", 1),
        ("4月24日至26日為期四天的訪問", "zh-Hant", 1),
    ],
)
def test_lengths(body: str, language: str, expected: int) -> None:
    assert len(said_of(body, "P113", language=language)) == expected


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("On 26 April 2024, the Secretary will visit Beijing.", "en"),
        ("The Secretary is to visit Beijing on 26 April.", "en"),
        ("On April 24, 2024, he will be visiting for a trip where he will meet officials.", "en"),
        ("A hearing will be held on 26 April 2024.", "en"),
        ("The hearing is scheduled for 26 April 2024.", "en"),
        ("The vote takes place on 26 April 2024.", "en"),
        ("Die Anhörung findet am 26. April 2024 statt.", "de"),
        ("Die Anhörung ist für den 26. April 2024 angesetzt.", "de"),
        ("L’audience est prévue le 26 avril 2024.", "fr"),
        ("La audiencia está prevista para el 26 de abril de 2024.", "es"),
        ("聽證會定於2024年4月26日舉行。", "zh-Hant"),
        ("The bill will be discussed at a hearing on 26 April.", "en"),
        ("It is to be formally opened on 26 April.", "en"),
        ("Am 26. April 2024 wird die Ministerin nach Peking reisen.", "de"),
        ("Der Rat wird vom 24. bis zum 26. April 2024 tagen.", "de"),
        ("Le 26 avril 2024, la ministre se rendra à Pékin.", "fr"),
        ("El 26 de abril de 2024 la ministra viajará a Pekín.", "es"),
        ("部長將於4月26日訪問北京。", "zh-Hant"),
    ],
)
def test_what_has_passed_is_told_as_coming(body: str, language: str) -> None:
    assert said_of(body, "P113", language=language, today=WRITTEN) == []
    (problem,) = said_of(body, "P113", language=language, today=LATER)
    assert problem.level == "warning"


@pytest.mark.parametrize(
    "body",
    [
        "On 22 April 2024, he said that it will rain.",
        "The world will remember 20 April 2024.",
        "We will not rest until those held since 20 April 2024 are free.",
        "It will rain on 4 June 1989 in the film.",
        "On 26 April 2024, she visited Beijing; we will see what comes of it.",
        "“On 26 April 2024, she will visit,” he wrote.",
        "It will rain on 2 May 2024.",
        "She will be joined by those arrested on 20 April 2024.",
        "The decision of 20 April 2024 will be reviewed.",
        "The writer arrested on 20 April 2024 will be tried.",
        "The hearing that was held on 20 April 2024 will be remembered.",
        "The council will meet from 20 April to 10 May 2024.",
        "20 April 2024 will be remembered.",
        "The ban, which took effect on 20 April 2024, will be lifted.",
        "Since 20 April 2024, no visit is to be allowed.",
        "He said on 20 April 2024 that a hearing will be held.",
        "The hearing was scheduled for 26 April 2024.",
        "The vote took place on 26 April 2024, as planned.",
        "The trial began on 20 April 2024 and will continue.",
        "The report of 20 April 2024 was clear.",
    ],
)
def test_what_is_past_or_still_to_come(body: str) -> None:
    assert said_of(body, "P113", today=LATER) == []


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Die am 20. April 2024 Verhafteten werden angeklagt.", "de"),
        ("Das Urteil vom 20. April 2024 wird angefochten.", "de"),
        ("Die Sperre wird vom 20. April bis zum 10. Mai 2024 dauern.", "de"),
        ("La décision du 20 avril 2024 sera contestée.", "fr"),
        ("Arrêtés le 20 avril 2024, ils seront jugés.", "fr"),
        ("La decisión del 20 de abril de 2024 será recurrida.", "es"),
    ],
)
def test_what_comes_of_a_day_that_is_past(body: str, language: str) -> None:
    assert said_of(body, "P113", language=language, today=LATER) == []


def test_a_day_in_a_relative_clause_is_still_to_come() -> None:
    body = "Die Anhörung, die am 26. April 2024 stattfinden wird, ist wichtig."
    assert len(said_of(body, "P113", language="de", today=LATER)) == 1
    body = "The hearing, scheduled for 26 April 2024, will be public."
    assert len(said_of(body, "P113", today=LATER)) == 1


def test_what_is_called_upcoming_has_passed_with_its_day() -> None:
    body = "On 26 April 2024, he will visit.\n\nDuring the upcoming visit, we ask."
    assert len(said_of(body, "P113", today=LATER)) == 2
    assert said_of("During the upcoming visit, we ask.", "P113", today=LATER) == []


def test_tomorrow_is_said_of_the_day_of_writing() -> None:
    assert len(said_of("He comes tomorrow.", "P113", today=LATER)) == 1
    assert said_of("He comes tomorrow.", "P113", today=WRITTEN) == []
    assert said_of("“Come tomorrow,” he said.", "P113", today=LATER) == []
