"""The equation over all waves of an edition: everybody once, and open ends in sight."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.domain.delivery import Account, BatchState
from outreach.errors import StoreError
from outreach.store import ledger
from outreach.store.accounts import Imbalance, edition_account, editions_accounts, imbalances
from outreach.store.database import Store, open_store
from outreach.store.plans import Plan

SmallPlan = Callable[..., Plan]
_numbers = itertools.count(1)
OPENNESS = ("excluded", "submitted", "failed", "pending", "uncertain")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    db = open_store(tmp_path_factory.mktemp("accounts") / "contacts.db", create=True)
    yield db
    db.close()


def wave(db: Store, edition: str, number: int, people: Mapping[int, str]) -> str:
    """A plan of that wave in which each person is where it says; a batch a person."""
    plan = f"plan-{next(_numbers)}"
    out = [one for one, where in people.items() if where == "excluded"]
    counts = (len(people), len(people) - len(out), len(out))
    kind = "first" if number == 1 else "update"
    db.execute(
        "INSERT INTO plans (id, campaign, edition, wave, kind, digest, release_line, stage,"
        " candidates, recipients, excluded, envelope, planned_at)"
        " VALUES (?, 'visit', ?, ?, ?, '', '', 'sendgrid', ?, ?, ?, '{}', ?)",
        (plan, edition, number, kind, *counts, f"2026-06-{number:02}"),
    )
    message = db.execute(
        "INSERT INTO messages (plan_id, subject, html, text, fields) VALUES (?, '', '', '', '[]')"
        " RETURNING id",
        (plan,),
    ).fetchone()[0]
    for one, where in people.items():
        if where == "excluded":
            db.execute(
                "INSERT INTO exclusions VALUES (?, ?, ?, '', 'why', '')",
                (plan, f"uid{one}", f"P{one}@x.example"),
            )
            continue
        batch = f"{plan}-{one}"
        db.execute(
            "INSERT INTO batches (id, plan_id, message_id, number, size, state)"
            " VALUES (?, ?, ?, ?, 1, ?)",
            (batch, plan, message, one, where),
        )
        db.execute(
            "INSERT INTO deliveries (plan_id, batch_id, contact_uid, email, email_key, name,"
            " field_values) VALUES (?, ?, ?, ?, ?, '', '[]')",
            (plan, batch, f"uid{one}", f"p{one}@x.example", f"p{one}@x.example"),
        )
    db.commit()
    return plan


def test_one_wave_is_its_ledger(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 5, excluded=3)
    assert edition_account(store, "visit", "press") == ledger.account(store, plan.id)
    assert editions_accounts(store, "visit") == [("press", Account(excluded=3, remaining=5))]


def test_an_edition_without_a_plan_has_no_account(store: Store) -> None:
    with pytest.raises(StoreError):
        edition_account(store, "visit", "press")
    assert editions_accounts(store, "visit") == []


def test_who_was_left_out_and_got_a_later_wave_is_no_exclusion(store: Store) -> None:
    wave(store, "press", 1, {1: "submitted", 2: "excluded", 3: "excluded"})
    wave(store, "press", 2, {2: "pending", 3: "excluded", 4: "submitted"})
    expected = Account(excluded=1, submitted=2, remaining=1)
    assert edition_account(store, "visit", "press") == expected


@pytest.mark.parametrize(("state", "term"), [("pending", "remaining"), ("submitting", "uncertain")])
def test_what_is_open_hides_behind_no_letter_that_went(store: Store, state: str, term: str) -> None:
    wave(store, "press", 1, {1: "submitted"})
    wave(store, "press", 2, {1: state})
    assert edition_account(store, "visit", "press") == Account(**{term: 1})


def test_contacts_that_became_one_are_one(store: Store) -> None:
    wave(store, "press", 1, {1: "submitted", 3: "excluded"})
    wave(store, "press", 2, {2: "submitted", 4: "excluded"})
    sql = "INSERT INTO contacts (id, uid, kind, email, email_key, created_at, updated_at) VALUES"
    for one in (2, 4):
        mine = (one, f"uid{one}", f"p{one}@x.example", f"p{one}@x.example")
        store.execute(f"{sql} (?, ?, 'press', ?, ?, '', '')", mine)
    for gone, kept in ((1, 2), (3, 4)):
        further = (f"p{gone}@x.example", f"p{gone}@x.example", kept)
        store.execute("INSERT INTO addresses VALUES (?, ?, ?)", further)
    store.commit()
    assert edition_account(store, "visit", "press") == Account(excluded=1, submitted=1)


states = st.sampled_from(OPENNESS)
waves = st.lists(st.dictionaries(st.integers(1, 6), states, min_size=1), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(waves)
def test_everybody_is_counted_once_where_the_last_word_is_out(
    shared: Store, plans: list[dict[int, str]]
) -> None:
    edition = f"e{next(_numbers)}"
    for number, people in enumerate(plans, 1):
        wave(shared, edition, number, people)
    account = edition_account(shared, "visit", edition)
    last: dict[int, str] = {}
    for people in plans:
        for one, where in people.items():
            last[one] = max(last.get(one, "excluded"), where, key=OPENNESS.index)
    assert account.candidates == len(last)
    found = (account.excluded, account.submitted, account.failed, account.remaining)
    expected = [list(last.values()).count(one) for one in OPENNESS]
    assert (*found, account.uncertain) == tuple(expected)


def test_a_ledger_that_lost_somebody_is_told(store: Store, small_plan: SmallPlan) -> None:
    plan = small_plan(store, 4, excluded=2)
    assert imbalances(store, "visit") == []
    store.execute("DELETE FROM deliveries WHERE plan_id = ? AND contact_uid = 'uid0'", (plan.id,))
    store.commit()
    assert imbalances(store, "visit") == [Imbalance("press", 1, 6, 5)]


def test_a_batch_of_another_size_is_told(store: Store, small_plan: SmallPlan) -> None:
    small_plan(store, 4)
    store.execute("UPDATE batches SET size = size + 1")
    store.commit()
    assert len(imbalances(store, "visit")) == 1


def test_what_the_states_are_called_has_not_changed() -> None:
    assert {*OPENNESS[1:], "submitting"} == {str(one) for one in BatchState}
