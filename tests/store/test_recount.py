"""The recount: every sum that is not what the raw rows say is found, by its name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from heard_letters import HOUR, MIXED, NOW, tell
from outreach.domain.contact import Kind
from outreach.domain.event import EventKind as K
from outreach.store.contact_edit import Edit, add_contact
from outreach.store.database import Store
from outreach.store.erasure import erase
from outreach.store.plans import Plan
from outreach.store.recount import recount

SmallPlan = Callable[..., Plan]
LINK: dict[str, object] = {"url": "https://coalition.example/statement?to=p1@visit.example"}


@pytest.fixture
def heard(store: Store, small_plan: SmallPlan) -> Store:
    """``tell`` counts again itself: nothing differs at first."""
    tell(store, small_plan(store, 6, per_batch=6), *MIXED, (1, K.CLICK, HOUR, LINK))
    return store


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        (
            "UPDATE outcomes SET delivered = 1 WHERE delivered > 0",
            "the first delivered",
        ),
        ("UPDATE outcomes SET state = 2 WHERE bounced > 0", "how far 1 letters got"),
        ("UPDATE outcomes SET opened = NULL", "opens and clicks of 1 letters"),
        (
            "UPDATE outcomes SET clicked = 7 WHERE state = 4",
            "opens and clicks of 1 letters",
        ),
        ("UPDATE outcomes SET reason_at = 1 WHERE bounced > 0", "the reasons of 1 letters"),
        ("UPDATE cohorts SET deferred = deferred + 1", "deferred of 1 cohorts"),
        ("UPDATE plan_sums SET clicked = 5", "the sums of 1 plans"),
        ("UPDATE plan_sums SET recipients = 5", "the sums of 1 plans"),
        ("UPDATE hours SET n = n + 1", "letters by the hour"),
        ("DELETE FROM hours WHERE measure = 'opened'", "letters by the hour"),
        ("UPDATE reason_sums SET n = 2", "letters by reason"),
        ("DELETE FROM reason_sums", "letters by reason"),
        ("UPDATE link_sums SET clicked = clicked + 1", "followers of links"),
        ("DELETE FROM link_sums", "followers of links"),
        ("DELETE FROM events WHERE kind = 'click'", "followers of links"),
        ("DELETE FROM events WHERE kind = 'dropped'", "the reasons of 1 letters"),
    ],
)
def test_what_differs_is_named(heard: Store, harm: str, found: str) -> None:
    heard.execute(harm)
    assert any(said.startswith(found) for said in recount(heard)), recount(heard)


def test_a_link_is_counted_without_the_address_in_it(heard: Store) -> None:
    (url,) = heard.execute("SELECT url FROM link_sums").fetchone()
    assert url == "https://coalition.example/statement?to=(address)"


@pytest.mark.parametrize("whom", ["p1@visit.example", "p3@visit.example"])
def test_who_was_erased_still_counts(heard: Store, whom: str) -> None:
    add_contact(heard, Kind.PRESS, whom, Edit({"name": "Ana Paz"}), now=NOW, uid="uid-a")
    erase(heard, whom, NOW)
    assert recount(heard) == []
