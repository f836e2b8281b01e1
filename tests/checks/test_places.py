"""Findings on a finished letter, told where their words stand."""

from __future__ import annotations

import pytest

from outreach.checks.places import place_in_sources, where_it_stands
from outreach.errors import Place, Problem

FILES = [
    ("statement.md", "# Free them\n\nThe state spent [AMOUNT TK] on\nit, as all know.\n"),
    ("press.html.j2", '<h4 class="a">What we ask</h4>\n<p>{{ statement.title }}</p>\n<script >'),
    ("layout.html.j2", "<h1>{{ statement.title }}</h1>\n<p>What we ask here, TKO</p>\n"),
]
HERE = Place("campaign.toml", 9, 1)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("TK", "statement.md:3:25"),
        ("on it, as all", "statement.md:3:29"),
        ("as all kn…", "statement.md:4:5"),
        ("as all kn", None),
        ("<script>", "press.html.j2:3:1"),
        ("<p>", None),
        ("What we ask", None),
        ("What we ask he…", "layout.html.j2:2:4"),
        ("nowhere", None),
        ("AMOUNT (", None),
    ],
)
def test_a_text_is_found_where_it_stands_alone(text: str, place: str | None) -> None:
    found = place_in_sources(text, FILES)
    assert (found and str(found)) == place


@pytest.mark.parametrize(
    ("problem", "place"),
    [
        (Problem("T002", "“TK” is left in the letter", HERE), "statement.md:3:25"),
        (Problem("A304", "“What we ask he…” is <h4> below <h1>", HERE), "layout.html.j2:2:4"),
        (Problem("S205", "the letter has <script>", HERE), "press.html.j2:3:1"),
        (Problem("A304", "“What we ask” is <h4> below <h1>", HERE), "campaign.toml:9:1"),
        (Problem("A306", "“as all kn…” hardly stands out", HERE), "campaign.toml:9:1"),
        (Problem("T006", "the text part lacks “AMOUNT TK”", HERE), "campaign.toml:9:1"),
        (Problem("L403", "the link shows “AMOUNT” and", HERE), "campaign.toml:9:1"),
        (Problem("A301", "the alt text “TK” does not say", HERE), "campaign.toml:9:1"),
        (Problem("C604", "the letter says no “AMOUNT TK”", HERE), "campaign.toml:9:1"),
    ],
)
def test_a_finding_moves_there(problem: Problem, place: str) -> None:
    assert str(where_it_stands(problem, lambda: FILES).place) == place
