"""What happened to each recipient, in the order of time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from heard_letters import AT, MIXED, NOW, tell
from outreach.domain.event import Event
from outreach.domain.event import EventKind as K
from outreach.domain.reply import InteractionKind
from outreach.store import ledger, timeline
from outreach.store.database import Store, transaction
from outreach.store.events import record_events
from outreach.store.interactions import Interaction, record
from outreach.store.plans import Plan
from outreach.store.timeline import Recipient, recipients

SmallPlan = Callable[..., Plan]


def whats(one: Recipient) -> list[str]:
    return [each.what for each in one.happened]


def test_all_that_happened_in_order(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 2, per_batch=2)
    tell(
        store,
        plan,
        (0, K.OPEN, 1800, {}),
        (0, K.DELIVERED, 0, {}),
        (0, K.PROCESSED, 0, {}),
        (0, K.OPEN, 900, {"machine": True}),
    )
    id_, uid = store.execute("SELECT min(id), contact_uid FROM deliveries").fetchone()
    at = NOW + timedelta(hours=1)
    with transaction(store):
        for kind, delivery in ((InteractionKind.COVERAGE, id_), (InteractionKind.NOTE, None)):
            record(
                store,
                Interaction(
                    kind,
                    at,
                    "p0@visit.example",
                    "person",
                    at,
                    contact_uid=uid,
                    delivery_id=delivery,
                    campaign="visit",
                    body="will write",
                    noted_by="Mei",
                ),
            )
    hers, other = recipients(store, [plan.id])
    assert whats(hers)[:5] == ["submitted", "processed", "delivered", "open", "open"]
    assert sorted(whats(hers)[5:]) == ["coverage", "note"]
    assert [one.machine for one in hers.happened[3:5]] == [True, False]
    assert hers.happened[-1].detail == "will write (Mei)"
    assert whats(other) == ["submitted"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("bounced", ["p2"]),
        ("Complained ", ["p5"]),
        ("opened", ["p0"]),
        ("dropped", ["p4"]),
        ("P3@", ["p3"]),
        ("person 1", ["p1"]),
        ("nobody", []),
        ("%", []),
    ],
)
def test_a_search_by_what_happened_or_by_name(
    store: Store, small_plan: SmallPlan, search: str, found: list[str]
) -> None:
    plan = small_plan(store, 6, per_batch=6)
    tell(store, plan, *MIXED)
    emails = [one.email.partition("@")[0] for one in recipients(store, [plan.id], search)]
    assert emails == found


def test_a_letter_is_handed_over_before_it_is_taken(store: Store, small_plan: SmallPlan) -> None:
    """SendGrid's clock ticks between the request and its answer."""
    plan = small_plan(store, 1)
    batch = ledger.claim(store, plan.id, NOW)
    assert batch
    taken = Event(
        "k", K.PROCESSED, AT + 1, "p0@visit.example", batch.deliveries[0].id, batch.id, "MID"
    )
    record_events(store, [taken])
    ledger.record_submitted(store, batch.id, "MID", NOW + timedelta(seconds=2))
    (one,) = recipients(store, [plan.id])
    assert whats(one) == ["submitted", "processed"]


@pytest.mark.parametrize("search", ["coverage", "gave coverage", "covered"])
def test_coverage_is_found_by_what_the_timeline_calls_it(
    store: Store, small_plan: SmallPlan, search: str
) -> None:
    plan = small_plan(store, 3, per_batch=3)
    (second,) = store.execute("SELECT max(id) - 1 FROM deliveries").fetchone()
    store.execute("UPDATE outcomes SET covered = ? WHERE delivery_id = ?", [AT, second])
    store.commit()
    assert [one.name for one in recipients(store, [plan.id], search)] == ["Person 1"]


@pytest.mark.parametrize("search", ["uncertain", "failed"])
def test_letters_are_found_by_what_became_of_their_batch(
    store: Store, small_plan: SmallPlan, search: str
) -> None:
    plan = small_plan(store, 3, per_batch=1)
    store.execute("UPDATE batches SET state = ? WHERE number = 2", [search])
    store.commit()
    assert [one.name for one in recipients(store, [plan.id], search)] == ["Person 1"]


def test_nobody_is_lost_between_pages(
    store: Store, small_plan: SmallPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = [small_plan(store, 7).id, small_plan(store, 4, edition="congress").id]
    monkeypatch.setattr(timeline, "_PAGE", 3)
    found = [(one.edition, one.email) for one in recipients(store, plans)]
    assert found == [
        (e, f"p{i}@visit.example") for e, n in (("press", 7), ("congress", 4)) for i in range(n)
    ]


def test_of_who_was_erased_nothing_is_named(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 1)
    store.execute("UPDATE deliveries SET email = '', email_key = '', name = 'Ada'")
    (one,) = recipients(store, [plan.id])
    assert (one.email, one.name, one.happened) == ("", "", ())


def test_an_open_before_the_sure_one_is_doubtful(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 1, per_batch=1)
    tell(store, plan, (0, K.DELIVERED, 1, {}), (0, K.OPEN, 3, {}), (0, K.OPEN, 7200, {}))
    (one,) = recipients(store, [plan.id])
    opens = [(each.at - AT, each.doubtful) for each in one.happened if each.what == "open"]
    assert opens == [(3, True), (7200, False)]
