"""Leaving by the link in a letter, from the plan to the sandbox's inbox and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from outreach.actions.content import content_of, envelope_of
from outreach.actions.leave import Leaver, leave, who_leaves
from outreach.actions.letters import eml_of, letter_for
from outreach.actions.plan import MOST_BYTES, MOST_FIELDS, Draft, Planned, Planning, plan_editions
from outreach.actions.send import Sent, send_edition
from outreach.actions.send_test import send_test
from outreach.domain.campaign import Campaign, Sender
from outreach.domain.contact import Reason
from outreach.domain.delivery import Account, Stage
from outreach.domain.settings import Settings
from outreach.domain.unsubscribe import LINK_TAG
from outreach.errors import NeedsFixing
from outreach.sandbox.server import RunningSandbox, running
from outreach.sandbox.settings import SandboxSettings
from outreach.sendgrid.client import SendGrid
from outreach.sendgrid.payload import Envelope
from outreach.store.leaving import signer
from outreach.store.plans import exclusions
from outreach.store.suppressions import barring, suppressions
from outreach.viewer.mail import digest_of, mail_of, read_mail
from sent import NOW, Answers, Time

HERE = "https://hear.coalition.example"
SENDER = Sender("Coalition", "press@coalition.example", "Coalition", "reply@coalition.example")
SETTINGS = Settings(SENDER, public_url=HERE, test_recipients=("desk@coalition.example",))
LINK = re.compile(rf"{HERE}/u/([a-z2-7]{{32}})")
ANA = "ana@press.example"


@dataclass
class Own:
    """The desk of conftest.py, where the world reaches it."""

    desk: Any
    outbox: Path

    @property
    def content(self) -> Any:
        campaign = Campaign("visit", "Visit", self.desk.statement, (self.desk.edition,))
        return content_of(campaign, self.desk.edition, SETTINGS, NOW)

    @property
    def envelope(self) -> Envelope:
        return envelope_of(self.content, SETTINGS)

    def plan(self, stage: Stage = Stage.SENDGRID) -> Planned:
        planning = Planning(self.desk.templates, stage, NOW, self.desk.new_id)
        (planned,) = plan_editions(self.desk.db, [Draft(self.content, self.envelope)], planning)
        return planned

    def send(self, plan_id: str, sendgrid: Any) -> Sent:
        return send_edition(
            self.desk.db,
            plan_id,
            self.envelope,
            sendgrid,
            clock=Time().clock,
            new_id=self.desk.new_id,
        )

    def received(self, send: Callable[[RunningSandbox], object]) -> dict[str, bytes]:
        """What the sandbox has filed after it, by address."""
        with running(SandboxSettings(outbox=self.outbox)) as sandbox:
            send(sandbox)
            outbox = sandbox.sandbox.outbox
            return {one.to: outbox.read(one) for one in outbox}


@pytest.fixture
def own(desk: Any, tmp_path: Path) -> Own:
    desk.write(
        '<!DOCTYPE html><p>Dear {{ contact.name }}</p><a href="{{ unsubscribe_url }}">Leave</a>',
        "Dear {{ contact.name }}\nLeave: {{ unsubscribe_url }}\n",
    )
    return Own(desk, tmp_path / "outbox")


def read(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def link_in(mail: EmailMessage) -> str:
    """The token that header and both bodies have alike."""
    html, text = mail.get_body(("html",)), mail.get_body(("plain",))
    assert html
    assert text
    said = (str(mail["List-Unsubscribe"]), html.get_content(), text.get_content())
    (token,) = {match for one in said for match in LINK.findall(one)}
    assert all(LINK.search(one) for one in said)
    return str(token)


def test_each_letter_has_a_link_of_its_own_and_is_the_one_that_is_shown(own: Own) -> None:
    plan = own.plan().plan
    mails = own.received(lambda at: own.send(plan.id, SendGrid(at.url, "SG.x")))
    assert len({link_in(read(raw)) for raw in mails.values()}) == 3
    for address, raw in mails.items():
        mail = read(raw)
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert address not in str(mail["List-Unsubscribe"])
        shown, name = letter_for(own.desk.db, own.content, own.desk.templates, address, NOW)
        eml = eml_of(shown, own.envelope, name, address)
        assert LINK_TAG in str(read(eml)["List-Unsubscribe"])
        # A mail's parts end in a line break.
        digests = {
            digest_of(mail_of(_ending(shown, end), read_mail(eml).raw)) for end in ("", "\n")
        }
        assert digest_of(read_mail(raw)) in digests


def _ending(letter: Any, end: str) -> Any:
    return replace(letter, html=letter.html + end, text=letter.text.rstrip("\n") + "\n")


def test_who_presses_her_link_has_left_and_nobody_else(own: Own) -> None:
    plan = own.plan().plan
    mails = own.received(lambda at: own.send(plan.id, SendGrid(at.url, "SG.x")))
    token = link_in(read(mails[ANA]))
    asked = Leaver("a…@press.example", "Coalition", "reply@coalition.example", "en", gone=False)
    assert who_leaves(own.desk.db, token) == asked
    assert not list(suppressions(own.desk.db)), "to look unsubscribes nobody"
    assert leave(own.desk.db, token, NOW)
    assert leave(own.desk.db, token, NOW + timedelta(days=1))
    assert [one.reason for one in barring(own.desk.db, ANA)] == [Reason.UNSUBSCRIBE]
    assert len(list(suppressions(own.desk.db))) == 1
    gone = who_leaves(own.desk.db, token)
    assert gone
    assert gone.gone
    assert not leave(own.desk.db, token[::-1], NOW)


def test_who_leaves_between_plan_and_send_gets_nothing_more(own: Own) -> None:
    first = own.plan().plan
    assert own.send(first.id, Answers()).account == Account(submitted=3)
    one, batch = own.desk.db.execute(
        "SELECT id, batch_id FROM deliveries WHERE email = ?", (ANA,)
    ).fetchone()
    token = signer(own.desk.db)(str(one), batch)
    own.desk.edit(name="second")
    second = own.plan().plan
    assert second.recipients == 3
    assert leave(own.desk.db, token, NOW)
    sendgrid = Answers()
    assert own.send(second.id, sendgrid).account == Account(excluded=1, submitted=2)
    assert ANA not in sendgrid.taken
    (left,) = exclusions(own.desk.db, second.id)
    assert (left.email, left.reason) == (ANA, "suppressed: unsubscribe")
    own.desk.edit(name="third")
    assert own.plan().plan.recipients == 2, "and is not planned for"


def test_a_test_letters_link_unsubscribes_nobody(own: Own) -> None:
    letter, _ = letter_for(own.desk.db, own.content, own.desk.templates, ANA, NOW)

    def send(at: RunningSandbox) -> None:
        sendgrid = SendGrid(at.url, "SG.x")
        to = SETTINGS.test_recipients
        send_test(
            letter, own.envelope, to, sendgrid, settings=SETTINGS, now=NOW, barred=lambda _: None
        )

    (raw,) = own.received(send).values()
    assert not LINK.search(raw.decode())
    assert f"{HERE}/u/{LINK_TAG}" in raw.decode()
    assert who_leaves(own.desk.db, LINK_TAG) is None
    assert not leave(own.desk.db, LINK_TAG, NOW)


def test_the_way_out_counts_among_what_sendgrid_takes_of_a_recipient(own: Own) -> None:
    names = "{{ contact.name }} "  # and one in the subject
    text = "{{ unsubscribe_url }}"
    own.desk.write(f"<p>{names * (MOST_FIELDS - 2)}</p>", text)
    assert own.plan().plan.recipients == 3
    own.desk.write(f"<p>{names * (MOST_FIELDS - 1)}</p>", text)
    with pytest.raises(NeedsFixing) as refused:
        own.plan()
    assert refused.value.problems[0].message.startswith("101 fields")
    own.desk.write("<p>{{ contact.city | default('-') }}</p>", text)
    almost = "x" * (MOST_BYTES - 60)
    own.desk.db.execute("UPDATE contacts SET city = ? WHERE name = 'Bo'", (almost,))
    with pytest.raises(NeedsFixing, match="cannot be planned"):
        own.plan()


def test_a_plan_anew_tells_that_people_leave_another_way(own: Own) -> None:
    own.desk.plan()
    planned = own.plan()
    assert planned.changes
    assert any("the link to unsubscribe" in line for line in planned.changes.lines())
