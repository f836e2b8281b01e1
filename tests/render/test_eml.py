from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest

from outreach.domain.delivery import Attachment, Letter
from outreach.render.eml import as_eml

LETTER = Letter("Für Renée 🕊️", "<p>Grüße</p>", "Grüße\n")


def test_a_letter_survives_as_a_file() -> None:
    data = as_eml(
        LETTER, {"To": ("Łucja, “Święcka”", "l@example.org")}, {"List-Unsubscribe": "<x>"}
    )
    mail = message_from_bytes(data, policy=default)
    assert mail["Subject"] == LETTER.subject
    assert mail["To"].addresses[0].display_name == "Łucja, “Święcka”"
    assert [part.get_content().strip() for part in mail.iter_parts()] == ["Grüße", "<p>Grüße</p>"]


@pytest.mark.parametrize("name", ["x\r\nBcc: all@example.org", "x\nBcc: all@example.org"])
def test_no_name_can_add_a_header(name: str) -> None:
    mail = message_from_bytes(as_eml(LETTER, {"To": (name, "l@example.org")}, {}), policy=default)
    assert mail["Bcc"] is None


def test_attachments_travel_with_the_letter_byte_for_byte() -> None:
    files = (
        Attachment("Erklärung 香港.pdf", "application/pdf", b"%PDF\r\n\x00\xff"),
        Attachment("x\r\nBcc: all@example.org", "text/plain", "é\r\n".encode()),
    )
    data = as_eml(replace(LETTER, attachments=files), {"To": ("L", "l@example.org")}, {})
    mail = message_from_bytes(data, policy=default)
    assert mail.get_content_type() == "multipart/mixed"
    assert mail["Bcc"] is None
    assert b"filename*=utf-8''Erkl%C3%A4rung%20%E9%A6%99%E6%B8%AF.pdf" in data
    found = list(mail.iter_attachments())
    assert [one.get_payload(decode=True) for one in found] == [one.content for one in files]
    assert [one.get_content_type() for one in found] == ["application/pdf", "text/plain"]
    assert [one.get_filename() for one in found] == [
        "Erklärung 香港.pdf",
        "x  Bcc: all@example.org",
    ]
    html = mail.get_body(("html",))
    assert html is not None
    assert html.get_content().strip() == LETTER.html


def test_the_same_letter_is_the_same_file() -> None:
    files = (Attachment("kit.pdf", "application/pdf", b"%PDF"),)
    letter = replace(LETTER, attachments=files)
    to = {"To": ("L", "l@example.org")}
    assert as_eml(letter, to, {}) == as_eml(letter, to, {})
    assert as_eml(letter, to, {}) != as_eml(replace(letter, subject="x"), to, {})


def test_a_long_way_out_is_whole_on_its_line() -> None:
    link = f"https://{'hear.' * 15}example.org/u/{'x' * 40}"
    value = f"<{link}>, <mailto:{'desk' * 12}@example.org?subject=unsubscribe>"
    data = as_eml(LETTER, {"To": ("", "l@example.org")}, {"List-Unsubscribe": value})
    assert f"List-Unsubscribe: <{link}>,\r\n <mailto:".encode() in data
    assert message_from_bytes(data, policy=default)["List-Unsubscribe"] == value
