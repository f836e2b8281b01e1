"""Laws of contrast."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.contrast import Colour, contrast
from outreach.domain.contrast import from_hex as of

channels = st.integers(0, 255).map(lambda byte: byte / 255)
colours = st.tuples(channels, channels, channels)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#ffff00", 3.72),
    ],
)
def test_the_ratios_are_those_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(of(one), of(other)) == pytest.approx(ratio, abs=0.01)


@given(colours, colours)
def test_contrast_is_the_same_both_ways_and_within_its_bounds(one: Colour, other: Colour) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.0001
    assert contrast(one, one) == 1


def test_a_written_colour_is_read_by_its_channels() -> None:
    assert of("#ff0080") == (1.0, 0.0, 128 / 255)
