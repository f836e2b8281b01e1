"""The canary's batches: who is in them, that nobody is lost by them, and what became of them."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.domain.canary import CanaryOutcome
from outreach.domain.delivery import Account
from outreach.domain.event import State
from outreach.store import ledger
from outreach.store.canary import canary_is_pending, canary_outcome, is_of_canary, split_canary
from outreach.store.database import Store, open_store
from outreach.store.plans import Plan

SmallPlan = Callable[..., Plan]
NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
_ids = itertools.count(1)


def new_id() -> str:
    return f"canary{next(_ids):05d}"


def at_domains(db: Store, plan: Plan, *domains: str) -> None:
    """The plan's recipients, in order, at these domains in turn."""
    rows = db.execute("SELECT id FROM deliveries WHERE plan_id = ? ORDER BY id", (plan.id,))
    for (id_,), domain in zip(rows.fetchall(), itertools.cycle(domains)):
        key = f"p{id_}@{domain}"
        db.execute("UPDATE deliveries SET email = ?, email_key = ? WHERE id = ?", (key, key, id_))
    db.commit()


def in_canary(db: Store, plan: Plan) -> list[tuple[str, int]]:
    """Address and message of each letter, by its place in the plan."""
    rows = db.execute(
        "SELECT d.email_key, b.message_id FROM deliveries d JOIN batches b ON b.id = d.batch_id"
        " WHERE b.plan_id = ? AND b.canary > 0 ORDER BY d.id",
        (plan.id,),
    )
    return [(email, message) for email, message in rows.fetchall()]


def sizes(db: Store, plan: Plan) -> list[tuple[int, int]]:
    """Of each batch as it is, and as it is written down."""
    rows = db.execute(
        "SELECT b.size, count(d.id) FROM batches b LEFT JOIN deliveries d ON d.batch_id = b.id"
        " WHERE b.plan_id = ? GROUP BY b.id ORDER BY b.number",
        (plan.id,),
    )
    return [(written, there) for written, there in rows.fetchall()]


def submit(db: Store, plan: Plan, batches: int = 1) -> list[str]:
    """Hand over the next batches; who was in them."""
    emails = []
    for _ in range(batches):
        batch = ledger.claim(db, plan.id, NOW)
        assert batch is not None
        ledger.record_submitted(db, batch.id, "MID", NOW)
        emails += [one.email for one in batch.deliveries]
    return emails


def became(db: Store, emails: list[str], state: State) -> None:
    for email in emails:
        db.execute(
            "UPDATE outcomes SET state = ? WHERE delivery_id IN"
            " (SELECT id FROM deliveries WHERE email = ?)",
            (int(state), email),
        )
    db.commit()


def test_it_is_spread_over_messages_then_over_domains(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 12, per_batch=6)
    at_domains(store, plan, "a.example", "a.example", "b.example")
    assert split_canary(store, plan.id, 6, new_id) == 6
    found = in_canary(store, plan)
    assert set(Counter(message for _, message in found).values()) == {3}
    domains = Counter((email.partition("@")[2], message) for email, message in found)
    assert sorted(domains.values()) == [1, 1, 2, 2]  # the larger domain has the third


def test_one_letter_goes_to_the_largest_domain(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 5, per_batch=5)
    at_domains(store, plan, "a.example", "b.example", "b.example")
    split_canary(store, plan.id, 1, new_id)
    assert in_canary(store, plan)[0][0].endswith("@b.example")


def test_the_canary_is_claimed_first_and_emptied_batches_go(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 4)
    assert split_canary(store, plan.id, 3, new_id) == 3
    assert sizes(store, plan) == [(1, 1), (2, 2), (1, 1)]
    assert canary_is_pending(store, plan.id)
    batch = ledger.claim(store, plan.id, NOW)
    assert batch is not None
    assert is_of_canary(store, batch.id)
    ledger.record_submitted(store, batch.id, "MID", NOW)
    submit(store, plan)
    assert not canary_is_pending(store, plan.id)
    rest = ledger.claim(store, plan.id, NOW)
    assert rest is not None
    assert not is_of_canary(store, rest.id)


def test_more_than_there_are_is_all_of_them(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 3)
    assert split_canary(store, plan.id, 20, new_id) == 3
    assert ledger.account(store, plan.id) == Account(remaining=3)


