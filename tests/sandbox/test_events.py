from __future__ import annotations

import base64
import json
import re
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.sandbox import events
from outreach.sandbox.events import event, posts, trial_events, wire
from outreach.sandbox.outbox import Letter
from outreach.sandbox.outcomes import Happening, outcome

LETTER = Letter(
    id="id1",
    to="ana@example.com",
    sender="press@example.org",
    subject="Hello",
    categories=("blinken", "press"),
    custom_args={"outreach_delivery": "d1", "email": "forged", "attempt": "9"},
    group=7,
    message_id="kA5kcHA8SVGtVh5S9rAUew",
    position=3,
    time=1_800_000_000.0,
    folder="blinken/press",
    path="blinken/press/0001-ana.eml",
)


def said(happening: Happening, letter: Letter = LETTER) -> dict[str, object]:
    return dict(event(letter, happening, 1_800_000_001, lambda: "random-id"))


def decoded(event_id: object) -> str:
    return base64.urlsafe_b64decode(f"{event_id}==").decode()


def test_ids_have_the_forms_of_captured_events() -> None:
    processed, delivered = (said(x) for x in outcome("ana@example.com"))
    assert decoded(processed["sg_event_id"]) == "processed-16648515-kA5kcHA8SVGtVh5S9rAUew-3"
    assert decoded(delivered["sg_event_id"]) == "delivered-0-16648515-kA5kcHA8SVGtVh5S9rAUew-3"
    assert processed["send_at"] == 0
    assert processed["smtp-id"] == "<kA5kcHA8SVGtVh5S9rAUew@geopod-ismtpd-1>"
    assert re.fullmatch(
        r"kA5kcHA8SVGtVh5S9rAUew\.recvd-[a-z0-9-]+-1-6B49D200-3\.0", str(processed["sg_message_id"])
    )


def test_what_people_do_has_a_random_id() -> None:
    opened = said(outcome("open@example.com")[-1])
    assert opened["sg_event_id"] == "random-id"
    assert "smtp-id" not in opened


def test_every_deferral_has_its_own_id_and_a_textual_attempt() -> None:
    _, first, second, _ = (said(x) for x in outcome("defer@example.com"))
    assert (first["attempt"], second["attempt"]) == ("0", "1")
    assert first["sg_event_id"] != second["sg_event_id"]


def test_custom_args_are_at_the_top_and_lose_against_reserved_names() -> None:
    delivered = said(outcome("ana@example.com")[1])
    assert (delivered["outreach_delivery"], delivered["email"]) == ("d1", "ana@example.com")
    assert said(outcome("defer@example.com")[1])["attempt"] == "0"
    assert (delivered["category"], delivered["asm_group_id"]) == (["blinken", "press"], 7)


def test_a_late_bounce_tells_nothing_but_the_address() -> None:
    late = said(outcome("late-bounce@example.com")[-1])
    assert late["email"] == "ana@example.com"
    assert not {"sg_message_id", "smtp-id", "category", "outreach_delivery"} & late.keys()


def test_leaving_names_the_group_where_there_is_one() -> None:
    left = outcome("unsubscribe@example.com")[-1]
    assert said(left)["event"] == "group_unsubscribe"


def test_the_wire_form_is_sendgrids() -> None:
    body = wire([{"timestamp": 1, "email": "ä<b>&c@example.com"}, {"event": "open"}])
    assert (
        body
        == (
            '[{"email":"ä\\u003cb\\u003e\\u0026c@example.com","timestamp":1},\r\n{"event":"open"}]\r\n'
        ).encode()
    )
    assert json.loads(body)[0]["email"] == "ä<b>&c@example.com"


def test_trial_events_are_eleven_and_belong_to_no_mail() -> None:
    found = trial_events(1_800_000_000.0)
    assert len({e["event"] for e in found}) == 11
    assert {e["email"] for e in found} == {"example@test.example"}


@given(st.lists(st.floats(0, 1000)), st.integers())
def test_every_event_is_posted_never_before_it_happens(happens: list[float], seed: int) -> None:
    timed = [(after, {"n": n}) for n, after in enumerate(happens)]
    seen: Counter[int] = Counter()
    for post in posts(timed, Random(seed)):
        for said in post.events:
            number = int(str(said["n"]))
            seen[number] += 1
            assert post.due >= happens[number]
    assert set(seen) == set(range(len(happens)))
    assert all(times <= 2 for times in seen.values())


def test_the_order_inside_a_post_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "LATE_SHARE", 0)
    monkeypatch.setattr(events, "REPEATED_SHARE", 0)
    timed = [(5.0 * n, {"n": n}) for n in range(200)]
    orders = [[str(e["n"]).zfill(3) for e in post.events] for post in posts(timed, Random(1))]
    assert any(order != sorted(order) for order in orders)


def test_a_seed_repeats_the_same_disorder() -> None:
    timed = [(float(n % 3), {"n": n}) for n in range(500)]
    first, again, other = (list(posts(timed, Random(seed))) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    order = [said["n"] for post in first for said in post.events]
    assert order != sorted(order, key=str)
    assert len(order) > 500, "some events come twice"
    assert len(first) > 5, "there are many small posts"
    assert any(post.due > 500 for post in first), "some events come late"
