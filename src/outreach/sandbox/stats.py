"""Counters per day and category, as /v3/stats shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from .events import Event

METRICS = (
    *("blocks", "bounce_drops", "bounces", "clicks", "deferred", "delivered", "invalid_emails"),
    *("opens", "processed", "requests", "spam_report_drops", "spam_reports"),
    *("unique_clicks", "unique_opens", "unsubscribe_drops", "unsubscribes"),
)

_BY_EVENT: Mapping[str, tuple[str, ...]] = {
    "processed": ("processed",),
    "deferred": ("deferred",),
    "delivered": ("delivered",),
    "open": ("opens",),
    "click": ("clicks",),
    "spamreport": ("spam_reports",),
    "unsubscribe": ("unsubscribes",),
    "group_unsubscribe": ("unsubscribes",),
}
_BY_DROP = {
    "Bounced Address": "bounce_drops",
    "Unsubscribed Address": "unsubscribe_drops",
    "Spam Reporting Address": "spam_report_drops",
    "Invalid": "invalid_emails",
}

LONGEST_SPAN = 366


class Stats:
    """Counts per (UTC day, category or None for all)."""

    def __init__(self) -> None:
        self._counts: dict[tuple[date, str | None], Counter[str]] = {}

    def count(self, at: float, categories: Iterable[str], *metrics: str) -> None:
        day = datetime.fromtimestamp(at, UTC).date()
        for category in (None, *categories):
            self._counts.setdefault((day, category), Counter()).update(metrics)

    def table(
        self, days: Iterable[date], categories: Iterable[str | None]
    ) -> list[dict[str, object]]:
        """SendGrid's shape: one row a day, with the metrics of each category."""
        wanted = list(categories)
        return [
            {"date": day.isoformat(), "stats": [self._entry(day, name) for name in wanted]}
            for day in days
        ]

    def _entry(self, day: date, category: str | None) -> dict[str, object]:
        counts = self._counts.get((day, category), Counter())
        entry: dict[str, object] = {"metrics": {name: counts[name] for name in METRICS}}
        return entry if category is None else {**entry, "name": category, "type": "category"}


def metrics(event: Event, history: Iterable[tuple[str, int, str]]) -> tuple[str, ...]:
    """The counters that ``event`` raises, given the letter's earlier events."""
    name = str(event["event"])
    if name == "bounce":
        return ("bounces",) if event.get("type") == "bounce" else ("blocks",)
    if name == "dropped":
        return (_BY_DROP.get(str(event.get("reason")), "invalid_emails"),)
    first = name in ("open", "click") and name not in (earlier for earlier, *_ in history)
    return _BY_EVENT.get(name, ()) + ((f"unique_{name}s",) if first else ())


def days(start: date, end: date) -> list[date]:
    """The days from ``start`` to ``end``, both included, at most a year of them."""
    span = min((end - start).days + 1, LONGEST_SPAN)
    return [start + timedelta(days=n) for n in range(span)]
