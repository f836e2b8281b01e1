"""Setting the webhook up: what differs is mended, others' stay, a second run has nothing to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from outreach.actions import webhook_check as action
from outreach.domain.webhook import NEEDED, Webhook
from outreach.errors import OutreachError
from outreach.sandbox.server import RunningSandbox, running
from outreach.sandbox.settings import SandboxSettings
from outreach.sendgrid import webhooks as api
from outreach.sendgrid.client import SendGrid

URL = "http://127.0.0.1:1/webhooks/sendgrid"
OTHER = "http://127.0.0.1:1/other"


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    with running(SandboxSettings(tmp_path / "outbox", webhooks=2)) as it:
        yield it


@pytest.fixture
def sendgrid(sandbox: RunningSandbox) -> SendGrid:
    return SendGrid(sandbox.url, "SG.key")


def test_made_once_and_then_as_it_must_be(sendgrid: SendGrid) -> None:
    api.create(sendgrid, OTHER, ("open",))
    theirs = api.webhooks(sendgrid).all[0]
    found = action.look(sendgrid, URL, ())
    assert (found.webhook, len(found.differs)) == (None, 1)
    made = action.mend(sendgrid, found)
    again = action.look(sendgrid, URL, ())
    assert (again.webhook, again.differs) == (made, ())
    assert made.public_key.startswith("MFkw")
    assert theirs in api.webhooks(sendgrid).all


def test_looking_changes_nothing(sendgrid: SendGrid) -> None:
    action.look(sendgrid, URL, ())
    assert api.webhooks(sendgrid).all == ()


def test_what_differs_is_mended_and_what_is_more_stays(sendgrid: SendGrid) -> None:
    made = api.create(sendgrid, URL, ("processed", "click"))
    sendgrid.ask("PATCH", f"user/webhooks/event/settings/{made.id}", {"enabled": False})
    found = action.look(sendgrid, URL, ("open",))
    assert len(found.differs) == 3
    action.mend(sendgrid, found)
    (now,) = api.webhooks(sendgrid).all
    assert (now.id, now.enabled, now.on) == (made.id, True, {*NEEDED, "open", "click"})
    assert action.look(sendgrid, URL, ("open",)).differs == ()


def test_a_key_is_not_made_anew(sendgrid: SendGrid) -> None:
    made = action.mend(sendgrid, action.look(sendgrid, URL, ()))
    sendgrid.ask("PATCH", f"user/webhooks/event/settings/{made.id}", {"bounce": False})
    assert action.mend(sendgrid, action.look(sendgrid, URL, ())).public_key == made.public_key


def test_a_full_plan_says_how_many_and_the_way_out(sendgrid: SendGrid) -> None:
    for name in "ab":
        api.create(sendgrid, OTHER + name, NEEDED)
    with pytest.raises(OutreachError, match="plan's 2 are in use") as full:
        action.look(sendgrid, URL, ())
    assert "delete one" in full.value.hint
    assert action.look(sendgrid, OTHER + "a", ()).webhook is not None


@pytest.mark.parametrize(
    ("known", "line"),
    [
        ((), 'webhook_keys = ["NEW"]'),
        (("OLD", " "), 'webhook_keys = ["OLD", "NEW"]'),
    ],
)
def test_the_line_keeps_the_keys_that_are_there(known: tuple[str, ...], line: str) -> None:
    webhook = Webhook("w", URL, True, frozenset(), "NEW")
    assert action.key_line(known, webhook) == line
    assert not action.knows_key(known, webhook)
    assert action.knows_key(("OLD", "N\nEW"), webhook)


@dataclass(frozen=True)
class Said:
    heard: float | None = None
    refused: float | None = None


@pytest.mark.parametrize(
    ("answers", "arrival"),
    [
        ([Said(), Said(), Said(heard=0.0)], "arrived"),
        ([Said(heard=900), Said(heard=901), Said(heard=0.3)], "arrived"),
        ([Said(heard=5), Said(heard=6, refused=0.1)], "refused"),
        ([Said(heard=5, refused=9)] * 99, "silent"),
        ([Said(), None, None, Said(heard=0.5)], "arrived"),
        ([Said(), *[None] * 99], "silent"),
        ([None, Said(heard=0.0)], "unseen"),
    ],
)
def test_what_became_of_the_test_is_seen_by_the_ages(
    sendgrid: SendGrid, answers: list[Said | None], arrival: str
) -> None:
    made = api.create(sendgrid, URL, NEEDED)
    told, passed = iter(answers), Time()
    found = action.arrival(
        sendgrid, made, lambda: next(told), clock=passed, pause=passed.pass_by, patience=3
    )
    assert found == arrival


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


def test_the_test_is_posted_even_where_nobody_can_tell(
    sendgrid: SendGrid, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    real: Callable[..., bool] = sandbox.sandbox.test_webhook

    def seen(url: str, *rest: object) -> bool:
        tried.append(url)
        return real(url, *rest)

    monkeypatch.setattr(sandbox.sandbox, "test_webhook", seen)
    made = api.create(sendgrid, URL, NEEDED)
    assert action.arrival(sendgrid, made, lambda: None, patience=1) == "unseen"
    assert tried == [URL]
