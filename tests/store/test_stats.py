"""What became of letters, counted: the sums are those of the letters one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from heard_letters import AT, HOUR, MIXED, NOW, tell
from outreach.domain.event import EventKind as K
from outreach.domain.event import State
from outreach.domain.stats import Row, Tally
from outreach.store import ledger, stats
from outreach.store.database import Store
from outreach.store.plans import Plan

SmallPlan = Callable[..., Plan]


def test_nothing_is_known_at_first(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 2)
    assert stats.counts(store, plan.id) == Tally(recipients=2)
    assert stats.hours(store, [plan.id]) == {}
    assert stats.by_reason(store, [plan.id]) == []
    assert stats.departures(store, [plan.id], NOW) == (None, 0)
    assert stats.counts(store, "no such plan") == Tally()


def test_each_is_counted_once_and_by_the_last_word(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 6, per_batch=6)
    tell(store, plan, *MIXED)
    found = stats.counts(store, plan.id)
    assert (found.recipients, found.delivered, found.deferred) == (6, 3, 1)
    assert (found.dropped, found.bounced, found.processed) == (1, 1, 0)
    assert (found.complained, found.unsubscribed) == (1, 1)
    assert (found.opened, found.opened_by_machine, found.clicked) == (1, 1, 0)
    by_hand = dict(store.execute("SELECT state, count(*) FROM outcomes GROUP BY state").fetchall())
    assert by_hand == {State.DELIVERED: 3, State.BOUNCED: 1, State.DEFERRED: 1, State.DROPPED: 1}


def test_hours_tell_what_happened_when(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 6, per_batch=6)
    tell(store, plan, *MIXED)
    found = stats.hours(store, [plan.id])
    assert found["delivered"] == ((AT, 3), (AT + 2 * HOUR, 1))  # one of them bounced after all
    assert found["bounced"] == ((AT + HOUR, 1),)
    assert "clicked" not in found


def test_the_commonest_reasons_first_each_letter_once(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 4, per_batch=4)
    gone = {"reason": "550 no such user", "status": "5.1.1"}
    full = {"reason": "452 4.2.2 mailbox full", "status": "4.2.2"}
    bounces = ((0, gone), (1, gone), (2, full), (2, full))
    tell(store, plan, *((whom, K.BOUNCE, whom, why) for whom, why in bounces))
    assert stats.by_reason(store, [plan.id]) == [
        Row("5.1.1 550 no such user", Tally(bounced=2)),
        Row("452 4.2.2 mailbox full", Tally(bounced=1)),
    ]


def test_links_are_counted_by_who_followed_them(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 2, per_batch=2)
    url = {"url": "https://news.example/statement"}
    tell(store, plan, (0, K.DELIVERED, 1, {}), (0, K.CLICK, 1800, url), (0, K.CLICK, 1900, url))
    assert stats.by_link(store, [plan.id]) == [Row(url["url"], Tally(clicked=1))]


@pytest.fixture
def cohorts(store: Store, small_plan: SmallPlan) -> Plan:
    """Three outlets of four, two and one, of which one letter each was delivered."""
    plan = small_plan(store, 1)
    store.execute("DELETE FROM cohorts")
    for outlet, state, recipients in (("B", "NY", 2), ("A", "CA", 4), ("Z", "CA", 1)):
        store.execute(
            "INSERT INTO cohorts (plan_id, domain, organisation, office, state, party, language,"
            " recipients, delivered) VALUES (?, 'x.example', ?, '', ?, '', 'en', ?, 1)",
            (plan.id, outlet, state, recipients),
        )
    store.execute("UPDATE plan_sums SET recipients = 7, delivered = 3")
    return plan


def test_the_greatest_come_first(store: Store, cohorts: Plan) -> None:
    def found(group: str, most: int | None = None) -> tuple[list[tuple[str, int]], int]:
        rows, rest = stats.by_group(store, [cohorts.id], group, most)
        return [(row.name, row.tally.recipients) for row in rows], rest

    assert found("outlet") == ([("A", 4), ("B", 2), ("Z", 1)], 0)
    assert found("outlet", 3) == ([("A", 4), ("B", 2), ("Z", 1)], 0)
    assert found("outlet", 2) == ([("A", 4), ("B", 2)], 1)
    assert found("state") == ([("CA", 5), ("NY", 2)], 0)


@pytest.mark.parametrize("group", stats.GROUPS)
def test_the_parts_are_the_whole(store: Store, cohorts: Plan, group: str) -> None:
    rows, _ = stats.by_group(store, [cohorts.id], group)
    assert sum((row.tally for row in rows), Tally()) == stats.counts(store, cohorts.id)


def test_what_is_scheduled_leaves_at_its_time(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 3, per_batch=2)
    store.execute(
        "INSERT INTO runs (id, campaign, started_at, host, send_at)"
        " VALUES ('r', 'visit', ?, '', ?)",
        (NOW.isoformat(), (NOW + timedelta(hours=5)).isoformat()),
    )
    first = ledger.claim(store, plan.id, NOW)
    later = ledger.claim(store, plan.id, NOW)
    assert first
    assert later
    ledger.record_submitted(store, first.id, "MID0", NOW)
    ledger.record_submitted(store, later.id, "MID1", NOW)
    store.execute("UPDATE batches SET run_id = 'r' WHERE id = ?", (first.id,))
    assert stats.departures(store, [plan.id], NOW + timedelta(hours=1)) == (AT, 1)
    assert stats.departures(store, [plan.id], NOW + timedelta(hours=5)) == (AT, 3)
    store.execute("UPDATE runs SET state = 'cancelled'")
    assert stats.departures(store, [plan.id], NOW + timedelta(hours=5)) == (AT, 1)


def test_all_campaigns_the_newest_first(store: Store, small_plan: SmallPlan) -> None:
    old, new = small_plan(store, 2), small_plan(store, 3, campaign="other")
    for plan, at in ((old, "2026-06-01T10:00:00+00:00"), (new, "2026-06-02T10:00:00+00:00")):
        store.execute("UPDATE plans SET planned_at = ? WHERE id = ?", (at, plan.id))
    tell(store, old)
    found = [(one.campaign, one.planned, one.submitted) for one in stats.outlines(store)]
    assert found == [("other", 3, 0), ("visit", 2, 2)]


def test_every_query_can_be_timed(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 2)
    for query, params in stats.queries([plan.id], "visit", AT).values():
        used = {name: value for name, value in params.items() if f":{name}" in query}
        store.execute(query, used).fetchall()
