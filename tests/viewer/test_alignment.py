"""Two rows side by side: laws of what is called the same."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.viewer.alignment import aligned, gaps

rows = st.lists(st.sampled_from("abcdefghij"), max_size=40)


@given(rows, rows)
def test_what_is_aligned_is_the_same_and_in_order(one: list[str], other: list[str]) -> None:
    same = aligned(one, other)
    assert all(one[i] == other[j] for i, j in same)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(same))


@given(rows, rows)
def test_gaps_are_all_the_rest(one: list[str], other: list[str]) -> None:
    same = aligned(one, other)
    found = list(gaps(same, len(one), len(other)))
    here = {i for begin, end, _, _ in found for i in range(begin, end)}
    there = {j for _, _, start, stop in found for j in range(start, stop)}
    assert here == set(range(len(one))) - {i for i, _ in same}
    assert there == set(range(len(other))) - {j for _, j in same}


@given(rows)
def test_a_row_is_all_the_same_as_itself(row: list[str]) -> None:
    assert aligned(row, row) == [(i, i) for i in range(len(row))]


@given(rows, st.integers(0, 40), st.lists(st.sampled_from("xyz"), max_size=5))
def test_what_was_put_in_is_the_only_gap(row: list[str], at: int, new: list[str]) -> None:
    found = list(gaps(aligned(row, row[:at] + new + row[at:]), len(row), len(row) + len(new)))
    at = min(at, len(row))
    assert found == ([(at, at, at, at + len(new))] if new else [])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("to be or not", "to be or not to be", [0, 1, 2, 3]),
        ("a b c a b c x a b c", "a b c a b c y a b c", [0, 1, 2, 3, 4, 5, 7, 8, 9]),
        ("p q a a", "q p a a", [1, 2, 3]),
        ("a a", "x a x", [0]),
        ("a b", "c d", []),
    ],
)
def test_words_find_their_like(one: str, other: str, same: list[int]) -> None:
    assert [i for i, _ in aligned(one.split(), other.split())] in (same, [0, *same[1:]])
