"""What `doctor` says of the webhook, for each way it can be wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from outreach.checks.webhook import webhook_signs
from outreach.domain.health import Health, Untold
from outreach.domain.webhook import NEEDED, Webhook, Webhooks

URL = "https://hear.coalition.example/webhooks/sendgrid"
GOOD = Webhook("w", URL, True, frozenset(NEEDED), "MFkwKEY")
OTHERS = Webhook("x", "https://other.example/hook", False)


def signs(webhook: Webhook, url: str = URL, *, heard_at: str = "2026-06-20T12:00:00Z") -> str:
    found = webhook_signs(Webhooks((OTHERS, webhook)), url, ("MFkwKEY",), (), heard_at)
    return "\n".join(f"{one.health}: {one.said} | {one.way_out}" for one in found)


def test_all_is_well_and_when_it_was_heard() -> None:
    at = "of our letters it told last at 2026-06-20 12:00 UTC"
    assert signs(GOOD) == f"good: SendGrid posts signed events to {URL}; {at} | "


def test_one_that_was_never_heard_may_have_had_nothing_to_tell() -> None:
    assert signs(GOOD, heard_at="") == (
        f"good: SendGrid posts signed events to {URL}; of no letter of ours yet | "
    )


@pytest.mark.parametrize(
    ("webhook", "said"),
    [
        (replace(GOOD, enabled=False), "switched off"),
        (replace(GOOD, on=GOOD.on - {"bounce"}), "these events: bounce"),
        (replace(GOOD, public_key=""), "does not sign"),
        (replace(GOOD, public_key="MFkwOLD"), "a key that is not in outreach.toml"),
        (replace(GOOD, url="https://old.example/"), "no webhook at SendGrid posts to"),
    ],
)
def test_each_fault_has_a_way_out(webhook: Webhook, said: str) -> None:
    found = signs(webhook)
    assert found.startswith("bad: ")
    assert said in found
    assert "outreach listen --check" in found
    assert "other.example" not in found


def test_all_faults_are_said_at_once() -> None:
    assert signs(Webhook("w", URL, False)).count("bad: ") == 3


def test_without_a_public_address_ours_is_known_by_its_key() -> None:
    assert signs(GOOD, "").startswith("good: ")
    assert "outreach sync" in signs(replace(GOOD, public_key=""), "")


def test_a_password_in_its_address_is_not_shown() -> None:
    hidden = replace(GOOD, url="https://user:word@hear.coalition.example/webhooks/sendgrid")
    assert f"to {URL};" in signs(hidden)
    assert "word" not in signs(hidden)


def test_what_the_key_may_not_read_cannot_be_told() -> None:
    (one,) = webhook_signs(Untold("the key may not read it"), URL, (), ())
    health: Health = "unknown"
    assert one.health == health
    assert "user.webhooks.event.settings.read" in one.way_out
