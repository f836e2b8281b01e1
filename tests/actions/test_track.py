"""A post of events: verified, then recorded, or refused and nothing of it kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from outreach.actions.track import take_post
from outreach.domain.delivery import Account
from outreach.sandbox.events import wire
from outreach.sandbox.webhook import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign
from outreach.sendgrid.events import ForgedPost, UnreadablePost
from outreach.store import ledger
from outreach.store.database import Store
from outreach.store.events import Taken
from outreach.store.plans import Plan
from outreach.store.suppressions import suppressions

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
AT = int(NOW.timestamp())
PRIVATE = ec.generate_private_key(ec.SECP256R1())


def signed(body: bytes) -> dict[str, str]:
    return {SIGNATURE_HEADER: sign(PRIVATE, str(AT), body), TIMESTAMP_HEADER: str(AT)}


def take(db: Store, body: bytes, headers: dict[str, str] | None = None) -> Taken:
    return take_post(db, body, headers or signed(body), [PRIVATE.public_key()], AT + 5)


def test_a_signed_post_is_taken_and_its_repeat_changes_nothing(
    store: Store, small_plan: Callable[..., Plan]
) -> None:
    plan = small_plan(store, 2)
    batch = ledger.claim(store, plan.id, NOW)
    assert batch
    ledger.disown(store, "visit", NOW)
    body = wire(
        {
            "event": kind,
            "email": one.email,
            "timestamp": AT,
            "sg_event_id": f"{kind}{one.id}",
            "sg_message_id": "MID.node.0",
            "outreach_batch": batch.id,
            "outreach_delivery": one.id,
        }
        for one in batch.deliveries
        for kind in ("processed", "spamreport")
    )
    assert b"},\r\n{" in body
    assert take(store, body) == Taken(new=4)
    assert take(store, body) == Taken(repeated=4)
    assert ledger.account(store, plan.id) == Account(submitted=2)
    assert len(list(suppressions(store))) == 2
    with pytest.raises(ForgedPost):
        take(store, json.dumps(json.loads(body)).encode(), signed(body))


@pytest.mark.parametrize("body", [b"[{]", b'[{"event":"open"'])
def test_a_signed_post_that_is_no_list_is_unreadable(store: Store, body: bytes) -> None:
    with pytest.raises(UnreadablePost):
        take(store, body)
