"""All checks of one message, in one go."""

from __future__ import annotations

from dataclasses import replace

import pytest

from client_data import everywhere, feature, support
from letter_read import SUBJECT, WAY_OUT, WORDS, reading
from outreach.checks.mail import check_message
from outreach.checks.reading import Reading
from outreach.domain.delivery import Letter, Message
from outreach.errors import Problem
from page_read import page


def letter(body: str = "", *, doctype: bool = True, subject: str = SUBJECT) -> Reading:
    """The words and the way out in both parts, with ``body`` in the HTML alone."""
    html = page(f'<p>{WORDS}</p>{body}<p><a href="{WAY_OUT}">Unsubscribe</a></p>')
    html = html if doctype else html.removeprefix("<!DOCTYPE html>")
    plain = reading(subject=subject)
    message = Message(subject, html, plain.message.text, language="en")
    return replace(plain, message=message, sample=Letter(subject, html, message.text))


def found(one: Reading) -> set[str]:
    return {problem.code for problem in check_message(one)}


def test_a_good_letter_has_no_finding() -> None:
    assert check_message(letter()) == ()


@pytest.mark.parametrize(
    ("spoiled", "code"),
    [
        (letter(doctype=False), "T004"),
        (letter(subject=""), "H101"),
        (letter("a word " * 13_000), "S201"),
        (letter('<p style="display: flex">One</p>'), "S204"),
        (letter("<script></script>"), "S205"),
        (letter('<img src="https://coalition.test/a.png" width="9">'), "A301"),
        (letter('<p style="color: #ccc">One</p>'), "A306"),
        (letter('<p style="font-size: 9px">One</p>'), "A307"),
        (letter(f'<p lang="zh">{"ئۇيغۇر " * 20}</p>'), "A309"),
        (letter('<a href="javascript:x()">The report</a>'), "L401"),
    ],
)
def test_every_kind_of_check_is_run(spoiled: Reading, code: str) -> None:
    assert code in found(spoiled)


def test_the_text_part_is_read_too() -> None:
    silent = letter()
    assert "X501" in found(replace(silent, message=replace(silent.message, text=" "),
                                   sample=replace(silent.sample, text=" ")))  # fmt: skip


def test_the_workspaces_data_counts_where_it_has_some() -> None:
    floating = letter('<p style="float: left">One</p>')
    lacking = support(feature("css-float", everywhere("n")))
    levels = {p.level for p in s204(check_message(replace(floating, support=lacking)))}
    assert levels == {"warning"}
    assert s204(check_message(floating)) == []


def s204(problems: tuple[Problem, ...]) -> list[Problem]:
    return [problem for problem in problems if problem.code == "S204"]
