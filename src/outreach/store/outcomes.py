"""Outcomes and their sums: whoever learns of a delivery changes both here, in one transaction.

Every sum is a sum over outcomes of a function of the outcome alone. So a change takes away what
the old outcome counted for and adds what the new one does, whatever the order of changes.

Every event passes through here. So outcomes are changed in place, many are written by one call,
and ``add`` says what ``domain.event.join`` says, an event at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlite_utils import Database

from outreach.domain.engagement import By, Engagement
from outreach.domain.event import STATES, TIMES, Event, EventKind, Outcome, State

from .many_rows import in_values
from .reasons import Why, reason_ids, why

_ROW = (
    "o.delivery_id, o.cohort_id, c.plan_id, c.domain, r.kind, r.status, r.classification, r.reason,"
    f" o.reason_at, o.state, o.synced, {', '.join(f'o.{name}' for name in TIMES)}"
)
_JOINED = "CROSS JOIN cohorts c ON c.id = o.cohort_id LEFT JOIN reasons r ON r.id = o.reason_id"

_AT = {name: place for place, name in enumerate(TIMES)}
_TRANSPORT = {kind: (int(state), _AT[state.name.lower()]) for kind, state in STATES.items()}
_LEAVING = {
    EventKind.COMPLAINT: _AT["complained"],
    EventKind.UNSUBSCRIBE: _AT["unsubscribed"],
    EventKind.GROUP_UNSUBSCRIBE: _AT["unsubscribed"],
}
_TROUBLE = (EventKind.DEFERRED, EventKind.DROPPED, EventKind.BOUNCE)
_SEEN = slice(_AT["opened"], _AT["clicked_by_machine"] + 1)
"""The times of opens and clicks, which are judged together."""
_UNSEEN = [None] * len(Engagement.__slots__)
_SEEN_AT = tuple((_AT[name], name) for name in Engagement.__slots__)
_COUNTED = slice(_AT["complained"], len(TIMES))
"""The times beside those of the states: all that a cohort counts by whether there is one."""
_UNCOUNTED = [None] * (len(TIMES) - _AT["complained"])
_HOUR = 3600


class Said(NamedTuple):
    """The reason that counts of a delivery: of the highest state, of those the latest."""

    state: int
    at: int
    why: Why


@dataclass(slots=True, eq=False)
class Known:
    """What is known of a delivery, to be added to; ``times`` are in the order of TIMES.

    ``was`` is how the store has it: state, synced and the reason; ``before`` has the times that
    changed as the store has them, by their place.
    """

    delivery: int
    cohort: int
    plan: str
    domain: str
    said: Said | None
    state: int
    synced: int
    times: list[int | None]
    was: tuple[int, int, Said | None]
    before: dict[int, int | None] = field(default_factory=dict)

    @property
    def delivered(self) -> int | None:
        return self.times[_AT["delivered"]]

    @property
    def has_engaged(self) -> bool:
        return self.times[_SEEN] != _UNSEEN

    @property
    def is_changed(self) -> bool:
        return bool(self.before) or (self.state, self.synced, self.said) != self.was

    def times_before(self) -> list[int | None]:
        times = list(self.times)
        for place, at in self.before.items():
            times[place] = at
        return times

    def add(self, event: Event) -> None:
        """What an event says by itself: of an open or a click nothing."""
        if (transport := _TRANSPORT.get(event.kind)) is not None:
            state, place = transport
            self._reach(state, synced=event.source != "")
            self._first(place, event.at)
            if event.kind in _TROUBLE:
                told = Said(state, event.at, why(event))
                self.said = told if self.said is None else max(self.said, told)
        elif (place := _LEAVING.get(event.kind, -1)) >= 0:
            self._first(place, event.at)

    def join(self, known: Outcome) -> None:
        if known.state:
            self._reach(int(known.state), synced=known.synced)
        for name, place in _AT.items():
            if (at := getattr(known, name)) is not None:
                self._first(place, at)

    def see(self, seen: Engagement) -> None:
        for place, name in _SEEN_AT:
            self._set(place, getattr(seen, name))

    def _first(self, place: int, at: int) -> None:
        known = self.times[place]
        if known is None or at < known:
            self._set(place, at)

    def _set(self, place: int, at: int | None) -> None:
        known = self.times[place]
        if at == known:
            return
        self.times[place] = at
        if self.before.setdefault(place, known) == at:
            del self.before[place]

    def _reach(self, state: int, *, synced: bool) -> None:
        """Of two that say the same state, one that an event said is not merely asked for."""
        if state > self.state:
            self.state, self.synced = state, int(synced)
        elif state == self.state and not synced:
            self.synced = 0


def join_outcome(db: Database, delivery_id: int, known: Outcome) -> None:
    """Add what is known of a delivery, its sums included. Joins the caller's transaction."""
    found = outcomes_of(db, [delivery_id])
    for one in found.values():
        one.join(known)
    write_outcomes(db, found.values())


