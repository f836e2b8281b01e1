"""What a page's answer means for the letter that links to it."""

from __future__ import annotations

from typing import Any

import pytest

from outreach.checks.answers import link_problem, picture_problem, statement_problem
from outreach.checks.reach import Answer
from outreach.errors import Place, Problem

LINK = "https://reports.example/2024/spring"
PLACE = Place("statement.md", 7, 3)


def seen(problem: Problem | None) -> tuple[str, str] | None:
    if problem is None:
        return None
    assert problem.place == PLACE
    assert LINK in problem.message
    return problem.code, problem.level


def answered(status: int = 200, address: str = LINK, **more: Any) -> Answer:
    return Answer("answered", status=status, address=address, **more)


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        (answered(404), "error"),
        (answered(410), "error"),
        (answered(400), "warning"),
        (answered(451), "warning"),
        (answered(500), "warning"),
        (answered(503), "warning"),
        (answered(503, title="Just a moment..."), "info"),
        (answered(401), "info"),
        (answered(403), "info"),
        (answered(405), "info"),
        (answered(429), "info"),
        (answered(999), "info"),
        (Answer("no-name"), "error"),
        (Answer("certificate", detail="certificate has expired"), "error"),
        (Answer("issuer"), "warning"),
        (Answer("tls"), "warning"),
        (Answer("time"), "warning"),
        (Answer("unreachable"), "warning"),
        (Answer("no-answer-of-dns"), "warning"),
        (Answer("redirects"), "warning"),
        (Answer("not-public"), "warning"),
        (Answer("broken"), "warning"),
        (answered(address="https://other.example/2024/spring"), "warning"),
        (answered(address="https://consent.other.example/?to=x"), "info"),
        (answered(address="https://reports.example/"), "warning"),
        (answered(title="Page not found – Reports"), "warning"),
        (answered(title="404"), "warning"),
        (answered(title="Protected: Spring report"), "warning"),
        (answered(title="Draft: Spring report"), "warning"),
        (answered(title="Log in ‹ Reports"), "warning"),
        (answered(title="reports.example: this domain is for sale"), "warning"),
        (answered(page='<form class="post-password-form">'), "warning"),
        (answered(page="<p>EMBARGOED UNTIL 24 April</p>"), "warning"),
    ],
)
def test_a_page_that_is_not_what_the_letter_promises(answer: Answer, level: str) -> None:
    assert seen(link_problem(LINK, answer, PLACE)) == ("L406", level)


@pytest.mark.parametrize(
    "answer",
    [
        answered(),
        answered(204),
        answered(address="https://www.reports.example/2024/spring/"),
        answered(address="https://reports.example/en/2024/04/spring-report"),
        answered(address="https://reports.example/?p=77"),
        answered(title="Draft law on foreign agents passed"),
        answered(title="The 404 days of Anna, and not one more"),
        answered(title="Sign the petition"),
        answered(page="<p>The arms embargo was lifted.</p><input type=password>"),
    ],
)
def test_a_page_that_is_there(answer: Answer) -> None:
    assert link_problem(LINK, answer, PLACE) is None


def test_a_link_to_a_home_page_may_lead_to_one() -> None:
    home = "https://reports.example"
    assert link_problem(home, answered(address=f"{home}/"), PLACE) is None
    assert link_problem(home, answered(address=f"{home}/en/home"), PLACE) is None


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        (0, None),
        (200 * 1024, None),
        (201 * 1024, ("L408", "warning")),
        (1025 * 1024, ("L408", "error")),
    ],
)
def test_a_large_picture(size: int, wanted: tuple[str, str] | None) -> None:
    assert seen(picture_problem(LINK, answered(size=size), PLACE)) == wanted


def test_a_picture_that_is_not_there() -> None:
    assert seen(picture_problem(LINK, answered(404), PLACE)) == ("L406", "error")


@pytest.mark.parametrize(
    ("answer", "before", "after"),
    [
        (answered(), ("L409", "warning"), None),
        (answered(404), None, ("L409", "error")),
        (Answer("no-name"), None, ("L409", "error")),
        (answered(title="Protected: Joint statement"), None, ("L409", "error")),
        (answered(address="https://reports.example/"), None, ("L409", "error")),
        (answered(403), None, ("L409", "warning")),
        (answered(503), None, ("L409", "warning")),
    ],
)
def test_the_statements_page_is_there_when_letters_go_out_and_not_before(
    answer: Answer, before: tuple[str, str] | None, after: tuple[str, str] | None
) -> None:
    assert seen(statement_problem(LINK, answer, PLACE, embargoed=True)) == before
    assert seen(statement_problem(LINK, answer, PLACE, embargoed=False)) == after


def test_why_a_link_was_not_asked_is_said_once() -> None:
    answer = Answer("not-public", detail="port 9911 is none of the web's")
    problem = link_problem("https://reports.alt:9911/", answer, None)
    assert problem
    assert problem.message == (
        "“https://reports.alt:9911/”: it was not asked: port 9911 is none of the web's"
    )
