"""What can be seen on a finished message and its sender before anyone else sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from outreach.domain.campaign import Edition, Sender
from outreach.domain.delivery import Message
from outreach.errors import Level, Problem

GMAIL_CLIPS_AT = 102 * 1024
_TOO_LARGE = GMAIL_CLIPS_AT - 2 * 1024
"""SendGrid's own additions and the recipient's data need room below the cut."""
_NEAR_CLIPPING = 80 * 1024
_LONGEST_SUBJECT = 150
_LEFTOVER = re.compile(r"\b(?:TODO|TK|FIXME|XXX|LOREM)\b|\{\{|\{%|%\}")


def check_message(message: Message, edition: Edition, unsubscribe: str) -> tuple[Problem, ...]:
    """Size, subject, text part and way out of one message.

    ``unsubscribe`` is what the way out leads to. A field counts for nothing here: what stands in
    it differs by recipient.
    """
    return (
        *_size(message, edition),
        *_subject(message, edition),
        *_leftovers(message, edition),
        *_way_out(message, edition, unsubscribe),
    )


def _size(message: Message, edition: Edition) -> Iterator[Problem]:
    size = len(message.html.encode())
    if size > _NEAR_CLIPPING:
        level: Level = "error" if size > _TOO_LARGE else "warning"
        yield _problem(
            "S201",
            f"the letter has {size / 1024:.0f} KB of HTML; Gmail cuts it off at 102 KB",
            edition,
            "shorten the statement or the styles",
            level,
        )


def _subject(message: Message, edition: Edition) -> Iterator[Problem]:
    length = len(_without_fields(message, message.subject))
    if not message.subject.strip():
        yield _problem("H101", "the subject is empty", edition, "write one", "error", "subject")
    elif length > _LONGEST_SUBJECT:
        yield _problem(
            "H101",
            f"the subject has {length} characters; inboxes show 40 to 70",
            edition,
            "put the news first and leave the rest to the preheader",
            "warning",
            "subject",
        )


def _leftovers(message: Message, edition: Edition) -> Iterator[Problem]:
    for part in (message.subject, message.text):
        if left := _LEFTOVER.search(part):
            where = "subject" if part is message.subject else "letter"
            said = f"“{left[0]}” is left in the {where}"
            yield _problem("T002", said, edition, "write what is meant there", "error")


def _way_out(message: Message, edition: Edition, unsubscribe: str) -> Iterator[Problem]:
    if not message.text.strip():
        yield _problem("X501", "the text part is empty", edition, "fill the .txt.j2", "error")
    for part, text in (("HTML", unescape(message.html)), ("text", message.text)):
        if unsubscribe not in text:
            yield _problem(
                "C602",
                f"the {part} part has no way out",
                edition,
                "print {{ unsubscribe_url }} in the template",
                "error",
            )


def _without_fields(message: Message, text: str) -> str:
    for field in message.fields:
        text = text.replace(field.tag, "")
    return text


def check_sender(sender: Sender) -> tuple[Problem, ...]:
    if sender.postal_address:
        return ()
    hint = "add postal_address = […] to [sender] in outreach.toml"
    return (Problem("C601", "the sender has no postal address", None, hint, "warning"),)


def _problem(
    code: str, message: str, edition: Edition, hint: str, level: Level, key: str = "template"
) -> Problem:
    return Problem(code, message, edition.place(key), hint, level, edition.name)
