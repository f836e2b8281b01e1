"""How the store is, and how old what it says of people is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from outreach.domain.delivery import Stage
from outreach.store import ledger
from outreach.store.condition import condition, freshness, heard, letters_to_go
from outreach.store.database import Store
from outreach.store.plans import Plan

SmallPlan = Callable[..., Plan]
NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


def path_of(store: Store) -> Path:
    return Path(store.execute("SELECT file FROM pragma_database_list").fetchone()[0])


def test_a_new_store_is_sound(store: Store) -> None:
    found = condition(store, path_of(store))
    assert found.faults == ()
    assert found.size > 0
    assert found.free > 0


def test_a_row_without_its_parent_is_a_fault(store: Store, small_plan: SmallPlan) -> None:
    small_plan(store, 1)
    store.execute("PRAGMA foreign_keys = OFF")
    store.execute("UPDATE outcomes SET cohort_id = 99")
    assert condition(store, path_of(store)).faults == (
        "a row of outcomes belongs to none of cohorts",
    )


def test_what_is_to_go_to_people_is_counted(store: Store, small_plan: SmallPlan) -> None:
    small_plan(store, 4, edition="a", stage=Stage.SANDBOX)
    assert letters_to_go(store) == 0
    plan = small_plan(store, 3, edition="b", stage=Stage.SENDGRID, per_batch=2)
    assert letters_to_go(store) == 3
    batch = ledger.claim(store, plan.id, NOW)
    assert batch
    ledger.record_submitted(store, batch.id, "MID", NOW)
    assert letters_to_go(store) == 1
    assert heard(store).last_letter == NOW.isoformat()


def test_a_contact_goes_stale_after_a_year_without_word(store: Store) -> None:
    for number, day in enumerate(("2026-06-01", "2024-01-01", "2024-01-01"), 1):
        store.execute(
            "INSERT INTO contacts (uid, kind, email, email_key, created_at, updated_at)"
            " VALUES (?, 'press', ?, ?, ?, ?)",
            (f"u{number}", f"p{number}@x.example", f"p{number}@x.example", day, day),
        )
    assert (freshness(store, NOW).contacts, freshness(store, NOW).stale) == (3, 2)
    assert freshness(store, NOW + timedelta(days=400)).stale == 3
    store.execute("UPDATE contacts SET listed_on = '2026-05-01' WHERE uid = 'u2'")
    assert freshness(store, NOW).stale == 1
