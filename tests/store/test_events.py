"""Events against the real store: however they come, the same facts give the same books."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.domain.delivery import Batch, Stage
from outreach.domain.engagement import known_of
from outreach.domain.event import TIMES, Event, EventKind, Outcome, State, suppresses
from outreach.store import ledger
from outreach.store.database import Store, open_store
from outreach.store.events import Taken, record_events, unmatched
from outreach.store.plans import Plan, leave_sandbox
from outreach.store.recount import recount
from outreach.store.stats import counts
from outreach.store.suppressions import barring, suppressions

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
AT = int(NOW.timestamp())
SmallPlan = Callable[..., Plan]
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    db = open_store(tmp_path_factory.mktemp("events") / "contacts.db", create=True)
    yield db
    db.close()


def sent(db: Store, plan: Plan) -> list[Batch]:
    """All batches of a plan; the first was answered, no one knows of the others."""
    batches = []
    while batch := ledger.claim(db, plan.id, NOW):
        batches.append(batch)
    ledger.record_submitted(db, batches[0].id, "MID0", NOW)
    for batch in batches[1:]:
        ledger.record_uncertain(db, batch.id, "reset", NOW)
    return batches


def event(of: Batch, number: int, kind: EventKind, after: int = 1, **more: object) -> Event:
    delivery = of.deliveries[number]
    key = f"{kind}-{delivery.id}-{after}-{sorted(more.items())}"
    one = Event(key, kind, AT + after, delivery.email, delivery.id, of.id, "MID0")
    return one._replace(**more)  # type: ignore[arg-type]


def outcomes(db: Store, plan: Plan) -> dict[str, Outcome]:
    """By address, without its domain."""
    rows = db.execute(
        f"SELECT email_key, state, synced, {', '.join(TIMES)} FROM deliveries"
        " JOIN outcomes ON delivery_id = id WHERE plan_id = ? ORDER BY id",
        (plan.id,),
    ).fetchall()
    return {
        email.partition("@")[0]: Outcome(State(state), bool(synced), *times)
        for email, state, synced, *times in rows
    }


def books(db: Store, plan: Plan) -> object:
    """Everything events may change, in words that do not name the campaign."""
    domain = f"@{plan.campaign}.example"
    return (
        outcomes(db, plan),
        ledger.account(db, plan.id),
        counts(db, plan.id),
        [(s.reason, s.at, s.source) for i in range(4) for s in barring(db, f"p{i}{domain}")],
        db.execute(
            "SELECT state, settled_by, sendgrid_id FROM batches WHERE plan_id = ? ORDER BY number",
            (plan.id,),
        ).fetchall(),
        db.execute(
            "SELECT count(*) FROM events JOIN deliveries d ON d.id = delivery_id WHERE plan_id = ?",
            (plan.id,),
        ).fetchone(),
    )


# --- the law --------------------------------------------------------------------------------------

what = st.tuples(
    st.integers(0, 3),  # whom
    st.sampled_from([kind for kind in EventKind if kind is not EventKind.ACCOUNT]),
    st.integers(1, 4),  # when
    st.booleans(),  # soft
    st.booleans(),  # by a machine
    st.sampled_from(["ours", "ours", "ours", "without ids", "of other mail"]),
)


def told(batches: Sequence[Batch], facts: Sequence[tuple[object, ...]]) -> list[Event]:
    """The facts as events about these batches; the same fact has the same key."""
    events = []
    for whom, kind, after, soft, machine, how in facts:
        batch, number = batches[whom // 2], whom % 2  # type: ignore[operator]
        one = event(batch, number, kind, after, soft=soft, machine=machine)  # type: ignore[arg-type]
        if how == "without ids":
            one = one._replace(delivery="", batch="", message_id="", key=f"anonymous-{one.key}")
        elif how == "of other mail":
            one = one._replace(batch="somebody-elses", key=f"other-{one.key}")
        events.append(one)
    return events


def posted(db: Store, events: Sequence[Event], random: Random) -> None:
    """Shuffled, some repeated, in posts of any size."""
    queue = [*events, *(e for e in events if random.random() < 0.5)]
    random.shuffle(queue)
    while queue:
        size = random.randint(1, 4)
        record_events(db, queue[:size])
        queue = queue[size:]


def fresh(db: Store, small_plan: SmallPlan) -> tuple[Plan, list[Batch]]:
    slug = f"e{next(_numbers)}"
    plan = small_plan(db, 4, campaign=slug)
    for i in range(4):
        db.execute(
            "INSERT INTO contacts (uid, kind, email, email_key, created_at, updated_at)"
            " VALUES (?, 'press', ?, ?, '', '')",
            (f"{slug}-{i}", f"p{i}@{slug}.example", f"p{i}@{slug}.example"),
        )
    return plan, sent(db, plan)


@settings(max_examples=80, deadline=None)
@given(st.lists(what, max_size=12), st.integers(0, 2**32))
def test_shuffled_repeated_and_delayed_events_give_the_same_books(
    shared: Store, small_plan: SmallPlan, facts: list[tuple[object, ...]], seed: int
) -> None:
    plan, batches = fresh(shared, small_plan)
    record_events(shared, told(batches, facts))
    again, others = fresh(shared, small_plan)
    posted(shared, told(others, facts), Random(seed))
    assert books(shared, again) == books(shared, plan)
    assert recount(shared) == []


@settings(max_examples=80, deadline=None)
@given(st.lists(what, max_size=12), st.integers(0, 2**32))
def test_the_store_folds_as_the_domain_does(
    shared: Store, small_plan: SmallPlan, facts: list[tuple[object, ...]], seed: int
) -> None:
    plan, batches = fresh(shared, small_plan)
    events = told(batches, facts)
    posted(shared, events, Random(seed))
    known = {batch.id for batch in batches}
    assert outcomes(shared, plan) == {
        f"p{i}": known_of(
            (e for e in events if e.email_key.startswith(f"p{i}@") and e.batch in {"", *known}),
            f"{plan.campaign}.example",
        )
        for i in range(4)
    }
    everybody = {e.email_key for e in events}
    left = {one for one in everybody if barring(shared, one)}
    assert left == {e.email_key for e in events if suppresses(e)}
    proved = {e.batch for e in events} & known
    submitted = 2 + sum(2 for batch in batches[1:] if batch.id in proved)
    assert ledger.account(shared, plan.id).submitted == submitted


# --- cases ----------------------------------------------------------------------------------------


def test_what_is_news_repeated_and_of_other_mail_is_told_apart(
    store: Store, small_plan: SmallPlan
) -> None:
    batches = sent(store, small_plan(store, 2))
    one = event(batches[0], 0, EventKind.DELIVERED)
    other = one._replace(key="x", batch="elsewhere")
    assert record_events(store, [one, one, other]) == Taken(new=1, repeated=1, foreign=1)
    assert record_events(store, [one]) == Taken(repeated=1)
    assert record_events(store, []) == Taken()


def test_a_bounce_of_other_mail_suppresses_only_whom_we_know(
    store: Store, small_plan: SmallPlan
) -> None:
    _, batches = fresh(store, small_plan)
    ours = event(batches[0], 0, EventKind.BOUNCE, batch="elsewhere")
    stranger = ours._replace(key="k2", email_key="stranger@press.example")
    record_events(store, [ours, stranger])
    assert barring(store, ours.email_key)
    assert len(list(suppressions(store))) == 1


def test_who_says_no_to_other_mail_has_left_though_no_contact_yet(store: Store) -> None:
    gone = Event("k", EventKind.UNSUBSCRIBE, 1_800_000_000, "stranger@press.example")
    assert record_events(store, [gone]) == Taken(foreign=1)
    assert barring(store, "stranger@press.example")


def test_an_event_without_an_address_goes_by_its_delivery(
    store: Store, small_plan: SmallPlan
) -> None:
    _, batches = fresh(store, small_plan)
    blank = event(batches[0], 0, EventKind.COMPLAINT, email_key="")
    record_events(store, [blank])
    assert barring(store, batches[0].deliveries[0].email)


def test_a_bounce_without_ids_belongs_to_the_letter_to_people_not_to_the_sandbox(
    store: Store, small_plan: SmallPlan
) -> None:
    plans = {}
    for edition, stage, later in (("real", Stage.SENDGRID, 0), ("tried", Stage.SANDBOX, 3600)):
        plan = plans[edition] = small_plan(store, 2, edition=edition, stage=stage)
        batch = ledger.claim(store, plan.id, NOW + timedelta(seconds=later))
        assert batch
        ledger.record_submitted(store, batch.id, "MID", NOW)
    address = batch.deliveries[0].email
    at = int(NOW.timestamp()) + 7200
    record_events(store, [Event("k", EventKind.BOUNCE, at, address)])
    assert counts(store, plans["real"].id).bounced == 1
    assert counts(store, plans["tried"].id).bounced == 0
    leave_sandbox(store, "visit")
    assert barring(store, address)
    assert len(list(suppressions(store))) == 1


def test_a_bounce_without_ids_is_of_a_letter_sent_before_it(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 2)
    batch = ledger.claim(store, plan.id, NOW)
    assert batch
    ledger.record_submitted(store, batch.id, "MID", NOW)
    before = int(NOW.timestamp()) - 20
    early = Event("k", EventKind.BOUNCE, before, batch.deliveries[0].email)
    assert record_events(store, [early]) == Taken(unmatched=1)


@pytest.mark.parametrize("delivery", ["", "²", "٣", "-1", "1.0", "9" * 30, "x' OR 1=1 --"])
def test_delivery_ids_that_are_none_are_of_other_mail(
    store: Store, small_plan: SmallPlan, delivery: str
) -> None:
    batches = sent(store, small_plan(store, 2))
    one = event(batches[0], 0, EventKind.BOUNCE, delivery=delivery)
    assert record_events(store, [one]) == Taken(foreign=1)


def test_a_delivery_of_another_batch_is_of_other_mail(store: Store, small_plan: SmallPlan) -> None:
    one, two = sent(store, small_plan(store, 4))
    mixed = event(one, 0, EventKind.PROCESSED, batch=two.id)
    assert record_events(store, [mixed]) == Taken(foreign=1)
    assert [b.state for b in ledger.unsettled(store, "visit")] == ["uncertain"]


def test_a_bounce_without_ids_goes_to_the_latest_letter_sent_before_it(
    store: Store, small_plan: SmallPlan
) -> None:
    """Two editions reach one person; the bounce of the first arrives after the second went."""
    first = small_plan(store, 2)
    second = small_plan(store, 2, edition="notice")
    ledger.claim(store, first.id, NOW)
    ledger.claim(store, second.id, NOW + timedelta(hours=2))
    bounce = Event("k", EventKind.BOUNCE, AT + 3600, "p0@visit.example")
    assert record_events(store, [bounce]) == Taken(new=1)
    assert outcomes(store, first)["p0"].state is State.BOUNCED
    assert outcomes(store, second)["p0"].state is State.PLANNED


def test_a_bounce_without_ids_from_before_any_letter_names_none(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 2)
    ledger.claim(store, plan.id, NOW)
    bounce = Event("k", EventKind.BOUNCE, AT - 3600, "p0@visit.example")
    assert record_events(store, [bounce]) == Taken(unmatched=1)
    assert [one.email_key for one in unmatched(store)] == ["p0@visit.example"]


def test_a_bounce_without_ids_is_of_no_letter_that_is_much_older(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 2)
    ledger.claim(store, plan.id, NOW)
    bounce = Event("k", EventKind.BOUNCE, AT + 8 * 86400, "p0@visit.example")
    assert record_events(store, [bounce]) == Taken(unmatched=1)


def test_who_leaves_the_sandbox_has_not_left(store: Store, small_plan: SmallPlan) -> None:
    batches = sent(store, small_plan(store, 2, stage=Stage.SANDBOX))
    record_events(store, [event(batches[0], 0, EventKind.UNSUBSCRIBE)])
    assert [s.source for s in suppressions(store)] == ["sandbox"]


def test_a_post_is_taken_whole_or_not_at_all(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 2)
    batches = sent(store, plan)
    before = books(store, plan)

    def cut_off() -> Iterator[Event]:
        yield event(batches[0], 0, EventKind.BOUNCE)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record_events(store, cut_off())
    assert books(store, plan) == before


def test_a_click_that_comes_again_under_another_id_is_one_click(
    store: Store, small_plan: SmallPlan
) -> None:
    batch = sent(store, small_plan(store, 2))[0]
    url = "https://www.example.org/p%40press.example/read"
    one = event(batch, 0, EventKind.CLICK, after=9000, url=url)
    record_events(store, [event(batch, 0, EventKind.DELIVERED), one])
    record_events(store, [one._replace(key="another")])
    rows = store.execute("SELECT url, clicked, clicked_by_machine FROM link_sums").fetchall()
    assert rows == [("https://www.example.org/(address)/read", 1, 0)]
