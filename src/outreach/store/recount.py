"""The sums, counted again from the raw rows by another way than they were made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from outreach.domain.engagement import Act, Engagement, engagement
from outreach.domain.event import EventKind

_FIRST = {
    "processed": "'processed'",
    "deferred": "'deferred'",
    "delivered": "'delivered'",
    "dropped": "'dropped'",
    "bounced": "'bounce'",
    "complained": "'spamreport'",
    "unsubscribed": "'unsubscribe', 'group_unsubscribe'",
}
_STATES = ("processed", "deferred", "delivered", "dropped", "bounced")
_NOTED = {"replied": "reply", "covered": "coverage"}
_SEEN = tuple(Engagement.__slots__)
_PEOPLE = ("opened", "clicked")


def recount(db: Database) -> list[str]:
    """What differs between what is written down and a count of the raw rows; empty: nothing.

    Reads all events. Of what an earlier version took in, machines' opens were not marked.
    """
    return [*_outcomes(db), *_cohorts(db), *_hours(db)]


def _outcomes(db: Database) -> Iterator[str]:
    for measure, kinds in _FIRST.items():
        n = _one(
            db,
            "SELECT count(*) FROM outcomes o LEFT JOIN (SELECT delivery_id, min(at) AS first"
            f" FROM events WHERE kind IN ({kinds}) AND delivery_id IS NOT NULL"
            f" GROUP BY delivery_id) e USING (delivery_id) WHERE o.{measure} IS NOT e.first",
        )
        if n:
            yield f"the first {measure} of {n} letters"
    for measure, kind in _NOTED.items():
        n = _one(
            db,
            "SELECT count(*) FROM outcomes o LEFT JOIN (SELECT delivery_id,"
            " min(CAST(strftime('%s', at) AS INTEGER)) AS first FROM interactions"
            f" WHERE kind = '{kind}' AND delivery_id IS NOT NULL GROUP BY delivery_id) i"
            f" USING (delivery_id) WHERE o.{measure} IS NOT i.first",
        )
        if n:
            yield f"the first {measure} of {n} letters"
    highest = " ".join(
        f"WHEN {name} IS NOT NULL THEN {len(_STATES) - at}"
        for at, name in enumerate(reversed(_STATES))
    )
    n = _one(db, f"SELECT count(*) FROM outcomes WHERE state <> CASE {highest} ELSE 0 END")
    if n:
        yield f"how far {n} letters got"
    yield from _engagements(db)


def _engagements(db: Database) -> Iterator[str]:
    acts: dict[int, set[Act]] = {}
    for delivery, at, kind, url, machine in db.execute(
        "SELECT delivery_id, at, kind, url, machine FROM events"
        " WHERE kind IN ('open', 'click') AND delivery_id IS NOT NULL"
    ):
        acts.setdefault(delivery, set()).add(Act(at, EventKind(kind), url, bool(machine)))
    wrong = 0
    for delivery, delivered, domain, *seen in db.execute(
        f"SELECT o.delivery_id, o.delivered, c.domain, {', '.join(f'o.{one}' for one in _SEEN)}"
        " FROM outcomes o JOIN cohorts c ON c.id = o.cohort_id"
    ):
        if any(act.kind is EventKind.CLICK and not act.url for act in acts.get(delivery, ())):
            continue  # of who was erased, which links she followed is not known any more
        if acts.get(delivery) or any(one is not None for one in seen):
            there = engagement(acts.get(delivery, ()), delivered, domain)
            wrong += [getattr(there, one) for one in _SEEN] != seen
    if wrong:
        yield f"opens and clicks of {wrong} letters"


def _cohorts(db: Database) -> Iterator[str]:
    sums = {name: f"count(*) FILTER (WHERE o.state = {n})" for n, name in enumerate(_STATES, 1)}
    sums |= {name: f"count(o.{name})" for name in ("complained", "unsubscribed", *_NOTED)}
    sums["synced"] = "coalesce(sum(o.synced), 0)"
    for act in _PEOPLE:
        none, doubtful = f"o.{act} IS NULL", f"o.{act}_doubtful"
        sums[act] = f"count(o.{act})"
        sums[f"{act}_doubtful"] = f"count({doubtful}) FILTER (WHERE {none})"
        sums[f"{act}_by_machine"] = (
            f"count(o.{act}_by_machine) FILTER (WHERE {none} AND {doubtful} IS NULL)"
        )
    for name, counted in {"recipients": "count(o.delivery_id)", **sums}.items():
        n = _one(
            db,
            f"SELECT count(*) FROM (SELECT c.{name} <> {counted} AS wrong FROM cohorts c"
            " LEFT JOIN outcomes o ON o.cohort_id = c.id GROUP BY c.id) WHERE wrong",
        )
        if n:
            yield f"{name} of {n} cohorts"


def _hours(db: Database) -> Iterator[str]:
    """By the names of the columns of ``hours``' measures, which are those of ``outcomes``."""
    counted: Counter[tuple[Any, ...]] = Counter()
    for name in (*_FIRST, *_SEEN, *_NOTED):
        rows = db.execute(
            f"SELECT c.plan_id, o.{name} - o.{name} % 3600, count(*) FROM outcomes o"
            f" JOIN cohorts c ON c.id = o.cohort_id WHERE o.{name} IS NOT NULL GROUP BY 1, 2"
        )
        counted.update({(plan, name, hour): n for plan, hour, n in rows})
    written = db.execute("SELECT plan_id, measure, hour, n FROM hours").fetchall()
    if {tuple(key): n for *key, n in written} != dict(counted):
        yield "letters by the hour"


def _one(db: Database, query: str) -> int:
    return int(db.execute(query).fetchone()[0])
