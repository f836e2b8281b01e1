"""Which names a letter in another script sets in a size of their own."""

from __future__ import annotations

import pytest

from outreach.render.scripts import is_foreign_to

TIBETAN, CHINESE = "བོད་ཀྱི་དྲ་བ།", "香港監察"


@pytest.mark.parametrize(
    ("text", "surroundings", "foreign"),
    [
        ("Freiheit e.V.", TIBETAN, True),
        (CHINESE, TIBETAN, True),
        ("Freiheit", CHINESE, True),
        (f"{TIBETAN} (TNE)", TIBETAN, False),
        (CHINESE, "A title", False),
        ("Freiheit", "A title", False),
        ("1989", TIBETAN, False),
        ("", TIBETAN, False),
        ("Freiheit", "", False),
    ],
)
def test_what_is_written_otherwise_than_what_surrounds_it(text, surroundings, foreign):
    assert is_foreign_to(text, surroundings) is foreign
