"""A block that is left open is told at the line where it begins."""

from __future__ import annotations

from typing import Any

import pytest

from outreach.errors import NeedsFixing, Problem
from outreach.render.edition import render_directly
from people import RENEE

REST = "\n<p>x</p>\n<p>y</p>\n"


def refused(edition: Any, text: str, **more: Any) -> Problem:
    with pytest.raises(NeedsFixing) as refusal:
        edition(text=text, **more)
    (problem,) = refusal.value.problems
    assert problem.code == "syntax"
    return problem


@pytest.mark.parametrize(
    ("source", "said", "hint"),
    [
        ("a\n{% if embargo %}", "2: {% if %} is not closed", "write {% endif %} where it ends"),
        ("\n{%- for s in statement.asks -%}", "2: {% for %} is not closed", "{% endfor %}"),
        ("{% if 1 %}\n{% if 2 %}{% endif %}", "1: {% if %} is not closed", "{% endif %}"),
        ("{% if 1 %}\n{% else %}", "1: {% if %} is not closed", "{% endif %}"),
        ("{% set a = 1 %}\n{% set b %}", "2: {% set %} is not closed", "{% endset %}"),
        ("{% set b | f(c=1) %}\n", "1: {% set %} is not closed", "{% endset %}"),
        ("{% raw %}{% if %}{% endraw %}\n{% block z %}", "2: {% block %} is not closed", "block"),
        (
            "{% if 1 %}\n{% for a in b %}\n{% endif %}",
            "3: {% endif %} stands where the {% for %} of line 2 is still open",
            "write {% endfor %} before it, or take it out",
        ),
        ("\n{% endif %}", "2: {% endif %} closes nothing", "take it out"),
        ("{% if 1 %}{% endif %}{% endif %}", "1: {% endif %} closes nothing", "take it out"),
        ("{% fi %}", "1: Encountered unknown tag 'fi'.", "see the Jinja syntax at that line"),
    ],
)
def test_the_line_is_that_of_the_block(edition: Any, source: str, said: str, hint: str) -> None:
    problem = refused(edition, source + REST)
    assert str(problem).endswith(f"t.txt.j2:{said}")
    assert hint in problem.hint


def test_a_word_is_counted_in_its_file(edition: Any) -> None:
    words = '# words\nhello = """\nDear\n{% if contact.name %}\nyou"""\n'
    compiled = edition(text='{% include "words/hello.txt" %}', more={"words/en.toml": words})
    with pytest.raises(NeedsFixing, match=r"en\.toml:4: \{% if %\} is not closed"):
        render_directly(compiled, RENEE)


def test_a_subject_is_told_at_its_place_in_the_campaign_file(edition: Any) -> None:
    problem = refused(edition, "x", subject="{% if contact.name %}Dear")
    assert str(problem) == "campaign.toml:5:11: {% if %} is not closed"
