"""Subject and preheader as an inbox shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letter_read import PREHEADER, SUBJECT, reading, said
from outreach.checks.headers import check_headers, subject_length_problem, subject_problems
from outreach.domain.campaign import Edition
from outreach.domain.inbox import INBOXES, characters, cut, room
from outreach.errors import Place

EDITION = Edition("press", "t", "press", "s", places={"subject": Place("campaign.toml", 3)})


def of_subject(subject: str) -> list[tuple[str, str]]:
    return said(check_headers, reading(subject=subject))


def of_preheader(preheader: str) -> list[tuple[str, str]]:
    return said(check_headers, reading(preheader=preheader))


def test_a_sober_subject_and_its_preheader_have_no_finding() -> None:
    assert said(check_headers, reading()) == []


@pytest.mark.parametrize(
    "subject",
    [
        "EMBARGOED UNTIL 6:00 a.m. EDT, April 24: 44 organizations ask",
        "FOR IMMEDIATE RELEASE: 44 organizations ask",
        "US, EU and UNHCR urged to act for PRC political prisoners",
        "On NATIONAL LIBERATION DAY 44 organizations ask for action",
        "FREE TIBET campaign: 44 organizations guarantee support",
        "Free the five: will the Secretary ask?",
        "Regarding article 23: 44 organizations ask",
        "Urgent action needed for Tibet, 44 organizations say",
        "44 Organisationen fordern Freiheit für Gefangene",
        "ZUR SOFORTIGEN VERÖFFENTLICHUNG: 44 Organisationen fordern Freiheit",
        "四十四個團體促請國務卿關注北京人權狀況",
        "كىشىلىك ھوقۇق\u200f توغرىسىدا بايانات",
        "می‌خواهند: چهل و چهار سازمان",
    ],
)
def test_what_resembles_shouting_is_none(subject: str) -> None:
    assert [(c, level) for c, level in of_subject(subject) if level != "info"] == []


@pytest.mark.parametrize(
    ("subject", "code", "level"),
    [
        (" ", "H101", "error"),
        ("x" * 61, "H101", "info"),
        ("x" * 79, "H101", "warning"),
        ("x" * 151, "H101", "error"),
        ("香" * 31, "H101", "info"),
        ("香" * 40, "H101", "warning"),
        ("FREEDOM FOR POLITICAL PRISONERS in Beijing", "H102", "warning"),
        ("COALITION: FREEDOM FOR POLITICAL PRISONERS", "H102", "warning"),
        ("44 organizations ask for action!!", "H102", "warning"),
        ("Act! Now! 44 organizations ask", "H102", "warning"),
        ("Will the Secretary act?! 44 organizations ask", "H102", "warning"),
        ("44 organizations ask for $$$ for Tibet", "H102", "warning"),
        ("URGENT: 44 organizations ask for action", "H102", "warning"),
        ("Last chance to sign the statement on Tibet", "H102", "warning"),
        ("🚨 44 organizations ask for action", "H102", "warning"),
        ("Re: 44 organizations ask for action", "H102", "error"),
        ("FWD: 44 organizations ask for action", "H102", "error"),
        ("AW: 44 Organisationen fordern Freiheit", "H102", "error"),
        ("回覆：四十四個團體聯署", "H102", "error"),
        ("Press release", "H107", "warning"),
        ("FOR IMMEDIATE RELEASE: Joint Statement", "H107", "warning"),
        ("Press release from the Coalition, April 24, 2024", "H107", "warning"),
        ("Pressemitteilung 3/2024", "H107", "warning"),
        ("聯合聲明", "H107", "warning"),
        ("Reminder", "H107", "warning"),
        ("Reminder: Joint Statement", "H107", "warning"),
        ("Erinnerung", "H107", "warning"),
        ("Correction", "H107", "warning"),
        ("44 organizations ask \u202efor action", "H108", "error"),
        ("44 organizations\u2068 ask for action", "H108", "error"),
        ("44 organizations ask\tfor action", "H108", "error"),
        ("44 organizations ask \ufffdor action", "H108", "error"),
        ("44 organi\u00adzations ask for action", "H108", "warning"),
        ("44 organi\u200bzations ask for action", "H108", "warning"),
        ("44 organi\u200dzations ask for action", "H108", "warning"),
        ("44 organizations\u200e ask for action", "H108", "warning"),
    ],
)
def test_a_subject_that_should_not_go_out(subject: str, code: str, level: str) -> None:
    assert of_subject(subject) == [(code, level)]


@pytest.mark.parametrize("subject", ["x" * 60, "香" * 30, "A statement on Article 23"])
def test_a_subject_at_the_limit_is_fine(subject: str) -> None:
    assert of_subject(subject) == []


@pytest.mark.parametrize(
    "preheader",
    [
        "",
        "Three requests to the Secretary.",
        "x" * 141,
        f"{SUBJECT.upper()}.",
        "https://coalition.example/statement is where the statement stands",
        "View this letter in your browser if it does not show as it should",
    ],
)
def test_a_preheader_that_wastes_its_line(preheader: str) -> None:
    assert of_preheader(preheader) == [("H103", "warning")]


@pytest.mark.parametrize("preheader", ["x" * 40, "x" * 140, "香" * 20, PREHEADER])
def test_a_preheader_of_the_right_length(preheader: str) -> None:
    assert of_preheader(preheader) == []


def test_findings_stand_at_their_key() -> None:
    letter = reading(subject="Press release", preheader="")
    assert [str(p.place) for p in check_headers(letter)] == ["campaign.toml:3", "campaign.toml:4"]


def test_a_length_is_judged_for_one_recipient_and_shows_what_a_phone_shows() -> None:
    problem = subject_length_problem("44 organizations urge " + "x" * 80, EDITION)
    assert problem
    assert (problem.level, str(problem.place)) == ("warning", "campaign.toml:3")
    assert "“44 organizations urge xxxxxxxxxxxxxxxxxx…”" in problem.message
    assert subject_length_problem(SUBJECT, EDITION) is None


def test_a_recipients_subject_is_judged_without_a_letter() -> None:
    assert [p.code for p in subject_problems("Re: Anna\u202e", EDITION)] == ["H102", "H108"]


@pytest.mark.parametrize(
    ("text", "count", "width"),
    [
        ("naïve", 5, 5),
        ("nai\u0308ve", 5, 5),
        ("🏳️‍🌈", 1, 2),
        ("👩🏽‍🚀", 1, 2),
        ("🇩🇪🇫🇷", 2, 2),
        ("香港", 2, 4),
        ("བོད་", 3, 3),
        ("a\u200bb", 3, 2),
    ],
)
def test_a_reader_counts_characters_and_not_code_points(text: str, count: int, width: int) -> None:
    assert (len(characters(text)), room(text)) == (count, width)


@given(st.text(max_size=200), st.integers(2, 100))
def test_what_an_inbox_shows_fits_and_begins_the_line(text: str, length: int) -> None:
    shown = cut(text, length)
    assert room(shown) <= length
    assert shown == text or text.startswith(shown.removesuffix("…"))
    assert "".join(characters(text)) == text


def test_no_inbox_shows_nothing() -> None:
    assert all(box.subject >= 40 and box.preheader >= 40 for box in INBOXES)
