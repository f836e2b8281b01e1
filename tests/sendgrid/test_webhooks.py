"""The webhooks' settings API, against a sandbox over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach.domain.webhook import NEEDED
from outreach.errors import NotAuthorised, Rejected, Unanswered
from outreach.sandbox.faults import Fault
from outreach.sandbox.server import RunningSandbox, running
from outreach.sandbox.settings import SandboxSettings
from outreach.sendgrid import webhooks as api
from outreach.sendgrid.client import SendGrid

URL = "http://127.0.0.1:1/webhooks/sendgrid"
SETTINGS = "user/webhooks/event/settings"


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    with running(SandboxSettings(tmp_path / "outbox", webhooks=2)) as it:
        yield it


@pytest.fixture
def sendgrid(sandbox: RunningSandbox) -> SendGrid:
    return SendGrid(sandbox.url, "SG.key")


def test_a_new_one_is_enabled_and_unsigned(sendgrid: SendGrid) -> None:
    assert api.webhooks(sendgrid).all == ()
    made = api.create(sendgrid, URL, NEEDED)
    found = api.webhooks(sendgrid)
    assert (found.all, found.most) == ((made,), 2)
    assert (made.enabled, made.on, made.public_key) == (True, set(NEEDED), "")


def test_a_change_switches_on_and_never_off(sendgrid: SendGrid) -> None:
    made = api.create(sendgrid, URL, ("processed", "open"))
    sendgrid.ask("PATCH", (*SETTINGS.split("/"), made.id), {"enabled": False})
    api.change(sendgrid, made.id, ("bounce",))
    (found,) = api.webhooks(sendgrid).all
    assert (found.enabled, found.on) == (True, {"processed", "open", "bounce"})


def test_its_key_is_that_of_its_signature(sendgrid: SendGrid) -> None:
    made = api.create(sendgrid, URL, NEEDED)
    assert api.public_key(sendgrid, made.id) == ""
    key = api.sign(sendgrid, made.id)
    assert api.public_key(sendgrid, made.id) == api.webhooks(sendgrid).all[0].public_key == key


def test_more_than_the_plan_allows_is_sendgrids_to_refuse(sendgrid: SendGrid) -> None:
    for name in "ab":
        api.create(sendgrid, URL + name, NEEDED)
    with pytest.raises(Rejected, match="maximum number"):
        api.create(sendgrid, URL, NEEDED)


@pytest.mark.parametrize("fault", ["forbidden", "bad-key"])
def test_what_the_key_may_not_do_names_the_scope(
    sandbox: RunningSandbox, sendgrid: SendGrid, fault: str
) -> None:
    made = api.create(sendgrid, URL, NEEDED)
    sandbox.sandbox.add_fault(Fault(fault, times=9, path="user/webhooks/event"))
    for call, scope in (
        (lambda: api.webhooks(sendgrid), "settings.read"),
        (lambda: api.public_key(sendgrid, made.id), "settings.read"),
        (lambda: api.create(sendgrid, URL, NEEDED), "settings.create"),
        (lambda: api.change(sendgrid, made.id, ()), "settings.update"),
        (lambda: api.sign(sendgrid, made.id), "settings.update"),
        (lambda: api.post_test(sendgrid, made), "test.create"),
    ):
        with pytest.raises(NotAuthorised, match="your key may not") as refused:
            call()
        assert f"user.webhooks.event.{scope}" in refused.value.hint


def test_an_answer_of_somebody_else_is_none(sandbox: RunningSandbox, sendgrid: SendGrid) -> None:
    sandbox.sandbox.add_fault(Fault("not-sendgrid", path=SETTINGS))
    with pytest.raises(Unanswered):
        api.webhooks(sendgrid)


class Told(SendGrid):
    """What SendGrid might say, without a server."""

    def __init__(self, body: object) -> None:
        self._body = body

    def ask(self, *_args: object, **_kwargs: object) -> object:  # type: ignore[override]
        from outreach.sendgrid.client import Answer

        return Answer(200, self._body, {})

    @property
    def _host(self) -> str:  # type: ignore[override]
        return "https://api.sendgrid.example"


def test_odd_rows_are_passed_over() -> None:
    rows = [None, 7, {}, {"id": 3, "url": "x"}, {"id": "w", "url": URL, "bounce": "yes"}]
    (found,) = api.webhooks(Told({"webhooks": rows})).all
    assert (found.id, found.enabled, found.public_key) == ("w", False, "")


def test_a_switch_that_the_account_does_not_have_is_not_missed() -> None:
    (found,) = api.webhooks(Told({"webhooks": [{"id": "w", "url": URL}]})).all
    assert found.on == {"account_status_change"}


@pytest.mark.parametrize("body", [None, [], {}, {"webhooks": None}, "x"])
def test_no_list_is_an_odd_answer(body: object) -> None:
    with pytest.raises(Unanswered, match="webhooks"):
        api.webhooks(Told(body))
