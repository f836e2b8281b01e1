"""What the account at SendGrid means for our letters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from outreach.checks.account import (
    clock_signs,
    credit_signs,
    group_signs,
    identity_signs,
    scope_signs,
    switch_signs,
)
from outreach.domain.account import Clock, Credits, SignedDomain, Switch, VerifiedSender
from outreach.domain.health import Health, Sign, Untold, worst

UNTOLD = Untold("the key may not read it")
US = "press@coalition.example"
NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
SIGNED = SignedDomain("coalition.example", valid=True)
FOUND_NOT = SignedDomain("coalition.example", valid=False)
SINGLE = VerifiedSender(US, verified=True)


def healths(signs: Iterable[Sign]) -> list[Health]:
    return [one.health for one in signs]


@pytest.mark.parametrize(
    ("domains", "senders", "health"),
    [
        ((SIGNED,), (), "good"),
        ((FOUND_NOT, SIGNED), (), "good"),  # stale entries stay listed
        ((FOUND_NOT,), (SINGLE,), "bad"),
        ((), (SINGLE,), "look"),
        (UNTOLD, (SINGLE,), "look"),
        (UNTOLD, (), "unknown"),
        ((), UNTOLD, "unknown"),
        ((SignedDomain("other.example", valid=True),), (), "bad"),
        ((), (VerifiedSender(US, verified=False),), "bad"),
    ],
)
def test_the_sender_is_one_that_sendgrid_takes(
    domains: tuple[SignedDomain, ...] | Untold,
    senders: tuple[VerifiedSender, ...] | Untold,
    health: Health,
) -> None:
    assert healths(identity_signs(US, domains, senders)) == [health]


def test_a_key_that_may_send_and_nothing_else_is_told_what_it_lacks() -> None:
    first, *lacking = scope_signs(frozenset({"mail.send"}), "https://api.example")
    assert first.health == "good"
    assert {one.health for one in lacking} == {"look"}
    assert any("messages.read" in one.way_out for one in lacking)


def test_a_key_that_may_not_send_is_bad() -> None:
    assert next(iter(scope_signs(frozenset({"stats.read"}), "h"))).health == "bad"
    assert healths(scope_signs(UNTOLD, "h")) == ["unknown"]


@pytest.mark.parametrize(
    ("remain", "to_go", "health"), [(10, 10, "good"), (9, 10, "bad"), (0, 0, "bad")]
)
def test_the_credits_suffice_for_what_is_planned(remain: int, to_go: int, health: Health) -> None:
    assert healths(credit_signs(Credits(remain), to_go)) == [health]


@pytest.mark.parametrize(
    ("ahead", "health"), [(0, "good"), (29, "good"), (-31, "look"), (-400, "bad"), (400, "bad")]
)
def test_the_clock_is_sendgrids(ahead: int, health: Health) -> None:
    here = NOW + timedelta(seconds=ahead)
    assert healths(clock_signs(Clock(NOW, here))) == [health]


def test_groups_that_are_gone_are_told_by_kind() -> None:
    groups = {101: "Press"}
    assert healths(group_signs({"press": 101}, groups)) == ["good"]
    [sign] = group_signs({"press": 101, "congress": 7}, groups)
    assert sign.health == "bad"
    assert "7, for congress" in sign.said
    assert list(group_signs({}, UNTOLD)) == []


def test_settings_that_change_letters_are_told() -> None:
    tracking = (Switch("open", on=True),)
    assert healths(switch_signs(tracking, (Switch("footer", on=False),))) == ["good", "good"]
    _, sign = switch_signs(tracking, (Switch("footer", on=True), Switch("new_one", on=True)))
    assert (sign.health, "footer" in sign.said) == ("look", True)


def test_what_cannot_be_told_is_no_good_news() -> None:
    signs = [*switch_signs(UNTOLD, UNTOLD), *credit_signs(UNTOLD, 3), *clock_signs(UNTOLD)]
    assert set(healths(signs)) == {"unknown"}
    assert all(one.said.startswith("cannot tell") for one in signs)
    assert worst(signs) == "unknown"
    assert worst([]) == "good"
