"""The sums, counted again from the raw rows by another way than they were made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlite_utils import Database

from outreach.domain.engagement import Act, By, Engagement, engagement
from outreach.domain.event import STATES, Event, EventKind

from .learning import links_followed
from .reasons import Why, why

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
_SEEN_COLUMNS = ", ".join(f"o.{one}" for one in _SEEN)
_PEOPLE = ("opened", "clicked")


def recount(db: Database) -> list[str]:
    """What differs between what is written down and a count of the raw rows; empty: nothing.

    Reads all events. Of what an earlier version took in, machines' opens were not marked.
    """
    return [*_outcomes(db), *_reasons(db), *_cohorts(db), *_hours(db)]


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
    """What was done with letters, and the sums of links, a letter at a time."""
    rows = db.execute(
        f"SELECT o.delivery_id, c.plan_id, o.delivered, c.domain, {_SEEN_COLUMNS},"
        " e.at, e.kind, e.url, e.machine FROM outcomes o CROSS JOIN cohorts c ON c.id = o.cohort_id"
        " LEFT JOIN events e ON e.delivery_id = o.delivery_id AND e.kind IN ('open', 'click')"
        " ORDER BY o.delivery_id"
    )
    wrong, blurred = 0, set()
    links: Counter[tuple[str, str, By]] = Counter()
    for _, letter in groupby(rows, key=itemgetter(0)):
        lines = list(letter)
        _, plan, delivered, domain, *seen = lines[0][:-4]
        acts = {Act(at, EventKind(kind), url, bool(by)) for *_, at, kind, url, by in lines if kind}
        if any(act.kind is EventKind.CLICK and not act.url for act in acts):
            blurred.add(plan)  # of who was erased, which links she followed is not known any more
            continue
        there = engagement(acts, delivered, domain)
        wrong += [getattr(there, one) for one in _SEEN] != seen
        followed = links_followed(acts, delivered, domain)
        links.update((plan, url, by) for url, by in followed.items())
    if wrong:
        yield f"opens and clicks of {wrong} letters"
    written = Counter(
        {
            (plan, url, by): n
            for plan, url, *sums in db.execute(
                "SELECT plan_id, url, clicked, clicked_doubtful, clicked_by_machine FROM link_sums"
            )
            for by, n in zip(By, sums, strict=True)
            if n
        }
    )
    differing = {key for key in links.keys() | written.keys() if links[key] != written[key]}
    if any(plan not in blurred for plan, *_ in differing):
        yield "followers of links"


def _reasons(db: Database) -> Iterator[str]:
    """Of who was erased the reason is what was written down: what her events said is gone."""
    said: dict[int, tuple[int, int, Why]] = {}
    for delivery, *told in db.execute(
        "SELECT delivery_id, at, event_key, kind, status, classification, reason, email_key"
        " FROM events WHERE kind IN ('deferred', 'dropped', 'bounce') AND delivery_id IS NOT NULL"
    ):
        at, key, kind, status, classification, reason, email_key = told
        event = Event(key, EventKind(kind), at, email_key)._replace(
            status=status, classification=classification, reason=reason
        )
        one = (int(STATES[event.kind]), at, why(event))
        said[delivery] = max(one, said.get(delivery, one))
    counted: Counter[tuple[str, Why]] = Counter()
    wrong = 0
    for delivery, plan, state, at, email_key, *words in db.execute(
        "SELECT o.delivery_id, c.plan_id, o.state, o.reason_at, d.email_key, r.kind, r.status,"
        " r.classification, r.reason FROM outcomes o JOIN cohorts c ON c.id = o.cohort_id"
        " JOIN deliveries d ON d.id = o.delivery_id JOIN reasons r ON r.id = o.reason_id"
    ):
        written = (int(STATES[EventKind(words[0])]), at, Why(*words))
        if not email_key.startswith("erased:"):
            wrong += said.get(delivery) != written
        if written[0] == state:
            counted[plan, written[2]] += 1
    if wrong:
        yield f"the reasons of {wrong} letters"
    sums = {
        (plan, Why(*words)): n
        for plan, n, *words in db.execute(
            "SELECT s.plan_id, s.n, r.kind, r.status, r.classification, r.reason"
            " FROM reason_sums s JOIN reasons r ON r.id = s.reason_id"
        )
    }
    if sums != dict(counted):
        yield "letters by reason"


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
    sums = {"recipients": "count(o.delivery_id)", **sums}
    for name, counted in sums.items():
        n = _one(
            db,
            f"SELECT count(*) FROM (SELECT c.{name} <> {counted} AS wrong FROM cohorts c"
            " LEFT JOIN outcomes o ON o.cohort_id = c.id GROUP BY c.id) WHERE wrong",
        )
        if n:
            yield f"{name} of {n} cohorts"
    n = _one(
        db,
        "SELECT count(*) FROM (SELECT "
        + " OR ".join(f"s.{one} <> {sums[one]}" for one in sums)
        + " AS wrong FROM plan_sums s LEFT JOIN cohorts c ON c.plan_id = s.plan_id"
        " LEFT JOIN outcomes o ON o.cohort_id = c.id GROUP BY s.plan_id) WHERE wrong",
    )
    if n:
        yield f"the sums of {n} plans"


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