def outcomes_of(db: Database, deliveries: Collection[int]) -> dict[int, Known]:
    """What is known of these deliveries, of those that there are."""
    found: dict[int, Known] = {}
    for values, params in in_values([(one,) for one in deliveries]):
        rows = db.execute(
            f"WITH v (id) AS ({values}) SELECT {_ROW} FROM v"
            f" CROSS JOIN outcomes o ON o.delivery_id = v.id {_JOINED}",
            params,
        )
        found |= {row[0]: _known(row) for row in rows.fetchall()}
    return found


def outcomes_named(
    db: Database, names: Collection[tuple[str, int]]
) -> dict[tuple[str, int], Known]:
    """Of those deliveries that are in the batch beside which they are named.

    By the narrow index of batches: the deliveries themselves are wide.
    """
    found: dict[tuple[str, int], Known] = {}
    for values, params in in_values(list(names)):
        rows = db.execute(
            f"WITH v (batch, id) AS ({values}) SELECT {_ROW}, v.batch FROM v"
            " CROSS JOIN deliveries d INDEXED BY deliveries_by_batch"
            " ON d.batch_id = v.batch AND d.id = v.id"
            f" CROSS JOIN outcomes o ON o.delivery_id = d.id {_JOINED}",
            params,
        )
        found |= {(row[-1], row[0]): _known(row[:-1]) for row in rows.fetchall()}
    return found


def _known(row: Sequence[Any]) -> Known:
    delivery, cohort, plan, domain, kind, status, classification, reason, at, state, synced = row[
        :11
    ]
    said = None
    if kind is not None:
        number = int(STATES[EventKind(kind)])
        said = Said(number, at, Why(kind, status, classification, reason))
    was = (state, synced, said)
    return Known(delivery, cohort, plan, domain, said, state, synced, list(row[11:]), was)


def write_outcomes(db: Database, known: Iterable[Known]) -> None:
    """Write what changed, and all sums by it. Joins the caller's transaction."""
    changed = [one for one in known if one.is_changed]
    if not changed:
        return
    ids = reason_ids(db, {s.why for one in changed for s in (one.said, one.was[2]) if s})
    _update(db, changed, ids)
    sums = _Sums()
    for one in changed:
        sums.change(one, ids)
    sums.write(db)


def _update(db: Database, changed: Sequence[Known], ids: Mapping[Why, int]) -> None:
    """Only the columns that changed, by which of them did: most posts change two or three."""
    groups: dict[tuple[str, ...], list[tuple[object, ...]]] = {}
    for one in changed:
        state, synced, said = one.was
        values: dict[str, object] = {}
        if one.state != state:
            values["state"] = one.state
        if one.synced != synced:
            values["synced"] = one.synced
        if one.said != said and one.said is not None:
            values |= {"reason_id": ids[one.said.why], "reason_at": one.said.at}
        for place in sorted(one.before):
            values[TIMES[place]] = one.times[place]
        groups.setdefault(tuple(values), []).append((*values.values(), one.delivery))
    for names, rows in groups.items():
        settings = ", ".join(f"{name} = ?" for name in names)
        db.conn.executemany(f"UPDATE outcomes SET {settings} WHERE delivery_id = ?", rows)


_STATE_SUMS = {int(state): state.name.lower() for state in State if state}
_ALONE = tuple((_AT[one], one) for one in ("complained", "unsubscribed", "replied", "covered"))
_TRIOS = tuple(
    tuple((_AT[one + by], one + by) for by in ("", "_doubtful", "_by_machine"))
    for one in ("opened", "clicked")
)


def counts_for(state: int, synced: int, times: list[int | None]) -> list[str]:
    """The sums of its cohort that an outcome is counted in; docs/stats.md says what each means."""
    found = [_STATE_SUMS[state]] if state else []
    if synced:
        found.append("synced")
    if times[_COUNTED] == _UNCOUNTED:
        return found
    found += [name for place, name in _ALONE if times[place] is not None]
    for trio in _TRIOS:
        for place, name in trio:
            if times[place] is not None:
                found.append(name)
                break
    return found


