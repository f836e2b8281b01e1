"""Whatever is posted to the receiver: an answer, no harm, and nothing lost that can be read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from outreach.domain.campaign import Sender
from outreach.domain.event import EventKind
from outreach.store.database import Store
from outreach.store.plans import Plan
from outreach.store.recount import recount
from receiving import Receiver, receiving, signature

SHARED = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_numbers = count()
SENDER = Sender("Coalition", "press@coalition.example", "Coalition")
DOORS = {"/webhooks/sendgrid", "/webhooks/inbound", "/u/{token}", "/health"}
MEMBERS = st.sampled_from(
    [
        *("event", "timestamp", "email", "sg_event_id", "sg_message_id", "reason", "status", "url"),
        *(
            "outreach_batch",
            "outreach_delivery",
            "type",
            "useragent",
            "sg_machine_open",
            "response",
        ),
    ]
)
ODD = st.sampled_from(["", "\x00", "a\ud800b", "𒐫" * 600, "-1", "9" * 40, "1e400", "\r\nX: y"])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.text(max_size=20)
    | ODD
    | st.sampled_from([str(kind) for kind in EventKind]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(MEMBERS | ODD, inner, max_size=4),
    max_leaves=8,
)


REFUSED_OR_TAKEN = (204, 400, 401)
"""401: what begins with no bracket, else the border between timestamp and body could be moved."""


@pytest.fixture
def heard(store: Store, small_plan: Callable[..., Plan]) -> Iterator[Receiver]:
    with receiving(store, small_plan(store, 2)) as one:
        yield one


def ours(to: Receiver) -> dict[str, Any]:
    (event,) = json.loads(to.events("open"))
    return {**event, "sg_event_id": f"n{next(_numbers)}"}


def rows(to: Receiver) -> int:
    return int(to.db.execute("SELECT count(*) FROM events").fetchone()[0])


@SHARED
@given(
    st.lists(VALUES, max_size=4),
    st.dictionaries(MEMBERS, VALUES, max_size=8),
    st.lists(VALUES, max_size=2),
)
def test_strange_events_do_not_cost_their_neighbour(
    heard: Receiver, before: list[object], changed: dict[str, object], after: list[object]
) -> None:
    event = ours(heard)
    body = json.dumps([*before, {**event, **changed}, event, *after]).encode()
    assert heard.post(body) == 204
    heard.wait_until_counted()
    key = f"open-{event['sg_event_id']}"
    found = "SELECT delivery_id FROM events WHERE event_key = ? AND at = ?"
    known = heard.db.execute(found, (key, event["timestamp"])).fetchall()
    assert known == [(int(event["outreach_delivery"]),)]
    there = rows(heard)
    assert heard.post(body) == 204
    heard.wait_until_counted()
    assert rows(heard) == there
    assert recount(heard.db) == []


@SHARED
@given(st.binary(max_size=60), st.integers(0, 400), st.integers(0, 400))
def test_signed_bytes_are_taken_or_refused(
    heard: Receiver, noise: bytes, start: int, end: int
) -> None:
    good = heard.events("open", "click")
    body = good[:start] + noise + good[end:]
    assert heard.post(body) in REFUSED_OR_TAKEN
    assert recount(heard.db) == []


@SHARED
@given(st.data())
def test_one_changed_byte_is_refused(heard: Receiver, data: st.DataObject) -> None:
    good = heard.events("bounce")
    place = data.draw(st.integers(0, len(good) - 1))
    other = data.draw(st.integers(1, 255))
    changed = good[:place] + bytes([good[place] ^ other]) + good[place + 1 :]
    assert heard.post(changed, signature(good)) == 401
    assert heard.untouched


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b"[" * 50_000 + b"]" * 50_000,
        b'[{"event":' * 20_000,
        b'[{"event":"open","event":"bounce","timestamp":1}' + b",{}" * 50_000 + b"]",
        b"[" + b"1" * 4_000_000 + b"]",
        b'[{"event":"open","timestamp":1e999}]',
        b'[{"event":"open","timestamp":-0.0,"email":"' + b"a" * 1_000_000 + b'"}]',
        b"\x00" * 1000,
        b"",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_the_worst_that_can_be_signed_is_survived(heard: Receiver, body: bytes) -> None:
    assert heard.post(body) in REFUSED_OR_TAKEN
    assert heard.post(heard.events("delivered")) == 204
    assert recount(heard.db) == []


@pytest.fixture
def everything(store: Store, small_plan: Callable[..., Plan]) -> Iterator[Receiver]:
    """With all the doors that `listen` opens."""
    doors = {"sender": SENDER, "take_mail": lambda _db, _fields: None, "inbound_token": "t0ken"}
    with receiving(store, small_plan(store, 2), **doors) as one:
        yield one


def test_the_receiver_does_what_its_description_says(everything: Receiver) -> None:
    heard = everything
    description = schemathesis.openapi.from_url(f"{heard.url}/openapi.json")
    asked = set()
    for found in description.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=25,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy())
        def it_does(case: Any) -> None:
            case.call_and_validate()

        it_does()
        asked.add(operation.label)
    assert {one.partition(" ")[2] for one in asked} == DOORS
    assert heard.untouched
