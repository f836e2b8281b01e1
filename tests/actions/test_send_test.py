"""A test letter: the letter itself, to the staff alone, and no delivery."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from outreach.actions.send_test import send_test
from outreach.domain.campaign import Sender
from outreach.domain.contact import Reason
from outreach.domain.delivery import Attachment, Letter
from outreach.domain.settings import Settings
from outreach.domain.unsubscribe import LINK_TAG
from outreach.errors import (
    NotAuthorised,
    OutreachError,
    RateLimited,
    Unanswered,
    Unreachable,
    WrongUsage,
)
from outreach.sandbox.faults import Fault
from outreach.sandbox.server import RunningSandbox, running
from outreach.sandbox.settings import SandboxSettings
from outreach.sendgrid.client import SendGrid
from outreach.sendgrid.events import parse
from outreach.sendgrid.payload import Envelope
from outreach.store.events import record_events
from outreach.store.plans import read_plans
from outreach.store.suppressions import suppressed

NOW = datetime(2026, 6, 20, 18, 2, tzinfo=UTC)
DESK, CHAIR = "desk@coalition.example", "Chair@coalition.example"
SETTINGS = Settings(
    Sender("Coalition", "press@coalition.example", "Coalition"),
    timezone="America/New_York",
    test_recipients=(DESK, CHAIR),
)
ENVELOPE = Envelope(
    "press@coalition.example",
    "Coalition",
    "reply@coalition.example",
    ("visit", "visit/press"),
    opens=True,
    clicks=True,
    asm_group=101,
    unsubscribe="<mailto:reply@coalition.example?subject=unsubscribe>",
)
LETTER = Letter(
    "For Bo: “44 organisations”",
    '<!DOCTYPE html><p>Dear Bo</p><a href="<%asm_group_unsubscribe_raw_url%>">Leave</a>',
    "Dear Bo\nLeave: <%asm_group_unsubscribe_raw_url%>",
    (Attachment("kit.pdf", "application/pdf", b"%PDF-1.7 kit"),),
)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    with running(SandboxSettings(outbox=tmp_path / "outbox", time_scale=0.0001)) as at:
        yield at


def send(sandbox: RunningSandbox, *to: str, letter: Letter = LETTER, **changed: Any) -> Any:
    more = {"settings": SETTINGS, "now": NOW, "barred": lambda _: None, **changed}
    envelope = more.pop("envelope", ENVELOPE)
    return send_test(letter, envelope, to, SendGrid(sandbox.url, "SG.sandbox"), **more)


def received(sandbox: RunningSandbox) -> dict[str, EmailMessage]:
    outbox = sandbox.sandbox.outbox
    return {
        one.to: message_from_bytes(outbox.read(one), _class=EmailMessage, policy=policy.default)
        for one in outbox
    }


def test_it_is_the_letter_with_a_mark(sandbox: RunningSandbox) -> None:
    done = send(sandbox, DESK)
    assert done.to == (DESK,)
    assert done.subject == "[TEST 14:02] For Bo: “44 organisations”"
    (mail,) = received(sandbox).values()
    assert mail["Subject"] == done.subject
    assert "Reply-To" in mail
    html, text = mail.get_body(("html",)), mail.get_body(("plain",))
    assert html
    assert text
    assert "<p>Dear Bo</p>" in html.get_content()
    assert "asm_group" not in html.get_content(), "SendGrid's tag for the way out was left"
    assert f"{sandbox.url}/unsubscribe/" in text.get_content()
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("kit.pdf", b"%PDF-1.7 kit")


def test_the_way_out_by_one_click_is_in_it_too(sandbox: RunningSandbox) -> None:
    letter = replace(LETTER, html=f'<a href="{LINK_TAG}">Leave</a>', text="Leave")
    envelope = replace(ENVELOPE, asm_group=0, unsubscribe="", one_click=True)
    send(sandbox, DESK, letter=letter, envelope=envelope)
    (mail,) = received(sandbox).values()
    html = mail.get_body(("html",))
    assert html
    assert f'<a href="{sandbox.url}/unsubscribe/' in html.get_content()


def test_it_is_counted_apart_and_measured_by_nobody(sandbox: RunningSandbox) -> None:
    bodies: list[Any] = []

    class Recorder:
        def submit(self, body: bytes) -> str:
            bodies.append(json.loads(body))
            return "MID"

    send_test(
        LETTER, ENVELOPE, [DESK], Recorder(), settings=SETTINGS, now=NOW, barred=lambda _: None
    )
    (body,) = bodies
    assert body["categories"] == ["test", "test/visit", "test/visit/press"]
    assert body["tracking_settings"]["open_tracking"] == {"enable": False}
    assert body["tracking_settings"]["click_tracking"]["enable"] is False


def test_each_gets_a_letter_of_her_own_and_one_alone(sandbox: RunningSandbox) -> None:
    done = send(sandbox, "chair@COALITION.example", CHAIR, DESK)
    assert done.to == (CHAIR, DESK)
    mails = received(sandbox)
    assert len(sandbox.sandbox.outbox) == 2
    assert {to: str(mail["To"]) for to, mail in mails.items()} == {CHAIR: CHAIR, DESK: DESK}


@pytest.mark.parametrize(
    ("to", "allowed", "message", "hint"),
    [
        (("m.oduya@press.example",), (DESK,), "m.oduya@press.example is no test recipient", DESK),
        ((DESK, "m.oduya@press.example"), (DESK,), "m.oduya@press.example is no", DESK),
        ((), (DESK,), "to whom?", DESK),
        ((DESK,), (), "there are no test recipients", 'test_recipients = ["desk@'),
    ],
)
def test_it_goes_to_nobody_else(
    sandbox: RunningSandbox, to: tuple[str, ...], allowed: tuple[str, ...], message: str, hint: str
) -> None:
    with pytest.raises(WrongUsage) as refused:
        send(sandbox, *to, settings=replace(SETTINGS, test_recipients=allowed))
    assert message in refused.value.message
    assert hint in refused.value.hint
    assert not len(sandbox.sandbox.outbox)


def test_who_left_is_not_written_to_even_as_a_test(sandbox: RunningSandbox) -> None:
    left = {"chair@coalition.example": Reason.UNSUBSCRIBE}
    with pytest.raises(OutreachError, match=r"Chair@coalition\.example \(unsubscribe\)"):
        send(sandbox, DESK, CHAIR, barred=left.get)
    assert not len(sandbox.sandbox.outbox)


def test_its_events_are_no_news_of_a_letter_that_was_really_sent(
    sandbox: RunningSandbox, desk: Any
) -> None:
    """A test recipient may be a contact, who got the real letter before."""
    plan = desk.plan().plan
    desk.db.execute("UPDATE batches SET state = 'submitted', claimed_at = '2026-06-20T12:00:00'")
    before = list(desk.db.query("SELECT * FROM deliveries"))
    ana = "ana@press.example"
    events: list[dict[str, object]] = []
    with running(
        SandboxSettings(outbox=sandbox.sandbox.outbox.root / "b", time_scale=0.0001)
    ) as at:
        send(at, ana, settings=replace(SETTINGS, test_recipients=(ana,)))
        assert at.wait_idle()
        (letter,) = at.sandbox.outbox
        events = [
            {
                "email": ana,
                "event": name,
                "timestamp": int(NOW.timestamp()),
                "sg_event_id": name,
                **letter.custom_args,
            }
            for name in ("processed", "delivered", "open", "bounce")
        ]
    taken = record_events(desk.db, parse(json.dumps(events).encode()))
    assert (taken.new, taken.foreign) == (0, len(events))
    assert list(desk.db.query("SELECT * FROM deliveries")) == before
    assert [one.id for one in read_plans(desk.db, "visit")] == [plan.id]


def test_a_suppressed_contact_is_barred_by_the_store_itself(
    sandbox: RunningSandbox, desk: Any
) -> None:
    desk.lose("ana")
    settings = replace(SETTINGS, test_recipients=("Ana@press.example",))
    with pytest.raises(OutreachError, match=r"Ana@press\.example"):
        send(sandbox, "Ana@press.example", settings=settings, barred=suppressed(desk.db))


@pytest.mark.parametrize(
    ("fault", "kind", "hint"),
    [
        ("rate-limit", RateLimited, "nothing was sent"),
        ("credits", NotAuthorised, "buy credits"),
        ("server-error", Unanswered, "look into the mailbox"),
        ("accept-then-drop", Unanswered, "look into the mailbox"),
    ],
)
def test_what_goes_wrong_is_told(
    sandbox: RunningSandbox, fault: str, kind: type[OutreachError], hint: str
) -> None:
    sandbox.sandbox.add_fault(Fault(fault))
    with pytest.raises(kind) as refused:
        send(sandbox, DESK)
    assert hint in refused.value.hint
    if kind is Unanswered:
        assert "may have gone out" in refused.value.message


def test_where_nobody_listens_nothing_has_gone_out(tmp_path: Path) -> None:
    with running(SandboxSettings(outbox=tmp_path / "o")) as at:
        gone = at
    with pytest.raises(Unreachable):
        send(gone, DESK)
