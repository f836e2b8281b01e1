"""What exactly does, or did, this person get?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.actions.letters import eml_of, letter_for
from outreach.actions.send import Clock, send_edition
from outreach.domain.delivery import Letter
from outreach.domain.unsubscribe import open_link
from outreach.errors import OutreachError
from outreach.sandbox.server import running
from outreach.sandbox.settings import SandboxSettings
from outreach.sendgrid.client import SendGrid
from outreach.sendgrid.payload import Envelope
from outreach.store import ledger
from outreach.store.contacts import find

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
Desk = Any  # of conftest.py
ENVELOPE = Envelope("press@coalition.example", "Coalition", "", ("visit",))


def letter(desk: Desk, name: str) -> tuple[Letter, str]:
    return letter_for(desk.db, desk.content, desk.templates, f"{name}@press.example", NOW)


def read(eml: bytes) -> EmailMessage:
    mail = message_from_bytes(eml, policy=default)
    assert isinstance(mail, EmailMessage)
    assert not mail.defects
    return mail


def bodies(mail: EmailMessage) -> tuple[str, str]:
    html, text = mail.get_body(("html",)), mail.get_body(("plain",))
    assert html
    assert text
    return html.get_content().replace("\r\n", "\n"), text.get_content().replace("\r\n", "\n")


# --- before and after -----------------------------------------------------------------------------


def test_the_letter_is_the_same_before_while_and_after_it_is_sent(desk: Desk) -> None:
    desk.write("<p>Dear {{ contact.name }} &amp; all</p>", "Dear {{ contact.name }} & all")
    before = letter(desk, "bo")
    assert before[0].subject == "For Bo"
    assert "Dear Bo &amp; all" in before[0].html
    plan = desk.plan().plan
    assert letter(desk, "bo") == before
    ledger.claim(desk.db, plan.id, NOW)
    assert letter(desk, "bo") == before
    desk.write("<p>Changed</p>")
    desk.db.execute("UPDATE contacts SET name = 'Robert' WHERE name = 'Bo'")
    assert letter(desk, "bo") == before


def test_until_it_is_sent_the_letter_is_as_it_would_be_sent_now(desk: Desk) -> None:
    desk.plan()
    desk.write("<p>Changed for {{ contact.name }}</p>")
    assert "Changed for Bo" in letter(desk, "bo")[0].html


def test_an_address_may_be_written_in_any_case(desk: Desk) -> None:
    assert letter_for(desk.db, desk.content, desk.templates, " BO@Press.example", NOW) == letter(
        desk, "bo"
    )


def test_what_sendgrid_delivers_is_the_letter_shown(desk: Desk, tmp_path: Path) -> None:
    desk.know("陳樂行 <b>", 'O\'Brien & Sons, "Ltd"')
    desk.db.execute(
        "UPDATE contacts SET email = id || '@p.example', email_key = id || '@p.example'"
    )
    people = desk.db.execute("SELECT email FROM contacts").fetchall()
    plan = desk.plan().plan
    with running(SandboxSettings(outbox=tmp_path / "outbox")) as sandbox:
        send_edition(
            desk.db,
            plan.id,
            Envelope.from_dict(plan.envelope),
            SendGrid(sandbox.url, "SG.x"),
            clock=Clock(now=lambda: NOW, sleep=lambda _: None),
            new_id=desk.new_id,
        )
        filed = {one.to: read(sandbox.sandbox.outbox.read(one)) for one in sandbox.sandbox.outbox}
    assert set(filed) == {email for (email,) in people}
    for email, mail in filed.items():
        shown, name = letter_for(desk.db, desk.content, desk.templates, email, NOW)
        eml = read(eml_of(shown, Envelope.from_dict(plan.envelope), name, email))
        for header in ("Subject", "From", "To", "Reply-To", "List-Unsubscribe"):
            assert str(eml[header]) == str(mail[header]), header
        assert [part.strip() for part in bodies(eml)] == [part.strip() for part in bodies(mail)]


# --- who gets none --------------------------------------------------------------------------------


def test_who_is_left_out_is_told_with_the_reason(desk: Desk) -> None:
    desk.know("postmaster")
    desk.lose("bo")
    with pytest.raises(OutreachError, match="left out of press: suppressed: unsubscribe"):
        letter(desk, "bo")
    with pytest.raises(OutreachError, match=r"no-reply-address \(nobody reads this mailbox\)"):
        letter(desk, "postmaster")


def test_a_stranger_is_told_where_to_look(desk: Desk) -> None:
    with pytest.raises(OutreachError, match="not in the audience of press") as caught:
        letter(desk, "nobody")
    assert caught.value.hint == (
        "see why: outreach audience --campaign visit --edition press --why nobody@press.example"
    )


def test_who_was_left_out_of_what_was_sent_got_none_whatever_has_changed_since(desk: Desk) -> None:
    desk.lose("bo")
    plan = desk.plan().plan
    ledger.claim(desk.db, plan.id, NOW)
    desk.db.execute("DELETE FROM suppressions")
    desk.know("Dee")
    with pytest.raises(OutreachError, match="left out of press: suppressed: unsubscribe"):
        letter(desk, "bo")
    with pytest.raises(OutreachError, match="not among those press was planned for"):
        letter(desk, "dee")


def test_who_left_between_plan_and_send_got_none(desk: Desk) -> None:
    plan = desk.plan().plan
    desk.lose("bo")
    ledger.claim(desk.db, plan.id, NOW)
    assert find(desk.db, "bo@press.example")
    with pytest.raises(OutreachError, match=r"unsubscribe \(since the plan was made\)"):
        letter(desk, "bo")


# --- as a mail ------------------------------------------------------------------------------------


def test_the_eml_is_a_mail_any_program_reads() -> None:
    shown = Letter("Für alle: Freiheit", "<p>Für 陳樂行</p>\n", "Für 陳樂行\n")
    mail = read(eml_of(shown, ENVELOPE, "陳樂行", "chen@press.example"))
    assert mail["Subject"] == "Für alle: Freiheit"
    assert str(mail["To"]) == "陳樂行 <chen@press.example>"
    assert str(mail["From"]) == "Coalition <press@coalition.example>"
    assert mail["Reply-To"] is None
    assert mail["List-Unsubscribe"] is None
    assert bodies(mail) == ("<p>Für 陳樂行</p>\n", "Für 陳樂行\n")


def test_reply_address_and_way_out_are_headers_where_there_are_any() -> None:
    envelope = Envelope(
        "a@b.example", "A", "reply@b.example", ("v",), unsubscribe="<mailto:out@b.example>"
    )
    mail = read(eml_of(Letter("s", "<p>h</p>", "t"), envelope, "", "ana@press.example"))
    assert mail["Reply-To"] == "reply@b.example"
    assert mail["List-Unsubscribe"] == "<mailto:out@b.example>"
    assert mail["To"] == "ana@press.example"


def test_a_letter_that_is_shown_has_everybodys_link_in_its_headers() -> None:
    link = open_link("https://hear.coalition.example")
    envelope = replace(ENVELOPE, unsubscribe="<mailto:press@coalition.example>", open_link=link)
    mail = read(eml_of(Letter("s", "<p>h</p>", "t"), envelope, "", "ana@press.example"))
    assert mail["List-Unsubscribe"] == f"<{link}>, <mailto:press@coalition.example>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


names = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


@given(names)
def test_a_name_can_be_no_header(name: str) -> None:
    evil = f"{name}\r\nBcc: all@press.example"
    mail = read(eml_of(Letter("s", "<p>h</p>", "t"), ENVELOPE, evil, "ana@press.example"))
    assert mail["Bcc"] is None
    assert set(mail.keys()) == {"From", "To", "Subject", "MIME-Version", "Content-Type"}
    assert [one.addr_spec for one in mail["To"].addresses] == ["ana@press.example"]


def test_a_contacts_line_breaks_stay_out_of_the_subject(desk: Desk) -> None:
    desk.db.execute(
        "UPDATE contacts SET name = 'Bo' || char(13, 10) || 'Bcc: all@press.example'"
        " WHERE name = 'Bo'"
    )
    shown, name = letter(desk, "bo")
    mail = read(eml_of(shown, ENVELOPE, name, "bo@press.example"))
    assert mail["Bcc"] is None
    assert mail["Subject"] == "For Bo  Bcc: all@press.example"
