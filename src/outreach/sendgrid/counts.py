"""SendGrid's own counts of a category, day by day of the account's time zone.

https://www.twilio.com/docs/sendgrid/api-reference/stats/retrieve-stats-for-categories
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from .asking import Asks


@dataclass(frozen=True, slots=True)
class Day:
    """``metrics`` are SendGrid's, by its names, such as ``delivered`` and ``bounce_drops``."""

    category: str
    day: date
    metrics: Mapping[str, int]


def daily(sendgrid: Asks, category: str, start: date, end: date) -> list[Day]:
    """The days on which anything was counted. Raises SendGridError."""
    query = {
        "categories": category,
        "start_date": start.isoformat(),
        "end_date": end.isoformat(),
        "aggregated_by": "day",
    }
    rows = sendgrid.ask("GET", "categories/stats", query=query).body
    if not isinstance(rows, list):
        raise sendgrid.odd("counts by day")
    return list(_days(sendgrid, category, rows))


def _days(sendgrid: Asks, category: str, rows: list[object]) -> Iterator[Day]:
    for row in rows:
        match row:
            case {"date": str(day), "stats": [*stats]}:
                metrics = _metrics(category, stats)
            case _:
                raise sendgrid.odd("counts by day")
        try:
            at = date.fromisoformat(day)
        except ValueError:
            raise sendgrid.odd("counts by day") from None
        if any(metrics.values()):
            yield Day(category, at, metrics)


def _metrics(category: str, stats: list[object]) -> dict[str, int]:
    for one in stats:
        match one:
            case {"name": str(name), "metrics": dict(metrics)} if name == category:
                return {
                    str(key): n
                    for key, n in metrics.items()
                    if isinstance(n, int) and not isinstance(n, bool)
                }
    return {}
