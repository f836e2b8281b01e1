"""Filling fields in, batching, and the equation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.delivery import (
    Account,
    Field,
    Letter,
    Message,
    in_batches,
    personalise,
    substitution_bytes,
)


def test_each_field_is_filled_in_its_own_part_wherever_it_stands() -> None:
    fields = (Field("-t0-", "subject"), Field("-t1-", "html"), Field("-t2-", "text"))
    message = Message("Hi -t0-", "<p title='-t1-'>-t1-</p>", "Hi -t2- -t1-", fields)
    assert personalise(message, ("A & B", "A &amp; B", "A & B")) == Letter(
        "Hi A & B", "<p title='A &amp; B'>A &amp; B</p>", "Hi A & B -t1-"
    )


def test_a_value_too_few_is_refused() -> None:
    message = Message("-t0-", "", "", (Field("-t0-", "subject"),))
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        personalise(message, ())


@given(st.lists(st.integers(), max_size=30), st.integers(1, 7))
def test_batches_are_full_but_the_last_and_lose_nothing(items: list[int], size: int) -> None:
    batches = list(in_batches(iter(items), size))
    assert [item for batch in batches for item in batch] == items
    assert all(len(batch) == size for batch in batches[:-1])
    assert all(0 < len(batch) <= size for batch in batches)


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=9), max_size=5))
def test_bytes_are_at_least_those_of_tags_and_values(values: list[str]) -> None:
    tags = [f"-x{i:03}-" for i in range(len(values))]
    plain = sum(len(text.encode()) for text in (*tags, *values))
    assert substitution_bytes(tags, values) >= plain


def test_a_cyrillic_letter_is_two_bytes() -> None:
    assert substitution_bytes(["-a-"], ["ж"]) == len('{"-a-":"ж"}'.encode())


counts = st.integers(0, 99)


@given(counts, counts, counts, counts, counts)
def test_the_equation(excluded: int, sub: int, failed: int, uncertain: int, left: int) -> None:
    account = Account(excluded, sub, failed, uncertain, left)
    assert account.candidates == excluded + sub + failed + uncertain + left
    assert account.planned == account.candidates - excluded
