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
