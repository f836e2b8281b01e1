"""Leaving by the link in a letter: at once, once, and by nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from outreach.domain.contact import Reason, address_key
from outreach.domain.delivery import Batch, Stage
from outreach.errors import StoreError
from outreach.store import ledger
from outreach.store.address_hash import key_file
from outreach.store.database import Store, open_store, transaction
from outreach.store.leaving import SOURCE, has_left, letter_of, record_leaving, signer
from outreach.store.lost_key import begin_anew
from outreach.store.plans import Plan, forget, leave_sandbox
from outreach.store.recount import recount
from outreach.store.settlements import read_settlements
from outreach.store.suppressions import barring, release, suppressed, suppressions

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
SmallPlan = Callable[..., Plan]


def path_of(db: Store) -> Path:
    return Path(db.execute("PRAGMA database_list").fetchone()[2])


def sent(db: Store, plan: Plan) -> Batch:
    batch = ledger.claim(db, plan.id, NOW)
    assert batch
    return batch


def token_of(db: Store, batch: Batch) -> str:
    return signer(db)(batch.deliveries[0].id, batch.id)


def unsubscribed(db: Store) -> list[int | None]:
    return [row[0] for row in db.execute("SELECT unsubscribed FROM outcomes ORDER BY delivery_id")]


def test_a_token_says_whose_letter_it_is(store: Store, small_plan: SmallPlan) -> None:
    batch = sent(store, small_plan(store, 2))
    letter = letter_of(store, token_of(store, batch))
    assert letter
    assert (letter.email, letter.batch) == (batch.deliveries[0].email, batch.id)
    assert (letter.sender, letter.reply_to) == ("Coalition", "press@coalition.example")
    assert letter.email not in repr(letter)
    assert not has_left(store, letter)


def test_to_look_makes_no_key_and_changes_nothing(store: Store, small_plan: SmallPlan) -> None:
    small_plan(store, 2)
    before = store.conn.total_changes
    assert letter_of(store, "a" * 32) is None
    assert store.conn.total_changes == before
    assert not key_file(path_of(store)).exists()


def test_who_leaves_is_suppressed_at_once_and_counted_once(
    store: Store, small_plan: SmallPlan
) -> None:
    batch = sent(store, small_plan(store, 2))
    token = token_of(store, batch)
    assert record_leaving(store, token, NOW)
    assert record_leaving(store, token.upper(), LATER)
    her = batch.deliveries[0].email
    assert [(one.reason, one.source, one.at) for one in barring(store, address_key(her))] == [
        (Reason.UNSUBSCRIBE, SOURCE, NOW)
    ]
    assert unsubscribed(store) == [int(NOW.timestamp()), None]
    assert store.execute("SELECT sum(unsubscribed) FROM cohorts").fetchone() == (1,)
    assert store.execute("SELECT kind, source FROM events").fetchall() == [("unsubscribe", SOURCE)]
    assert recount(store) == []
    letter = letter_of(store, token)
    assert letter
    assert has_left(store, letter)


def test_who_was_released_may_leave_again_by_the_same_link(
    store: Store, small_plan: SmallPlan
) -> None:
    batch = sent(store, small_plan(store, 2))
    token, her = token_of(store, batch), address_key(batch.deliveries[0].email)
    record_leaving(store, token, NOW)
    release(store, her, LATER, "her mail")
    assert not barring(store, her)
    record_leaving(store, token, LATER)
    assert barring(store, her)
    assert unsubscribed(store) == [int(NOW.timestamp()), None]


def test_a_link_that_is_of_no_letter_harms_nobody(store: Store, small_plan: SmallPlan) -> None:
    batch = sent(store, small_plan(store, 2))
    mine = token_of(store, batch)
    unknown = signer(store)("999", batch.id)
    elsewhere = signer(store)(batch.deliveries[0].id, "another")
    for token in ("", "a" * 32, mine[:-1], mine + "a", unknown, elsewhere):
        assert letter_of(store, token) is None
        assert not record_leaving(store, token, NOW)
    assert not list(suppressions(store))


def test_another_stores_link_is_of_no_letter(
    store: Store, small_plan: SmallPlan, tmp_path: Path
) -> None:
    with open_store(tmp_path / "other.db", create=True) as other:
        theirs = signer(other)
    batch = sent(store, small_plan(store, 2))
    token_of(store, batch)
    assert letter_of(store, theirs(batch.deliveries[0].id, batch.id)) is None


def test_by_a_letter_of_the_sandbox_nobody_leaves_for_good(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 2, campaign="trial", stage=Stage.SANDBOX)
    batch = sent(store, plan)
    token, her = token_of(store, batch), address_key(batch.deliveries[0].email)
    assert record_leaving(store, token, NOW)
    assert [one.source for one in barring(store, her)] == ["sandbox"]
    leave_sandbox(store, "trial")
    assert suppressed(store)(her) is None
    assert letter_of(store, token) is None, "the plan was forgotten"


def test_a_forgotten_letters_link_is_not_its_successors(
    store: Store, small_plan: SmallPlan
) -> None:
    """Ids of deliveries are given out again; a letter in the sandbox's inbox outlives its plan."""
    first = sent(store, small_plan(store, 2))
    token = token_of(store, first)
    forget(store, "visit", "press")
    again = sent(store, small_plan(store, 2))
    assert again.deliveries[0].id == first.deliveries[0].id
    assert letter_of(store, token) is None


