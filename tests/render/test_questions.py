"""Rendering again by asking: fewer renderings, the same letters, the same refusals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from outreach.domain.contact import Contact, Kind
from outreach.domain.delivery import personalise
from outreach.errors import NeedsFixing
from outreach.render import questions
from outreach.render.edition import Rendered, finish, render_directly, render_recipient
from people import PREFIX

ONE = Contact(1, "u1", Kind.PRESS, "one@example.org", "One", language="en", given_name="O")


def people(count: int) -> list[Contact]:
    return [replace(ONE, name=f"No. {n}", email=f"n{n}@example.org") for n in range(count)]


def test_people_who_differ_in_what_is_printed_only_cost_one_rendering(edition: Any) -> None:
    compiled = edition(
        "<p>{% if contact.name %}Dear {{ contact.name | upper }}{% endif %} {{ contact.email }}</p>"
    )
    skeletons = {render_recipient(compiled, one).skeleton for one in people(20)}
    assert len(skeletons) == compiled.version("en").letters.count == 1


@pytest.mark.parametrize(
    "body",
    [
        "{% set who = contact.name %}{{ who }}",
        "{% set who %}{{ contact.name }}{% endset %}{{ who | upper }}",
        "{% for tag in contact.tags %}{{ tag }}{% else %}{{ contact.name }}{% endfor %}",
        "{% with who = contact %}{{ who.name }}{% endwith %}",
        "{% set contact = statement %}{{ contact.title }}",
        "{% macro m(who) %}{{ who.name }}{% endmacro %}{{ m(contact) }}",
        "{% from 'm.html.j2' import m %}{{ m(contact.name) }}",
        "{% include 'm.html.j2' without context %}{{ contact.name }}",
        "{{ preheader | upper }}",
        "{% set who = contact.title | default(contact.name) %}{{ who }}{{ contact.name }}",
        "<i class='{{ contact.name }}'>x</i><a href='https://a.example/?{{ contact.name }}'>x</a>",
        "{{ contact.tags | map('upper') | join(', ') | default(contact.name, true) }}",
    ],
)
def test_letters_are_those_of_direct_rendering(edition: Any, body: str) -> None:
    more = {"m.html.j2": "{% macro m(who) %}<b>{{ who }}</b>{% endmacro %}"}
    compiled = edition(f"<p>{body}</p>", preheader="For {{ contact.name }}", more=more)
    odd = [replace(ONE, title="T"), replace(ONE, title="T", name="Other")]
    render_recipient(compiled, replace(ONE, name=PREFIX))  # looks like a tag: no field for it
    for one in [*people(3), replace(ONE, tags=("a",)), replace(ONE, name="a b"), *odd, *people(3)]:
        rendered = render_recipient(compiled, one)
        letter = personalise(finish(compiled, rendered.skeleton), rendered.values)
        assert letter == render_directly(compiled, one)


def test_a_blank_is_an_error_with_its_line_for_the_second_person_too(edition: Any) -> None:
    compiled = edition("<p>\n{{ contact.given_name }}</p>")
    render_recipient(compiled, ONE)
    with pytest.raises(NeedsFixing, match=r"t\.html\.j2:2.*given_name is blank"):
        render_recipient(compiled, replace(ONE, given_name=""))


def test_a_blank_in_a_line_that_is_not_printed_is_an_error_for_everyone(edition: Any) -> None:
    compiled = edition("<p>x</p>", preheader="{{ contact.given_name }}")
    render_recipient(compiled, ONE)
    with pytest.raises(NeedsFixing, match="given_name is blank"):
        render_recipient(compiled, replace(ONE, given_name=""))


def test_what_is_remembered_is_bounded(edition: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "MOST_LETTERS", 3)
    compiled = edition("{% set who = contact.name %}<p>{{ who }}</p>")
    for one in people(9):
        assert one.name in render_directly(compiled, one).html
        render_recipient(compiled, one)
    assert compiled.version("en").letters.count == 3


def test_a_letter_found_by_answers_is_proved_and_a_wrong_one_stops_the_plan(
    edition: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = edition("<p>{{ contact.name }}</p>")
    monkeypatch.setattr(
        "outreach.render.edition.filled",
        lambda known, *_: Rendered(known.skeleton, ("wrong", "wrong")),
    )
    first, second = people(2)
    render_recipient(compiled, first)
    with pytest.raises(NeedsFixing, match="two different letters"):
        render_recipient(compiled, second)
