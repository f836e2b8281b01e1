from __future__ import annotations

from datetime import date

import pytest

from outreach.sandbox.stats import METRICS, Stats, days, metrics


@pytest.mark.parametrize(
    ("event", "history", "expected"),
    [
        ({"event": "delivered"}, [], ("delivered",)),
        ({"event": "bounce", "type": "bounce"}, [], ("bounces",)),
        ({"event": "bounce", "type": "blocked"}, [], ("blocks",)),
        ({"event": "dropped", "reason": "Bounced Address"}, [], ("bounce_drops",)),
        ({"event": "dropped", "reason": "Invalid"}, [], ("invalid_emails",)),
        ({"event": "open"}, [("delivered", 1, "")], ("opens", "unique_opens")),
        ({"event": "open"}, [("open", 1, "")], ("opens",)),
        ({"event": "group_unsubscribe"}, [], ("unsubscribes",)),
        ({"event": "group_resubscribe"}, [], ()),
    ],
)
def test_what_an_event_counts_as(
    event: dict[str, object], history: list[tuple[str, int, str]], expected: tuple[str, ...]
) -> None:
    assert metrics(event, history) == expected
    assert set(expected) <= set(METRICS)


def test_counts_are_per_day_and_category() -> None:
    stats = Stats()
    stats.count(0, ["press"], "delivered")
    stats.count(86_400, [], "delivered")
    first, second = stats.table(days(date(1970, 1, 1), date(1970, 1, 2)), [None, "press"])
    delivered = [
        [entry["metrics"]["delivered"] for entry in day["stats"]]  # type: ignore[attr-defined]
        for day in (first, second)
    ]
    assert delivered == [[1, 1], [1, 0]]


def test_a_span_is_at_most_a_year() -> None:
    assert len(days(date(1, 1, 1), date(9999, 12, 31))) == 366
    assert days(date(2026, 1, 2), date(2026, 1, 1)) == []