def test_who_was_erased_has_left_already(store: Store, small_plan: SmallPlan) -> None:
    batch = sent(store, small_plan(store, 2))
    token = token_of(store, batch)
    with transaction(store):
        store.execute(
            "UPDATE deliveries SET email = '', name = '', email_key = 'erased:' || id WHERE id = ?",
            (batch.deliveries[0].id,),
        )
    letter = letter_of(store, token)
    assert letter
    assert (letter.email, letter.email_key) == ("", "")
    assert has_left(store, letter)
    assert record_leaving(store, token, NOW)
    assert not list(suppressions(store))


def test_without_its_key_no_link_is_taken_for_unknown(store: Store, small_plan: SmallPlan) -> None:
    token = token_of(store, sent(store, small_plan(store, 2)))
    key = key_file(path_of(store))
    key.rename(key.with_suffix(".away"))
    with open_store(path_of(store)) as db:
        for ask in (letter_of, lambda db, token: record_leaving(db, token, NOW)):
            with pytest.raises(StoreError, match="is missing"):
                ask(db, token)
        with pytest.raises(StoreError, match="is missing"):
            signer(db)
        assert not key.exists(), "no other key was made in its place"


def test_with_a_new_key_the_old_links_end_and_who_left_stays_away(
    store: Store, small_plan: SmallPlan
) -> None:
    batch = sent(store, small_plan(store, 2))
    token, her = token_of(store, batch), address_key(batch.deliveries[0].email)
    record_leaving(store, token, NOW)
    path = path_of(store)
    key_file(path).unlink()
    with open_store(path) as db:
        begin_anew(db, path, 1, LATER)
        assert letter_of(db, token) is None
        assert suppressed(db)(her) is Reason.UNSUBSCRIBE
        assert letter_of(db, token_of(db, batch))


def test_who_leaves_proves_that_her_batch_went_out(store: Store, small_plan: SmallPlan) -> None:
    batch = sent(store, small_plan(store, 2))
    ledger.record_uncertain(store, batch.id, "the connection broke", NOW)
    assert record_leaving(store, token_of(store, batch), LATER)
    state = store.execute("SELECT state, settled_by FROM batches").fetchone()
    assert state == ("submitted", "event")
    (settled,) = read_settlements(store, "visit")
    assert (
        settled.evidence == "the link in a letter reported unsubscribe at 2026-06-20 13:00:00 UTC"
    )
