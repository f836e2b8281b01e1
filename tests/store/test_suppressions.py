"""Who left stays out: which report wins, which addresses it bars, and how it is lifted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import permutations, zip_longest

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.domain.contact import Reason, Suppression
from outreach.store import ledger
from outreach.store.database import Store, transaction
from outreach.store.plans import Plan, exclusions
from outreach.store.suppressions import (
    OWN_WORD,
    barring,
    release,
    suppress,
    suppressed,
    suppressions,
)

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
SmallPlan = Callable[..., Plan]


def leave(db: Store, email: str, reason: Reason = Reason.UNSUBSCRIBE, source: str = "") -> bool:
    return suppress(db, Suppression(email, reason, NOW, source))


def add(db: Store, number: int, email: str, *further: str) -> None:
    """A contact with further addresses."""
    db.execute(
        "INSERT INTO contacts (id, uid, kind, email, email_key, created_at, updated_at)"
        " VALUES (?, ?, 'press', ?, ?, '', '')",
        [number, f"uid{number}", email, email],
    )
    for one in further:
        db.execute("INSERT INTO addresses VALUES (?, ?, ?)", [one, one, number])


# --- what is kept --------------------------------------------------------------------------------


def test_a_suppression_is_found_by_address_key(store: Store) -> None:
    leave(store, "ana@x.example", Reason.COMPLAINT, "sendgrid")
    why = suppressed(store)
    assert (why("ana@x.example"), why("bo@x.example")) == (Reason.COMPLAINT, None)
    [held] = suppressions(store)
    assert (held.reason, held.at, held.source, held.note) == (
        Reason.COMPLAINT, NOW, "sendgrid", "",
    )  # fmt: skip
    assert barring(store, "ana@x.example") == [held]


def test_telling_it_twice_is_no_news(store: Store) -> None:
    assert leave(store, "ana@x.example", Reason.BOUNCE)
    assert not leave(store, "ana@x.example", Reason.BOUNCE)
    assert leave(store, "ana@x.example", Reason.UNSUBSCRIBE)
    assert not leave(store, "ana@x.example", Reason.BOUNCE)


def test_reports_in_any_order_leave_the_strongest_then_earliest_reason(store: Store) -> None:
    reports = [
        Suppression("ana@x.example", Reason.BOUNCE, NOW),
        Suppression("ana@x.example", Reason.UNSUBSCRIBE, NOW + timedelta(days=2)),
        Suppression("ana@x.example", Reason.UNSUBSCRIBE, NOW + timedelta(days=1)),
    ]
    for order in permutations(reports):
        store.execute("DELETE FROM suppressions")
        for report in order:
            suppress(store, report)
        [held] = suppressions(store)
        assert (held.reason, held.at) == (reports[2].reason, reports[2].at)


def test_what_the_sandbox_reports_never_hides_that_a_person_left(store: Store) -> None:
    real = Suppression("ana@x.example", Reason.BOUNCE, NOW, "event")
    played = Suppression("ana@x.example", Reason.UNSUBSCRIBE, NOW, "sandbox")
    for order in permutations((real, played)):
        store.execute("DELETE FROM suppressions")
        for report in order:
            suppress(store, report)
        assert [one.source for one in suppressions(store)] == ["event"]


def test_every_reason_has_its_strength(store: Store) -> None:
    for reason in Reason:
        leave(store, "ana@x.example", reason)
    assert suppressed(store)("ana@x.example") is Reason.ERASURE
    for reason in Reason:
        leave(store, f"{reason}@x.example", Reason.DROPPED)
        leave(store, f"{reason}@x.example", reason)
        assert suppressed(store)(f"{reason}@x.example") is reason


def test_a_suppression_goes_back_with_the_transaction_it_was_in(store: Store) -> None:
    def broken() -> None:
        with transaction(store):
            leave(store, "ana@x.example")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert suppressed(store)("ana@x.example") is None
    leave(store, "ana@x.example")
    assert suppressed(store)("ana@x.example")


# --- one person, several addresses ---------------------------------------------------------------


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("left", ["ana@x.example", "ana@y.example", "ana@z.example"])
def test_her_own_word_holds_for_all_her_addresses(store: Store, left: str, reason: Reason) -> None:
    add(store, 1, "ana@x.example", "ana@y.example", "ana@z.example")
    add(store, 2, "bo@x.example", "bo@y.example")
    leave(store, left, reason)
    why = suppressed(store)
    for address in ("ana@x.example", "ana@y.example", "ana@z.example"):
        barred = reason if address == left or reason in OWN_WORD else None
        assert why(address) is barred
        assert [one.reason for one in barring(store, address)] == [one for one in [barred] if one]
    assert why("bo@x.example") is why("bo@y.example") is None
    assert barring(store, "bo@x.example") == []


def test_the_address_own_reason_comes_first(store: Store) -> None:
    add(store, 1, "ana@x.example", "ana@y.example")
    leave(store, "ana@x.example", Reason.BOUNCE)
    leave(store, "ana@y.example", Reason.COMPLAINT)
    assert suppressed(store)("ana@x.example") is Reason.BOUNCE
    reasons = [one.reason for one in barring(store, "ana@x.example")]
    assert reasons == [Reason.BOUNCE, Reason.COMPLAINT]


@given(
    st.lists(st.integers(0, 3), min_size=6, max_size=6),
    st.dictionaries(st.integers(0, 7), st.sampled_from(Reason), max_size=4),
)
@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_plan_and_send_bar_the_same_people(
    store: Store, small_plan: SmallPlan, owners: list[int], left: dict[int, Reason]
) -> None:
    """The snapshot a plan is made by, the lookup of one, and the claim's SQL are one rule."""
    for table in ("contacts", "suppressions"):
        store.execute(f"DELETE FROM {table}")
    addresses = [f"p{i}@visit.example" for i in range(8)]  # the last two belong to nobody
    hers: dict[int, list[str]] = {}
    for address, owner in zip(addresses, owners, strict=False):
        hers.setdefault(owner, []).append(address)
    for owner, mine in hers.items():
        add(store, owner + 1, *mine)
    for number, reason in left.items():
        leave(store, addresses[number], reason)
    why = suppressed(store)
    for address in addresses:
        assert next((one.reason for one in barring(store, address)), None) is why(address)
    store.execute("DELETE FROM deliveries")
    store.execute("DELETE FROM batches")
    plan = small_plan(store, 8, per_batch=8, edition=f"e{next(_numbers)}")
    batch = ledger.claim(store, plan.id, NOW)
    stay = [one.email for one in batch.deliveries] if batch else []
    # One letter a person: of those addresses of hers that are not barred, the first.
    firsts: dict[int | str, str] = {}
    for address, owner in zip_longest(addresses, owners):
        if not why(address):
            firsts.setdefault(address if owner is None else owner, address)
    assert stay == list(firsts.values())
    reasons = Counter(one.reason for one in exclusions(store, plan.id))
    assert reasons.pop("same-person", 0) == sum(not why(one) for one in addresses) - len(stay)
    assert reasons == Counter(f"suppressed: {why(one)}" for one in addresses if why(one))


