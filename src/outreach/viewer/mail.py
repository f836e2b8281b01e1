"""A mail taken apart for reading: its headers, its two bodies, and what travels with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import Message as Part
from email.parser import BytesHeaderParser
from hashlib import sha256

from outreach.domain.delivery import Attachment, Letter
from outreach.domain.unsubscribe import anyones

from .encoded_words import plain

_UNNAMED = "unnamed"
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_ODD = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
"""What the standard library raises on one odd mail or another."""


@dataclass(frozen=True, slots=True)
class Mail:
    """``headers`` are decoded, in their order, each on one line. ``raw`` is the mail itself.

    A part that the mail has not is blank.
    """

    subject: str
    html: str
    text: str
    headers: tuple[tuple[str, str], ...]
    attachments: tuple[Attachment, ...]
    raw: bytes = field(repr=False)

    def header(self, name: str) -> str:
        """The first of that name, in any case; blank without one."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def read_mail(raw: bytes) -> Mail:
    r"""Any bytes as a mail: what is broken in it is read as far as it goes, and nothing is raised.

    Lines of the bodies end in ``\n``.
    """
    headers: tuple[tuple[str, str], ...] = ()
    try:
        message = message_from_bytes(raw, policy=policy.compat32)
        headers = tuple(_headers(message))
        html, text, attachments = _parts(message)
    except _ODD:
        html, text, attachments = "", _after_headers(raw), ()
    subject = next((value for name, value in headers if name.lower() == "subject"), "")
    return Mail(subject, html, text, headers, attachments, raw)


_OUTSIDE = ("From", "Reply-To", "To")


def digest_of(mail: Mail) -> str:
    """16 hexadecimal digits over the letter and what stands on its outside: whom it is from, who
    gets the answer, and whom it goes to. The same for whoever renders, shows or received it.

    Dates, ids and what else a mail gets on its way are not in it, nor the token in a link of ours
    to unsubscribe. Where SendGrid puts the way out in, each copy received has a link of its own,
    and so another digest.
    """
    header = mail.header("List-Unsubscribe")
    html, text = anyones(mail.html, header), anyones(mail.text, header)
    inside = Letter(mail.subject, html, text, mail.attachments).digest
    outside = (mail.header(name) for name in _OUTSIDE)
    return sha256("\x00".join((inside, *outside)).encode("utf-8", "replace")).hexdigest()[:16]


def mail_of(letter: Letter, raw: bytes) -> Mail:
    """The letter's parts exactly as they are, with the headers of the mail that carries it."""
    try:
        headers = tuple(_headers(BytesHeaderParser(policy=policy.compat32).parsebytes(raw)))
    except _ODD:
        headers = ()
    return Mail(letter.subject, letter.html, letter.text, headers, letter.attachments, raw)


def _headers(message: Part) -> Iterator[tuple[str, str]]:
    for name, value in message.raw_items():
        yield _readable(name), plain(_readable(str(value)))


def _readable(text: str) -> str:
    """The parser keeps bytes beyond ASCII as surrogates."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _parts(message: Part) -> tuple[str, str, tuple[Attachment, ...]]:
    """The first HTML and the first plain text that are no files, and all else as files."""
    bodies: dict[str, str] = {}
    files: list[Attachment] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        body = kind in ("text/html", "text/plain") and not _is_file(part)
        if body and kind not in bodies:
            bodies[kind] = _decoded(part)
        else:
            files.append(Attachment(_name(part), kind, _bytes(part)))
    return bodies.get("text/html", ""), bodies.get("text/plain", ""), tuple(files)


def _leaves(message: Part) -> Iterator[Part]:
    """The parts that hold no others, in their order; a mail inside a mail is one."""
    held = [message]
    while held:
        part = held.pop()
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            held += reversed(_inside(part))
        else:
            yield part


def _inside(part: Part) -> list[Part]:
    inside = part.get_payload()
    return [one for one in inside if isinstance(one, Part)] if isinstance(inside, list) else []


def _is_file(part: Part) -> bool:
    return part.get_content_disposition() == "attachment" or _name(part) != _UNNAMED


def _name(part: Part) -> str:
    try:
        given = part.get_filename() or ""
    except _ODD:
        given = ""
    return plain(_readable(given)).strip() or _UNNAMED


def _bytes(part: Part) -> bytes:
    if part.is_multipart():
        return b"".join(one.as_bytes() for one in _inside(part))
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _decoded(part: Part) -> str:
    content = _bytes(part)
    charset = part.get_param("charset")
    named = charset if isinstance(charset, str) else "utf-8"
    for encoding in (named, "utf-8"):
        try:
            text = content.decode(encoding)
        except (LookupError, ValueError):
            continue
        return _lines(text)
    return _lines(content.decode("latin-1"))


def _after_headers(raw: bytes) -> str:
    """For what the standard library gives up on."""
    return _lines(_BLANK_LINE.split(raw, maxsplit=1)[-1].decode("utf-8", "replace"))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
