"""How far two spellings are apart."""

from __future__ import annotations

import pytest

from outreach.domain.spelling import edits


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("", "", 0), ("ab", "ba", 1), ("anthony", "antony", 1), ("abc", "xyz", 3), ("", "abc", 3)],
)
def test_edits(one: str, other: str, distance: int) -> None:
    assert edits(one, other) == edits(other, one) == distance
