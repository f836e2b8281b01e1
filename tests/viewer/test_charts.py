"""Charts: proportions, what a reader without eyes is told, and that no text becomes markup."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from outreach.viewer.charts import (
    LEAST,
    LOOKS,
    Slice,
    Tick,
    bar,
    columns,
    patterns,
    stacked_bar,
    swatch,
    widths,
)

COUNTS = st.lists(st.integers(0, 10_000_000), min_size=1, max_size=7)


@given(COUNTS)
def test_slices_fill_the_bar_and_every_one_can_be_seen(counts: list[int]) -> None:
    found = widths(counts)
    assert sum(found) == pytest.approx(100 if any(counts) else 0)
    for count, width in zip(counts, found, strict=True):
        assert width == 0 if not count else width >= LEAST - 1e-9


@given(COUNTS)
def test_more_is_never_drawn_narrower(counts: list[int]) -> None:
    drawn = sorted(zip(counts, widths(counts), strict=True))
    assert all(one[1] <= other[1] + 1e-9 for one, other in pairwise(drawn))


def shapes(svg: str, tag: str, kind: str) -> list[dict[str, str]]:
    root = etree.fromstring(svg)
    return [dict(one.attrib) for one in root.iter(tag) if kind in (one.get("class") or "")]


def test_a_bar_draws_what_is_there_and_says_it() -> None:
    slices = [Slice("solid", 75), Slice("lines", 0), Slice("cross", 25)]
    svg = stacked_bar(slices, "b", "Letters", "100 letters: 75 delivered, 25 bounced.")
    drawn = shapes(svg, "rect", "slice")
    assert [(one["x"], one["width"]) for one in drawn] == [
        ("0.000%", "75.000%"),
        ("75.000%", "25.000%"),
    ]
    root = etree.fromstring(svg)
    assert root.get("aria-labelledby") == "b-title b-desc"
    assert [one.text for one in root][:2] == ["Letters", "100 letters: 75 delivered, 25 bounced."]


@pytest.mark.parametrize("look", LOOKS)
def test_every_look_has_a_fill_of_its_own(look: str) -> None:
    assert f"slice--{look}" in swatch(look)
    if look not in ("solid", "light", "empty"):
        assert f'id="fill-{look}"' in patterns()


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=72))
def test_a_column_for_each_hour_in_which_something_was(counts: list[int]) -> None:
    svg = columns(counts, [Tick(0, "9 a.m.", "Fri")], "c", "Taken", "")
    drawn = shapes(svg, "rect", "column")
    assert len(drawn) == sum(1 for count in counts if count)
    most = max(counts)
    peaks = [one.text for one in etree.fromstring(svg).iter("text") if one.get("class") == "peak"]
    assert peaks == ([f"{most:,}"] if most else [])
    if most:
        assert max(float(one["height"]) for one in drawn) == pytest.approx(64)
        assert min(float(one["height"]) for one in drawn) >= 2


def test_a_share_is_never_wider_than_its_ground_nor_nothing_where_there_is_one() -> None:
    assert [
        shapes(bar(*one), "rect", "part")[0]["width"]
        for one in ((1, 2), (3, 2), (1, 10_000), (0, 5), (1, 0))
    ] == ["50.000%", "100.000%", f"{LEAST:.3f}%", "0.000%", f"{LEAST:.3f}%"]


def test_text_in_a_chart_stays_text() -> None:
    evil = "</title><script>x()</script>&\"'"
    for svg in (
        stacked_bar([Slice("solid", 1)], "b", evil, evil),
        columns([1], [Tick(0, evil, evil)], "c", evil, evil),
        swatch(evil),
    ):
        assert "<script" not in svg
        etree.fromstring(svg)
