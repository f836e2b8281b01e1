"""A connection that takes long: what may leave is asked again when it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from outreach.actions.order import Order
from outreach.domain.delivery import Account
from outreach.errors import Unreachable
from outreach.store.database import Store
from outreach.store.plans import Plan
from sent import NOW, Answers, send

SmallPlan = Callable[..., Plan]
LIFT = NOW + timedelta(seconds=5)


class SlowToConnect(Answers):
    """The first connection takes ten seconds; then what still holds leaves."""

    def submit(self, body: bytes, still: object = None) -> str:
        if not self.requests:
            self.time.passed += 10
        assert callable(still)
        if not still():
            self.requests += 1
            raise Unreachable("its moment has passed")
        return super().submit(body)


@pytest.fixture
def plan(store: Store, small_plan: SmallPlan) -> Plan:
    """With other letters for after the lift, which is five seconds ahead."""
    plan = small_plan(store, 4)
    store.execute("UPDATE plans SET lifts_at = ?", [LIFT.isoformat()])
    store.execute("UPDATE batches SET lifted_message_id = message_id")
    store.execute('UPDATE deliveries SET lifted_values = \'["after", "after", "after"]\'')
    store.commit()
    return plan


def test_what_was_claimed_before_the_lift_does_not_say_embargoed_after_it(
    store: Store, plan: Plan
) -> None:
    sendgrid = SlowToConnect()
    sent, _ = send(store, plan, sendgrid)
    assert sent.account == Account(submitted=4)
    told = {
        value
        for body in sendgrid.bodies
        for block in body["personalizations"]
        for value in block["substitutions"].values()
    }
    assert told == {"after"}


def test_what_was_claimed_before_its_last_moment_does_not_leave_after_it(
    store: Store, plan: Plan
) -> None:
    sendgrid = SlowToConnect()
    sent, _ = send(store, plan, sendgrid, Order(not_after=LIFT))
    assert sent.account == Account(remaining=4)
    assert sent.stopped_by is not None
    assert "not to go out after" in sent.stopped_by.message
    assert sendgrid.taken == []
