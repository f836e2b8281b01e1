from __future__ import annotations

from email import message_from_bytes
from email.policy import default

import pytest

from outreach.domain.delivery import Letter
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
