"""Outcomes and their sums: whoever learns of a delivery changes both here, in one transaction.

Every sum is a sum over outcomes of a function of the outcome alone. So a change takes away what
the old outcome counted for and adds what the new one does, whatever the order of changes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlite_utils import Database

from outreach.domain.engagement import Act, By, Engagement, by_link, engagement
from outreach.domain.event import STATES, TIMES, Event, EventKind, Outcome, State, fold, join

from .many_rows import in_values
from .reasons import Why, reason_ids, reasons_by_id, why

_ACTS = (EventKind.OPEN, EventKind.CLICK)
_SEEN = tuple(Engagement.__slots__)
_TROUBLE = (EventKind.DEFERRED, EventKind.DROPPED, EventKind.BOUNCE)
_HOUR = 3600


class Said(NamedTuple):
    """The reason that counts of a delivery: of the highest state, of those the latest."""

    state: int
    at: int
    why: Why


@dataclass(frozen=True, slots=True)
class Known:
    """A delivery's row: its outcome, in which cohort of which plan, and why it is in trouble."""

    delivery: int
    cohort: int
    plan: str
    domain: str
    outcome: Outcome
    said: Said | None = None


def join_outcome(db: Database, delivery_id: int, known: Outcome) -> None:
    """Add what is known of a delivery, its sums included. Joins the caller's transaction."""
    for row in read_outcomes(db, [delivery_id]).values():
        write_outcomes(db, [(row, replace(row, outcome=join(row.outcome, known)))])


def learn(db: Database, news: Mapping[int, Collection[Event]], known: Mapping[int, Known]) -> None:
    """Fold events that are new, and stored already, into the outcomes of their deliveries."""
    acted = {
        delivery
        for delivery, events in news.items()
        if any(e.kind in _ACTS for e in events)
        or (_has_engaged(known[delivery]) and any(e.kind is EventKind.DELIVERED for e in events))
    }
    acts = _acts_of(db, acted)
    changes = []
    links: Counter[tuple[str, str, By]] = Counter()
    for delivery, events in news.items():
        was = known[delivery]
        now = replace(was, outcome=fold(was.outcome, events), said=_said(was.said, events))
        if delivery in acted:
            done, new = acts[delivery], {(e.at, e.key) for e in events}
            now = replace(now, outcome=_judged(now, set(done.values())))
            # The same act may be known already, from an event with another key.
            before = {act for key, act in done.items() if key not in new}
            _count_links(links, was, before, -1)
            _count_links(links, now, set(done.values()), 1)
        changes.append((was, now))
    write_outcomes(db, changes)
    _add_links(db, links)


def _said(said: Said | None, events: Iterable[Event]) -> Said | None:
    told = (Said(int(STATES[e.kind]), e.at, why(e)) for e in events if e.kind in _TROUBLE)
    return max([*told, *([said] if said else [])], default=None)


def _has_engaged(known: Known) -> bool:
    return any(getattr(known.outcome, name) is not None for name in _SEEN)


def _judged(known: Known, acts: set[Act]) -> Outcome:
    seen = engagement(acts, known.outcome.delivered, known.domain)
    return replace(known.outcome, **{name: getattr(seen, name) for name in _SEEN})


def _acts_of(db: Database, deliveries: Collection[int]) -> dict[int, dict[tuple[int, str], Act]]:
    """All opens and clicks of each delivery, by the key of their event."""
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


def read_outcomes(db: Database, deliveries: Collection[int]) -> dict[int, Known]:
    """The rows of these deliveries, those that there are."""
    rows = []
    for values, params in in_values([(one,) for one in deliveries]):
        rows += db.execute(
            "SELECT o.delivery_id, o.cohort_id, c.plan_id, c.domain, o.reason_id, o.reason_at,"
            f" o.state, o.synced, {', '.join(f'o.{name}' for name in TIMES)}"
            " FROM outcomes o JOIN cohorts c ON c.id = o.cohort_id"
            f" WHERE o.delivery_id IN ({values})",
            params,
        ).fetchall()
    reasons = reasons_by_id(db, {row[4] for row in rows if row[4] is not None})
    found = {}
    for delivery, cohort, plan, domain, reason, at, state, synced, *times in rows:
        words = reasons.get(reason)
        said = Said(int(STATES[EventKind(words.kind)]), at, words) if words else None
        outcome = Outcome(State(state), bool(synced), *times)
        found[delivery] = Known(delivery, cohort, plan, domain, outcome, said)
    return found


_COLUMNS = ("state", "synced", *TIMES, "reason_id", "reason_at")
_UPDATE = f"UPDATE outcomes SET {', '.join(f'{c} = ?' for c in _COLUMNS)} WHERE delivery_id = ?"


def write_outcomes(db: Database, changes: Iterable[tuple[Known, Known]]) -> None:
    """Each delivery as it was and as it is now. Joins the caller's transaction."""
    changed = [(was, now) for was, now in changes if was != now]
    ids = reason_ids(db, {one.said.why for pair in changed for one in pair if one.said})
    db.conn.executemany(_UPDATE, [_row(now, ids) for _, now in changed])
    _add_to_cohorts(db, changed)
    _add_hours(db, changed)
    _add_reasons(db, changed, ids)


