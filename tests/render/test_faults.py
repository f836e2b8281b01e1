"""What a template's author is told: the first fault of each part, once, with the way out."""

from __future__ import annotations

from typing import Any

import pytest

from outreach.errors import NeedsFixing
from outreach.render.edition import CompiledEdition, render_directly, render_recipient
from people import RENEE


def faults(compiled: CompiledEdition) -> list[tuple[str, str]]:
    with pytest.raises(NeedsFixing) as batch:
        render_recipient(compiled, RENEE)
    with pytest.raises(NeedsFixing) as direct:
        render_directly(compiled, RENEE)
    assert batch.value.problems == direct.value.problems
    assert batch.value.message == str(batch.value.problems[0])
    return [(str(p.place).rpartition("/")[2], p.message) for p in batch.value.problems]


def test_each_part_tells_its_own_first_fault(edition: Any) -> None:
    compiled = edition(
        "<p>{{ contact.city }}{{ contact.country }}</p>",
        text="\n{{ contact.title }}",
        subject="{{ contact.role }}",
        preheader="{{ contact.salutation }}",
    )
    assert faults(compiled) == [
        ("campaign.toml:5:11", "contact.role is blank"),
        ("campaign.toml:6:13", "contact.salutation is blank"),
        ("t.html.j2:1", "contact.city is blank"),
        ("t.txt.j2:2", "contact.title is blank"),
    ]


def test_a_faulty_line_that_every_part_prints_is_told_once(edition: Any) -> None:
    compiled = edition(
        "<p>{{ subject }}{{ preheader }}</p>", text="{{ subject }}", subject="{{ contact.role }}"
    )
    assert faults(compiled) == [("campaign.toml:5:11", "contact.role is blank")]


def test_a_fault_in_captured_text_spoils_no_other_part(edition: Any) -> None:
    compiled = edition("{% set x %}{{ contact.city }}{% endset %}", text="{{ contact.name }}")
    assert faults(compiled) == [("t.html.j2:1", "contact.city is blank")]


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("{{ contct.name }}", "did you mean contact?"),
        ("{{ organization.name }}", "did you mean organisation?"),
        ("{{ realease_line }}", "did you mean release_line?"),
        ("{{ xyz }}", "a template has statement, attachments, campaign, design"),
    ],
)
def test_an_unknown_name_is_told_the_nearest(edition: Any, source: str, hint: str) -> None:
    with pytest.raises(NeedsFixing) as refusal:
        render_recipient(edition(f"<p>{source}</p>", text="x"), RENEE)
    (problem,) = refusal.value.problems
    assert problem.hint.startswith(hint)


ITSELF = '{% include "a.html.j2" %}'


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"a.html.j2": ITSELF}, "a.html.j2:1: a.html.j2 includes itself"),
        (
            {"a.html.j2": 'A\n{% include "b.html.j2" %}', "b.html.j2": f"{ITSELF}{ITSELF}"},
            "b.html.j2:1: a.html.j2 includes itself, by way of b.html.j2",
        ),
        (
            {
                "a.html.j2": '{% import "b.html.j2" as b %}',
                "b.html.j2": '{% extends "a.html.j2" %}',
            },
            "b.html.j2:1: a.html.j2 includes itself, by way of b.html.j2",
        ),
        (
            {"a.html.j2": '{% include ["none.html.j2", "a.html.j2"] ignore missing %}'},
            "a.html.j2:1: a.html.j2 includes itself",
        ),
    ],
)
def test_a_template_that_includes_itself_is_refused_before_it_does(
    edition: Any, more: dict[str, str], told: str
) -> None:
    with pytest.raises(NeedsFixing) as refusal:
        render_recipient(edition(f"{ITSELF}{ITSELF}", text="x", more=more), RENEE)
    (problem,) = refusal.value.problems
    assert str(problem).endswith(told)
    assert (problem.code, problem.hint) == ("recursion", "take the circle out")


def test_a_template_may_be_included_twice_and_by_two(edition: Any) -> None:
    more = {"a.html.j2": "A", "b.html.j2": ITSELF}
    compiled = edition(f'{ITSELF}{ITSELF}{{% include "b.html.j2" %}}', text="x", more=more)
    assert "AAA" in render_directly(compiled, RENEE).html


@pytest.mark.parametrize(
    "source",
    [
        '{{ "a" * 10**10 }}',
        "{{ contact.name * 99999999 }}",
        "{{ 99999999 * contact.name }}",
        "{{ ([1] * 10**9) | length }}",
        "{{ 10 ** (10 ** 10) }}",
        "{{ ((7 ** 9999) * (7 ** 9999)) ** 99 }}",
    ],
)
def test_what_would_fill_the_memory_is_refused(edition: Any, source: str) -> None:
    with pytest.raises(NeedsFixing) as refusal:
        render_recipient(edition(f"<p>{source}</p>", text="x"), RENEE)
    (problem,) = refusal.value.problems
    assert problem.code == "template-error"
    assert "too long" in problem.message


def test_what_a_template_needs_to_repeat_it_may(edition: Any) -> None:
    compiled = edition('{{ "-" * 60 }}{{ 2 ** 10 }}{{ 3 * 4 }}{{ 1.5 * 2 }}', text="x")
    assert "-" * 60 + "1024123.0" in render_directly(compiled, RENEE).html
