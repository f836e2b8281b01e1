"""The letter shown is the letter sent: before, while and after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import count
from pathlib import Path

import pytest

from outreach.actions.content import content_of, envelope_of
from outreach.actions.enclosures import Folders
from outreach.actions.plan import Draft, Planning, plan_editions
from outreach.actions.preview import Preview
from outreach.actions.send import Clock, send_edition
from outreach.domain.contact import Reason, Suppression
from outreach.domain.delivery import Attachment, Letter, Stage
from outreach.sandbox.server import running
from outreach.sandbox.settings import SandboxSettings
from outreach.sendgrid.client import SendGrid
from outreach.sendgrid.payload import Envelope
from outreach.store import ledger
from outreach.store.database import Store
from outreach.store.erasure import erase
from outreach.store.plans import Plan, recipients_after
from outreach.store.suppressions import suppress
from sample_workspace import (
    CAMPAIGN,
    NOW,
    SampleWorkspace,
    copied,
    everyone,
    people,
    previewing,
    read,
)

EDITIONS = ("press", "congress", "signatories")
_ids = count()


@pytest.fixture
def sample(tmp_path: Path) -> SampleWorkspace:
    found = copied(tmp_path)
    (found.campaign_file.parent / "list.csv").write_bytes(b"a;b\r\n\x00\xff")
    found.edit(
        found.campaign_file, "[editions.press]", '[editions.press]\nattachments = ["list.csv"]'
    )
    return found


@pytest.fixture
def preview(sample: SampleWorkspace) -> Iterator[Preview]:
    with previewing(sample.home) as found:
        yield found


@pytest.fixture
def db(sample: SampleWorkspace) -> Iterator[Store]:
    with closing(sample.open_store()) as store:
        yield store


def planned(sample: SampleWorkspace, db: Store, edition: str) -> Plan:
    campaign, settings = sample.read(CAMPAIGN)
    noun = campaign.edition(edition)
    assert noun
    folders = Folders(sample.campaign_file.parent, sample.templates)
    content = content_of(campaign, noun, settings, NOW, folders)
    (found,) = plan_editions(
        db,
        [Draft(content, envelope_of(content, settings))],
        Planning(sample.templates, Stage.SENDGRID, NOW, lambda: f"x{next(_ids):05d}"),
    )
    return found.plan


def shown_to_all(preview: Preview, edition: str) -> dict[str, Letter]:
    entries = people(preview, edition).page("", 0, 999)[1]
    letters = {one.email: preview.letter(CAMPAIGN, edition, one.uid).letter for one in entries}
    assert None not in letters.values()
    return {email: letter for email, letter in letters.items() if letter}


def received(eml: bytes) -> Letter:
    mail = message_from_bytes(eml, policy=default)
    assert isinstance(mail, EmailMessage)
    html, text = mail.get_body(("html",)), mail.get_body(("plain",))
    assert html
    assert text
    files = tuple(
        Attachment(one.get_filename() or "", one.get_content_type(), bytes_of(one))
        for one in mail.iter_attachments()
    )
    subject, *bodies = str(mail["Subject"]), str(html.get_content()), str(text.get_content())
    return Letter(subject, *(one.replace("\r\n", "\n") for one in bodies), files)


def bytes_of(part: object) -> bytes:
    assert isinstance(part, EmailMessage)
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


@pytest.mark.parametrize("edition", EDITIONS)
def test_each_letter_is_shown_as_it_will_arrive_and_as_it_arrived(
    preview: Preview, sample: SampleWorkspace, db: Store, tmp_path: Path, edition: str
) -> None:
    before = shown_to_all(preview, edition)
    plan = planned(sample, db, edition)
    with running(SandboxSettings(outbox=tmp_path / "outbox")) as sandbox:
        send_edition(
            db,
            plan.id,
            Envelope.from_dict(plan.envelope),
            SendGrid(sandbox.url, "SG.x"),
            clock=Clock(now=lambda: NOW, sleep=lambda _: None),
            new_id=lambda: f"y{next(_ids):05d}",
        )
        outbox = sandbox.sandbox.outbox
        arrived = {one.to: received(outbox.read(one)) for one in outbox}
    assert set(arrived) == set(before)
    for email, letter in arrived.items():
        assert letter.digest == before[email].digest, email
    sample.edit(sample.campaign_file, 'subject = "', 'subject = "Changed: ')
    preview.changed([sample.campaign_file])
    assert shown_to_all(preview, edition) == before
    uid = preview.first(CAMPAIGN, edition)
    shown = preview.letter(CAMPAIGN, edition, uid)
    assert (shown.sent, shown.faults) == (True, ())
    assert shown.envelope == Envelope.from_dict(plan.envelope)


def test_an_edition_that_is_being_sent_keeps_its_people(
    preview: Preview, sample: SampleWorkspace, db: Store
) -> None:
    suppress(db, Suppression("newsdesk@beltwaywire.example", Reason.MANUAL, NOW))
    plan = planned(sample, db, "press")
    then = everyone(people(preview))
    assert ledger.claim(db, plan.id, NOW)
    erase(db, then[3], NOW + timedelta(days=1), {CAMPAIGN})
    db.execute("UPDATE contacts SET email_key = 'moved@x.example' WHERE uid = 'sample0001'")
    db.execute("UPDATE contacts SET updated_at = '2030'")
    with previewing(sample.home) as fresh:
        roster, found = read(fresh)
        assert roster.sent
        assert everyone(roster) == [*then[:3], *then[4:]]
        assert "1 who were erased" in roster.note
        assert roster.reasons == {"suppressed by the staff": 1}
        (opened, *others) = fresh.campaign(CAMPAIGN).editions
        assert (opened.sent, opened.recipients) == (True, 38)
        assert not any(one.sent for one in others)
        assert (roster.state, roster.read) == ("done", 37)
        assert roster.at(0).message == 1
        assert roster.at(0).detail == "The Potomac Ledger"
        assert found.progress == ""
        assert fresh.letter(CAMPAIGN, "press", "sample0001").letter
        left = roster.left_out()[1][0]
        why = fresh.letter(CAMPAIGN, "press", left.uid).faults[0].message
        assert why == f"{left.email} is left out of press: suppressed by the staff"
        why = fresh.letter(CAMPAIGN, "press", "stranger").faults[0].message
        assert why == "this person is not among those press was planned for"


def test_the_recipients_of_a_plan_come_in_pages_of_its_own(
    db: Store, sample: SampleWorkspace
) -> None:
    plans = [planned(sample, db, edition) for edition in EDITIONS]
    for plan in plans:
        pages: list[str] = []
        last = 0
        while page := recipients_after(db, plan.id, last, 7):
            assert len(page) <= 7
            pages += [one.email for one in page]
            last = page[-1].id
        rows = db.execute("SELECT email FROM deliveries WHERE plan_id = ? ORDER BY id", (plan.id,))
        assert pages == [email for (email,) in rows.fetchall()]
        assert len(pages) == plan.recipients
