"""Numbers of signatories where a title or a lead opens with them."""

from __future__ import annotations

import pytest

from proofread_texts import said_of

NAMES = ["Open Shelf", "Ink and Paper", "PEN Example", "Free Pages (FP)"]


def counted(body: str, language: str = "en", title: str = "A title") -> list[str]:
    found = said_of(body, "P110", language=language, names=NAMES, title=title)
    return [problem.message.partition(",")[0] for problem in found]


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Seven organizations today called on the city to open its libraries.", "en"),
        ("Today 7 organizations urged the city to open its libraries.", "en"),
        ("Today, seven organizations are calling for open libraries.", "en"),
        ("Seven press freedom organizations call on the city.", "en"),
        ("Seven press freedom organizations today urged the city to act.", "en"),
        ("Seven human rights groups today called on the city to act.", "en"),
        ("WASHINGTON, April 24, 2024 – Seven human rights groups today called for an end.", "en"),
        ("A coalition of seven human rights groups today called on the city to act.", "en"),
        ("In an open letter, seven organizations urged the city to act.", "en"),
        ("We ask.\n\nToday, seven organizations call on the city.", "en"),
        ("Seven organizations have written to the mayor today.", "en"),
        ("Ein Bündnis von sieben Verbänden hat die Stadt aufgefordert, zu handeln.", "de"),
        ("Sieben Organisationen haben die Stadt heute aufgefordert, zu handeln.", "de"),
        ("Berlin, 24. April 2024 – Sieben Organisationen fordern offene Türen.", "de"),
        ("Une coalition de sept associations demande au maire d’agir.", "fr"),
        ("Sept organisations demandent au maire d’agir.", "fr"),
        ("Siete organizaciones piden al alcalde que actúe.", "es"),
        ("Siete organizaciones pidieron hoy al alcalde que actúe.", "es"),
    ],
)
def test_a_lead_that_opens_with_the_signatories(body: str, language: str) -> None:
    assert len(counted(body, language)) == 1
    there = {"en": "four", "de": "vier", "fr": "quatre", "es": "cuatro"}[language]
    right = body
    for said in ("seven", "sieben", "sept", "siete", "7"):
        right = right.replace(f"{said} ", f"{there} ").replace(f"{said.title()} ", f"{there} ")
    assert counted(right, language) == []


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("We condemn the ban on twelve groups.", "en"),
        ("Nearly 50 organizations today called on the city to act.", "en"),
        ("Three UN experts urged the city to act.", "en"),
        ("In May, ten organizations wrote to the city.", "en"),
        ("Ten organizations urged the city to act last year.", "en"),
        ("Ten organizations in the city, which urged it to act, were banned.", "en"),
        ("Ten organizations were banned on Monday after they demanded an end.", "en"),
        ("Ten organizations urged by the mayor to leave have left.", "en"),
        ("We ask.\n\nTen groups called for protests today in the city.", "en"),
        ("Ten groups urged the city on Monday to act. We do not.", "en"),
        ("A coalition of ten groups was banned on Monday.", "en"),
        ("We ask.\n\nThe end.\n\nTen organizations urged the city to act.", "en"),
        ("Zehn Organisationen wurden verboten, weil sie das forderten.", "de"),
        ("Zehn Organisationen haben im vergangenen Jahr die Stadt aufgefordert.", "de"),
        ("En mai, dix organisations demandent au maire d’agir.", "fr"),
        ("Diez organizaciones pidieron al alcalde el año pasado que actúe.", "es"),
    ],
)
def test_other_bodies_counted(body: str, language: str) -> None:
    assert counted(body, language) == []


def test_a_headline_with_all_that_they_are() -> None:
    title = "7 Human Rights, Labor, Press Freedom and Faith Organizations Urge the City to Act"
    assert len(counted("Text.", title=title)) == 1
    assert counted("Text.", title=title.replace("7", "4")) == []
    assert counted("Text.", title="7 Labor and Faith Organizations Banned in City") == []


@pytest.mark.parametrize(
    ("body", "findings"),
    [
        ("Open Shelf and 25 others today called on the city to act.", 1),
        ("Open Shelf and 25 other organizations today called on the city to act.", 1),
        ("Open Shelf and three others today called on the city to act.", 0),
        ("Open Shelf, FP and two others today called on the city to act.", 0),
        ("Open Shelf, OS and two others today called on the city to act.", 0),
        ("Open Shelf, FP and three others today called on the city to act.", 1),
        ("We condemn the arrest of Li and 25 others.", 0),
        ("Open Shelf helped Li and 25 others to leave.", 0),
        ("Open Shelf demands the release of Li and 25 others.", 0),
    ],
)
def test_some_by_name_and_the_others(body: str, findings: int) -> None:
    assert len(counted(body)) == findings


@pytest.mark.parametrize(
    ("title", "findings"),
    [
        ("Seven requests before the visit", 1),
        ("Two requests before the visit", 0),
        ("The city turns down seven requests", 0),
        ("Seven questions before the visit", 0),
        ("Seven groups present demands", 0),
    ],
)
def test_a_title_that_opens_with_the_asks(title: str, findings: int) -> None:
    assert len(said_of("We ask:\n\n- One\n- Two", "P110", title=title)) == findings
