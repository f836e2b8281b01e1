"""The ledger: whatever happens in whatever order, everybody is in exactly one place."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.domain.contact import Reason, Suppression
from outreach.domain.delivery import Account, Batch, BatchState
from outreach.domain.event import Event, EventKind
from outreach.errors import StoreError
from outreach.store import ledger
from outreach.store.database import Store, open_store
from outreach.store.events import record_events
from outreach.store.plans import Plan, exclusions, read_delivery, read_plan
from outreach.store.suppressions import barring, suppress

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
SmallPlan = Callable[..., Plan]


def taken(db: Store, batch: Batch, number: int = 0, kind: EventKind = EventKind.PROCESSED) -> None:
    """An event that proves that SendGrid took the batch."""
    delivery = batch.deliveries[number]
    key = f"{kind}-{batch.id}-{delivery.id}"
    at = int(NOW.timestamp()) + 1
    record_events(db, [Event(key, kind, at, delivery.email, delivery.id, batch.id, "MID")])


def left(db: Store, email: str) -> None:
    suppress(db, Suppression(email, Reason.UNSUBSCRIBE, NOW, "event"))


# --- claiming -------------------------------------------------------------------------------------


def test_batches_are_claimed_in_order_and_each_once(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 5)
    batches = [ledger.claim(store, plan.id, NOW) for _ in range(4)]
    assert [[d.name for d in b.deliveries] for b in batches if b] == [
        ["Person 0", "Person 1"],
        ["Person 2", "Person 3"],
        ["Person 4"],
    ]
    assert batches[3] is None
    assert ledger.account(store, plan.id) == Account(uncertain=5)


def test_two_terminals_never_claim_the_same_batch(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 8)
    other = open_store(Path(store.execute("PRAGMA database_list").fetchone()[2]))
    claimed = [ledger.claim(db, plan.id, NOW) for db in (store, other, other, store, other)]
    other.close()
    ids = [batch.id for batch in claimed if batch]
    assert len(ids) == len(set(ids)) == 4


def test_who_left_since_the_plan_is_left_out_with_the_reason(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 3, excluded=1)
    left(store, "p1@visit.example")
    batch = ledger.claim(store, plan.id, NOW)
    assert batch
    assert [d.email for d in batch.deliveries] == ["p0@visit.example"]
    assert ledger.account(store, plan.id) == Account(excluded=2, uncertain=1, remaining=1)
    why = {one.email: (one.reason, one.detail) for one in exclusions(store, plan.id)}
    assert why["p1@visit.example"] == ("suppressed: unsubscribe", "since the plan was made")
    again = read_plan(store, "visit", "press")
    assert again
    assert (again.candidates, again.recipients, again.excluded) == (4, 2, 2)
    assert again.reasons == {"no-reply-address": 1, "suppressed: unsubscribe": 1}


def test_who_was_erased_since_the_plan_is_left_out_without_her_name(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 2)
    suppress(store, Suppression("p1@visit.example", Reason.ERASURE, NOW))
    ledger.claim(store, plan.id, NOW)
    [hers] = exclusions(store, plan.id)
    assert (hers.email, hers.name, hers.reason) == ("", "", "suppressed: erasure")


def test_a_batch_everybody_left_is_passed_over(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 3)
    for email in ("p0@visit.example", "p1@visit.example"):
        left(store, email)
    batch = ledger.claim(store, plan.id, NOW)
    assert batch
    assert [d.email for d in batch.deliveries] == ["p2@visit.example"]
    assert ledger.claim(store, plan.id, NOW) is None
    assert ledger.account(store, plan.id) == Account(excluded=2, uncertain=1)


def merged(db: Store, *people: int, campaign: str = "visit") -> None:
    """Recipients who are contacts, made one contact by now."""
    first, *further = (f"p{i}@{campaign}.example" for i in people)
    id_ = db.execute(
        "INSERT INTO contacts (uid, kind, email, email_key, created_at, updated_at)"
        " VALUES (?1, 'press', ?1, ?1, '', '') RETURNING id",
        [first],
    ).fetchone()[0]
    for one in further:
        db.execute("INSERT INTO addresses VALUES (?, ?, ?)", [one, one, id_])


@pytest.mark.parametrize("keep", [0, 2])
@pytest.mark.parametrize("state", ["submitted", "uncertain", "submitting"])
def test_who_was_merged_since_the_plan_gets_one_letter(
    store: Store, small_plan: SmallPlan, state: str, keep: int
) -> None:
    plan = small_plan(store, 4)
    first = ledger.claim(store, plan.id, NOW)
    assert first
    store.execute("UPDATE batches SET state = ? WHERE id = ?", [state, first.id])
    merged(store, keep, 2 - keep)
    batch = ledger.claim(store, plan.id, NOW)
    assert batch
    assert [d.email for d in batch.deliveries] == ["p3@visit.example"]
    [hers] = exclusions(store, plan.id)
    assert (hers.email, hers.reason, hers.detail) == (
        "p2@visit.example",
        "same-person",
        "merged since the plan was made",
    )
    assert ledger.account(store, plan.id).candidates == 4


def test_of_one_person_twice_in_a_batch_the_first_letter_goes(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 3, per_batch=3)
    merged(store, 2, 1, 0)
    batch = ledger.claim(store, plan.id, NOW)
    assert batch
    assert [d.email for d in batch.deliveries] == ["p0@visit.example"]
    assert ledger.account(store, plan.id) == Account(excluded=2, uncertain=1)


def test_where_the_first_address_bounced_the_second_letter_goes(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 2)
    merged(store, 0, 1)
    suppress(store, Suppression("p0@visit.example", Reason.BOUNCE, NOW, "event"))
    batch = ledger.claim(store, plan.id, NOW)
    assert batch
    assert [d.email for d in batch.deliveries] == ["p1@visit.example"]


def test_a_letter_that_was_not_taken_does_not_stand_in_the_way(
    store: Store, small_plan: SmallPlan
) -> None:
    plan, other = small_plan(store, 2, per_batch=1), small_plan(store, 1, campaign="other")
    merged(store, 0, 1)
    first = ledger.claim(store, plan.id, NOW)
    assert first
    ledger.record_failed(store, first.id, "413", NOW)
    second = ledger.claim(store, plan.id, NOW)
    assert second
    assert [d.email for d in second.deliveries] == ["p1@visit.example"]
    ledger.record_submitted(store, second.id, "MID", NOW)
    ledger.retry_failed(store, plan.id)
    assert ledger.claim(store, plan.id, NOW) is None
    assert ledger.account(store, plan.id) == Account(excluded=1, submitted=1)
    assert ledger.claim(store, other.id, NOW)


def test_a_plan_that_was_replaced_is_a_sentence(store: Store, small_plan: SmallPlan) -> None:
    old = small_plan(store, 2)
    small_plan(store, 2)
    assert ledger.claim(store, old.id, NOW) is None
    with pytest.raises(StoreError, match="planned anew") as caught:
        ledger.account(store, old.id)
    assert caught.value.hint


# --- recording ------------------------------------------------------------------------------------


def test_the_answers_and_where_they_lead(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 10, excluded=3)
    one, two, three, four, _ = [ledger.claim(store, plan.id, NOW) for _ in range(5)]
    assert one
    assert two
    assert three
    assert four
    ledger.record_submitted(store, one.id, "MID", NOW)
    ledger.record_failed(store, two.id, "413", NOW)
    ledger.record_uncertain(store, three.id, "no answer in time", NOW)
    ledger.record_untaken(store, four.id, "429")
    assert ledger.account(store, plan.id) == Account(3, 2, 2, 4, 2)
    again = ledger.claim(store, plan.id, NOW)
    assert again == four


def test_an_orphaned_claim_is_uncertain_and_never_claimed_again(
    store: Store, small_plan: SmallPlan
) -> None:
    plan, other = small_plan(store, 2), small_plan(store, 2, campaign="other")
    ledger.claim(store, plan.id, NOW)
    ledger.claim(store, other.id, NOW)
    assert ledger.disown(store, "visit", NOW) == 1
    assert ledger.disown(store, "visit", NOW) == 0
    assert ledger.claim(store, plan.id, NOW) is None
    found = ledger.unsettled(store, "visit")
    assert [(one.edition, one.state, one.size) for one in found] == [("press", "uncertain", 2)]
    assert "stopped before the answer" in found[0].reason
    assert [one.state for one in ledger.unsettled(store, "other")] == ["submitting"]


def test_an_event_settles_what_was_uncertain(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 2)
    batch = ledger.claim(store, plan.id, NOW)
    assert batch
    ledger.record_uncertain(store, batch.id, "reset", NOW)
    taken(store, batch)
    assert ledger.account(store, plan.id) == Account(submitted=2)


def test_an_event_that_comes_before_the_answer_stands(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 2)
    batch = ledger.claim(store, plan.id, NOW)
    assert batch
    taken(store, batch)
    ledger.record_uncertain(store, batch.id, "reset", NOW)
    assert ledger.account(store, plan.id) == Account(submitted=2)
    ledger.record_untaken(store, batch.id, "429")
    assert ledger.account(store, plan.id) == Account(submitted=2)


def test_evidence_that_comes_after_a_wrong_verdict_keeps_the_batch_from_going_twice(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 2)
    batch = ledger.claim(store, plan.id, NOW)
    assert batch
    ledger.record_uncertain(store, batch.id, "reset", NOW)
    ledger.settle(store, batch.id, BatchState.PENDING, "person", NOW)
    taken(store, batch)
    assert ledger.claim(store, plan.id, NOW) is None
    assert ledger.account(store, plan.id) == Account(submitted=2)


def test_setting_aside_moves_the_refused_and_frees_the_rest(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 3, per_batch=3)
    batch = ledger.claim(store, plan.id, NOW)
    assert batch
    refused = batch.deliveries[1]
    ledger.set_aside(store, batch.id, [refused.id], "SendGrid: bad address", "aside", NOW)
    assert ledger.account(store, plan.id) == Account(failed=1, remaining=2)
    again = ledger.claim(store, plan.id, NOW)
    assert again
    assert again.id == batch.id
    assert [d.id for d in again.deliveries] == [batch.deliveries[0].id, batch.deliveries[2].id]
    assert [(one.id, one.state) for one in ledger.unsettled(store, "visit")] == [
        (batch.id, "submitting"),
        ("aside", "failed"),
    ]


def test_setting_everybody_aside_leaves_no_empty_batch(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 2)
    batch = ledger.claim(store, plan.id, NOW)
    assert batch
    ids = [d.id for d in batch.deliveries]
    ledger.set_aside(store, batch.id, ids, "bad", "aside", NOW)
    assert ledger.account(store, plan.id) == Account(failed=2)
    assert ledger.claim(store, plan.id, NOW) is None


def test_what_an_event_proved_taken_is_not_set_aside(store: Store, small_plan: SmallPlan) -> None:
    """An earlier attempt was taken after all, while a later one was refused."""
    plan = small_plan(store, 2)
    batch = ledger.claim(store, plan.id, NOW)
    assert batch
    taken(store, batch)
    ledger.set_aside(store, batch.id, [batch.deliveries[0].id], "bad", "aside", NOW)
    assert ledger.account(store, plan.id) == Account(submitted=2)
    assert ledger.claim(store, plan.id, NOW) is None


@pytest.mark.parametrize(
    ("verdict", "account"),
    [(BatchState.SUBMITTED, Account(submitted=2)), (BatchState.PENDING, Account(remaining=2))],
)
def test_a_person_settles_an_uncertain_batch(
    store: Store, small_plan: SmallPlan, verdict: BatchState, account: Account
) -> None:
    plan = small_plan(store, 2)
    batch = ledger.claim(store, plan.id, NOW)
    assert batch
    ledger.record_uncertain(store, batch.id, "reset", NOW)
    assert ledger.settle(store, batch.id, verdict, "person", NOW) == 2
    assert ledger.account(store, plan.id) == account


def test_only_what_is_uncertain_can_be_settled(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 2)
    batch = ledger.claim(store, plan.id, NOW)
    assert batch
    assert ledger.settle(store, batch.id, BatchState.PENDING, "person", NOW) == 0
    ledger.record_submitted(store, batch.id, "MID", NOW)
    assert ledger.settle(store, batch.id, BatchState.PENDING, "person", NOW) == 0
    assert ledger.settle(store, "no-such-batch", BatchState.PENDING, "person", NOW) == 0
    assert ledger.account(store, plan.id) == Account(submitted=2)


# --- the law --------------------------------------------------------------------------------------

_examples = itertools.count(1)
PEOPLE, LEFT_OUT = 7, 2


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all examples; each has a campaign of its own."""
    db = open_store(tmp_path_factory.mktemp("ledger") / "contacts.db", create=True)
    yield db
    db.close()


