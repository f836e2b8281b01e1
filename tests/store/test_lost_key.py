"""The key of the suppressions is lost for good: what can be restored, and what is given up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from outreach.domain.contact import Reason, Suppression
from outreach.domain.delivery import Stage
from outreach.domain.event import Event, EventKind
from outreach.errors import WrongUsage
from outreach.store import ledger
from outreach.store.address_hash import key_file
from outreach.store.database import Store, open_store
from outreach.store.events import record_events
from outreach.store.lost_key import begin_anew, unreadable
from outreach.store.plans import Plan
from outreach.store.suppressions import suppress, suppressed

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
SmallPlan = Callable[..., Plan]


def path_of(db: Store) -> Path:
    return Path(db.execute("PRAGMA database_list").fetchone()[2])


def left_in_the_ledger(db: Store, plan: Plan) -> str:
    """Somebody whom a letter of the plan reached, and who unsubscribed by it."""
    batch = ledger.claim(db, plan.id, NOW)
    assert batch
    her = batch.deliveries[0]
    at = int(NOW.timestamp())
    record_events(
        db, [Event(plan.id, EventKind.UNSUBSCRIBE, at, her.email, her.id, batch.id, "MID")]
    )
    bounced = batch.deliveries[1]
    record_events(
        db, [Event("b", EventKind.BOUNCE, at, bounced.email, bounced.id, batch.id, soft=True)]
    )
    return her.email


@pytest.fixture
def lost(store: Store, small_plan: SmallPlan) -> Store:
    """A store without its key: one who wrote, one who unsubscribed, one who did in the sandbox."""
    suppress(store, Suppression("ana@x.example", Reason.ERASURE, NOW, "erase"))
    left_in_the_ledger(store, small_plan(store, 2))
    left_in_the_ledger(store, small_plan(store, 2, campaign="trial", stage=Stage.SANDBOX))
    key_file(path_of(store)).unlink()
    return store


def test_what_events_tell_stands_again_and_the_rest_is_on_record(lost: Store) -> None:
    path = path_of(lost)
    with open_store(path) as db:
        assert unreadable(db, path) == 3
        done = begin_anew(db, path, 3, NOW)
    assert (done.lost, done.restored) == (3, 1)
    with open_store(path) as again:
        why = suppressed(again)
        assert why("p0@visit.example") is Reason.UNSUBSCRIBE
        assert why("ana@x.example") is why("p0@trial.example") is None
        records = again.execute("SELECT reason, because FROM releases ORDER BY 1").fetchall()
        assert records == [(one, "key lost") for one in ("erasure", "unsubscribe", "unsubscribe")]
        suppress(again, Suppression("bo@x.example", Reason.MANUAL, NOW))
        with pytest.raises(WrongUsage, match="is there"):
            begin_anew(again, path, 2, NOW)


def test_another_count_changes_nothing(lost: Store) -> None:
    path = path_of(lost)
    with open_store(path) as db:
        with pytest.raises(WrongUsage, match="3 suppressions would be lost, not 2"):
            begin_anew(db, path, 2, NOW)
        assert unreadable(db, path) == 3
    assert not key_file(path).exists()


def test_a_key_that_is_there_is_never_given_up(lost: Store) -> None:
    path = path_of(lost)
    key_file(path).write_bytes(b"another store's")
    with open_store(path) as db, pytest.raises(WrongUsage, match="is there") as refused:
        begin_anew(db, path, 3, NOW)
    assert "move it away" in refused.value.hint
    assert key_file(path).read_bytes() == b"another store's"


def test_where_nobody_left_there_is_nothing_to_lose(store: Store) -> None:
    with pytest.raises(WrongUsage, match="no key is in use"):
        begin_anew(store, path_of(store), 0, NOW)
