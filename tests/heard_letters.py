"""Letters of a small plan, of which this and that was heard."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from outreach.domain.event import Event
from outreach.domain.event import EventKind as K
from outreach.store import ledger
from outreach.store.database import Store
from outreach.store.events import record_events
from outreach.store.plans import Plan
from outreach.store.recount import recount

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
AT = int(NOW.timestamp())
HOUR = 3600
Told = tuple[int, K, int, dict[str, object]]
_keys = count()


def tell(db: Store, plan: Plan, *told: Told) -> None:
    """Claim and submit the plan's only batch, then hear of recipients by their numbers."""
    batch = ledger.claim(db, plan.id, NOW)
    assert batch
    ledger.record_submitted(db, batch.id, "MID", NOW)
    events = []
    for whom, kind, after, more in told:
        one = batch.deliveries[whom]
        ids = (one.email, one.id, batch.id, "MID")
        events.append(Event(f"k{next(_keys)}", kind, AT + after, *ids)._replace(**more))
    record_events(db, events)
    assert recount(db) == []


MIXED: tuple[Told, ...] = (
    (0, K.DELIVERED, 1, {}),
    (0, K.OPEN, 900, {"machine": True}),
    (0, K.OPEN, 1800, {}),
    (1, K.DELIVERED, 1, {}),
    (1, K.OPEN, 1000, {"machine": True}),
    (2, K.DELIVERED, 1, {}),
    (2, K.BOUNCE, HOUR, {"reason": "550 no such user", "status": "5.1.1"}),
    (3, K.DEFERRED, 2, {"reason": "try later"}),
    (4, K.DROPPED, 2, {"reason": "Invalid"}),
    (5, K.DELIVERED, 2 * HOUR, {}),
    (5, K.COMPLAINT, 2 * HOUR + 5, {}),
    (5, K.UNSUBSCRIBE, 2 * HOUR + 6, {}),
)