def test_until_all_of_it_is_heard_of_there_is_no_second_one(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 8, per_batch=8)
    split_canary(store, plan.id, 2, new_id)
    first = in_canary(store, plan)
    assert split_canary(store, plan.id, 2, new_id) == 2
    emails = submit(store, plan)
    assert split_canary(store, plan.id, 2, new_id) == 2
    assert in_canary(store, plan) == first
    became(store, emails, State.BOUNCED)
    assert canary_outcome(store, plan.id) == CanaryOutcome(letters=2, bounced=2)
    assert split_canary(store, plan.id, 3, new_id) == 3
    assert len(in_canary(store, plan)) == 5
    assert canary_outcome(store, plan.id) == CanaryOutcome(letters=3, silent=3)


def test_a_batch_that_was_requested_once_is_left_whole(store: Store, small_plan: SmallPlan) -> None:
    """An event may still come in that carries its id."""
    plan = small_plan(store, 4)
    batch = ledger.claim(store, plan.id, NOW)
    assert batch is not None
    ledger.record_untaken(store, batch.id, "429")
    assert split_canary(store, plan.id, 9, new_id) == 2
    assert batch.deliveries[0].email not in dict(in_canary(store, plan))


def test_batches_of_a_paced_domain_are_not_joined(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 4)
    first = store.execute("SELECT min(message_id) FROM batches").fetchone()
    store.execute("UPDATE batches SET message_id = ?", first)
    store.execute("UPDATE batches SET pace = 'visit.example'")
    store.commit()
    split_canary(store, plan.id, 4, new_id)
    assert sizes(store, plan) == [(2, 2), (2, 2)]


def test_a_canary_keeps_the_letters_for_both_sides_of_the_lift(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 4, per_batch=4)
    store.execute("UPDATE batches SET lifted_message_id = message_id")
    store.commit()
    split_canary(store, plan.id, 1, new_id)
    query = "SELECT count(*) FROM batches WHERE lifted_message_id IS message_id AND canary = 1"
    assert store.execute(query).fetchone() == (1,)


def test_each_letter_is_counted_once_by_what_is_known_of_it(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 9, per_batch=1)
    assert canary_outcome(store, plan.id) == CanaryOutcome()
    split_canary(store, plan.id, 9, new_id)
    states = [State.DELIVERED, State.BOUNCED, State.DROPPED, State.DEFERRED, State.DELIVERED]
    for state in states:
        became(store, submit(store, plan), state)
    store.execute("UPDATE outcomes SET complained = 1 WHERE state = 3 AND delivery_id = 5")
    store.commit()
    for record in (ledger.record_failed, ledger.record_uncertain):
        batch = ledger.claim(store, plan.id, NOW)
        assert batch is not None
        record(store, batch.id, "why", NOW)
    submit(store, plan)
    outcome = canary_outcome(store, plan.id)
    assert outcome == CanaryOutcome(
        letters=9,
        delivered=1,
        bounced=1,
        dropped=1,
        complained=1,
        failed=1,
        uncertain=1,
        silent=3,
    )


@settings(max_examples=25, deadline=None)
@given(
    people=st.integers(1, 12),
    per_batch=st.integers(1, 5),
    steps=st.lists(st.integers(0, 6), max_size=6),
)
def test_the_equation_holds_before_while_and_after(
    small_plan: SmallPlan, people: int, per_batch: int, steps: list[int]
) -> None:
    """A step splits so many off, or, if it is 0, hands one batch over and hears of it."""
    with TemporaryDirectory() as folder:
        db = open_store(Path(folder) / "contacts.db", create=True)
        plan = small_plan(db, people, per_batch=per_batch, excluded=2)
        for step in steps:
            if step:
                split_canary(db, plan.id, step, new_id)
            elif batch := ledger.claim(db, plan.id, NOW):
                ledger.record_submitted(db, batch.id, "MID", NOW)
                became(db, [one.email for one in batch.deliveries], State.DELIVERED)
            account = ledger.account(db, plan.id)
            assert (account.candidates, account.excluded) == (people + 2, 2)
            assert all(written == there > 0 for written, there in sizes(db, plan))
        db.close()
