"""However little is listed at a time, windows lose and repeat nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outreach.sendgrid.windows import windows

SECONDS = st.integers(0, 200)


@given(st.lists(SECONDS), st.integers(1, 5), st.lists(SECONDS), SECONDS, SECONDS)
def test_windows_are_whole_in_order_and_next_to_each_other(
    happened: list[int], most: int, bursts: list[int], start: int, end: int
) -> None:
    def listed(first: int, last: int) -> list[int]:
        return sorted(one for one in happened if first <= one <= last)[:most]

    found = list(windows(listed, start, end, most, bursts))
    covered = [second for one in found for second in range(one.start, one.end + 1)]
    assert covered == list(range(start, end + 1))
    for one in found:
        there = sorted(at for at in happened if one.start <= at <= one.end)
        assert one.rows == there[:most]
        assert one.cut == (len(there) >= most)
        assert not one.cut or one.start == one.end


def test_what_is_known_of_bursts_spares_requests() -> None:
    happened = [1_000_000] * 3 + [2_000_000] * 3
    asked: list[tuple[int, int]] = []

    def listed(first: int, last: int) -> list[int]:
        asked.append((first, last))
        return [one for one in happened if first <= one <= last][:4]

    list(windows(listed, 0, 30_000_000, 4, [1_000_000, 2_000_000]))
    assert len(asked) == 3
