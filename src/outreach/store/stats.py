"""What became of letters, counted: sums that were kept as events came, never letters one by one.

Each query reads as many rows as there are plans, cohorts, hours, links, reasons or requests.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from sqlite_utils import Database

from outreach.domain.stats import Row, Tally

from .stats_heard import QUERIES as HEARD

_COLUMNS = tuple(f.name for f in fields(Tally))
_SUMS = ", ".join(f"coalesce(sum({one}), 0)" for one in _COLUMNS)
_PLANS = "plan_id IN (SELECT value FROM json_each(:plans))"

GROUPS = {
    "domain": "domain",
    "outlet": "organisation",
    "office": "office",
    "state": "state",
    "party": "party",
    "language": "language",
}
"""What cohorts are told apart by, as stats are asked for it, and its column."""

_MANY = ("domain", "organisation")
"""Of these there may be as many as cohorts."""

_TALLY = f"SELECT {_SUMS} FROM plan_sums WHERE {_PLANS}"
_HOURS = f"""
    SELECT measure, hour, sum(n) FROM hours WHERE {_PLANS} GROUP BY measure, hour
    HAVING sum(n) > 0 ORDER BY measure, hour"""
_REASONS = f"""
    SELECT r.kind, r.status, r.reason, sum(s.n) AS n FROM reason_sums s
    JOIN reasons r ON r.id = s.reason_id WHERE s.{_PLANS}
    GROUP BY r.kind, r.status, r.reason HAVING sum(s.n) > 0 ORDER BY n DESC, r.reason, r.status"""
_LINKS = f"""
    SELECT url, sum(clicked), sum(clicked_doubtful), sum(clicked_by_machine) FROM link_sums
    WHERE {_PLANS} GROUP BY url
    HAVING sum(clicked + clicked_doubtful + clicked_by_machine) > 0
    ORDER BY sum(clicked) DESC, sum(clicked_doubtful) DESC, sum(clicked_by_machine) DESC, url"""
_LEFT = f"""
    SELECT min(at), coalesce(sum(size) FILTER (WHERE at <= :before), 0) FROM (
        SELECT b.size, CAST(strftime('%s', CASE WHEN coalesce(r.send_at, '') <> '' THEN r.send_at
            ELSE coalesce(b.answered_at, b.claimed_at) END) AS INTEGER) AS at
        FROM batches b LEFT JOIN runs r ON r.id = b.run_id
        WHERE b.{_PLANS} AND b.state = 'submitted'
        AND (r.send_at IS NULL OR r.send_at = '' OR r.state = 'going'))"""


def _rows_by(column: str) -> str:
    """Of many, the greatest are found by one sum, and all sums are made for them alone."""
    if column not in _MANY:
        return f"""
            SELECT {column}, {_SUMS} FROM cohorts WHERE {_PLANS} GROUP BY {column}
            ORDER BY sum(recipients) DESC, {column} LIMIT :most"""
    return f"""
        WITH most AS MATERIALIZED (SELECT {column} AS name FROM cohorts WHERE {_PLANS}
            GROUP BY {column} ORDER BY sum(recipients) DESC, {column} LIMIT :most)
        SELECT {column}, {_SUMS} FROM cohorts
        WHERE {_PLANS} AND {column} IN (SELECT name FROM most)
        GROUP BY {column} ORDER BY sum(recipients) DESC, {column}"""


def counts(db: Database, *plans: str) -> Tally:
    return Tally(*db.execute(_TALLY, _of(plans)).fetchone())


def hours(db: Database, plans: Sequence[str]) -> dict[str, tuple[tuple[int, int], ...]]:
    """By measure, in the order of time: each hour's first unix second, and how many."""
    found: dict[str, list[tuple[int, int]]] = {}
    for measure, hour, n in db.execute(_HOURS, _of(plans)).fetchall():
        found.setdefault(measure, []).append((hour, n))
    return {measure: tuple(each) for measure, each in found.items()}