def _row(one: Known, ids: Mapping[Why, int]) -> tuple[object, ...]:
    times = (getattr(one.outcome, name) for name in TIMES)
    said = (ids[one.said.why], one.said.at) if one.said else (None, None)
    return (int(one.outcome.state), int(one.outcome.synced), *times, *said, one.delivery)


def counts_for(outcome: Outcome) -> Iterator[str]:
    """The sums of its cohort that an outcome is counted in; docs/stats.md says what each means."""
    if outcome.state is not State.PLANNED:
        yield outcome.state.name.lower()
    if outcome.synced:
        yield "synced"
    for name in ("complained", "unsubscribed", "replied", "covered"):
        if getattr(outcome, name) is not None:
            yield name
    for act in ("opened", "clicked"):
        by = (act, f"{act}_doubtful", f"{act}_by_machine")
        yield from [name for name in by if getattr(outcome, name) is not None][:1]


def _add_to_cohorts(db: Database, changed: Iterable[tuple[Known, Known]]) -> None:
    sums: dict[int, Counter[str]] = {}
    for was, now in changed:
        tally = sums.setdefault(now.cohort, Counter())
        tally.subtract(counts_for(was.outcome))
        tally.update(counts_for(now.outcome))
    by_columns: dict[tuple[str, ...], list[tuple[int, ...]]] = {}
    for cohort, tally in sums.items():
        moved = {name: n for name, n in sorted(tally.items()) if n}
        if moved:
            by_columns.setdefault(tuple(moved), []).append((*moved.values(), cohort))
    for names, rows in by_columns.items():
        sets = ", ".join(f"{name} = {name} + ?" for name in names)
        db.conn.executemany(f"UPDATE cohorts SET {sets} WHERE id = ?", rows)


def _add_hours(db: Database, changed: Iterable[tuple[Known, Known]]) -> None:
    sums: Counter[tuple[str, str, int]] = Counter()
    for was, now in changed:
        for name in TIMES:
            before, after = getattr(was.outcome, name), getattr(now.outcome, name)
            if before == after:
                continue
            if before is not None:
                sums[now.plan, name, before - before % _HOUR] -= 1
            if after is not None:
                sums[now.plan, name, after - after % _HOUR] += 1
    _add(db, "hours (plan_id, measure, hour, n)", sums)


def _add_reasons(
    db: Database, changed: Iterable[tuple[Known, Known]], ids: Mapping[Why, int]
) -> None:
    sums: Counter[tuple[str, int]] = Counter()
    for pair in changed:
        for one, n in zip(pair, (-1, 1), strict=True):
            if one.said and one.said.state == one.outcome.state:
                sums[one.plan, ids[one.said.why]] += n
    _add(db, "reason_sums (plan_id, reason_id, n)", sums)


def _add(db: Database, table: str, sums: Mapping[Any, int]) -> None:
    """Add to a table of sums keyed by all columns but the last; what comes to nothing goes."""
    rows: list[tuple[Any, ...]] = [(*key, n) for key, n in sums.items() if n]
    name, columns = table.split(" ", 1)
    *keys, _ = columns.strip("()").split(", ")
    marks = ", ".join("?" * (len(keys) + 1))
    db.conn.executemany(
        f"INSERT INTO {table} VALUES ({marks})"
        f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET n = n + excluded.n",
        rows,
    )
    gone = [row[:-1] for row in rows if row[-1] < 0]
    where = " AND ".join(f"{key} = ?" for key in keys)
    db.conn.executemany(f"DELETE FROM {name} WHERE {where} AND n = 0", gone)


_ADDRESS = re.compile(r"[^/?#&=\s]+(?:@|%40)[^/?#&=\s]+", re.IGNORECASE)
"""A link may hold the address of whom it was written to; its sum is of all who followed it."""
_LINK_SUMS = ("clicked", "clicked_doubtful", "clicked_by_machine")


def _count_links(
    links: Counter[tuple[str, str, By]], one: Known, acts: Collection[Act], n: int
) -> None:
    followed: dict[str, By] = {}
    for url, by in by_link(acts, one.outcome.delivered, one.domain).items():
        masked = _ADDRESS.sub("(address)", url)
        followed[masked] = min(by, followed.get(masked, by))
    for url, by in followed.items():
        links[one.plan, url, by] += n


def _add_links(db: Database, links: Mapping[tuple[str, str, By], int]) -> None:
    for (plan, url, by), n in links.items():
        if not n:
            continue
        row = [n if by == one else 0 for one in By]
        db.execute(
            f"INSERT INTO link_sums (plan_id, url, {', '.join(_LINK_SUMS)})"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (plan_id, url) DO UPDATE SET "
            + ", ".join(f"{name} = {name} + excluded.{name}" for name in _LINK_SUMS),
            (plan, url, *row),
        )
        db.execute(
            f"DELETE FROM link_sums WHERE plan_id = ? AND url = ? AND {' + '.join(_LINK_SUMS)} = 0",
            (plan, url),
        )
