"""Cells that cannot run, and that come back as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.spreadsheet import guarded, unguarded


@given(st.text(alphabet="'=+-@\t\rab \n"))
def test_what_was_guarded_comes_back(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell


@given(st.text(alphabet="'=+-@\t\rab"))
def test_nothing_guarded_begins_like_a_formula(cell: str) -> None:
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("cell", ["", "Priya", "O'Brien", "02134", "-", "'tis"])
def test_only_formulas_gain_an_apostrophe(cell: str) -> None:
    assert (guarded(cell) == cell) is (cell != "-")
