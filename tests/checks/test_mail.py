"""What is seen on a finished message: its size, its subject, and its way out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from outreach.checks.mail import check_message, check_sender
from outreach.domain.campaign import Edition, Sender
from outreach.domain.delivery import Field, Message
from outreach.errors import Place

PLACES = {"": Place("c.toml", 1), "template": Place("c.toml", 2), "subject": Place("c.toml", 3)}
EDITION = Edition("press", "t", "press", "s", places=PLACES)
WAY_OUT = "mailto:press@coalition.example?subject=unsubscribe&body=x"
GOOD = Message(
    subject="44 organizations ask",
    html=f'<p>Text</p><a href="{WAY_OUT.replace("&", "&amp;")}">Leave</a>',
    text=f"Text\n\nLeave: {WAY_OUT}\n",
)


def found(message: Message) -> list[tuple[str, str, str]]:
    return [(p.code, p.level, str(p.place)) for p in check_message(message, EDITION, WAY_OUT)]


def test_a_message_with_all_it_needs_has_no_finding() -> None:
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        (replace(GOOD, subject=" "), ("H101", "error", "c.toml:3")),
        (replace(GOOD, subject="x" * 151), ("H101", "warning", "c.toml:3")),
        (replace(GOOD, html=GOOD.html + "x" * 85_000), ("S201", "warning", "c.toml:2")),
        (replace(GOOD, html=GOOD.html + "x" * 103_000), ("S201", "error", "c.toml:2")),
        (replace(GOOD, html="<p>How to unsubscribe?</p>"), ("C602", "error", "c.toml:2")),
        (replace(GOOD, text="How to unsubscribe?"), ("C602", "error", "c.toml:2")),
    ],
)
def test_what_must_not_go_out_is_found_where_it_is_mended(
    message: Message, wanted: tuple[str, str, str]
) -> None:
    assert found(message) == [wanted]


def test_a_letter_without_text_says_so() -> None:
    assert ("X501", "error", "c.toml:2") in found(replace(GOOD, text="\n "))


def test_bytes_count_and_not_characters() -> None:
    assert found(replace(GOOD, html=GOOD.html + "香" * 30_000))[0][0] == "S201"


def test_a_tag_is_no_part_of_the_subjects_length() -> None:
    tag = "-x00000000000000-"
    subject = "x" * 140 + tag
    assert found(replace(GOOD, subject=subject, fields=(Field(tag, "subject"),))) == []
    assert found(replace(GOOD, subject=subject))


def test_a_sender_without_a_postal_address_is_warned_of() -> None:
    nowhere = Sender("A", "a@coalition.example", "A")
    assert [(p.code, p.level) for p in check_sender(nowhere)] == [("C601", "warning")]
    assert check_sender(replace(nowhere, postal_address=("1 Example Street",))) == ()
