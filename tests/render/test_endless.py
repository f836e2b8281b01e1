"""Templates that would not end: each is refused in moments, at its line, and no other is."""

from __future__ import annotations

from typing import Any

import pytest

from outreach.errors import NeedsFixing, Problem
from outreach.render import endless
from outreach.render.edition import render_directly, render_recipient
from people import RENEE


def refused(compiled: Any) -> Problem:
    with pytest.raises(NeedsFixing) as refusal:
        render_recipient(compiled, RENEE)
    (problem,) = refusal.value.problems
    assert (problem.code, problem.hint) == ("template-error", "let it repeat less")
    return problem


def nested(loop: str, times: int, body: str = "") -> str:
    return loop * times + body + "{% endfor %}" * times


RANGE = "{% for i in range(99999) %}"
LETTERS = "{% for a in statement.text %}"
AGAIN = "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}"
BRANCHES = (
    "{% for a in [1] recursive %}{% if loop.depth < 60 %}{{ loop([1, 2]) }}{% endif %}{% endfor %}"
)


@pytest.mark.parametrize(
    "source",
    [
        nested(RANGE, 3),
        nested(RANGE, 3, "x"),
        nested(LETTERS, 9, "{{ a }}"),
        nested("{% for a in contact.name %}", 12),
        nested("{% for a in contact.name if a %}", 12),
        "{% for i in range(999) %}{{ range(99999) | sum }}{% endfor %}",
        nested("{% for i in range(900) %}", 2, '{% set x = "a" * 99999 %}'),
        AGAIN,
        BRANCHES,
    ],
)
def test_what_repeats_without_an_end_is_refused(edition: Any, source: str) -> None:
    problem = refused(edition(f"\n{source}", text="x"))
    assert "repeats too often" in problem.message
    assert str(problem.place).endswith("t.html.j2:2")


def test_each_part_has_steps_of_its_own(edition: Any) -> None:
    assert str(refused(edition(nested(RANGE, 3), text=RANGE + "{% endfor %}x")).place)


@pytest.mark.parametrize(
    "around",
    ["{}", "{{% macro m() %}}{}{{% endmacro %}}{{{{ m() }}}}", "{{% set x %}}{}{{% endset %}}"],
)
def test_what_would_print_more_than_memory_holds_is_refused(edition: Any, around: str) -> None:
    body = around.format("{% for i in range(300000 // 9) %}" + "x" * 1000 + "{% endfor %}")
    assert "prints too much" in refused(edition(body, text="x")).message


def test_where_no_count_foresees_it_the_clock_ends_it(
    edition: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter(range(0, 1000, 5))
    monkeypatch.setattr(endless.time, "monotonic", lambda: next(seconds))
    problem = refused(edition("\n{% for i in range(9) %}{{ i }}{% endfor %}", text="x"))
    assert "20 seconds" in problem.message
    assert str(problem.place).endswith("t.html.j2:2")


def test_a_letter_may_repeat_as_much_as_letters_do(edition: Any) -> None:
    rows = (
        "{% for i in range(99) %}{% for j in range(99) %}{{ loop.index }}{% endfor %}{% endfor %}"
    )
    last = "{% for a in 'abc' %}{{ loop.length }}{{ a }}{{ ', ' if not loop.last }}{% endfor %}"
    page = render_directly(
        edition(f"{rows}{last}{{% for a in [] %}}{{% else %}}none{{% endfor %}}"), RENEE
    )
    assert "3a, 3b, 3cnone" in page.html


def test_what_is_asked_outside_of_a_letter_is_not_counted(
    edition: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = edition("<p>{{ contact.name.upper() }}</p>")
    first = render_recipient(compiled, RENEE)
    now = endless.time.monotonic
    monkeypatch.setattr(endless.time, "monotonic", lambda: now() + 3600)
    assert render_recipient(compiled, RENEE).values == first.values
