"""A campaign's stats over the real store: parts, whole and needs agree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from heard_letters import AT, HOUR, MIXED, NOW, tell
from outreach.actions.stats import HAPPENED, WAYS, campaign_stats
from outreach.domain.campaign import Sender
from outreach.domain.delivery import Stage
from outreach.domain.settings import Settings
from outreach.domain.stats import CampaignStats, Tally
from outreach.store.database import Store
from outreach.store.plans import Plan

SETTINGS = Settings(
    Sender("Coalition", "press@coalition.example", "Coalition"), timezone="America/New_York"
)
LATER = NOW + timedelta(hours=4)
SmallPlan = Callable[..., Plan]


@pytest.fixture
def heard(store: Store, small_plan: SmallPlan) -> Store:
    """Of one edition this and that was heard; of another nothing, and who bounced is left out."""
    tell(store, small_plan(store, 6, per_batch=6, excluded=2), *MIXED)
    tell(store, small_plan(store, 3, per_batch=3, edition="congress"))
    return store


def whats(found: CampaignStats) -> str:
    return "; ".join(need.what for need in found.needs)


def test_a_campaign_without_a_plan(store: Store) -> None:
    found = campaign_stats(store, "visit", SETTINGS, NOW, by=(*WAYS, *HAPPENED))
    assert (found.editions, found.needs, found.heard_at) == ((), (), None)
    assert all(broken.rows == () for broken in found.breakdowns)


def test_every_edition_is_told_and_one_alone(heard: Store) -> None:
    both = campaign_stats(heard, "visit", SETTINGS, LATER)
    assert [one.edition for one in both.editions] == ["press", "congress"]
    assert (both.account.excluded, both.account.submitted) == (3, 8)
    assert both.tally.recipients == 8
    alone = campaign_stats(heard, "visit", SETTINGS, LATER, edition="congress", by=("domain",))
    assert [one.edition for one in alone.editions] == ["congress"]
    assert sum(row.tally.recipients for row in alone.breakdowns[0].rows) == 2
    assert whats(alone) == whats(both)


@pytest.mark.parametrize("way", [way for way in WAYS if way != "office"])
def test_the_parts_are_the_whole(heard: Store, way: str) -> None:
    found = campaign_stats(heard, "visit", SETTINGS, LATER, by=(way,))
    assert sum((row.tally for row in found.breakdowns[0].rows), Tally()) == found.tally


def test_the_hours_are_named_as_clocks_there_show_them(heard: Store) -> None:
    found = campaign_stats(heard, "visit", SETTINGS, LATER, by=("hour",))
    rows = found.breakdowns[0].rows
    assert [row.name for row in rows] == [f"2026-06-20T{hour:02}:00-04:00" for hour in (8, 9, 10)]
    assert [row.tally.delivered for row in rows] == [3, 0, 1]


def test_since_a_moment_its_hour_and_those_after_it_are_told(heard: Store) -> None:
    since = NOW + timedelta(hours=1, minutes=20)
    found = campaign_stats(heard, "visit", SETTINGS, LATER, since=since)
    press = found.editions[0]
    assert press.hours["bounced"] == ((AT + HOUR, 1),)
    assert press.hours["delivered"] == ((AT + 2 * HOUR, 1),)
    assert press.tally.delivered == 3


def test_what_is_not_heard_of_is_missed_after_an_hour(heard: Store) -> None:
    soon = campaign_stats(heard, "visit", SETTINGS, NOW + timedelta(minutes=59))
    assert "nothing was heard" not in whats(soon)
    later = campaign_stats(heard, "visit", SETTINGS, LATER)
    assert "nothing was heard of 2 letters" in whats(later)


def test_what_went_to_the_sandbox_reached_nobody(store: Store, small_plan: SmallPlan) -> None:
    tell(store, small_plan(store, 2, per_batch=2, stage=Stage.SANDBOX))
    found = campaign_stats(store, "visit", SETTINGS, LATER)
    assert found.sandbox
    assert found.needs == ()


def test_the_greatest_rows_and_how_many_more(heard: Store) -> None:
    found = campaign_stats(heard, "visit", SETTINGS, LATER, by=("reason",), most=2)
    (broken,) = found.breakdowns
    assert (len(broken.rows), broken.rest) == (2, 1)
