"""Named audiences that stand on each other."""

from __future__ import annotations

import pytest

from outreach.domain.audience import MOST_VALUES, Term
from outreach.domain.named_audiences import resolved


def test_a_definition_carries_those_it_stands_on_whatever_their_order() -> None:
    found, misread = resolved({"tier1": "audience:asia tag:tier1", "asia": "press topic:china"})
    assert misread == ()
    assert found["tier1"].terms[0] == Term("audience", ("asia",), parts=(found["asia"],))
    assert found["asia"].name == "asia"


@pytest.mark.parametrize(
    ("definitions", "audience", "column", "message"),
    [
        ({"a": "press audience:a"}, "a", 7, "the audience stands on itself: a -> a"),
        (
            {"a": "audience:b", "b": "press -audience:a"},
            "b",
            7,
            "the audience stands on itself: a -> b -> a",
        ),
        ({"a": "press audience:c"}, "a", 7, "there is no audience 'c'"),
        ({"a": "press", "b": "audience:a tpic:x"}, "b", 12, "there is no field 'tpic'"),
        ({"a": ""}, "a", 1, "the query is empty"),
    ],
)
def test_a_mistake_is_told_where_it_stands(
    definitions: dict[str, str], audience: str, column: int, message: str
) -> None:
    found, [misread] = resolved(definitions)
    assert (misread.audience, misread.column, misread.message) == (audience, column, message)
    assert set(found) == set(definitions)


def test_audiences_that_double_each_other_end() -> None:
    definitions = {"a0": "tag:x"} | {f"a{n}": f"audience:a{n - 1},a{n - 1}" for n in range(1, 60)}
    found, misread = resolved(definitions)
    assert misread
    assert all(query.size() <= MOST_VALUES for query in found.values())