_numbers = iter(range(10_000))


# --- lifting -------------------------------------------------------------------------------------


def test_a_released_address_may_be_written_to_and_it_is_on_record(store: Store) -> None:
    suppress(store, Suppression("ana@x.example", Reason.UNSUBSCRIBE, NOW), "by phone")
    leave(store, "bo@x.example")
    later = NOW + timedelta(days=3)
    [lifted] = release(store, "ana@x.example", later, "her mail of 23 June")
    assert (lifted.reason, lifted.note) == (Reason.UNSUBSCRIBE, "by phone")
    assert suppressed(store)("ana@x.example") is None
    assert suppressed(store)("bo@x.example") is Reason.UNSUBSCRIBE
    [record] = store.query("SELECT * FROM releases")
    assert record == {
        "id": 1,
        "email_hash": lifted.email_hash,
        "reason": "unsubscribe",
        "suppressed_at": NOW.isoformat(),
        "released_at": later.isoformat(),
        "because": "her mail of 23 June",
    }


def test_releasing_lifts_what_bars_an_address_and_nothing_else(store: Store) -> None:
    add(store, 1, "ana@x.example", "ana@y.example", "ana@z.example")
    leave(store, "ana@y.example", Reason.UNSUBSCRIBE)
    leave(store, "ana@z.example", Reason.BOUNCE)
    assert len(release(store, "ana@x.example", NOW, "she wrote")) == 1
    why = suppressed(store)
    assert why("ana@x.example") is why("ana@y.example") is None
    assert why("ana@z.example") is Reason.BOUNCE


def test_releasing_who_is_not_suppressed_does_nothing(store: Store) -> None:
    leave(store, "bo@x.example")
    assert release(store, "ana@x.example", NOW, "") == []
    assert store.execute("SELECT count(*) FROM releases").fetchone() == (0,)
    assert len(list(suppressions(store))) == 1


def test_who_left_again_after_a_release_has_left(store: Store) -> None:
    leave(store, "ana@x.example")
    release(store, "ana@x.example", NOW, "she wrote")
    assert leave(store, "ana@x.example", Reason.BOUNCE)
    assert suppressed(store)("ana@x.example") is Reason.BOUNCE
