from __future__ import annotations

import base64
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.sandbox.letters import copies
from outreach.sandbox.mime import eml

Mail = Callable[..., dict[str, Any]]

TEXT = st.text(min_size=1)


def parsed(mail: dict[str, Any]) -> tuple[EmailMessage, bytes]:
    copy = next(copies(mail, lambda: "id1", lambda i: f"http://127.0.0.1/u/{i}"))
    raw = eml(copy, "MID", 1_800_000_000.0)
    return message_from_bytes(raw, _class=EmailMessage, policy=policy.default), raw


def body(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    assert part is not None
    return str(part.get_content())


def lines(text: str) -> list[str]:
    """Lines as mail knows them; a last line end is the part's own."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    return whole.encode("utf-8", "replace").decode().rstrip("\n").split("\n")


def test_a_letter_reads_back_as_it_was_written(mail: Mail) -> None:
    message, raw = parsed(
        mail(
            subject="Grüße aus 北京",
            content=[
                {"type": "text/plain", "value": "Liebe Zoë\n--\n北京"},
                {"type": "text/html", "value": "<p>Zoë</p>"},
            ],
            personalizations=[
                {
                    "to": [{"email": "zoe@example.com", "name": "Zoë, PhD"}],
                    "cc": [{"email": "cc@example.com", "name": "O'Brien"}],
                    "headers": {"List-Unsubscribe": "<https://example.org/u>"},
                }
            ],
            reply_to={"email": "reply@example.org"},
        )
    )
    assert message["Subject"] == "Grüße aus 北京"
    assert message["From"].addresses[0].display_name == "The Coalition"
    assert message["To"].addresses[0].display_name == "Zoë, PhD"
    assert message["Cc"] == "O'Brien <cc@example.com>"
    assert message["Reply-To"] == "reply@example.org"
    assert message["List-Unsubscribe"] == "<https://example.org/u>"
    assert message["Message-ID"] == "<MID.0@sandbox.example>"
    assert message["Date"] == "Fri, 15 Jan 2027 08:00:00 +0000"
    assert message.get_content_type() == "multipart/alternative"
    assert lines(body(message, "plain")) == ["Liebe Zoë", "--", "北京"]
    assert body(message, "html").strip() == "<p>Zoë</p>"
    assert not message.defects
    assert b"\n" not in raw.replace(b"\r\n", b"")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXT, subject=TEXT, name=TEXT)
def test_no_text_can_break_out_of_its_place(mail: Mail, text: str, subject: str, name: str) -> None:
    message, _ = parsed(
        mail(
            subject=subject,
            content=[{"type": "text/plain", "value": text}, {"type": "text/html", "value": text}],
            headers={"X-Name": name},
            personalizations=[{"to": [{"email": "ana@example.com", "name": name}]}],
        )
    )
    assert message.keys() == [
        *("From", "To", "Subject", "Date", "Message-ID", "X-Name", "MIME-Version", "Content-Type")
    ]
    parts = list(message.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert lines(body(message, "plain")) == lines(text)


def test_a_line_break_cannot_start_another_header(mail: Mail) -> None:
    message, _ = parsed(mail(subject="Hello\r\nBcc: victim@example.com"))
    assert message["Subject"] == "Hello Bcc: victim@example.com"
    assert message["Bcc"] is None


def test_a_line_too_long_for_smtp_is_encoded(mail: Mail) -> None:
    text = "ä" * 2000
    message, raw = parsed(mail(content=[{"type": "text/plain", "value": text}]))
    assert body(message, "plain") == text
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_attachments_come_along(mail: Mail) -> None:
    data = bytes(range(256))
    message, _ = parsed(
        mail(
            attachments=[
                {
                    "content": base64.b64encode(data).decode(),
                    "filename": "state ment.pdf",
                    "type": "application/pdf",
                }
            ]
        )
    )
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("state ment.pdf", data)
    assert body(message, "html").strip() == "<p>Hello</p>"


@pytest.mark.parametrize(
    "name",
    [
        "Erklärung 2024.pdf",
        "聯合聲明.pdf",
        "བོད་.pdf",
        'the "whole" \\ statement.pdf',
        "a" * 300 + ".pdf",
        "ä" * 200 + ".pdf",
        "100%.pdf",
    ],
)
def test_an_attachments_name_survives_whatever_script_it_is_in(mail: Mail, name: str) -> None:
    given = {"content": base64.b64encode(b"x").decode(), "filename": name, "type": "a/b"}
    message, raw = parsed(mail(attachments=[given]))
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == name
    assert max(map(len, raw.split(b"\r\n\r\n")[1].split(b"\r\n"))) <= 998
    assert raw.isascii()


def test_an_attachments_name_cannot_end_its_header(mail: Mail) -> None:
    given = {"content": "eA==", "filename": "a\u2028b\tc.pdf", "type": "a/b"}
    message, _ = parsed(mail(attachments=[given]))
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "a\u2028b c.pdf"
