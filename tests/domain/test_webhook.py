"""Which webhook is ours, and what it lacks."""

from __future__ import annotations

import pytest

from outreach.domain.webhook import (
    EVENTS_PATH,
    NEEDED,
    Webhook,
    Webhooks,
    lacking,
    same_url,
)
from outreach.web.listen import PATH

OURS = "https://hear.coalition.example/webhooks/sendgrid"


def test_it_is_where_the_receiver_listens() -> None:
    assert EVENTS_PATH == PATH


@pytest.mark.parametrize(
    "same",
    [
        "https://HEAR.coalition.example/webhooks/sendgrid/",
        "https://hear.coalition.example:443/webhooks/sendgrid",
        "https://user:word@hear.coalition.example/webhooks/sendgrid",
    ],
)
def test_one_door_written_in_several_ways(same: str) -> None:
    assert same_url(OURS, same)


@pytest.mark.parametrize(
    "other",
    [
        "http://hear.coalition.example/webhooks/sendgrid",
        "https://hear.coalition.example/webhooks/SendGrid",
        "https://hear.coalition.example:8443/webhooks/sendgrid",
        "https://hear.coalition.example.elsewhere.example/webhooks/sendgrid",
        "https://hear.coalition.example/webhooks/sendgrid?to=them",
        "https://hear.coalition.example:99999/webhooks/sendgrid",
        "https://[::1/webhooks/sendgrid",
        "",
    ],
)
def test_another_door_is_another(other: str) -> None:
    assert not same_url(OURS, other)


def test_opens_and_clicks_are_needed_only_where_they_are_measured() -> None:
    webhook = Webhook("w", OURS, True, frozenset(NEEDED))
    assert lacking(webhook, ()) == ()
    assert lacking(webhook, ("open",)) == ("open",)
    more = Webhook("w", OURS, True, frozenset({*NEEDED, "open", "click"}))
    assert lacking(more, ()) == ()


def test_unsigned_webhooks_are_nobodys_by_key() -> None:
    unsigned = Webhook("w", OURS, True)
    signed = Webhook("v", "https://other.example/", True, frozenset(), "MFkw AB\n")
    both = Webhooks((unsigned, signed))
    assert both.signed_with(["MFkwAB"]) == signed
    assert both.signed_with([""]) is None
    assert both.signed_with([]) is None


@pytest.mark.parametrize(("most", "room"), [(0, True), (1, False), (2, True)])
def test_a_plan_has_room_for_so_many(most: int, room: bool) -> None:
    assert Webhooks((Webhook("w", OURS, True),), most).has_room is room