def by_group(
    db: Database, plans: Sequence[str], group: str, most: int | None = None
) -> tuple[list[Row], int]:
    """By one of GROUPS, the greatest first; those of whom it is not known have no name.

    Also how many more there are than the ``most`` that were asked for.
    """
    column, of = GROUPS[group], _of(plans)
    found = db.execute(_rows_by(column), {**of, "most": -1 if most is None else most}).fetchall()
    rows = [Row(name, Tally(*sums)) for name, *sums in found]
    if most is None or len(rows) < most:
        return rows, 0
    query = f"SELECT count(DISTINCT {column}) FROM cohorts WHERE {_PLANS}"
    return rows, int(db.execute(query, of).fetchone()[0]) - len(rows)


def by_link(db: Database, plans: Sequence[str]) -> list[Row]:
    """Foreign text: escape it."""
    return [
        Row(url, Tally(clicked=people, clicked_doubtful=doubtful, clicked_by_machine=machines))
        for url, people, doubtful, machines in db.execute(_LINKS, _of(plans)).fetchall()
    ]


_STATE_OF = {"bounce": "bounced", "dropped": "dropped", "deferred": "deferred"}


def by_reason(db: Database, plans: Sequence[str]) -> list[Row]:
    """Why letters were deferred, dropped or bounced, the commonest first. Foreign text: escape it.

    A reason's status (RFC 3463) stands before it.
    """
    found: dict[str, Tally] = {}
    for kind, status, reason, n in db.execute(_REASONS, _of(plans)).fetchall():
        said = reason if status and reason.find(status) >= 0 else f"{status} {reason}".strip()
        one = Tally(**{_STATE_OF.get(kind, "bounced"): n})
        found[said] = found.get(said, Tally()) + one
    rows = [Row(name, tally) for name, tally in found.items()]
    return sorted(rows, key=lambda row: -with_reason(row.tally))


def with_reason(tally: Tally) -> int:
    return tally.deferred + tally.dropped + tally.bounced


def departures(db: Database, plans: Sequence[str], before: datetime) -> tuple[int | None, int]:
    """When the first letter left, in unix seconds, and how many had left ``before`` then.

    What SendGrid holds until a time leaves at that time, and never where it was stopped.
    """
    params = {**_of(plans), "before": int(before.timestamp())}
    first, left = db.execute(_LEFT, params).fetchone()
    return first, int(left)


def _of(plans: Sequence[str]) -> dict[str, str]:
    return {"plans": json.dumps(list(plans))}


@dataclass(frozen=True, slots=True)
class Outline:
    """One campaign in short. ``planned_at`` is when it was planned last."""

    campaign: str
    planned_at: datetime
    plans: tuple[str, ...]
    planned: int
    submitted: int
    tally: Tally
    sandbox: bool


_CAMPAIGNS = """
    SELECT p.campaign, max(p.planned_at), json_group_array(p.id), sum(p.recipients),
        sum((SELECT coalesce(sum(b.size), 0) FROM batches b
            WHERE b.plan_id = p.id AND b.state = 'submitted')), max(p.stage = 'sandbox')
    FROM plans p GROUP BY p.campaign ORDER BY max(p.planned_at) DESC, p.campaign"""


def outlines(db: Database) -> Iterator[Outline]:
    """Each campaign that has a plan, the newest first; counted in letters over all waves."""
    for campaign, at, ids, planned, submitted, sandbox in db.execute(_CAMPAIGNS).fetchall():
        plans = tuple(json.loads(ids))
        moment = datetime.fromisoformat(at).astimezone(UTC)
        tally = counts(db, *plans)
        yield Outline(campaign, moment, plans, planned, submitted, tally, bool(sandbox))


def queries(
    plans: Sequence[str], campaign: str, since: int
) -> dict[str, tuple[str, dict[str, object]]]:
    """What `stats` asks of the store by name, with its parameters, for a benchmark to time."""
    about = {
        "most": 20,
        "before": since,
        "since": since,
        "campaign": campaign,
        "category": campaign,
    }
    params: dict[str, object] = {**_of(plans), **about}
    own = {"totals": _TALLY, "hours": _HOURS, "reasons": _REASONS, "links": _LINKS, "left": _LEFT}
    groups = {f"by {name}": _rows_by(column) for name, column in GROUPS.items()}
    return {name: (query, params) for name, query in {**own, **groups, **HEARD}.items()}
