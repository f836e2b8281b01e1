"""Folding events into the outcomes of their deliveries: transport one by one, opens and clicks of

a delivery all together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from sqlite_utils import Database

from outreach.domain.engagement import Act, By, by_link, engagement
from outreach.domain.event import Event, EventKind

from .many_rows import in_values
from .outcomes import Known, add_links, write_outcomes

_ACTS = (EventKind.OPEN, EventKind.CLICK)
Acts = Mapping[tuple[int, str], Act]
"""Opens and clicks of one delivery, by the key of their event."""


def learn(db: Database, news: Mapping[int, Collection[Event]], known: Mapping[int, Known]) -> None:
    """Fold events that are new, and stored already, into ``known``, and write that.

    Joins the caller's transaction.
    """
    engaged = _acts_of(db, [one for one in news if known[one].has_engaged])
    links: Counter[tuple[str, str, By]] = Counter()
    for delivery, events in news.items():
        one = known[delivery]
        delivered = one.delivered
        for event in events:
            one.add(event)
        new = {
            (e.at, e.key): Act(e.at, e.kind, e.url, e.machine) for e in events if e.kind in _ACTS
        }
        all_acts = {**engaged.get(delivery, {}), **new}
        if not all_acts or (not new and one.delivered == delivered):
            continue
        acts = set(all_acts.values())
        one.see(engagement(acts, one.delivered, one.domain))
        if any(act.kind is EventKind.CLICK for act in acts):
            # The same act may be known already, from an event with another key.
            before = {act for key, act in all_acts.items() if key not in new}
            _count_links(links, one, before, delivered, -1)
            _count_links(links, one, acts, one.delivered, 1)
    write_outcomes(db, [known[delivery] for delivery in news])
    add_links(db, links)


def _acts_of(db: Database, deliveries: Collection[int]) -> dict[int, dict[tuple[int, str], Act]]:
    found: dict[int, dict[tuple[int, str], Act]] = {one: {} for one in deliveries}
    for values, params in in_values([(one,) for one in deliveries]):
        rows = db.execute(
            "SELECT delivery_id, at, event_key, kind, url, machine FROM events"
            f" WHERE delivery_id IN ({values}) AND kind IN ('open', 'click')",
            params,
        )
        for delivery, at, key, kind, url, machine in rows.fetchall():
            found[delivery][at, key] = Act(at, EventKind(kind), url, bool(machine))
    return found


_ADDRESS = re.compile(r"[^/?#&=\s]+(?:@|%40)[^/?#&=\s]+", re.IGNORECASE)


def links_followed(acts: Iterable[Act], delivered: int | None, domain: str) -> Mapping[str, By]:
    """By a link's address, as it is counted: it may hold the address of whom it was written to,
    and its sum is of all who followed it."""
    followed: dict[str, By] = {}
    for url, by in by_link(acts, delivered, domain).items():
        masked = _ADDRESS.sub("(address)", url)
        followed[masked] = min(by, followed.get(masked, by))
    return followed


def _count_links(
    links: Counter[tuple[str, str, By]],
    one: Known,
    acts: Collection[Act],
    delivered: int | None,
    n: int,
) -> None:
    for url, by in links_followed(acts, delivered, one.domain).items():
        links[one.plan, url, by] += n