@dataclass(slots=True)
class _Sums:
    """What is to be added to the sums."""

    cohorts: dict[int, Counter[str]] = field(default_factory=dict)
    plans: dict[str, Counter[str]] = field(default_factory=dict)
    hours: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    reasons: Counter[tuple[str, int]] = field(default_factory=Counter)

    def change(self, one: Known, ids: Mapping[Why, int]) -> None:
        state, synced, said = one.was
        before = counts_for(state, synced, one.times_before())
        now = counts_for(one.state, one.synced, one.times)
        if before != now:
            cohort = self.cohorts.setdefault(one.cohort, Counter())
            plan = self.plans.setdefault(one.plan, Counter())
            for name in before:
                cohort[name] -= 1
                plan[name] -= 1
            for name in now:
                cohort[name] += 1
                plan[name] += 1
        for place, was in one.before.items():
            name, at = TIMES[place], one.times[place]
            if was is not None:
                self.hours[one.plan, name, was - was % _HOUR] -= 1
            if at is not None:
                self.hours[one.plan, name, at - at % _HOUR] += 1
        if said is not None and said.state == state:
            self.reasons[one.plan, ids[said.why]] -= 1
        if one.said is not None and one.said.state == one.state:
            self.reasons[one.plan, ids[one.said.why]] += 1

    def write(self, db: Database) -> None:
        _move(db, "cohorts", "id", self.cohorts)
        _move(db, "plan_sums", "plan_id", self.plans)
        _add(db, "hours", ("plan_id", "measure", "hour"), self.hours)
        _add(db, "reason_sums", ("plan_id", "reason_id"), self.reasons)


def _move(db: Database, table: str, key: str, sums: Mapping[Any, Mapping[str, int]]) -> None:
    """Add to the sums of rows that there are."""
    groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for one, its in sorted(sums.items()):
        moved = {name: n for name, n in sorted(its.items()) if n}
        groups.setdefault(tuple(moved), []).append((*moved.values(), one))
    groups.pop((), None)
    for names, rows in groups.items():
        settings = ", ".join(f"{name} = {name} + ?" for name in names)
        db.conn.executemany(f"UPDATE {table} SET {settings} WHERE {key} = ?", rows)


def _add(db: Database, table: str, keys: Sequence[str], sums: Mapping[Any, int]) -> None:
    """Add to a table of sums; what comes to nothing goes."""
    rows: list[tuple[Any, ...]] = [(*key, n) for key, n in sorted(sums.items()) if n]
    names = ", ".join(keys)
    for marks, params in in_values(rows):
        db.execute(
            f"INSERT INTO {table} ({names}, n) {marks}"
            f" ON CONFLICT ({names}) DO UPDATE SET n = n + excluded.n",
            params,
        )
    for marks, params in in_values([row[:-1] for row in rows if row[-1] < 0]):
        db.execute(f"DELETE FROM {table} WHERE n = 0 AND ({names}) IN ({marks})", params)


_LINK_SUMS = ("clicked", "clicked_doubtful", "clicked_by_machine")


def add_links(db: Database, links: Mapping[tuple[str, str, By], int]) -> None:
    """Add to the sums of links, by plan, address and who followed them."""
    by_link: dict[tuple[str, str], list[int]] = {}
    for (plan, url, by), n in links.items():
        by_link.setdefault((plan, url), [0, 0, 0])[by] += n
    rows = [(key, sums) for key, sums in sorted(by_link.items()) if any(sums)]
    adding = ", ".join(f"{name} = {name} + excluded.{name}" for name in _LINK_SUMS)
    for marks, params in in_values([(*key, *sums) for key, sums in rows]):
        db.execute(
            f"INSERT INTO link_sums (plan_id, url, {', '.join(_LINK_SUMS)}) {marks}"
            f" ON CONFLICT (plan_id, url) DO UPDATE SET {adding}",
            params,
        )
    for marks, params in in_values([key for key, sums in rows if min(sums) < 0]):
        db.execute(
            f"DELETE FROM link_sums WHERE {' + '.join(_LINK_SUMS)} = 0"
            f" AND (plan_id, url) IN ({marks})",
            params,
        )