@dataclass
class Sending:
    """What a sender and the world may do, and what must be so after each of it."""

    db: Store
    plan: Plan
    slug: str
    claimed: dict[str, Batch] = field(default_factory=dict)
    seen: dict[str, Batch] = field(default_factory=dict)
    uncertain: dict[str, Batch] = field(default_factory=dict)
    proved: set[str] = field(default_factory=set)
    pairs: list[set[str]] = field(default_factory=list)
    steps: Iterator[int] = field(default_factory=itertools.count)

    def do(self, verb: str, n: int, m: int) -> None:
        getattr(self, f"_{verb}")(n, m)
        self.check()

    def _one(self, batches: dict[str, Batch], n: int) -> Batch | None:
        return batches[sorted(batches)[n % len(batches)]] if batches else None

    def _claim(self, n: int, m: int) -> None:
        batch = ledger.claim(self.db, self.plan.id, NOW + timedelta(seconds=next(self.steps)))
        if batch:
            assert batch.id not in self.claimed, "claimed twice"
            assert batch.id not in self.uncertain, "an uncertain batch goes again by itself"
            addresses = {d.email for d in batch.deliveries}
            assert not addresses & self.proved, "goes to somebody who has it"
            assert not any(self._suppressed(a) for a in addresses), "goes to somebody who left"
            for pair in self.pairs:
                assert not addresses & pair or not self._taken(pair - addresses), "has the other"
                assert len(addresses & pair) < 2, "goes to one person twice"
            self.claimed[batch.id] = self.seen[batch.id] = batch

    def _taken(self, emails: set[str]) -> bool:
        query = "SELECT state FROM batches WHERE id = ?"
        states = {self.db.execute(query, (self._batch_of(one),)).fetchone() for one in emails}
        return not states <= {None, ("pending",), ("failed",)}

    def _suppressed(self, email: str) -> bool:
        return bool(barring(self.db, email))

    def _submitted(self, n: int, m: int) -> None:
        if batch := self._one(self.claimed, n):
            ledger.record_submitted(self.db, self.claimed.pop(batch.id).id, "MID", NOW)
            self.proved |= {d.email for d in batch.deliveries}

    def _untaken(self, n: int, m: int) -> None:
        if batch := self._one(self.claimed, n):
            ledger.record_untaken(self.db, self.claimed.pop(batch.id).id, "429")

    def _failed(self, n: int, m: int) -> None:
        if batch := self._one(self.claimed, n):
            ledger.record_failed(self.db, self.claimed.pop(batch.id).id, "413", NOW)

    def _lost(self, n: int, m: int) -> None:
        if batch := self._one(self.claimed, n):
            ledger.record_uncertain(self.db, self.claimed.pop(batch.id).id, "reset", NOW)
            self.uncertain[batch.id] = batch

    def _aside(self, n: int, m: int) -> None:
        if batch := self._one(self.claimed, n):
            chosen = [d.id for i, d in enumerate(batch.deliveries) if m >> i & 1] or [
                batch.deliveries[0].id
            ]
            new_id = f"{self.slug}-aside{next(self.steps)}"
            ledger.set_aside(self.db, self.claimed.pop(batch.id).id, chosen, "bad", new_id, NOW)

    def _crash(self, n: int, m: int) -> None:
        ledger.disown(self.db, self.slug, NOW)
        self.uncertain |= self.claimed
        self.claimed = {}

    def _settle(self, n: int, m: int) -> None:
        if batch := self._one(self.uncertain, n):
            verdict = BatchState.SUBMITTED if m % 2 else BatchState.PENDING
            ledger.settle(self.db, batch.id, verdict, "person", NOW)
            del self.uncertain[batch.id]

    def _leave(self, n: int, m: int) -> None:
        left(self.db, f"p{n % PEOPLE}@{self.slug}.example")

    def _merge(self, n: int, m: int) -> None:
        """Person n takes in the next but one, if neither is merged yet."""
        pair = {f"p{i}@{self.slug}.example" for i in (n, n + 2)}
        if not any(pair & other for other in self.pairs):
            self.pairs.append(pair)
            merged(self.db, n, n + 2, campaign=self.slug)

    def _event(self, n: int, m: int) -> None:
        """Of any batch that was ever requested, at any time, of any of its people."""
        batch = self._one(self.seen, n)
        if batch is None:
            return
        delivery = batch.deliveries[m % len(batch.deliveries)]
        query = "SELECT batch_id FROM deliveries WHERE id = ?"
        if self.db.execute(query, (delivery.id,)).fetchone() == (batch.id,):
            kinds = list(EventKind)
            taken(self.db, batch, m % len(batch.deliveries), kinds[m % len(kinds)])
            self.proved |= {
                d.email for d in batch.deliveries if self._batch_of(d.email) == batch.id
            }
            self.uncertain.pop(batch.id, None)

    def _batch_of(self, email: str) -> str:
        query = "SELECT batch_id FROM deliveries WHERE plan_id = ? AND email_key = ?"
        row = self.db.execute(query, (self.plan.id, email)).fetchone()
        return str(row[0]) if row else ""

    def check(self) -> None:
        account = ledger.account(self.db, self.plan.id)
        plan = read_plan(self.db, self.slug, "press")
        assert plan
        assert account.candidates == plan.candidates == PEOPLE + LEFT_OUT
        assert account.planned == plan.recipients
        assert account.excluded == plan.excluded == sum(plan.reasons.values())
        sizes = (
            "SELECT size, (SELECT count(*) FROM deliveries WHERE batch_id = b.id) FROM batches b"
        )
        for size, counted in self.db.execute(f"{sizes} WHERE plan_id = ?", (self.plan.id,)):
            assert size == counted > 0
        out = {one.email for one in exclusions(self.db, self.plan.id)}
        for i in range(PEOPLE):
            email = f"p{i}@{self.slug}.example"
            assert bool(read_delivery(self.db, self.plan.id, email)) != (email in out)


VERBS = (
    *("claim", "claim", "claim", "submitted", "untaken", "failed", "aside", "lost", "crash"),
    *("settle", "settle", "leave", "merge", "event", "event"),
)
steps = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 3), st.integers(0, 9)),
    min_size=12,
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(steps)
def test_candidates_are_always_accounted_for_and_nobody_gets_it_twice(
    shared: Store, small_plan: SmallPlan, steps: list[tuple[str, int, int]]
) -> None:
    slug = f"c{next(_examples)}"
    plan = small_plan(shared, PEOPLE, per_batch=3, excluded=LEFT_OUT, campaign=slug)
    sending = Sending(shared, plan, slug)
    sending.check()
    for verb, n, m in steps:
        sending.do(verb, n, m)
